import { describe, expect, it } from 'vitest';

import { hashOfSecret } from '../../src/secrets.ts';
import { DAY, HOUR, MINUTE } from '../../src/time.ts';
import { writes } from './charge-verbs.ts';
import { openGateway } from './gateway.ts';
import {
  B100,
  change,
  confirm,
  faultsOf,
  person,
  PERSON,
  register,
  registering,
  STANDING,
  tokenOf,
  update,
} from './subscription-verbs.ts';

const ANNA = {
  channel: 'WEB',
  firstName: 'Άννα',
  lastName: "O'Neil",
  address: { type: 'HOME', streetName: 'Makariou', streetNumber: '12A', floor: 0, country: 'CY' },
  email: { type: 'PERSONAL', emailAddress: 'anna@example.com' },
  phone: { type: 'MOBILE', number: '+357 99 123456', country: 'CY' },
};
const HOME = { type: 'HOME', isPrimary: true, streetName: 'Makariou', streetNumber: '12A', floor: 0 };
const NOWHERE = { addresses: [], emails: [], phones: [] };

describe('Registering a customer', () => {
  it('makes a subscription that waits for its sign-up, and tells where to sign up', async () => {
    const { operator } = await openGateway({}, { PORT: '4000' });
    const { subscription, netflixToken, problems } = await register(
      operator,
      ANNA,
      `${STANDING} promotions { redeemedOn } prices { formattedPrice } entitledUntil customer { ${PERSON} }`,
    );
    expect(problems).toEqual([]);
    expect(subscription).toEqual({
      number: 'S00000001',
      stage: 'REGISTERED',
      lifeCycleState: 'NOT_EFFECTIVE',
      netflixState: 'NOT_EFFECTIVE',
      cancellationReason: null,
      channel: 'WEB',
      allowedActions: ['REGISTER', 'TERMINATE'],
      registeredOn: '2026-03-01T12:00:00.000Z',
      signedUpOn: null,
      suspendedOn: null,
      cancelledOn: null,
      promotions: [],
      prices: [],
      entitledUntil: null,
      customer: {
        billingSystemCustomerIdentifier: 'B-100',
        netflixCustomerIdentifier: expect.stringMatching(/^PAI-[\w-]{22,}$/),
        firstName: 'Άννα',
        lastName: "O'Neil",
        createdOn: '2026-03-01T12:00:00.000Z',
        addresses: [{ ...HOME, addressLine1: null, country: 'CY' }],
        emails: [{ type: 'PERSONAL', isPrimary: true, emailAddress: 'anna@example.com', notes: null }],
        phones: [
          {
            type: 'MOBILE',
            isPrimary: true,
            number: '+357 99 123456',
            areaCode: null,
            country: 'CY',
            notes: null,
          },
        ],
      },
    });
    expect(netflixToken).toEqual({
      value: expect.stringMatching(/^[\w-]{43}$/),
      expiresOn: '2026-03-02T12:00:00.000Z',
      redirectUrl: `http://localhost:4000/sandbox/sign-up?token=${netflixToken.value}`,
      handedOver: true,
    });
  });

  it('needs nothing but an identifier', async () => {
    const { operator } = await openGateway();
    const { subscription, problems } = await register(
      operator,
      {},
      `channel customer { firstName lastName addresses { type } emails { type } phones { type } }`,
    );
    expect(problems).toEqual([]);
    expect(subscription).toEqual({
      channel: null,
      customer: { firstName: null, lastName: null, ...NOWHERE },
    });
  });

  it('leads to the sign-up address of the settings, and in production to no page of the gateway', async () => {
    const settings = {
      NODE_ENV: 'production',
      TOKEN_SECRET: 'a secret of more than 32 characters',
      SIGN_UP_ADDRESS: 'https://signup.example.com/telecom',
    };
    const { gateway, operator } = await openGateway({}, settings);
    const { value, redirectUrl } = (await register(operator)).netflixToken;
    expect(redirectUrl).toBe(`https://signup.example.com/telecom?token=${value as string}`);
    for (const method of ['GET', 'POST']) {
      const page = new Request(`http://gateway/sandbox/sign-up?token=${value as string}`, { method });
      expect((await gateway.fetch(page)).status).not.toBe(200);
    }
    expect((await register(operator)).problems).toEqual([]);
  });

  it('keeps the token as a hash', async () => {
    const { gateway, operator } = await openGateway();
    const token = await tokenOf(operator);
    expect(await gateway.store.operatorOfSignUpToken(token)).toBeNull();
    expect(await gateway.store.operatorOfSignUpToken(hashOfSecret(token))).not.toBeNull();
  });

  it.each([
    ['one second', 1, '2026-03-01T12:00:01.000Z'],
    ['24 hours', 86_400, '2026-03-02T12:00:00.000Z'],
    ['24 hours when it is null', null, '2026-03-02T12:00:00.000Z'],
  ])('lets the token live for %s', async (_words, validityDuration, expiresOn) => {
    const { operator } = await openGateway();
    const { netflixToken } = await register(operator, { validityDuration });
    expect(netflixToken).toMatchObject({ expiresOn });
  });

  it('tells identifiers apart byte by byte', async () => {
    const { operator } = await openGateway();
    const identifiers = ['b-100', 'B-100', ' B-100', 'é', 'e\u0301', 'İ', 'ı', '😀'.repeat(128)];
    const numbers = [];
    for (const billingSystemCustomerIdentifier of identifiers) {
      const { subscription } = await register(operator, { billingSystemCustomerIdentifier });
      numbers.push(subscription.number);
    }
    expect(new Set(numbers).size).toBe(identifiers.length);
    const { customers } = await operator.ask(`{ customers { nodes { billingSystemCustomerIdentifier } } }`);
    expect(customers.nodes).toEqual(
      identifiers.map((billingSystemCustomerIdentifier) => ({ billingSystemCustomerIdentifier })),
    );
  });

  it('knows nothing of the customers and subscriptions of another operator', async () => {
    const { operator, netflix, another } = await openGateway();
    const { netflixCustomerIdentifier } = await netflix.signsUp('B-100');
    const other = await another();
    const { subscription, problems } = await register(other.operator, {}, `number customer { ${PERSON} }`);
    expect(problems).toEqual([]);
    expect(subscription.number).toBe('S00000001');
    expect(subscription.customer.netflixCustomerIdentifier).not.toBe(netflixCustomerIdentifier);
    expect(await person(operator, 'netflixCustomerIdentifier')).toEqual({ netflixCustomerIdentifier });
  });
});

describe('Registering again', () => {
  it('before the sign-up keeps the subscription and gives a new token', async () => {
    const { operator, wait } = await openGateway();
    const first = await register(operator);
    wait(HOUR);
    const second = await register(operator);
    expect(second.subscription).toEqual(first.subscription);
    expect(second.netflixToken.value).not.toBe(first.netflixToken.value);
    expect(second.netflixToken.expiresOn).toBe('2026-03-02T13:00:00.000Z');
    const { subscriptions } = await operator.ask('{ subscriptions { totalCount } }');
    expect(subscriptions.totalCount).toBe(1);
  });

  it('overwrites what is given, and keeps what is null or left out', async () => {
    const { operator } = await openGateway();
    await register(operator, ANNA);
    const { subscription } = await register(
      operator,
      { firstName: 'Anna', lastName: null, address: null, channel: null },
      `channel customer { ${PERSON} }`,
    );
    expect(subscription).toMatchObject({
      channel: 'WEB',
      customer: {
        firstName: 'Anna',
        lastName: "O'Neil",
        addresses: [HOME],
        emails: [{ emailAddress: 'anna@example.com' }],
      },
    });
  });

  it('puts a contact in the place of the primary one', async () => {
    const { operator } = await openGateway();
    await register(operator);
    const home = { type: 'HOME', streetName: 'Makariou' };
    const work = { type: 'BUSINESS', isPrimary: true, addressLine1: '1 Main Street' };
    const fax = { type: 'FAX', number: '22 123456' };
    await update(operator, { addresses: [home, work], emails: null, phones: [fax] });
    await register(operator, {
      address: { type: 'POBOX', isPrimary: false, addressLine1: 'P.O. Box 7' },
      email: { type: 'PERSONAL', emailAddress: 'anna@example.com' },
      phone: { type: 'MOBILE', number: '99 123456' },
    });
    expect(await person(operator)).toMatchObject({
      addresses: [
        { type: 'HOME', isPrimary: false, streetName: 'Makariou' },
        { type: 'POBOX', isPrimary: true, addressLine1: 'P.O. Box 7' },
      ],
      emails: [{ isPrimary: true, emailAddress: 'anna@example.com' }],
      phones: [{ type: 'MOBILE', isPrimary: true, number: '99 123456' }],
    });
  });

  it.each(['ACTIVE', 'SUSPENDED'])('is refused while the subscription is %s', async (stage) => {
    const { operator, netflix } = await openGateway();
    await netflix.signsUp('B-100');
    if (stage === 'SUSPENDED') await change(operator, 'suspendSubscription');
    expect(await register(operator)).toEqual({
      subscription: null,
      netflixToken: null,
      problems: [
        {
          code: 'ALREADY_REGISTERED',
          message: `Subscription S00000001 of customer B-100 is ${stage.toLowerCase()}. Terminate it before you register the customer again.`,
          path: ['billingSystemCustomerIdentifier'],
        },
      ],
    });
  });

  it.each(['signed up', 'only registered'])(
    'after a cancellation makes a new subscription of a customer that was %s',
    async (before) => {
      const { operator, netflix, wait } = await openGateway();
      if (before === 'signed up') await netflix.signsUp('B-100');
      else await register(operator);
      await change(operator, 'terminateSubscription');
      wait(HOUR);
      const { subscription } = await register(operator);
      expect(subscription).toMatchObject({
        number: 'S00000002',
        stage: 'REGISTERED',
        registeredOn: '2026-03-01T13:00:00.000Z',
        cancellationReason: null,
      });
      const { subscriptions } = await person(operator, 'subscriptions { nodes { number allowedActions } }');
      expect(subscriptions.nodes).toEqual([
        { number: 'S00000001', allowedActions: [] },
        { number: 'S00000002', allowedActions: ['REGISTER', 'TERMINATE'] },
      ]);
    },
  );
});

describe('A promotion', () => {
  const CREATE = `mutation ($input: CreatePromotionInput!) {
    createPromotion(input: $input) { promotion { code } problems { message } }
  }`;
  const SPRING = {
    code: 'SPRING',
    name: 'Spring',
    effectiveFrom: '2026-03-01T12:01:00Z',
    expiresOn: '2026-03-01T12:02:00Z',
  };

  it.each([
    ['up to its start', MINUTE - 1, 'Promotion SPRING takes effect on 2026-03-01T12:01:00.000Z.'],
    ['from its start on', MINUTE, null],
    ['up to its expiry', 2 * MINUTE - 1, null],
    ['from its expiry on', 2 * MINUTE, 'Promotion SPRING expired on 2026-03-01T12:02:00.000Z.'],
  ])('can be taken while it is in effect: %s', async (_when, later, refusal) => {
    const { operator, wait } = await openGateway();
    await operator.ask(CREATE, { input: SPRING });
    wait(later);
    expect(await register(operator, { promotionCode: 'SPRING' })).toMatchObject(
      refusal === null
        ? { subscription: { stage: 'REGISTERED' }, problems: [] }
        : {
            subscription: null,
            problems: [
              {
                code: 'PROMOTION_NOT_IN_EFFECT',
                message: expect.stringContaining(refusal),
                path: ['promotionCode'],
              },
            ],
          },
    );
  });

  it('must be one of the operator, by its exact code', async () => {
    const { operator, another } = await openGateway();
    const open = { ...SPRING, effectiveFrom: '2026-01-01T00:00:00Z', expiresOn: null };
    await operator.ask(CREATE, { input: { ...open, code: 'spring' } });
    const other = await another();
    await other.operator.ask(CREATE, { input: open });
    const { subscription, problems } = await register(operator, { promotionCode: 'SPRING' });
    expect([subscription, problems]).toEqual([
      null,
      [
        {
          code: 'PROMOTION_NOT_FOUND',
          message: 'There is no promotion SPRING. Choose one of your promotions, or none.',
          path: ['promotionCode'],
        },
      ],
    ]);
  });

  it('that was chosen stays when the customer is registered again without one, expired or not', async () => {
    const { operator, wait } = await openGateway();
    await operator.ask(CREATE, { input: { ...SPRING, effectiveFrom: '2026-03-01T12:00:00Z' } });
    await register(operator, { promotionCode: 'SPRING' });
    wait(HOUR);
    const token = await tokenOf(operator, { promotionCode: null });
    const { subscription } = await confirm(
      operator,
      { token, signedUpOn: '2026-03-01T13:00:00Z' },
      'promotions { redeemedOn promotion { code } }',
    );
    expect(subscription.promotions).toEqual([
      { redeemedOn: '2026-03-01T13:00:00.000Z', promotion: { code: 'SPRING' } },
    ]);
  });
});

describe('A registration that cannot be', () => {
  it('is told every reason, and changes nothing', async () => {
    const opened = await openGateway();
    const { operator, netflix } = opened;
    await netflix.signsUp('B-100');
    writes(opened);
    const { problems } = await register(operator, { ...ANNA, promotionCode: 'SPRING' });
    expect(problems).toMatchObject([{ code: 'ALREADY_REGISTERED' }, { code: 'PROMOTION_NOT_FOUND' }]);
    expect(writes(opened)).toEqual([]);
  });

  const named = (identifier: string) => ({ billingSystemCustomerIdentifier: identifier });
  const address = (parts: object) => ({ address: { type: 'HOME', ...parts } });
  const street = (parts: object) => address({ streetName: 'Makariou', ...parts });
  const email = (emailAddress: string) => ({ email: { type: 'PERSONAL', emailAddress } });
  const phone = (number: string) => ({ phone: { type: 'MOBILE', number } });
  const [NAME, MAIL, NUMBER] = ['billingSystemCustomerIdentifier', 'email.emailAddress', 'phone.number'];
  it.each([
    ['an empty identifier', named(''), NAME, '1 to 128 characters, but has 0'],
    ['a long identifier', named('x'.repeat(129)), NAME, 'but has 129'],
    ['an identifier with NUL', named('B\u0000100'), NAME, 'control characters'],
    ['an identifier of two lines', named('B-100\n'), NAME, 'control characters'],
    ['half a character', named('B-\ud83d'), NAME, 'well-formed Unicode'],
    ['a token of no life', { validityDuration: 0 }, 'validityDuration', 'but was 0'],
    ['a token of a long life', { validityDuration: 86_401 }, 'validityDuration', 'but was 86401'],
    ['a token of half a second', { validityDuration: 0.5 }, 'validityDuration', 'non-integer'],
    ['an empty promotion code', { promotionCode: '' }, 'promotionCode', '1 to 128 characters'],
    ['an unknown channel', { channel: 'RADIO' }, 'channel', '"RADIO" does not exist'],
    ['an empty name', { firstName: '' }, 'firstName', '1 to 255 characters'],
    ['an e-mail address at home', email('anna@localhost'), MAIL, 'must be an e-mail address'],
    ['an e-mail address of two words', email('an na@example.com'), MAIL, 'must be an e-mail address'],
    ['an e-mail address with NUL', email('an\u0000na@example.com'), MAIL, 'must be an e-mail address'],
    ['half a character in it', email('an\ud83dna@example.com'), MAIL, 'must be an e-mail address'],
    ['a long e-mail address', email(`${'a'.repeat(243)}@example.com`), MAIL, 'at most 254'],
    ['a phone number in words', phone('call me'), NUMBER, 'must be a phone number'],
    ['a short phone number', phone('12'), NUMBER, 'must be a phone number'],
    ['a long phone number', phone('1'.repeat(21)), NUMBER, '3 to 20 digits'],
    ['a phone number without digits', phone('+--'), NUMBER, 'must be a phone number'],
    ['a phone number behind a space', phone(' 99 123456'), NUMBER, 'must be a phone number'],
    ['a phone number before a space', phone('99 123456 '), NUMBER, 'must be a phone number'],
    ['an address without a street', address({ townCity: 'Nicosia' }), 'address', 'exactly one of'],
    ['an address in both forms', street({ addressLine1: 'Makariou 12' }), 'address', 'exactly one of'],
    ['an empty street', address({ streetName: '' }), 'address.streetName', '1 to 255 characters'],
    ['a country by its name', street({ country: 'Cyprus' }), 'address.country', 'ISO 3166-1'],
    ['a country in small letters', street({ country: 'cy' }), 'address.country', 'ISO 3166-1'],
    ['a country that is none', street({ country: 'XX' }), 'address.country', 'ISO 3166-1'],
    ['a floor in the clouds', street({ floor: 301 }), 'address.floor', 'between -20 and 300'],
  ])('with %s is badly formed', async (_what, input, path, message) => {
    const opened = await openGateway();
    writes(opened);
    const answer = await opened.operator.answer(registering(), { input: { ...B100, ...input } });
    expect(faultsOf(answer)).toEqual([[`input.${path}`, expect.stringContaining(message)]]);
    expect(writes(opened)).toEqual([]);
  });

  it('is told every fault of its form at once', async () => {
    const { operator } = await openGateway();
    const input = {
      billingSystemCustomerIdentifier: '',
      validityDuration: 0,
      lastName: '',
      ...address({ country: 'Cyprus' }),
      ...email('anna'),
      ...phone('12'),
    };
    const faults = faultsOf(await operator.answer(registering(), { input }));
    expect(faults.map(([path]) => path)).toEqual([
      'input.billingSystemCustomerIdentifier',
      'input.validityDuration',
      'input.lastName',
      'input.address.country',
      'input.address',
      'input.email.emailAddress',
      'input.phone.number',
    ]);
  });
});

describe('A dry run of a registration', () => {
  it('answers with placeholders that nothing accepts, and changes nothing', async () => {
    const opened = await openGateway();
    const { operator, wait } = opened;
    const fields = `id ${STANDING} customer { id ${PERSON} }`;
    writes(opened);
    const dry = await register(operator, { ...ANNA, dryRun: true }, fields);
    expect(await register(operator, { ...ANNA, dryRun: true }, fields)).toEqual(dry);
    expect(writes(opened)).toEqual([]);

    const { subscription, netflixToken } = dry;
    const at = new Date(wait()).toISOString();
    expect(await confirm(operator, { token: netflixToken.value, signedUpOn: at })).toMatchObject({
      problems: [{ code: 'TOKEN_UNKNOWN' }],
    });
    expect(
      await operator.ask(
        `query ($number: String!, $by: CustomerBy!) {
          subscription(number: $number) { id } customer(by: $by) { id } customers { totalCount }
        }`,
        {
          number: subscription.number,
          by: { netflixCustomerIdentifier: subscription.customer.netflixCustomerIdentifier },
        },
      ),
    ).toEqual({ subscription: null, customer: null, customers: { totalCount: 0 } });
    const { nodes } = await operator.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids: [subscription.id, subscription.customer.id],
    });
    expect(nodes).toEqual([null, null]);

    const real = await register(operator, ANNA, fields);
    const drawn = { id: expect.any(String), number: expect.any(String) };
    expect(real).toEqual({
      ...dry,
      subscription: {
        ...subscription,
        ...drawn,
        customer: { ...subscription.customer, id: drawn.id, netflixCustomerIdentifier: expect.any(String) },
      },
      netflixToken: {
        ...netflixToken,
        value: expect.any(String),
        redirectUrl: expect.stringContaining('/sandbox/sign-up?token='),
      },
    });
    expect(real.subscription.number).toBe('S00000001');
  });

  it('before the sign-up leaves the token of the registration good', async () => {
    const { operator, wait } = await openGateway();
    const { subscription, netflixToken } = await register(operator);
    wait(MINUTE);
    const dry = await register(operator, { channel: 'STORE', dryRun: true });
    expect(dry.subscription).toEqual({ ...subscription, channel: 'STORE' });
    wait(MINUTE);
    const signedUp = await confirm(operator, {
      token: netflixToken.value,
      signedUpOn: '2026-03-01T12:02:00Z',
    });
    expect(signedUp).toMatchObject({ subscription: { stage: 'ACTIVE', channel: null }, problems: [] });
  });

  it('is refused as the call would be', async () => {
    const { operator, netflix, wait } = await openGateway();
    await netflix.signsUp('B-100');
    wait(DAY);
    const input = { promotionCode: 'SPRING' };
    expect(await register(operator, { ...input, dryRun: true })).toEqual(await register(operator, input));
  });
});
