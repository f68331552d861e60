import { changesBetween, type Tellings } from '../../changes.ts';
import { numberOf } from '../../ids.ts';
import type { Draft } from '../../ruling.ts';
import type { Instant } from '../../time.ts';
import type { NetflixState, NetflixSubscription, Stage } from '../subscription.ts';

// Netflix confirms at once: this file alone says so.

const CONFIRMED: Record<Stage, NetflixState> = {
  REGISTERED: 'NOT_EFFECTIVE',
  ACTIVE: 'EFFECTIVE',
  SUSPENDED: 'NOT_EFFECTIVE',
  CANCELLED: 'NOT_EFFECTIVE',
};

/** The subscription in a stage, with the state that Netflix has confirmed by now. */
export function inStage(
  stage: Stage,
  subscription: Omit<NetflixSubscription, 'stage' | 'netflixState'>,
): NetflixSubscription {
  return { ...subscription, stage, netflixState: CONFIRMED[stage] };
}

/** When Netflix comes to know a token that is issued at that instant; null = it is still to be told. */
export function handedOver(issuedOn: Instant): Instant | null {
  return issuedOn;
}

const TELLINGS: Tellings<NetflixSubscription> = {
  stage: 'plain',
  netflixState: 'plain',
  cancellationReason: 'plain',
  channel: 'plain',
  promotionId: 'plain',
  prices: 'list',
  registeredOn: 'instant',
  signedUpOn: 'instant',
  suspendedOn: 'instant',
  cancelledOn: 'instant',
};

/** What can happen to a subscription, as events word it. */
type Move = 'REGISTERED' | 'SIGNED_UP' | 'SUSPENDED' | 'UNSUSPENDED' | 'CANCELLED';

/**
 * Puts the subscription as it shall be (before = null: it is new), with an event that tells what changed. `secrets` changed along with it;
 * they are named only.
 */
export function putSubscription(
  change: Draft,
  move: Move,
  before: NetflixSubscription | null,
  after: NetflixSubscription,
  secrets: readonly string[] = [],
): void {
  const changes = changesBetween(before, after, TELLINGS);
  if (changes.length > 0) change.put('subscriptions', before, after);
  const named = secrets.map((field) => ({ field, before: null, after: null }));
  change.event({
    type: `SUBSCRIPTION_${move}`,
    customerId: after.customerId,
    subscriptionId: after.id,
    changes: [...changes, ...named],
  });
}

/** What messages call a subscription. */
export function numbered(subscription: NetflixSubscription): string {
  return `Subscription ${numberOf('S', subscription.id)}`;
}
