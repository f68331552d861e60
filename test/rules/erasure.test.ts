import { describe, expect, it } from 'vitest';

import { eraseCustomer, type ErasureFacts } from '../../src/customers/rules/erasure.ts';
import { pack } from '../../src/packed.ts';
import { address, customer, email, facts, phone } from './facts.ts';

const BY = { billingSystemCustomerIdentifier: 'B-100' };
const anna = customer({
  firstName: 'Anna',
  lastName: 'Ioannou',
  addresses: pack([{ ...address(), isPrimary: true }]),
  emails: pack([{ ...email('anna@home.example'), isPrimary: true }]),
  phones: pack([{ ...phone('99 123456'), isPrimary: true }]),
});
const nobody = customer({ billingSystemCustomerIdentifier: 'ERASED-pai-100' });

function erase(given: Partial<ErasureFacts> = {}) {
  return eraseCustomer(BY, {
    ...facts('2026-05-01T00:00:00Z'),
    customer: anna,
    identifierTaken: false,
    runningSubscription: null,
    unacknowledgedCharges: 0,
    ...given,
  });
}

describe('erasing a customer', () => {
  it('blanks the person and keeps what money hangs on', () => {
    const { outcome, changes } = erase();
    expect(outcome).toEqual({ customer: nobody, problems: [] });
    expect(changes.customers).toEqual([{ before: anna, after: nobody }]);
  });

  it('tells the names of the fields that were blanked, never what was in them', () => {
    const names = (given: Partial<ErasureFacts> = {}) =>
      erase(given).changes.events.map(({ type, customerId, changes }) => [
        type,
        customerId,
        ...changes.map(({ field, before, after }) => ((before ?? after) ? 'told' : field)),
      ]);
    expect(names()).toEqual([
      [
        'CUSTOMER_ERASED',
        anna.id,
        'billingSystemCustomerIdentifier',
        'firstName',
        'lastName',
        'addresses',
        'emails',
        'phones',
      ],
    ]);
    expect(names({ customer: customer() })).toEqual([
      ['CUSTOMER_ERASED', anna.id, 'billingSystemCustomerIdentifier'],
    ]);
  });

  it('is done once: again changes nothing', () => {
    const { outcome, changes } = erase({ customer: nobody });
    expect(outcome).toEqual({ customer: nobody, problems: [] });
    expect([changes.customers, changes.events]).toEqual([[], []]);
  });

  it.each([
    ['CUSTOMER_NOT_FOUND', { customer: null }, /There is no customer B-100\./],
    ['SUBSCRIPTION_NOT_CANCELLED', { runningSubscription: 'S00000007' }, /S00000007, .* Terminate it first/],
    ['CHARGES_NOT_ACKNOWLEDGED', { unacknowledgedCharges: 1 }, /has a charge .* Acknowledge it first/],
    ['CHARGES_NOT_ACKNOWLEDGED', { unacknowledgedCharges: 3 }, /has 3 charges .* Acknowledge them first/],
    ['IDENTIFIER_TAKEN', { identifierTaken: true }, /Another customer has the identifier ERASED-pai-100/],
  ])('is refused with %s for %o', (code, given, message) => {
    const { outcome, changes } = erase(given);
    expect(outcome).toEqual({
      customer: null,
      problems: [{ code, message: expect.stringMatching(message), path: ['by'] }],
    });
    expect([changes.customers, changes.events]).toEqual([[], []]);
  });

  it('is refused with every reason at once', () => {
    const { outcome } = erase({ runningSubscription: 'S00000007', unacknowledgedCharges: 2 });
    expect(outcome.problems.map(({ code }) => code)).toEqual([
      'SUBSCRIPTION_NOT_CANCELLED',
      'CHARGES_NOT_ACKNOWLEDGED',
    ]);
  });
});
