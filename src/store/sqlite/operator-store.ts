import { belongsTo } from '../../ids.ts';
import type { OperatorStore } from '../store.ts';
import { decisionsOf } from './decisions.ts';
import { operatorOf } from './operators.ts';
import type { Rows } from './rows.ts';
import { inOrderOf } from './statement.ts';
import type { Decide } from './transaction.ts';

/** One operator's share of the database: every read is bound to its ids, every write goes through `decide`. */
export function operatorStore(rows: Rows, operatorId: number, decide: Decide): OperatorStore {
  // Another operator's ids are dropped before any statement sees them.
  const mine = (ids: readonly number[]) => ids.filter((id) => belongsTo(operatorId, id));
  const byId =
    <Row extends { readonly id: number }>(read: (ids: readonly number[]) => Row[]) =>
    async (ids: readonly number[]) => {
      const wanted = mine(ids);
      return inOrderOf(ids, wanted.length > 0 ? read(wanted) : [], ({ id }) => id);
    };

  return {
    operatorId,
    operator: async () => operatorOf(rows.operators.byId(operatorId)),
    exchangeRates: async () => rows.operators.rates(operatorId),
    users: async () => rows.credentials.users(operatorId),
    apiKeys: async () => rows.credentials.apiKeys(operatorId),

    promotionsById: byId(rows.promotions.byId),
    customersById: byId(rows.customers.byId),
    subscriptionsById: byId(rows.subscriptions.byId),
    chargesById: byId(rows.charges.byId),
    customer: async (by) => rows.customers.by(operatorId, by),
    latestSubscriptions: async (ids) =>
      inOrderOf(ids, rows.subscriptions.latestOfCustomers(mine(ids)), ({ customerId }) => customerId),

    eventPage: async (query) => rows.events.page(operatorId, query),
    promotionPage: async (query, filter) => rows.promotions.page(operatorId, query, filter),
    customerPage: async (query, filter) => rows.customers.page(operatorId, query, filter),
    subscriptionPages: async (parents, query, filter) =>
      rows.subscriptions.pages(operatorId, parents, query, filter),
    chargePages: async (parents, query, filter) => rows.charges.pages(operatorId, parents, query, filter),
    countPromotions: async (filter) => rows.promotions.count(operatorId, filter),
    countCustomers: async (filter) => rows.customers.count(operatorId, filter),
    countSubscriptions: async (parents, filter) => rows.subscriptions.counts(operatorId, parents, filter),
    countCharges: async (parents, filter) => rows.charges.counts(operatorId, parents, filter),
    chargeTotals: async (filter) => rows.totals.read(operatorId, filter),

    ...decisionsOf(rows, operatorId, decide),
  };
}
