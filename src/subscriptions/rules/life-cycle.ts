import { settled, type Charge } from '../../charges/charge.ts';
import { chargeEvent } from '../../charges/rules/event.ts';
import type { CustomerBy } from '../../customers/customer.ts';
import type { SubscriptionProblem } from '../../customers/problem.ts';
import { customerNotFound, nameOf } from '../../customers/rules/update.ts';
import { draft, unchanged, type Draft, type Facts, type Ruling } from '../../ruling.ts';
import { formatInstant } from '../../time.ts';
import type { CancellationReason, NetflixSubscription } from '../subscription.ts';
import type { SubscriptionFacts, SubscriptionOutcome } from './facts.ts';
import { confirmedIn, movedTo, numbered, putSubscription } from './moves.ts';

/** Suspends the customer's active subscription; one that is suspended already stays as it is. */
export function suspend(by: CustomerBy, facts: SubscriptionFacts): Ruling<SubscriptionOutcome> {
  const { subscription } = facts;
  if (subscription === null) return refused(nothingThere(by, facts));
  if (subscription.stage === 'SUSPENDED') return unchanged(standing(subscription));
  if (subscription.stage !== 'ACTIVE') return refused(notRunning(by, subscription, 'suspended'));
  const change = draft();
  const suspended = movedTo('SUSPENDED', { ...subscription, suspendedOn: facts.now }, facts);
  putSubscription(change, 'SUSPENDED', subscription, suspended);
  return change.rules(standing(suspended));
}

/** Takes the customer's suspended subscription up again and releases the charges that waited for it; an active one stays as it is. */
export function unsuspend(by: CustomerBy, facts: SubscriptionFacts): Ruling<SubscriptionOutcome> {
  const { subscription } = facts;
  if (subscription === null) return refused(nothingThere(by, facts));
  if (subscription.stage === 'ACTIVE') return unchanged(standing(subscription));
  if (subscription.stage !== 'SUSPENDED') return refused(notRunning(by, subscription, 'unsuspended'));
  const change = draft();
  const active = movedTo('ACTIVE', { ...subscription, suspendedOn: null }, facts);
  putSubscription(change, 'UNSUSPENDED', subscription, active);
  const released = facts.heldCharges.map((held) => {
    const charge: Charge = { ...held, heldOn: null };
    change.put('charges', held, charge);
    change.event(chargeEvent('CHARGE_RELEASED', held, charge));
    return charge;
  });
  return change.rules(standing(active, released));
}

/** Cancels the customer's subscription for good, signed up or not; one that is cancelled already stays as it is. */
export function terminate(by: CustomerBy, facts: SubscriptionFacts): Ruling<SubscriptionOutcome> {
  const { subscription } = facts;
  if (subscription === null) return refused(nothingThere(by, facts));
  const change = draft();
  const cancelled = cancel(change, subscription, facts.heldCharges, 'TERMINATED_BY_OPERATOR', facts);
  return change.rules(standing(cancelled.subscription, cancelled.charges));
}

/**
 * Cancels a subscription in the course of something else, such as a declined charge: it ends for good, and the charges that waited for its
 * suspension to end are rejected. Answers both as they now stand; a subscription that is cancelled already keeps its reason and its instant.
 */
export function cancel(
  change: Draft,
  subscription: NetflixSubscription,
  heldCharges: readonly Charge[],
  reason: CancellationReason,
  facts: Pick<Facts, 'now' | 'netflixIsTold'>,
): { subscription: NetflixSubscription; charges: readonly Charge[] } {
  if (subscription.stage === 'CANCELLED') return { subscription, charges: [] };
  const ended = { ...subscription, cancellationReason: reason, suspendedOn: null, cancelledOn: facts.now };
  // What Netflix ended it need not confirm.
  const cancelled =
    reason === 'ENDED_BY_NETFLIX' ? confirmedIn('CANCELLED', ended) : movedTo('CANCELLED', ended, facts);
  putSubscription(change, 'CANCELLED', subscription, cancelled);
  const why = `${numbered(subscription)} was cancelled while this charge waited for its suspension to end.`;
  const charges = heldCharges.map((held) => {
    const charge = settled(held, 'REJECTED', why, facts.now);
    change.put('charges', held, charge);
    change.event(chargeEvent('CHARGE_PROCESSED', held, charge));
    return charge;
  });
  return { subscription: cancelled, charges };
}

function standing(subscription: NetflixSubscription, charges: readonly Charge[] = []): SubscriptionOutcome {
  return { subscription, charges, problems: [] };
}

function refused(problem: SubscriptionProblem): Ruling<SubscriptionOutcome> {
  return unchanged({ subscription: null, charges: [], problems: [problem] });
}

function nothingThere(by: CustomerBy, facts: SubscriptionFacts): SubscriptionProblem {
  if (facts.customer === null) return customerNotFound(by);
  const message = `Customer ${nameOf(by)} has no Netflix subscription. Register one first.`;
  return { code: 'NO_SUBSCRIPTION', message, path: ['by'] };
}

function notRunning(
  by: CustomerBy,
  subscription: NetflixSubscription,
  wanted: 'suspended' | 'unsuspended',
): SubscriptionProblem {
  const which = `${numbered(subscription)} of customer ${nameOf(by)}`;
  if (subscription.cancelledOn !== null) {
    const message = `${which} was cancelled on ${formatInstant(subscription.cancelledOn)} and cannot be ${wanted}. Register the customer again.`;
    return { code: 'SUBSCRIPTION_CANCELLED', message, path: ['by'] };
  }
  const message = `${which} has not been signed up at Netflix yet and cannot be ${wanted}. Wait for the sign-up, or terminate it.`;
  return { code: 'NOT_SIGNED_UP', message, path: ['by'] };
}
