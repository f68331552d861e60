import { belongsTo } from '../../ids.ts';
import type { Choice, OperatorStore } from '../store.ts';
import { decisionsOf } from './decisions.ts';
import { netflixStore } from './netflix-store.ts';
import { operatorOf } from './operators.ts';
import { provisioningStore } from './provisioning-store.ts';
import { inOrderOf } from './statement.ts';
import { doerInSteps } from './steps.ts';
import { deciderOf, type Deciding } from './transaction.ts';

/** One operator's share of the database: every read is bound to its ids, every write goes through `decide`. */
export function operatorStore(deciding: Deciding, operatorId: number): OperatorStore {
  const { rows, write, clock } = deciding;
  const decide = deciderOf(deciding, operatorId);
  // Another operator's ids are dropped before any statement sees them.
  const mine = (ids: readonly number[]) => ids.filter((id) => belongsTo(operatorId, id));
  const byId =
    <Row extends { readonly id: number }>(read: (ids: readonly number[], choice?: Choice) => Row[]) =>
    async (ids: readonly number[], choice?: Choice) => {
      const wanted = mine(ids);
      return inOrderOf(ids, wanted.length > 0 ? read(wanted, choice) : [], ({ id }) => id);
    };

  return {
    operatorId,
    operator: async () => operatorOf(rows.operators.byId(operatorId)),
    exchangeRates: async () => rows.operators.rates(operatorId),
    users: async () => rows.credentials.users(operatorId),
    apiKeys: async () => rows.credentials.apiKeys(operatorId),
    identityProvider: async () => {
      const provider = rows.credentials.identityProvider(operatorId);
      return provider?.isTrusted ? provider : null;
    },

    promotionsById: byId(rows.promotions.byId),
    customersById: byId(rows.customers.byId),
    subscriptionsById: byId(rows.subscriptions.byId),
    chargesById: byId(rows.charges.byId),
    eventsById: byId(rows.events.byId),
    customer: async (by, choice) => rows.customers.by(operatorId, by, choice),
    latestSubscriptions: async (ids) =>
      inOrderOf(ids, rows.subscriptions.latestOfCustomers(mine(ids)), ({ customerId }) => customerId),

    standings: async (ids) =>
      inOrderOf(ids, rows.standings.of(mine(ids), clock()), ({ customerId }) => customerId),
    lastEventId: async () => rows.events.lastId(operatorId),
    eventPage: async (query) => rows.events.page(operatorId, query),
    eventPages: async (parents, query, filter) => rows.events.pages(operatorId, parents, query, filter),
    promotionPage: async (query, filter) => rows.promotions.page(operatorId, query, filter),
    customerPage: async (query, filter, choice) => rows.customers.page(operatorId, query, filter, choice),
    subscriptionPages: async (parents, query, filter, choice) =>
      rows.subscriptions.pages(operatorId, parents, query, filter, choice),
    chargePages: async (parents, query, filter, choice) =>
      rows.charges.pages(operatorId, parents, query, filter, choice),
    countEvents: async (parents, filter) => rows.events.counts(operatorId, parents, filter),
    countPromotions: async (filter) => rows.promotions.count(operatorId, filter),
    countCustomers: async (filter) => rows.customers.count(operatorId, filter),
    countSubscriptions: async (parents, filter) => rows.subscriptions.counts(operatorId, parents, filter),
    // What the sums can tell need not be counted: that would block everyone for as long as it takes to walk a million charges.
    countCharges: async (parents, filter) => {
      const count = parents.of === 'operator' ? rows.totals.count(operatorId, filter) : null;
      return count === null ? rows.charges.counts(operatorId, parents, filter) : [count];
    },
    countDueCharges: async () => rows.charges.dueCount(operatorId, clock()),
    chargeTotals: async (filter) => rows.totals.read(operatorId, filter),

    ...decisionsOf(rows, operatorId, decide),
    doInSteps: doerInSteps(deciding, operatorId),
    netflix: netflixStore(rows, operatorId, write, decide),
    provisioning: provisioningStore(rows, operatorId, decide),
  };
}
