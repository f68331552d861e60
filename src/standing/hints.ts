import type { MessageKind } from '../netflix/port.ts';
import type { NetflixSubscription } from '../subscriptions/subscription.ts';
import { formatInstant, type Instant } from '../time.ts';
import type { PendingCharges, Standing, UntoldMessage, WaitingProvisioning } from './standing.ts';

/** Whether the customer can no longer sign up with its token: it has not, and the token's last instant is over. */
export function tokenHasExpired(
  subscription: NetflixSubscription | null,
  { tokenExpiresOn }: Standing,
  now: Instant,
): boolean {
  return subscription?.signedUpOn === null && tokenExpiresOn !== null && tokenExpiresOn < now;
}

/** What a customer waits for and what can be done about it, in English, the most pressing first; nothing when all is well. */
export function hintsOf(
  subscription: NetflixSubscription | null,
  standing: Standing,
  now: Instant,
): string[] {
  return [
    ...hintsOfStage(subscription, standing, now),
    ...standing.untold.flatMap(hintOfUntold),
    ...hintsOfCharges(standing.pendingCharges),
    ...hintsOfProvisioning(standing.provisioning),
  ];
}

function hintsOfStage(subscription: NetflixSubscription | null, standing: Standing, now: Instant): string[] {
  switch (subscription?.stage) {
    case undefined:
      return ['The customer was never registered for Netflix: registerSubscription does that.'];
    case 'REGISTERED':
      return [signUpHint(subscription, standing, now)];
    case 'SUSPENDED':
      return [
        `The subscription is suspended${since(subscription.suspendedOn)}. unsuspendSubscription ends that.`,
      ];
    case 'CANCELLED':
      return [
        `The subscription was cancelled${since(subscription.cancelledOn, 'on')} (${subscription.cancellationReason ?? 'no reason'}). registerSubscription begins a new one.`,
      ];
    case 'ACTIVE':
      return standing.firstChargeOn === null ? ['Netflix has not raised a charge yet.'] : [];
  }
}

function signUpHint(subscription: NetflixSubscription, standing: Standing, now: Instant): string {
  const { tokenHandedOverOn, tokenExpiresOn } = standing;
  if (tokenHasExpired(subscription, standing, now)) {
    return `The Netflix token expired${since(tokenExpiresOn, 'on')}, before the customer signed up. Register again and pass the new token on.`;
  }
  if (tokenHandedOverOn === null)
    return 'Netflix does not know the sign-up token yet, so it cannot be used yet.';
  return `The customer has not signed up at Netflix yet. The token is good${since(tokenExpiresOn, 'until')}.`;
}

const TOLD: Record<MessageKind, string> = {
  HAND_OVER_TOKEN: 'the sign-up token',
  SUSPEND: 'the suspension',
  UNSUSPEND: 'the end of the suspension',
  TERMINATE: 'the cancellation',
  TELL_OUTCOME: 'the outcome of a charge',
};

function hintOfUntold({ kind, since: happenedOn, attempts, parkedOn, reason }: UntoldMessage): string[] {
  const why = reason === null ? '' : `: ${reason.replace(/\.$/, '')}`;
  if (parkedOn !== null) {
    return [
      `Netflix refused ${TOLD[kind]} of ${when(happenedOn)}${why}. Remove the cause, then try again with retryNetflix.`,
    ];
  }
  // What has not failed yet is on its way, which takes a moment.
  if (attempts === 0) return [];
  return [
    `Netflix could not be told ${TOLD[kind]} of ${when(happenedOn)}, after ${attempts === 1 ? 'one attempt' : `${attempts} attempts`}${why}. It is tried again by itself.`,
  ];
}

function hintsOfCharges({ held, waiting, undecided, decidableUntil }: PendingCharges): string[] {
  const hints: string[] = [];
  if (held > 0) hints.push(`${counted(held, 'charge waits', 'charges wait')} for the suspension to end.`);
  if (waiting > 0) {
    hints.push(
      `${counted(waiting, 'charge waits', 'charges wait')} for your decision, however long it takes: acceptCharges or declineCharges.`,
    );
  }
  const others = undecided - waiting;
  if (others > 0 && decidableUntil !== null) {
    hints.push(
      `${counted(others, 'charge has', 'charges have')} no decision; without one the first is settled from ${when(decidableUntil)} on.`,
    );
  }
  return hints;
}

function hintsOfProvisioning({ count, oldestOn, unlisted }: WaitingProvisioning): string[] {
  if (count === 0) return [];
  const gone =
    unlisted === 0
      ? ''
      : ` ${counted(unlisted, 'of them is', 'of them are')} too old for the provider's list.`;
  return [
    `${counted(count, 'provisioning request waits', 'provisioning requests wait')} for an answer${since(oldestOn)}.${gone}`,
  ];
}

function counted(count: number, one: string, several: string): string {
  return `${count} ${count === 1 ? one : several}`;
}

function since(instant: Instant | null, word = 'since'): string {
  return instant === null ? '' : ` ${word} ${when(instant)}`;
}

/** As people write it: `2026-03-01 12:00 UTC`. */
function when(instant: Instant): string {
  const text = formatInstant(instant);
  return `${text.slice(0, 10)} ${text.slice(11, 16)} UTC`;
}
