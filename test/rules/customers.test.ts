import { describe, expect, it } from 'vitest';
import type { Customer } from '../../src/customers/customer.ts';
import { updateCustomer, type CustomerUpdate } from '../../src/customers/rules/update.ts';
import { pack, unpack } from '../../src/packed.ts';
import { address, customer, email, facts, phone } from './facts.ts';

const NOW = '2026-05-01T00:00:00Z';

function update(
  what: Omit<CustomerUpdate, 'by'>,
  who: Customer | null = customer(),
  identifierTaken = false,
) {
  const by = { billingSystemCustomerIdentifier: 'B-100' };
  return updateCustomer({ by, ...what }, { ...facts(NOW), customer: who, identifierTaken });
}

const { type, ...withoutType } = address();
const typeLast = { ...withoutType, type };

const anna = customer({
  firstName: 'Anna',
  lastName: 'Ioannou',
  addresses: pack([{ ...address(), isPrimary: true }]),
  emails: pack([
    { ...email('anna@home.example'), isPrimary: false },
    { ...email('anna@work.example'), isPrimary: true },
  ]),
  phones: pack([{ ...phone('99 123456'), isPrimary: true }]),
});

describe('updating a customer', () => {
  it('keeps what is missing, clears what is null, sets what is given', () => {
    const { outcome, changes } = update({ firstName: null, lastName: 'Georgiou', phones: null }, anna);
    expect(outcome).toEqual({
      customer: { ...anna, firstName: null, lastName: 'Georgiou', phones: pack([]) },
      problems: [],
    });
    expect(changes.customers).toEqual([{ before: anna, after: outcome.customer }]);
  });

  it('replaces a whole list by the given one', () => {
    const { outcome } = update(
      { emails: [email('a@new.example', false), email('b@new.example', true)] },
      anna,
    );
    expect(unpack(outcome.customer?.emails ?? pack([]))).toEqual([
      { ...email('a@new.example'), isPrimary: false },
      { ...email('b@new.example'), isPrimary: true },
    ]);
  });

  it.each([null, false, true])('makes a lone item the primary one, said to be %s', (isPrimary) => {
    const { outcome } = update({ addresses: [address({ isPrimary })] });
    expect(unpack(outcome.customer?.addresses ?? pack([]))).toEqual([{ ...address(), isPrimary: true }]);
  });

  it('takes an item of several that leaves it open for not primary', () => {
    const { outcome } = update({ phones: [phone('1'), phone('2', true)] });
    expect(unpack(outcome.customer?.phones ?? pack([])).map(({ isPrimary }) => isPrimary)).toEqual([
      false,
      true,
    ]);
  });

  it('tells what changed by name and never by value', () => {
    const notes = 'Call after six';
    const { changes } = update(
      {
        newBillingSystemCustomerIdentifier: 'B-200',
        firstName: 'Maria',
        addresses: [address({ townCity: 'Paphos' })],
        emails: [{ ...email('maria@home.example'), notes }],
        phones: null,
      },
      anna,
    );
    expect(changes.events).toEqual([
      {
        type: 'CUSTOMER_UPDATED',
        customerId: anna.id,
        changes: ['billingSystemCustomerIdentifier', 'firstName', 'addresses', 'emails', 'phones'].map(
          (field) => ({
            field,
            before: null,
            after: null,
          }),
        ),
      },
    ]);
  });

  it.each<[string, Omit<CustomerUpdate, 'by'>]>([
    ['nothing', {}],
    ['the same names', { firstName: 'Anna', lastName: 'Ioannou' }],
    ['its own identifier', { newBillingSystemCustomerIdentifier: 'B-100' }],
    ['no identifier', { newBillingSystemCustomerIdentifier: null }],
    ['the same phone', { phones: [phone('99 123456')] }],
    ['the same address with its fields in another order', { addresses: [typeLast] }],
  ])('changes nothing when it is given %s', (_what, same) => {
    const { outcome, changes } = update(same, anna, true);
    expect(outcome).toEqual({ customer: anna, problems: [] });
    expect([changes.customers, changes.events]).toEqual([[], []]);
  });

  it('gives a customer a new identifier', () => {
    const { outcome } = update({ newBillingSystemCustomerIdentifier: 'B-200' });
    expect(outcome.customer).toEqual(customer({ billingSystemCustomerIdentifier: 'B-200' }));
  });

  it('refuses an identifier that belongs to another customer, and everything with it', () => {
    const { outcome, changes } = update(
      { newBillingSystemCustomerIdentifier: 'B-200', firstName: 'Anna' },
      customer(),
      true,
    );
    expect(outcome).toEqual({
      customer: null,
      problems: [
        {
          code: 'IDENTIFIER_TAKEN',
          message: 'Identifier B-200 already belongs to another customer. Give a different one.',
          path: ['newBillingSystemCustomerIdentifier'],
        },
      ],
    });
    expect([changes.customers, changes.events]).toEqual([[], []]);
  });

  it('answers with every problem that applies', () => {
    const { outcome } = update({ newBillingSystemCustomerIdentifier: 'B-200' }, null, true);
    expect(outcome).toMatchObject({
      customer: null,
      problems: [{ code: 'CUSTOMER_NOT_FOUND', path: ['by'] }, { code: 'IDENTIFIER_TAKEN' }],
    });
    expect(outcome.problems[0]?.message).toContain('There is no customer B-100.');
  });
});
