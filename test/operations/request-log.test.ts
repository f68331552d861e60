import { expect, it } from 'vitest';

import { serve } from './serving.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';

async function asked(served: Awaited<ReturnType<typeof serve>>, body: unknown, headers = {}) {
  served.lines.length = 0;
  await fetch(`${served.origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  }).then((response) => response.text());
  return served.lines.filter(({ msg }) => msg === 'request');
}

it('writes one line for each request: who asked for what, and what became of it', async () => {
  const served = await serve();
  const lines = await asked(
    served,
    {
      query: 'query Mine($n: Int) { viewer { username } charges(first: $n) { totalCount } }',
      variables: { n: 7 },
    },
    {
      authorization: `Bearer ${served.key}`,
      'x-request-id': 'from-the-client',
      traceparent: `00-${TRACE}-b7ad6b7169203331-01`,
    },
  );
  expect(lines).toMatchObject([
    {
      level: 30,
      requestId: 'from-the-client',
      traceId: TRACE,
      method: 'POST',
      path: '/graphql',
      status: 200,
      ms: expect.any(Number),
      kind: 'query',
      operation: 'Mine',
      operator: 'cytel',
      actor: expect.stringMatching(/^key:nbk_\w+$/),
    },
  ]);
  expect(lines[0]).not.toHaveProperty('codes');
});

it.each<[string, unknown, Record<string, unknown>]>([
  [
    'nobody asks',
    { query: '{ viewer { username } }' },
    { level: 40, status: 401, codes: ['UNAUTHENTICATED'] },
  ],
  ['the syntax is broken', { query: '{' }, { level: 30, status: 200, codes: ['GRAPHQL_PARSE_FAILED'] }],
  ['the body is no JSON', 'nonsense', { level: 40, status: 400, codes: ['BAD_USER_INPUT'] }],
])('names the codes of the errors when %s', async (_what, body, expected) => {
  expect(await asked(await serve(), body)).toMatchObject([expected]);
});

it('has neither variables nor bodies nor credentials', async () => {
  const served = await serve();
  const lines = await asked(
    served,
    {
      query:
        'mutation In($p: String!, $c: String!) { logIn(input: { username: "anna-the-user", password: $p, organisation: $c }) { token } }',
      variables: { p: 'the-secret-password', c: 'the-organisation' },
    },
    { authorization: `Bearer ${served.key}`, cookie: 'session=the-cookie' },
  );
  expect(lines).toHaveLength(1);
  for (const secret of ['anna-the-user', 'the-secret', 'the-organisation', 'the-cookie', served.key])
    expect(JSON.stringify(served.lines)).not.toContain(secret);
});

it('cuts an address that is longer than any of ours', async () => {
  const { origin, lines } = await serve();
  await fetch(`${origin}/${'x'.repeat(5_000)}?token=secret`);
  const [line] = lines.filter(({ msg }) => msg === 'request');
  expect(line).toMatchObject({ level: 40, status: 404, path: `/${'x'.repeat(99)}…` });
});

it('cuts the name of an operation that is longer than any sensible one, whoever sends it', async () => {
  const served = await serve();
  const [line] = await asked(served, { query: `query ${'Q'.repeat(200_000)} { viewer { username } }` });
  expect(line).toMatchObject({ status: 401, operation: `${'Q'.repeat(200)}…` });
});

it('leaves those out who look whether it is ready', async () => {
  const { origin, lines } = await serve();
  await fetch(`${origin}/readyz`);
  expect(lines.filter(({ msg }) => msg === 'request')).toMatchObject([{ level: 20, path: '/readyz' }]);
});
