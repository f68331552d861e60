import { describe, expect, it } from 'vitest';

import { HOUR, MINUTE } from '../../src/time.ts';
import { look, move, receive, settle, tell, updateOperator, writes } from './charge-verbs.ts';
import { NOON, openGateway, type Data, type OpenGateway } from './gateway.ts';

const EVERYTHING = /* GraphQL */ `
  number netflixChargeIdentifier
  customer { billingSystemCustomerIdentifier } subscription { number stage }
  amount { amount currency } localAmount { amount currency }
  paidThroughDate raisedOn receivedOn status statusReason billable decision { verdict } decidableUntil
  referenceNumber setAsApprovedOn setAsDeclinedOn setAsBadRequestOn setAsRejectedOn acknowledgedOn
`;
const SUBSCRIPTION = 'status subscription { number stage lifeCycleState cancellationReason cancelledOn }';
const LARGEST = '90071992547409.91';

/** B-100 signed up at noon, and what Netflix says when it charges it. */
async function subscribed(settings: Parameters<typeof openGateway>[0] = {}) {
  const opened = await openGateway(settings);
  const { netflixCustomerIdentifier, number } = await opened.netflix.signsUp('B-100');
  const raised = (given: Data = {}): Data => ({
    netflixChargeIdentifier: 'N-1',
    netflixCustomerIdentifier,
    amount: '9.99',
    currency: 'EUR',
    paidThroughDate: '2026-04-01',
    raisedOn: instant(NOON),
    ...given,
  });
  return { ...opened, netflixCustomerIdentifier, subscription: number, raised };
}

function instant(at: number): string {
  return new Date(at).toISOString();
}

/** Every charge of the operator, acknowledged or not. */
async function allOf({ operator }: Pick<OpenGateway, 'operator'>): Promise<Data[]> {
  const { customers } = await operator.ask('{ customers { nodes { charges { nodes { number status } } } } }');
  return customers.nodes.flatMap(({ charges }: Data) => charges.nodes as Data[]) as Data[];
}

describe('receiveCharges', () => {
  it('keeps what Netflix asks for, its price in the local currency and the terms of this moment', async () => {
    const { operator, raised, subscription, wait } = await subscribed();
    await updateOperator(operator, { exchangeRates: [{ currency: 'USD', rate: '0.92' }] });
    wait(HOUR);

    const answer = await receive(operator, [raised({ amount: '9.990', currency: 'USD' })], {
      fields: EVERYTHING,
    });

    expect(answer).toEqual({
      charges: [
        {
          number: 'I00000001',
          netflixChargeIdentifier: 'N-1',
          customer: { billingSystemCustomerIdentifier: 'B-100' },
          subscription: { number: subscription, stage: 'ACTIVE' },
          amount: { amount: '9.99', currency: 'USD' },
          localAmount: { amount: '9.19', currency: 'EUR' },
          paidThroughDate: '2026-04-01',
          raisedOn: '2026-03-01T12:00:00.000Z',
          receivedOn: '2026-03-01T13:00:00.000Z',
          status: 'PENDING',
          statusReason: null,
          billable: false,
          decision: null,
          decidableUntil: '2026-03-02T13:00:00.000Z',
          referenceNumber: null,
          setAsApprovedOn: null,
          setAsDeclinedOn: null,
          setAsBadRequestOn: null,
          setAsRejectedOn: null,
          acknowledgedOn: null,
        },
      ],
      failedReceipts: [],
    });
    expect(await look(operator, 'I00000001', EVERYTHING)).toEqual(answer.charges[0]);
  });

  it('receives what it can and explains the rest, both in the order of the call', async () => {
    const { operator, raised } = await subscribed();
    const answer = await receive(
      operator,
      [
        raised({ netflixChargeIdentifier: 'N-1', amount: '-1' }),
        raised({ netflixChargeIdentifier: 'N-2' }),
        raised({ netflixChargeIdentifier: 'N-1' }),
        raised({ netflixChargeIdentifier: 'N-3', currency: 'USD' }),
        raised({ netflixChargeIdentifier: 'N-4' }),
        raised({ netflixChargeIdentifier: 'N-2', amount: '1' }),
      ],
      { fields: 'number netflixChargeIdentifier' },
    );
    expect(answer).toMatchObject({
      charges: [
        { number: 'I00000001', netflixChargeIdentifier: 'N-2' },
        { number: 'I00000002', netflixChargeIdentifier: 'N-4' },
      ],
      failedReceipts: [
        { netflixChargeIdentifier: 'N-1', errorCode: 'AMOUNT_NEGATIVE' },
        // The same key earlier in the call, whatever became of it.
        { netflixChargeIdentifier: 'N-1', errorCode: 'DUPLICATE_ITEM' },
        { netflixChargeIdentifier: 'N-3', errorCode: 'CURRENCY_NOT_CONFIGURED' },
        { netflixChargeIdentifier: 'N-2', errorCode: 'DUPLICATE_ITEM' },
      ],
    });
  });

  it.each<[what: string, given: Data, errorCode: string, description: RegExp]>([
    [
      'a customer that nobody knows',
      { netflixCustomerIdentifier: 'PAI-?' },
      'CUSTOMER_NOT_FOUND',
      /identifier PAI-\?/,
    ],
    [
      "the operator's own key in place of Netflix's",
      { netflixCustomerIdentifier: 'B-100' },
      'CUSTOMER_NOT_FOUND',
      /B-100/,
    ],
    [
      'one raised a millisecond before the sign-up',
      { raisedOn: instant(NOON - 1) },
      'NO_SUBSCRIPTION',
      /2026-03-01T11:59:59\.999Z/,
    ],
    [
      'one raised in the year 1',
      { raisedOn: '0001-01-01T00:00:00Z', currency: 'XXX' },
      'NO_SUBSCRIPTION',
      /0001-01-01/,
    ],
    ['a currency without a rate', { currency: 'USD' }, 'CURRENCY_NOT_CONFIGURED', /from USD to EUR/],
    ['a currency that does not exist', { currency: 'AAA' }, 'CURRENCY_NOT_CONFIGURED', /AAA is not a cur/],
    ['a code that no amount can be counted in', { currency: 'XAU' }, 'CURRENCY_NOT_CONFIGURED', /XAU/],
    ['more decimals than cents', { amount: '9.999' }, 'AMOUNT_NOT_REPRESENTABLE', /9\.999 EUR/],
    [
      'a cent more than 2^53 − 1 cents',
      { amount: '90071992547409.92' },
      'AMOUNT_NOT_REPRESENTABLE',
      /too large/,
    ],
    ['a negative amount', { amount: '-0.01' }, 'AMOUNT_NEGATIVE', /-0\.01 EUR is negative/],
    [
      'a negative amount with too many decimals',
      { amount: '-0.001' },
      'AMOUNT_NOT_REPRESENTABLE',
      /-0\.001 EUR/,
    ],
  ])('refuses %s and stores nothing of it', async (_what, given, errorCode, description) => {
    const opened = await subscribed();
    const { operator, raised } = opened;
    writes(opened);

    const { charges, failedReceipts } = await receive(operator, [raised(given)]);

    expect(failedReceipts).toEqual([
      {
        netflixChargeIdentifier: 'N-1',
        errorCode,
        errorDescription: expect.stringMatching(description),
      },
    ]);
    expect(charges).toEqual([]);
    expect(writes(opened)).toEqual([]);
  });

  it('takes a refused charge later, once the news of the sign-up has come', async () => {
    const { operator, netflix, raised } = await subscribed();
    const { registerSubscription } = await operator.ask(
      `mutation {
        registerSubscription(input: { billingSystemCustomerIdentifier: "B-200" }) {
          subscription { number customer { netflixCustomerIdentifier } }
        }
      }`,
    );
    const { number, customer } = registerSubscription.subscription;
    const charge = raised({ netflixCustomerIdentifier: customer.netflixCustomerIdentifier });
    expect(await receive(operator, [charge])).toMatchObject({
      charges: [],
      failedReceipts: [{ errorCode: 'NO_SUBSCRIPTION' }],
    });

    await netflix.signsUp('B-200', NOON - HOUR);
    expect(await receive(operator, [charge], { fields: 'number subscription { number }' })).toEqual({
      charges: [{ number: 'I00000001', subscription: { number } }],
      failedReceipts: [],
    });
  });

  it.each<[what: string, given: Data]>([
    ['the very same', {}],
    ['the same amount, written otherwise', { amount: '009.9900' }],
    ['the same instant, written otherwise', { raisedOn: '2026-03-01T14:00:00.0004+02:00' }],
  ])('is safe to repeat: %s changes nothing', async (_what, given) => {
    const opened = await subscribed();
    const { operator, raised, wait } = opened;
    await receive(operator, [raised()]);
    await tell(operator, 'acceptCharges', [{ number: 'I00000001', referenceNumber: 'INV-7' }]);
    wait(24 * HOUR);
    await settle(operator);
    const standing = await look(operator, 'I00000001');
    writes(opened);

    expect(await receive(operator, [raised(given)])).toEqual({ charges: [standing], failedReceipts: [] });
    expect(writes(opened)).toEqual([]);
    expect(standing).toMatchObject({ status: 'APPROVED', referenceNumber: 'INV-7' });
  });

  it.each<[what: string, given: Data, difference: RegExp]>([
    ['another amount', { amount: '9.98' }, /another amount\./],
    ['the amount negated', { amount: '-9.99' }, /another amount\./],
    ['an amount beyond cents', { amount: '9.991' }, /another amount\./],
    ['another currency', { currency: 'USD' }, /another currency\./],
    ['a currency that does not exist', { currency: 'AAA' }, /another currency\./],
    ['another paid-through date', { paidThroughDate: '2026-04-02' }, /another paid-through date\./],
    ['another instant', { raisedOn: instant(NOON + 1) }, /another instant of raising\./],
    ['an unknown customer', { netflixCustomerIdentifier: 'PAI-?' }, /another customer\./],
    ['two differences', { amount: '1', paidThroughDate: '2026-04-02' }, /amount, paid-through date\./],
  ])('refuses a known identifier with %s', async (_what, given, difference) => {
    const opened = await subscribed();
    const { operator, raised } = opened;
    await receive(operator, [raised()]);
    writes(opened);

    const { charges, failedReceipts } = await receive(operator, [raised(given)]);
    expect(charges).toEqual([]);
    expect(failedReceipts).toMatchObject([
      { errorCode: 'CONFLICTING_CHARGE', errorDescription: expect.stringMatching(difference) },
    ]);
    expect(failedReceipts[0].errorDescription).toContain('I00000001');
    expect(writes(opened)).toEqual([]);
  });

  it.each<[what: string, local: string, given: Data, rate: string, kept: string, billed: string]>([
    ['zero is a free month', 'EUR', { amount: '0' }, '', '0.00', '0.00'],
    ['minus zero is zero', 'EUR', { amount: '-0.000' }, '', '0.00', '0.00'],
    ['zeros at the end mean nothing', 'EUR', { amount: '0009.9900000' }, '', '9.99', '9.99'],
    ['2^53 − 1 cents are exact', 'EUR', { amount: LARGEST }, '', LARGEST, LARGEST],
    ['yen have no decimals', 'EUR', { amount: '1000.00', currency: 'JPY' }, '0.0061', '1000', '6.10'],
    ['dinars have three', 'EUR', { amount: '1.234', currency: 'KWD' }, '3', '1.234', '3.70'],
    ['half a cent is a cent', 'EUR', { amount: '0.01', currency: 'USD' }, '0.5', '0.01', '0.01'],
    ['less than half is none', 'EUR', { amount: '0.01', currency: 'USD' }, '0.4999999999', '0.01', '0.00'],
    ['local yen are whole', 'JPY', { amount: '9.99' }, '163.456', '9.99', '1633'],
    ['local dinars have three', 'KWD', { amount: '9.99' }, '0.33', '9.99', '3.297'],
    // Binary floating point makes 1.00 of the first and …56.74 of the second.
    ['1.005 is rounded up', 'EUR', { amount: '1', currency: 'USD' }, '1.005', '1.00', '1.01'],
    [
      'sixteen digits of it',
      'EUR',
      { amount: '700000000.12', currency: 'USD' },
      '123456.7890123456',
      '700000000.12',
      '86419752323456.73',
    ],
  ])('counts exactly: %s', async (_what, localCurrency, given, rate, kept, billed) => {
    const { operator, raised } = await subscribed({ localCurrency });
    const charge = raised(given);
    if (rate !== '') {
      await updateOperator(operator, { exchangeRates: [{ currency: charge.currency as string, rate }] });
    }
    const { charges, failedReceipts } = await receive(operator, [charge], {
      fields: 'amount { amount } localAmount { amount currency }',
    });
    expect(failedReceipts).toEqual([]);
    expect(charges).toEqual([
      { amount: { amount: kept }, localAmount: { amount: billed, currency: localCurrency } },
    ]);
  });

  it('refuses what the local currency cannot count, though its own can', async () => {
    const { operator, raised } = await subscribed({ localCurrency: 'JPY' });
    const rate = '999999999999.9999999999';
    await updateOperator(operator, { exchangeRates: [{ currency: 'EUR', rate }] });
    expect(await receive(operator, [raised({ amount: LARGEST })])).toMatchObject({
      charges: [],
      failedReceipts: [
        { errorCode: 'AMOUNT_NOT_REPRESENTABLE', errorDescription: expect.stringMatching(/units of JPY/) },
      ],
    });
  });

  it('converts with the rate in force when Netflix raised the charge, and never again', async () => {
    const { operator, netflix } = await openGateway();
    const { netflixCustomerIdentifier } = await netflix.signsUp('B-100', NOON - 100 * HOUR);
    await updateOperator(operator, {
      exchangeRates: [
        { currency: 'USD', rate: '0.5', effectiveFrom: '0001-01-01T00:00:00Z' },
        { currency: 'USD', rate: '0.9', effectiveFrom: instant(NOON - 2 * HOUR) },
        { currency: 'USD', rate: '0.7', effectiveFrom: '9999-12-31T23:59:59.999Z' },
      ],
    });
    const raisedAt = (netflixChargeIdentifier: string, at: number) => ({
      netflixChargeIdentifier,
      netflixCustomerIdentifier,
      amount: '10',
      currency: 'USD',
      paidThroughDate: '2026-04-01',
      raisedOn: instant(at),
    });
    const charges = [
      raisedAt('N-1', NOON - 99 * HOUR),
      raisedAt('N-2', NOON - 2 * HOUR - 1),
      raisedAt('N-3', NOON - 2 * HOUR),
      raisedAt('N-4', NOON),
    ];
    const fields = { fields: 'localAmount { amount }' };
    const local = (...amounts: string[]) => ({
      charges: amounts.map((amount) => ({ localAmount: { amount } })),
      failedReceipts: [],
    });
    expect(await receive(operator, charges, fields)).toEqual(local('5.00', '5.00', '9.00', '9.00'));

    // A rate that is corrected holds for what is received from then on.
    await updateOperator(operator, {
      exchangeRates: [{ currency: 'USD', rate: '1', effectiveFrom: instant(NOON - 2 * HOUR) }],
    });
    const corrected = await receive(operator, [...charges, raisedAt('N-5', NOON)], fields);
    expect(corrected).toEqual(local('5.00', '5.00', '9.00', '9.00', '10.00'));
  });

  it('believes a clock that is five minutes fast, and no faster one', async () => {
    const opened = await subscribed();
    const { operator, raised } = opened;
    expect(await receive(operator, [raised({ raisedOn: instant(NOON + 5 * MINUTE) })])).toMatchObject({
      charges: [{ status: 'PENDING' }],
    });
    writes(opened);

    const { data, errors } = await operator.answer(
      `mutation ($charges: [ReceivedChargeInput!]!) {
        receiveCharges(input: { charges: $charges }) { charges { number } }
      }`,
      {
        charges: [
          raised({ netflixChargeIdentifier: 'N-2' }),
          raised({ netflixChargeIdentifier: 'N-3', raisedOn: instant(NOON + 5 * MINUTE + 1) }),
        ],
      },
    );
    expect(data).toBeNull();
    expect(errors).toMatchObject([
      {
        extensions: {
          code: 'BAD_USER_INPUT',
          issues: [
            {
              path: ['input', 'charges', 1, 'raisedOn'],
              message: expect.stringMatching(/^`raisedOn` .*five minutes/),
            },
          ],
        },
      },
    ]);
    expect(writes(opened)).toEqual([]);
  });

  it('takes five hundred charges in one call, and not one more', async () => {
    const opened = await subscribed();
    const { operator, raised } = opened;
    const charges = (count: number) =>
      Array.from({ length: count }, (_, k) => raised({ netflixChargeIdentifier: `N-${k + 1}` }));
    const query = `mutation ($charges: [ReceivedChargeInput!]!) {
      receiveCharges(input: { charges: $charges }) { charges { number } failedReceipts { errorCode } }
    }`;
    writes(opened);
    for (const count of [0, 501]) {
      const { errors } = await operator.answer(query, { charges: charges(count) });
      expect(errors).toMatchObject([
        {
          message: 'Give 1 to 500 charges.',
          extensions: { code: 'BAD_USER_INPUT', issues: [{ path: ['input', 'charges'] }] },
        },
      ]);
    }
    expect(writes(opened)).toEqual([]);

    const { receiveCharges } = await operator.ask(query, { charges: charges(500) });
    expect(receiveCharges.failedReceipts).toEqual([]);
    expect(receiveCharges.charges).toHaveLength(500);
    expect(receiveCharges.charges[499]).toEqual({ number: 'I00000500' });
  });

  it('keeps the deadline and the policy that it promised', async () => {
    const { operator, raised, wait } = await subscribed();
    await receive(operator, [raised()]);
    await updateOperator(operator, { decisionWindowHours: 1, onSilence: 'WAIT' });
    await receive(operator, [raised({ netflixChargeIdentifier: 'N-2' })]);

    const fields = 'status decidableUntil';
    const promised = { status: 'PENDING', decidableUntil: '2026-03-02T12:00:00.000Z' };
    expect(await look(operator, 'I00000001', fields)).toEqual(promised);
    expect(await look(operator, 'I00000002', fields)).toEqual({ status: 'PENDING', decidableUntil: null });
    wait(24 * HOUR);
    expect(await settle(operator)).toEqual({ processed: 1, remaining: 0 });
    expect(await look(operator, 'I00000001', fields)).toMatchObject({ status: 'APPROVED' });
  });

  it('never answers with what belongs to another operator', async () => {
    const { operator, raised, another } = await subscribed();
    const other = await another();
    const theirs = await other.netflix.signsUp('B-100');
    await receive(operator, [raised()]);

    expect(await receive(other.operator, [raised()])).toMatchObject({
      failedReceipts: [{ errorCode: 'CUSTOMER_NOT_FOUND' }],
    });
    // Netflix's key is one for each operator, and so are the numbers.
    const own = raised({ netflixCustomerIdentifier: theirs.netflixCustomerIdentifier, amount: '5' });
    expect(await receive(other.operator, [own])).toMatchObject({ charges: [{ number: 'I00000001' }] });
  });
});

describe('receiveCharges settles at once', () => {
  it.each([false, true])(
    'what was paid through before it was raised, which ends the subscription (dryRun: %s)',
    async (dryRun) => {
      const opened = await subscribed();
      const { operator, raised, subscription } = opened;
      writes(opened);
      const answer = await receive(operator, [raised({ paidThroughDate: '2026-02-28' })], {
        fields: `${SUBSCRIPTION} statusReason setAsBadRequestOn billable decidableUntil`,
        dryRun,
      });
      expect(answer.charges).toEqual([
        {
          status: 'BAD_REQUEST',
          statusReason: expect.stringContaining('2026-02-28 is before 2026-03-01'),
          setAsBadRequestOn: '2026-03-01T12:00:00.000Z',
          billable: false,
          decidableUntil: null,
          subscription: {
            number: subscription,
            stage: 'CANCELLED',
            lifeCycleState: 'CANCELLED',
            cancellationReason: 'CHARGE_BAD_REQUEST',
            cancelledOn: '2026-03-01T12:00:00.000Z',
          },
        },
      ]);
      expect(writes(opened).length > 0).toBe(!dryRun);
      const { subscription: after } = await operator.ask(
        'query ($number: String!) { subscription(number: $number) { stage } }',
        { number: subscription },
      );
      expect(after).toEqual({ stage: dryRun ? 'ACTIVE' : 'CANCELLED' });
    },
  );

  it('nothing that was paid through the day it was raised, in UTC', async () => {
    const { operator, raised } = await subscribed();
    const answer = await receive(
      operator,
      [
        raised({ netflixChargeIdentifier: 'N-1', paidThroughDate: '2026-03-01' }),
        raised({
          netflixChargeIdentifier: 'N-2',
          paidThroughDate: '2026-03-01',
          raisedOn: '2026-03-02T01:00:00+13:00',
        }),
      ],
      { fields: 'status' },
    );
    expect(answer.charges).toEqual([{ status: 'PENDING' }, { status: 'PENDING' }]);
  });

  it('the held charges of a subscription that a bad one ends', async () => {
    const { operator, raised, wait } = await subscribed();
    await move(operator, 'suspend');
    wait(HOUR);
    await receive(operator, [raised({ netflixChargeIdentifier: 'N-1', raisedOn: instant(NOON + HOUR) })]);
    wait(HOUR);
    const { charges } = await receive(
      operator,
      [
        raised({ netflixChargeIdentifier: 'N-2', raisedOn: instant(NOON + HOUR) }),
        raised({ netflixChargeIdentifier: 'N-3', paidThroughDate: '2026-02-28' }),
        raised({ netflixChargeIdentifier: 'N-4', raisedOn: instant(NOON + HOUR) }),
        raised({ netflixChargeIdentifier: 'N-5', raisedOn: instant(NOON + 2 * HOUR) }),
        raised({ netflixChargeIdentifier: 'N-1', raisedOn: instant(NOON + HOUR) }),
      ],
      { fields: 'netflixChargeIdentifier status setAsRejectedOn subscription { stage }' },
    );
    const subscription = { stage: 'CANCELLED' };
    const setAsRejectedOn = instant(NOON + 2 * HOUR);
    expect(charges).toEqual([
      { netflixChargeIdentifier: 'N-2', status: 'REJECTED', setAsRejectedOn, subscription },
      { netflixChargeIdentifier: 'N-3', status: 'BAD_REQUEST', setAsRejectedOn: null, subscription },
      // The suspension has ended with the subscription, which was not cancelled yet when this one was raised.
      { netflixChargeIdentifier: 'N-4', status: 'PENDING', setAsRejectedOn: null, subscription },
      { netflixChargeIdentifier: 'N-5', status: 'REJECTED', setAsRejectedOn, subscription },
      { netflixChargeIdentifier: 'N-1', status: 'REJECTED', setAsRejectedOn, subscription },
    ]);
    expect(await look(operator, 'I00000001', 'status statusReason')).toEqual({
      status: 'REJECTED',
      statusReason: expect.stringMatching(/cancelled while this charge waited/),
    });
  });

  it('what was raised once the subscription was cancelled, leaving a newer one alone', async () => {
    const { operator, netflix, raised, subscription, wait } = await subscribed();
    wait(HOUR);
    await move(operator, 'terminate');
    wait(HOUR);
    const newer = await netflix.signsUp('B-100');
    const { charges } = await receive(
      operator,
      [
        raised({ netflixChargeIdentifier: 'N-1', raisedOn: instant(NOON + HOUR - 1) }),
        raised({ netflixChargeIdentifier: 'N-2', raisedOn: instant(NOON + HOUR) }),
        raised({ netflixChargeIdentifier: 'N-3', raisedOn: instant(NOON + 2 * HOUR) }),
      ],
      { fields: 'status setAsRejectedOn subscription { number stage }' },
    );
    const ended = { number: subscription, stage: 'CANCELLED' };
    expect(charges).toEqual([
      // A cancellation after it was raised changes nothing: the service was used.
      { status: 'PENDING', setAsRejectedOn: null, subscription: ended },
      { status: 'REJECTED', setAsRejectedOn: instant(NOON + 2 * HOUR), subscription: ended },
      { status: 'PENDING', setAsRejectedOn: null, subscription: { number: newer.number, stage: 'ACTIVE' } },
    ]);
  });
});

describe('receiveCharges on trial', () => {
  it('answers as the call would, with numbers that nothing accepts, and changes nothing', async () => {
    const opened = await subscribed();
    const { operator, raised, wait } = opened;
    await receive(operator, [raised({ netflixChargeIdentifier: 'N-0' })]);
    wait(HOUR);
    await move(operator, 'suspend');
    const charges = [
      raised({ netflixChargeIdentifier: 'N-0' }),
      raised({ netflixChargeIdentifier: 'N-1' }),
      raised({ netflixChargeIdentifier: 'N-2', raisedOn: instant(NOON + HOUR) }),
      raised({ netflixChargeIdentifier: 'N-3', amount: '-1' }),
      raised({ netflixChargeIdentifier: 'N-4', paidThroughDate: '2000-01-01' }),
      raised({ netflixChargeIdentifier: 'N-2' }),
      raised({ netflixChargeIdentifier: 'N-0', amount: '1' }),
    ];
    const fields = EVERYTHING;
    writes(opened);
    const trial = await receive(operator, charges, { fields, dryRun: true });
    expect(writes(opened)).toEqual([]);
    expect(await allOf(opened)).toHaveLength(1);

    const real = await receive(operator, charges, { fields });
    expect(trial).toEqual({
      ...real,
      charges: real.charges.map((charge: Data) =>
        charge.netflixChargeIdentifier === 'N-0' ? charge : { ...charge, number: 'I00000000' },
      ),
    });
    expect(real.charges.map(({ number, status }: Data) => [number, status])).toEqual([
      ['I00000001', 'PENDING'],
      ['I00000002', 'PENDING'],
      ['I00000003', 'REJECTED'],
      ['I00000004', 'BAD_REQUEST'],
    ]);
  });

  it('gives placeholders that nothing accepts', async () => {
    const { operator, raised } = await subscribed();
    const { charges } = await receive(operator, [raised()], { fields: 'id number', dryRun: true });
    const [{ id, number }] = charges;
    const asked = await operator.ask(
      'query ($id: ID!, $number: String!) { node(id: $id) { id } charge(number: $number) { number } }',
      { id, number },
    );
    expect(asked).toEqual({ node: null, charge: null });
    expect(await tell(operator, 'acceptCharges', [number])).toMatchObject({
      failedCharges: [{ errorCode: 'CHARGE_NOT_FOUND' }],
    });
    expect(await receive(operator, [raised()], { fields: 'number' })).toMatchObject({
      charges: [{ number: 'I00000001' }],
    });
  });
});
