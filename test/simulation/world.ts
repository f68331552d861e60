import { openGateway, type Gateway } from '../../src/app.ts';
import { SCOPES } from '../../src/auth/credential.ts';
import { createApiKey } from '../../src/auth/rules.ts';
import { loadConfig } from '../../src/config.ts';
import type { OperatorStore } from '../../src/store/store.ts';
import type { Draw } from './draw.ts';
import { DAY, HOUR, type ModelOperator } from './model.ts';

/** Where every simulation begins: the last noon of a January, so that months of different lengths lie ahead. */
export const START = Date.UTC(2026, 0, 31, 12);

/** Answers are read loosely here: what matters is compared. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Data = Record<string, any>;

/** One operator: what the model knows of it, and how to ask the gateway about it. */
export interface Side {
  readonly name: string;
  model: ModelOperator;
  /** The data of an answer. Throws when it has errors. */
  readonly ask: (query: string, variables?: Record<string, unknown>) => Promise<Data>;
  /** How far each reader has come. */
  readonly readers: { events: string | null; eventsRead: number; work: string | null; lastRead: string };
}

/** The gateway that is played with, and everybody around it. */
export interface World {
  readonly sides: readonly [Side, ...Side[]];
  readonly now: () => number;
  readonly wait: (milliseconds: number) => void;
  /** Ends the gateway and opens another on the same database. */
  readonly restart: () => Promise<void>;
  readonly gateway: () => Gateway;
  readonly close: () => Promise<void>;
}

export interface WorldOptions {
  /** A path, or ':memory:'. */
  readonly database: string;
  readonly netflix: 'none' | 'sandbox';
  /** What is wrong with the gateway, on purpose. */
  readonly plant?: ((store: OperatorStore) => Partial<OperatorStore>) | undefined;
}

const LOCAL_CURRENCIES = ['EUR', 'JPY', 'KWD'] as const;

/** Opens a gateway with two operators, each with promotions and rates, one or both with outside platforms. */
export async function openWorld(draw: Draw, { database, netflix, plant }: WorldOptions): Promise<World> {
  let now = START;
  const clock = () => now;
  const config = loadConfig({
    DATABASE_URL: database,
    DEMO_DATA: 'off',
    NETFLIX: netflix,
    LOG_LEVEL: 'silent',
  });
  const open = () => openGateway(config, { clock, wallClock: clock });
  let gateway = await open();
  const sides: Side[] = [];
  for (const name of ['first', 'second']) {
    sides.push(await join(() => gateway, { name, draw, now, isNetflixTold: netflix === 'sandbox' }));
  }
  await infest(gateway, plant);
  const [first, ...others] = sides;
  if (!first) throw new Error('Expected an operator, found none.');
  return {
    sides: [first, ...others],
    now: clock,
    wait: (milliseconds) => {
      now += milliseconds;
    },
    restart: async () => {
      await gateway.close();
      gateway = await open();
      await infest(gateway, plant);
    },
    gateway: () => gateway,
    close: () => gateway.close(),
  };
}

/** The store hands out the same object for an operator every time, so what is wrong with it is wrong for everybody. */
async function infest({ store }: Gateway, plant: WorldOptions['plant']): Promise<void> {
  if (!plant) return;
  for (const { id } of await store.operators()) Object.assign(store.of(id), plant({ ...store.of(id) }));
}

interface Joining {
  readonly name: string;
  readonly draw: Draw;
  readonly now: number;
  readonly isNetflixTold: boolean;
}

async function join(gateway: () => Gateway, { name, draw, now, isNetflixTold }: Joining): Promise<Side> {
  const model: ModelOperator = {
    localCurrency: draw.pick(LOCAL_CURRENCIES),
    windowHours: 24,
    onSilence: 'APPROVE',
    rates: [],
    promotions: [
      { code: 'ALWAYS', from: now - DAY, expires: null },
      { code: 'SOON', from: now + 20 * DAY, expires: null },
      { code: 'SHORT', from: now - DAY, expires: now + 30 * DAY },
    ],
    customers: [],
    subscriptions: [],
    tokens: [],
    charges: [],
    providers: name === 'first' ? ['set-top'] : [],
    requests: [],
    happened: [],
    isNetflixTold,
    isTrial: false,
  };
  const { store } = gateway();
  const { localCurrency, windowHours: decisionWindowHours, onSilence } = model;
  const added = await store.addOperator(
    { code: name, name, localCurrency, decisionWindowHours, onSilence },
    { actor: 'simulation' },
  );
  if (!added) throw new Error(`Expected operator ${name} to be new.`);
  const creation = { name, scopes: SCOPES, expiresOn: null, wallClock: now };
  const { key } = await store
    .of(added.id)
    .changeApiKey('', (facts) => createApiKey(creation, facts), { actor: 'simulation' });
  if (key === null) throw new Error('Expected an API key.');

  const side: Side = {
    name,
    model,
    ask: (query, variables = {}) => ask(gateway(), key, query, variables),
    readers: { events: null, eventsRead: 0, work: null, lastRead: '' },
  };
  await prepare(side, now);
  return side;
}

/** What an operator has before anything happens: promotions, rates, outside platforms. */
async function prepare({ ask, model, readers }: Side, now: number): Promise<void> {
  for (const { code, from, expires } of model.promotions) {
    const dates = { effectiveFrom: new Date(from), expiresOn: expires === null ? null : new Date(expires) };
    await ask(
      `mutation ($input: CreatePromotionInput!) { createPromotion(input: $input) { problems { code } } }`,
      {
        input: { code, name: code, ...dates },
      },
    );
  }
  const exchangeRates = ['EUR', 'USD', 'JPY']
    .filter((currency) => currency !== model.localCurrency)
    .map((currency) => ({ currency, rate: currency === 'JPY' ? '0.0065' : '1.25', from: now - 90 * DAY }));
  model.rates.push(...exchangeRates);
  await ask(
    `mutation ($input: UpdateOperatorInput!) { updateOperator(input: $input) { problems { code } } }`,
    {
      input: {
        exchangeRates: exchangeRates.map(({ from, ...rate }) => ({ ...rate, effectiveFrom: new Date(from) })),
      },
    },
  );
  for (const name of model.providers) {
    await ask(
      `mutation ($name: String!) { createProvisioningProvider(input: { name: $name }) { problems { code } } }`,
      { name },
    );
  }
  const { events } = await ask(`{ events(last: 1) { totalCount pageInfo { endCursor } } }`);
  readers.events = events.pageInfo.endCursor;
  readers.eventsRead = events.totalCount;
}

async function ask(
  gateway: Gateway,
  key: string,
  query: string,
  variables: Record<string, unknown>,
): Promise<Data> {
  const response = await gateway.fetch(
    new Request('http://gateway/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query, variables }),
    }),
  );
  const { data, errors } = (await response.json()) as { data: Data | null; errors?: unknown };
  if (errors !== undefined || data === null)
    throw new Error(`Expected an answer without errors, found ${JSON.stringify(errors)}`);
  return data;
}

/** How long the next step lets pass: mostly moments, sometimes hours, at times weeks. */
export function pauseFrom(draw: Draw): number {
  const share = draw.share();
  if (share < 0.5) return draw.between(1, 60_000);
  if (share < 0.8) return draw.between(1, 30) * HOUR;
  return share < 0.95 ? draw.between(1, 8) * DAY : draw.between(20, 45) * DAY;
}
