import { builder } from '../../graphql/builder.ts';
import { encodeGlobalId } from '../../ids.ts';
import type { Event, EventChange, EventType } from '../event.ts';
import { changesOf } from './changes.ts';

export const EventTypeType = builder.enumType('EventType', {
  description: 'What kind of thing happened.',
  values: {
    SUBSCRIPTION_REGISTERED: {
      description: 'A subscription was registered, or got a new Netflix token before its sign-up.',
    },
    SUBSCRIPTION_SIGNED_UP: { description: 'The customer has signed up at Netflix.' },
    SUBSCRIPTION_SUSPENDED: { description: 'A subscription was suspended.' },
    SUBSCRIPTION_UNSUSPENDED: { description: 'A suspended subscription was taken up again.' },
    SUBSCRIPTION_CANCELLED: { description: 'A subscription ended for good; the changes say why.' },
    SUBSCRIPTION_PRICED: { description: 'Netflix told other prices for the plan.' },
    CUSTOMER_UPDATED: {
      description: "A customer's data changed. Personal fields are named, their values never told.",
    },
    CUSTOMER_ERASED: { description: "A customer's personal data was erased for good." },
    CHARGE_RECEIVED: { description: 'A charge came from Netflix.' },
    CHARGE_ACCEPTED: { description: 'You decided to accept a charge.' },
    CHARGE_DECLINED: { description: 'You decided to decline a charge.' },
    CHARGE_RELEASED: {
      description: 'A charge that waited for a suspension to end can be decided and settled again.',
    },
    CHARGE_PROCESSED: { description: 'A charge got its final status; the changes say which, and why.' },
    CHARGE_ACKNOWLEDGED: { description: 'You acknowledged that you have taken a charge over.' },
    PROMOTION_CREATED: { description: 'A promotion was created.' },
    PROMOTION_UPDATED: { description: 'A promotion was changed.' },
    PROVISIONING_PROVIDER_CREATED: { description: 'A provisioning provider was created.' },
    PROVISIONING_REQUESTED: { description: 'A provisioning request was raised.' },
    PROVISIONING_ANSWERED: { description: 'A provider answered a provisioning request.' },
    NETFLIX_CONFIRMED: { description: 'Netflix confirmed what it was told.' },
    NETFLIX_REFUSED: {
      description: 'Netflix refused for good what it was told; it waits until somebody retries it.',
    },
    OPERATOR_CREATED: { description: 'Your operator joined: the first event of all.' },
    OPERATOR_UPDATED: { description: 'Your policy, your name or an exchange rate was changed.' },
    USER_CREATED: { description: 'A user was created.' },
    USER_UPDATED: { description: "A user's password or scopes changed, or it was disabled or enabled." },
    API_KEY_CREATED: { description: 'An API key was created.' },
    API_KEY_REVOKED: { description: 'An API key was revoked.' },
  } satisfies Record<EventType, object>,
});

const EventChangeType = builder.objectRef<EventChange>('EventChange').implement({
  description: 'One field that an event changed.',
  fields: (t) => ({
    field: t.exposeString('field', {
      description:
        'Its name in this schema; inside another field it stands behind a dot, as in `decision.verdict`. Without a place in the schema are `heldOn` (since when a charge waits for a suspension to end), `netflixToken` (one was issued or handed over), `exchangeRates.` with a currency and the instant from which on a rate holds, a `NetflixMessageKind` (what Netflix refused, with its reason), and what users and API keys have: `username`, `password`, `prefix`, `name`, `scopes` and, by the wall clock, `disabledOn`, `expiresOn`, `revokedOn`.',
    }),
    before: t.exposeString('before', {
      nullable: true,
      description:
        'What it was, as text. Null when it was empty, and for everything personal or secret, of which only the name is kept.',
    }),
    after: t.exposeString('after', {
      nullable: true,
      description:
        'What it has been since, as text. Null when it is empty, and for everything personal or secret, of which only the name is kept.',
    }),
  }),
});

/** An event as operators see it. */
export const EventObject = builder.objectRef<Event>('Event');

builder.node(EventObject, {
  description:
    'One change of state: who did what, when, and what was before and after. Kept for ever and never changed, in a sequence without gaps.',
  id: { resolve: ({ id }) => String(id), parse: Number },
  loadManyWithoutCache: (ids, { loaders }) => Promise.all(ids.map((id) => loaders.events.load(id))),
  fields: (t) => ({
    type: t.expose('type', { type: EventTypeType, description: 'What kind of thing happened.' }),
    occurredOn: t.expose('occurredOn', {
      type: 'DateTime',
      description: 'When it happened; never earlier than the event before it.',
    }),
    actor: t.exposeString('actor', {
      description:
        'Who did it: `user:` and a user name, `key:` and the prefix of an API key, `netflix`, or another part of the system.',
    }),
    subject: t.node({
      description:
        'What it happened to, as it is now: the provisioning request, else the charge, else the subscription, else the customer that it is about, and your operator for everything else. Null when that cannot be shown any more.',
      id: subjectOf,
    }),
    changes: t.field({
      type: [EventChangeType],
      description: 'Which fields changed. Of something new those that hold something.',
      resolve: changesOf,
    }),
  }),
});

/** The global id of the most specific thing that an event is about. */
function subjectOf(
  event: Event,
  _args: object,
  { store }: { readonly store: { readonly operatorId: number } },
) {
  const { provisioningRequestId, chargeId, subscriptionId, customerId } = event;
  if (provisioningRequestId !== null) return encodeGlobalId('ProvisioningRequest', provisioningRequestId);
  if (chargeId !== null) return encodeGlobalId('Charge', chargeId);
  if (subscriptionId !== null) return encodeGlobalId('NetflixSubscription', subscriptionId);
  if (customerId !== null) return encodeGlobalId('Customer', customerId);
  return encodeGlobalId('Operator', store.operatorId);
}
