import { numberOf } from '../../ids.ts';
import { draft, type Ruling } from '../../ruling.ts';
import type { Charge } from '../charge.ts';
import { chargeEvent } from './event.ts';
import type { ChargeItem, ChargeRefusal, DecisionFacts, DecisionOutcome, FailedCharge } from './facts.ts';

/** Something that the operator does to its own charges. */
export interface Verb {
  readonly eventType: 'CHARGE_ACCEPTED' | 'CHARGE_DECLINED' | 'CHARGE_ACKNOWLEDGED';
  /** The charge as it shall be, the very same one when nothing has to change, or why not. */
  readonly judge: (charge: Charge, item: ChargeItem) => Charge | ChargeRefusal;
}

/**
 * Judges items in the order of the call. The good ones take effect; each of the others fails with the first rule that it breaks, and changes
 * nothing. A reference that an item sets must be free, and the one that it replaces is free for later items.
 */
export function judgeItems(
  items: readonly ChargeItem[],
  facts: DecisionFacts,
  verb: Verb,
): Ruling<DecisionOutcome> {
  const change = draft();
  const judged = new Set<string>();
  const references = new Map(facts.references);

  const judge = (item: ChargeItem): Charge | ChargeRefusal => {
    if (judged.has(item.number)) return duplicate(item);
    judged.add(item.number);
    const charge = facts.charges.get(item.number);
    if (!charge) return notFound(item);
    if (facts.customerIdentifiers.get(charge.customerId) !== item.billingSystemCustomerIdentifier)
      return mismatch(item);

    const after = verb.judge(charge, item);
    if ('errorCode' in after || after === charge) return after;
    if (after.referenceNumber !== null && after.referenceNumber !== charge.referenceNumber) {
      const holder = references.get(after.referenceNumber);
      if (holder !== undefined && holder !== charge.id) return taken(after.referenceNumber, holder);
      if (charge.referenceNumber !== null) references.delete(charge.referenceNumber);
      references.set(after.referenceNumber, charge.id);
    }
    change.put('charges', charge, after);
    change.event(chargeEvent(verb.eventType, charge, after));
    return after;
  };

  const charges: Charge[] = [];
  const failed: FailedCharge[] = [];
  for (const item of items) {
    const answer = judge(item);
    if ('errorCode' in answer)
      failed.push({ number: item.number, referenceNumber: item.referenceNumber, ...answer });
    else charges.push(answer);
  }
  return change.rules({ charges, failed });
}

/** What has to be looked up to judge the items. */
export function named(items: readonly ChargeItem[]): { numbers: string[]; referenceNumbers: string[] } {
  return {
    numbers: items.map(({ number }) => number),
    referenceNumbers: items.flatMap(({ referenceNumber }) => referenceNumber ?? []),
  };
}

/** How messages tell which reference a charge has. */
export function withReference({ referenceNumber }: Charge): string {
  return referenceNumber === null ? 'without a reference' : `with reference ${referenceNumber}`;
}

function duplicate({ number }: ChargeItem): ChargeRefusal {
  return {
    errorCode: 'DUPLICATE_ITEM',
    errorDescription: `Charge ${number} is in this call already. Name it once.`,
  };
}

// Another operator's charge is not among the facts, so it is missing too: a number must not reveal whose it is.
function notFound({ number }: ChargeItem): ChargeRefusal {
  return {
    errorCode: 'CHARGE_NOT_FOUND',
    errorDescription: `There is no charge ${number}. Check the number.`,
  };
}

function mismatch({ number, billingSystemCustomerIdentifier }: ChargeItem): ChargeRefusal {
  return {
    errorCode: 'CUSTOMER_MISMATCH',
    errorDescription: `Charge ${number} does not belong to customer ${billingSystemCustomerIdentifier}. Check the number and the customer.`,
  };
}

function taken(reference: string, holder: number): ChargeRefusal {
  return {
    errorCode: 'REFERENCE_NUMBER_TAKEN',
    errorDescription: `Reference ${reference} already belongs to charge ${numberOf('I', holder)}. Choose another one.`,
  };
}
