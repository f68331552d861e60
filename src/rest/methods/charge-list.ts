import { CHARGE_STATUSES, settledAs, type Charge } from '../../charges/charge.ts';
import { numberOf } from '../../ids.ts';
import {
  amount,
  day,
  instant,
  instantOrNull,
  schemaOfFields,
  text,
  word,
  writer,
  type Fields,
} from '../fields.ts';
import { someOf, wordOf } from '../kinds.ts';
import { method } from '../method.ts';
import { PAGE, pageAt } from '../pages.ts';
import { optional } from '../parameters.ts';

interface Listed {
  readonly charge: Charge;
  /** The key that the operator has for its customer. */
  readonly customer: string;
}

const CHARGE: Fields<Listed> = {
  number: text('What people call it.', ({ charge }) => numberOf('I', charge.id)),
  billing_system_customer_identifier: text(
    'The key that your billing system has for the customer.',
    ({ customer }) => customer,
  ),
  amount: amount('What Netflix asks for.', ({ charge }) => ({
    minor: charge.amount,
    currency: charge.currency,
  })),
  currency: text('ISO 4217.', ({ charge }) => charge.currency),
  local_currency_amount: amount('The same in your local currency, fixed at receipt.', ({ charge }) => ({
    minor: charge.localAmount,
    currency: charge.localCurrency,
  })),
  local_currency: text('ISO 4217.', ({ charge }) => charge.localCurrency),
  paid_through_date: day('The last day of service that it pays for.', ({ charge }) => charge.paidThroughDate),
  charge_status: word('What became of it.', CHARGE_STATUSES, ({ charge }) => charge.status),
  received_on: instant('When the gateway received it.', ({ charge }) => charge.receivedOn),
  set_as_approved_on: setAs('APPROVED'),
  set_as_declined_on: setAs('DECLINED'),
  set_as_bad_request_on: setAs('BAD_REQUEST'),
  set_as_rejected_request_on: setAs('REJECTED'),
};

function setAs(status: Parameters<typeof settledAs>[0]) {
  return instantOrNull<Listed>(`When it became ${status}.`, ({ charge }) => settledAs(status, charge));
}

/** Of a customer a charge tells nothing but its key. */
const KEY_ALONE = { key: 'billingSystemCustomerIdentifier', names: ['billingSystemCustomerIdentifier'] };

export const listCharges = method('READ', {
  verb: 'GET',
  path: 'netflix/charges/list',
  summary: 'Lists charges that were not acknowledged',
  description: 'The oldest first.',
  parameters: {
    ...PAGE,
    charge_status: optional(
      wordOf(['NOT_PROCESSED', 'PROCESSED']),
      'NOT_PROCESSED = PENDING; PROCESSED = any final status, and what is meant when it is missing.',
    ),
    fields_set: optional(someOf(Object.keys(CHARGE)), 'The fields that are wanted; all when missing.'),
  },
  data: {
    type: 'object',
    properties: { charges_set: { type: 'array', items: schemaOfFields(CHARGE, true) } },
    required: ['charges_set'],
    additionalProperties: false,
  },
  cost: ({ number_of_results }) => number_of_results,
  answer: async ({ number_of_results, offset, charge_status, fields_set }, { store }) => {
    const filter = { acknowledged: false, processing: charge_status ?? 'PROCESSED' };
    const [page] = await store.chargePages({ of: 'operator' }, pageAt(number_of_results, offset), filter);
    const charges = page?.rows ?? [];
    const ids = [...new Set(charges.map(({ customerId }) => customerId))];
    const customers = new Map(
      (await store.customersById(ids, KEY_ALONE)).map((customer, place) => [ids[place], customer]),
    );
    const listed = charges.map((charge) => {
      const customer = customers.get(charge.customerId);
      if (!customer) throw new Error(`Expected the customer of charge ${charge.id}, found none.`);
      return { charge, customer: customer.billingSystemCustomerIdentifier };
    });
    return { charges_set: listed.map(writer(CHARGE, fields_set)) };
  },
});
