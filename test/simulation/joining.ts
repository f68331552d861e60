import type { Gateway } from '../../src/app.ts';
import { SCOPES } from '../../src/auth/credential.ts';
import { createApiKey } from '../../src/auth/rules/credentials.ts';
import type { Draw } from './draw.ts';
import { DAY, type ModelOperator } from './model.ts';
import type { Data, Side } from './world.ts';

interface Joining {
  readonly name: string;
  readonly draw: Draw;
  readonly now: number;
  readonly isNetflixTold: boolean;
}

const LOCAL_CURRENCIES = ['EUR', 'JPY', 'KWD'] as const;

/** Adds an operator to a gateway, with promotions and rates, the first one with an outside platform too. */
export async function joining(
  gateway: () => Gateway,
  { name, draw, now, isNetflixTold }: Joining,
): Promise<Side> {
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
    refused: [],
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
    .addApiKey((facts) => createApiKey(creation, facts), { actor: 'simulation' });
  if (key === null) throw new Error('Expected an API key.');

  const request: Side['request'] = (query, variables, accept = 'application/json') =>
    new Request('http://gateway/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept, authorization: `Bearer ${key}` },
      body: JSON.stringify({ query, variables }),
    });
  const side: Side = {
    name,
    model,
    request,
    ask: async (query, variables = {}) => dataOf(await gateway().fetch(request(query, variables))),
    readers: { events: null, eventsRead: 0, heard: [], work: null, lastRead: '', news: 0 },
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

async function dataOf(response: Response): Promise<Data> {
  const { data, errors } = (await response.json()) as { data: Data | null; errors?: unknown };
  if (errors !== undefined || data === null)
    throw new Error(`Expected an answer without errors, found ${JSON.stringify(errors)}`);
  return data;
}
