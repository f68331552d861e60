import type { SilencePolicy } from '../operators/operator.ts';
import type { CalendarDate, Instant } from '../time.ts';

export const CHARGE_STATUSES = ['PENDING', 'APPROVED', 'DECLINED', 'BAD_REQUEST', 'REJECTED'] as const;
export type ChargeStatus = (typeof CHARGE_STATUSES)[number];
export type FinalStatus = Exclude<ChargeStatus, 'PENDING'>;

export const CHARGE_VERDICTS = ['ACCEPTED', 'DECLINED'] as const;
export type ChargeVerdict = (typeof CHARGE_VERDICTS)[number];

export const CHARGE_ERRORS = [
  'DUPLICATE_ITEM',
  'CHARGE_NOT_FOUND',
  'CUSTOMER_MISMATCH',
  'ALREADY_PROCESSED',
  'NOT_PROCESSED',
  'ALREADY_ACKNOWLEDGED',
  'REFERENCE_NUMBER_DIFFERS',
  'REFERENCE_NUMBER_TAKEN',
] as const;
export type ChargeErrorCode = (typeof CHARGE_ERRORS)[number];

export type ReceiptErrorCode =
  | 'DUPLICATE_ITEM'
  | 'CUSTOMER_NOT_FOUND'
  | 'NO_SUBSCRIPTION'
  | 'CURRENCY_NOT_CONFIGURED'
  | 'AMOUNT_NOT_REPRESENTABLE'
  | 'AMOUNT_NEGATIVE'
  | 'CONFLICTING_CHARGE';

/** Charges that one call can accept, decline or acknowledge. */
export const MOST_ITEMS = 50;

/** Charges that one call can deliver. */
export const MOST_RECEIPTS = 500;

/** Charges that one call can settle, and settles when nothing is said. */
export const MOST_SETTLED = 1_000;

/**
 * An amount that Netflix asks the operator to bill to a customer for service up to a date. Status (what became of it), decision (what the
 * operator wants) and handover (acknowledged or not) move independently.
 */
export interface Charge {
  readonly id: number;
  /** Netflix's own key for it, unique per operator. */
  readonly netflixChargeIdentifier: string;
  readonly customerId: number;
  readonly subscriptionId: number;
  /** Minor units of `currency`, as Netflix asked. */
  readonly amount: number;
  readonly currency: string;
  /** Minor units of `localCurrency`, fixed when the charge was received. */
  readonly localAmount: number;
  readonly localCurrency: string;
  readonly paidThroughDate: CalendarDate;
  /** When Netflix raised it. */
  readonly raisedOn: Instant;
  readonly receivedOn: Instant;
  readonly status: ChargeStatus;
  /** Why it has its final status, for people; null while PENDING. */
  readonly statusReason: string | null;
  /** When it got its final status; null while PENDING. */
  readonly settledOn: Instant | null;
  /** Since when it waits for its subscription's suspension to end; null while it does not. */
  readonly heldOn: Instant | null;
  /** From then on it may be settled: receipt + the operator's decision window of that moment. */
  readonly dueOn: Instant;
  /** The operator's policy at the moment of receipt. */
  readonly onSilence: SilencePolicy;
  readonly verdict: ChargeVerdict | null;
  readonly decidedOn: Instant | null;
  /** The operator's own key for reconciliation, unique per operator. */
  readonly referenceNumber: string | null;
  readonly acknowledgedOn: Instant | null;
}

/** Until when the decision may still be made or changed without racing the settlement; null under WAIT, while held and once processed. */
export function decidableUntil(charge: Charge): Instant | null {
  return charge.status === 'PENDING' && charge.heldOn === null && charge.onSilence === 'APPROVE'
    ? charge.dueOn
    : null;
}

/** When it got this final status; null in any other. */
export function settledAs(status: FinalStatus, charge: Charge): Instant | null {
  return charge.status === status ? charge.settledOn : null;
}

/** The charge with its final status. Only a PENDING one can be settled; a final status never changes. */
export function settled(charge: Charge, status: FinalStatus, reason: string, now: Instant): Charge {
  if (charge.status !== 'PENDING')
    throw new Error(
      `Expected a PENDING charge to settle, found ${charge.status} on charge ${String(charge.id)}.`,
    );
  return { ...charge, status, statusReason: reason, settledOn: now, heldOn: null };
}
