import { describe, expect, it } from 'vitest';
import { receiveCharges } from '../../src/charges/rules/receipt.ts';
import type { Receipt } from '../../src/charges/rules/facts.ts';
import { HOUR } from '../../src/time.ts';
import { charge, NOW, nth, RATE, receipt, receiptFacts } from './charge-facts.ts';
import { at, customer, operator, subscription } from './facts.ts';

const RAISED = receipt().raisedOn;
const NOTHING = { charges: [], subscriptions: [], events: [] };

/** One cancelled in April, one signed up in May. */
const FORMER = subscription('CANCELLED', { id: nth(1) });
const CURRENT = subscription('ACTIVE', { id: nth(2), signedUpOn: at('2026-05-01T00:00:00Z') });

describe('receiving a charge', () => {
  it('keeps what Netflix asks for, its price in the local currency, and the terms of this moment', () => {
    const { outcome, changes } = receiveCharges(
      [receipt()],
      receiptFacts({ operator: { ...operator, decisionWindowHours: 36, onSilence: 'WAIT' } }),
    );
    const received = charge({
      id: nth(101),
      netflixChargeIdentifier: 'nx-101',
      receivedOn: NOW,
      dueOn: NOW + 36 * HOUR,
      onSilence: 'WAIT',
    });
    expect(outcome).toEqual({ charges: [received], subscriptions: [], rejected: [], failed: [] });
    expect(changes).toMatchObject({ charges: [{ before: null, after: received }], subscriptions: [] });
    expect(changes.events).toEqual([
      {
        type: 'CHARGE_RECEIVED',
        customerId: nth(1),
        subscriptionId: nth(1),
        chargeId: nth(101),
        changes: [{ field: 'status', before: null, after: 'PENDING' }],
      },
    ]);
  });

  it('numbers only what it stores', () => {
    const { outcome } = receiveCharges(
      [
        receipt({ netflixChargeIdentifier: 'nx-1' }),
        receipt({ netflixChargeIdentifier: 'nx-2', amount: '-1' }),
        receipt({ netflixChargeIdentifier: 'nx-3' }),
      ],
      receiptFacts(),
    );
    expect(outcome.charges.map(({ id }) => id)).toEqual([nth(101), nth(102)]);
    expect(outcome.failed).toMatchObject([{ netflixChargeIdentifier: 'nx-2', errorCode: 'AMOUNT_NEGATIVE' }]);
  });

  it.each<[string, Partial<Receipt>, string, RegExp]>([
    ['an unknown customer', { netflixCustomerIdentifier: 'pai-9' }, 'CUSTOMER_NOT_FOUND', /pai-9/],
    [
      'an instant before the sign-up',
      { raisedOn: at('2026-01-31T23:59:59.999Z') },
      'NO_SUBSCRIPTION',
      /pai-100 .* by 2026-01-31T23:59:59.999Z/,
    ],
    [
      'a currency unknown to ISO 4217',
      { currency: 'XXQ' },
      'CURRENCY_NOT_CONFIGURED',
      /^XXQ is not a currency/,
    ],
    ['a currency without a rate', { currency: 'GBP' }, 'CURRENCY_NOT_CONFIGURED', /from GBP to EUR/],
    ['more decimals than the currency has', { amount: '9.991' }, 'AMOUNT_NOT_REPRESENTABLE', /9\.991 USD/],
    [
      'more than 2^53 − 1 minor units',
      { amount: '90071992547409.92' },
      'AMOUNT_NOT_REPRESENTABLE',
      /units of USD/,
    ],
    ['a negative amount', { amount: '-0.01' }, 'AMOUNT_NEGATIVE', /-0\.01 USD/],
    // Which of two faults is told.
    [
      'an unknown customer before an unknown currency',
      { netflixCustomerIdentifier: 'pai-9', currency: 'XXQ' },
      'CUSTOMER_NOT_FOUND',
      /pai-9/,
    ],
    [
      'a missing sign-up before an unknown currency',
      { raisedOn: at('2026-01-31T00:00:00Z'), currency: 'XXQ' },
      'NO_SUBSCRIPTION',
      /pai-100/,
    ],
    [
      'an unknown currency before an impossible amount',
      { currency: 'XXQ', amount: '-9.991' },
      'CURRENCY_NOT_CONFIGURED',
      /XXQ/,
    ],
    ['an impossible amount before its sign', { amount: '-9.991' }, 'AMOUNT_NOT_REPRESENTABLE', /-9\.991/],
  ])('refuses %s and stores nothing', (_what, given, errorCode, description) => {
    const { outcome, changes } = receiveCharges([receipt(given)], receiptFacts());
    expect(outcome).toMatchObject({
      charges: [],
      failed: [
        {
          netflixChargeIdentifier: 'nx-101',
          errorCode,
          errorDescription: expect.stringMatching(description),
        },
      ],
    });
    expect(changes).toMatchObject(NOTHING);
  });

  it.each([
    ['is refused', '45036000000000', 'AMOUNT_NOT_REPRESENTABLE'],
    ['is refused before its sign', '-45036000000000', 'AMOUNT_NOT_REPRESENTABLE'],
  ])('what is too large in the local currency %s', (_how, amount, errorCode) => {
    const rate = { ...RATE, rate: '2' };
    const { outcome } = receiveCharges([receipt({ amount })], receiptFacts({ exchangeRates: [rate] }));
    expect(outcome.failed).toMatchObject([
      { errorCode, errorDescription: expect.stringContaining('units of EUR') },
    ]);
  });

  it.each<[string, Partial<Receipt>, { amount: number; localAmount: number }]>([
    ['zero: a free month', { amount: '0' }, { amount: 0, localAmount: 0 }],
    ['minus zero, which is zero', { amount: '-0.00' }, { amount: 0, localAmount: 0 }],
    ['zeros at the end', { amount: '9.9000' }, { amount: 990, localAmount: 911 }],
    ['half a minor unit, rounded up', { amount: '0.01', currency: 'CAD' }, { amount: 1, localAmount: 1 }],
    [
      'a currency without minor units',
      { amount: '1000', currency: 'JPY' },
      { amount: 1000, localAmount: 625 },
    ],
    ['the local currency, which needs no rate', { currency: 'EUR' }, { amount: 999, localAmount: 999 }],
    [
      'the largest amount',
      { amount: '90071992547409.91', currency: 'EUR' },
      { amount: 2 ** 53 - 1, localAmount: 2 ** 53 - 1 },
    ],
  ])('prices %s', (_what, given, price) => {
    const exchangeRates = [
      RATE,
      { ...RATE, currency: 'JPY', rate: '0.00625' },
      { ...RATE, currency: 'CAD', rate: '0.5' },
    ];
    const { outcome } = receiveCharges([receipt(given)], receiptFacts({ exchangeRates }));
    expect(outcome).toMatchObject({ charges: [{ ...price, localCurrency: 'EUR' }], failed: [] });
  });

  it.each([
    ['from its instant on', 0, 1998],
    ['and not a millisecond earlier', 1, 919],
  ])('prices with a rate %s', (_when, later, localAmount) => {
    const exchangeRates = [RATE, { ...RATE, rate: '2', effectiveFrom: RAISED + later }];
    const { outcome } = receiveCharges([receipt()], receiptFacts({ exchangeRates }));
    expect(outcome.charges).toMatchObject([{ localAmount }]);
  });
});

describe('receiving a charge again', () => {
  const known = charge({
    netflixChargeIdentifier: 'nx-101',
    amount: 990,
    status: 'APPROVED',
    referenceNumber: 'INV-7',
  });
  const again = (given: Partial<Receipt>) =>
    receiveCharges(
      [receipt({ amount: '9.9', ...given })],
      receiptFacts({
        received: new Map([['nx-101', known]]),
        customers: new Map([
          ['pai-100', customer()],
          ['pai-200', customer({ id: nth(2) })],
        ]),
        // Neither a rate nor a subscription is needed any more.
        subscriptions: [],
        exchangeRates: [],
      }),
    );

  it.each<[string, Partial<Receipt>]>([
    ['the same data', {}],
    ['the same amount by value', { amount: '9.90' }],
  ])('with %s lists it as it stands and changes nothing', (_what, given) => {
    const { outcome, changes } = again(given);
    expect(outcome).toEqual({ charges: [known], subscriptions: [], rejected: [], failed: [] });
    expect(changes).toMatchObject(NOTHING);
  });

  it.each<[string, Partial<Receipt>]>([
    ['amount', { amount: '9.91' }],
    ['amount', { amount: '9.901' }],
    ['amount', { amount: '-9.9' }],
    ['currency', { currency: 'CAD' }],
    ['customer', { netflixCustomerIdentifier: 'pai-200' }],
    ['customer', { netflixCustomerIdentifier: 'pai-9' }],
    ['paid-through date', { paidThroughDate: '2026-06-10' }],
    ['instant of raising', { raisedOn: RAISED + 1 }],
  ])('with another %s is refused: %j', (difference, given) => {
    const { outcome, changes } = again(given);
    expect(outcome).toMatchObject({
      charges: [],
      failed: [
        {
          netflixChargeIdentifier: 'nx-101',
          errorCode: 'CONFLICTING_CHARGE',
          errorDescription: expect.stringContaining(`I00000012 with another ${difference}.`),
        },
      ],
    });
    expect(changes).toMatchObject(NOTHING);
  });

  it.each([
    ['received', receipt()],
    ['refused', receipt({ amount: '-1' })],
  ])('in the same call is a duplicate, though the first was %s', (_what, first) => {
    const { outcome } = receiveCharges([first, receipt()], receiptFacts());
    expect(outcome.failed.at(-1)).toMatchObject({
      netflixChargeIdentifier: 'nx-101',
      errorCode: 'DUPLICATE_ITEM',
    });
    expect(outcome.charges.length + outcome.failed.length).toBe(2);
  });
});

describe('the subscription that a charge belongs to', () => {
  it.each<[string, string, number]>([
    ['the one in effect when it was raised', '2026-05-09T10:00:00Z', 2],
    ['the one that was signed up at that very instant', '2026-05-01T00:00:00Z', 2],
    ['the former one, in effect then though cancelled since', '2026-03-31T23:59:59.999Z', 1],
    ['the former one, cancelled, while the next was not signed up', '2026-04-15T00:00:00Z', 1],
  ])('is %s', (_which, raisedOn, n) => {
    const never = subscription('CANCELLED', { id: nth(3), signedUpOn: null });
    const { outcome } = receiveCharges(
      [receipt({ raisedOn: at(raisedOn) })],
      receiptFacts({ subscriptions: [FORMER, CURRENT, never] }),
    );
    expect(outcome.charges).toMatchObject([{ subscriptionId: nth(n) }]);
  });

  it('is the one in effect rather than one that was signed up later and is over', () => {
    const over = { ...FORMER, id: nth(2), signedUpOn: RAISED - 2, cancelledOn: RAISED - 1 };
    const subscriptions = [subscription('ACTIVE', { id: nth(1) }), over];
    const { outcome } = receiveCharges([receipt()], receiptFacts({ subscriptions }));
    expect(outcome.charges).toMatchObject([{ subscriptionId: nth(1), status: 'PENDING' }]);
  });

  it.each<[string, ReturnType<typeof subscription>[]]>([
    ['none', []],
    ['one that is only registered', [subscription('REGISTERED')]],
    ['one that was cancelled before any sign-up', [subscription('CANCELLED', { signedUpOn: null })]],
  ])('has to be signed up: %s is not enough', (_which, subscriptions) => {
    const { outcome } = receiveCharges([receipt()], receiptFacts({ subscriptions }));
    expect(outcome.failed).toMatchObject([{ errorCode: 'NO_SUBSCRIPTION' }]);
  });
});

describe('settling at once', () => {
  it.each([
    ['the day before it was raised', '2026-05-08', 'BAD_REQUEST'],
    ['the day on which it was raised, in UTC', '2026-05-09', 'PENDING'],
  ])('judges a charge paid through %s', (_which, paidThroughDate, status) => {
    const raisedOn = at('2026-05-09T00:30:00Z');
    const { outcome } = receiveCharges([receipt({ paidThroughDate, raisedOn })], receiptFacts());
    expect(outcome.charges).toMatchObject([{ status }]);
  });

  it('cancels the subscription of a bad request, and rejects its held charges', () => {
    const suspended = subscription('SUSPENDED');
    const held = charge({ heldOn: at('2026-05-09T11:00:00Z') });
    const { outcome, changes } = receiveCharges(
      [receipt({ paidThroughDate: '2026-05-08' })],
      receiptFacts({ subscriptions: [suspended], held: [held] }),
    );
    expect(outcome.charges).toMatchObject([
      {
        status: 'BAD_REQUEST',
        settledOn: NOW,
        heldOn: null,
        statusReason:
          'Its paid-through date 2026-05-08 is before 2026-05-09, the day on which Netflix raised it.',
      },
    ]);
    expect(changes.subscriptions).toMatchObject([
      {
        before: suspended,
        after: { stage: 'CANCELLED', cancellationReason: 'CHARGE_BAD_REQUEST', cancelledOn: NOW },
      },
    ]);
    expect(changes.charges).toMatchObject([
      { before: null, after: { id: nth(101), status: 'BAD_REQUEST' } },
      { before: held, after: { id: nth(12), status: 'REJECTED' } },
    ]);
    expect(changes.events.map(({ type, chargeId }) => [type, chargeId])).toEqual([
      ['CHARGE_RECEIVED', nth(101)],
      ['CHARGE_PROCESSED', nth(101)],
      ['SUBSCRIPTION_CANCELLED', undefined],
      ['CHARGE_PROCESSED', nth(12)],
    ]);
  });

  it.each([
    ['at that instant', RAISED, 'REJECTED'],
    ['before', RAISED - 1, 'REJECTED'],
    ['later, when the service had been used', RAISED + 1, 'PENDING'],
  ])('judges a charge of a subscription that was cancelled %s', (_when, cancelledOn, status) => {
    const cancelled = subscription('CANCELLED', { cancelledOn });
    const { outcome, changes } = receiveCharges([receipt()], receiptFacts({ subscriptions: [cancelled] }));
    expect(outcome.charges).toMatchObject([{ status }]);
    expect(changes.subscriptions).toEqual([]);
  });

  it('says why it rejects, and leaves a newer subscription alone', () => {
    const later = { ...CURRENT, signedUpOn: RAISED + 1 };
    const { outcome, changes } = receiveCharges(
      [receipt()],
      receiptFacts({ subscriptions: [FORMER, later] }),
    );
    expect(outcome.charges).toMatchObject([
      {
        status: 'REJECTED',
        settledOn: NOW,
        subscriptionId: nth(1),
        statusReason: 'Subscription S00000001 was cancelled already when Netflix raised it.',
      },
    ]);
    expect(changes.subscriptions).toEqual([]);
  });

  it('calls a charge that is late and of a cancelled subscription a bad request, which cancels nothing more', () => {
    const { outcome, changes } = receiveCharges(
      [receipt({ paidThroughDate: '2026-05-08' })],
      receiptFacts({ subscriptions: [FORMER] }),
    );
    expect(outcome.charges).toMatchObject([{ status: 'BAD_REQUEST' }]);
    expect(changes.subscriptions).toEqual([]);
    expect(changes.events.map(({ type }) => type)).toEqual(['CHARGE_RECEIVED', 'CHARGE_PROCESSED']);
  });

  it('leaves a newer subscription alone when a bad request belongs to a former one', () => {
    const { outcome, changes } = receiveCharges(
      [receipt({ paidThroughDate: '2026-03-01', raisedOn: at('2026-03-15T00:00:00Z') })],
      receiptFacts({ subscriptions: [FORMER, CURRENT] }),
    );
    expect(outcome.charges).toMatchObject([{ status: 'BAD_REQUEST', subscriptionId: nth(1) }]);
    expect(changes.subscriptions).toEqual([]);
  });
});

describe('holding', () => {
  it.each([
    ['at that instant', { suspendedOn: RAISED }, NOW],
    ['before', { suspendedOn: RAISED - 1 }, NOW],
    ['later', { suspendedOn: RAISED + 1 }, null],
  ])('judges a charge of a subscription that is suspended since %s', (_when, given, heldOn) => {
    const { outcome } = receiveCharges(
      [receipt()],
      receiptFacts({ subscriptions: [subscription('SUSPENDED', given)] }),
    );
    expect(outcome.charges).toMatchObject([{ status: 'PENDING', heldOn, settledOn: null }]);
  });

  it('tells that it holds', () => {
    const { changes } = receiveCharges(
      [receipt()],
      receiptFacts({ subscriptions: [subscription('SUSPENDED')] }),
    );
    expect(changes.events).toMatchObject([
      {
        type: 'CHARGE_RECEIVED',
        changes: [
          { field: 'status', before: null, after: 'PENDING' },
          { field: 'heldOn', before: null, after: '2026-05-10T12:00:00.000Z' },
        ],
      },
    ]);
  });
});

describe('several charges of one subscription in one call', () => {
  const BAD = { paidThroughDate: '2026-05-08' };
  const [first, second, third] = ['nx-1', 'nx-2', 'nx-3'].map((netflixChargeIdentifier) => ({
    netflixChargeIdentifier,
  }));

  it('cancel it once', () => {
    const { outcome, changes } = receiveCharges(
      [receipt({ ...first, ...BAD }), receipt({ ...second, ...BAD })],
      receiptFacts(),
    );
    expect(outcome.charges.map(({ status }) => status)).toEqual(['BAD_REQUEST', 'BAD_REQUEST']);
    expect(changes.subscriptions).toHaveLength(1);
    expect(outcome.subscriptions).toEqual(changes.subscriptions.map(({ after }) => after));
    expect(changes.events.filter(({ type }) => type === 'SUBSCRIPTION_CANCELLED')).toHaveLength(1);
  });

  it('find what earlier ones did: it is cancelled from this instant on', () => {
    const { outcome } = receiveCharges(
      [
        receipt({ ...first, ...BAD }),
        receipt({ ...second, raisedOn: NOW }),
        receipt({ ...third, raisedOn: NOW - 1 }),
      ],
      receiptFacts(),
    );
    expect(outcome.charges.map(({ status }) => status)).toEqual(['BAD_REQUEST', 'REJECTED', 'PENDING']);
  });

  // In a dry run every new charge has the same placeholder for an id.
  it.each([
    ['', (k = 0) => nth(101 + k)],
    [' in a dry run', () => nth(0)],
  ])('are rejected when a later one cancels what they were held for%s', (_how, newId) => {
    const known = charge({ heldOn: at('2026-05-09T11:00:00Z') });
    const { outcome, changes } = receiveCharges(
      [
        receipt(first),
        receipt({ netflixChargeIdentifier: 'nx-12' }),
        receipt({ ...second, ...BAD }),
        receipt(third),
      ],
      receiptFacts({
        newId: (_kind, k) => newId(k),
        subscriptions: [subscription('SUSPENDED')],
        received: new Map([['nx-12', known]]),
        held: [{ ...known }],
      }),
    );
    expect(
      outcome.charges.map(({ netflixChargeIdentifier, status, heldOn }) => [
        netflixChargeIdentifier,
        status,
        heldOn,
      ]),
    ).toEqual([
      ['nx-1', 'REJECTED', null],
      ['nx-12', 'REJECTED', null],
      ['nx-2', 'BAD_REQUEST', null],
      ['nx-3', 'PENDING', null],
    ]);
    expect(
      changes.charges.map(({ before, after }) => [
        before?.status,
        after.netflixChargeIdentifier,
        after.status,
      ]),
    ).toEqual([
      [undefined, 'nx-1', 'REJECTED'],
      [undefined, 'nx-2', 'BAD_REQUEST'],
      ['PENDING', 'nx-12', 'REJECTED'],
      [undefined, 'nx-3', 'PENDING'],
    ]);
  });
});
