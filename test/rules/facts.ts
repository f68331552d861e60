import type { Address, Customer, Email, Given, Phone } from '../../src/customers/customer.ts';
import { idOf } from '../../src/ids.ts';
import type { Operator } from '../../src/operators/operator.ts';
import { pack } from '../../src/packed.ts';
import type { Promotion } from '../../src/promotions/promotion.ts';
import type { Facts } from '../../src/ruling.ts';
import type { NetflixSubscription, SignUpToken, Stage } from '../../src/subscriptions/subscription.ts';

/** UTC milliseconds of an RFC 3339 text. */
export function at(text: string): number {
  return Date.parse(text);
}

export const operator: Operator = {
  id: 1,
  code: 'cytel',
  name: 'Cytel',
  localCurrency: 'EUR',
  decisionWindowHours: 24,
  onSilence: 'APPROVE',
};

/** What every rule may know at an instant; new things are numbered from 101 on. */
export function facts(now: number | string): Facts {
  return {
    now: typeof now === 'string' ? at(now) : now,
    operator,
    newId: (_kind, k = 0) => idOf(operator.id, 101 + k),
    netflixIsTold: false,
  };
}

/** Customer B-100, known by its identifiers only. */
export function customer(given: Partial<Customer> = {}): Customer {
  return {
    id: idOf(operator.id, 1),
    billingSystemCustomerIdentifier: 'B-100',
    netflixCustomerIdentifier: 'pai-100',
    firstName: null,
    lastName: null,
    addresses: pack([]),
    emails: pack([]),
    phones: pack([]),
    createdOn: at('2026-01-01T00:00:00Z'),
    ...given,
  };
}

/** Subscription S00000001 of `customer()`, in the given stage: registered, signed up, suspended and cancelled a month after the other. */
export function subscription(
  stage: Stage = 'ACTIVE',
  given: Partial<NetflixSubscription> = {},
): NetflixSubscription {
  return {
    id: idOf(operator.id, 1),
    customerId: idOf(operator.id, 1),
    stage,
    netflixState: stage === 'ACTIVE' ? 'EFFECTIVE' : 'NOT_EFFECTIVE',
    cancellationReason: stage === 'CANCELLED' ? 'TERMINATED_BY_OPERATOR' : null,
    channel: null,
    promotionId: null,
    prices: pack([]),
    registeredOn: at('2026-01-01T00:00:00Z'),
    signedUpOn: stage === 'REGISTERED' ? null : at('2026-02-01T00:00:00Z'),
    suspendedOn: stage === 'SUSPENDED' ? at('2026-03-01T00:00:00Z') : null,
    cancelledOn: stage === 'CANCELLED' ? at('2026-04-01T00:00:00Z') : null,
    entitledUntil: null,
    ...given,
  };
}

/** Promotion SPRING, in effect from January to July 2026. */
export function promotion(given: Partial<Promotion> = {}): Promotion {
  return {
    id: idOf(operator.id, 1),
    code: 'SPRING',
    name: 'Spring',
    description: null,
    effectiveFrom: at('2026-01-01T00:00:00Z'),
    expiresOn: at('2026-07-01T00:00:00Z'),
    ...given,
  };
}

/** An address in Nicosia, as a caller gives it. */
export function address(given: Partial<Given<Address>> = {}): Given<Address> {
  return {
    type: 'HOME',
    isPrimary: null,
    postalCode: '1010',
    streetName: 'Ledra',
    streetNumber: '5',
    floor: null,
    apartmentNumber: null,
    area: null,
    townCity: 'Nicosia',
    district: null,
    municipality: null,
    country: 'CY',
    addressLine1: null,
    addressLine2: null,
    poBox: null,
    poBoxPostalCode: null,
    careOf: null,
    ...given,
  };
}

/** A personal e-mail address, as a caller gives it. */
export function email(emailAddress: string, isPrimary: boolean | null = null): Given<Email> {
  return { type: 'PERSONAL', isPrimary, emailAddress, notes: null };
}

/** A mobile phone, as a caller gives it. */
export function phone(number: string, isPrimary: boolean | null = null): Given<Phone> {
  return { type: 'MOBILE', isPrimary, number, areaCode: null, country: 'CY', notes: null };
}

/** A token of `subscription()`, issued on 1 January for 24 hours; Netflix knows it. */
export function signUpToken(given: Partial<SignUpToken> = {}): SignUpToken {
  return {
    hash: 'hash-1',
    subscriptionId: idOf(operator.id, 1),
    issuedOn: at('2026-01-01T00:00:00Z'),
    expiresOn: at('2026-01-02T00:00:00Z'),
    replacedOn: null,
    usedOn: null,
    handedOverOn: at('2026-01-01T00:00:00Z'),
    ...given,
  };
}
