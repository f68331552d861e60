import { settled, type Charge, type FinalStatus } from '../../../src/charges/charge.ts';
import { chargeEvent } from '../../../src/charges/rules/event.ts';
import { idOf, numberOf } from '../../../src/ids.ts';
import { convert } from '../../../src/money/money.ts';
import { operatorOf } from '../../../src/store/sqlite/operators.ts';
import type { Rows } from '../../../src/store/sqlite/rows.ts';
import { putSubscription } from '../../../src/subscriptions/rules/moves.ts';
import type { CancellationReason, NetflixSubscription } from '../../../src/subscriptions/subscription.ts';
import { DAY, dayOf, HOUR, MINUTE, type Instant } from '../../../src/time.ts';
import { planPrice } from './customers.ts';
import { cancelled } from './endings.ts';
import type { Journal } from './journal.ts';
import { RATE_OF_USD } from './operators.ts';

/** How often a customer is charged: for the plan and, half a month later, for an extra member. */
export const PERIODS = 10;
const PERIOD = 15 * DAY;
/** From the first charge to when everything but the backlog is acknowledged. */
export const CHARGING = PERIODS * PERIOD;

/** How many of so many charges are still to be acknowledged, and how many of those are not even processed. */
export function backlogOf(charges: number): { unacknowledged: number; pending: number } {
  const pending = Math.min(Math.floor(charges / 50), 2_000);
  return { unacknowledged: Math.min(Math.floor(charges * 0.6), 50_000) + pending, pending };
}

/**
 * Charges every customer once in each period, from an instant on, and leads the charges through their lives day by day: received, decided,
 * processed, acknowledged, all but the newest. A hundredth is declined and another is a bad request, which ends the subscription and rejects
 * what comes after. Answers how many there are; the subscriptions stand as the charges left them.
 */
export function chargeCustomers(
  rows: Rows,
  journal: Journal,
  { running, charges, from }: { running: NetflixSubscription[]; charges: number; from: Instant },
): number {
  const { operatorId } = journal;
  const customers = running.length;
  const { unacknowledged, pending } = backlogOf(charges);
  const stride = strideOf(customers);
  const spread = (n: number) => Math.floor((DAY * n) / customers);

  const end = (customer: number, reason: CancellationReason, at: Instant) => {
    const before = running[customer];
    if (!before) return;
    const after = cancelled(before, reason, at);
    running[customer] = after;
    journal.tellAll((change) => putSubscription(change, 'CANCELLED', before, after), at);
  };
  const put = (
    type: Parameters<typeof chargeEvent>[0],
    before: Charge | null,
    after: Charge,
    at: Instant,
  ): Charge => {
    journal.tell(chargeEvent(type, before, after), at);
    return after;
  };
  const settle = (charge: Charge, status: FinalStatus, reason: string, at: Instant): Charge =>
    put('CHARGE_PROCESSED', charge, settled(charge, status, reason, at), at);

  const receive = (period: number, n: number, start: Instant): Charge => {
    const customer = (n * stride + period * 7) % customers;
    const nth = period * customers + n + 1;
    const isPending = nth > charges - pending;
    const at = start + spread(n);
    if (nth === charges - pending + 1) waitFromNowOn(rows, journal, at);
    const isBad = period === PERIODS - 2 && customer % 100 === 57;
    const subscription = running[customer];
    if (!subscription) throw new Error(`Expected a subscription of customer ${customer}.`);
    const received = put(
      'CHARGE_RECEIVED',
      null,
      {
        id: idOf(operatorId, nth),
        netflixChargeIdentifier: netflixIdentifier(operatorId, nth),
        customerId: subscription.customerId,
        subscriptionId: subscription.id,
        ...priceOf(customer),
        paidThroughDate: dayOf(isBad ? at - 2 * DAY : at + PERIOD),
        raisedOn: at - MINUTE,
        receivedOn: at,
        status: 'PENDING',
        statusReason: null,
        settledOn: null,
        heldOn: null,
        dueOn: at + DAY,
        onSilence: isPending ? 'WAIT' : 'APPROVE',
        verdict: null,
        decidedOn: null,
        referenceNumber: null,
        acknowledgedOn: null,
      },
      at,
    );
    if (subscription.cancelledOn !== null) return settle(received, 'REJECTED', ENDED_BEFORE, at);
    if (!isBad) return received;
    const refused = settle(received, 'BAD_REQUEST', PAID_BEFORE_RAISED, at);
    end(customer, 'CHARGE_BAD_REQUEST', at);
    return refused;
  };

  for (let period = 0; period < PERIODS; period++) {
    const start = from + period * PERIOD;
    const sofar: Charge[] = [];
    for (let n = 0; n < customers; n++) sofar.push(receive(period, n, start));
    const isPending = (n: number) => period * customers + n + 1 > charges - pending;
    const isBacklog = (n: number) => period * customers + n + 1 > charges - unacknowledged;
    const customerAt = (n: number) => (n * stride + period * 7) % customers;
    const each = (change: (charge: Charge, n: number) => Charge) => {
      for (const [n, charge] of sofar.entries()) sofar[n] = change(charge, n);
    };

    each((charge, n) => {
      const isDeclined = period === PERIODS - 4 && customerAt(n) % 100 === 7;
      if (charge.status !== 'PENDING' || !isDeclined) return charge;
      const at = start + DAY;
      return put('CHARGE_DECLINED', charge, { ...charge, verdict: 'DECLINED', decidedOn: at }, at);
    });
    each((charge, n) => {
      if (charge.status !== 'PENDING' || isPending(n)) return charge;
      const at = start + DAY + HOUR + spread(n);
      if (charge.verdict === null) return settle(charge, 'APPROVED', BY_SILENCE, at);
      const declined = settle(charge, 'DECLINED', BY_OPERATOR, at);
      end(customerAt(n), 'CHARGE_DECLINED', at);
      return declined;
    });
    each((charge, n) => {
      if (isBacklog(n)) return charge;
      const at = start + 2 * DAY + 2 * HOUR + spread(n);
      const referenceNumber = `INV-${numberOf('I', charge.id)}`;
      return put('CHARGE_ACKNOWLEDGED', charge, { ...charge, referenceNumber, acknowledgedOn: at }, at);
    });
    for (const [n, charge] of sofar.entries()) {
      rows.charges.insert(operatorId, charge);
      const customer = customerAt(n);
      const subscription = running[customer];
      if (charge.status === 'APPROVED' && subscription)
        running[customer] = { ...subscription, entitledUntil: charge.paidThroughDate };
    }
    rows.totals.move(
      operatorId,
      sofar.map((after) => ({ before: null, after })),
    );
  }
  return PERIODS * customers;
}

const ENDED_BEFORE = 'Its subscription was cancelled already when Netflix raised it.';
const PAID_BEFORE_RAISED = 'Its paid-through date is before the day on which Netflix raised it.';
const BY_SILENCE = 'The operator did not decide in time, and its policy is to approve then.';
const BY_OPERATOR = 'The operator declined it.';

// So that nothing settles the newest charges while a measurement runs.
function waitFromNowOn(rows: Rows, journal: Journal, now: Instant): void {
  const operator = operatorOf(rows.operators.byId(journal.operatorId));
  rows.operators.update({ ...operator, onSilence: 'WAIT' });
  const changes = [{ field: 'onSilence', before: operator.onSilence, after: 'WAIT' }];
  journal.tell({ type: 'OPERATOR_UPDATED', changes }, now);
}

function priceOf(customer: number): Pick<Charge, 'amount' | 'currency' | 'localAmount' | 'localCurrency'> {
  const amount = planPrice(customer);
  if (customer % 33 !== 0) return { amount, currency: 'EUR', localAmount: amount, localCurrency: 'EUR' };
  return {
    amount,
    currency: 'USD',
    localAmount: convert(amount, 'USD', 'EUR', RATE_OF_USD) ?? 0,
    localCurrency: 'EUR',
  };
}

// In no order, as Netflix's own: an odd multiplier maps 32 bits onto themselves, so none comes twice.
function netflixIdentifier(operatorId: number, nth: number): string {
  const mixed = Math.imul(nth, 0x9e37_79b1) >>> 0;
  return `NFC-${operatorId}-${mixed.toString(36).padStart(7, '0')}`;
}

// Neighbours in a period are not neighbours among the customers, and everybody has a turn.
function strideOf(customers: number): number {
  let stride = Math.max(1, Math.floor(customers * 0.618));
  while (divisor(stride, customers) !== 1) stride += 1;
  return stride;
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
