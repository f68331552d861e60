import { changesBetween, type Tellings } from '../../changes.ts';
import { numberOf } from '../../ids.ts';
import type { Draft, Facts } from '../../ruling.ts';
import type { Instant } from '../../time.ts';
import type { NetflixState, NetflixSubscription, Stage } from '../subscription.ts';

// When Netflix confirms what becomes of a subscription: this file alone says so.

const CONFIRMED: Record<Stage, NetflixState> = {
  REGISTERED: 'NOT_EFFECTIVE',
  ACTIVE: 'EFFECTIVE',
  SUSPENDED: 'NOT_EFFECTIVE',
  CANCELLED: 'NOT_EFFECTIVE',
};

/** The state of a stage that Netflix knows of: it has confirmed it, or brought it about. */
export function confirmedIn(
  stage: Stage,
  subscription: Omit<NetflixSubscription, 'stage' | 'netflixState'>,
): NetflixSubscription {
  return { ...subscription, stage, netflixState: CONFIRMED[stage] };
}

/** The subscription moved to a stage by us: where Netflix is told, its state stays what Netflix last confirmed. */
export function movedTo(
  stage: Stage,
  subscription: NetflixSubscription,
  facts: Pick<Facts, 'netflixIsTold'>,
): NetflixSubscription {
  return facts.netflixIsTold ? { ...subscription, stage } : confirmedIn(stage, subscription);
}

/** When Netflix comes to know a token that is issued now; null = it is still to be told. */
export function handedOver({ now, netflixIsTold }: Pick<Facts, 'now' | 'netflixIsTold'>): Instant | null {
  return netflixIsTold ? null : now;
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
type Move = 'REGISTERED' | 'SIGNED_UP' | 'PRICED' | 'SUSPENDED' | 'UNSUSPENDED' | 'CANCELLED';

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
