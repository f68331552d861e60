import { expect, it } from 'vitest';

import { noNumbers } from '../../src/rest/numbers.ts';

const charge = (number: string, customer: string, paid_through_date = '2026-04-01T00:00:00') => ({
  number,
  billing_system_customer_identifier: customer,
  paid_through_date,
  amount: 9.99,
  currency: 'EUR',
});
const charges = (...charges_set: readonly object[]) => ({ charges_set });
const subscriptions = (...numbers: readonly string[]) =>
  numbers.map((subscription_number) => ({ subscription_number }));

it('takes charges of one customer, amount and date for the same, whatever their numbers are elsewhere', () => {
  const { learn, inOurs } = noNumbers();
  // Number 1 is the charge of A there, and that of B here.
  learn(
    charges(charge('1', 'A'), charge('2', 'B'), charge('3', 'C')),
    charges(charge('1', 'B'), charge('2', 'A'), charge('3', 'C', '2026-05-01T00:00:00')),
  );
  const items = ['1', '2', '3', '4'].map((number) => ({ number, billing_system_customer_identifier: 'A' }));
  const accepted = inOurs({ accepted_charges_set: items, customer_phone: { number: '1' } });
  expect(accepted).toEqual({
    accepted_charges_set: ['2', '1', '3', '4'].map((number) => ({
      number,
      billing_system_customer_identifier: 'A',
    })),
    customer_phone: { number: '1' },
  });
});

it('keeps to the number that two charges have in both systems when nothing else tells them apart', () => {
  const { learn, inOurs } = noNumbers();
  learn(charges(charge('2', 'A')), charges(charge('1', 'A'), charge('2', 'A')));
  expect(inOurs(charges({ number: '2' }))).toEqual(charges({ number: '2' }));
});

it('tells a charge, a subscription and a request of one number apart', () => {
  const { learn, inOurs } = noNumbers();
  const group = (subscription_number: string, number: string) => ({
    subscription_number,
    pending_provisioning_requests_set: [
      { number, type: 'BECOME_SUBSCRIBER', account_information: { billing_system_customer_identifier: 'A' } },
    ],
  });
  learn(charges(charge('7', 'A')), charges(charge('I1', 'A')));
  learn({ subscriptions_set: [group('7', '7')] }, { subscriptions_set: [group('S1', 'P1')] });
  expect(
    inOurs([subscriptions('7'), charges({ number: '7' }), { responses_set: [{ number: '7' }] }]),
  ).toEqual([subscriptions('S1'), charges({ number: 'I1' }), { responses_set: [{ number: 'P1' }] }]);
});

it('learns nothing from what failed, nor where a customer has more subscriptions in one system', () => {
  const { learn, inOurs } = noNumbers();
  learn({ failed_charges_set: [{ number: '1' }] }, { failed_charges_set: [{ number: '2' }] });
  learn(subscriptions('1', '2'), subscriptions('3'));
  const unchanged = [charges({ number: '1' }), subscriptions('1', '2')];
  expect(inOurs(unchanged)).toEqual(unchanged);
  learn(subscriptions('1', '2'), subscriptions('3', '4'));
  expect(inOurs(subscriptions('1', '2'))).toEqual(subscriptions('3', '4'));
});
