import { createServer } from 'node:http';
import { once } from 'node:events';

import { pino } from 'pino';
import { onTestFinished } from 'vitest';

import { openGateway, type Gateway, type Overrides } from '../../src/app.ts';
import { SCOPES } from '../../src/auth/credential.ts';
import { createApiKey } from '../../src/auth/rules/credentials.ts';
import { loadConfig } from '../../src/config.ts';
import { DEFAULT_POLICY } from '../../src/operators/operator.ts';
import { clientOf, type Client } from '../api/gateway.ts';

/** A gateway that listens, with everything that it logs. */
export interface Served {
  readonly gateway: Gateway;
  readonly origin: string;
  readonly port: number;
  readonly key: string;
  /** Asks without a network. */
  readonly client: Client;
  readonly lines: Record<string, unknown>[];
}

/** Serves a gateway in memory with one operator, closed when the test ends. */
export async function serve(
  environment: Record<string, string> = {},
  overrides: Pick<Overrides, 'silence' | 'onStatement'> = {},
): Promise<Served> {
  const lines: Record<string, unknown>[] = [];
  const logger = pino(
    { level: 'debug' },
    { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  const config = loadConfig({
    DATABASE_URL: ':memory:',
    DEMO_DATA: 'off',
    NETFLIX: 'none',
    PORT: '0',
    ...environment,
  });
  const gateway = await openGateway(config, { logger, ...overrides });
  onTestFinished(() => gateway.close());
  const terms = { code: 'cytel', name: 'Cytel', localCurrency: 'EUR', ...DEFAULT_POLICY };
  const operator =
    (await gateway.store.addOperator(terms, { actor: 'test' })) ??
    (await gateway.store.operatorByCode('cytel'));
  if (!operator) throw new Error('Expected operator cytel, found none.');
  const creation = { name: 'Test', scopes: SCOPES, expiresOn: null, wallClock: Date.now() };
  const { key } = await gateway.store
    .of(operator.id)
    .addApiKey((facts) => createApiKey(creation, facts), { actor: 'test' });
  if (key === null) throw new Error('Expected an API key.');
  const origin = await gateway.listen();
  return { gateway, origin, port: Number(new URL(origin).port), key, client: clientOf(gateway, key), lines };
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
