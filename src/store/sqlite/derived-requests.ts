import type { NewEvent } from '../../events/event.ts';
import { idOf } from '../../ids.ts';
import {
  requestedBy,
  type ProvisioningProvider,
  type ProvisioningRequest,
  type ProvisioningRequestType,
} from '../../provisioning/provisioning.ts';
import { requestEvent } from '../../provisioning/rules/event.ts';
import { pendingRequest } from '../../provisioning/rules/request.ts';
import type { Changes } from '../../ruling.ts';
import type { NetflixSubscription } from '../../subscriptions/subscription.ts';
import type { Writing } from './apply.ts';
import type { Rows } from './rows.ts';

interface Derived {
  readonly request: ProvisioningRequest;
  readonly event: NewEvent;
}

interface Wanted {
  readonly type: ProvisioningRequestType;
  readonly subscription: NetflixSubscription;
}

/** The requests that an operator's platforms get for what has just been written, one for each provider; none without a provider. */
export function derivedRequests(rows: Rows, { row, now }: Writing, changes: Changes): Derived[] {
  const wanted = row.lastProvider === 0 ? [] : wantedOf(rows, changes);
  if (wanted.length === 0) return [];
  const nextSequence = sequencesIn(rows);
  const drawn =
    row.lastProvisioningRequest + changes.provisioningRequests.filter(({ before }) => before === null).length;
  const providers = rows.provisioning.providers(row.id);
  return wanted
    .flatMap((one) => providers.map((provider) => ({ ...one, provider })))
    .map(({ type, subscription, provider }, k) => {
      const request = pendingRequest(
        {
          id: idOf(row.id, drawn + 1 + k),
          type,
          providerId: provider.id,
          sequenceNumber: nextSequence(provider, subscription),
          createdOn: now,
        },
        subscription,
        { scheduledDate: now, services: null, installedItems: null },
      );
      return { request, event: requestEvent(null, request) };
    });
}

/** What is wanted of every provider, in the order of the events. */
function wantedOf(rows: Rows, changes: Changes): Wanted[] {
  const wanted = changes.events
    .map((event) => ({ event, types: requestedBy(event) }))
    .filter(({ types }) => types.length > 0);
  if (wanted.length === 0) return [];
  const subscriptionOf = subscriptionsAbout(
    rows,
    wanted.map(({ event }) => event),
  );
  const isNew = new Set(
    changes.subscriptions.filter(({ before }) => before === null).map(({ after }) => after.id),
  );
  return wanted.flatMap(({ event, types }) => {
    const subscription = subscriptionOf(event);
    if (!subscription) return [];
    if (event.subscriptionId === undefined) {
      // A customer's data matters to a platform only while there is something to provision; who is new there becomes known with all of it.
      if (subscription.stage === 'CANCELLED' || isNew.has(subscription.id)) return [];
    }
    return types.map((type) => ({ type, subscription }));
  });
}

/** The subscription that an event is about, or else the latest one of its customer: each as it has just been written. */
function subscriptionsAbout(rows: Rows, events: readonly NewEvent[]) {
  const ids = events.flatMap(({ subscriptionId }) => subscriptionId ?? []);
  const customerIds = events.flatMap(({ subscriptionId, customerId }) =>
    subscriptionId === undefined ? (customerId ?? []) : [],
  );
  const own = ids.length > 0 ? rows.subscriptions.byId(ids) : [];
  const latest = customerIds.length > 0 ? rows.subscriptions.latestOfCustomers(customerIds) : [];
  const byId = new Map(own.map((subscription) => [subscription.id, subscription]));
  const byCustomer = new Map(latest.map((subscription) => [subscription.customerId, subscription]));
  return ({ subscriptionId, customerId }: NewEvent) =>
    subscriptionId === undefined ? byCustomer.get(customerId ?? 0) : byId.get(subscriptionId);
}

/** Counts on from the newest request of each subscription at each provider. */
function sequencesIn(rows: Rows) {
  const newest = new Map<string, number>();
  return (provider: ProvisioningProvider, subscription: NetflixSubscription): number => {
    const place = `${provider.id} ${subscription.id}`;
    const next = 1 + (newest.get(place) ?? rows.provisioning.lastSequence(provider.id, subscription.id));
    newest.set(place, next);
    return next;
  };
}
