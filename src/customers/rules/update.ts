import { changesBetween } from '../../changes.ts';
import { draft, unchanged, type Draft, type Facts, type Ruling } from '../../ruling.ts';
import type { SubscriptionProblem } from '../problem.ts';
import { asGiven, repack } from './contacts.ts';
import {
  CUSTOMER_TELLINGS,
  type Address,
  type Customer,
  type CustomerBy,
  type Email,
  type Given,
  type Phone,
} from '../customer.ts';

/** What an operator wants to be true of a customer: undefined keeps, null clears, a given list replaces the whole list. */
export interface CustomerUpdate {
  readonly by: CustomerBy;
  /** A customer always has one, so null keeps it too. */
  readonly newBillingSystemCustomerIdentifier?: string | null | undefined;
  readonly firstName?: string | null | undefined;
  readonly lastName?: string | null | undefined;
  readonly addresses?: readonly Given<Address>[] | null | undefined;
  readonly emails?: readonly Given<Email>[] | null | undefined;
  readonly phones?: readonly Given<Phone>[] | null | undefined;
}

export interface CustomerFacts extends Facts {
  readonly customer: Customer | null;
  /** Whether another customer of the operator has the new billing-system identifier. */
  readonly identifierTaken: boolean;
}

export interface CustomerOutcome {
  readonly customer: Customer | null;
  readonly problems: readonly SubscriptionProblem[];
}

/** Brings a customer's data up to date; what is the same already changes nothing. */
export function updateCustomer(update: CustomerUpdate, facts: CustomerFacts): Ruling<CustomerOutcome> {
  const { customer } = facts;
  const identifier = update.newBillingSystemCustomerIdentifier ?? null;
  const problems: SubscriptionProblem[] = [];
  if (customer === null) problems.push(customerNotFound(update.by));
  if (
    identifier !== null &&
    identifier !== customer?.billingSystemCustomerIdentifier &&
    facts.identifierTaken
  ) {
    problems.push({
      code: 'IDENTIFIER_TAKEN',
      message: `Identifier ${identifier} already belongs to another customer. Give a different one.`,
      path: ['newBillingSystemCustomerIdentifier'],
    });
  }
  if (customer === null || problems.length > 0) return unchanged({ customer: null, problems });

  const { firstName = customer.firstName, lastName = customer.lastName, addresses, emails, phones } = update;
  const change = draft();
  const updated = putCustomer(change, customer, {
    ...customer,
    billingSystemCustomerIdentifier: identifier ?? customer.billingSystemCustomerIdentifier,
    firstName,
    lastName,
    addresses:
      addresses === undefined ? customer.addresses : repack(customer.addresses, asGiven(addresses ?? [])),
    emails: emails === undefined ? customer.emails : repack(customer.emails, asGiven(emails ?? [])),
    phones: phones === undefined ? customer.phones : repack(customer.phones, asGiven(phones ?? [])),
  });
  return change.rules({ customer: updated, problems });
}

/** Puts a known customer as it shall be, with an event that names the changed fields; nothing when none has changed. */
export function putCustomer(change: Draft, before: Customer, after: Customer): Customer {
  const changes = changesBetween(before, after, CUSTOMER_TELLINGS);
  if (changes.length === 0) return before;
  change.put('customers', before, after);
  change.event({ type: 'CUSTOMER_UPDATED', customerId: after.id, changes });
  return after;
}

/** The problem of asking about a customer that this operator does not have. */
export function customerNotFound(by: CustomerBy): SubscriptionProblem {
  return {
    code: 'CUSTOMER_NOT_FOUND',
    message: `There is no customer ${nameOf(by)}. Check the identifier; registering a subscription adds a customer.`,
    path: ['by'],
  };
}

/** What messages call a customer, behind the word "customer". */
export function nameOf(by: CustomerBy): string {
  return 'billingSystemCustomerIdentifier' in by
    ? by.billingSystemCustomerIdentifier
    : `with the Netflix customer identifier ${by.netflixCustomerIdentifier}`;
}
