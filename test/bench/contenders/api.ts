import type { Charge } from '../../../src/charges/charge.ts';
import type { Customer } from '../../../src/customers/customer.ts';
import { numberOf } from '../../../src/ids.ts';
import { unpack } from '../../../src/packed.ts';
import {
  LIFE_CYCLE_STATE_OF,
  redeemedPromotion,
  type NetflixSubscription,
} from '../../../src/subscriptions/subscription.ts';
import type { acknowledging, AcknowledgedItem } from './acknowledge.ts';
import type { Caller } from './database.ts';
import { started } from './process.ts';
import type { readingOf } from './reading.ts';
import type { registering, Registration } from './register.ts';
import { idOf, money, pageInfo } from './wording.ts';
import type { Write } from './writing.ts';

export interface Parts {
  readonly reading: ReturnType<typeof readingOf>;
  readonly acknowledge: ReturnType<typeof acknowledging>;
  readonly register: ReturnType<typeof registering>;
  readonly write: Write;
}

interface Arguments {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly orderBy?: string | null;
}

/** Refuses a caller whose key lacks the scope. */
export function allow({ scopes }: Caller, scope: string): void {
  if (!scopes.includes(scope)) throw new Error(`This needs the scope ${scope}.`);
}

/** The fields that need no database, and the roots, as every GraphQL server here resolves them; edges between things are each server's own. */
export function resolversOf({ reading, acknowledge, register, write }: Parts) {
  return {
    Query: {
      customer: (
        _root: unknown,
        { by }: { by: { billingSystemCustomerIdentifier: string } },
        { caller }: { caller: Caller },
      ) => {
        allow(caller, 'READ');
        return reading.customer(caller.operatorId, by.billingSystemCustomerIdentifier);
      },
      charges: (_root: unknown, { first, after }: Arguments, { caller }: { caller: Caller }) => {
        allow(caller, 'READ');
        const size = first ?? 20;
        const rows = reading.work(caller.operatorId, after == null ? null : idOf(after), size + 1);
        return { nodes: rows.slice(0, size), pageInfo: pageInfo('charges:OLDEST_FIRST', rows, size) };
      },
      customers: (_root: unknown, { first, after }: Arguments, { caller }: { caller: Caller }) => {
        allow(caller, 'READ');
        const size = first ?? 20;
        const rows = reading.customers(caller.operatorId, after == null ? null : idOf(after), size + 1);
        return { nodes: rows.slice(0, size), pageInfo: pageInfo('customers', rows, size) };
      },
    },
    Mutation: {
      acknowledgeCharges: (
        _root: unknown,
        { input }: { input: { charges: readonly AcknowledgedItem[] } },
        { caller }: { caller: Caller },
      ) => {
        allow(caller, 'WRITE');
        return write(() => acknowledge(caller, input.charges));
      },
      registerSubscription: async (
        _root: unknown,
        { input }: { input: Registration },
        { caller }: { caller: Caller },
      ) => {
        allow(caller, 'WRITE');
        const { subscription, customer, token, problems } = await write(() => register(caller, input));
        return { subscription: subscription && { ...subscription, customer }, netflixToken: token, problems };
      },
    },
    NetflixToken: {
      redirectUrl: ({ value }: { value: string }) =>
        `${started.signUpAddress}?token=${encodeURIComponent(value)}`,
    },
    Customer: {
      emails: ({ emails }: Customer) => unpack(emails),
    },
    NetflixSubscription: {
      number: ({ id }: NetflixSubscription) => numberOf('S', id),
      lifeCycleState: ({ stage }: NetflixSubscription) => LIFE_CYCLE_STATE_OF[stage],
      promotions: (subscription: NetflixSubscription) =>
        [redeemedPromotion(subscription, Date.now())].filter((one) => one !== null),
      prices: ({ prices }: NetflixSubscription) =>
        unpack(prices).map(({ amount, currency, effectiveFrom }) => ({
          effectiveFrom,
          amount: money(amount, currency),
        })),
    },
    Charge: {
      number: ({ id }: Charge) => numberOf('I', id),
      amount: ({ amount, currency }: Charge) => money(amount, currency),
      localAmount: ({ localAmount, localCurrency }: Charge) => money(localAmount, localCurrency),
    },
  };
}

/** How many of the newest of something each customer is asked for; nothing else is asked in the bench. */
export function newest({ first, last, orderBy }: Arguments): number {
  if (last != null) return last;
  if (orderBy === 'NEWEST_FIRST' && first != null) return first;
  throw new Error('A contender lists only the newest of a customer.');
}

/** The rows of each parent, in the order of the parents. */
export function listsOf<Row>(
  parents: readonly number[],
  rows: readonly Row[],
  parentOf: (row: Row) => number,
): { nodes: Row[] }[] {
  const found = Map.groupBy(rows, parentOf);
  return parents.map((parent) => ({ nodes: found.get(parent) ?? [] }));
}

/** The row of each id, in the order of the ids. */
export function inOrderOf<Row extends { readonly id: number }>(
  ids: readonly number[],
  rows: readonly Row[],
): (Row | null)[] {
  const found = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => found.get(id) ?? null);
}
