import { beforeEach, describe, expect, it } from 'vitest';

import { writes } from './charge-verbs.ts';
import { openGateway, type OpenGateway } from './gateway.ts';
import { ANNA, B100, faultsOf, person, register, update, updating } from './subscription-verbs.ts';

const EMPTY = { firstName: null, lastName: null, addresses: [], emails: [], phones: [] };
const HOME = { type: 'PERSONAL', emailAddress: 'anna@example.com' };
const WORK = { type: 'BUSINESS', emailAddress: 'a.pavlou@example.com', notes: 'Mondays only' };

let opened: OpenGateway;
let operator: OpenGateway['operator'];
beforeEach(async () => {
  opened = await openGateway();
  ({ operator } = opened);
  await register(operator, ANNA);
});

describe('Updating a customer', () => {
  it('keeps what is left out', async () => {
    const before = await person(operator);
    writes(opened);
    expect(await update(operator, {})).toEqual({ customer: before, problems: [] });
    expect(writes(opened)).toEqual([]);
    const { customer } = await update(operator, { firstName: 'Άννα' });
    expect(customer).toEqual({ ...before, firstName: 'Άννα' });
    expect(await person(operator)).toEqual(customer);
  });

  it('clears what is null', async () => {
    const { customer } = await update(operator, {
      firstName: null,
      lastName: null,
      addresses: null,
      emails: null,
      phones: null,
    });
    expect(customer).toMatchObject({ ...B100, ...EMPTY });
    expect(await person(operator)).toEqual(customer);
  });

  it('keeps an identifier that is null, for a customer always has one', async () => {
    const { customer, problems } = await update(operator, { newBillingSystemCustomerIdentifier: null });
    expect([customer.billingSystemCustomerIdentifier, problems]).toEqual(['B-100', []]);
  });

  it('replaces a whole list, in the order that is given', async () => {
    const { customer } = await update(operator, { emails: [WORK, { ...HOME, isPrimary: true }] });
    expect(customer.emails).toEqual([
      { ...WORK, isPrimary: false },
      { ...HOME, isPrimary: true, notes: null },
    ]);
    const { customer: emptied } = await update(operator, { emails: [] });
    expect(emptied.emails).toEqual([]);
  });

  it.each([true, false, null, undefined])(
    'takes a lone contact for the primary one: %s',
    async (isPrimary) => {
      const { customer } = await update(operator, { emails: [{ ...WORK, isPrimary }] });
      expect(customer.emails).toEqual([{ ...WORK, isPrimary: true }]);
    },
  );

  it('gives it another identifier, by which everything of it is found from now on', async () => {
    const { number } = await opened.netflix.signsUp('B-100');
    const { netflixCustomerIdentifier } = await person(operator);
    const by = { netflixCustomerIdentifier };
    const { customer, problems } = await update(operator, { by, newBillingSystemCustomerIdentifier: 'N-7' });
    expect([customer, problems]).toMatchObject([
      { billingSystemCustomerIdentifier: 'N-7', netflixCustomerIdentifier },
      [],
    ]);
    expect(await person(operator)).toBeNull();
    const { subscriptions } = await operator.ask(
      `{ subscriptions(by: { billingSystemCustomerIdentifier: "N-7" }) { nodes { number } } }`,
    );
    expect(subscriptions.nodes).toEqual([{ number }]);
    expect((await register(operator)).subscription.number).toBe('S00000002');
  });

  it('accepts the identifier that it has, and one that another operator uses', async () => {
    const other = await opened.another();
    await register(other.operator, { billingSystemCustomerIdentifier: 'N-7' });
    for (const newBillingSystemCustomerIdentifier of ['B-100', 'N-7'])
      expect(await update(operator, { newBillingSystemCustomerIdentifier })).toMatchObject({ problems: [] });
  });

  it('is told every reason against it, and changes nothing', async () => {
    await register(operator, { billingSystemCustomerIdentifier: 'B-200' });
    const taken = { firstName: 'Eve', newBillingSystemCustomerIdentifier: 'B-200' };
    const identifierTaken = {
      code: 'IDENTIFIER_TAKEN',
      message: 'Identifier B-200 already belongs to another customer. Give a different one.',
      path: ['newBillingSystemCustomerIdentifier'],
    };
    writes(opened);
    expect(await update(operator, taken)).toEqual({ customer: null, problems: [identifierTaken] });
    const nobody = { billingSystemCustomerIdentifier: 'B-300' };
    expect(await update(operator, { ...taken, by: nobody })).toEqual({
      customer: null,
      problems: [
        {
          code: 'CUSTOMER_NOT_FOUND',
          message: expect.stringContaining('There is no customer B-300.'),
          path: ['by'],
        },
        identifierTaken,
      ],
    });
    expect(writes(opened)).toEqual([]);
  });

  it('does not reach the customer of another operator', async () => {
    const { netflixCustomerIdentifier } = await person(operator);
    const other = await opened.another();
    for (const by of [B100, { netflixCustomerIdentifier }]) {
      expect(await update(other.operator, { by, firstName: 'Eve' })).toMatchObject({
        customer: null,
        problems: [{ code: 'CUSTOMER_NOT_FOUND' }],
      });
    }
    expect(await person(operator)).toMatchObject({ firstName: 'Anna' });
  });

  it('answers a dry run as the call, and changes nothing', async () => {
    const before = await person(operator);
    const change = { newBillingSystemCustomerIdentifier: 'N-7', lastName: null, emails: [WORK] };
    const fields = `billingSystemCustomerIdentifier lastName emails { emailAddress }
      subscriptions { nodes { customer { billingSystemCustomerIdentifier lastName } } }`;
    writes(opened);
    const dry = await update(operator, { ...change, dryRun: true }, fields);
    expect(writes(opened)).toEqual([]);
    expect(await person(operator)).toEqual(before);
    expect(await update(operator, change, fields)).toEqual(dry);
  });
});

describe('An update that is badly formed', () => {
  const email = (emailAddress: string) => ({ type: 'PERSONAL', emailAddress });
  it.each([
    ['an empty identifier', { newBillingSystemCustomerIdentifier: '' }, 'newBillingSystemCustomerIdentifier'],
    [
      'an identifier with NUL',
      { newBillingSystemCustomerIdentifier: '\u0000' },
      'newBillingSystemCustomerIdentifier',
    ],
    ['an empty name', { lastName: '' }, 'lastName'],
    ['a long name', { lastName: 'x'.repeat(256) }, 'lastName'],
    ['several contacts and no primary one', { emails: [HOME, WORK] }, 'emails'],
    [
      'two primary ones',
      { phones: Array(2).fill({ type: 'FAX', number: '123', isPrimary: true }) },
      'phones',
    ],
    ['21 contacts', { emails: [{ ...HOME, isPrimary: true }, ...Array(20).fill(WORK)] }, 'emails'],
    ['a contact that is null', { emails: [null] }, 'emails.0'],
    ['a contact without a type', { emails: [{ emailAddress: 'a@b.cc' }] }, 'emails.0.type'],
    ['a wrong area code', { phones: [{ type: 'FAX', number: '123', areaCode: 'x' }] }, 'phones.0.areaCode'],
    ['an empty note', { emails: [{ ...HOME, notes: '' }] }, 'emails.0.notes'],
    ['no customer', { by: {} }, 'by'],
  ])('has %s', async (_what, change, path) => {
    const before = await person(operator);
    const faults = faultsOf(await operator.answer(updating(), { input: { by: B100, ...change } }));
    expect(faults).toEqual([[`input.${path}`, expect.any(String)]]);
    expect(await person(operator)).toEqual(before);
  });

  it('is told every fault with its place', async () => {
    const input = {
      by: B100,
      lastName: '',
      addresses: [{ type: 'HOME', country: 'cy' }],
      emails: [email('anna@example.com'), email('anna')],
      phones: [
        { type: 'FAX', number: '1', isPrimary: true },
        { type: 'FAX', number: '2' },
      ],
    };
    const faults = faultsOf(await operator.answer(updating(), { input }));
    expect(faults.map(([path]) => path)).toEqual([
      'input.lastName',
      'input.addresses.0.country',
      'input.addresses.0',
      'input.emails.1.emailAddress',
      'input.emails',
      'input.phones.0.number',
      'input.phones.1.number',
    ]);
  });
});
