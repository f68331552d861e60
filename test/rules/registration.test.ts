import { describe, expect, it } from 'vitest';
import type { Email } from '../../src/customers/customer.ts';
import { pack, unpack } from '../../src/packed.ts';
import { register } from '../../src/subscriptions/rules/registration.ts';
import type { Registration, RegistrationFacts } from '../../src/subscriptions/rules/facts.ts';
import { address, at, customer, email, facts, phone, promotion, signUpToken, subscription } from './facts.ts';

const NOW = at('2026-05-01T00:00:00Z');
const DAY = 86_400_000;

/** Registers B-100, by default for the first time ever. */
function registers(registration: Partial<Registration> = {}, known: Partial<RegistrationFacts> = {}) {
  return register(
    {
      billingSystemCustomerIdentifier: 'B-100',
      promotionCode: null,
      channel: null,
      validityDuration: 86_400,
      firstName: null,
      lastName: null,
      address: null,
      email: null,
      phone: null,
      ...registration,
    },
    {
      ...facts(NOW),
      customer: null,
      subscription: null,
      token: null,
      promotion: null,
      drawn: { netflixCustomerIdentifier: 'pai-new', token: 'secret', tokenHash: 'hash-new' },
      ...known,
    },
  );
}

/** What the rules find when B-100 was registered before and has not signed up yet. */
const waiting = { customer: customer(), subscription: subscription('REGISTERED'), token: signUpToken() };

describe('registering a customer for the first time', () => {
  it('adds the customer, its subscription and a token', () => {
    const { outcome, changes } = registers(
      {
        promotionCode: 'SPRING',
        channel: 'STORE',
        firstName: 'Anna',
        email: email('anna@home.example'),
      },
      { promotion: promotion() },
    );
    const added = customer({
      id: facts(NOW).newId('customers'),
      netflixCustomerIdentifier: 'pai-new',
      firstName: 'Anna',
      emails: pack([{ ...email('anna@home.example'), isPrimary: true }]),
      createdOn: NOW,
    });
    const registered = subscription('REGISTERED', {
      id: facts(NOW).newId('subscriptions'),
      customerId: added.id,
      channel: 'STORE',
      promotionId: promotion().id,
      registeredOn: NOW,
    });
    expect(outcome).toEqual({
      customer: added,
      subscription: registered,
      token: { value: 'secret', expiresOn: NOW + DAY, handedOver: true },
      problems: [],
    });
    expect(changes.customers).toEqual([{ before: null, after: added }]);
    expect(changes.subscriptions).toEqual([{ before: null, after: registered }]);
    expect(changes.signUpTokens).toEqual([
      {
        before: null,
        after: signUpToken({
          hash: 'hash-new',
          subscriptionId: registered.id,
          issuedOn: NOW,
          expiresOn: NOW + DAY,
          handedOverOn: NOW,
        }),
      },
    ]);
    expect(changes.events).toEqual([
      {
        type: 'SUBSCRIPTION_REGISTERED',
        customerId: added.id,
        subscriptionId: registered.id,
        changes: [
          { field: 'stage', before: null, after: 'REGISTERED' },
          { field: 'netflixState', before: null, after: 'NOT_EFFECTIVE' },
          { field: 'channel', before: null, after: 'STORE' },
          { field: 'promotionId', before: null, after: String(promotion().id) },
          { field: 'registeredOn', before: null, after: '2026-05-01T00:00:00.000Z' },
        ],
      },
    ]);
  });

  it('lets the token live as many seconds as were asked for', () => {
    expect(registers({ validityDuration: 1 }).outcome.token?.expiresOn).toBe(NOW + 1000);
  });

  it('keeps the secret itself out of all that is written', () => {
    expect(JSON.stringify(registers().changes)).not.toContain('secret');
  });
});

describe('registering again before the sign-up', () => {
  it('keeps the subscription and gives it a new token in the place of the old one', () => {
    const { outcome, changes } = registers({}, waiting);
    expect(outcome.subscription).toEqual(waiting.subscription);
    expect(outcome.token?.value).toBe('secret');
    expect(changes.signUpTokens).toEqual([
      { before: waiting.token, after: { ...waiting.token, replacedOn: NOW } },
      {
        before: null,
        after: expect.objectContaining({ hash: 'hash-new', subscriptionId: waiting.subscription.id }),
      },
    ]);
    expect([changes.customers, changes.subscriptions]).toEqual([[], []]);
    expect(changes.events).toEqual([
      {
        type: 'SUBSCRIPTION_REGISTERED',
        customerId: waiting.customer.id,
        subscriptionId: waiting.subscription.id,
        changes: [{ field: 'netflixToken', before: null, after: null }],
      },
    ]);
  });

  it('overwrites what is given', () => {
    const { outcome, changes } = registers(
      { channel: 'WEB', promotionCode: 'SPRING' },
      { ...waiting, promotion: promotion() },
    );
    expect(outcome.subscription).toEqual({
      ...waiting.subscription,
      channel: 'WEB',
      promotionId: promotion().id,
    });
    expect(changes.subscriptions).toEqual([{ before: waiting.subscription, after: outcome.subscription }]);
    expect(changes.events[0]?.changes.map(({ field }) => field)).toEqual([
      'channel',
      'promotionId',
      'netflixToken',
    ]);
  });

  it('keeps what is not given, a promotion that has expired since included', () => {
    const chosen = subscription('REGISTERED', { channel: 'WEB', promotionId: promotion().id });
    const named = customer({ firstName: 'Anna', lastName: 'Ioannou' });
    const { outcome } = registers({}, { ...waiting, customer: named, subscription: chosen });
    expect(outcome).toMatchObject({ subscription: chosen, customer: named, problems: [] });
  });

  it('names the contact data that changed in an event of the customer', () => {
    const { outcome, changes } = registers({ firstName: 'Anna', phone: phone('99 123456') }, waiting);
    expect(changes.customers).toEqual([{ before: waiting.customer, after: outcome.customer }]);
    expect(changes.events.map(({ type }) => type)).toEqual(['CUSTOMER_UPDATED', 'SUBSCRIPTION_REGISTERED']);
    expect(changes.events[0]).toEqual({
      type: 'CUSTOMER_UPDATED',
      customerId: waiting.customer.id,
      changes: [
        { field: 'firstName', before: null, after: null },
        { field: 'phones', before: null, after: null },
      ],
    });
  });
});

describe('an address, e-mail or phone given at registration', () => {
  const home = { ...email('home@a.example'), isPrimary: false };
  const work = { ...email('work@a.example'), isPrimary: true };
  const emailsAfter = (given: ReturnType<typeof email>, before: readonly Email[]) => {
    const { outcome } = registers(
      { email: given },
      { ...waiting, customer: customer({ emails: pack(before) }) },
    );
    return unpack(outcome.customer?.emails ?? pack([]));
  };

  it('becomes the primary one of an empty list', () => {
    expect(emailsAfter(email('new@a.example', false), [])).toEqual([
      { ...email('new@a.example'), isPrimary: true },
    ]);
  });

  it('replaces the primary one in its place and leaves the others', () => {
    expect(emailsAfter(email('new@a.example'), [home, work])).toEqual([
      home,
      { ...email('new@a.example'), isPrimary: true },
    ]);
  });

  it('touches no other list', () => {
    const { outcome } = registers(
      { address: address() },
      { ...waiting, customer: customer({ emails: pack([work]) }) },
    );
    expect(outcome.customer).toEqual(
      customer({ emails: pack([work]), addresses: pack([{ ...address(), isPrimary: true }]) }),
    );
  });

  it('changes nothing when it is the primary one already', () => {
    const known = customer({ addresses: pack([{ ...address(), isPrimary: true }]) });
    const { changes } = registers({ address: address() }, { ...waiting, customer: known });
    expect(changes.customers).toEqual([]);
    expect(changes.events.map(({ type }) => type)).toEqual(['SUBSCRIPTION_REGISTERED']);
  });
});

describe('registering a customer whose subscription was cancelled', () => {
  it('adds a new subscription that takes nothing over, and leaves the old token alone', () => {
    const over = subscription('CANCELLED', { channel: 'WEB', promotionId: promotion().id });
    const { outcome, changes } = registers({}, { ...waiting, subscription: over });
    const added = subscription('REGISTERED', { id: facts(NOW).newId('subscriptions'), registeredOn: NOW });
    expect(outcome.subscription).toEqual(added);
    expect(changes.subscriptions).toEqual([{ before: null, after: added }]);
    expect(changes.signUpTokens).toHaveLength(1);
    expect(changes.customers).toEqual([]);
    expect(changes.events).toMatchObject([{ type: 'SUBSCRIPTION_REGISTERED', subscriptionId: added.id }]);
  });
});

describe('a registration is refused', () => {
  it.each(['ACTIVE', 'SUSPENDED'] as const)('while the subscription is %s', (stage) => {
    const { outcome } = registers({}, { ...waiting, subscription: subscription(stage) });
    expect(outcome).toEqual({
      subscription: null,
      customer: null,
      token: null,
      problems: [
        {
          code: 'ALREADY_REGISTERED',
          message: `Subscription S00000001 of customer B-100 is ${stage.toLowerCase()}. Terminate it before you register the customer again.`,
          path: ['billingSystemCustomerIdentifier'],
        },
      ],
    });
  });

  it('with a promotion that the operator does not have', () => {
    expect(registers({ promotionCode: 'SPRING' }).outcome).toMatchObject({
      subscription: null,
      problems: [{ code: 'PROMOTION_NOT_FOUND', path: ['promotionCode'] }],
    });
  });

  it.each([
    [
      'a millisecond before it takes effect',
      { effectiveFrom: NOW + 1 },
      'takes effect on 2026-05-01T00:00:00.001Z',
    ],
    ['before an open-ended one takes effect', { effectiveFrom: NOW + 1, expiresOn: null }, 'takes effect on'],
    ['at the instant of its expiry', { expiresOn: NOW }, 'expired on 2026-05-01T00:00:00.000Z'],
  ])('with a promotion %s', (_when, given, saying) => {
    const { outcome } = registers({ promotionCode: 'SPRING' }, { promotion: promotion(given) });
    expect(outcome).toMatchObject({
      subscription: null,
      problems: [{ code: 'PROMOTION_NOT_IN_EFFECT', path: ['promotionCode'] }],
    });
    expect(outcome.problems[0]?.message).toContain(saying);
  });

  it.each([
    ['from the instant it takes effect', { effectiveFrom: NOW }],
    ['up to the last millisecond', { expiresOn: NOW + 1 }],
    ['for ever when its end is open', { expiresOn: null }],
  ])('never for a promotion that is in effect: %s', (_when, given) => {
    const { outcome } = registers({ promotionCode: 'SPRING' }, { promotion: promotion(given) });
    expect(outcome).toMatchObject({ subscription: { promotionId: promotion().id }, problems: [] });
  });

  it('with every problem that applies, and changes nothing', () => {
    const { outcome, changes } = registers(
      { promotionCode: 'NONE', firstName: 'Anna' },
      { ...waiting, subscription: subscription('ACTIVE') },
    );
    expect(outcome.problems.map(({ code }) => code)).toEqual(['ALREADY_REGISTERED', 'PROMOTION_NOT_FOUND']);
    expect(Object.values(changes).flat()).toEqual([]);
  });
});
