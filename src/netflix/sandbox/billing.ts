import { formatAmount } from '../../money/money.ts';
import { addMonths, dayOf, DAY, type Instant } from '../../time.ts';
import type { NewsItem, ToldPrice } from '../port.ts';
import type { Drawing } from './drawing.ts';
import type { Membership, Step } from './membership.ts';
import { lessPromotion, raisedPrice, standardPrice } from './plan.ts';
import { deliveriesOf, scenarioOf } from './scenarios.ts';

/** Begins the membership: it is told at once, and the first month is due at once. */
export function begin(membership: Membership, tokenHash: string, at: Instant): Step {
  const prices = [priceFrom(standardPrice(membership.currency), membership.currency, at)];
  return {
    membership: { ...membership, signedUpOn: at, months: 0, dueOn: at },
    deliveries: [
      {
        deliverOn: at + (scenarioOf(membership.scenario).signUpToldAfter ?? 0),
        item: { kind: 'SIGNED_UP', tokenHash, signedUpOn: at, prices },
      },
    ],
  };
}

/** Ends the membership for the operator's sake. */
export function end(membership: Membership, at: Instant): Membership {
  const { scenario, signedUpOn, endedOn } = membership;
  if (endedOn !== null) return membership;
  const isChargedAgain = signedUpOn !== null && scenarioOf(scenario).chargesAfterEnd;
  return { ...membership, endedOn: at, dueOn: isChargedAgain ? at + DAY : null };
}

/** Does what is due next: charges the month that begins, at the plan's price less the promotion. Nothing is raised for zero. */
export function whatIsDue(membership: Membership, drawing: Drawing): Step {
  const { signedUpOn, dueOn, endedOn, months } = membership;
  if (signedUpOn === null || dueOn === null)
    throw new Error('Expected a membership of which something is due.');
  if (endedOn !== null) {
    return { membership: { ...membership, dueOn: null }, deliveries: charge(membership, dueOn, drawing) };
  }
  const scenario = scenarioOf(membership.scenario);
  if (months === scenario.endsWithMonth) {
    const { netflixCustomerIdentifier } = membership;
    const ended: NewsItem = { kind: 'ENDED', netflixCustomerIdentifier, endedOn: dueOn };
    return {
      membership: { ...membership, endedOn: dueOn, dueOn: null },
      deliveries: [{ deliverOn: dueOn, item: ended }],
    };
  }
  // From the sign-up rather than from month to month: what began on the 31st comes back to it after February.
  const next = { ...membership, months: months + 1, dueOn: addMonths(signedUpOn, months + 1) };
  const isCharged = !membership.isSuspended || scenario.chargesSuspended === true;
  return {
    membership: next,
    deliveries: [...risenPrice(membership, dueOn), ...(isCharged ? charge(membership, dueOn, drawing) : [])],
  };
}

function charge(membership: Membership, raisedOn: Instant, drawing: Drawing): Step['deliveries'] {
  const { operatorCode, subscriptionNumber, netflixCustomerIdentifier, currency, months } = membership;
  const amount = lessPromotion(priceOf(membership), membership.promotionCode, months);
  if (amount === 0) return [];
  // Neither the PAI nor the instant, which no two runs have in common.
  const which = [operatorCode, subscriptionNumber, months] as const;
  const nextOn = addMonths(membership.signedUpOn ?? raisedOn, months + 1);
  return deliveriesOf(
    {
      kind: 'CHARGE',
      netflixChargeIdentifier: `NFX-${drawing.identifier('charge', ...which)}`,
      netflixCustomerIdentifier,
      amount: formatAmount(amount, currency),
      currency,
      paidThroughDate: dayOf(nextOn),
      raisedOn,
    },
    scenarioOf(membership.scenario),
    { month: months, nextOn, share: drawing.share('delivery', ...which) },
  );
}

function risenPrice(membership: Membership, on: Instant): Step['deliveries'] {
  const { scenario, months, netflixCustomerIdentifier, currency } = membership;
  if (months !== scenarioOf(scenario).costsMoreFromMonth) return [];
  const prices = [priceFrom(priceOf(membership), currency, on)];
  return [{ deliverOn: on, item: { kind: 'PRICES', netflixCustomerIdentifier, prices } }];
}

function priceOf({ scenario, months, currency }: Membership): number {
  const { costsMoreFromMonth = Infinity } = scenarioOf(scenario);
  return months < costsMoreFromMonth ? standardPrice(currency) : raisedPrice(currency);
}

function priceFrom(minor: number, currency: string, from: Instant): ToldPrice {
  return { amount: formatAmount(minor, currency), currency, effectiveFrom: dayOf(from) };
}
