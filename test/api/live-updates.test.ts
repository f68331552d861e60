import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { describe, expect, it, onTestFinished } from 'vitest';

import { openGateway as assemble, type Gateway } from '../../src/app.ts';
import { changeScopes, createUser } from '../../src/auth/rules/credentials.ts';
import { hashPassword } from '../../src/auth/passwords.ts';
import { loadConfig } from '../../src/config.ts';
import { MOST_LIVE_UPDATES } from '../../src/events/live.ts';
import { HOUR } from '../../src/time.ts';
import { ownFolder } from '../own-folder.ts';
import { move, settle, tell } from './charge-verbs.ts';
import { follow, reading, type Asking, type Followed, type Message } from './following.ts';
import { clientOf, NOON, openGateway, type Client, type Data, type OpenGateway } from './gateway.ts';
import { register, update } from './subscription-verbs.ts';

const CHARGES = `subscription ($after: String, $customer: CustomerBy) {
  chargeChanged(after: $after, customer: $customer) {
    cursor
    event { id type occurredOn changes { field after } }
    charge { number status acknowledgedOn customer { billingSystemCustomerIdentifier } }
  }
}`;
const SUBSCRIPTIONS = `subscription ($after: String, $customer: CustomerBy) {
  subscriptionChanged(after: $after, customer: $customer) {
    cursor event { id type } subscription { number stage entitledUntil }
  }
}`;

/** A sign of life every twentieth of a second, so that nobody has to wait for it. */
const SILENCE = 50;

/** A gateway, and how to follow what happens there with a credential that may read. */
async function openLive(
  settings: Parameters<typeof openGateway>[0] = {},
  environment: Record<string, string> = {},
) {
  const open = await openGateway(settings, environment, { silence: SILENCE });
  const credential = await keyOf(open.operator);
  const following = (query = CHARGES, variables: Data = {}, more: Partial<Asking> = {}) =>
    follow(open.gateway, { credential, query, variables, ...more });
  return { ...open, credential, following };
}

async function keyOf(client: Client, expiresOn: string | null = null): Promise<string> {
  const { createApiKey } = await client.ask(
    'mutation ($expiresOn: DateTime) { createApiKey(input: { name: "live", scopes: [READ], expiresOn: $expiresOn }) { apiKey } }',
    { expiresOn },
  );
  return createApiKey.apiKey;
}

/** What comes until the live update ends by itself, without its signs of life. */
async function rest({ message }: Followed): Promise<Message[]> {
  const messages: Message[] = [];
  for (let found = await message(); found; found = await message())
    if (found.event !== null) messages.push(found);
  return messages;
}

function ended(code: string) {
  return [
    { event: 'next', id: null, data: { errors: [{ message: expect.any(String), extensions: { code } }] } },
    { event: 'complete', id: null, data: null },
  ];
}

/** The cursor of the first sign of life. */
async function place({ message }: Followed): Promise<string> {
  const sign = await message();
  expect(sign).toEqual({ event: null, id: expect.any(String), data: null });
  return sign?.id ?? '';
}

async function take({ next }: Followed, count: number): Promise<Data[]> {
  const taken: Data[] = [];
  while (taken.length < count) taken.push(await next());
  return taken;
}

async function newestCursor(client: Client): Promise<string> {
  const { events } = await client.ask('{ events(last: 1) { pageInfo { endCursor } } }');
  return events.pageInfo.endCursor;
}

async function idsOfEvents(client: Client, type: RegExp): Promise<string[]> {
  const ids: string[] = [];
  for (let after: string | null = null; ;) {
    const { events }: Data = await client.ask(
      'query ($after: String) { events(first: 50, after: $after) { nodes { id type } pageInfo { hasNextPage endCursor } } }',
      { after },
    );
    ids.push(...events.nodes.filter((event: Data) => type.test(event.type)).map(({ id }: Data) => id));
    if (!events.pageInfo.hasNextPage) return ids;
    after = events.pageInfo.endCursor;
  }
}

describe('A live update', () => {
  it('tells what happens from now on, and how things stand then', async () => {
    const { operator, netflix, following } = await openLive({ decisionWindowHours: 0 });
    await netflix.signsUp('B-100');
    await netflix.charges('B-100');
    const live = await following();
    expect(live.status).toBe(200);
    expect(live.headers.get('content-type')).toBe('text/event-stream');
    const number = await netflix.charges('B-100');
    const received = await live.next();
    expect(received).toMatchObject({
      event: { type: 'CHARGE_RECEIVED', occurredOn: '2026-03-01T12:00:00.000Z' },
      charge: { number, status: 'PENDING', customer: { billingSystemCustomerIdentifier: 'B-100' } },
    });
    expect(received.id).toBe(received.cursor);
    await tell(operator, 'acceptCharges', [number]);
    expect(await live.next()).toMatchObject({ event: { type: 'CHARGE_ACCEPTED' }, charge: { number } });
    await settle(operator);
    expect(
      (await take(live, 2)).map(({ event, charge }) => [event.type, charge.number, charge.status]),
    ).toEqual([
      ['CHARGE_PROCESSED', 'I00000001', 'APPROVED'],
      ['CHARGE_PROCESSED', 'I00000002', 'APPROVED'],
    ]);
  });

  it('of subscriptions tells their own events, and the approval that moves their entitlement', async () => {
    const { operator, netflix, following } = await openLive({ decisionWindowHours: 0 });
    const live = await following(SUBSCRIPTIONS);
    await netflix.signsUp('B-100');
    await update(operator, { firstName: 'Anna' });
    const approved = await netflix.charges('B-100', { paidThroughDate: '2026-03-31' });
    await settle(operator);
    await tell(operator, 'acknowledgeCharges', [approved]);
    const declined = await netflix.charges('B-100');
    await move(operator, 'suspend');
    await tell(operator, 'declineCharges', [declined]);
    await settle(operator);
    const told = await take(live, 5);
    expect(told.map(({ event }) => event.type)).toEqual([
      'SUBSCRIPTION_REGISTERED',
      'SUBSCRIPTION_SIGNED_UP',
      'CHARGE_PROCESSED',
      'SUBSCRIPTION_SUSPENDED',
      'SUBSCRIPTION_CANCELLED',
    ]);
    expect(told.at(2)).toMatchObject({ subscription: { entitledUntil: '2026-03-31' } });
    expect(told.at(-1)).toMatchObject({ subscription: { number: 'S00000001', stage: 'CANCELLED' } });
  });

  it('begins behind a cursor of events, so that nothing is missed between asking and following', async () => {
    const { operator, netflix, following } = await openLive();
    await netflix.signsUp('B-100');
    const after = await newestCursor(operator);
    const number = await netflix.charges('B-100');
    const live = await following(CHARGES, { after });
    expect(await live.next()).toMatchObject({ charge: { number } });
  });

  it('can be cut off before anything has happened, and goes on where it was', async () => {
    const { netflix, following } = await openLive();
    await netflix.signsUp('B-100');
    const first = await following();
    const lastEventId = await place(first);
    await first.leave();
    const number = await netflix.charges('B-100');
    const again = await following(CHARGES, {}, { headers: { 'last-event-id': lastEventId } });
    expect(await again.next()).toMatchObject({ charge: { number } });
  });

  it('goes on behind the later of its argument and Last-Event-ID, as a browser connects again', async () => {
    const { netflix, following } = await openLive();
    await netflix.signsUp('B-100');
    const after = await place(await following());
    await netflix.charges('B-100');
    const first = await following(CHARGES, { after });
    const { id } = await first.next();
    const number = await netflix.charges('B-100');
    const again = await following(CHARGES, { after }, { headers: { 'last-event-id': id } });
    expect(await again.next()).toMatchObject({ charge: { number } });
    const older = await following(CHARGES, { after: id }, { headers: { 'last-event-id': after } });
    expect(await older.next()).toMatchObject({ charge: { number } });
  });

  it('is one customer’s when it is asked so, of one that is registered later too', async () => {
    const { operator, netflix, following } = await openLive();
    const customer = { billingSystemCustomerIdentifier: 'B-200' };
    const [subscriptions, charges] = [
      await following(SUBSCRIPTIONS, { customer }),
      await following(CHARGES, { customer }),
    ];
    await netflix.signsUp('B-100');
    const { netflixCustomerIdentifier } = await netflix.signsUp('B-200');
    await netflix.charges('B-100');
    const number = await netflix.charges('B-200');
    const after = await place(await following(CHARGES, { customer: { netflixCustomerIdentifier } }));
    expect((await take(subscriptions, 2)).map(({ subscription }) => subscription.number)).toEqual([
      'S00000002',
      'S00000002',
    ]);
    expect(await charges.next()).toMatchObject({ charge: { number } });
    await tell(operator, 'acceptCharges', [{ number, billingSystemCustomerIdentifier: 'B-200' }]);
    const other = await following(CHARGES, { after, customer: { netflixCustomerIdentifier } });
    expect(await other.next()).toMatchObject({ event: { type: 'CHARGE_ACCEPTED' }, charge: { number } });
  });

  it('is the own operator’s only', async () => {
    const { another, netflix, following } = await openLive();
    const other = await another();
    const live = await following();
    await other.netflix.signsUp('B-100');
    await other.netflix.charges('B-100');
    await netflix.signsUp('B-100');
    const number = await netflix.charges('B-100', { amount: '1.23' });
    expect(await live.next()).toMatchObject({
      event: { type: 'CHARGE_RECEIVED' },
      charge: { number, customer: { billingSystemCustomerIdentifier: 'B-100' } },
    });
    const theirs = await newestCursor(other.operator);
    const refused = await following(CHARGES, { after: theirs }, { headers: { accept: '*/*' } });
    expect(refused.status).toBe(400);
  });

  it('gives signs of life while nothing happens, with the place to go on from', async () => {
    const { operator, following } = await openLive();
    const live = await following();
    const first = await place(live);
    expect(await place(live)).toBe(first);
    await register(operator);
    let later = first;
    while (later === first) later = await place(live);
    expect(later).toBe(await newestCursor(operator));
  });

  it('gives them while there is only what was not asked for', async () => {
    const { operator, wait, following } = await openLive();
    const live = await following(CHARGES, { customer: { billingSystemCustomerIdentifier: 'B-999' } });
    await place(live);
    const quiet = new AbortController();
    const busy = (async () => {
      while (!quiet.signal.aborted) {
        await register(operator, { validityDuration: (wait(1) % 1000) + 1 });
        await sleep(SILENCE / 5);
      }
    })();
    await place(live);
    await place(live);
    quiet.abort();
    await busy;
  });

  it('can be a GET, as a browser sends it', async () => {
    const { gateway, credential, netflix } = await openLive();
    await netflix.signsUp('B-100');
    const query = encodeURIComponent('subscription { chargeChanged { charge { number } } }');
    const headers = { accept: 'text/event-stream', authorization: `Bearer ${credential}` };
    const live = reading(
      await gateway.fetch(new Request(`http://gateway/graphql?query=${query}`, { headers })),
    );
    await place(live);
    const number = await netflix.charges('B-100');
    expect(await live.next()).toMatchObject({ charge: { number } });
  });

  it('tells a fault of one message in that message, and goes on', async () => {
    const { netflix, following } = await openLive();
    await netflix.signsUp('B-100');
    const live = await following(`subscription ($locale: String = "xx-invalid-locale-") {
      chargeChanged { cursor charge { number amount { formatted(locale: $locale) } } }
    }`);
    await place(live);
    await netflix.charges('B-100');
    let message = await live.message();
    while (message?.event === null) message = await live.message();
    expect(message).toMatchObject({
      event: 'next',
      id: expect.any(String),
      data: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
    });
    await netflix.charges('B-100');
    message = await live.message();
    while (message?.event === null) message = await live.message();
    expect(message).toMatchObject({ event: 'next' });
  });
});

describe('Whoever follows', () => {
  it('misses nothing and sees nothing twice, however often it is cut off while others write', async () => {
    const { first, second } = await twoGateways();
    const { netflix, operator } = second;
    await netflix.signsUp('B-100');
    const credential = await keyOf(first.operator);
    let cursor = await newestCursor(first.operator);
    const writing = (async () => {
      for (let n = 0; n < 12; n += 1) {
        const charges = await Promise.all([1, 2, 3].map(() => netflix.charges('B-100')));
        await tell(n % 2 ? operator : first.operator, 'acceptCharges', charges);
        await sleep(5);
      }
    })();
    const seen: string[] = [];
    for (let connection = 0; seen.length < 72; connection += 1) {
      const isHeader = connection % 2 === 0;
      const live = await follow(first.gateway, {
        credential,
        query: CHARGES,
        variables: isHeader ? {} : { after: cursor },
        headers: isHeader ? { 'last-event-id': cursor } : {},
      });
      for (let n = 0; n < 7 && seen.length < 72; n += 1) {
        const { event, id } = await live.next();
        seen.push(event.id);
        cursor = id;
      }
      await live.leave();
    }
    await writing;
    expect(seen).toEqual(await idsOfEvents(first.operator, /^CHARGE_/));
  });

  it('hears what another process on the same database does', async () => {
    const { first, second } = await twoGateways();
    await second.netflix.signsUp('B-100');
    const live = await follow(first.gateway, { credential: await keyOf(first.operator), query: CHARGES });
    await place(live);
    const number = await second.netflix.charges('B-100');
    expect(await live.next()).toMatchObject({ charge: { number } });
  });

  it('catches up with a long history without being sent what it does not want', async () => {
    const { operator, netflix, wait, following } = await openLive();
    const after = await newestCursor(operator);
    await netflix.signsUp('B-100');
    for (let n = 0; n < 130; n += 1)
      await register(operator, {
        billingSystemCustomerIdentifier: `C-${n}`,
        validityDuration: (wait(1) % 9) + 1,
      });
    const number = await netflix.charges('B-100');
    const live = await following(CHARGES, { after });
    expect(await live.next()).toMatchObject({ charge: { number } });
  });

  it('is not read ahead for when it is slow', async () => {
    const { operator, netflix, following, statements } = await openLive({}, { LIMIT_ALIASES: '100' });
    await netflix.signsUp('B-100');
    const after = await newestCursor(operator);
    for (let n = 0; n < 60; n += 1) await netflix.charges('B-100');
    statements();
    const live = await following(
      `subscription ($after: String) { chargeChanged(after: $after) { charge { number ${wide(100)} } } }`,
      { after },
    );
    await sleep(4 * SILENCE);
    const read = statements().filter((sql) => / from "charges"/i.test(sql)).length;
    expect(read).toBeLessThan(40);
    expect((await take(live, 60)).at(-1)).toMatchObject({ charge: { number: 'I00000060' } });
  });

  it('leaves nothing behind when it goes', async () => {
    const { gateway, credential, statements } = await openLive();
    const live = await follow(gateway, { credential, query: CHARGES });
    await place(live);
    await live.leave();
    statements();
    await sleep(5 * SILENCE);
    expect(statements()).toEqual([]);
  });

  it('leaves nothing behind when its connection breaks', async () => {
    const { gateway, credential, statements } = await openLive();
    const address = `${await gateway.listen()}/graphql`;
    const leaving = new AbortController();
    const asking = { credential, query: CHARGES, signal: leaving.signal };
    const live = await follow({ fetch: (request) => fetch(request) }, asking, address);
    await place(live);
    leaving.abort();
    await expect(live.message()).rejects.toThrow();
    await sleep(SILENCE);
    statements();
    await sleep(5 * SILENCE);
    expect(statements().filter((sql) => /last_event|api_keys/.test(sql))).toEqual([]);
  });

  it('may follow 20 at a time with one credential, and one more for each that it ends', async () => {
    const { gateway, operator, credential, following } = await openLive();
    const all = await Promise.all(Array.from({ length: MOST_LIVE_UPDATES }, () => following()));
    expect(all.map(({ status }) => status)).toEqual(Array(20).fill(200));
    const refused = await following(CHARGES, {}, { headers: { accept: '*/*' } });
    expect(refused.status).toBe(429);
    const other = await follow(gateway, { credential: await keyOf(operator), query: CHARGES });
    expect(other.status).toBe(200);
    // A token that the same key got counts as the same.
    const { logInWithApiKey } = await operator.ask(
      'mutation ($key: String!) { logInWithApiKey(input: { apiKey: $key }) { token } }',
      { key: credential },
    );
    const byToken = { credential: logInWithApiKey.token, query: CHARGES };
    expect(await rest(await follow(gateway, byToken))).toMatchObject(ended('RATE_LIMITED'));
    const [one] = all;
    await one?.message();
    await one?.leave();
    expect((await following()).status).toBe(200);
  });
});

describe('A live update ends, with a last message that says why,', () => {
  it('when the credential expires', async () => {
    const { gateway, operator, wait } = await openLive();
    const credential = await keyOf(operator, new Date(NOON + HOUR).toISOString());
    const live = await follow(gateway, { credential, query: CHARGES });
    await place(live);
    wait(HOUR);
    expect(await rest(live)).toMatchObject(ended('UNAUTHENTICATED'));
  });

  it('when the API key is revoked, and nothing is told any more', async () => {
    const { operator, netflix, credential, following } = await openLive();
    await netflix.signsUp('B-100');
    const live = await following();
    await place(live);
    await operator.ask(
      'mutation ($prefix: String!) { revokeApiKey(input: { prefix: $prefix }) { revoked } }',
      {
        prefix: credential,
      },
    );
    await netflix.charges('B-100');
    expect(await rest(live)).toMatchObject(ended('UNAUTHENTICATED'));
  });

  it('when the token is released', async () => {
    const { gateway, operator, credential } = await openLive();
    const { logInWithApiKey } = await operator.ask(
      'mutation ($key: String!) { logInWithApiKey(input: { apiKey: $key }) { token } }',
      { key: credential },
    );
    const { token } = logInWithApiKey;
    const live = await follow(gateway, { credential: token, query: CHARGES });
    await place(live);
    await follow(gateway, { credential: token, query: 'mutation { logOut { released } }' });
    expect(await rest(live)).toMatchObject(ended('UNAUTHENTICATED'));
  });

  it('when the user may not read any more', async () => {
    const { gateway, operator } = await openLive();
    const { store } = await someoneWithPassword(gateway, 'correct horse battery');
    const { logIn } = await operator.ask(
      'mutation { logIn(input: { username: "anna", password: "correct horse battery", organisation: "first" }) { token } }',
    );
    const live = await follow(gateway, { credential: logIn.token, query: CHARGES });
    await place(live);
    const about = { username: 'anna', wallClock: NOON, scopes: ['WRITE'] as const };
    await store.changeUser('anna', (facts) => changeScopes(about, facts), { actor: 'test' });
    expect(await rest(live)).toMatchObject(ended('FORBIDDEN'));
  });

  it('when the gateway stops, which does not take long', async () => {
    const { gateway, credential, following } = await openLive();
    const address = `${await gateway.listen()}/graphql`;
    const over = await follow(
      { fetch: (request) => fetch(request) },
      { credential, query: CHARGES },
      address,
    );
    const inside = await following();
    await place(over);
    await place(inside);
    const begin = performance.now();
    const [, one, other] = await Promise.all([gateway.close(), rest(over), rest(inside)]);
    expect(performance.now() - begin).toBeLessThan(1_000);
    expect(one).toMatchObject(ended('SERVER_STOPPING'));
    expect(other).toMatchObject(ended('SERVER_STOPPING'));
  });
});

describe('A live update is refused', () => {
  it.each<[string, Partial<Asking>, number, string]>([
    ['a cursor that is none', { variables: { after: 'x' } }, 400, 'BAD_USER_INPUT'],
    [
      'a cursor of another list',
      { variables: { after: cursor('charges:OLDEST_FIRST:4294967297') } },
      400,
      'BAD_USER_INPUT',
    ],
    [
      'a cursor ahead of everything',
      { variables: { after: cursor('events:4294967999') } },
      400,
      'BAD_USER_INPUT',
    ],
    [
      "another operator's cursor",
      { variables: { after: cursor('events:8589934593') } },
      400,
      'BAD_USER_INPUT',
    ],
    ['a Last-Event-ID that is none', { headers: { 'last-event-id': '7' } }, 400, 'BAD_USER_INPUT'],
    [
      'an identifier that is too long',
      { variables: { customer: { billingSystemCustomerIdentifier: 'x'.repeat(129) } } },
      400,
      'BAD_USER_INPUT',
    ],
    ['no identifier', { variables: { customer: {} } }, 400, 'BAD_USER_INPUT'],
    ['a variable of the wrong type', { variables: { after: 7 } }, 400, 'BAD_USER_INPUT'],
    [
      'two fields',
      {
        query: 'subscription { chargeChanged { cursor } subscriptionChanged { cursor } }',
      },
      400,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'a field that may be left out',
      { query: 'subscription { chargeChanged @skip(if: true) { cursor } }' },
      400,
      'BAD_USER_INPUT',
    ],
    [
      'a fragment that may be left out',
      {
        query:
          'subscription { ...f } fragment f on Subscription { ... @include(if: false) { chargeChanged { cursor } } }',
      },
      400,
      'BAD_USER_INPUT',
    ],
    ['a wrong credential', { credential: 'wrong' }, 401, 'UNAUTHENTICATED'],
    ['an answer of JSON', { headers: { accept: 'application/json' } }, 406, 'BAD_USER_INPUT'],
  ])('for %s', async (_what, asking, status, code) => {
    const { gateway, credential } = await openLive();
    const headers = { accept: 'application/graphql-response+json, */*', ...asking.headers };
    const answer = await answerOf(gateway, { credential, query: CHARGES, ...asking, headers });
    expect(answer).toMatchObject({ status, body: { errors: [{ extensions: { code } }] } });
  });

  it('to those who may not read', async () => {
    const { gateway, operator } = await openLive();
    const { createApiKey } = await operator.ask(
      'mutation { createApiKey(input: { name: "w", scopes: [WRITE] }) { apiKey } }',
    );
    const live = await follow(gateway, { credential: createApiKey.apiKey, query: CHARGES });
    expect(live.status).toBe(403);
    expect(await rest(live)).toMatchObject(ended('FORBIDDEN'));
  });

  it('once the gateway has stopped', async () => {
    const { gateway, following } = await openLive();
    const live = await following();
    await place(live);
    await gateway.close();
    expect(await rest(live)).toMatchObject(ended('SERVER_STOPPING'));
  });
});

function cursor(text: string): string {
  return Buffer.from(text).toString('base64url');
}

async function answerOf(
  { fetch }: OpenGateway['gateway'],
  { credential, query, variables, headers }: Asking,
) {
  const response = await fetch(
    new Request('http://gateway/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${credential}`, ...headers },
      body: JSON.stringify({ query, variables }),
    }),
  );
  return { status: response.status, body: await response.json() };
}

/** The same field under many names, so that a message is long. */
function wide(times: number): string {
  return Array.from({ length: times }, (_, n) => `f${n}: netflixChargeIdentifier`).join(' ');
}

async function someoneWithPassword({ store }: OpenGateway['gateway'], password: string) {
  const operator = await store.operatorByCode('first');
  if (!operator) throw new Error('Expected the first operator.');
  const own = store.of(operator.id);
  const creation = {
    username: 'anna',
    passwordHash: await hashPassword(password),
    scopes: ['READ', 'WRITE'] as const,
    wallClock: NOON,
  };
  await own.changeUser('anna', (facts) => createUser(creation, facts), { actor: 'test' });
  return { store: own };
}

/** Two gateways on one file; the second one is a process of its own but for its memory. */
async function twoGateways() {
  const file = join(ownFolder(), 'gateway.sqlite');
  const second = await openGateway({}, { DATABASE_URL: file }, { silence: SILENCE });
  const config = loadConfig({ DATABASE_URL: file, DEMO_DATA: 'off', LOG_LEVEL: 'silent' });
  const gateway = await assemble(config, { clock: () => NOON, wallClock: () => NOON, silence: SILENCE });
  onTestFinished(() => gateway.close());
  return { first: { gateway, operator: second.operator }, second };
}

describe('Whoever takes nothing but events', () => {
  const asked = (gateway: Pick<Gateway, 'fetch'>, query: string) =>
    gateway.fetch(
      new Request('http://gateway/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
        body: JSON.stringify({ query }),
      }),
    );

  it('gets the answer to a query as one', async () => {
    const { gateway } = await openGateway();
    const response = await asked(gateway, '{ __typename }');
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    expect(await response.text()).toMatch(
      /^event: next\ndata: {"data":{"__typename":"Query"}.*}\n\nevent: complete/,
    );
  });

  it('may leave before it has it, and nobody else is harmed', async () => {
    const { gateway } = await openGateway();
    for (const query of ['{ __typename }', '{ viewer { username } }', '{']) {
      const response = await asked(gateway, query);
      await response.body?.cancel();
    }
    expect((await asked(gateway, '{ viewer { username } }')).status).toBe(401);
  });
});

it('A live update costs for each message what a request would, and waits while nothing is left', async () => {
  const { gateway, credential, following, netflix, wait } = await openLive(
    {},
    { RATE_CAPACITY: '200', RATE_REFILL: '200' },
  );
  await netflix.signsUp('B-100');
  wait(2_000);
  const live = await following();
  const client = clientOf(gateway, credential);
  const isLimited = async () => (await client.answer('{ viewer { username } }')).status === 429;
  let asked = 0;
  while (!(await isLimited())) asked += 1;
  expect(asked).toBeGreaterThan(10);

  await netflix.charges('B-100');
  const told = live.next();
  const quiet = new Promise((resolve) => setTimeout(resolve, 400, 'nothing'));
  expect(await Promise.race([told, quiet])).toBe('nothing');
  wait(2_000);
  expect(await told).toMatchObject({ charge: { status: 'PENDING' } });
});
