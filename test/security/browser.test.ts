import { describe, expect, it } from 'vitest';

import { openGateway, type OpenGateway } from '../api/gateway.ts';
import { openOnWay, posted, presenting, WAYS } from './ways.ts';

const OURS = 'https://billing.example.com';
const ALSO_OURS = 'http://localhost:8080';
const ELSEWHERE = 'https://elsewhere.example';
const CORS = { CORS_ORIGINS: `${OURS}, ${ALSO_OURS}` };

const asking = (gateway: OpenGateway['gateway'], init: RequestInit, path = '/graphql') =>
  gateway.fetch(new Request(`http://gateway${path}`, init));
const preflight = (origin: string) => ({
  method: 'OPTIONS',
  headers: {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,content-type',
  },
});
const allowed = ({ headers }: Response) =>
  [...headers.keys()].filter((name) => name.startsWith('access-control-')).toSorted();

describe('A page of another site', () => {
  it('may ask when its origin is listed, without what a browser sends by itself', async () => {
    const { gateway } = await openGateway({}, CORS);
    for (const origin of [OURS, ALSO_OURS]) {
      const before = await asking(gateway, preflight(origin));
      expect([before.status, await before.text()]).toEqual([204, '']);
      expect(Object.fromEntries(before.headers)).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': expect.stringContaining('authorization, content-type'),
        vary: 'origin',
      });
      expect(allowed(before)).not.toContain('access-control-allow-credentials');
      const { status, headers } = await posted({ gateway }, '{"query":"{ __typename }"}', { origin });
      expect([status, headers.get('access-control-allow-origin'), headers.get('vary')]).toEqual([
        200,
        origin,
        'origin',
      ]);
      expect(headers.get('access-control-expose-headers')).toContain('x-request-id');
      expect(headers.get('access-control-allow-credentials')).toBeNull();
    }
  });

  it.each([
    ELSEWHERE,
    'null',
    `${OURS}.evil.example`,
    `${OURS}:8443`,
    'http://billing.example.com',
    'https://BILLING.example.com',
    'https://sub.billing.example.com',
    `${OURS}/`,
    '*',
    '',
  ])('may not when it is "%s"', async (origin) => {
    const { gateway } = await openGateway({}, CORS);
    const before = await asking(gateway, preflight(origin));
    expect([before.status, allowed(before)]).toEqual([405, []]);
    const response = await asking(
      gateway,
      { method: 'GET', headers: { origin } },
      '/graphql?query={__typename}',
    );
    expect([response.status, allowed(response), response.headers.get('vary')]).toEqual([200, [], 'origin']);
  });

  it('may not where no origin is listed', async () => {
    const { gateway } = await openGateway();
    const before = await asking(gateway, preflight(OURS));
    expect([before.status, allowed(before)]).toEqual([405, []]);
  });

  it.each(['https://*.example.com', '*', 'billing.example.com', `${OURS}/`, `${OURS},,${ALSO_OURS}`, 'null'])(
    'cannot be let in by a list that is not exact: %s',
    async (text) => {
      await expect(openGateway({}, { CORS_ORIGINS: text })).rejects.toThrow('CORS_ORIGINS: expected origins');
    },
  );

  it.each(['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain'])(
    'cannot send what needs no permission: %s',
    async (type) => {
      const { gateway, operator, statements } = await openGateway({}, CORS);
      statements();
      const body = '{"query":"mutation { processCharges { processed } }"}';
      const headers = { origin: ELSEWHERE, 'content-type': type, ...presenting(operator) };
      expect((await asking(gateway, { method: 'POST', body, headers })).status).toBe(415);
      expect(statements()).toEqual([]);
    },
  );

  it.each([
    ['a mutation', 'mutation { processCharges { processed } }', null],
    ['a mutation behind a query', 'query A { __typename } mutation B { processCharges { processed } }', 'B'],
  ])('cannot change anything by leading a browser to an address: %s', async (_what, query, operation) => {
    const { gateway, operator, statements } = await openGateway({}, CORS);
    statements();
    const search = new URLSearchParams({ query, ...(operation !== null && { operationName: operation }) });
    const headers = presenting(operator);
    const response = await asking(gateway, { method: 'GET', headers }, `/graphql?${search.toString()}`);
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    expect(statements()).toEqual([]);
  });
});

const EVERYWHERE = [
  ['an answer', '/graphql?query={__typename}', {}],
  ['a refusal', '/graphql?query={', {}],
  ['GraphiQL', '/graphql', { accept: 'text/html' }],
  ['what leads to it', '/', {}],
  ['nothing', '/nothing', {}],
  ['the sign-up page', '/sandbox/sign-up?token=x', {}],
] as const;

describe('A browser is told with every answer', () => {
  it.each(EVERYWHERE)('what it must not do with it: %s', async (_what, path, headers) => {
    const { gateway } = await openGateway({}, { NETFLIX: 'sandbox', DEMO_DATA: 'on' });
    const response = await asking(gateway, { headers }, path);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': expect.stringMatching(/default-src 'none'.*frame-ancestors 'none'/),
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(response.headers.get('strict-transport-security')).toBeNull();
    await response.text();
  });

  it('to come over TLS alone, in production', async () => {
    const { gateway } = await openGateway(
      {},
      {
        NODE_ENV: 'production',
        TOKEN_SECRET: 'x'.repeat(32),
        SIGN_UP_ADDRESS: 'https://signup.example.com/',
      },
    );
    for (const path of ['/graphql?query={__typename}', '/nothing', '/']) {
      const { headers } = await asking(gateway, {}, path);
      expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
    }
  });
});

describe('GraphiQL', () => {
  it('runs the scripts of its page and no others: each has a number drawn for this one answer', async () => {
    const { gateway } = await openGateway({}, { DEMO_DATA: 'on' });
    const look = async () => {
      const response = await asking(gateway, { headers: { accept: 'text/html' } });
      const policy = response.headers.get('content-security-policy') ?? '';
      const nonce = /script-src 'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
      return { policy, nonce, html: await response.text() };
    };
    const one = await look();
    expect(Buffer.from(one.nonce, 'base64')).toHaveLength(16);
    expect(one.policy).not.toMatch(/script-src[^;]*(unsafe-inline|unsafe-eval|https?:|\*)/);
    // What looks like a tag within a script is none.
    const scripts = [...one.html.matchAll(/(<script[^>]*>)[\s\S]*?<\/script>/g)].map(([, tag = '']) => tag);
    expect(scripts.length).toBeGreaterThan(1);
    expect(scripts.filter((script) => !script.includes(`nonce="${one.nonce}"`))).toEqual([]);
    expect((await look()).nonce).not.toBe(one.nonce);
  });

  it('is where a browser is led, unless it is switched off', async () => {
    const on = await asking((await openGateway()).gateway, {}, '/');
    expect([on.status, on.headers.get('location')]).toEqual([302, '/graphql']);
    const off = await asking((await openGateway({}, { GRAPHIQL: 'off' })).gateway, {}, '/');
    expect(off.status).toBe(404);
  });
});

describe.each(WAYS)('A misspelt name on the %s way', (_way, hasShortWay) => {
  const cases = [
    ['{ charge { number } }', {}],
    ['{ chargs { totalCount } }', {}],
    ['{ charges(frist: 1) { totalCount } }', {}],
    ['{ charges(filter: { stats: [PENDING] }) { totalCount } }', {}],
    ['{ charges(orderBy: NEWEST_FRST) { totalCount } }', {}],
    ['{ node(id: "x") { ... on Charg { number } } }', {}],
    ['{ node(id: "x") { number } }', {}],
    ['{ viewer }', {}],
    ['query ($filter: ChargeFilter) { charges(filter: $filter) { totalCount } }', { filter: { stats: [] } }],
    ['query ($by: ChargeOrder) { charges(orderBy: $by) { totalCount } }', { by: 'NEWEST_FRST' }],
  ] as const;

  it.each(cases)('is not led to the right one unless that is allowed: %s', async (query, variables) => {
    const said = async (suggestions: string) => {
      const opened = await openOnWay(hasShortWay, { SUGGESTIONS: suggestions });
      return posted(opened, JSON.stringify({ query, variables }), presenting(opened.operator));
    };
    const silent = await said('off');
    expect(silent.codes.length).toBeGreaterThan(0);
    expect(silent.text).not.toContain('Did you mean');
    expect(silent.messages.every((message) => /\S[.:]?$/.test(message))).toBe(true);
    if (!query.startsWith('{ charge {')) expect((await said('on')).text).toContain('Did you mean');
  });
});
