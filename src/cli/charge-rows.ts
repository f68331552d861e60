import { settledAs, type Charge } from '../charges/charge.ts';
import { numberOf } from '../ids.ts';
import { formatAmount } from '../money/money.ts';
import type { OperatorStore } from '../store/store.ts';
import { formatInstant, type Instant } from '../time.ts';

/** A charge as a row of an export, under the names of the old wire where it had one. Null = not (yet). */
export interface ChargeRow {
  readonly number: string;
  readonly netflix_charge_identifier: string;
  readonly billing_system_customer_identifier: string;
  readonly netflix_customer_identifier: string;
  readonly subscription_number: string;
  readonly amount: string;
  readonly currency: string;
  readonly local_currency_amount: string;
  readonly local_currency: string;
  readonly paid_through_date: string;
  readonly raised_on: string;
  readonly received_on: string;
  readonly charge_status: string;
  readonly status_reason: string | null;
  readonly decision: string | null;
  readonly decided_on: string | null;
  readonly set_as_approved_on: string | null;
  readonly set_as_declined_on: string | null;
  readonly set_as_bad_request_on: string | null;
  readonly set_as_rejected_request_on: string | null;
  readonly reference_number: string | null;
  readonly acknowledged_on: string | null;
}

/** The columns of an export, in their order. */
export const CHARGE_ROW_COLUMNS = [
  'number',
  'netflix_charge_identifier',
  'billing_system_customer_identifier',
  'netflix_customer_identifier',
  'subscription_number',
  'amount',
  'currency',
  'local_currency_amount',
  'local_currency',
  'paid_through_date',
  'raised_on',
  'received_on',
  'charge_status',
  'status_reason',
  'decision',
  'decided_on',
  'set_as_approved_on',
  'set_as_declined_on',
  'set_as_bad_request_on',
  'set_as_rejected_request_on',
  'reference_number',
  'acknowledged_on',
] as const satisfies (keyof ChargeRow)[];

/** The charges as rows, with the customers of all of them read at once. */
export async function rowsOf(charges: readonly Charge[], store: OperatorStore): Promise<ChargeRow[]> {
  const ids = [...new Set(charges.map(({ customerId }) => customerId))];
  const customers = new Map((await store.customersById(ids)).map((customer) => [customer?.id, customer]));
  return charges.map((charge) => {
    const customer = customers.get(charge.customerId);
    if (!customer) throw new Error(`Expected the customer of charge ${charge.id}, found none.`);
    return {
      number: numberOf('I', charge.id),
      netflix_charge_identifier: charge.netflixChargeIdentifier,
      billing_system_customer_identifier: customer.billingSystemCustomerIdentifier,
      netflix_customer_identifier: customer.netflixCustomerIdentifier,
      subscription_number: numberOf('S', charge.subscriptionId),
      amount: formatAmount(charge.amount, charge.currency),
      currency: charge.currency,
      local_currency_amount: formatAmount(charge.localAmount, charge.localCurrency),
      local_currency: charge.localCurrency,
      paid_through_date: charge.paidThroughDate,
      raised_on: formatInstant(charge.raisedOn),
      received_on: formatInstant(charge.receivedOn),
      charge_status: charge.status,
      status_reason: charge.statusReason,
      decision: charge.verdict,
      decided_on: instantOrNull(charge.decidedOn),
      set_as_approved_on: instantOrNull(settledAs('APPROVED', charge)),
      set_as_declined_on: instantOrNull(settledAs('DECLINED', charge)),
      set_as_bad_request_on: instantOrNull(settledAs('BAD_REQUEST', charge)),
      set_as_rejected_request_on: instantOrNull(settledAs('REJECTED', charge)),
      reference_number: charge.referenceNumber,
      acknowledged_on: instantOrNull(charge.acknowledgedOn),
    };
  });
}

function instantOrNull(instant: Instant | null): string | null {
  return instant === null ? null : formatInstant(instant);
}
