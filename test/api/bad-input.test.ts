import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  type GraphQLField,
  type GraphQLInputType,
} from 'graphql';
import { describe, expect, it } from 'vitest';

import { schema } from '../../src/graphql/schema.ts';
import { writes } from './charge-verbs.ts';
import { openGateway, type Data } from './gateway.ts';

// One fault each. A variable has the name of its argument, so the path is the same whether a value is sent along or written in the document.
type Fault = [field: string, args: Data, path: (string | number)[], message: RegExp];

const LONG = 'x'.repeat(129);
const VERY_LONG = 'x'.repeat(256);
const ITEM = { number: 'I00000001', billingSystemCustomerIdentifier: 'B-100' };
const RECEIPT = {
  netflixChargeIdentifier: 'N-1',
  netflixCustomerIdentifier: 'PAI-1',
  amount: '9.99',
  currency: 'EUR',
  paidThroughDate: '2026-04-01',
  raisedOn: '2026-03-01T12:00:00Z',
};
const BY = { billingSystemCustomerIdentifier: 'B-100' };
const ADDRESS = { type: 'HOME', streetName: 'Ledra' };
const EMAIL = { type: 'PERSONAL', emailAddress: 'anna@example.com' };
const PHONE = { type: 'MOBILE', number: '+357 22 123456' };
const SIGN_UP = { token: 'token', signedUpOn: '2026-03-01T12:00:00Z' };
const PRICE = { amount: '9.99', currency: 'EUR', effectiveFrom: '2026-03-01' };
const BOXES = { name: 'Boxes' };
const PROMOTION = { code: 'SPRING', name: 'Spring', effectiveFrom: '2026-01-01T00:00:00Z' };

const charges = (item: Data) => ({ input: { charges: [ITEM, { ...ITEM, ...item }] } });
const receipts = (receipt: Data) => ({ input: { charges: [RECEIPT, { ...RECEIPT, ...receipt }] } });
const registration = (given: Data) => ({ input: { ...BY, ...given } });
const customer = (given: Data) => ({ input: { by: BY, ...given } });
const signUp = (given: Data) => ({ input: { ...SIGN_UP, ...given } });
const wanted = (given: Data) => ({
  input: { subscriptionNumber: 'S00000001', provider: BOXES, type: 'ADD_UDR', ...given },
});
const responses = (...given: Data[]) => ({ input: { provider: BOXES, responses: given } });
const rate = (given: Data) => ({ input: { exchangeRates: [{ currency: 'USD', rate: '0.9', ...given }] } });

const QUERIES: Fault[] = [
  ['charge', { number: '' }, ['number'], /`number` must have 1 to 128 characters, but has 0/],
  ['charge', { number: LONG }, ['number'], /`number` must have 1 to 128 characters, but has 129/],
  ['charge', { number: 'I0000\u00000001' }, ['number'], /`number` must not contain control characters/],
  ['charges', { first: 0 }, ['first'], /`first` must be between 1 and 50, but was 0/],
  ['charges', { last: 51 }, ['last'], /`last` must be between 1 and 50, but was 51/],
  ['charges', { first: 1, last: 1 }, ['last'], /`first` or `last`, not both/],
  ['charges', { offset: -1 }, ['offset'], /`offset` must be 0 or more, but was -1/],
  ['charges', { after: 'MQ' }, ['after'], /`after` is not a cursor of this list/],
  [
    'charges',
    { filter: { numbers: ['I00000001', ''] } },
    ['filter', 'numbers', 1],
    /`numbers\[1\]` must have 1/,
  ],
  [
    'charges',
    { filter: { numbers: Array.from({ length: 51 }, () => 'I00000001') } },
    ['filter', 'numbers'],
    /Give 0 to 50 numbers/,
  ],
  [
    'charges',
    { filter: { referenceNumber: '' } },
    ['filter', 'referenceNumber'],
    /`referenceNumber` must have 1/,
  ],
  ['charges', { filter: { subscriptionNumber: LONG } }, ['filter', 'subscriptionNumber'], /has 129/],
  [
    'charges',
    { filter: { customer: { netflixCustomerIdentifier: '' } } },
    ['filter', 'customer', 'netflixCustomerIdentifier'],
    /`netflixCustomerIdentifier` must have 1/,
  ],
  [
    'charges',
    { filter: { currency: 'eur' } },
    ['filter', 'currency'],
    /CurrencyCode must be .* but was "eur"/,
  ],
  [
    'charges',
    { filter: { receivedFrom: '2026-03-01' } },
    ['filter', 'receivedFrom'],
    /DateTime must be .* but was "2026-03-01"/,
  ],
  [
    'charges',
    { filter: { receivedTo: '2026-03-01T24:00:00Z' } },
    ['filter', 'receivedTo'],
    /but was "2026-03-01T24:00:00Z"/,
  ],
  [
    'charges',
    { filter: { decidableBefore: '2026-03-01T12:00:00' } },
    ['filter', 'decidableBefore'],
    /DateTime/,
  ],
  [
    'charges',
    { filter: { paidThroughFrom: '2026-02-29' } },
    ['filter', 'paidThroughFrom'],
    /Date must be .* but was "2026-02-29"/,
  ],
  ['charges', { filter: { paidThroughTo: '' } }, ['filter', 'paidThroughTo'], /Date must be .* but was ""/],
  [
    'chargeTotals',
    { filter: { receivedFrom: '1.3.2026' } },
    ['filter', 'receivedFrom'],
    /but was "1\.3\.2026"/,
  ],
  ['chargeTotals', { filter: { currency: 'EURO' } }, ['filter', 'currency'], /but was "EURO"/],
  [
    'customer',
    { by: { billingSystemCustomerIdentifier: 'B\n100' } },
    ['by', 'billingSystemCustomerIdentifier'],
    /`billingSystemCustomerIdentifier` must not contain control characters/,
  ],
  ['customers', { first: -5 }, ['first'], /but was -5/],
  ['customers', { filter: { search: VERY_LONG } }, ['filter', 'search'], /`search` must have 0 to 255/],
  ['customers', { filter: { createdFrom: 'now' } }, ['filter', 'createdFrom'], /but was "now"/],
  ['subscription', { number: '' }, ['number'], /`number` must have 1/],
  ['subscriptions', { last: 0 }, ['last'], /but was 0/],
  [
    'subscriptions',
    { by: { netflixCustomerIdentifier: LONG } },
    ['by', 'netflixCustomerIdentifier'],
    /has 129/,
  ],
  ['subscriptions', { filter: { registeredTo: '0' } }, ['filter', 'registeredTo'], /but was "0"/],
  ['promotions', { before: 'x' }, ['before'], /`before` is not a cursor of this list/],
  ['promotions', { inEffectAt: '2026-13-01T00:00:00Z' }, ['inEffectAt'], /but was "2026-13-01T00:00:00Z"/],
  ['node', { id: 'Q2hhcmdlOjE=' }, ['id'], /not a global id that the gateway gave out/],
  ['nodes', { ids: [] }, ['ids'], /Give 1 to 50 ids/],
  ['nodes', { ids: Array.from({ length: 51 }, () => 'Q2hhcmdlOjE') }, ['ids'], /Give 1 to 50 ids/],
  ['nodes', { ids: ['Q2hhcmdlOjE', '?'] }, ['ids', 1], /not a global id/],
  ['provisioningRequest', { number: '' }, ['number'], /`number` must have 1/],
  ['events', { first: 51 }, ['first'], /`first` must be between 1 and 50, but was 51/],
  ['events', { before: 'MQ' }, ['before'], /`before` is not a cursor of this list/],
  ['events', { filter: { chargeNumber: '' } }, ['filter', 'chargeNumber'], /`chargeNumber` must have 1/],
  ['events', { filter: { subscriptionNumber: LONG } }, ['filter', 'subscriptionNumber'], /has 129/],
  [
    'events',
    { filter: { customer: { billingSystemCustomerIdentifier: '' } } },
    ['filter', 'customer', 'billingSystemCustomerIdentifier'],
    /`billingSystemCustomerIdentifier` must have 1/,
  ],
  [
    'events',
    { filter: { occurredFrom: '2026-03-01' } },
    ['filter', 'occurredFrom'],
    /DateTime must be .* but was "2026-03-01"/,
  ],
  [
    'events',
    { filter: { occurredTo: 'now' } },
    ['filter', 'occurredTo'],
    /DateTime must be .* but was "now"/,
  ],
  ['provisioningProviders', { first: 0 }, ['first'], /`first` must be between 1 and 50, but was 0/],
  ['pendingProvisioningRequests', { provider: BOXES, first: 51 }, ['first'], /but was 51/],
  ['pendingProvisioningRequests', { provider: BOXES, offset: -1 }, ['offset'], /`offset` must be 0 or more/],
  ['pendingProvisioningRequests', { provider: { name: '' } }, ['provider', 'name'], /`name` must have 1/],
  ['pendingProvisioningRequests', { provider: { id: '1' } }, ['provider', 'id'], /not a global id/],
];

const ITEMS = ['acceptCharges', 'declineCharges', 'acknowledgeCharges'].flatMap((field): Fault[] => [
  [field, { input: { charges: [] } }, ['input', 'charges'], /Give 1 to 50 charges/],
  [
    field,
    { input: { charges: Array.from({ length: 51 }, () => ITEM) } },
    ['input', 'charges'],
    /Give 1 to 50 charges/,
  ],
  [field, charges({ number: '' }), ['input', 'charges', 1, 'number'], /`number` must have 1 to 128/],
  [
    field,
    charges({ billingSystemCustomerIdentifier: 'B\u007f' }),
    ['input', 'charges', 1, 'billingSystemCustomerIdentifier'],
    /`billingSystemCustomerIdentifier` must not contain control characters/,
  ],
  [field, charges({ referenceNumber: '' }), ['input', 'charges', 1, 'referenceNumber'], /`referenceNumber`/],
  [field, charges({ referenceNumber: LONG }), ['input', 'charges', 1, 'referenceNumber'], /has 129/],
]);

const MOVES = ['suspendSubscription', 'unsuspendSubscription', 'terminateSubscription'].map(
  (field): Fault => [
    field,
    { input: { by: { billingSystemCustomerIdentifier: '' } } },
    ['input', 'by', 'billingSystemCustomerIdentifier'],
    /`billingSystemCustomerIdentifier` must have 1/,
  ],
);

const MUTATIONS: Fault[] = [
  ...ITEMS,
  ...MOVES,
  ['receiveCharges', { input: { charges: [] } }, ['input', 'charges'], /Give 1 to 500 charges/],
  [
    'receiveCharges',
    receipts({ netflixChargeIdentifier: '' }),
    ['input', 'charges', 1, 'netflixChargeIdentifier'],
    /`netflixChargeIdentifier` must have 1/,
  ],
  [
    'receiveCharges',
    receipts({ netflixCustomerIdentifier: LONG }),
    ['input', 'charges', 1, 'netflixCustomerIdentifier'],
    /has 129/,
  ],
  ...['9,99', '1e3', '+1', ' 1', '.5', '5.', '', '٩', '1_000', '0x1F', '9'.repeat(41)].map(
    (amount): Fault => [
      'receiveCharges',
      receipts({ amount }),
      ['input', 'charges', 1, 'amount'],
      /Decimal must be a decimal as a string/,
    ],
  ),
  ['receiveCharges', receipts({ amount: 9.99 }), ['input', 'charges', 1, 'amount'], /but was 9\.99/],
  ['receiveCharges', receipts({ amount: true }), ['input', 'charges', 1, 'amount'], /but was true/],
  ['receiveCharges', receipts({ currency: 'EU' }), ['input', 'charges', 1, 'currency'], /but was "EU"/],
  [
    'receiveCharges',
    receipts({ paidThroughDate: '2026-04-31' }),
    ['input', 'charges', 1, 'paidThroughDate'],
    /but was "2026-04-31"/,
  ],
  [
    'receiveCharges',
    receipts({ raisedOn: '2026-03-01 12:00:00' }),
    ['input', 'charges', 1, 'raisedOn'],
    /but was "2026-03-01 12:00:00"/,
  ],
  [
    'receiveCharges',
    receipts({ raisedOn: '2026-03-01T12:05:00.001Z' }),
    ['input', 'charges', 1, 'raisedOn'],
    /`raisedOn` must be at most five minutes in the future/,
  ],
  [
    'processCharges',
    { input: { limit: 0 } },
    ['input', 'limit'],
    /`limit` must be between 1 and 1000, but was 0/,
  ],
  ['processCharges', { input: { limit: 1001 } }, ['input', 'limit'], /but was 1001/],
  [
    'registerSubscription',
    { input: { billingSystemCustomerIdentifier: '' } },
    ['input', 'billingSystemCustomerIdentifier'],
    /`billingSystemCustomerIdentifier` must have 1/,
  ],
  ['registerSubscription', registration({ validityDuration: 0 }), ['input', 'validityDuration'], /but was 0/],
  [
    'registerSubscription',
    registration({ validityDuration: 86401 }),
    ['input', 'validityDuration'],
    /`validityDuration` must be between 1 and 86400, but was 86401/,
  ],
  [
    'registerSubscription',
    registration({ promotionCode: '' }),
    ['input', 'promotionCode'],
    /`promotionCode`/,
  ],
  [
    'registerSubscription',
    registration({ firstName: VERY_LONG }),
    ['input', 'firstName'],
    /`firstName` .* 256/,
  ],
  ['registerSubscription', registration({ lastName: '' }), ['input', 'lastName'], /`lastName` must have 1/],
  [
    'registerSubscription',
    registration({ address: { type: 'HOME' } }),
    ['input', 'address'],
    /exactly one of `streetName` and `addressLine1`/,
  ],
  [
    'registerSubscription',
    registration({ address: { ...ADDRESS, addressLine1: 'Ledra 1' } }),
    ['input', 'address'],
    /exactly one of `streetName` and `addressLine1`/,
  ],
  [
    'registerSubscription',
    registration({ address: { ...ADDRESS, country: 'XX' } }),
    ['input', 'address', 'country'],
    /`country` must be a country of ISO 3166-1/,
  ],
  [
    'registerSubscription',
    registration({ address: { ...ADDRESS, floor: 301 } }),
    ['input', 'address', 'floor'],
    /`floor` .* was 301/,
  ],
  [
    'registerSubscription',
    registration({ email: { ...EMAIL, emailAddress: 'anna@' } }),
    ['input', 'email', 'emailAddress'],
    /`emailAddress` must be an e-mail address/,
  ],
  [
    'registerSubscription',
    registration({ phone: { ...PHONE, number: '12' } }),
    ['input', 'phone', 'number'],
    /`number` must be a phone number/,
  ],
  [
    'registerSubscription',
    registration({ phone: { ...PHONE, areaCode: 'abc' } }),
    ['input', 'phone', 'areaCode'],
    /`areaCode` must be an area code/,
  ],
  [
    'updateCustomer',
    customer({ newBillingSystemCustomerIdentifier: '' }),
    ['input', 'newBillingSystemCustomerIdentifier'],
    /`newBillingSystemCustomerIdentifier` must have 1/,
  ],
  ['updateCustomer', customer({ firstName: '' }), ['input', 'firstName'], /`firstName` must have 1/],
  [
    'updateCustomer',
    customer({ addresses: [ADDRESS, ADDRESS] }),
    ['input', 'addresses'],
    /Mark exactly one of several as primary/,
  ],
  [
    'updateCustomer',
    customer({ emails: [EMAIL, EMAIL].map((email) => ({ ...email, isPrimary: true })) }),
    ['input', 'emails'],
    /Mark exactly one/,
  ],
  [
    'updateCustomer',
    customer({ phones: Array.from({ length: 21 }, (_, k) => ({ ...PHONE, isPrimary: k === 0 })) }),
    ['input', 'phones'],
    /Give 0 to 20 phone numbers/,
  ],
  [
    'updateCustomer',
    customer({ emails: [{ ...EMAIL, notes: '' }] }),
    ['input', 'emails', 0, 'notes'],
    /`notes` must have 1/,
  ],
  [
    'eraseCustomer',
    { input: { by: { netflixCustomerIdentifier: LONG } } },
    ['input', 'by', 'netflixCustomerIdentifier'],
    /`netflixCustomerIdentifier` .* has 129/,
  ],
  [
    'eraseCustomer',
    { input: { by: { billingSystemCustomerIdentifier: '' }, dryRun: true } },
    ['input', 'by', 'billingSystemCustomerIdentifier'],
    /`billingSystemCustomerIdentifier` must have 1/,
  ],
  ['confirmSignUp', signUp({ token: '' }), ['input', 'token'], /`token` must have 1/],
  ['confirmSignUp', signUp({ signedUpOn: '' }), ['input', 'signedUpOn'], /DateTime must be/],
  [
    'confirmSignUp',
    signUp({ prices: [PRICE, { ...PRICE, amount: '9.999' }] }),
    ['input', 'prices', 1, 'amount'],
    /`amount` must be 0 or more/,
  ],
  [
    'confirmSignUp',
    signUp({ prices: [{ ...PRICE, amount: '-1' }] }),
    ['input', 'prices', 0, 'amount'],
    /`amount` must be 0 or more/,
  ],
  [
    'confirmSignUp',
    signUp({ prices: [{ ...PRICE, currency: 'XXX' }] }),
    ['input', 'prices', 0, 'currency'],
    /`currency` must be a currency of ISO 4217, which XXX is not/,
  ],
  [
    'confirmSignUp',
    signUp({ prices: Array.from({ length: 51 }, () => PRICE) }),
    ['input', 'prices'],
    /Give 0 to 50 prices/,
  ],
  ['createPromotion', { input: { ...PROMOTION, code: '' } }, ['input', 'code'], /`code` must have 1/],
  ['createPromotion', { input: { ...PROMOTION, name: VERY_LONG } }, ['input', 'name'], /`name` .* has 256/],
  ['createPromotion', { input: { ...PROMOTION, expiresOn: 'never' } }, ['input', 'expiresOn'], /"never"/],
  ['updatePromotion', { input: { code: '' } }, ['input', 'code'], /`code` must have 1/],
  [
    'updatePromotion',
    { input: { code: 'SPRING', description: '' } },
    ['input', 'description'],
    /`description`/,
  ],
  ['updateOperator', { input: { decisionWindowHours: -1 } }, ['input', 'decisionWindowHours'], /was -1/],
  ['updateOperator', { input: { decisionWindowHours: 8761 } }, ['input', 'decisionWindowHours'], /was 8761/],
  ['updateOperator', { input: { name: '' } }, ['input', 'name'], /`name` must have 1/],
  ...['0', '-1', '0.00000000001', '1000000000000'].map((value): Fault => [
    'updateOperator',
    rate({ rate: value }),
    ['input', 'exchangeRates', 0, 'rate'],
    /`rate` must be more than 0, with at most 12 digits/,
  ]),
  [
    'updateOperator',
    rate({ currency: 'AAA' }),
    ['input', 'exchangeRates', 0, 'currency'],
    /which AAA is not/,
  ],
  ['updateOperator', rate({ effectiveFrom: '0' }), ['input', 'exchangeRates', 0, 'effectiveFrom'], /was "0"/],
  ['createApiKey', { input: { name: '', scopes: ['READ'] } }, ['input', 'name'], /`name` must have 1/],
  ['createApiKey', { input: { name: 'Test', scopes: [] } }, ['input', 'scopes'], /Give 1 to 5 scopes/],
  ['revokeApiKey', { input: { prefix: '' } }, ['input', 'prefix'], /`prefix` must have 1/],
  ['retryNetflix', { input: { ids: [] } }, ['input', 'ids'], /Give 1 to 50 ids/],
  [
    'retryNetflix',
    { input: { ids: Array.from({ length: 51 }, () => 'x') } },
    ['input', 'ids'],
    /Give 1 to 50 ids/,
  ],
  ['advanceTime', { input: { days: 0 } }, ['input', 'days'], /`days` must be between 1 and 366, but was 0/],
  ['advanceTime', { input: { days: 367 } }, ['input', 'days'], /but was 367/],
  ['createProvisioningProvider', { input: { name: '' } }, ['input', 'name'], /`name` must have 1/],
  [
    'createProvisioningProvider',
    { input: { name: 'Boxes', alternativeCode: LONG } },
    ['input', 'alternativeCode'],
    /`alternativeCode` must have 1 to 128 characters, but has 129/,
  ],
  ['requestProvisioning', wanted({ subscriptionNumber: '' }), ['input', 'subscriptionNumber'], /must have 1/],
  ['requestProvisioning', wanted({ scheduledDate: 'soon' }), ['input', 'scheduledDate'], /but was "soon"/],
  [
    'requestProvisioning',
    wanted({ service: { code: 'UHD', name: '' } }),
    ['input', 'service', 'name'],
    /`name` must have 1 to 255/,
  ],
  ['respondToProvisioningRequests', responses(), ['input', 'responses'], /Give 1 to 50 responses/],
  [
    'respondToProvisioningRequests',
    responses({ number: '', status: 'ACCEPTED' }),
    ['input', 'responses', 0, 'number'],
    /`number` must have 1/,
  ],
  [
    'logIn',
    { input: { username: '', password: 'secret', organisation: 'first' } },
    ['input', 'username'],
    /Give a user name/,
  ],
  [
    'logIn',
    { input: { username: 'anna', password: 'x'.repeat(257), organisation: 'first' } },
    ['input', 'password'],
    /Give a password of at most 256 characters/,
  ],
  ['logInWithApiKey', { input: { apiKey: '' } }, ['input', 'apiKey'], /Give an API key/],
];

// What does not even have the shape that the schema asks for: written in a document, the document itself is not valid.
const MISSHAPEN: Fault[] = [
  ['customer', { by: {} }, ['by'], /CustomerBy/],
  ['customer', { by: { ...BY, netflixCustomerIdentifier: 'PAI-1' } }, ['by'], /CustomerBy/],
  [
    'customer',
    { by: { billingSystemCustomerIdentifier: null } },
    ['by', 'billingSystemCustomerIdentifier'],
    /billingSystemCustomerIdentifier/,
  ],
  ['subscriptions', { by: { ...BY, netflixCustomerIdentifier: 'PAI-1' } }, ['by'], /CustomerBy/],
  ['eraseCustomer', { input: { by: {} } }, ['input', 'by'], /CustomerBy/],
  ['subscriptions', { filter: { tokenExpired: 'yes' } }, ['filter', 'tokenExpired'], /yes/],
  ['suspendSubscription', { input: { by: {} } }, ['input', 'by'], /CustomerBy/],
  ['charges', { filter: { customer: {} } }, ['filter', 'customer'], /CustomerBy/],
  ['charges', { filter: { status: ['PAID'] } }, ['filter', 'status', 0], /"?PAID"?/],
  ['charges', { filter: { numbers: [null] } }, ['filter', 'numbers', 0], /String!/],
  ['charges', { filter: { number: 'I00000001' } }, ['filter', 'number'], /number/],
  ['charges', { orderBy: 'RANDOM' }, ['orderBy'], /RANDOM/],
  ['charges', { first: '10' }, ['first'], /10/],
  ['charges', { first: 2147483648 }, ['first'], /2147483648/],
  ['charges', { offset: 1.5 }, ['offset'], /1\.5/],
  ['charge', { number: null }, ['number'], /number|String!/],
  ['receiveCharges', receipts({ raisedOn: null }), ['input', 'charges', 1, 'raisedOn'], /DateTime!/],
  ['acceptCharges', { input: { charges: null } }, ['input', 'charges'], /AcceptedChargeInput!/],
  ['acceptCharges', { input: {} }, ['input', 'charges'], /charges/],
];

function named(faults: readonly Fault[]) {
  return faults.map(([field, args, path, message]) => ({ field, args, path, message, at: path.join('.') }));
}

describe('Badly formed input', () => {
  it.each(named([...QUERIES, ...MUTATIONS]))(
    'of $field at $at is told where it is and changes nothing: $message',
    async ({ field, args, path, message }) => {
      const opened = await openGateway();
      for (const { query, variables } of [sent(field, args), written(field, args)]) {
        writes(opened);
        const { data, errors } = await opened.operator.answer(query, variables);
        expect(data?.[field] ?? null).toBeNull();
        expect(errors, query).toMatchObject([
          {
            extensions: {
              code: 'BAD_USER_INPUT',
              requestId: expect.stringMatching(/./),
              issues: [{ path, message: expect.stringMatching(message) }],
            },
          },
        ]);
        expect(writes(opened)).toEqual([]);
      }
    },
  );

  it.each(named(MISSHAPEN))(
    'of $field at $at is not understood and changes nothing: $message',
    async ({ field, args, path, message }) => {
      const opened = await openGateway();
      const { query, variables } = sent(field, args);
      writes(opened);
      const { data, errors } = await opened.operator.answer(query, variables);
      expect(data).toBeUndefined();
      expect(errors).toMatchObject([
        {
          extensions: {
            code: 'BAD_USER_INPUT',
            requestId: expect.stringMatching(/./),
            issues: [{ path, message: expect.stringMatching(message) }],
          },
        },
      ]);
      const inline = await opened.operator.answer(written(field, args).query);
      expect(inline.data).toBeUndefined();
      expect(inline.errors).toMatchObject([
        {
          message: expect.stringMatching(message),
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED', requestId: expect.stringMatching(/./) },
        },
      ]);
      expect(writes(opened)).toEqual([]);
    },
  );

  it('is looked for in every operation that takes any', () => {
    const fields = [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
      Object.values(type?.getFields() ?? {}),
    );
    const taking = fields.filter(({ args }) => args.length > 0).map(({ name }) => name);
    expect(new Set([...QUERIES, ...MUTATIONS].map(([field]) => field))).toEqual(new Set(taking));
  });

  it('is told with every fault that it has, at most fifty', async () => {
    const { operator } = await openGateway();
    const { query, variables } = sent('acceptCharges', {
      input: { charges: [{ number: '', billingSystemCustomerIdentifier: '\n', referenceNumber: LONG }] },
    });
    const { errors } = await operator.answer(query, variables);
    expect(errors?.[0]?.extensions.issues).toMatchObject([
      { path: ['input', 'charges', 0, 'number'] },
      { path: ['input', 'charges', 0, 'billingSystemCustomerIdentifier'] },
      { path: ['input', 'charges', 0, 'referenceNumber'] },
    ]);

    for (const fault of [
      { amount: 'x' },
      { netflixChargeIdentifier: '' },
      { raisedOn: '2027-01-01T00:00:00Z' },
    ]) {
      const many = sent('receiveCharges', {
        input: { charges: Array.from({ length: 500 }, () => ({ ...RECEIPT, ...fault })) },
      });
      const { errors: told } = await operator.answer(many.query, many.variables);
      expect(told?.[0]?.extensions.issues).toHaveLength(50);
    }
  });

  it.each<[string, Data, (string | number)[]]>([
    ['charge', { number: 'I\ud83d' }, ['number']],
    ['registerSubscription', registration({ firstName: '\ude00' }), ['input', 'firstName']],
    [
      'registerSubscription',
      registration({ address: { ...ADDRESS, streetName: 'Ledra \ud83d' } }),
      ['input', 'address', 'streetName'],
    ],
    [
      'updateCustomer',
      customer({ emails: [{ ...EMAIL, notes: '\ud83d\ud83d' }] }),
      ['input', 'emails', 0, 'notes'],
    ],
    ['processCharges', { input: { idempotencyKey: '\ude00\ud83d' } }, ['input', 'idempotencyKey']],
  ])('is half a character, which cannot be kept as it is: %s', async (field, args, path) => {
    const { operator } = await openGateway();
    const { query, variables } = sent(field, args);
    const { errors } = await operator.answer(query, variables);
    expect(errors).toMatchObject([
      {
        extensions: {
          code: 'BAD_USER_INPUT',
          issues: [{ path, message: expect.stringMatching(/Unicode/) }],
        },
      },
    ]);
  });

  it('is not what is just within bounds', async () => {
    // The largest batches are too many words to be written into a document of the usual length.
    const { operator } = await openGateway({}, { LIMIT_TOKENS: '100000' });
    const cases: [string, Data][] = [
      // Characters are counted as people see them: this one takes two units of UTF-16.
      ['charge', { number: '😀'.repeat(128) }],
      [
        'charges',
        { first: 1, offset: 0, filter: { numbers: Array.from({ length: 50 }, () => 'I00000001') } },
      ],
      ['charges', { last: 50, filter: { paidThroughFrom: '0001-01-01', paidThroughTo: '9999-12-31' } }],
      ['processCharges', { input: { limit: 1000 } }],
      ['acceptCharges', { input: { charges: Array.from({ length: 50 }, () => ITEM) } }],
      ['receiveCharges', { input: { charges: Array.from({ length: 500 }, () => RECEIPT) } }],
      ['registerSubscription', registration({ validityDuration: 1 })],
      ['registerSubscription', registration({ validityDuration: 86400, address: ADDRESS, phone: PHONE })],
      ['updateCustomer', customer({ addresses: [], emails: [EMAIL], phones: null })],
      ['updateOperator', rate({ rate: '999999999999.9999999999' })],
      ['updateOperator', { input: { decisionWindowHours: 8760 } }],
    ];
    for (const [field, args] of cases) {
      for (const { query, variables } of [sent(field, args), written(field, args)])
        expect(await operator.answer(query, variables), field).not.toHaveProperty('errors');
    }
  });
});

/** The field with its arguments sent along. */
function sent(field: string, args: Data): { query: string; variables: Data } {
  const { operation, definition } = rootField(field);
  const given = definition.args.filter(({ name }) => name in args);
  const declared = given.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const passed = given.map(({ name }) => `${name}: $${name}`).join(', ');
  return { query: `${operation} (${declared}) { ${field}(${passed}) { __typename } }`, variables: args };
}

/** The field with its arguments written in the document. */
function written(field: string, args: Data): { query: string; variables: Data } {
  const { operation, definition } = rootField(field);
  const given = definition.args.filter(({ name }) => name in args);
  const passed = given.map(({ name, type }) => `${name}: ${literal(args[name], type)}`).join(', ');
  return { query: `${operation} { ${field}(${passed}) { __typename } }`, variables: {} };
}

function rootField(name: string): { operation: string; definition: GraphQLField<unknown, unknown> } {
  for (const [operation, type] of Object.entries({
    query: schema.getQueryType(),
    mutation: schema.getMutationType(),
  })) {
    const definition = type?.getFields()[name];
    if (definition) return { operation, definition };
  }
  throw new Error(`Expected a root field, found ${name}.`);
}

function literal(value: unknown, type: GraphQLInputType | undefined): string {
  const nullable = type && getNullableType(type);
  if (Array.isArray(value)) {
    const items = isListType(nullable) ? nullable.ofType : undefined;
    return `[${value.map((item) => literal(item, items)).join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const fields = isInputObjectType(nullable) ? nullable.getFields() : {};
    const parts = Object.entries(value).map(
      ([name, part]) => `${name}: ${literal(part, fields[name]?.type)}`,
    );
    return `{ ${parts.join(', ')} }`;
  }
  return type && isEnumType(getNamedType(type)) ? String(value) : JSON.stringify(value);
}
