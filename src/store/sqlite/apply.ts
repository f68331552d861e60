import type { Event, NewEvent } from '../../events/event.ts';
import { idOf } from '../../ids.ts';
import { messageKindOf } from '../../netflix/told.ts';
import { pack } from '../../packed.ts';
import type { Change, Changes } from '../../ruling.ts';
import type { CancellationReason } from '../../subscriptions/subscription.ts';
import type { Instant } from '../../time.ts';
import { derivedRequests } from './derived-requests.ts';
import type { Counters, OperatorRow } from './operators.ts';
import type { Rows } from './rows.ts';

/** Whose changes are written, when, and by whom. */
export interface Writing {
  readonly row: OperatorRow;
  readonly now: Instant;
  readonly actor: string;
  readonly netflixIsTold: boolean;
}

/**
 * Writes what a rule has changed, and what follows from it in the same transaction: its events, the sums over charges, the requests for the
 * operator's platforms, what Netflix is to be told, and the operator's counters.
 */
export function apply(rows: Rows, writing: Writing, changes: Changes): void {
  if (changes.events.length === 0) {
    expectNoChange(changes);
    return;
  }
  const { row, now, actor } = writing;
  const { id: operatorId } = row;
  writeThings(rows, operatorId, changes);
  rows.totals.move(operatorId, changes.charges);
  const requests = derivedRequests(rows, writing, changes);
  for (const { request } of requests) rows.provisioning.insertRequest(operatorId, request);
  const happened = [...changes.events, ...requests.map(({ event }) => event)];
  happened.forEach((event, k) => {
    const written = eventOf(event, idOf(operatorId, row.lastEvent + 1 + k), now, actor);
    rows.events.insert(operatorId, written);
    if (writing.netflixIsTold) tell(rows, operatorId, written, changes);
  });
  rows.operators.count(operatorId, countersAfter(writing, changes, happened.length, requests.length));
}

function writeThings(rows: Rows, operatorId: number, changes: Changes): void {
  const each = <T>(
    things: readonly Change<T>[],
    insert: (after: T) => unknown,
    update: (after: T, before: T) => unknown,
  ) => {
    for (const { before, after } of things)
      if (before === null) insert(after);
      else update(after, before);
  };
  const { operators, credentials, promotions, customers, subscriptions, charges, provisioning } = rows;
  const never = () => {
    throw new Error('Expected a change of something that is only added, or the other way round.');
  };
  each(changes.operators, never, operators.update);
  each(
    changes.exchangeRates,
    (rate) => operators.putRate(operatorId, rate),
    (rate) => operators.putRate(operatorId, rate),
  );
  each(changes.users, (user) => credentials.insertUser(operatorId, user), credentials.updateUser);
  each(changes.apiKeys, (key) => credentials.insertApiKey(operatorId, key), credentials.updateApiKey);
  each(changes.identityProviders, credentials.putIdentityProvider, credentials.putIdentityProvider);
  each(changes.promotions, (promotion) => promotions.insert(operatorId, promotion), promotions.update);
  each(changes.customers, (customer) => customers.insert(operatorId, customer), customers.update);
  each(
    changes.subscriptions,
    (subscription) => subscriptions.insert(operatorId, subscription),
    subscriptions.update,
  );
  each(
    changes.signUpTokens,
    (token) => subscriptions.insertToken(operatorId, token),
    subscriptions.updateToken,
  );
  for (const { before, after } of changes.charges) {
    // A reference that moves from one charge to another in one call must be free before it is taken.
    if (before && before.referenceNumber !== null && before.referenceNumber !== after.referenceNumber) {
      charges.update({ ...before, referenceNumber: null }, before);
    }
  }
  each(changes.charges, (charge) => charges.insert(operatorId, charge), charges.update);
  each(changes.provisioningProviders, (provider) => provisioning.insertProvider(operatorId, provider), never);
  each(
    changes.provisioningRequests,
    (request) => provisioning.insertRequest(operatorId, request),
    provisioning.updateRequest,
  );
  each(changes.provisioningAccounts, provisioning.putAccount, provisioning.putAccount);
}

// Without an event the counters would stay, and the next ones would draw the same numbers.
function expectNoChange(changes: Changes): void {
  const silent = Object.entries(changes).filter(([, things]) => things.length > 0);
  if (silent.length === 0) return;
  throw new Error(
    `Expected an event that tells of the changed ${silent.map(([kind]) => kind).join(', ')}, found none.`,
  );
}

/** The event as it is kept. */
export function eventOf(event: NewEvent, id: number, occurredOn: Instant, actor: string): Event {
  return {
    id,
    type: event.type,
    occurredOn,
    actor,
    customerId: event.customerId ?? null,
    subscriptionId: event.subscriptionId ?? null,
    chargeId: event.chargeId ?? null,
    provisioningRequestId: event.provisioningRequestId ?? null,
    changes: pack(event.changes),
  };
}

function tell(rows: Rows, operatorId: number, { id, type, subscriptionId }: Event, changes: Changes): void {
  const kind = messageKindOf({
    type,
    ended: subscriptionId === null ? null : reasonOf(subscriptionId, changes),
  });
  if (kind === null || subscriptionId === null) return;
  const issued = changes.signUpTokens.find(({ before }) => before === null);
  rows.netflix.insertMessage(operatorId, {
    id,
    subscriptionId,
    kind,
    tokenHash: kind === 'HAND_OVER_TOKEN' ? (issued?.after.hash ?? null) : null,
  });
}

function reasonOf(subscriptionId: number, changes: Changes): CancellationReason | null {
  return (
    changes.subscriptions.find(({ after }) => after.id === subscriptionId)?.after.cancellationReason ?? null
  );
}

function countersAfter({ row, now }: Writing, changes: Changes, events: number, derived: number): Counters {
  const added = (kind: Exclude<keyof Changes, 'events'>) =>
    changes[kind].filter(({ before }) => before === null).length;
  return {
    lastUser: row.lastUser + added('users'),
    lastPromotion: row.lastPromotion + added('promotions'),
    lastCustomer: row.lastCustomer + added('customers'),
    lastSubscription: row.lastSubscription + added('subscriptions'),
    lastCharge: row.lastCharge + added('charges'),
    lastProvider: row.lastProvider + added('provisioningProviders'),
    lastProvisioningRequest: row.lastProvisioningRequest + added('provisioningRequests') + derived,
    lastEvent: row.lastEvent + events,
    newestOn: now,
  };
}
