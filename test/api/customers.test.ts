import { describe, expect, it } from 'vitest';

import { HOUR } from '../../src/time.ts';
import { openGateway, type Client } from './gateway.ts';
import { B100, faultsOf, person, register, update } from './subscription-verbs.ts';

const CUSTOMER =
  'query ($by: CustomerBy!) { customer(by: $by) { billingSystemCustomerIdentifier subscriptions { nodes { number } } } }';

describe('A customer', () => {
  it('is found by either of its identifiers, with every subscription that it had', async () => {
    const { operator } = await openGateway();
    await register(operator);
    await operator.ask(
      'mutation ($by: CustomerBy!) { terminateSubscription(input: { by: $by }) { problems { code } } }',
      { by: B100 },
    );
    await register(operator);
    const { netflixCustomerIdentifier } = await person(operator);
    for (const by of [B100, { netflixCustomerIdentifier }]) {
      expect(await operator.ask(CUSTOMER, { by })).toEqual({
        customer: { ...B100, subscriptions: { nodes: [{ number: 'S00000001' }, { number: 'S00000002' }] } },
      });
    }
  });

  it('is null when the operator has none with that identifier, be it another operator’s', async () => {
    const { operator, another } = await openGateway();
    await register(operator);
    const { netflixCustomerIdentifier } = await person(operator);
    const other = await another();
    for (const by of [B100, { netflixCustomerIdentifier }])
      expect(await other.operator.ask(CUSTOMER, { by })).toEqual({ customer: null });
    for (const name of ['b-100', 'B-100 ', 'B-1', '%'])
      expect(await operator.ask(CUSTOMER, { by: { billingSystemCustomerIdentifier: name } })).toEqual({
        customer: null,
      });
  });

  it.each([
    ['neither identifier', {}, 'by', 'Exactly one key'],
    ['both', { ...B100, netflixCustomerIdentifier: 'PAI-1' }, 'by', 'Exactly one key'],
    ['one, and null', { ...B100, netflixCustomerIdentifier: null }, 'by', 'Exactly one key'],
    ['null', { netflixCustomerIdentifier: null }, 'by.netflixCustomerIdentifier', 'must be non-null'],
    [
      'an empty one',
      { netflixCustomerIdentifier: '' },
      'by.netflixCustomerIdentifier',
      '1 to 128 characters',
    ],
    ['one with NUL', { netflixCustomerIdentifier: '\u0000' }, 'by.netflixCustomerIdentifier', 'control'],
    ['an unknown one', { email: 'anna@example.com' }, 'by.email', 'is not defined'],
    ['nothing at all', null, 'by', 'not to be null'],
  ])('cannot be asked for by %s', async (_what, by, path, message) => {
    const { operator } = await openGateway();
    const faults = faultsOf(await operator.answer(CUSTOMER, { by }));
    expect(faults).toContainEqual([path, expect.stringContaining(message)]);
  });

  it.each([
    'customer(by: {})',
    'customer(by: { billingSystemCustomerIdentifier: "B-100", netflixCustomerIdentifier: "PAI-1" })',
    'customer(by: { billingSystemCustomerIdentifier: null })',
    'customer',
  ])('is asked for by exactly one identifier in the document too, which %s does not', async (field) => {
    const { operator } = await openGateway();
    const answer = await operator.answer(`{ ${field} { id } }`);
    expect(answer.errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
    expect(answer).not.toHaveProperty('data');
  });

  it('is not asked for by a variable that was left out', async () => {
    const { operator } = await openGateway();
    const query = 'query ($b: String) { customer(by: { billingSystemCustomerIdentifier: $b }) { id } }';
    const { data, errors } = await operator.answer(query);
    expect([data, errors]).toMatchObject([
      { customer: null },
      [{ path: ['customer'], extensions: { code: 'BAD_USER_INPUT' } }],
    ]);
  });
});

describe('The customers', () => {
  const found = async (client: Client, filter: object) => {
    const { customers } = await client.ask(
      'query ($filter: CustomerFilter) { customers(filter: $filter) { totalCount nodes { billingSystemCustomerIdentifier } } }',
      { filter },
    );
    const names = customers.nodes.map(
      (node: { billingSystemCustomerIdentifier: string }) => node.billingSystemCustomerIdentifier,
    );
    expect(customers.totalCount).toBe(names.length);
    return names;
  };

  it('are those of the operator, the oldest first', async () => {
    const { operator, another } = await openGateway();
    const other = await another();
    for (const name of ['B-2', 'B-1', 'B-3']) {
      await register(operator, { billingSystemCustomerIdentifier: name });
      await register(other.operator, { billingSystemCustomerIdentifier: `${name}-other` });
    }
    expect(await found(operator, {})).toEqual(['B-2', 'B-1', 'B-3']);
  });

  it('are told apart by when they were registered first: from then on, up to and without then', async () => {
    const { operator, wait } = await openGateway();
    await register(operator, { billingSystemCustomerIdentifier: 'noon' });
    wait(HOUR);
    await register(operator, { billingSystemCustomerIdentifier: 'one' });
    const one = '2026-03-01T13:00:00Z';
    expect(await found(operator, { createdFrom: one })).toEqual(['one']);
    expect(await found(operator, { createdTo: one })).toEqual(['noon']);
    expect(await found(operator, { createdFrom: one, createdTo: one })).toEqual([]);
    expect(await found(operator, { createdFrom: null, createdTo: null, search: null })).toHaveLength(2);
    expect(await found(operator, { createdFrom: one, search: 'noon' })).toEqual([]);
  });

  it.each([
    ['a part of the identifier', '-%1', ['B-%1']],
    ['a first name in capitals', 'ΆΝΝΑ', ['B-%1']],
    ['the beginning of a name in capitals', 'ΧΡΙΣ', ['B-%1']],
    ['first and last name', 'άννα χριστοδούλου', ['B-%1']],
    ['a letter of two code points', 'jose\u0301', ['C_2*']],
    ['any of several e-mail addresses', 'JOSE@WORK', ['C_2*']],
    ['a phone number as it was written', '(22) 123-456', ['B-%1']],
    ['a phone number by its digits', '35722123', ['B-%1']],
    ['an apostrophe', "o'", ['C_2*']],
    ['a quote', '"', []],
    ['%', '%', ['B-%1']],
    ['_', '_', ['C_2*']],
    ['*', '*', ['C_2*']],
    ['a backslash', '\\', ['D\\3']],
    ['a character of two units', '😀', ['D\\3']],
    ['what ends one field and begins the next', '1Άννα', []],
    ['what is an address, which is not looked into', 'Makariou', []],
    ['nothing', '', ['B-%1', 'C_2*', 'D\\3']],
  ])('are found by %s', async (_what, search, names) => {
    const { operator } = await openGateway();
    await register(operator, {
      billingSystemCustomerIdentifier: 'B-%1',
      firstName: 'Άννα',
      lastName: 'Χριστοδούλου',
      address: { type: 'HOME', streetName: 'Makariou' },
      phone: { type: 'MOBILE', number: '+357 (22) 123-456' },
    });
    const by = { billingSystemCustomerIdentifier: 'C_2*' };
    await register(operator, { ...by, firstName: 'José', lastName: "O'Neil" });
    await update(operator, {
      by,
      emails: [
        { type: 'PERSONAL', emailAddress: 'jose@home.example', isPrimary: true },
        { type: 'BUSINESS', emailAddress: 'Jose@Work.example' },
      ],
    });
    await register(operator, { billingSystemCustomerIdentifier: 'D\\3', lastName: '😀' });
    expect(await found(operator, { search })).toEqual(names);
  });

  it('are found by what they are called now', async () => {
    const { operator } = await openGateway();
    await register(operator, { firstName: 'Anna' });
    await update(operator, { newBillingSystemCustomerIdentifier: 'N-7', firstName: 'Maria' });
    expect(await found(operator, { search: 'anna' })).toEqual([]);
    expect(await found(operator, { search: 'B-100' })).toEqual([]);
    expect(await found(operator, { search: 'maria' })).toEqual(['N-7']);
  });

  it.each([
    ['a long search', { search: 'x'.repeat(256) }, 'filter.search'],
    ['a search with NUL', { search: 'a\u0000' }, 'filter.search'],
    ['half a character', { search: '\ud83d' }, 'filter.search'],
    ['a day instead of an instant', { createdFrom: '2026-03-01' }, 'filter.createdFrom'],
    ['a leap second', { createdTo: '2026-03-01T23:59:60Z' }, 'filter.createdTo'],
  ])('cannot be looked for with %s', async (_what, filter, path) => {
    const { operator } = await openGateway();
    const query = 'query ($filter: CustomerFilter) { customers(filter: $filter) { totalCount } }';
    expect(faultsOf(await operator.answer(query, { filter }))).toEqual([[path, expect.any(String)]]);
  });
});
