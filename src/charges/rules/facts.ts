import type { Customer } from '../../customers/customer.ts';
import type { ExchangeRate } from '../../operators/operator.ts';
import type { Facts } from '../../ruling.ts';
import type { NetflixSubscription } from '../../subscriptions/subscription.ts';
import type { CalendarDate, Instant } from '../../time.ts';
import type { Charge, ChargeErrorCode, ReceiptErrorCode } from '../charge.ts';

// What the rules of charges are told and what they answer. The rules: receipt.ts, decision.ts, acknowledgement.ts, settlement.ts.

/** One charge as Netflix delivers it. */
export interface Receipt {
  readonly netflixChargeIdentifier: string;
  readonly netflixCustomerIdentifier: string;
  /** Decimal text in the currency's units, well formed. */
  readonly amount: string;
  /** Three capital letters, known to ISO 4217 or not. */
  readonly currency: string;
  readonly paidThroughDate: CalendarDate;
  readonly raisedOn: Instant;
}

export interface ReceiptFacts extends Facts {
  /** Charges already received, by Netflix's identifier. */
  readonly received: ReadonlyMap<string, Charge>;
  /** By PAI. */
  readonly customers: ReadonlyMap<string, Customer>;
  /** Every subscription of those customers, by customer id, oldest first. */
  readonly subscriptions: ReadonlyMap<number, readonly NetflixSubscription[]>;
  /** Their charges that wait for a suspension to end, by subscription id. */
  readonly heldCharges: ReadonlyMap<number, readonly Charge[]>;
  readonly exchangeRates: readonly ExchangeRate[];
}

export interface ReceiptOutcome {
  /** Received now or before, in the order of the call, as they now stand. */
  readonly charges: readonly Charge[];
  /** Those that the call changed, as they now stand. */
  readonly subscriptions: readonly NetflixSubscription[];
  /** Held charges that it rejected, because it ended their subscription, as they now stand. */
  readonly rejected: readonly Charge[];
  readonly failed: readonly FailedReceipt[];
}
/** Why a receipt fails: the code, and a sentence that says what to do. */
export interface ReceiptRefusal {
  readonly errorCode: ReceiptErrorCode;
  readonly errorDescription: string;
}
export interface FailedReceipt extends ReceiptRefusal {
  readonly netflixChargeIdentifier: string;
}

/** One item of accept, decline or acknowledge. */
export interface ChargeItem {
  readonly number: string;
  readonly billingSystemCustomerIdentifier: string;
  readonly referenceNumber: string | null;
}

export interface DecisionFacts extends Facts {
  /** The operator's charges among the numbers, by number. */
  readonly charges: ReadonlyMap<string, Charge>;
  /** The billing-system identifiers of their customers, by customer id. */
  readonly customerIdentifiers: ReadonlyMap<number, string>;
  /** Who holds the given reference numbers: charge ids by reference. */
  readonly references: ReadonlyMap<string, number>;
}

export interface DecisionOutcome {
  /** The items that succeeded, in the order of the call, as they now stand. */
  readonly charges: readonly Charge[];
  readonly failed: readonly FailedCharge[];
}
/** Why an item fails: the code, and a sentence that says what to do. */
export interface ChargeRefusal {
  readonly errorCode: ChargeErrorCode;
  readonly errorDescription: string;
}
export interface FailedCharge extends ChargeRefusal {
  readonly number: string;
  readonly referenceNumber: string | null;
}

export interface SettlementFacts extends Facts {
  /** Due by now and not held, in order of number, as many as the limit allows. */
  readonly due: readonly Charge[];
  /** How many are due altogether. */
  readonly dueCount: number;
  /** The subscriptions of those due, by id. */
  readonly subscriptions: ReadonlyMap<number, NetflixSubscription>;
  /** Charges of those subscriptions that wait for a suspension to end, by subscription id. */
  readonly heldCharges: ReadonlyMap<number, readonly Charge[]>;
}
export interface SettlementOutcome {
  readonly processed: number;
  /** Due and not settled yet. */
  readonly remaining: number;
}
