import { and, asc, eq, sql } from 'drizzle-orm';

import type {
  ProvisioningAccount,
  ProvisioningProvider,
  ProvisioningProviderBy,
  ProvisioningRequest,
} from '../../provisioning/provisioning.ts';
import type { Page, PageQuery } from '../store.ts';
import { listsOf } from './pages.ts';
import { pendingRows } from './pending-requests.ts';
import {
  byIds,
  changesIn,
  columnsOf,
  eachOf,
  insertInto,
  listOf,
  type Sqlite,
  statement,
  steady,
} from './statement.ts';
import { provisioningAccounts, provisioningProviders, provisioningRequests } from './tables.ts';

/** Reading and writing providers, their requests and what they call a subscriber. */
export function provisioningRows(sqlite: Sqlite) {
  const { drizzle } = sqlite;
  const { operatorId: _, ...providerColumns } = columnsOf(provisioningProviders);
  const { operatorId: __, ...requestColumns } = columnsOf(provisioningRequests);
  const providerLists = listsOf<ProvisioningProvider>(sqlite, provisioningProviders, providerColumns);
  const requestLists = listsOf<ProvisioningRequest>(sqlite, provisioningRequests, requestColumns);
  const each = sql`${eachOf('keys')} AS k`;
  const operatorId = steady('operatorId');
  const key = sql.placeholder('key');
  const aProvider = () => drizzle.select(providerColumns).from(provisioningProviders);
  const mine = eq(provisioningProviders.operatorId, operatorId);

  const providersOf = statement<ProvisioningProvider>(
    sqlite,
    aProvider().where(mine).orderBy(asc(provisioningProviders.id)),
  );
  const providersById = byIds<ProvisioningProvider>(sqlite, provisioningProviders, providerColumns);
  const providerById = statement<ProvisioningProvider>(
    sqlite,
    aProvider().where(and(mine, eq(provisioningProviders.id, key))),
  );
  const providerByName = statement<ProvisioningProvider>(
    sqlite,
    aProvider().where(and(mine, eq(provisioningProviders.name, key))),
  );
  const providerByCode = statement<ProvisioningProvider>(
    sqlite,
    aProvider().where(and(mine, eq(provisioningProviders.alternativeCode, key))),
  );
  const requestsById = byIds<ProvisioningRequest>(sqlite, provisioningRequests, requestColumns);
  const sequence = statement<{ last: number | null }>(
    sqlite,
    drizzle
      .select({ last: sql`max(${provisioningRequests.sequenceNumber})`.as('last') })
      .from(provisioningRequests)
      .where(
        and(
          eq(provisioningRequests.subscriptionId, steady('subscriptionId')),
          eq(provisioningRequests.providerId, steady('providerId')),
        ),
      ),
  );
  const accounts = statement<Omit<ProvisioningAccount, 'providerId'>>(
    sqlite,
    drizzle
      .select({
        subscriptionId: sql`${provisioningAccounts.subscriptionId}`.as('subscriptionId'),
        accountNumber: sql`${provisioningAccounts.accountNumber}`.as('accountNumber'),
      })
      .from(each)
      .crossJoin(provisioningAccounts)
      .where(
        and(
          eq(provisioningAccounts.providerId, steady('providerId')),
          eq(provisioningAccounts.subscriptionId, sql`k.value`),
        ),
      ),
  );
  const insertProvider = insertInto(sqlite, provisioningProviders);
  const insertRequest = insertInto(sqlite, provisioningRequests);
  const updateRequest = changesIn<ProvisioningRequest>(sqlite, provisioningRequests, CHANGING);
  const putAccount = insertInto(sqlite, provisioningAccounts, [
    provisioningAccounts.providerId,
    provisioningAccounts.subscriptionId,
  ]);
  const ofSubscriptions = (ids: readonly number[]) => ({ by: 'subscriptionId' as const, parents: ids });

  return {
    pending: pendingRows(sqlite),
    /** Every provider of the operator, the oldest first. */
    providers: (operatorId: number) => providersOf.all({ operatorId }),
    providersById: (ids: readonly number[]) => providersById.all({ keys: listOf(ids) }),
    providerBy: (operatorId: number, by: ProvisioningProviderBy): ProvisioningProvider | null => {
      if ('id' in by) return providerById.get({ operatorId, key: by.id }) ?? null;
      if ('name' in by) return providerByName.get({ operatorId, key: by.name }) ?? null;
      return providerByCode.get({ operatorId, key: by.alternativeCode }) ?? null;
    },
    providerPage: (operatorId: number, query: PageQuery): Promise<Page<ProvisioningProvider>> =>
      providerLists.page(operatorId, query, []),
    countProviders: (operatorId: number): Promise<number> => providerLists.count(operatorId, []),
    requestsById: (ids: readonly number[]) => requestsById.all({ keys: listOf(ids) }),
    requestPages: (operatorId: number, subscriptionIds: readonly number[], query: PageQuery) =>
      requestLists.pages(operatorId, ofSubscriptions(subscriptionIds), query, []),
    countRequests: (operatorId: number, subscriptionIds: readonly number[]) =>
      requestLists.counts(operatorId, ofSubscriptions(subscriptionIds), []),
    /** The sequence number of the newest request of a subscription at a provider; 0 = none yet. */
    lastSequence: (providerId: number, subscriptionId: number) =>
      sequence.get({ providerId, subscriptionId })?.last ?? 0,
    /** What the provider calls the subscribers of these subscriptions, where it has said. */
    accountNumbers: (providerId: number, subscriptionIds: readonly number[]): ReadonlyMap<number, string> =>
      new Map(
        accounts
          .all({ providerId, keys: listOf(subscriptionIds) })
          .map(({ subscriptionId, accountNumber }) => [subscriptionId, accountNumber]),
      ),
    insertProvider: (operatorId: number, provider: ProvisioningProvider) =>
      insertProvider.run({ ...provider, operatorId }),
    insertRequest: (operatorId: number, request: ProvisioningRequest) =>
      insertRequest.run({ ...request, operatorId }),
    updateRequest,
    putAccount: (account: ProvisioningAccount) => putAccount.run({ ...account }),
  };
}

/** What an answer changes of a request. */
const CHANGING = [
  'state',
  'executedDate',
  'errorCode',
  'errorDescription',
  'accountNumber',
] as const satisfies readonly (keyof ProvisioningRequest)[];
