import type { Scope } from '../../auth/credential.ts';
import { customerBy, CustomerByInput, CustomerType } from '../../customers/graphql/types.ts';
import { builder } from '../../graphql/builder.ts';
import * as check from '../../graphql/checks.ts';
import { connection } from '../../graphql/pages.ts';
import { idOfNumber } from '../../ids.ts';
import { only } from '../../store/loaders.ts';
import type { SubscriptionFilter } from '../../store/store.ts';
import type { Instant } from '../../time.ts';
import {
  ChannelType,
  LifeCycleStateType,
  NetflixStateType,
  NetflixSubscriptionType,
  StageType,
} from './types.ts';

const SubscriptionFilterInput = builder.inputType('SubscriptionFilter', {
  description:
    'Which subscriptions to list: those that meet all of what is given. Null means the same as not given; an empty list matches nothing.',
  fields: (t) => ({
    stage: t.field({ type: [StageType], description: 'In one of these stages.' }),
    lifeCycleState: t.field({ type: [LifeCycleStateType], description: 'In one of these states.' }),
    netflixState: t.field({ type: [NetflixStateType], description: 'In one of these states at Netflix.' }),
    channel: t.field({ type: [ChannelType], description: 'Taken through one of these channels.' }),
    tokenExpired: t.boolean({
      description:
        'True: only those whose customer has not signed up and no longer can, for the Netflix token has expired: whom to call. False: only those whose customer has not signed up and still can. Both are `REGISTERED`.',
    }),
    registeredFrom: t.field({ type: 'DateTime', description: 'Registered at this instant or later.' }),
    registeredTo: t.field({ type: 'DateTime', description: 'Registered before this instant.' }),
  }),
});

const NetflixSubscriptionConnection = builder.connectionObject(
  {
    type: NetflixSubscriptionType,
    name: 'NetflixSubscriptionConnection',
    description: 'A page of subscriptions.',
  },
  { name: 'NetflixSubscriptionEdge', description: 'A subscription and its place in the list.' },
);

builder.queryFields((t) => ({
  subscription: t.field({
    type: NetflixSubscriptionType,
    nullable: true,
    description:
      'One subscription by its number. Null when your operator has none with that number. Scope: READ.',
    extensions: { scope: 'READ' satisfies Scope },
    args: {
      number: t.arg.string({
        required: true,
        description: 'Its number, such as `S00000012`.',
        validate: { schema: check.identifier },
      }),
    },
    resolve: (_root, { number }, { store, loaders }) => {
      const id = idOfNumber('S', store.operatorId, number);
      return id === null ? null : loaders.subscriptions.load(id);
    },
  }),
  subscriptions: t.connection(
    {
      type: NetflixSubscriptionType,
      description:
        'The subscriptions of your operator or of one of its customers, cancelled ones included, the oldest first. Scope: READ.',
      extensions: { scope: 'READ' satisfies Scope },
      args: {
        by: t.arg({
          type: CustomerByInput,
          description:
            'Only those of this customer; none when your operator has no such customer. Those of all customers when it is not given.',
        }),
        filter: t.arg({
          type: SubscriptionFilterInput,
          description: 'Which of them. All when it is not given.',
        }),
      },
      resolve: (_root, { by, filter, ...args }, { store, loaders, now }) => {
        const wanted = {
          ...wantedSubscriptions(filter ?? {}, now),
          customer: by ? customerBy(by) : undefined,
        };
        const parents = { of: 'operator' } as const;
        return connection(
          { list: 'subscriptions', operatorId: store.operatorId, args },
          {
            page: async (query) =>
              only(await store.subscriptionPages(parents, query, wanted, loaders.choices.subscriptions)),
            count: async () => only(await store.countSubscriptions(parents, wanted)),
          },
        );
      },
    },
    NetflixSubscriptionConnection,
  ),
}));

builder.objectField(CustomerType, 'subscriptions', (t) =>
  t.connection(
    {
      extensions: { reads: [] },
      type: NetflixSubscriptionType,
      description: 'Every subscription the customer has had, the oldest first; at most one is not cancelled.',
      resolve: ({ id }, args, { store, loaders }) =>
        connection(
          { list: `Customer.subscriptions:${id}`, operatorId: store.operatorId, args },
          {
            page: (query) => loaders.subscriptionsOfCustomers.page(id, query, {}),
            count: () => loaders.subscriptionsOfCustomers.count(id, {}),
          },
        ),
    },
    NetflixSubscriptionConnection,
  ),
);

function wantedSubscriptions(
  filter: typeof SubscriptionFilterInput.$inferInput,
  now: Instant,
): SubscriptionFilter {
  return {
    stage: filter.stage ?? undefined,
    lifeCycleState: filter.lifeCycleState ?? undefined,
    netflixState: filter.netflixState ?? undefined,
    channel: filter.channel ?? undefined,
    tokenExpired: filter.tokenExpired == null ? undefined : { is: filter.tokenExpired, by: now },
    registeredFrom: filter.registeredFrom ?? undefined,
    registeredTo: filter.registeredTo ?? undefined,
  };
}
