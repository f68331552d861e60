import { onTestFinished } from 'vitest';

import { openGateway as assemble, type Gateway, type Overrides } from '../../src/app.ts';
import { SCOPES, type Scope } from '../../src/auth/credential.ts';
import { createApiKey } from '../../src/auth/rules/credentials.ts';
import { loadConfig } from '../../src/config.ts';
import { DEFAULT_POLICY, type Operator } from '../../src/operators/operator.ts';
import { BEGIN_SNAPSHOT, END_SNAPSHOT } from '../../src/store/sqlite/snapshot.ts';
import type { OperatorStore } from '../../src/store/store.ts';
import type { Instant } from '../../src/time.ts';
import { openDiscreetly } from '../security/discreetly.ts';

/** Where every test begins: a Sunday at noon, UTC. */
export const NOON = Date.UTC(2026, 2, 1, 12);

/** What came back, as a client sees it. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly data: Data | null;
  readonly errors?: readonly { message: string; path?: unknown; extensions: Record<string, unknown> }[];
}

/** Answers are read loosely in tests: what matters is compared, and a typo fails the comparison. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Data = Record<string, any>;

/** Somebody with a credential of one operator. */
export interface Client {
  /** What it sends along; null = nothing. */
  readonly credential: string | null;
  /** The data of an answer that must have no errors. */
  ask: (query: string, variables?: Record<string, unknown>) => Promise<Data>;
  /** The whole answer, whatever it is. */
  answer: (
    query: string,
    variables?: Record<string, unknown>,
    headers?: Record<string, string>,
  ) => Promise<Answer>;
}

export interface OpenGateway {
  readonly gateway: Gateway;
  /** With every scope. */
  readonly operator: Client;
  readonly netflix: Netflix;
  /** Moves domain time and the wall clock on, in milliseconds; tells what time it is. */
  readonly wait: (milliseconds?: number) => Instant;
  /** Somebody with a credential of the first operator that carries these scopes; nobody for none. */
  readonly someone: (...scopes: readonly Scope[]) => Promise<Client>;
  /** Another operator on the same gateway. */
  readonly another: (
    settings?: Partial<Omit<Operator, 'id'>>,
  ) => Promise<{ operator: Client; netflix: Netflix }>;
  readonly anonymous: Client;
  /** What the database ran since the last call. */
  readonly statements: () => readonly string[];
}

/** Opens a gateway in memory with one operator (decision window 24 hours, approving on silence, EUR), closed when the test ends, with a look at its log. */
export async function openGateway(
  settings: Partial<Omit<Operator, 'id'>> = {},
  environment: Record<string, string> = {},
  overrides: Pick<Overrides, 'silence' | 'hasShortWay'> = {},
): Promise<OpenGateway> {
  let now = NOON;
  let statements: string[] = [];
  const config = loadConfig({
    DATABASE_URL: ':memory:',
    DEMO_DATA: 'off',
    NETFLIX: 'none',
    PORT: '0',
    // The clock stands still, and nothing flows back.
    RATE_CAPACITY: '1000000000',
    ...environment,
  });
  const clock = () => now;
  const gateway = await openDiscreetly((logger) =>
    assemble(config, {
      logger,
      clock,
      wallClock: clock,
      onStatement: (sql) => {
        // Around what finds out who is asking.
        if (sql !== BEGIN_SNAPSHOT && sql !== END_SNAPSHOT) statements.push(sql);
      },
      ...overrides,
    }),
  );
  onTestFinished(() => gateway.close());

  const join = async (code: string, own: typeof settings) => {
    const defaults = { code, name: `Operator ${code}`, localCurrency: 'EUR', ...DEFAULT_POLICY };
    const added = await gateway.store.addOperator({ ...defaults, ...own }, { actor: 'test' });
    if (!added) throw new Error(`Expected operator ${code} to be new.`);
    return gateway.store.of(added.id);
  };
  const first = await join('first', settings);
  let others = 0;
  const all = async (store: OperatorStore) => {
    const operator = clientOf(gateway, await apiKeyOf(store, SCOPES, now));
    return { operator, netflix: netflixOf(operator, clock) };
  };

  return {
    gateway,
    ...(await all(first)),
    wait: (milliseconds = 0) => (now += milliseconds),
    someone: async (...scopes) => clientOf(gateway, await apiKeyOf(first, scopes, now)),
    another: async (own = {}) => all(await join(`other${(others += 1)}`, own)),
    anonymous: clientOf(gateway, null),
    statements: () => {
      const ran = statements;
      statements = [];
      return ran;
    },
  };
}

/** A client that sends this credential, or none. */
export function clientOf(gateway: Pick<Gateway, 'fetch'>, credential: string | null): Client {
  const answer: Client['answer'] = async (query, variables = {}, headers = {}) => {
    const response = await gateway.fetch(
      new Request('http://gateway/graphql', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(credential !== null && { authorization: `Bearer ${credential}` }),
          ...headers,
        },
        body: JSON.stringify({ query, variables }),
      }),
    );
    const body = (await response.json()) as Pick<Answer, 'data' | 'errors'>;
    return { status: response.status, headers: response.headers, ...body };
  };
  return {
    credential,
    answer,
    ask: async (query, variables) => {
      const { data, errors } = await answer(query, variables);
      if (errors || !data)
        throw new Error(`Expected an answer without errors, found ${JSON.stringify(errors)}`);
      return data;
    },
  };
}

async function apiKeyOf(store: OperatorStore, scopes: readonly Scope[], wallClock: Instant): Promise<string> {
  const creation = { name: 'Test', scopes, expiresOn: null, wallClock };
  const { key } = await store.addApiKey((facts) => createApiKey(creation, facts), { actor: 'test' });
  if (key === null) throw new Error('Expected an API key.');
  return key;
}

/** What a charge says unless the test says otherwise. */
export interface RaisedCharge {
  readonly netflixChargeIdentifier?: string;
  readonly amount?: string;
  readonly currency?: string;
  readonly paidThroughDate?: string;
  readonly raisedOn?: string;
}

/** Netflix's side of the story, told through the API. Each verb fails the test when the gateway refuses. */
export interface Netflix {
  /** Registers the customer and lets it sign up now, or at that instant. */
  signsUp: (customer: string, at?: Instant) => Promise<{ netflixCustomerIdentifier: string; number: string }>;
  /** Raises a charge for a customer that has signed up; answers its number. */
  charges: (customer: string, charge?: RaisedCharge) => Promise<string>;
}

function netflixOf(client: Client, clock: () => Instant): Netflix {
  let raised = 0;
  return {
    signsUp: async (customer, at = clock()) => {
      const { registerSubscription } = await client.ask(
        `mutation ($customer: String!) {
          registerSubscription(input: { billingSystemCustomerIdentifier: $customer }) {
            netflixToken { value } problems { message }
          }
        }`,
        { customer },
      );
      const { confirmSignUp } = await client.ask(
        `mutation ($token: String!, $at: DateTime!) {
          confirmSignUp(input: { token: $token, signedUpOn: $at }) {
            subscription { number customer { netflixCustomerIdentifier } } problems { message }
          }
        }`,
        { token: registerSubscription.netflixToken.value, at: new Date(at).toISOString() },
      );
      const { number, customer: who } = confirmSignUp.subscription;
      return { number, netflixCustomerIdentifier: who.netflixCustomerIdentifier };
    },
    charges: async (customer, charge = {}) => {
      const found = await client.ask(
        `query ($customer: String!) {
          customer(by: { billingSystemCustomerIdentifier: $customer }) { netflixCustomerIdentifier }
        }`,
        { customer },
      );
      const { receiveCharges } = await client.ask(
        `mutation ($charge: ReceivedChargeInput!) {
          receiveCharges(input: { charges: [$charge] }) { charges { number } failedReceipts { errorDescription } }
        }`,
        {
          charge: {
            netflixChargeIdentifier: `N-${(raised += 1)}`,
            netflixCustomerIdentifier: found.customer.netflixCustomerIdentifier,
            amount: '9.99',
            currency: 'EUR',
            paidThroughDate: '2099-12-31',
            raisedOn: new Date(clock()).toISOString(),
            ...charge,
          },
        },
      );
      return receiveCharges.charges[0].number;
    },
  };
}
