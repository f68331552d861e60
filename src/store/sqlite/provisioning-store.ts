import { belongsTo, idOfNumber, numberOf } from '../../ids.ts';
import type { ProvisioningStore } from '../provisioning-store.ts';
import type { Rows } from './rows.ts';
import { inOrderOf } from './statement.ts';
import type { Decide } from './transaction.ts';

/** One operator's providers and requests: every read is bound to its ids, every write goes through `decide`. */
export function provisioningStore(rows: Rows, operatorId: number, decide: Decide): ProvisioningStore {
  const { provisioning, subscriptions } = rows;
  const mine = (ids: readonly number[]) => ids.filter((id) => belongsTo(operatorId, id));
  const idsOf = (letter: 'S' | 'P', numbers: readonly string[]) =>
    numbers.map((number) => idOfNumber(letter, operatorId, number)).filter((id) => id !== null);

  return {
    providersById: async (ids) => inOrderOf(ids, provisioning.providersById(mine(ids)), ({ id }) => id),
    requestsById: async (ids) => inOrderOf(ids, provisioning.requestsById(mine(ids)), ({ id }) => id),
    provider: async (by) => provisioning.providerBy(operatorId, by),
    providerPage: async (query) => provisioning.providerPage(operatorId, query),
    countProviders: async () => provisioning.countProviders(operatorId),
    requestPages: async (ids, query) => provisioning.requestPages(operatorId, ids, query),
    countRequests: async (ids) => provisioning.countRequests(operatorId, ids),
    pendingPage: async (query) =>
      belongsTo(operatorId, query.providerId) ? provisioning.pending.page(operatorId, query) : NOTHING,
    countPending: async (query) =>
      belongsTo(operatorId, query.providerId) ? provisioning.pending.count(operatorId, query) : 0,

    createProvider: ({ name, alternativeCode }, rule, doing) =>
      decide(
        (facts) => ({
          ...facts,
          named: provisioning.providerBy(operatorId, { name }),
          coded: alternativeCode === null ? null : provisioning.providerBy(operatorId, { alternativeCode }),
        }),
        rule,
        doing,
      ),

    request: ({ subscriptionNumber, provider: by }, rule, doing) =>
      decide(
        (facts) => {
          const provider = provisioning.providerBy(operatorId, by);
          const subscription = subscriptions.byId(idsOf('S', [subscriptionNumber]))[0] ?? null;
          const lastSequence =
            provider && subscription ? provisioning.lastSequence(provider.id, subscription.id) : 0;
          return { ...facts, provider, subscription, lastSequence };
        },
        rule,
        doing,
      ),

    respond: ({ provider: by, numbers }, rule, doing) =>
      decide(
        (facts) => {
          const provider = provisioning.providerBy(operatorId, by);
          const own = provisioning
            .requestsById(idsOf('P', numbers))
            .filter(({ providerId }) => providerId === provider?.id);
          return {
            ...facts,
            provider,
            requests: new Map(own.map((request) => [numberOf('P', request.id), request])),
            accountNumbers: provider
              ? provisioning.accountNumbers(
                  provider.id,
                  own.map(({ subscriptionId }) => subscriptionId),
                )
              : new Map(),
          };
        },
        rule,
        doing,
      ),
  };
}

const NOTHING = { rows: [], more: false };
