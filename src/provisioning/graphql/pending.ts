import type { Scope } from '../../auth/credential.ts';
import { builder } from '../../graphql/builder.ts';
import { badUserInput } from '../../graphql/errors.ts';
import { faultsOfSize, notOfThisList, PAGE_SIZE } from '../../graphql/pages.ts';
import { referred } from '../../store/loaders.ts';
import type { PendingPage, PendingPlace, PendingQuery, PendingRow } from '../../store/provisioning-store.ts';
import { NetflixSubscriptionType } from '../../subscriptions/graphql/types.ts';
import { grouped, pendingSince } from '../provisioning.ts';
import { providerBy, ProviderByInput } from './providers.ts';
import { RequestType } from './types.ts';

/** Neighbours on a page that are about the same subscription. */
type Group = readonly [PendingRow, ...PendingRow[]];

const PendingProvisioningGroupType = builder.objectRef<Group>('PendingProvisioningGroup').implement({
  description: 'What waits for one subscription, as far as it is on this page.',
  fields: (t) => ({
    subscription: t.field({
      type: NetflixSubscriptionType,
      description: 'The subscription that all of it is about.',
      resolve: ([{ request }], _args, { loaders }) => referred(loaders.subscriptions, request.subscriptionId),
    }),
    accountNumber: t.string({
      nullable: true,
      description:
        'What the provider calls the subscriber, as it said with its answer to `BECOME_SUBSCRIBER`. Null while it has not.',
      resolve: ([{ accountNumber }]) => accountNumber,
    }),
    requests: t.field({
      type: [RequestType],
      description: 'The requests, by scheduled date and then by number; never empty.',
      // All the groups of a page together have as many as the page.
      extensions: { assumedSize: 1 },
      resolve: (group) => group.map(({ request }) => request),
    }),
  }),
});

interface Pending {
  readonly query: PendingQuery;
  readonly page: PendingPage;
}

const PendingProvisioningType = builder.objectRef<Pending>('PendingProvisioning').implement({
  description: "A page of a provider's list of work, grouped by subscription.",
  fields: (t) => ({
    groups: t.field({
      type: [PendingProvisioningGroupType],
      description:
        'The requests of this page by subscription. A subscription with more requests than fit goes on on the next page.',
      resolve: ({ page }) => grouped(page.rows),
    }),
    pageInfo: t.field({
      type: builder.pageInfoRef(),
      description: 'Where this page lies in the list; its cursors are those of requests.',
      resolve: ({ query, page: { rows, more } }) => ({
        hasNextPage: more,
        hasPreviousPage: query.after !== null || query.offset > 0,
        startCursor: cursorAt(rows[0], query),
        endCursor: cursorAt(rows.at(-1), query),
      }),
    }),
    totalCount: t.int({
      description: 'How many requests the whole list has. Counted only when asked.',
      resolve: ({ query }, _args, { store }) => store.provisioning.countPending(query),
    }),
  }),
});

builder.queryField('pendingProvisioningRequests', (t) =>
  t.field({
    type: PendingProvisioningType,
    nullable: true,
    description:
      "A provider's list of work: its `PENDING` requests that were created in the last seven days, those scheduled for the future included. A request that is exactly seven days old is still there; older ones leave the list, stay `PENDING` and can still be answered. Subscriptions stand by the oldest of their listed requests, their requests by scheduled date and then by number. Null when your operator has no such provider. Scope: PROVISIONING.",
    extensions: { scope: 'PROVISIONING' satisfies Scope },
    args: {
      provider: t.arg({ type: ProviderByInput, required: true, description: 'Whose list.' }),
      first: t.arg.int({ description: 'Take that many requests, 1–50; 20 when it is not given.' }),
      after: t.arg.string({
        description:
          'Only requests behind this cursor of the same list. Answered or not, nothing is skipped; what you left unanswered comes again when it has become the oldest of its subscription.',
      }),
      offset: t.arg.int({
        description:
          'Skip that many requests, 0 or more, as the old system did; not together with `after`. A list that shrinks while you answer makes an offset skip requests: cursors do not.',
      }),
    },
    resolve: async (_root, { provider: by, ...args }, { store, now }) => {
      const issues = faultsOfSize(args);
      const provider = await store.provisioning.provider(providerBy(by));
      const after = provider && args.after != null ? placeAt(args.after, provider.id) : null;
      if (provider && args.after != null && after === null) issues.push(notOfThisList('after'));
      if (issues.length > 0) throw badUserInput(issues);
      if (!provider) return null;
      const query = {
        providerId: provider.id,
        since: pendingSince(now),
        size: args.first ?? PAGE_SIZE,
        after,
        offset: args.offset ?? 0,
      };
      return { query, page: await store.provisioning.pendingPage(query) };
    },
  }),
);

function cursorAt(row: PendingRow | undefined, { providerId }: PendingQuery): string | null {
  return row ? cursorOf(row.place, providerId) : null;
}

/** A cursor tells both the place of its request and that of its subscription, so that it stays a place when either has left the list. */
function cursorOf({ first, own }: PendingPlace, providerId: number): string {
  return Buffer.from(['pending', providerId, ...first, ...own].join(':')).toString('base64url');
}

function placeAt(cursor: string, providerId: number): PendingPlace | null {
  const [, , firstDate = NaN, firstId = NaN, ownDate = NaN, ownId = NaN] = Buffer.from(cursor, 'base64url')
    .toString()
    .split(':')
    .map(Number);
  const place: PendingPlace = { first: [firstDate, firstId], own: [ownDate, ownId] };
  return [...place.first, ...place.own].every(Number.isSafeInteger) && cursorOf(place, providerId) === cursor
    ? place
    : null;
}
