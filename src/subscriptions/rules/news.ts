import { customerNotFound } from '../../customers/rules/update.ts';
import type { CustomerBy } from '../../customers/customer.ts';
import type { SubscriptionProblem } from '../../customers/problem.ts';
import { pack } from '../../packed.ts';
import { draft, unchanged, type Ruling } from '../../ruling.ts';
import type { Instant } from '../../time.ts';
import type { NetflixSubscription, Price } from '../subscription.ts';
import type { SubscriptionFacts } from './facts.ts';
import { cancel } from './life-cycle.ts';
import { putSubscription } from './moves.ts';

/** What became of a piece of news about a subscription: null = taken in. */
type NewsRefusal = SubscriptionProblem | null;

/** Netflix asks other prices for the plan from now on. */
export function price(
  prices: readonly Price[],
  by: CustomerBy,
  facts: SubscriptionFacts,
): Ruling<NewsRefusal> {
  const found = signedUp(by, facts);
  if ('problem' in found) return unchanged(found.problem);
  const { subscription } = found;
  const packed = pack(prices);
  if (packed === subscription.prices) return unchanged(null);
  const change = draft();
  putSubscription(change, 'PRICED', subscription, { ...subscription, prices: packed });
  return change.rules(null);
}

/** Netflix has ended the membership at that instant: the subscription is cancelled for good. */
export function endByNetflix(
  endedOn: Instant,
  by: CustomerBy,
  facts: SubscriptionFacts,
): Ruling<NewsRefusal> {
  const found = signedUp(by, facts);
  if ('problem' in found) return unchanged(found.problem);
  // Late news of an earlier membership, which is cancelled already: a customer has one at a time.
  if (found.signedUpOn > endedOn) return unchanged(null);
  const change = draft();
  cancel(change, found.subscription, facts.heldCharges, 'ENDED_BY_NETFLIX', facts);
  return change.rules(null);
}

function signedUp(
  by: CustomerBy,
  { customer, subscription }: SubscriptionFacts,
):
  | { readonly subscription: NetflixSubscription; readonly signedUpOn: Instant }
  | { readonly problem: SubscriptionProblem } {
  if (customer === null) return { problem: customerNotFound(by) };
  if (subscription?.signedUpOn != null) return { subscription, signedUpOn: subscription.signedUpOn };
  // The news of the sign-up may still be on its way.
  const message =
    'The customer has no subscription that was signed up, as far as the gateway knows. Retry once it has.';
  return { problem: { code: 'NOT_SIGNED_UP', message, path: ['by'] } };
}
