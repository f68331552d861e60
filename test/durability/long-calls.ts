import type { Gateway } from '../../src/app.ts';
import type { NewsItem } from '../../src/netflix/port.ts';
import { hashOfSecret } from '../../src/secrets.ts';
import { clientOf, NOON, type Client, type Data } from '../api/gateway.ts';
import { outcomeOf } from './exchange.ts';
import { contentOf } from './faulty.ts';

/** A mutation that takes a transaction after the other. */
export interface LongCall {
  readonly field: string;
  readonly selection: string;
  /** Gives it something to do in each step; answers its input. */
  readonly prepare: (gateway: Gateway, credential: string) => Promise<Data>;
  /** What its caller may rely on, whichever try succeeds. */
  readonly promised: (payload: Data) => unknown;
  /** What has come of it, once the courier has had its rounds. */
  readonly outcome: (file: string, round: () => Promise<void>) => Promise<unknown>;
}

/** Days in which charges are raised, settled and told, and a suspension that Netflix has still to be told. */
const ADVANCE_TIME: LongCall = {
  field: 'advanceTime',
  selection: 'now replayed problems { code }',
  prepare: async (gateway, credential) => {
    const { joins, suspends, ask } = playing(gateway, credential);
    for (const customer of ['B-1', 'B-2']) await joins(customer);
    await ask(DAYS, { days: 20 });
    // It is charged on other days: Netflix would go by what it has heard by then.
    await joins('B-3');
    await ask(DAYS, { days: 10 });
    await suspends('B-3');
    return { days: 2 };
  },
  promised: ({ now, problems }) => ({ now, problems }),
  outcome: async (file, round) => {
    await round();
    await round();
    return [outcomeOf(file), contentOf(file, ['settings'])];
  },
};

/** Messages that Netflix has refused, news that can be taken in by now, news that can once other news is, and news that still cannot. */
const RETRY_NETFLIX: LongCall = {
  field: 'retryNetflix',
  selection: 'retried replayed problems { code }',
  prepare: async (gateway, credential) => {
    const { joins, suspends, ask } = playing(gateway, credential);
    for (const customer of ['sandbox-decline-1', 'sandbox-decline-2']) {
      await joins(customer);
      await suspends(customer);
    }
    await joins('sandbox-unknown-currency');
    const token = await joins('sandbox-early');
    await ask(CONFIRM, { token });
    await refuses(gateway, ...(await signUpAndCharge(ask)));
    const { parkedMessages, refusedNews } = (await ask(REFUSED)).netflixExchange;
    const refused: Data[] = [...parkedMessages.nodes, ...refusedNews.nodes];
    if (refused.length !== 6) throw new Error(`Expected six refusals, found ${JSON.stringify(refused)}.`);
    return { ids: refused.map(({ id }) => id) };
  },
  promised: ({ retried, problems }) => ({ retried, problems }),
  outcome: async (file) => [outcomeOf(file), contentOf(file, DOMAIN)],
};

export const LONG_CALLS: readonly LongCall[] = [ADVANCE_TIME, RETRY_NETFLIX];

/** Tables in which everything lives by domain time. */
const DOMAIN = ['charges', 'charge_totals', 'customers', 'events', 'subscriptions'];

function playing(gateway: Gateway, credential: string) {
  const { ask } = clientOf(gateway, credential);
  return {
    ask,
    /** Registers a customer and signs it up with the sandbox; answers its token. */
    joins: async (customer: string): Promise<string> => {
      const { netflixToken } = (await ask(REGISTER, { customer })).registerSubscription;
      const page = await gateway.fetch(new Request(netflixToken.redirectUrl, { method: 'POST' }));
      if (page.status !== 200) throw new Error(`Expected a sign-up, found ${await page.text()}`);
      return netflixToken.value;
    },
    suspends: (customer: string) => ask(SUSPEND, { customer }),
  };
}

/** A sign-up, and a charge that can be taken in after it. */
async function signUpAndCharge(ask: Client['ask']): Promise<NewsItem[]> {
  const { netflixToken, subscription } = (await ask(REGISTER, { customer: 'B-1' })).registerSubscription;
  const { netflixCustomerIdentifier } = subscription.customer;
  const price = { amount: '9.99', currency: 'EUR' };
  const prices = [{ ...price, effectiveFrom: '2026-03-01' }];
  const charge = { netflixChargeIdentifier: 'N-1', netflixCustomerIdentifier, ...price };
  return [
    { kind: 'SIGNED_UP', tokenHash: hashOfSecret(netflixToken.value), signedUpOn: NOON, prices },
    { kind: 'CHARGE', ...charge, paidThroughDate: '2026-04-01', raisedOn: NOON },
  ];
}

/** Lets the gateway have refused news, for reasons that no longer hold. */
async function refuses({ store }: Gateway, ...items: readonly NewsItem[]): Promise<void> {
  for (const { id } of await store.operators()) {
    const { netflix } = store.of(id);
    const { newsCursor } = await netflix.link();
    const refused = { code: 'NOT_SIGNED_UP', reason: 'Too early.', parkedOn: NOON };
    for (const [n, item] of items.entries())
      await netflix.moveOn(`early-${n}`, { ...refused, cursor: `early-${n}`, item });
    await netflix.moveOn(newsCursor ?? '', null);
  }
}

const REGISTER = `mutation ($customer: String!) {
  registerSubscription(input: { billingSystemCustomerIdentifier: $customer }) {
    netflixToken { value redirectUrl }
    subscription { customer { netflixCustomerIdentifier } }
  }
}`;
const DAYS = 'mutation ($days: Int!) { advanceTime(input: { days: $days }) { now } }';
const SUSPEND = `mutation ($customer: String!) {
  suspendSubscription(input: { by: { billingSystemCustomerIdentifier: $customer } }) { problems { message } }
}`;
const CONFIRM = `mutation ($token: String!) {
  confirmSignUp(input: { token: $token, signedUpOn: "2026-03-01T12:00:00Z" }) { problems { message } }
}`;
const REFUSED = '{ netflixExchange { parkedMessages { nodes { id } } refusedNews { nodes { id } } } }';
