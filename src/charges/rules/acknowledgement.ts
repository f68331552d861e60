import type { Ruling } from '../../ruling.ts';
import type { Charge } from '../charge.ts';
import { judgeItems, withReference } from './items.ts';
import type { ChargeItem, ChargeRefusal, DecisionFacts, DecisionOutcome } from './facts.ts';

/**
 * Marks processed charges as taken over by the operator: the list of its work never shows them again. A charge without a reference takes the
 * one that is given; one that has a reference keeps it, given again or not.
 */
export function acknowledgeCharges(
  items: readonly ChargeItem[],
  facts: DecisionFacts,
): Ruling<DecisionOutcome> {
  return judgeItems(items, facts, {
    eventType: 'CHARGE_ACKNOWLEDGED',
    judge: (charge, { number, referenceNumber }) => {
      if (charge.status === 'PENDING') return notProcessed(number);
      if (charge.acknowledgedOn !== null) {
        return referenceNumber === charge.referenceNumber ? charge : alreadyAcknowledged(charge, number);
      }
      if (
        charge.referenceNumber !== null &&
        referenceNumber !== null &&
        referenceNumber !== charge.referenceNumber
      ) {
        return referenceDiffers(charge, number, referenceNumber);
      }
      return {
        ...charge,
        referenceNumber: referenceNumber ?? charge.referenceNumber,
        acknowledgedOn: facts.now,
      };
    },
  });
}

function notProcessed(number: string): ChargeRefusal {
  return {
    errorCode: 'NOT_PROCESSED',
    errorDescription: `Charge ${number} is still PENDING. Acknowledge it once it is processed.`,
  };
}

function alreadyAcknowledged(charge: Charge, number: string): ChargeRefusal {
  return {
    errorCode: 'ALREADY_ACKNOWLEDGED',
    errorDescription: `Charge ${number} was acknowledged ${withReference(charge)}. Only the same again is a repetition.`,
  };
}

function referenceDiffers(charge: Charge, number: string, given: string): ChargeRefusal {
  return {
    errorCode: 'REFERENCE_NUMBER_DIFFERS',
    errorDescription: `Charge ${number} was settled ${withReference(charge)}, not ${given}. Acknowledge it with its own reference or without one.`,
  };
}
