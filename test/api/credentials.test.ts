import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';

import { decodeJwt, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it, onTestFinished } from 'vitest';

import { openGateway as assemble, type Gateway } from '../../src/app.ts';
import { SCOPES, type Scope } from '../../src/auth/credential.ts';
import { faultOfPassword, hashPassword, isPassword } from '../../src/auth/passwords.ts';
import {
  changePassword,
  changeScopes,
  createUser,
  disableUser,
  enableUser,
  type UserFacts,
  type UserOutcome,
} from '../../src/auth/rules/credentials.ts';
import { loadConfig } from '../../src/config.ts';
import type { Ruling } from '../../src/ruling.ts';
import { DAY, MINUTE } from '../../src/time.ts';
import { ownFolder } from '../own-folder.ts';
import { clientOf, NOON, openGateway, type Answer, type Client } from './gateway.ts';

const PASSWORD = 'correct horse battery';
const TOKEN_SECRET = 'the secret that this test signs its tokens with';
const TWO_HOURS = 7_200_000;

const LOG_IN =
  'mutation ($input: LogInInput!) { logIn(input: $input) { token expiresOn viewer { username scopes } } }';
const LOG_IN_WITH_API_KEY =
  'mutation ($input: LogInWithApiKeyInput!) { logInWithApiKey(input: $input) { token expiresOn viewer { apiKeyPrefix } } }';
const LOG_OUT = 'mutation { logOut { released } }';
const VIEWER = '{ viewer { operator { code } username apiKeyPrefix unit scopes expiresOn } }';
const CREATE =
  'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey prefix problems { code path message } } }';
const REVOKE =
  'mutation ($prefix: String!) { revokeApiKey(input: { prefix: $prefix }) { revoked problems { code path } } }';

/** A gateway whose first operator has the user anna. */
async function openWithAnna({
  scopes = SCOPES,
  environment = {},
}: { scopes?: readonly Scope[]; environment?: Record<string, string> } = {}) {
  const opened = await openGateway({}, { TOKEN_SECRET, ...environment });
  const { gateway, wait } = opened;
  const own = await storeOf(gateway, 'first');
  const passwordHash = await hashPassword(PASSWORD);
  const changes = (rule: (facts: UserFacts) => Ruling<UserOutcome>) =>
    own.changeUser('anna', rule, { actor: 'test' });
  const about = () => ({ username: 'anna', wallClock: wait() });
  await changes((facts) => createUser({ ...about(), passwordHash, scopes }, facts));
  return { ...opened, changes, about, logsIn: () => logsIn(opened) };
}

async function storeOf({ store }: Gateway, code: string) {
  const operator = await store.operatorByCode(code);
  if (!operator) throw new Error(`Expected operator ${code}.`);
  return store.of(operator.id);
}

async function logsIn({ gateway, anonymous }: { gateway: Gateway; anonymous: Client }, input: object = {}) {
  const { logIn } = await anonymous.ask(LOG_IN, {
    input: { username: 'anna', password: PASSWORD, organisation: 'first', ...input },
  });
  const { token, expiresOn } = logIn as Token;
  return { token, client: clientOf(gateway, token), expiresOn };
}

interface Token {
  readonly token: string;
  readonly expiresOn: string;
}

/** A new API key with scope READ. */
async function createsKey(client: Client, input: object = {}) {
  const { createApiKey } = await client.ask(CREATE, {
    input: { name: 'Front end', scopes: ['READ'], ...input },
  });
  expect(createApiKey).toMatchObject({ problems: [] });
  return createApiKey as { readonly apiKey: string; readonly prefix: string };
}

/** The token that an API key gets. */
async function exchanges(client: Client, input: object): Promise<Token> {
  const { logInWithApiKey } = await client.ask(LOG_IN_WITH_API_KEY, { input });
  return logInWithApiKey as Token;
}

function isRefused(answer: Answer, message: string | RegExp) {
  expect(answer).toMatchObject({ status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  expect(answer.errors?.[0]?.message).toMatch(message);
  expect(answer.headers.get('www-authenticate')).toBe('Bearer');
}

describe('Logging in', () => {
  it('gives a token that says who it is for', async () => {
    const gateway = await openWithAnna({ scopes: ['READ', 'WRITE'] });
    const { token, client } = await logsIn(gateway, { unit: 'Nicosia' });
    const iat = NOON / 1000;
    expect(decodeJwt(token)).toMatchObject({
      jti: expect.stringMatching(/^[\w-]{36}$/),
      usr: 'anna',
      org: 'first',
      oun: 'Nicosia',
      iat,
      exp: iat + 7_200,
      scopes: ['READ', 'WRITE'],
    });
    expect(await client.ask(VIEWER)).toEqual({
      viewer: {
        operator: { code: 'first' },
        username: 'anna',
        apiKeyPrefix: null,
        unit: 'Nicosia',
        scopes: ['READ', 'WRITE'],
        expiresOn: new Date(NOON + TWO_HOURS).toISOString(),
      },
    });
  });

  it('answers alike whatever was wrong', async () => {
    const { anonymous, changes, about } = await openWithAnna();
    const right = { username: 'anna', password: PASSWORD, organisation: 'first' };
    const wrong = [
      { password: `${PASSWORD}!` },
      { username: 'bert' },
      { organisation: 'other' },
      { username: 'ANNA' },
    ];
    const answers = [];
    for (const input of wrong)
      answers.push(await anonymous.answer(LOG_IN, { input: { ...right, ...input } }));
    await changes((facts) => disableUser(about(), facts));
    answers.push(await anonymous.answer(LOG_IN, { input: right }));
    for (const answer of answers)
      isRefused(answer, /^User name, password and organisation do not belong together/);
    expect(new Set(answers.map(({ errors }) => errors?.[0]?.message)).size).toBe(1);
  });

  it('does the same work for a user that does not exist', async () => {
    const hash = await hashPassword(PASSWORD);
    const times: [known: number, unknown: number] = [Infinity, Infinity];
    for (let round = 0; round < 5; round += 1) {
      times[0] = Math.min(times[0], await timeOf(() => isPassword('something else', hash)));
      times[1] = Math.min(times[1], await timeOf(() => isPassword('something else', null)));
    }
    expect(times[1] / times[0]).toBeGreaterThan(0.5);
    expect(await isPassword('', null)).toBe(false);
  });

  it.each([
    [{ username: '' }, ['input', 'username'], 'Give a user name.'],
    [{ password: '' }, ['input', 'password'], 'Give a password.'],
    [{ organisation: '' }, ['input', 'organisation'], 'Give the code of the organisation.'],
    [{ password: 'x'.repeat(257) }, ['input', 'password'], 'Give a password of at most 256 characters.'],
    [{ unit: '' }, ['input', 'unit'], '`unit` must have 1 to 255 characters, but has 0.'],
  ])('refuses what cannot be one: %j', async (input, path, message) => {
    const { anonymous } = await openGateway();
    const { errors } = await anonymous.answer(LOG_IN, {
      input: { username: 'anna', password: PASSWORD, organisation: 'first', ...input },
    });
    expect(errors).toMatchObject([
      { message, extensions: { code: 'BAD_USER_INPUT', issues: [{ path, message }] } },
    ]);
  });

  it('never shows a password in its errors', async () => {
    const { anonymous } = await openGateway();
    const { errors } = await anonymous.answer(LOG_IN, { input: { username: 1, password: PASSWORD } });
    expect(errors).toMatchObject([
      { extensions: { issues: [{ path: ['input', 'organisation'] }, { path: ['input', 'username'] }] } },
    ]);
    expect(JSON.stringify(errors)).not.toContain(PASSWORD);
  });

  it('works with a stale token in the header', async () => {
    const { gateway } = await openWithAnna();
    const stale = clientOf(gateway, 'whatever-was-left-in-the-browser');
    expect(
      await stale.ask(LOG_IN, { input: { username: 'anna', password: PASSWORD, organisation: 'first' } }),
    ).toMatchObject({
      logIn: { viewer: { username: 'anna', scopes: SCOPES } },
    });
  });

  it('answers with the set-up of whoever logged in, two at once', async () => {
    const { gateway, anonymous, another } = await openWithAnna();
    const { operator } = await another();
    const { apiKey } = await createsKey(operator);
    await operator.ask(
      'mutation { updateOperator(input: { exchangeRates: [{ currency: "USD", rate: "0.9" }] }) { problems { code } } }',
    );
    expect((await storeOf(gateway, 'other1')).operatorId).not.toBe(
      (await storeOf(gateway, 'first')).operatorId,
    );
    const both = `mutation ($anna: LogInInput!, $key: String!) {
      anna: logIn(input: $anna) { viewer { operator { code exchangeRates { rate } } } }
      key: logInWithApiKey(input: { apiKey: $key }) { viewer { operator { code exchangeRates { rate } } } }
    }`;
    const anna = { username: 'anna', password: PASSWORD, organisation: 'first' };
    expect(await anonymous.ask(both, { anna, key: apiKey })).toEqual({
      anna: { viewer: { operator: { code: 'first', exchangeRates: [] } } },
      key: { viewer: { operator: { code: 'other1', exchangeRates: [{ rate: '0.9' }] } } },
    });
  });

  it('is a request of its own', async () => {
    const { operator } = await openWithAnna();
    const mixed = `mutation ($input: LogInInput!) { logIn(input: $input) { token } ${LOG_OUT.slice(10)}`;
    const answer = await operator.answer(mixed, {
      input: { username: 'anna', password: PASSWORD, organisation: 'first' },
    });
    expect(answer).toMatchObject({
      status: 400,
      errors: [{ message: 'Log in with a request of its own, and send the token with the next one.' }],
    });
    expect(answer).not.toHaveProperty('data');
  });
});

describe('Whoever guesses a password', () => {
  const GUESS = { username: 'anna', password: 'not the password', organisation: 'first' };

  it('is told to wait, and neither whether there is such a user nor whether the password was right', async () => {
    const { anonymous, logsIn, wait } = await openWithAnna();
    const told = [];
    for (const username of ['anna', 'nobody']) {
      const guess = () => anonymous.answer(LOG_IN, { input: { ...GUESS, username } });
      for (let n = 0; n < 10; n += 1) isRefused(await guess(), /do not belong together/);
      told.push(
        await guess(),
        await anonymous.answer(LOG_IN, { input: { ...GUESS, username, password: PASSWORD } }),
      );
    }
    for (const { status, headers, errors, data } of told) {
      expect({ status, data, errors }).toMatchObject({
        status: 429,
        data: null,
        errors: [
          {
            message: 'Too many log-ins have failed. Try again in 1 second.',
            extensions: { code: 'RATE_LIMITED' },
          },
        ],
      });
      expect(headers.get('retry-after')).toBe('1');
    }
    wait(1_000);
    await (await logsIn()).client.ask(VIEWER);
  });

  it('gains nothing by guessing often in one request, or at once', async () => {
    const { anonymous, wait } = await openWithAnna();
    const guesses = Array.from({ length: 25 }, (_, n) => `guess${n}: logIn(input: $input) { token }`).join(
      ' ',
    );
    const { errors = [] } = await anonymous.answer(`mutation ($input: LogInInput!) { ${guesses} }`, {
      input: GUESS,
    });
    // The first failure ends it.
    expect(errors).toHaveLength(1);
    wait(DAY);
    const answers = await Promise.all(
      Array.from({ length: 25 }, () => anonymous.answer(LOG_IN, { input: GUESS })),
    );
    const codes = Map.groupBy(answers, ({ errors }) => errors?.[0]?.extensions.code);
    expect([codes.get('UNAUTHENTICATED')?.length, codes.get('RATE_LIMITED')?.length]).toEqual([10, 15]);
  });

  it('does not keep others out', async () => {
    const { gateway, operator, anonymous, logsIn } = await openWithAnna();
    const { client } = await logsIn();
    for (let n = 0; n < 15; n += 1) await anonymous.answer(LOG_IN, { input: GUESS });
    await client.ask(VIEWER);
    await operator.ask(VIEWER);
    const { apiKey } = await createsKey(operator);
    await exchanges(anonymous, { apiKey });
    const passwordHash = await hashPassword(PASSWORD);
    const bert = { username: 'bert', passwordHash, scopes: ['READ'] as const, wallClock: NOON };
    await (
      await storeOf(gateway, 'first')
    ).changeUser('bert', (facts) => createUser(bert, facts), { actor: 'test' });
    await anonymous.ask(LOG_IN, { input: { ...GUESS, username: 'bert', password: PASSWORD } });
  });
});

describe('A token', () => {
  it('lives for two hours, whatever is done with it', async () => {
    const { logsIn, wait } = await openWithAnna();
    const { client, expiresOn } = await logsIn();
    expect(expiresOn).toBe(new Date(NOON + TWO_HOURS).toISOString());
    wait(TWO_HOURS - 1);
    await client.ask(VIEWER);
    wait(1);
    isRefused(await client.answer(VIEWER), 'Your token has expired. Log in again.');
    isRefused(await client.answer(LOG_OUT), 'Your token has expired. Log in again.');
  });

  it('is released for good by a log-out, and no other with it', async () => {
    const { logsIn } = await openWithAnna();
    const [one, other] = [await logsIn(), await logsIn()];
    expect(await one.client.ask(LOG_OUT)).toEqual({ logOut: { released: true } });
    isRefused(await one.client.answer(VIEWER), /^Your token or API key is not valid, or not any more\./);
    isRefused(await one.client.answer(LOG_OUT), /not valid/);
    await other.client.ask(VIEWER);
  });

  it('stays released when the gateway starts again, and the others stay good', async () => {
    const environment = { DATABASE_URL: databaseFile() };
    const before = await openWithAnna({ environment });
    const [released, kept] = [await before.logsIn(), await before.logsIn()];
    await released.client.ask(LOG_OUT);
    await before.gateway.close();
    const after = await reopen(environment);
    isRefused(await clientOf(after, released.token).answer(VIEWER), /not valid/);
    await clientOf(after, kept.token).ask(VIEWER);
  });

  it('outlives the secret that signed it while that is named as the previous one', async () => {
    const environment = { DATABASE_URL: databaseFile() };
    const before = await openWithAnna({ environment });
    const { token } = await before.logsIn();
    await before.gateway.close();
    const NEW_SECRET = 'another secret, that came after the first one';
    const during = await reopen({
      ...environment,
      TOKEN_SECRET: NEW_SECRET,
      TOKEN_SECRET_PREVIOUS: TOKEN_SECRET,
    });
    await clientOf(during, token).ask(VIEWER);
    const { token: newer } = await logsIn({ gateway: during, anonymous: clientOf(during, null) });
    await during.close();
    const after = await reopen({ ...environment, TOKEN_SECRET: NEW_SECRET });
    isRefused(await clientOf(after, token).answer(VIEWER), /not valid/);
    await clientOf(after, newer).ask(VIEWER);
  });

  it('is void once the password has changed', async () => {
    const gateway = await openWithAnna();
    const { client } = await gateway.logsIn();
    await client.ask(VIEWER);
    const passwordHash = await hashPassword('another long password');
    gateway.wait(1);
    await gateway.changes((facts) => changePassword({ ...gateway.about(), passwordHash }, facts));
    isRefused(await client.answer(VIEWER), /not valid/);
    // Within the same second.
    const { client: newer } = await logsIn(gateway, { password: 'another long password' });
    await newer.ask(VIEWER);
  });

  it('is void while and after its user is disabled', async () => {
    const { changes, about, wait, logsIn } = await openWithAnna();
    const { client } = await logsIn();
    wait(MINUTE);
    await changes((facts) => disableUser(about(), facts));
    isRefused(await client.answer(VIEWER), /not valid/);
    wait(MINUTE);
    await changes((facts) => enableUser(about(), facts));
    isRefused(await client.answer(VIEWER), /not valid/);
    await (await logsIn()).client.ask(VIEWER);
  });

  it('loses a scope at once, and gains one with the next log-in', async () => {
    const { changes, about, logsIn } = await openWithAnna({ scopes: ['READ', 'WRITE'] });
    const { client } = await logsIn();
    await changes((facts) => changeScopes({ ...about(), scopes: ['READ', 'ADMIN'] }, facts));
    expect(await client.ask(VIEWER)).toMatchObject({ viewer: { scopes: ['READ'] } });
    expect(await (await logsIn()).client.ask(VIEWER)).toMatchObject({
      viewer: { scopes: ['READ', 'ADMIN'] },
    });
  });

  it('is known by its signature and nothing else', async () => {
    const gateway = await openWithAnna();
    const { token } = await gateway.logsIn();
    const claims = decodeJwt(token);
    const sign = (changed: object, secret = TOKEN_SECRET, alg = 'HS256') =>
      new SignJWT({ ...claims, ...changed })
        .setProtectedHeader({ alg })
        .sign(new TextEncoder().encode(secret));
    await clientOf(gateway.gateway, await sign({})).ask(VIEWER);

    const [header = '', payload = '', signature = ''] = token.split('.');
    const forged = Buffer.from(JSON.stringify({ ...claims, usr: 'root' })).toString('base64url');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const inFuture = NOON / 1000 + 60;
    const refused = {
      'another secret': await sign({}, 'a secret that somebody else signs with, of course'),
      'no algorithm': new UnsecuredJWT(claims).encode(),
      'no algorithm, our signature': `${none}.${payload}.${signature}`,
      'another algorithm': await sign({}, TOKEN_SECRET.repeat(2), 'HS512'),
      'another algorithm, our secret': hs512(claims),
      'other claims, our signature': `${header}.${forged}.${signature}`,
      'no signature': `${header}.${payload}.`,
      'another issuer': await sign({ iss: 'somebody' }),
      'another audience': await sign({ aud: 'somebody' }),
      'no end': await sign({ exp: undefined }),
      'a longer life': await sign({ exp: NOON / 1000 + 7_201 }),
      'not yet valid': await sign({ nbf: inFuture }),
      'signed with a key that is no secret': await new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256' })
        .sign((await generateKeyPair('RS256')).privateKey),
      'its algorithm in small letters': `${Buffer.from('{"alg":"hs256"}').toString('base64url')}.${payload}.${signature}`,
      'a critical extension': `${Buffer.from('{"alg":"HS256","crit":["x"],"x":1}').toString('base64url')}.${payload}.${signature}`,
      'a user that does not exist': await sign({ usr: 'bert' }),
      'nobody at all': await sign({ usr: null }),
      'another operator': await sign({ opr: 2, org: 'other' }),
      'another operator of the same number': await sign({ org: 'other' }),
      'a scope that there is not': await sign({ scopes: ['ROOT'] }),
      'not a token': 'a.b.c',
    };
    for (const [what, wrong] of Object.entries(refused)) {
      const answer = await clientOf(gateway.gateway, wrong).answer(VIEWER);
      expect([what, answer.status, answer.errors?.[0]?.message]).toEqual([
        what,
        401,
        expect.stringMatching(/not valid/),
      ]);
    }
  });

  it('cannot give more scopes than its user has, even when it says so', async () => {
    const { gateway, logsIn } = await openWithAnna({ scopes: ['READ'] });
    const claims = decodeJwt((await logsIn()).token);
    const greedy = await new SignJWT({ ...claims, scopes: SCOPES })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode(TOKEN_SECRET));
    expect(await clientOf(gateway, greedy).ask(VIEWER)).toMatchObject({ viewer: { scopes: ['READ'] } });
  });
});

describe('An API key', () => {
  it('is shown once, lets its holder in, and is kept as a hash', async () => {
    const { gateway, operator } = await openGateway();
    const expiresOn = new Date(NOON + DAY).toISOString();
    const { apiKey, prefix } = await createsKey(operator, { scopes: ['WRITE', 'READ', 'READ'], expiresOn });
    expect(prefix).toMatch(/^nbk_[0-9a-z]{8}$/);
    expect(apiKey).toMatch(new RegExp(`^${prefix}_[0-9a-z]{40}$`));
    expect(await clientOf(gateway, apiKey).ask(VIEWER)).toEqual({
      viewer: {
        operator: { code: 'first' },
        username: null,
        apiKeyPrefix: prefix,
        unit: null,
        scopes: ['READ', 'WRITE'],
        expiresOn,
      },
    });
    const kept = await gateway.store.credentials.apiKeyByPrefix(prefix);
    expect(JSON.stringify(kept)).not.toContain(apiKey.slice(prefix.length + 1));
  });

  it('can be exchanged for a token', async () => {
    const { gateway, operator, anonymous } = await openGateway();
    const { apiKey, prefix } = await createsKey(operator);
    const { token, expiresOn } = await exchanges(anonymous, { apiKey, unit: 'Nicosia' });
    expect(decodeJwt(token)).toMatchObject({
      usr: null,
      key: prefix,
      org: 'first',
      oun: 'Nicosia',
      scopes: ['READ'],
    });
    expect(await clientOf(gateway, token).ask(VIEWER)).toMatchObject({
      viewer: { username: null, apiKeyPrefix: prefix, unit: 'Nicosia', expiresOn },
    });
  });

  it('is good for nothing once it is revoked, nor are its tokens', async () => {
    const { gateway, operator, anonymous } = await openGateway();
    const { apiKey, prefix } = await createsKey(operator);
    const { token } = await exchanges(anonymous, { apiKey });
    expect(await operator.ask(REVOKE, { prefix })).toEqual({ revokeApiKey: { revoked: true, problems: [] } });
    expect(await operator.ask(REVOKE, { prefix })).toEqual({ revokeApiKey: { revoked: true, problems: [] } });
    isRefused(await clientOf(gateway, apiKey).answer(VIEWER), /not valid/);
    isRefused(await clientOf(gateway, token).answer(VIEWER), /not valid/);
    isRefused(
      await anonymous.answer(LOG_IN_WITH_API_KEY, { input: { apiKey } }),
      /^This API key is not valid, or not any more\./,
    );
  });

  it('ends on its day, and its tokens no later', async () => {
    const { gateway, operator, anonymous, wait } = await openGateway();
    const expiresOn = new Date(NOON + MINUTE).toISOString();
    const { apiKey } = await createsKey(operator, { expiresOn });
    const exchanged = await exchanges(anonymous, { apiKey });
    expect(exchanged.expiresOn).toBe(expiresOn);
    wait(MINUTE - 1);
    await clientOf(gateway, apiKey).ask(VIEWER);
    await clientOf(gateway, exchanged.token).ask(VIEWER);
    wait(1);
    isRefused(await clientOf(gateway, apiKey).answer(VIEWER), /not valid/);
    isRefused(await clientOf(gateway, exchanged.token).answer(VIEWER), /not valid/);
  });

  it('cannot be logged out', async () => {
    const { operator } = await openGateway();
    const answer = await operator.answer(LOG_OUT);
    expect(answer).toMatchObject({
      status: 200,
      data: null,
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
    await operator.ask(VIEWER);
  });

  it('must be complete', async () => {
    const { gateway, operator } = await openGateway();
    const { apiKey, prefix } = await createsKey(operator);
    const secret = apiKey.slice(-40);
    for (const wrong of [
      prefix,
      apiKey.slice(0, -1),
      `${apiKey}0`,
      apiKey.toUpperCase(),
      `nbk_00000000_${secret}`,
      `${prefix}_${'0'.repeat(40)}`,
    ]) {
      isRefused(await clientOf(gateway, wrong).answer(VIEWER), /not valid/);
    }
  });

  it('is the business of its own operator', async () => {
    const { operator, another } = await openGateway();
    const { prefix } = await createsKey(operator);
    const other = await another();
    const unknown = { revokeApiKey: { revoked: false, problems: [{ code: 'NOT_FOUND', path: ['prefix'] }] } };
    expect(await other.operator.ask(REVOKE, { prefix })).toEqual(unknown);
    expect(await other.operator.ask(REVOKE, { prefix: 'nbk_00000000' })).toEqual(unknown);
  });

  it('is not created to be expired, or for nothing', async () => {
    const { operator } = await openGateway();
    const expiresOn = new Date(NOON).toISOString();
    const expired = await operator.ask(CREATE, { input: { name: 'Front end', scopes: ['READ'], expiresOn } });
    expect(expired).toMatchObject({
      createApiKey: { apiKey: null, prefix: null, problems: [{ code: 'NOT_ALLOWED', path: ['expiresOn'] }] },
    });
    const { errors } = await operator.answer(CREATE, { input: { name: '', scopes: [] } });
    expect(errors).toMatchObject([
      {
        extensions: {
          code: 'BAD_USER_INPUT',
          issues: [{ path: ['input', 'name'] }, { path: ['input', 'scopes'] }],
        },
      },
    ]);
  });

  it('of a dry run lets nobody in', async () => {
    const { gateway, operator } = await openGateway();
    const { apiKey } = await createsKey(operator, { dryRun: true });
    isRefused(await clientOf(gateway, apiKey).answer(VIEWER), /not valid/);
  });
});

describe('The header', () => {
  it('is not taken when there are several of it', async () => {
    const { anonymous, operator } = await openGateway();
    const { apiKey } = await createsKey(operator);
    for (const second of ['Bearer other', `Bearer ${apiKey}`, 'Basic YTpi'])
      isRefused(
        await anonymous.answer(VIEWER, {}, { authorization: `Bearer ${apiKey}, ${second}` }),
        /^Send the header `Authorization: Bearer …`/,
      );
  });

  it('is not taken when there are several lines of it', async () => {
    const { gateway, operator } = await openGateway({}, { PORT: '0' });
    const { apiKey } = await createsKey(operator);
    const origin = await gateway.listen();
    const statusWith = async (...authorization: string[]) => {
      const headers = { 'content-type': 'application/json' };
      const asked = request(`${origin}/graphql`, { method: 'POST', headers, agent: false });
      for (const line of authorization) asked.appendHeader('authorization', line);
      asked.end(JSON.stringify({ query: VIEWER }));
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      answer.resume();
      return answer.statusCode;
    };
    expect(await statusWith(`Bearer ${apiKey}`)).toBe(200);
    expect(await statusWith(`Bearer ${apiKey}`, 'Bearer other')).toBe(401);
    expect(await statusWith('Bearer other', `Bearer ${apiKey}`)).toBe(401);
    expect(await statusWith(`Bearer ${apiKey}`, `Bearer ${apiKey}`)).toBe(401);
  });

  it.each([1_000, 7_000])('is refused alike with a credential of %i characters', async (length) => {
    const { anonymous } = await openGateway();
    for (const credential of [
      'x'.repeat(length),
      `nbk_${'0'.repeat(length)}`,
      `eyJ${'x'.repeat(length)}.e30.x`,
    ])
      isRefused(await anonymous.answer(VIEWER, {}, { authorization: `Bearer ${credential}` }), /not valid/);
  });

  it.each(['Basic YW5uYTpwYXNzd29yZA==', 'Bearer', 'Bearer a b', 'nonsense'])(
    '%s presents no credential that we know',
    async (authorization) => {
      const { anonymous } = await openGateway();
      isRefused(
        await anonymous.answer(VIEWER, {}, { authorization }),
        /^Send the header `Authorization: Bearer …`/,
      );
    },
  );

  it('may be missing only for what is open to everybody', async () => {
    const { anonymous } = await openGateway();
    isRefused(await anonymous.answer(VIEWER), /^Send the header `Authorization: Bearer …`/);
    expect(await anonymous.ask('{ __typename }')).toEqual({ __typename: 'Query' });
  });

  it('names its scheme in any case', async () => {
    const { anonymous, operator } = await openGateway();
    const { apiKey } = await createsKey(operator);
    expect(await anonymous.answer(VIEWER, {}, { authorization: `bearer ${apiKey}` })).toMatchObject({
      status: 200,
    });
  });
});

describe('A password', () => {
  it.each([
    ['elevenchars', 'A password must have 12 to 256 characters, but this one has 11.'],
    ['twelve chars', null],
    ['🔑'.repeat(11), 'A password must have 12 to 256 characters, but this one has 11.'],
    ['x'.repeat(256), null],
    ['x'.repeat(257), 'A password must have 12 to 256 characters, but this one has 257.'],
  ])('%s', (password, fault) => {
    expect(faultOfPassword(password)).toBe(fault);
  });

  it('is kept as a memory-hard hash with a salt of its own', async () => {
    const [one, other] = [await hashPassword(PASSWORD), await hashPassword(PASSWORD)];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(one).not.toBe(other);
    expect(await isPassword(PASSWORD, one)).toBe(true);
    expect(await isPassword(`${PASSWORD} `, one)).toBe(false);
  });

  it('is the same however a keyboard writes its letters', async () => {
    const hash = await hashPassword('caf\u00e9 caf\u00e9 caf\u00e9');
    expect(await isPassword('cafe\u0301 cafe\u0301 cafe\u0301', hash)).toBe(true);
  });
});

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function databaseFile(): string {
  return join(ownFolder(), 'gateway.sqlite');
}

/** The gateway over a database that exists, as it starts again. */
async function reopen(environment: Record<string, string>): Promise<Gateway> {
  const config = loadConfig({ TOKEN_SECRET, DEMO_DATA: 'off', LOG_LEVEL: 'silent', ...environment });
  const gateway = await assemble(config, { clock: () => NOON, wallClock: () => NOON });
  onTestFinished(() => gateway.close());
  return gateway;
}

/** jose refuses to sign with a secret that is too short for the algorithm. */
function hs512(claims: object): string {
  const [header, payload] = [{ alg: 'HS512' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  const signature = createHmac('sha512', TOKEN_SECRET).update(`${header}.${payload}`).digest('base64url');
  return `${header}.${payload}.${signature}`;
}
