import type { Scope } from '../../auth/credential.ts';
import { ChargeType } from '../../charges/graphql/types.ts';
import { customerBy, CustomerByInput, CustomerType } from '../../customers/graphql/types.ts';
import { builder } from '../../graphql/builder.ts';
import * as check from '../../graphql/checks.ts';
import type { Context } from '../../graphql/context.ts';
import { connection, type PageArguments } from '../../graphql/pages.ts';
import { only, type PagesOf } from '../../store/loaders.ts';
import type { EventFilter } from '../../store/store.ts';
import { NetflixSubscriptionType } from '../../subscriptions/graphql/types.ts';
import type { Event } from '../event.ts';
import { EventObject, EventTypeType } from './types.ts';

/** The list of all events, as its cursors are named; live updates give out the same ones. */
export const ALL_EVENTS = 'events';

const EventFilterInput = builder.inputType('EventFilter', {
  description:
    'Which events to list: those that meet all of what is given. Null means the same as not given; an empty list matches nothing.',
  fields: (t) => ({
    types: t.field({ type: [EventTypeType], description: 'Of one of these kinds.' }),
    customer: t.field({
      type: CustomerByInput,
      description: 'About this customer, its subscriptions and their charges included.',
    }),
    subscriptionNumber: t.string({
      description:
        'About the subscription with this number, such as `S00000012`, its charges and provisioning requests included.',
      validate: { schema: check.identifier },
    }),
    chargeNumber: t.string({
      description: 'About the charge with this number, such as `I00002706`.',
      validate: { schema: check.identifier },
    }),
    occurredFrom: t.field({ type: 'DateTime', description: 'Happened at this instant or later.' }),
    occurredTo: t.field({ type: 'DateTime', description: 'Happened before this instant.' }),
  }),
});

const EventConnection = builder.connectionObject(
  { type: EventObject, name: 'EventConnection', description: 'A page of events.' },
  { name: 'EventEdge', description: 'An event and its place in the list.' },
);

builder.queryField('events', (t) =>
  t.connection(
    {
      type: EventObject,
      description:
        'Everything that ever changed, the oldest first: who, what, when, before and after. Its cursors are also where live updates can begin. Scope: READ.',
      extensions: { scope: 'READ' satisfies Scope },
      args: {
        filter: t.arg({ type: EventFilterInput, description: 'Which of them. All when it is not given.' }),
      },
      resolve: (_root, { filter: given, ...args }, { store }) => {
        const parents = { of: 'operator' } as const;
        const filter = eventFilter(given);
        return connection(
          { list: ALL_EVENTS, operatorId: store.operatorId, args },
          {
            page: async (query) => only(await store.eventPages(parents, query, filter)),
            count: async () => only(await store.countEvents(parents, filter)),
          },
        );
      },
    },
    EventConnection,
  ),
);

builder.objectField(ChargeType, 'events', (t) =>
  t.connection(
    {
      extensions: { reads: [] },
      type: EventObject,
      description: 'Everything that happened to the charge, the oldest first.',
      resolve: ({ id }, args, context) =>
        eventsOf('Charge.events', id, args, context, context.loaders.eventsOfCharges),
    },
    EventConnection,
  ),
);

builder.objectField(NetflixSubscriptionType, 'events', (t) =>
  t.connection(
    {
      extensions: { reads: [] },
      type: EventObject,
      description:
        'Everything that happened to the subscription, its charges and its provisioning requests, the oldest first.',
      resolve: ({ id }, args, context) =>
        eventsOf('NetflixSubscription.events', id, args, context, context.loaders.eventsOfSubscriptions),
    },
    EventConnection,
  ),
);

builder.objectField(CustomerType, 'events', (t) =>
  t.connection(
    {
      extensions: { reads: [] },
      type: EventObject,
      description:
        'Everything that happened to the customer, its subscriptions and their charges, the oldest first.',
      resolve: ({ id }, args, context) =>
        eventsOf('Customer.events', id, args, context, context.loaders.eventsOfCustomers),
    },
    EventConnection,
  ),
);

function eventsOf(
  field: string,
  id: number,
  args: PageArguments,
  { store }: Context,
  events: PagesOf<Event, EventFilter>,
) {
  return connection(
    { list: `${field}:${id}`, operatorId: store.operatorId, args },
    { page: (query) => events.page(id, query, {}), count: () => events.count(id, {}) },
  );
}

function eventFilter(filter: typeof EventFilterInput.$inferInput | null | undefined): EventFilter {
  if (!filter) return {};
  return {
    types: filter.types ?? undefined,
    customer: filter.customer ? customerBy(filter.customer) : undefined,
    subscriptionNumber: filter.subscriptionNumber ?? undefined,
    chargeNumber: filter.chargeNumber ?? undefined,
    occurredFrom: filter.occurredFrom ?? undefined,
    occurredTo: filter.occurredTo ?? undefined,
  };
}
