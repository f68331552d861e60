import type { Ruling } from '../../ruling.ts';
import type { Charge, ChargeVerdict } from '../charge.ts';
import { judgeItems, withReference } from './items.ts';
import type { ChargeItem, ChargeRefusal, DecisionFacts, DecisionOutcome } from './facts.ts';
import { STATUS_OF_VERDICT } from './settlement.ts';

/**
 * Records what the operator wants to become of its PENDING charges; until they are settled the last verdict wins. A given reference replaces
 * the charge's own, none given keeps it.
 */
export function decideCharges(
  verdict: ChargeVerdict,
  items: readonly ChargeItem[],
  facts: DecisionFacts,
): Ruling<DecisionOutcome> {
  return judgeItems(items, facts, {
    eventType: `CHARGE_${verdict}`,
    judge: (charge, item) => {
      const referenceNumber = item.referenceNumber ?? charge.referenceNumber;
      const repeated = charge.verdict === verdict && referenceNumber === charge.referenceNumber;
      if (charge.status === 'PENDING') {
        if (repeated) return charge;
        // The same verdict with another reference is still the decision that was made then.
        const decidedOn = charge.verdict === verdict ? charge.decidedOn : facts.now;
        return { ...charge, verdict, decidedOn, referenceNumber };
      }
      // A decided charge can be settled by something else: one that was held is rejected when its subscription ends.
      const settledByIt = charge.verdict === verdict && charge.status === STATUS_OF_VERDICT[verdict];
      return settledByIt && repeated ? charge : alreadyProcessed(charge, item, settledByIt);
    },
  });
}

function alreadyProcessed(charge: Charge, { number }: ChargeItem, settledByIt: boolean): ChargeRefusal {
  const errorDescription = settledByIt
    ? `Charge ${number} was settled as ${charge.status} ${withReference(charge)}, which cannot change any more. Repeat it without a reference.`
    : `Charge ${number} is ${charge.status} already. Only a PENDING charge can be accepted or declined.`;
  return { errorCode: 'ALREADY_PROCESSED', errorDescription };
}
