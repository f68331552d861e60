import { pack } from '../../packed.ts';
import { draft, unchanged, type Ruling } from '../../ruling.ts';
import { formatInstant } from '../../time.ts';
import { confirmedIn, putSubscription } from './moves.ts';
import { numbered } from './moves.ts';
import type { SignUp, SignUpFacts, SignUpOutcome } from './facts.ts';
import type { SubscriptionProblem } from '../../customers/problem.ts';
import type { NetflixSubscription, SignUpToken } from '../subscription.ts';

/** Takes over from Netflix that a customer signed up with a token, judged at the instant of the sign-up rather than of its report. */
export function confirmSignUp(signUp: SignUp, facts: SignUpFacts): Ruling<SignUpOutcome> {
  const { token, subscription, now } = facts;
  // The token that did it is answered before anything else is judged: a report that is repeated must not fail for what happened since.
  if (token !== null && subscription !== null && token.usedOn !== null)
    return unchanged({ subscription, problems: [] });

  const problems = inTheFuture(signUp, facts);
  if (token === null || subscription === null || wasReplaced(signUp, token)) {
    // Nothing more is judged: what is not known has neither an expiry nor a subscription.
    return unchanged({ subscription: null, problems: [unknown(signUp, token), ...problems] });
  }
  problems.unshift(...expired(signUp, token), ...notWaiting(subscription), ...tooEarly(signUp, facts));
  if (problems.length > 0) return unchanged({ subscription: null, problems });

  const change = draft();
  const active = confirmedIn('ACTIVE', {
    ...subscription,
    signedUpOn: signUp.signedUpOn,
    prices: signUp.prices === null ? subscription.prices : pack(signUp.prices),
  });
  putSubscription(change, 'SIGNED_UP', subscription, active);
  change.put('signUpTokens', token, { ...token, usedOn: now });
  return change.rules({ subscription: active, problems });
}

function wasReplaced({ signedUpOn }: SignUp, { replacedOn }: SignUpToken): boolean {
  return replacedOn !== null && signedUpOn > replacedOn;
}

// A message never quotes a token: it is a secret.
function unknown({ signedUpOn }: SignUp, token: SignUpToken | null): SubscriptionProblem {
  const message =
    token?.replacedOn == null
      ? 'The token is not known. Give the one that the customer signed up with.'
      : `The token was replaced on ${formatInstant(token.replacedOn)} and is not known for a sign-up on ${formatInstant(signedUpOn)}. Give the one that took its place.`;
  return { code: 'TOKEN_UNKNOWN', message, path: ['token'] };
}

function expired({ signedUpOn }: SignUp, { expiresOn }: SignUpToken): SubscriptionProblem[] {
  if (signedUpOn <= expiresOn) return [];
  const message = `The token expired on ${formatInstant(expiresOn)}, before the sign-up on ${formatInstant(signedUpOn)}. Let the operator register the customer again.`;
  return [{ code: 'TOKEN_EXPIRED', message, path: ['token'] }];
}

function notWaiting(subscription: NetflixSubscription): SubscriptionProblem[] {
  const { cancelledOn, signedUpOn } = subscription;
  const problems: SubscriptionProblem[] = [];
  // A cancellation is final, even when the news of a sign-up before it comes late.
  if (cancelledOn !== null) {
    const message = `${numbered(subscription)} was cancelled on ${formatInstant(cancelledOn)}. Let the operator register the customer again.`;
    problems.push({ code: 'SUBSCRIPTION_CANCELLED', message, path: ['token'] });
  }
  // A replaced token may have been good at that instant and its successor did it already, or the other way round.
  if (signedUpOn !== null) {
    const message = `${numbered(subscription)} was signed up with another token on ${formatInstant(signedUpOn)}. Nothing is left to confirm.`;
    problems.push({ code: 'SIGN_UP_NOT_POSSIBLE', message, path: ['token'] });
  }
  return problems;
}

function tooEarly({ signedUpOn }: SignUp, { previousCancelledOn }: SignUpFacts): SubscriptionProblem[] {
  if (previousCancelledOn === null || signedUpOn >= previousCancelledOn) return [];
  const message = `The customer's previous subscription lasted until ${formatInstant(previousCancelledOn)}. Give an instant of sign-up that is not before its end.`;
  return [{ code: 'SIGN_UP_NOT_POSSIBLE', message, path: ['signedUpOn'] }];
}

function inTheFuture({ signedUpOn }: SignUp, { now }: SignUpFacts): SubscriptionProblem[] {
  if (signedUpOn <= now) return [];
  const message = `The sign-up on ${formatInstant(signedUpOn)} lies in the future: it is ${formatInstant(now)}. Report it once it has happened.`;
  return [{ code: 'SIGN_UP_NOT_POSSIBLE', message, path: ['signedUpOn'] }];
}
