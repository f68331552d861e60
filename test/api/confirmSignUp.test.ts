import { describe, expect, it } from 'vitest';

import { HOUR, MINUTE } from '../../src/time.ts';
import { writes } from './charge-verbs.ts';
import { NOON, openGateway } from './gateway.ts';
import {
  change,
  changing,
  confirm,
  faultsOf,
  person,
  register,
  STANDING,
  tokenOf,
} from './subscription-verbs.ts';

const AT_NOON = '2026-03-01T12:00:00.000Z';
const PRICE = { amount: '9.990', currency: 'EUR', effectiveFrom: '2026-03-01' };

const after = (milliseconds: number) => new Date(NOON + milliseconds).toISOString();

describe('A sign-up', () => {
  it('makes the subscription active, with the prices that Netflix tells', async () => {
    const { operator } = await openGateway();
    const token = await tokenOf(operator);
    const yen = { amount: '1000', currency: 'JPY', effectiveFrom: '2026-04-01' };
    const { subscription, problems } = await confirm(
      operator,
      { token, signedUpOn: '2026-03-01T14:00:00.0009+02:00', prices: [PRICE, yen] },
      `${STANDING} prices { formattedPrice effectiveFrom amount { amount currency formatted(locale: "de") } }`,
    );
    expect(problems).toEqual([]);
    expect(subscription).toEqual({
      number: 'S00000001',
      stage: 'ACTIVE',
      lifeCycleState: 'EFFECTIVE',
      netflixState: 'EFFECTIVE',
      cancellationReason: null,
      channel: null,
      allowedActions: ['SUSPEND', 'TERMINATE'],
      registeredOn: AT_NOON,
      signedUpOn: AT_NOON,
      suspendedOn: null,
      cancelledOn: null,
      prices: [
        {
          formattedPrice: '€9.99',
          effectiveFrom: '2026-03-01',
          amount: { amount: '9.99', currency: 'EUR', formatted: '9,99\u00a0€' },
        },
        {
          formattedPrice: '¥1,000',
          effectiveFrom: '2026-04-01',
          amount: { amount: '1000', currency: 'JPY', formatted: '1.000\u00a0¥' },
        },
      ],
    });
  });

  it('may come before the registration, for a membership that existed', async () => {
    const { operator } = await openGateway();
    const token = await tokenOf(operator);
    const { subscription } = await confirm(operator, { token, signedUpOn: '2019-01-31T00:00:00Z' });
    expect(subscription).toMatchObject({ stage: 'ACTIVE', signedUpOn: '2019-01-31T00:00:00.000Z' });
  });

  it('that is reported again is a success, whatever else the report says', async () => {
    const opened = await openGateway();
    const { operator, wait } = opened;
    const token = await tokenOf(operator);
    const first = await confirm(operator, { token, signedUpOn: AT_NOON });
    writes(opened);
    const again = { token, signedUpOn: '2099-01-01T00:00:00Z', prices: [PRICE] };
    expect(await confirm(operator, again)).toEqual(first);
    expect(writes(opened)).toEqual([]);

    wait(HOUR);
    await change(operator, 'terminateSubscription');
    expect(await confirm(operator, again)).toMatchObject({
      subscription: { stage: 'CANCELLED' },
      problems: [],
    });
  });

  it.each([
    ['up to and including its expiry', MINUTE, null],
    ['not later', MINUTE + 1, 'The token expired on 2026-03-01T12:01:00.000Z'],
  ])('is possible with a token %s', async (_words, later, refusal) => {
    const { operator, wait } = await openGateway();
    const token = await tokenOf(operator, { validityDuration: 60 });
    // The report comes late; what counts is when the customer signed up.
    wait(HOUR);
    const { problems } = await confirm(operator, { token, signedUpOn: after(later) });
    expect(problems).toEqual(
      refusal === null
        ? []
        : [{ code: 'TOKEN_EXPIRED', message: expect.stringContaining(refusal), path: ['token'] }],
    );
  });

  it.each([
    ['up to the instant at which it was', MINUTE, null],
    ['not later', MINUTE + 1, 'The token was replaced on 2026-03-01T12:01:00.000Z'],
  ])('is possible with a token that was replaced: %s', async (_words, later, refusal) => {
    const { operator, wait } = await openGateway();
    const old = await tokenOf(operator);
    wait(MINUTE);
    await register(operator);
    wait(MINUTE);
    const { problems } = await confirm(operator, { token: old, signedUpOn: after(later) });
    expect(problems).toEqual(
      refusal === null
        ? []
        : [{ code: 'TOKEN_UNKNOWN', message: expect.stringContaining(refusal), path: ['token'] }],
    );
  });

  it('happens once: the token that took the place of another cannot do it again', async () => {
    const { operator, wait } = await openGateway();
    const old = await tokenOf(operator);
    wait(MINUTE);
    const token = await tokenOf(operator);
    await confirm(operator, { token: old, signedUpOn: AT_NOON });
    expect(await confirm(operator, { token, signedUpOn: after(MINUTE) })).toEqual({
      subscription: null,
      problems: [
        {
          code: 'SIGN_UP_NOT_POSSIBLE',
          message: `Subscription S00000001 was signed up with another token on ${AT_NOON}. Nothing is left to confirm.`,
          path: ['token'],
        },
      ],
    });
  });

  it('cannot lie in the future', async () => {
    const { operator } = await openGateway();
    const token = await tokenOf(operator);
    const { subscription, problems } = await confirm(operator, { token, signedUpOn: after(1) });
    expect(subscription).toBeNull();
    expect(problems).toMatchObject([{ code: 'SIGN_UP_NOT_POSSIBLE', path: ['signedUpOn'] }]);
    expect(await confirm(operator, { token, signedUpOn: AT_NOON })).toMatchObject({ problems: [] });
  });

  it('cannot lie before the end of the previous subscription', async () => {
    const { operator, netflix, wait } = await openGateway();
    await netflix.signsUp('B-100');
    wait(HOUR);
    await change(operator, 'terminateSubscription');
    wait(HOUR);
    const token = await tokenOf(operator);
    expect(await confirm(operator, { token, signedUpOn: after(HOUR - 1) })).toMatchObject({
      subscription: null,
      problems: [{ code: 'SIGN_UP_NOT_POSSIBLE', path: ['signedUpOn'] }],
    });
    expect(await confirm(operator, { token, signedUpOn: after(HOUR) })).toMatchObject({
      subscription: { number: 'S00000002', stage: 'ACTIVE' },
      problems: [],
    });
  });

  it('cannot follow a cancellation', async () => {
    const { operator, wait } = await openGateway();
    const token = await tokenOf(operator);
    wait(HOUR);
    await change(operator, 'terminateSubscription');
    expect(await confirm(operator, { token, signedUpOn: AT_NOON })).toMatchObject({
      subscription: null,
      problems: [{ code: 'SUBSCRIPTION_CANCELLED', path: ['token'] }],
    });
  });

  it('is the business of its own operator, and a message never shows a token', async () => {
    const { operator, another } = await openGateway();
    const token = await tokenOf(operator);
    const other = await another();
    const unknown = {
      subscription: null,
      problems: [
        {
          code: 'TOKEN_UNKNOWN',
          message: 'The token is not known. Give the one that the customer signed up with.',
          path: ['token'],
        },
      ],
    };
    expect(await confirm(other.operator, { token, signedUpOn: AT_NOON })).toEqual(unknown);
    expect(await confirm(operator, { token: 'nobodys', signedUpOn: AT_NOON })).toEqual(unknown);
  });

  it('is told every reason against it, and changes nothing', async () => {
    const opened = await openGateway();
    const token = await tokenOf(opened.operator, { validityDuration: 60 });
    writes(opened);
    const { problems } = await confirm(opened.operator, { token, signedUpOn: after(HOUR) });
    expect(problems).toMatchObject([
      { code: 'TOKEN_EXPIRED', path: ['token'] },
      { code: 'SIGN_UP_NOT_POSSIBLE', path: ['signedUpOn'] },
    ]);
    expect(writes(opened)).toEqual([]);
  });

  it('answers a dry run as the call, and changes nothing', async () => {
    const opened = await openGateway();
    const { operator } = opened;
    const token = await tokenOf(operator);
    const report = { token, signedUpOn: AT_NOON, prices: [PRICE] };
    const fields = `${STANDING} prices { formattedPrice } customer { subscriptions { nodes { stage } } }`;
    writes(opened);
    const dry = await confirm(operator, { ...report, dryRun: true }, fields);
    expect(writes(opened)).toEqual([]);
    expect(await person(operator, 'subscriptions { nodes { stage } }')).toEqual({
      subscriptions: { nodes: [{ stage: 'REGISTERED' }] },
    });
    expect(await confirm(operator, report, fields)).toEqual(dry);
  });
});

describe('A report of a sign-up', () => {
  const price = (given: object) => ({ prices: [{ ...PRICE, ...given }] });
  it.each([
    ['an empty token', { token: '' }, 'token', '1 to 128 characters'],
    ['a day that is none', { signedUpOn: '2026-02-30T12:00:00Z' }, 'signedUpOn', '"2026-02-30T12:00:00Z"'],
    ['a time without a zone', { signedUpOn: '2026-03-01T12:00:00' }, 'signedUpOn', 'must be an instant'],
    ['too many decimals', price({ amount: '9.999' }), 'prices.0.amount', 'as many decimals as the currency'],
    ['decimals of a yen', price({ amount: '9.9', currency: 'JPY' }), 'prices.0.amount', 'as many decimals'],
    ['a negative amount', price({ amount: '-0.01' }), 'prices.0.amount', '0 or more'],
    ['an amount beyond counting', price({ amount: '90071992547409.92' }), 'prices.0.amount', '2^53 − 1'],
    [
      'an amount that is a number',
      price({ amount: 9.99 }),
      'prices.0.amount',
      'must be a decimal as a string',
    ],
    ['an unknown currency', price({ currency: 'AAA' }), 'prices.0.currency', 'which AAA is not'],
    ['no currency', price({ currency: 'XXX' }), 'prices.0.currency', 'which XXX is not'],
    ['a currency in small letters', price({ currency: 'eur' }), 'prices.0.currency', 'three capital letters'],
    ['a price from no day', price({ effectiveFrom: '2025-02-29' }), 'prices.0.effectiveFrom', '"2025-02-29"'],
    ['51 prices', { prices: Array(51).fill(PRICE) }, 'prices', 'Give 0 to 50 prices.'],
  ])('with %s is badly formed', async (_what, given, path, message) => {
    const { operator } = await openGateway();
    const token = await tokenOf(operator);
    const input = { token, signedUpOn: AT_NOON, ...given };
    const faults = faultsOf(await operator.answer(changing('confirmSignUp'), { input }));
    expect(faults).toEqual([[`input.${path}`, expect.stringContaining(message)]]);
  });
});
