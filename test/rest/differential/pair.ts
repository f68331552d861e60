import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openGateway, type Gateway } from '../../../src/app.ts';
import { loadConfig } from '../../../src/config.ts';
import { DEFAULT_POLICY } from '../../../src/operators/operator.ts';
import { DAY } from '../../../src/time.ts';
import { clientOf, NOON, type Answer, type Data } from '../../api/gateway.ts';
import { openDiscreetly } from '../../security/discreetly.ts';
import { withUser } from '../user.ts';
import { wireOf, type Ask } from '../wire.ts';
import { rowsOf, type Rows } from './rows.ts';

/** One of two gateways: the old wire is played on the one, GraphQL on the other. */
export interface Side {
  readonly gateway: Gateway;
  /** Asks GraphQL with this credential, or with none. */
  readonly graphql: (credential: string | null, query: string, variables?: Data) => Promise<Answer>;
  /** Asks the old wire, as whoever the parameter `token` says. */
  readonly wire: Ask;
  /** Tokens of a user with all scopes, and of one with READ alone. */
  readonly tokens: { anna: string; reader: string };
  /** What was drawn here: by customer, the newest Netflix token, and the PAI. */
  readonly netflixTokens: Map<string, string>;
  readonly pais: Map<string, string>;
}

/** Two gateways with the same clock, on which the same happens. */
export interface Pair {
  readonly rest: Side;
  readonly graphql: Side;
  /** Lets domain time pass on both. */
  readonly wait: (milliseconds: number) => void;
  readonly now: () => number;
  /** Ends both, and tells everything that their databases hold, save what is drawn at random. */
  readonly close: () => Promise<readonly [Rows, Rows]>;
}

/** Opens both, each with an operator, promotions, a platform and two users. */
export async function openPair(): Promise<Pair> {
  const folder = mkdtempSync(join(tmpdir(), 'old-wire-'));
  let now = NOON;
  const clock = () => now;
  const files = [join(folder, 'rest.sqlite'), join(folder, 'graphql.sqlite')] as const;
  const rest = await openSide(files[0], clock);
  const graphql = await openSide(files[1], clock);
  return {
    rest,
    graphql,
    now: clock,
    wait: (milliseconds) => {
      now += milliseconds;
    },
    close: async () => {
      await rest.gateway.close();
      await graphql.gateway.close();
      const rows = [rowsOf(files[0]), rowsOf(files[1])] as const;
      rmSync(folder, { recursive: true });
      return rows;
    },
  };
}

const SET_UP = `mutation ($begun: DateTime!, $later: DateTime!) {
  a: createPromotion(input: { code: "ALWAYS", name: "Always", effectiveFrom: $begun }) { problems { code } }
  b: createPromotion(input: { code: "SOON", name: "Soon", description: "Wait", effectiveFrom: $later }) { problems { code } }
  c: createPromotion(input: { code: "SHORT", name: "Short", effectiveFrom: $begun, expiresOn: $later }) { problems { code } }
  d: createProvisioningProvider(input: { name: "iptv", alternativeCode: "TV" }) { problems { code } }
}`;

async function openSide(databaseFile: string, clock: () => number): Promise<Side> {
  const config = loadConfig({
    DATABASE_URL: databaseFile,
    DEMO_DATA: 'off',
    NETFLIX: 'none',
    RATE_CAPACITY: '1000000000',
  });
  // Credentials outlive the story.
  const gateway = await openDiscreetly((logger) =>
    openGateway(config, { logger, clock, wallClock: () => NOON }),
  );
  const operator = { code: 'first', name: 'First', localCurrency: 'EUR', ...DEFAULT_POLICY };
  await gateway.store.addOperator(operator, { actor: 'test' });
  const anna = await withUser(gateway, NOON);
  const reader = await withUser(gateway, NOON, { username: 'reader', scopes: ['READ'] });
  const tokens = { anna: await anna.token(), reader: await reader.token() };
  const graphql: Side['graphql'] = (credential, query, variables) =>
    clientOf(gateway, credential).answer(query, variables);
  const [begun, later] = [NOON - DAY, NOON + 20 * DAY].map((at) => new Date(at).toISOString());
  const { errors } = await graphql(tokens.anna, SET_UP, { begun, later });
  if (errors) throw new Error(JSON.stringify(errors));
  return { gateway, graphql, wire: wireOf(gateway, null), tokens, netflixTokens: new Map(), pais: new Map() };
}
