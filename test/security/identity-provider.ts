import { createServer, type RequestListener } from 'node:http';

import { exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';
import { onTestFinished } from 'vitest';

import { NOON } from '../api/gateway.ts';

type Key = CryptoKey;

/** An identity provider on this machine. */
export interface Provider {
  readonly issuer: string;
  readonly keysAddress: string;
  /** A token of somebody, signed with the newest key. */
  readonly issues: (claims?: Readonly<Record<string, unknown>>, header?: object) => Promise<string>;
  /** Signs with a new key from now on; the old ones are published no more. */
  readonly rotates: () => Promise<void>;
  /** The public half of the newest key, as it is published. */
  readonly published: () => JWK;
  /** Does something else than to answer, from now on. */
  readonly behaves: (listener: RequestListener) => void;
  /** How often its keys were asked for. */
  readonly asked: () => number;
}

export const AUDIENCE = 'netflix-billing';

/** Opens a provider with keys of that algorithm, closed when the test ends. */
export async function openProvider(algorithm = 'ES256'): Promise<Provider> {
  let asked = 0;
  let keys: { privateKey: Key; published: JWK } = await drawn(algorithm, 1);
  let generation = 1;
  let answer: RequestListener = (_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [keys.published] }));
  };
  const server = createServer((request, response) => {
    asked += 1;
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Expected a port.');
  const issuer = `http://127.0.0.1:${address.port}`;
  return {
    issuer,
    keysAddress: `${issuer}/keys`,
    issues: (claims = {}, header = {}) =>
      new SignJWT({
        ...{ iss: issuer, aud: AUDIENCE, sub: 'anna', scope: 'billing.read billing.write other' },
        ...{ iat: NOON / 1000, exp: NOON / 1000 + 3_600 },
        ...claims,
      })
        .setProtectedHeader({ alg: algorithm, kid: keys.published.kid ?? '', ...header })
        .sign(keys.privateKey),
    rotates: async () => {
      keys = await drawn(algorithm, (generation += 1));
    },
    published: () => keys.published,
    behaves: (listener) => {
      answer = listener;
    },
    asked: () => asked,
  };
}

async function drawn(alg: string, generation: number) {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { privateKey, published: { ...(await exportJWK(publicKey)), kid: `key-${generation}`, use: 'sig' } };
}
