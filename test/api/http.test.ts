import { GraphQLInt, GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { pino, type Logger } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';

import { openGateway as assemble } from '../../src/app.ts';
import { SCOPES } from '../../src/auth/credential.ts';
import { loadConfig } from '../../src/config.ts';
import { DEMO } from '../../src/demo/demo.ts';
import { schema } from '../../src/graphql/schema.ts';
import { gatewayServer } from '../../src/graphql/server.ts';
import { routerTo } from '../../src/http/router.ts';
import { fetchOf } from '../../src/http/fetching.ts';
import { ReadTimedOut, StorageFull, StoreBusy, StoreReadOnly } from '../../src/store/store.ts';
import { clientOf, openGateway, type OpenGateway } from './gateway.ts';

const VIEWER = '{ viewer { username } }';
const JSON_TYPE = 'application/json';
const RESPONSE_TYPE = 'application/graphql-response+json';

type Fetching = Pick<OpenGateway, 'gateway'>;

async function send({ gateway }: Fetching, init: RequestInit, search = '') {
  const response = await gateway.fetch(new Request(`http://gateway/graphql${search}`, init));
  const text = await response.text();
  const body = (text === '' ? null : JSON.parse(text)) as {
    data?: unknown;
    errors?: { message: string; extensions: Record<string, unknown> }[];
  } | null;
  return { status: response.status, headers: response.headers, body };
}

function post(opened: Fetching, body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return send(opened, { method: 'POST', body: text, headers: { 'content-type': JSON_TYPE, ...headers } });
}

/** A gateway with demo data whose database can be made to fail, and what it has logged. */
async function openFailing() {
  let failure: Error | null = null;
  const lines: string[] = [];
  const gateway = await assemble(loadConfig({ DATABASE_URL: ':memory:' }), {
    logger: writingTo(lines),
    onStatement: () => {
      if (failure) throw failure;
    },
  });
  onTestFinished(() => gateway.close());
  return {
    gateway,
    client: clientOf(gateway, DEMO.apiKey),
    failWith: (error: Error | null) => {
      failure = error;
    },
    // Without the line that every request has.
    log: () =>
      lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ msg }) => msg !== 'request'),
  };
}

describe('The status of an answer', () => {
  it.each([
    ['an operation', { query: '{ __typename }' }, undefined, 200, 200],
    ['a syntax error', { query: '{' }, 'GRAPHQL_PARSE_FAILED', 400, 200],
    ['an unknown field', { query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED', 400, 200],
    [
      'a literal that is no date',
      { query: '{ charges(filter: { paidThroughFrom: "soon" }) { totalCount } }' },
      'BAD_USER_INPUT',
      400,
      200,
    ],
    [
      'a missing variable',
      { query: 'query ($a: Boolean!) { __typename @skip(if: $a) }' },
      'BAD_USER_INPUT',
      400,
      200,
    ],
    ['no credential', { query: VIEWER }, 'UNAUTHENTICATED', 401, 401],
    ['no query', {}, 'BAD_USER_INPUT', 400, 400],
    ['a query that is no text', { query: [] }, 'BAD_USER_INPUT', 400, 400],
    ['variables that are no object', { query: '{ __typename }', variables: [] }, 'BAD_USER_INPUT', 400, 400],
    [
      'an unknown operation',
      { query: 'query A { __typename }', operationName: 'B' },
      'BAD_USER_INPUT',
      400,
      400,
    ],
    ['a batch', [{ query: '{ __typename }' }], 'BAD_USER_INPUT', 400, 400],
    ['no JSON', '{ viewer }', 'BAD_USER_INPUT', 400, 400],
  ])('to %s', async (_what, body, code, ofResponseType, ofJson) => {
    const opened = await openGateway();
    for (const [accept, status] of [
      [RESPONSE_TYPE, ofResponseType],
      [JSON_TYPE, ofJson],
    ] as const) {
      const answer = await post(opened, body, { accept });
      expect([accept, answer.status, answer.body?.errors?.[0]?.extensions.code]).toEqual([
        accept,
        status,
        code,
      ]);
      expect(answer.headers.get('content-type')).toContain(accept);
    }
  });

  it('is 401 when a log-in fails, unless something else may have been done', async () => {
    const { anonymous } = await openGateway();
    const wrong = 'logInWithApiKey(input: { apiKey: "nbk_" }) { token }';
    expect(await anonymous.answer(`mutation { ${wrong} }`)).toMatchObject({ status: 401, data: null });
    expect(await anonymous.answer(`mutation { one: ${wrong} other: ${wrong} }`)).toMatchObject({
      status: 200,
      data: null,
    });
  });
});

describe('A request', () => {
  it('keeps its id, when that is harmless, and gets one otherwise', async () => {
    const opened = await openGateway();
    const idOf = async (id?: string) => {
      const { headers, body } = await post(
        opened,
        { query: VIEWER },
        id === undefined ? {} : { 'x-request-id': id },
      );
      expect(body?.errors?.[0]?.extensions.requestId).toBe(headers.get('x-request-id'));
      return headers.get('x-request-id');
    };
    expect(await idOf('billing:2026-03.run_7')).toBe('billing:2026-03.run_7');
    for (const unsafe of [undefined, '', 'a b', 'x'.repeat(129), '<script>'])
      expect(await idOf(unsafe)).toMatch(/^[\da-f-]{36}$/);
    expect(await idOf()).not.toBe(await idOf());
    expect(
      (await post(opened, { query: '{ __typename }' }, { 'x-request-id': 'fine' })).headers.get(
        'x-request-id',
      ),
    ).toBe('fine');
  });

  it.each([
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain',
    'application/graphql',
    'application/jsonp',
    '',
  ])('of type "%s" is not executed: a browser would send it for any site', async (type) => {
    const opened = await openGateway();
    const answer = await post(opened, { query: '{ __typename }' }, { 'content-type': type });
    expect(answer).toMatchObject({
      status: 415,
      body: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
    });
  });

  it.each([
    ['application/json; charset=UTF-8', 'utf8', 200],
    ['application/json;charset="utf-8"', 'utf8', 200],
    ['Application/JSON ; profile=x', 'utf8', 200],
    ['application/json; charset=iso-8859-1', 'latin1', 415],
    ['application/json; profile=x; charset="UTF-16"', 'utf16le', 415],
  ] as const)(
    'may say in any way that it is JSON, but not in another encoding: %s',
    async (type, encoding, status) => {
      const opened = await openGateway();
      const body = Buffer.from('{"query":"# Señal\\n{ __typename }"}', encoding);
      const answer = await send(opened, { method: 'POST', headers: { 'content-type': type }, body });
      expect([answer.status, answer.body?.errors?.[0]?.extensions.code]).toEqual([
        status,
        status === 200 ? undefined : 'BAD_USER_INPUT',
      ]);
    },
  );

  it('may be a GET that asks', async () => {
    const answer = await send(
      await openGateway(),
      { method: 'GET' },
      `?query=${encodeURIComponent('query ($no: Boolean!) { __typename @skip(if: $no) }')}&variables={"no":false}`,
    );
    expect(answer).toMatchObject({ status: 200, body: { data: { __typename: 'Query' } } });
  });

  it('must not be a GET that changes something', async () => {
    const { gateway } = await openGateway();
    const query = encodeURIComponent('mutation { logInWithApiKey(input: { apiKey: "x" }) { token } }');
    const answer = await send({ gateway }, { method: 'GET' }, `?query=${query}`);
    expect(answer).toMatchObject({
      status: 405,
      body: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
    });
    expect(answer.headers.get('allow')).toBe('POST');
  });

  it.each([
    ['?query={__typename}&variables={', 400, 'The parameter `variables` must be JSON.'],
    ['?query={__typename}&extensions=x', 400, 'The parameter `extensions` must be JSON.'],
    ['', 400, 'Must provide query string.'],
  ])('that is a GET of "%s" is refused', async (search, status, message) => {
    expect(await send(await openGateway(), { method: 'GET' }, search)).toMatchObject({
      status,
      body: { errors: [{ message }] },
    });
  });

  it.each(['application/xml', 'application/json; charset=latin1', 'multipart/mixed'])(
    'whose answer would not be taken changes nothing: %s',
    async (accept) => {
      const opened = await openGateway();
      const query =
        'mutation { createPromotion(input: { code: "UNSEEN", name: "Unseen", effectiveFrom: "2026-01-01T00:00:00Z" }) { promotion { id } } }';
      const response = await opened.gateway.fetch(
        new Request('http://gateway/graphql', {
          method: 'POST',
          headers: {
            ...{ 'content-type': JSON_TYPE, accept },
            authorization: `Bearer ${opened.operator.credential ?? ''}`,
          },
          body: JSON.stringify({ query }),
        }),
      );
      expect(response.status).toBe(406);
      // Together with a length it would be taken for two answers.
      expect(response.headers.get('transfer-encoding')).toBeNull();
      expect(await opened.operator.ask('{ promotions { totalCount } }')).toEqual({
        promotions: { totalCount: 0 },
      });
    },
  );

  it.each(['PUT', 'DELETE', 'OPTIONS'])(
    'by %s is refused, and no other site is allowed in',
    async (method) => {
      const { status, headers } = await send(await openGateway(), {
        method,
        headers: { origin: 'https://elsewhere.example' },
      });
      expect(status).toBe(405);
      expect(headers.get('access-control-allow-origin')).toBeNull();
    },
  );
});

describe('Variables that do not fit', () => {
  it('are explained one by one, with the path of each', async () => {
    const { operator } = await openGateway();
    const answer = await operator.answer(
      'mutation ($receive: ReceiveChargesInput!) { receiveCharges(input: $receive) { charges { number } } }',
      {
        receive: {
          charges: [
            {
              netflixChargeIdentifier: 7,
              amount: 9.99,
              currency: 'euro',
              paidThroughDate: '2026-02-30',
              raisedOn: 'today',
            },
            null,
          ],
          more: true,
        },
      },
    );
    expect(answer).not.toHaveProperty('data');
    expect(answer.errors).toHaveLength(1);
    expect(answer.errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      issues: expect.arrayContaining([
        {
          path: ['receive', 'charges', 0, 'netflixChargeIdentifier'],
          message: 'String cannot represent a non string value: 7',
        },
        {
          path: ['receive', 'charges', 0, 'netflixCustomerIdentifier'],
          message: expect.stringContaining('was not provided'),
        },
        {
          path: ['receive', 'charges', 0, 'amount'],
          message: 'Decimal must be a decimal as a string such as "9.99", but was 9.99.',
        },
        { path: ['receive', 'charges', 0, 'currency'], message: expect.stringContaining('"euro"') },
        {
          path: ['receive', 'charges', 0, 'paidThroughDate'],
          message: expect.stringContaining('"2026-02-30"'),
        },
        { path: ['receive', 'charges', 0, 'raisedOn'], message: expect.stringContaining('"today"') },
        { path: ['receive', 'charges', 1], message: expect.stringContaining('not to be null') },
        { path: ['receive', 'more'], message: expect.stringContaining('is not defined') },
      ]),
    });
  });

  it('are not looked at for somebody who may not ask', async () => {
    const { anonymous } = await openGateway();
    const { errors } = await anonymous.answer(
      'query ($number: String!) { charge(number: $number) { number } }',
      { number: 7 },
    );
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  it('may turn out to be null where null cannot be', async () => {
    const { operator } = await openGateway();
    const query = 'query ($number: String = "I00000001") { charge(number: $number) { number } }';
    expect(await operator.answer(query, { number: null })).toMatchObject({
      status: 200,
      data: { charge: null },
      errors: [
        {
          path: ['charge'],
          extensions: {
            code: 'BAD_USER_INPUT',
            issues: [{ path: [], message: expect.stringContaining('"number"') }],
          },
        },
      ],
    });
  });

  it('may be too many and too long to be repeated', async () => {
    const { operator } = await openGateway();
    const { errors } = await operator.answer('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids: Array(400).fill(['x'.repeat(500)]),
    });
    expect(errors?.[0]?.extensions.issues).toHaveLength(50);
    expect(JSON.stringify(errors).length).toBeLessThan(40_000);
  });
});

describe('Scopes', () => {
  it.each([
    ['READ', '{ promotions { totalCount } }', 'Query.promotions'],
    [
      'WRITE',
      'mutation { acceptCharges(input: { charges: [] }) { charges { number } } }',
      'Mutation.acceptCharges',
    ],
    ['NETFLIX', 'mutation { processCharges { processed } }', 'Mutation.processCharges'],
    ['ADMIN', 'mutation { revokeApiKey(input: { prefix: "x" }) { revoked } }', 'Mutation.revokeApiKey'],
  ] as const)('%s is needed for its fields, and only that', async (scope, query, field) => {
    const { someone } = await openGateway();
    const others = SCOPES.filter((other) => other !== scope);
    const without = await (await someone(...others)).answer(query);
    expect(without).toMatchObject({
      status: 403,
      errors: [
        {
          message: `${field} needs the scope ${scope}, and your credential has ${others.join(', ')}. Ask for one that has it.`,
          extensions: { code: 'FORBIDDEN' },
        },
      ],
    });
    expect(without).not.toHaveProperty('data');
    const { status, errors = [] } = await (await someone(scope)).answer(query);
    expect([
      status,
      errors.map(({ extensions }) => extensions.code).filter((code) => code !== 'BAD_USER_INPUT'),
    ]).toEqual([200, []]);
  });

  it.each([
    'query { viewer { username } promotions { totalCount } }',
    'query { ... { promotions { totalCount } } }',
    'query { ...deep } fragment deep on Query { ...deeper } fragment deeper on Query { another: promotions { totalCount } }',
    'query { promotions @skip(if: true) { totalCount } viewer { username } }',
    'query { viewer { username } ... @include(if: false) { promotions { totalCount } } }',
  ])('are found wherever a field hides: %s', async (query) => {
    const { someone, statements } = await openGateway();
    const writer = await someone('WRITE');
    statements();
    expect(await writer.answer(query)).toMatchObject({
      status: 403,
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
    // The credential, and nothing else.
    expect(statements().filter((sql) => !/"?(api_keys|operators)"?/.test(sql))).toEqual([]);
  });

  it('are those of the operation that is asked for', async () => {
    const opened = await openGateway();
    const query = 'query Mine { viewer { username } } query Ours { promotions { totalCount } }';
    const { operator } = opened;
    const { createApiKey } = await operator.ask(
      'mutation { createApiKey(input: { name: "w", scopes: [WRITE] }) { apiKey } }',
    );
    const { apiKey } = createApiKey as { apiKey: string };
    const authorization = `Bearer ${apiKey}`;
    expect(await post(opened, { query, operationName: 'Mine' }, { authorization })).toMatchObject({
      status: 200,
    });
    expect(await post(opened, { query, operationName: 'Ours' }, { authorization })).toMatchObject({
      status: 403,
    });
    expect(await post(opened, { query, operationName: 'Mine' }, { authorization })).toMatchObject({
      status: 200,
    });
  });

  it('do not matter to viewer and logOut', async () => {
    const { someone } = await openGateway();
    expect(await (await someone()).ask('{ viewer { scopes } }')).toEqual({ viewer: { scopes: [] } });
  });

  it('are said by every root field of the schema', () => {
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const fields = roots.flatMap((type) => Object.values(type?.getFields() ?? {}));
    const open = fields.filter(({ extensions: { scope } }) => scope === null).map(({ name }) => name);
    expect(open.toSorted()).toEqual(['logIn', 'logInWithApiKey']);
    for (const { name, description, extensions } of fields) {
      if (SCOPES.some((scope) => scope === extensions.scope))
        expect([name, description]).toEqual([
          name,
          expect.stringContaining(`Scope: ${String(extensions.scope)}.`),
        ]);
    }
  });

  it('keep a gateway from starting whose schema forgot one', async () => {
    const { gateway } = await openGateway();
    const forgetful = new GraphQLSchema({
      query: new GraphQLObjectType({ name: 'Query', fields: { secrets: { type: GraphQLString } } }),
    });
    expect(() => serverOver(forgetful, gateway.logger)).toThrow(
      'Expected `extensions.scope` of Query.secrets to say whom it answers, found undefined.',
    );
  });
});

describe('Introspection', () => {
  const query = '{ __schema { queryType { name } } __type(name: "Charge") { name } }';

  it('works without a credential where it is switched on', async () => {
    const { anonymous } = await openGateway({}, { INTROSPECTION: 'on' });
    expect(await anonymous.ask(query)).toEqual({
      __schema: { queryType: { name: 'Query' } },
      __type: { name: 'Charge' },
    });
  });

  it('is refused where it is switched off, to everybody', async () => {
    const { anonymous, operator } = await openGateway({}, { INTROSPECTION: 'off' });
    for (const client of [anonymous, operator]) {
      const { errors } = await client.answer(query);
      const message = 'Introspection is switched off here. Ask whoever runs the gateway for its schema.';
      const refused = { message, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } };
      expect(errors).toMatchObject([refused, refused]);
    }
    await operator.ask('{ __typename viewer { __typename } }');
  });
});

describe('A fault of ours', () => {
  it('is one sentence for the client, and everything for the log', async () => {
    const { client, failWith, log } = await openFailing();
    failWith(new Error('disk /dev/secret is on fire'));
    const answer = await client.answer(VIEWER, {}, { 'x-request-id': 'fire' });
    expect(answer).toMatchObject({
      status: 500,
      errors: [
        {
          message: 'Something went wrong on our side. Quote request fire when you report it.',
          extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'fire' },
        },
      ],
    });
    expect(JSON.stringify(answer)).not.toContain('secret');
    expect(log()).toMatchObject([
      {
        requestId: 'fire',
        err: { message: 'disk /dev/secret is on fire', stack: expect.stringContaining('at ') },
      },
    ]);
    failWith(null);
    await client.ask(VIEWER);
  });

  it.each([
    ['BUSY', StoreBusy, 503, 'The database is busy, and nothing was done. Try again in a moment.'],
    [
      'STORAGE_FULL',
      StorageFull,
      507,
      'The database has no room left, and nothing was done. Asking still works.',
    ],
    [
      'READ_ONLY',
      StoreReadOnly,
      503,
      'The database can only be read now, and nothing was done. Asking still works.',
    ],
    [
      'TIMEOUT',
      class extends ReadTimedOut {
        constructor() {
          super(10_000);
        }
      },
      504,
      'Finding this took longer than 10 seconds and was ended. Ask more narrowly, or leave the total out.',
    ],
  ])('of the database says what can be done: %s', async (code, Failure, status, message) => {
    const { client, failWith } = await openFailing();
    failWith(new Failure());
    expect(await client.answer(VIEWER)).toMatchObject({
      status,
      errors: [{ message, extensions: { code } }],
    });
  });

  it('in the middle of an answer leaves the rest of it, and the status', async () => {
    const logged: string[] = [];
    const server = serverOver(
      new GraphQLSchema({
        query: new GraphQLObjectType({
          name: 'Query',
          fields: {
            fine: { type: GraphQLString, extensions: { scope: null }, resolve: () => 'fine' },
            throwing: {
              type: GraphQLString,
              extensions: { scope: null },
              resolve: () => Promise.reject(new Error('secret')),
            },
            // graphql-js itself refuses such a value, and would repeat it.
            tooLarge: { type: GraphQLInt, extensions: { scope: null }, resolve: () => 987_654_321_098 },
          },
        }),
      }),
      writingTo(logged),
    );
    const request = {
      method: 'POST',
      headers: { 'content-type': JSON_TYPE, accept: RESPONSE_TYPE },
      body: '{"query":"{ fine throwing tooLarge }"}',
    };
    const response = await server.fetch(new Request('http://gateway/graphql', request));
    const text = await response.text();
    expect([response.status, JSON.parse(text)]).toMatchObject([
      200,
      {
        data: { fine: 'fine', throwing: null, tooLarge: null },
        errors: [{ path: ['tooLarge'] }, { path: ['throwing'] }].map((error) => ({
          ...error,
          extensions: { code: 'INTERNAL_SERVER_ERROR' },
        })),
      },
    ]);
    expect(text).not.toMatch(/secret|987654321098/);
    expect(logged).toHaveLength(2);
  });
});

describe('GraphiQL', () => {
  const page = async (environment: Record<string, string>) => {
    const { gateway } = await openGateway({}, environment);
    const response = await gateway.fetch(
      new Request('http://gateway/graphql', { headers: { accept: 'text/html' } }),
    );
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      html: await response.text(),
    };
  };

  it('comes from the gateway alone, with its tabs and the header filled in', async () => {
    const { status, type, html } = await page({ DEMO_DATA: 'on' });
    expect([status, type]).toEqual([200, 'text/html; charset=utf-8']);
    expect(html).toContain('<title>Netflix billing gateway</title>');
    expect(html).toContain(`Bearer ${DEMO.apiKey}`);
    expect(html).toContain('mutation AcceptCharges');
    expect(html).not.toMatch(/<(script|link|img)[^>]+(src|href)="?https?:/);
  });

  it('does not tell the demo credential where there is no demo', async () => {
    const { status, html } = await page({ DEMO_DATA: 'off' });
    expect(status).toBe(200);
    expect(html).not.toContain(`Bearer ${DEMO.apiKey}`);
  });

  it('is not there when it is switched off', async () => {
    const { status, html } = await page({ GRAPHIQL: 'off' });
    expect(status).toBe(406);
    expect(html).toBe('');
  });
});

/** A log of errors, a line of JSON each. */
function writingTo(lines: string[]): Logger {
  return pino({ level: 'error' }, { write: (line) => void lines.push(line) });
}

/** A server whose schema needs nothing of the gateway behind it. */
function serverOver(own: GraphQLSchema, logger: Logger) {
  const unused = () => {
    throw new Error('Expected nobody to ask.');
  };
  const { handler } = gatewayServer({
    schema: own,
    authentication: {
      logIn: unused,
      logInWithApiKey: unused,
      logOut: unused,
      whoIs: unused,
      wallClock: unused,
    },
    trustedProxies: 0,
    storeOf: unused,
    live: { follow: unused, count: unused, close: unused },
    clock: () => 0,
    advanceTime: null,
    signUpAddress: () => 'http://gateway/sign-up',
    introspection: true,
    suggestions: true,
    limits: { jsonDepth: 32, tokens: 1_000, depth: 12, aliases: 30, directives: 10, cost: 5_000 },
    spend: () => ({ requested: 1, remaining: 1, capacity: 1, reset: 0 }),
    trustedDocuments: null,
    hasShortWay: true,
    graphiql: false,
    logger,
  });
  return { fetch: fetchOf(routerTo(new Map([['/graphql', handler]]), logger), 1_000_000) };
}
