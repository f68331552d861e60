import type { Scope } from '../../auth/credential.ts';
import { ChargeType } from '../../charges/graphql/types.ts';
import { customerBy, CustomerByInput } from '../../customers/graphql/types.ts';
import { builder } from '../../graphql/builder.ts';
import type { Context } from '../../graphql/context.ts';
import { badUserInput } from '../../graphql/errors.ts';
import type { Update } from '../../graphql/live-updates.ts';
import { cursorOf, idOfCursor } from '../../graphql/pages.ts';
import { belongsTo } from '../../ids.ts';
import { unpack } from '../../packed.ts';
import { referred } from '../../store/loaders.ts';
import { NetflixSubscriptionType } from '../../subscriptions/graphql/types.ts';
import type { Event } from '../event.ts';
import { mapped } from '../mapped.ts';
import { ALL_EVENTS } from './queries.ts';
import { EventObject } from './types.ts';

/** Something that happened, and its place in the sequence as clients see it. */
interface Change extends Update {
  readonly event: Event;
}
interface Told extends Update {
  readonly event: Event | null;
}

const CURSOR =
  'Its place in the sequence of all events: `after` it, this live update goes on without gap or repeat, and so does `events`.';

const ChargeChangeType = builder.objectRef<Change>('ChargeChange').implement({
  description: 'Something that happened to a charge.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: CURSOR }),
    event: t.expose('event', { type: EventObject, description: 'What happened.' }),
    charge: t.field({
      type: ChargeType,
      description: 'The charge as it stands now, which may be later than the event.',
      resolve: ({ event }, _args, { loaders }) => referred(loaders.charges, event.chargeId ?? 0),
    }),
  }),
});

const SubscriptionChangeType = builder.objectRef<Change>('SubscriptionChange').implement({
  description: 'Something that happened to a subscription.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: CURSOR }),
    event: t.expose('event', { type: EventObject, description: 'What happened.' }),
    subscription: t.field({
      type: NetflixSubscriptionType,
      description: 'The subscription as it stands now, which may be later than the event.',
      resolve: ({ event }, _args, { loaders }) => referred(loaders.subscriptions, event.subscriptionId ?? 0),
    }),
  }),
});

const following = builder.args((t) => ({
  after: t.string({
    description:
      'Begin behind this cursor of a live update or of `events` at the root. Null = begin now, or where the header `Last-Event-ID` says; of the two the later one counts, so that an automatic reconnection goes on where it was cut off.',
  }),
  customer: t.field({
    type: CustomerByInput,
    description:
      'Only what happens to this customer. One that is not registered yet is waited for. Null = all customers.',
  }),
}));

builder.subscriptionFields((t) => ({
  chargeChanged: t.field({
    type: ChargeChangeType,
    description:
      'Every event of a charge, in order: received, accepted, declined, released, processed, acknowledged. At most 20 live updates at a time for one credential. Scope: READ.',
    extensions: { scope: 'READ' satisfies Scope },
    args: following,
    subscribe: (_root, args, context) => follow(args, context, isOfCharge),
    resolve: happened,
  }),
  subscriptionChanged: t.field({
    type: SubscriptionChangeType,
    description:
      'Every event after which a subscription stands differently, in order: its own, what Netflix confirmed or refused of it, and the approval of a charge, which moves `entitledUntil`. At most 20 live updates at a time for one credential. Scope: READ.',
    extensions: { scope: 'READ' satisfies Scope },
    args: following,
    subscribe: (_root, args, context) => follow(args, context, isOfSubscription),
    resolve: happened,
  }),
}));

function isOfCharge({ type, chargeId }: Event): boolean {
  return chargeId !== null && type.startsWith('CHARGE_');
}

function isOfSubscription({ type, subscriptionId, chargeId, changes }: Event): boolean {
  if (subscriptionId === null) return false;
  if (type === 'CHARGE_PROCESSED') return unpack(changes).some(({ after }) => after === 'APPROVED');
  return chargeId === null && /^(SUBSCRIPTION|NETFLIX)_/.test(type);
}

interface FollowingArguments {
  readonly after?: string | null | undefined;
  readonly customer?: Parameters<typeof customerBy>[0] | null | undefined;
}

async function follow(
  { after, customer }: FollowingArguments,
  context: Context,
  isWanted: (event: Event) => boolean,
): Promise<AsyncIterable<Told>> {
  const { live, store, actor: holder, admit, httpRequest } = context;
  const moments = live.follow({
    store,
    holder: `${store.operatorId} ${holder}`,
    after: await beginning(after, context),
    customer: customer ? customerBy(customer) : null,
    isWanted,
    admit,
    gone: httpRequest.gone(),
  });
  return mapped(moments, ({ event, reached }) => ({
    event,
    cursor: cursorOf(ALL_EVENTS, reached),
  }));
}

/** The id behind which to begin: the latest that is given, or the newest of all. */
async function beginning(after: string | null | undefined, { store, httpRequest }: Context): Promise<number> {
  const newest = await store.lastEventId();
  const read = (cursor: string, path: readonly string[], name: string) => {
    const id = idOfCursor(ALL_EVENTS, cursor);
    if (id === null || !belongsTo(store.operatorId, id))
      throw badUserInput([
        { path, message: `${name} is not a cursor of a live update or of \`events\` at the root.` },
      ]);
    if (id > newest)
      throw badUserInput([{ path, message: `${name} lies ahead of everything that has happened here.` }]);
    return id;
  };
  const given = [
    ...(after == null ? [] : [read(after, ['after'], '`after`')]),
    ...[httpRequest.header('last-event-id') ?? '']
      .filter((id) => id !== '')
      .map((id) => read(id, [], 'The header `Last-Event-ID`')),
  ];
  return given.length > 0 ? Math.max(...given) : newest;
}

// A sign of life is never answered with data.
function happened({ cursor, event }: Told): Change {
  if (event === null) throw new Error('Expected something that happened, found a sign of life.');
  return { cursor, event };
}
