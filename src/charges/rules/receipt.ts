import { numberOf } from '../../ids.ts';
import { toMinor } from '../../money/money.ts';
import { draft, type Ruling } from '../../ruling.ts';
import { numbered } from '../../subscriptions/rules/moves.ts';
import type { NetflixSubscription } from '../../subscriptions/subscription.ts';
import { dayOf, formatInstant, HOUR, MINUTE, type Instant } from '../../time.ts';
import { settled, type Charge, type FinalStatus } from '../charge.ts';
import { consequences } from './consequences.ts';
import { chargeEvent } from './event.ts';
import { pricing } from './pricing.ts';
import type { FailedReceipt, Receipt, ReceiptFacts, ReceiptOutcome, ReceiptRefusal } from './facts.ts';

/** How far ahead of the gateway's clock Netflix's may be, in milliseconds: a charge raised later than that is badly formed. */
export const MOST_FUTURE = 5 * MINUTE;

/**
 * Takes in charges as Netflix delivers them, each on its own, in the order of the call. A refused one stores nothing and may be sent again
 * later; one that was received before, with the same data, is a success that changes nothing. What cannot be billed is settled at once, what
 * was raised during a suspension waits for its end, the rest is open for the operator's decision.
 */
export function receiveCharges(receipts: readonly Receipt[], facts: ReceiptFacts): Ruling<ReceiptOutcome> {
  const { now, operator } = facts;
  const change = draft();
  const { subscriptionNow, changedSubscriptions, rejectedCharges, chargeNow, hold, end } = consequences(
    change,
    facts,
  );
  const price = pricing(facts);
  const judged = new Set<string>();
  let drawn = 0;

  const judge = (receipt: Receipt): Charge | ReceiptRefusal => {
    if (judged.has(receipt.netflixChargeIdentifier)) return duplicate(receipt);
    judged.add(receipt.netflixChargeIdentifier);
    const known = facts.received.get(receipt.netflixChargeIdentifier);
    const customer = facts.customers.get(receipt.netflixCustomerIdentifier);
    if (known) {
      const differences = differencesOf(receipt, known, customer?.id);
      return differences.length === 0 ? known : conflicting(receipt, known, differences);
    }
    if (!customer) return customerNotFound(receipt);
    const subscription = subscriptionAt(
      receipt.raisedOn,
      (facts.subscriptions.get(customer.id) ?? []).map(subscriptionNow),
    );
    if (!subscription) return noSubscription(receipt);
    const priced = price(receipt);
    if ('errorCode' in priced) return priced;

    return take(subscription, {
      id: facts.newId('charges', drawn++),
      netflixChargeIdentifier: receipt.netflixChargeIdentifier,
      customerId: customer.id,
      subscriptionId: subscription.id,
      ...priced,
      currency: receipt.currency,
      paidThroughDate: receipt.paidThroughDate,
      raisedOn: receipt.raisedOn,
      receivedOn: now,
      status: 'PENDING',
      statusReason: null,
      settledOn: null,
      heldOn: null,
      dueOn: now + operator.decisionWindowHours * HOUR,
      onSilence: operator.onSilence,
      verdict: null,
      decidedOn: null,
      referenceNumber: null,
      acknowledgedOn: null,
    });
  };

  const take = (subscription: NetflixSubscription, charge: Charge): Charge => {
    const result = resultAtOnce(charge, subscription);
    const received =
      result === null && isSuspendedSince(subscription, charge.raisedOn)
        ? { ...charge, heldOn: now }
        : charge;
    change.put('charges', null, received);
    change.event(chargeEvent('CHARGE_RECEIVED', null, received));
    if (received.heldOn !== null) hold(received);
    if (result === null) return received;

    const after = settled(received, result.status, result.reason, now);
    change.put('charges', received, after);
    change.event(chargeEvent('CHARGE_PROCESSED', received, after));
    // What is rejected here found its subscription cancelled.
    if (result.status === 'BAD_REQUEST') end(subscription, 'CHARGE_BAD_REQUEST');
    return after;
  };

  const charges: Charge[] = [];
  const failed: FailedReceipt[] = [];
  for (const receipt of receipts) {
    const answer = judge(receipt);
    if ('errorCode' in answer)
      failed.push({ netflixChargeIdentifier: receipt.netflixChargeIdentifier, ...answer });
    else charges.push(answer);
  }
  // A later receipt may have ended the subscription of an earlier one.
  return change.rules({
    charges: charges.map(chargeNow),
    subscriptions: changedSubscriptions(),
    rejected: rejectedCharges(),
    failed,
  });
}

/** The one that was signed up and not cancelled at the instant, else the latest that had been signed up by then, of those given oldest first. */
function subscriptionAt(
  instant: Instant,
  subscriptions: readonly NetflixSubscription[],
): NetflixSubscription | undefined {
  const signedUp = subscriptions.filter(({ signedUpOn }) => signedUpOn !== null && signedUpOn <= instant);
  return signedUp.findLast((subscription) => !isCancelledSince(subscription, instant)) ?? signedUp.at(-1);
}

/** What settles a charge as soon as it is received, or null. */
function resultAtOnce(
  charge: Charge,
  subscription: NetflixSubscription,
): { status: FinalStatus; reason: string } | null {
  const raisedDay = dayOf(charge.raisedOn);
  if (charge.paidThroughDate < raisedDay) {
    const reason = `Its paid-through date ${charge.paidThroughDate} is before ${raisedDay}, the day on which Netflix raised it.`;
    return { status: 'BAD_REQUEST', reason };
  }
  if (isCancelledSince(subscription, charge.raisedOn)) {
    return {
      status: 'REJECTED',
      reason: `${numbered(subscription)} was cancelled already when Netflix raised it.`,
    };
  }
  return null;
}

function isCancelledSince({ cancelledOn }: NetflixSubscription, instant: Instant): boolean {
  return cancelledOn !== null && cancelledOn <= instant;
}

function isSuspendedSince({ suspendedOn }: NetflixSubscription, instant: Instant): boolean {
  return suspendedOn !== null && suspendedOn <= instant;
}

/** What a receipt says otherwise than the charge that was received with its identifier; amounts compare by value. */
function differencesOf(receipt: Receipt, charge: Charge, customerId: number | undefined): string[] {
  const differences: string[] = [];
  if (customerId !== charge.customerId) differences.push('customer');
  if (receipt.currency !== charge.currency) differences.push('currency');
  else {
    const amount = toMinor(receipt.amount, receipt.currency);
    if ('fault' in amount || amount.minor !== charge.amount) differences.push('amount');
  }
  if (receipt.paidThroughDate !== charge.paidThroughDate) differences.push('paid-through date');
  if (receipt.raisedOn !== charge.raisedOn) differences.push('instant of raising');
  return differences;
}

function duplicate({ netflixChargeIdentifier }: Receipt): ReceiptRefusal {
  return {
    errorCode: 'DUPLICATE_ITEM',
    errorDescription: `Charge ${netflixChargeIdentifier} is in this call already. Send it once.`,
  };
}

function conflicting(
  { netflixChargeIdentifier }: Receipt,
  known: Charge,
  differences: readonly string[],
): ReceiptRefusal {
  return {
    errorCode: 'CONFLICTING_CHARGE',
    errorDescription: `Charge ${netflixChargeIdentifier} was received as ${numberOf('I', known.id)} with another ${differences.join(', ')}. Give another charge an identifier of its own.`,
  };
}

function customerNotFound({ netflixCustomerIdentifier }: Receipt): ReceiptRefusal {
  return {
    errorCode: 'CUSTOMER_NOT_FOUND',
    errorDescription: `There is no customer with the Netflix customer identifier ${netflixCustomerIdentifier}. Check the identifier.`,
  };
}

function noSubscription({ netflixCustomerIdentifier, raisedOn }: Receipt): ReceiptRefusal {
  return {
    errorCode: 'NO_SUBSCRIPTION',
    errorDescription: `Customer ${netflixCustomerIdentifier} had not been signed up by ${formatInstant(raisedOn)}, as far as is known yet. Send the charge again once the sign-up is confirmed.`,
  };
}
