import type { CustomerBy } from '../customers/customer.ts';
import { identifier } from './kinds.ts';
import { optional, type Values } from './parameters.ts';

/** The two ways to name a customer, of which a call takes exactly one. */
export const CUSTOMER = {
  billing_system_customer_identifier: optional(
    identifier,
    'The key that your billing system has for the customer.',
  ),
  netflix_customer_identifier: optional(
    identifier,
    'The key by which Netflix knows the customer (the PAI, partner account identifier).',
  ),
};
export const CUSTOMER_ONE_OF = Object.keys(CUSTOMER);

/** The customer that a call is about, once exactly one way is known to be taken. */
export function customerBy(given: Values<typeof CUSTOMER>): CustomerBy {
  const { billing_system_customer_identifier, netflix_customer_identifier } = given;
  if (billing_system_customer_identifier !== null)
    return { billingSystemCustomerIdentifier: billing_system_customer_identifier };
  if (netflix_customer_identifier !== null) return { netflixCustomerIdentifier: netflix_customer_identifier };
  throw new Error('Expected one identifier of a customer, found none.');
}

/** Which of the two a call gave. */
export function customerParameter(given: Values<typeof CUSTOMER>): string {
  return given.netflix_customer_identifier === null
    ? 'billing_system_customer_identifier'
    : 'netflix_customer_identifier';
}
