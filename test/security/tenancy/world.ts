import { copyFileSync } from 'node:fs';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

import { openGateway as assemble, type Gateway } from '../../../src/app.ts';
import { hashPassword } from '../../../src/auth/passwords.ts';
import { createApiKey, createUser } from '../../../src/auth/rules/credentials.ts';
import { SCOPES } from '../../../src/auth/credential.ts';
import { loadConfig } from '../../../src/config.ts';
import { DEFAULT_POLICY } from '../../../src/operators/operator.ts';
import { formatInstant, MINUTE, SECOND } from '../../../src/time.ts';
import { misunderstand } from '../../batching/misunderstandings.ts';
import { clientOf, NOON, type Client, type Data } from '../../api/gateway.ts';
import { ownFolder } from '../../own-folder.ts';
import { openDiscreetly } from '../discreetly.ts';
import type { Identifiers } from './questions.ts';

/** Somebody who asks, and what it knows things by. */
export interface Party {
  readonly code: string;
  readonly credential: string;
  /** The newest of each kind. */
  readonly own: Omit<Identifiers, 'globalId' | 'parked' | 'cursor'>;
}

/** Two operators: the owner has much of everything, the stranger less, so that no number of the owner's newest things is one of its own. */
export interface World {
  readonly owner: Party;
  readonly stranger: Party;
  /** A gateway over a copy of the world as it was made. */
  readonly reopen: () => Promise<Gateway>;
  /** The same over the world before the owner had anything. */
  readonly reopenBefore: () => Promise<Gateway>;
}

// Netflix has to be told, but nobody tells it: the courier only runs once the gateway listens.
const ENVIRONMENT = {
  DEMO_DATA: 'off',
  TOKEN_SECRET: 'the secret that this test signs its tokens with',
  NETFLIX: 'http',
  NETFLIX_ADDRESS: 'http://127.0.0.1:9/',
  NETFLIX_TOKEN: 'nobody knows us by it',
};

/** When everything has happened. */
export const LATER = NOON + 60 * MINUTE;

async function open(file: string, clock: () => number): Promise<Gateway> {
  const config = loadConfig({ ...ENVIRONMENT, DATABASE_URL: file });
  let wall = LATER;
  // Nobody asks too fast.
  const wallClock = () => (wall += SECOND);
  const gateway = await openDiscreetly((logger) => assemble(config, { logger, clock, wallClock }));
  onTestFinished(() => gateway.close());
  return gateway;
}

/** Makes the world, in files that are gone when the test ends. */
export async function openWorld(): Promise<World> {
  const folder = ownFolder();
  const [first, whole] = ['before', 'whole'].map((name) => join(folder, `${name}.sqlite`));
  if (first === undefined || whole === undefined) throw new Error('Expected two files.');
  let now = NOON;
  const clock = () => (now += 1);

  const begun = await open(first, clock);
  const [ownersKey, strangersKey] = [await joins(begun, 'cytel'), await joins(begun, 'pantel')];
  const stranger = await populate({ gateway: begun, clock }, 'pantel', strangersKey, 1);
  await begun.close();
  copyFileSync(first, whole);
  const ended = await open(whole, clock);
  const owner = await populate({ gateway: ended, clock }, 'cytel', ownersKey, 4);
  await ended.close();

  let copies = 0;
  const copyOf = (file: string) => async () => {
    const copy = join(folder, `copy-${(copies += 1)}.sqlite`);
    copyFileSync(file, copy);
    return open(copy, () => LATER);
  };
  return { owner, stranger, reopen: copyOf(whole), reopenBefore: copyOf(first) };
}

/** Adds an operator; answers the API key with which it may do everything. */
async function joins({ store }: Gateway, code: string): Promise<string> {
  const settings = {
    ...DEFAULT_POLICY,
    code,
    name: `Operator ${code}`,
    localCurrency: 'EUR',
    decisionWindowHours: 0,
  };
  const added = await store.addOperator(settings, { actor: 'test' });
  const creation = { name: `Key of ${code}`, scopes: SCOPES, expiresOn: null, wallClock: NOON };
  const { key } = await store
    .of(added?.id ?? 0)
    .addApiKey((facts) => createApiKey(creation, facts), { actor: 'test' });
  if (key === null) throw new Error('Expected an API key.');
  return key;
}

const PASSWORD = 'correct horse battery';

/** Gives an operator that many customers with two subscriptions each, and some of everything else. */
async function populate(
  { gateway, clock }: { readonly gateway: Gateway; readonly clock: () => number },
  code: string,
  apiKey: string,
  size: number,
): Promise<Party> {
  const { ask } = clientOf(gateway, apiKey);
  const operator = await gateway.store.operatorByCode(code);
  const store = gateway.store.of(operator?.id ?? 0);
  const passwordHash = await hashPassword(PASSWORD);
  const user = { username: `anna@${code}`, passwordHash, scopes: SCOPES, wallClock: NOON };
  await store.changeUser(user.username, (facts) => createUser(user, facts), { actor: 'test' });

  for (let n = 1; n <= 2 * size; n += 1) {
    await ask(OFFER, { code: `${code}-offer-${n}` });
    await ask(ADD_PROVIDER, { name: `${code} platform ${n}`, code: `${code}-platform-${n}` });
  }
  const { netflixToken } = (await ask(REGISTER, { by: `${code}-waiting` })).registerSubscription as Data;
  let last: Data = {};
  for (let n = 1; n <= size; n += 1) last = await bill(ask, clock, code, n);
  for (const provider of [`${code}-platform-1`, `${code}-platform-${2 * size}`])
    for (const type of ['UPDATE_SUBSCRIBER', 'DEACTIVATE_SUBSCRIBER'])
      last = { ...last, ...(await ask(PROVISION, { subscription: last.subscription, provider, type })) };
  await misunderstand(store, 3);
  const { createApiKey: another } = await ask(ADD_API_KEY);

  return {
    code,
    credential: apiKey,
    own: {
      customer: `${code}-${size}`,
      otherCustomer: `${code}-waiting`,
      netflixCustomer: last.netflixCustomer as string,
      netflixCharge: `${code}-charge-${size}-3`,
      reference: `${code}-invoice-${size}-1`,
      charge: last.charge as string,
      settledCharge: last.settledCharge as string,
      subscription: last.subscription as string,
      provisioningRequest: (last.requestProvisioning as Data).provisioningRequest.number as string,
      promotion: `${code}-offer-${2 * size}`,
      provider: `${code} platform ${2 * size}`,
      providerCode: `${code}-platform-${2 * size}`,
      apiKeyPrefix: (another as Data).prefix as string,
      signUpToken: netflixToken.value as string,
      user: user.username,
      organisation: code,
      idempotencyKey: `${code}-idempotency-key`,
      password: PASSWORD,
      apiKey,
    },
  };
}

/** A customer that has signed up, ended and signed up again, with three charges. */
async function bill(ask: Client['ask'], clock: () => number, code: string, n: number): Promise<Data> {
  const by = `${code}-${n}`;
  const signsUp = async () => {
    const { registerSubscription } = await ask(REGISTER, { by, promotion: `${code}-offer-1` });
    const { confirmSignUp } = await ask(SIGN_UP, {
      token: registerSubscription.netflixToken.value,
      on: formatInstant(clock()),
    });
    return confirmSignUp.subscription as Data;
  };
  await signsUp();
  await ask(TERMINATE, { by });
  const { number, customer } = await signsUp();
  const netflixCustomer = customer.netflixCustomerIdentifier as string;
  const receives = async (m: number) => {
    const charge = {
      netflixChargeIdentifier: `${code}-charge-${n}-${m}`,
      netflixCustomerIdentifier: netflixCustomer,
      amount: '9.99',
      currency: 'EUR',
      paidThroughDate: '2099-12-31',
      raisedOn: formatInstant(clock()),
    };
    return (await ask(RECEIVE, { charge })).receiveCharges.charges[0].number as string;
  };
  const accepts = (number: string, referenceNumber: string | null) =>
    ask(ACCEPT, { charge: { number, billingSystemCustomerIdentifier: by, referenceNumber } });
  // Two that are settled, of which one has a reference, and one that waits.
  await accepts(await receives(1), `${code}-invoice-${n}-1`);
  const settledCharge = await receives(2);
  await ask('mutation { processCharges { processed } }');
  const charge = await receives(3);
  await accepts(charge, null);
  return { subscription: number, netflixCustomer, charge, settledCharge };
}

const OFFER = /* GraphQL */ `
  mutation ($code: String!) {
    createPromotion(input: { code: $code, name: "An offer", effectiveFrom: "2026-01-01T00:00:00Z" }) {
      promotion {
        id
      }
    }
  }
`;
const ADD_API_KEY = /* GraphQL */ `
  mutation {
    createApiKey(input: { name: "Another", scopes: [READ] }) {
      prefix
    }
  }
`;
const ADD_PROVIDER = /* GraphQL */ `
  mutation ($name: String!, $code: String) {
    createProvisioningProvider(input: { name: $name, alternativeCode: $code }) {
      provisioningProvider {
        id
      }
    }
  }
`;
const REGISTER = /* GraphQL */ `
  mutation ($by: String!, $promotion: String) {
    registerSubscription(
      input: {
        billingSystemCustomerIdentifier: $by
        promotionCode: $promotion
        validityDuration: 86400
        firstName: "Anna"
        address: { type: HOME, streetName: "Harbour Row" }
        email: { type: PERSONAL, emailAddress: "anna@example.com" }
        phone: { type: MOBILE, number: "+353 20 915 1001" }
      }
    ) {
      netflixToken {
        value
      }
    }
  }
`;
const SIGN_UP = /* GraphQL */ `
  mutation ($token: String!, $on: DateTime!) {
    confirmSignUp(
      input: {
        token: $token
        signedUpOn: $on
        prices: [{ amount: "1", currency: "EUR", effectiveFrom: "2026-03-01" }]
      }
    ) {
      subscription {
        number
        customer {
          netflixCustomerIdentifier
        }
      }
    }
  }
`;
const TERMINATE = /* GraphQL */ `
  mutation ($by: String!) {
    terminateSubscription(input: { by: { billingSystemCustomerIdentifier: $by } }) {
      subscription {
        number
      }
    }
  }
`;
const RECEIVE = /* GraphQL */ `
  mutation ($charge: ReceivedChargeInput!) {
    receiveCharges(input: { charges: [$charge] }) {
      charges {
        number
      }
    }
  }
`;
const ACCEPT = /* GraphQL */ `
  mutation ($charge: AcceptedChargeInput!) {
    acceptCharges(input: { charges: [$charge] }) {
      charges {
        number
      }
    }
  }
`;
const PROVISION = /* GraphQL */ `
  mutation ($subscription: String!, $provider: String!, $type: ProvisioningRequestType!) {
    requestProvisioning(
      input: { subscriptionNumber: $subscription, provider: { alternativeCode: $provider }, type: $type }
    ) {
      provisioningRequest {
        number
      }
    }
  }
`;
