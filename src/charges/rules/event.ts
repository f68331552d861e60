import { changesBetween, type Tellings } from '../../changes.ts';
import type { EventType, NewEvent } from '../../events/event.ts';
import type { Charge } from '../charge.ts';

/** What happened to a charge (before = null: it is new): the event names its customer and subscription too and tells what may ever change. */
export function chargeEvent(
  type: EventType & `CHARGE_${string}`,
  before: Charge | null,
  after: Charge,
): NewEvent {
  return {
    type,
    customerId: after.customerId,
    subscriptionId: after.subscriptionId,
    chargeId: after.id,
    changes: changesBetween(before, after, TELLINGS),
  };
}

const TELLINGS: Tellings<Charge> = {
  status: 'plain',
  statusReason: 'plain',
  settledOn: 'instant',
  heldOn: 'instant',
  verdict: 'plain',
  decidedOn: 'instant',
  referenceNumber: 'plain',
  acknowledgedOn: 'instant',
};
