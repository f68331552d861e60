import { draft, type Ruling } from '../../ruling.ts';
import { settled, type Charge, type ChargeVerdict, type FinalStatus } from '../charge.ts';
import { consequences } from './consequences.ts';
import { chargeEvent } from './event.ts';
import type { SettlementFacts, SettlementOutcome } from './facts.ts';

/** What a recorded verdict settles a charge as. */
export const STATUS_OF_VERDICT: Record<ChargeVerdict, FinalStatus> = {
  ACCEPTED: 'APPROVED',
  DECLINED: 'DECLINED',
};

/**
 * Gives charges that are due their final status, in order of number: by the operator's verdict, or else by its policy on silence. A declined
 * one ends its subscription, but not what became due before or after it: that service was used.
 */
export function settleCharges(facts: SettlementFacts): Ruling<SettlementOutcome> {
  const change = draft();
  const { entitle, end } = consequences(change, facts);
  for (const charge of facts.due) {
    const subscription = facts.subscriptions.get(charge.subscriptionId);
    if (!subscription)
      throw new Error(`Expected the subscription of charge ${charge.id} among the facts, found none.`);
    const { status, reason } = resultWhenDue(charge);
    const after = settled(charge, status, reason, facts.now);
    change.put('charges', charge, after);
    change.event(chargeEvent('CHARGE_PROCESSED', charge, after));
    if (status === 'APPROVED') entitle(subscription, charge.paidThroughDate);
    else end(subscription, 'CHARGE_DECLINED');
  }
  return change.rules({ processed: facts.due.length, remaining: facts.dueCount - facts.due.length });
}

function resultWhenDue(charge: Charge): { readonly status: FinalStatus; readonly reason: string } {
  if (charge.verdict !== null) {
    return {
      status: STATUS_OF_VERDICT[charge.verdict],
      reason: `The operator ${charge.verdict.toLowerCase()} it.`,
    };
  }
  if (charge.onSilence === 'WAIT')
    throw new Error(`Expected a decided charge or the policy APPROVE, found neither on charge ${charge.id}.`);
  return {
    status: 'APPROVED',
    reason: 'The operator did not decide in time, and its policy is to approve then.',
  };
}
