import { Writable } from 'node:stream';

import { getNamedType, isInputObjectType, isScalarType, type GraphQLInputObjectType } from 'graphql';
import { pino } from 'pino';
import { PinoPretty } from 'pino-pretty';
import { describe, expect, it, onTestFinished } from 'vitest';

import { openGateway as assemble } from '../../src/app.ts';
import { SCOPES } from '../../src/auth/credential.ts';
import { hashPassword } from '../../src/auth/passwords.ts';
import { createApiKey, createUser } from '../../src/auth/rules/credentials.ts';
import { loadConfig } from '../../src/config.ts';
import { schema } from '../../src/graphql/schema.ts';
import { DISCRETION } from '../../src/monitoring/discretion.ts';
import { DEFAULT_POLICY } from '../../src/operators/operator.ts';
import { clientOf, NOON, type Answer, type Client } from '../api/gateway.ts';
import { openDiscreetly } from './discreetly.ts';

const TOKEN_SECRET = 'Planted-secret-that-signs-every-token-of-this-test';
const PASSWORD = 'Planted password of anna';
const WRONG = 'Planted password that is wrong';

/** Values that are planted where people and secrets are, each in one place. */
const PEOPLE: Readonly<Record<string, string>> = {
  emailAddress: 'planted.person@planted.example.com',
  'PhoneInput.number': '+357 99 731 4466',
  areaCode: '07731',
  country: 'CY',
};

/** An input object with every text field filled, the people in it made up. */
function filled(input: GraphQLInputObjectType): Record<string, unknown> {
  return Object.fromEntries(
    Object.values(input.getFields()).flatMap(({ name, type }): [string, unknown][] => {
      const named = getNamedType(type);
      if (name === 'type')
        return [[name, { AddressInput: 'HOME', EmailInput: 'PERSONAL', PhoneInput: 'MOBILE' }[input.name]]];
      if (!isScalarType(named) || named.name !== 'String') return [];
      return [[name, PEOPLE[`${input.name}.${name}`] ?? PEOPLE[name] ?? `Planted ${name}`]];
    }),
  );
}

const inputNamed = (name: string) => {
  const type = schema.getType(name);
  if (!isInputObjectType(type)) throw new Error(`Expected an input ${name}.`);
  return filled(type);
};
// An address is told in one way or the other.
const { addressLine1, addressLine2, ...inWords } = inputNamed('AddressInput');
const PERSON = {
  firstName: 'Planted Firstname',
  lastName: 'Planted Lastname',
  address: inWords,
  email: inputNamed('EmailInput'),
  phone: inputNamed('PhoneInput'),
};

/** Whatever was planted, wherever it turns up; a country alone gives nobody away. */
const PLANTED = /planted|99 731 4466|07731/i;

async function openListened() {
  const lines: string[] = [];
  let fault: RegExp | null = null;
  const logger = pino({ ...DISCRETION, level: 'trace' }, { write: (line: string) => void lines.push(line) });
  const config = loadConfig({ DATABASE_URL: ':memory:', DEMO_DATA: 'off', NETFLIX: 'sandbox', TOKEN_SECRET });
  const gateway = await assemble(config, {
    clock: () => NOON,
    wallClock: () => NOON,
    logger,
    onStatement: (sql) => {
      if (fault?.test(sql)) throw new Error('The disk cannot be read.');
    },
  });
  onTestFinished(() => gateway.close());
  const joins = async (code: string) => {
    const settings = { ...DEFAULT_POLICY, code, name: `Operator ${code}`, localCurrency: 'EUR' };
    const added = await gateway.store.addOperator(settings, { actor: 'test' });
    const store = gateway.store.of(added?.id ?? 0);
    const creation = { name: 'Key', scopes: SCOPES, expiresOn: null, wallClock: NOON };
    const { key } = await store.addApiKey((facts) => createApiKey(creation, facts), { actor: 'test' });
    return { store, key: key ?? '', client: clientOf(gateway, key) };
  };
  const first = await joins('first');
  const user = {
    username: 'anna',
    passwordHash: await hashPassword(PASSWORD),
    scopes: SCOPES,
    wallClock: NOON,
  };
  await first.store.changeUser('anna', (facts) => createUser(user, facts), { actor: 'test' });
  return {
    ...{ gateway, lines, first, other: await joins('other'), anonymous: clientOf(gateway, null) },
    /** From now on every statement that looks like this fails. */
    breaks: (statements: RegExp | null) => (fault = statements),
  };
}

const LOG_IN = 'mutation ($input: LogInInput!) { logIn(input: $input) { token } }';
const REGISTER =
  'mutation ($input: RegisterSubscriptionInput!) { registerSubscription(input: $input) { netflixToken { value } problems { message } } }';
const EVERYTHING =
  '{ customers { nodes { id firstName lastName } totalCount } events { nodes { actor changes { field before after } } } subscriptions { totalCount } }';

describe('Secrets and people', () => {
  it('are in no line of the log and in no answer to others, whatever happens', async () => {
    const { gateway, lines, first, other, anonymous, breaks } = await openListened();
    const secrets = [first.key, first.key.slice(13), other.key];
    const answers: Answer[] = [];
    const tells = async (client: Client, ...asked: Parameters<Client['answer']>) => {
      const answer = await client.answer(...asked);
      answers.push(answer);
      return answer;
    };
    const input = { billingSystemCustomerIdentifier: 'B-1', ...PERSON };

    // Where they belong.
    const credential = { username: 'anna', password: PASSWORD, organisation: 'first' };
    const { logIn } = await anonymous.ask(LOG_IN, { input: credential });
    secrets.push(logIn.token as string);
    const { registerSubscription } = await first.client.ask(REGISTER, { input });
    expect(registerSubscription.problems).toEqual([]);
    secrets.push(registerSubscription.netflixToken.value as string);
    await first.client.ask(
      `mutation ($by: CustomerBy!, $emails: [EmailInput!], $addresses: [AddressInput!]) { updateCustomer(input: { by: $by, emails: $emails, addresses: $addresses, lastName: "Planted" }) { problems { message } } }`,
      {
        by: { billingSystemCustomerIdentifier: 'B-1' },
        emails: [PERSON.email],
        addresses: [{ type: 'HOME', addressLine1, addressLine2 }],
      },
    );
    await first.client.ask(
      '{ customers(filter: { search: "planted" }) { nodes { firstName emails { emailAddress } } } }',
    );

    // Where they do not.
    const inWrongPlaces: Parameters<Client['answer']>[] = [
      [LOG_IN, { input: { ...credential, password: WRONG } }],
      [LOG_IN, { input: { ...credential, username: WRONG } }],
      [LOG_IN, { input: { ...credential, organisation: WRONG } }],
      [LOG_IN, { input: { ...credential, password: [WRONG] } }],
      [LOG_IN, { input: WRONG }],
      [LOG_IN, { [WRONG]: WRONG, input: { ...credential, [WRONG]: WRONG } }],
      [`{ viewer { ${first.key} } }`],
      [`{ customer(by: { billingSystemCustomerIdentifier: "${first.key}`],
      [`query ${first.key} { charge(number: "${logIn.token as string}") { number } }`],
      ['{ viewer { username } }', {}, { authorization: `Basic ${WRONG}` }],
      ['{ viewer { username } }', {}, { authorization: `Bearer ${logIn.token as string}x` }],
      ['{ viewer { username } }', {}, { 'x-request-id': first.key }],
      ['{ viewer { username } }', {}, { cookie: `session=${WRONG}` }],
    ];
    for (const asked of inWrongPlaces) await anonymous.answer(...asked);
    for (const query of ['{viewer{username}}', `{${first.key}}`])
      await gateway.fetch(
        new Request(
          `http://gateway/graphql?query=${encodeURIComponent(query)}&apiKey=${first.key}&token=${logIn.token as string}`,
        ),
      );

    // While the database, and Netflix, fail.
    for (const statements of [
      /INSERT INTO "?customers/i,
      /UPDATE "?customers/i,
      /"?customers"?/i,
      /"?users"?/i,
      /./,
    ]) {
      breaks(statements);
      const broken = await tells(first.client, REGISTER, {
        input: { ...input, billingSystemCustomerIdentifier: 'B-2' },
      });
      await tells(anonymous, LOG_IN, { input: credential });
      await tells(first.client, EVERYTHING.replace('firstName lastName', ''));
      if (statements.source !== '"?users"?' && !statements.source.startsWith('UPDATE'))
        expect([statements.source, broken.errors?.[0]?.extensions.code]).toEqual([
          statements.source,
          'INTERNAL_SERVER_ERROR',
        ]);
    }
    breaks(null);
    await gateway.runCourier();
    answers.push(await other.client.answer(EVERYTHING), await anonymous.answer(EVERYTHING));

    const log = lines.join('');
    expect(lines.filter((line) => PLANTED.test(line))).toEqual([]);
    for (const secret of secrets) expect(log).not.toContain(secret);
    const told = answers.map((answer) => JSON.stringify(answer));
    expect(told.filter((answer) => PLANTED.test(answer))).toEqual([]);
    expect(told.filter((answer) => secrets.some((secret) => answer.includes(secret)))).toEqual([]);
    // It was listened, and every fault can be found by what the client was told.
    const faults = answers
      .flatMap(({ errors = [] }) => errors)
      .filter(({ extensions }) => extensions.code === 'INTERNAL_SERVER_ERROR');
    expect(faults.length).toBeGreaterThanOrEqual(7);
    for (const { message, extensions } of faults) {
      expect(message).toBe(
        `Something went wrong on our side. Quote request ${String(extensions.requestId)} when you report it.`,
      );
      expect(log).toContain(`"requestId":"${String(extensions.requestId)}"`);
    }
  });

  it('are erased from answers with the person', async () => {
    const { first } = await openListened();
    await first.client.ask(REGISTER, { input: { billingSystemCustomerIdentifier: 'B-1', ...PERSON } });
    const by = { billingSystemCustomerIdentifier: 'B-1' };
    const answer = await first.client.ask(
      'mutation ($by: CustomerBy!) { terminateSubscription(input: { by: $by }) { problems { code } } eraseCustomer(input: { by: $by }) { problems { code } customer { id } } }',
      { by },
    );
    expect(answer).toMatchObject({ eraseCustomer: { problems: [] } });
    expect(JSON.stringify(await first.client.ask(EVERYTHING))).not.toMatch(PLANTED);
  });
});

describe('A gateway that tests open', () => {
  it.each([
    [
      'in a document',
      { query: 'mutation { registerSubscription(input: { firstName: "Planted" }) { token } }' },
    ],
    ['in variables', { query: REGISTER, variables: { input: { lastName: 'Planted' } } }],
    ['on the old wire', { customer_address: { street_name: 'Planted' } }],
  ])('is not closed without notice when its log repeats what it was told %s', async (_where, body) => {
    const config = loadConfig({ DATABASE_URL: ':memory:', DEMO_DATA: 'off', NETFLIX: 'none' });
    const gateway = await openDiscreetly((logger) => assemble(config, { logger }));
    await gateway.fetch(new Request('http://gateway/', { method: 'POST', body: JSON.stringify(body) }));
    gateway.logger.info({ reason: 'Nobody knows Planted.' });
    await expect(gateway.close()).rejects.toThrow('found: {');
  });
});

describe('A line of the log', () => {
  function logged(line: object, message = 'Something happened.', isPretty = false) {
    const lines: string[] = [];
    const destination = new Writable({
      write: (chunk, _encoding, done) => {
        lines.push(String(chunk));
        done();
      },
    });
    const stream = isPretty ? PinoPretty({ destination, sync: true, colorize: false }) : destination;
    pino(DISCRETION, stream).error(line, message);
    return lines.join('');
  }
  const key = `nbk_4f2a9c7e_${'k'.repeat(40)}`;
  const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJwbGFudGVkIn0.c2lnbmF0dXJl';

  it.each<[string, object, string]>([
    ['a password', { password: PASSWORD }, PASSWORD],
    ['a nested password', { request: { input: { password: PASSWORD } } }, PASSWORD],
    ['variables', { variables: { a: PASSWORD } }, PASSWORD],
    ['a name', { customer: { firstName: 'Planted' } }, 'Planted'],
    [
      'an address',
      { emails: [{ emailAddress: 'p@example.com' }], address: { streetName: 'Planted' } },
      'Planted',
    ],
    ['a header', { headers: { authorization: `Bearer ${PASSWORD}` } }, PASSWORD],
    ['an API key in words', { reason: `Found ${key}.` }, key],
    ['a token in words', { reason: `Found ${jwt}.` }, jwt],
    ['a token in an error', { err: new Error(`Found ${jwt}`) }, jwt],
    [
      'a token in the cause of an error',
      { err: new Error('Failed', { cause: new Error(`Found ${jwt}`) }) },
      jwt,
    ],
    ['a person in an error', { err: Object.assign(new Error('Failed'), { params: ['Planted'] }) }, 'Planted'],
    [
      'a person in an error by another name',
      { error: Object.assign(new Error('Failed'), { input: 'Planted' }) },
      'Planted',
    ],
    ['an e-mail address in words', { reason: 'Found planted@example.com' }, 'planted'],
    ['a query in an address', { url: `https://example.com/x?apiKey=${PASSWORD}` }, 'Planted'],
    ['a secret that was drawn', { reason: `Found ${'s'.repeat(43)}` }, 's'.repeat(43)],
    ['a hash', { reason: 'Found $argon2id$v=19$m=1,t=2,p=1$c2FsdA$aGFzaA' }, 'aGFzaA'],
  ])('hides %s', (_what, line, secret) => {
    for (const isPretty of [false, true]) {
      const text = logged(line, 'Something happened.', isPretty);
      expect(text).toContain('Something happened.');
      expect(text).not.toContain(secret);
    }
  });

  it('hides what is in its words', () => {
    expect(logged({}, `Found ${key} and ${jwt}.`)).toContain('Found nbk_4f2a9c7e_… and (token).');
  });

  it('shows what helps', () => {
    const line = {
      requestId: 'r-1',
      operator: 'first',
      address: 'http://localhost:4000',
      path: ['viewer'],
      number: 'I00000001',
    };
    const text = logged({ ...line, err: new TypeError('Expected a charge, found none.') });
    expect(JSON.parse(text)).toMatchObject({
      ...line,
      err: {
        type: 'TypeError',
        message: 'Expected a charge, found none.',
        stack: expect.stringContaining('nothing-leaks.test.ts'),
      },
    });
  });
});

describe('A wrong value', () => {
  const long = 'x'.repeat(100_000);
  it.each<[string, string, object]>([
    ['a variable', 'query ($by: CustomerBy!) { customer(by: $by) { id } }', { by: long }],
    ['a field of a variable', 'query ($by: CustomerBy!) { customer(by: $by) { id } }', { by: { [long]: 1 } }],
    ['a number', 'query ($first: Int) { customers(first: $first) { totalCount } }', { first: long }],
    ['a scalar', 'query ($at: DateTime) { promotions(inEffectAt: $at) { totalCount } }', { at: long }],
    [
      'a currency',
      'query ($currency: CurrencyCode) { charges(filter: { currency: $currency }) { totalCount } }',
      { currency: long },
    ],
    ['an enum', 'query ($order: ChargeOrder) { charges(orderBy: $order) { totalCount } }', { order: long }],
    ['a literal', `{ customers(first: "${long}") { totalCount } }`, {}],
    ['an enum as a literal', `{ charges(orderBy: ${long}) { totalCount } }`, {}],
    ['a name', `{ ${long} }`, {}],
    ['an argument', `{ customers(${long}: 1) { totalCount } }`, {}],
    ['a directive', `{ viewer @${long} { username } }`, {}],
    ['a fragment', `{ ...${long} }`, {}],
    ['a type', `query ($x: ${long}) { viewer { username } }`, {}],
    ['a word', `{ viewer { username } } ${long}`, {}],
    [
      'an identifier',
      'query ($number: String!) { charge(number: $number) { id } }',
      { number: `I\n${long}` },
    ],
    ['a global id', 'query ($id: ID!) { node(id: $id) { id } }', { id: long }],
    ['a cursor', 'query ($after: String) { charges(after: $after) { totalCount } }', { after: long }],
  ])('is quoted in part: %s', async (_what, query, variables) => {
    const { first } = await openListened();
    const { errors = [] } = await first.client.answer(query, { ...variables });
    for (const { message, extensions } of errors) {
      expect(message.length).toBeLessThanOrEqual(450);
      expect(JSON.stringify(extensions).length).toBeLessThanOrEqual(1_500);
    }
    expect(JSON.stringify(errors)).not.toContain('x'.repeat(250));
  });

  it.each(['', 'x'])('is quoted in whole characters: %s', async (beginning) => {
    const { first } = await openListened();
    const { errors = [] } = await first.client.answer(
      'query ($order: ChargeOrder, $by: CustomerBy!) { charges(orderBy: $order) { totalCount } customer(by: $by) { id } }',
      { order: beginning + '😀'.repeat(200), by: { [`${beginning}\ud83d`]: 1 } },
    );
    const issues = errors[0]?.extensions.issues as { path: string[]; message: string }[];
    expect(issues.map(({ path: [variable] }) => variable)).toEqual(['order', 'by', 'by']);
    for (const { path, message } of issues)
      expect([...path, message].filter((text) => !text.isWellFormed())).toEqual([]);
  });
});
