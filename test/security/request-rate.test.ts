import { describe, expect, it, onTestFinished } from 'vitest';

import { openGateway as assemble } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { DEMO } from '../../src/demo/demo.ts';
import type { OpenGateway } from '../api/gateway.ts';
import { openOnWay, posted, presenting, WAYS, type Came } from './ways.ts';

const RATE = { RATE_CAPACITY: '100', RATE_REFILL: '10' };
/** 1 for the page and 1 for each item. */
const ELEVEN = JSON.stringify({ query: '{ charges(first: 10) { nodes { number } } }' });
const ONE = JSON.stringify({ query: '{ __typename }' });

const costOf = ({ text }: Came): unknown =>
  (JSON.parse(text) as { extensions?: { cost?: unknown } }).extensions?.cost;
const left = ({ headers }: Came) =>
  ['limit', 'remaining', 'reset'].map((name) => Number(headers.get(`ratelimit-${name}`)));

/** Asks until it is refused; tells how often it was answered. */
async function untilRefused(
  opened: Pick<OpenGateway, 'gateway'>,
  body: string,
  headers: Record<string, string>,
) {
  for (let answers = 0; answers < 1_000; answers += 1) {
    const answer = await posted(opened, body, headers);
    if (answer.status === 429) return { answers, answer };
  }
  throw new Error('Expected to be refused at some time.');
}

describe.each(WAYS)('What a caller may ask on the %s way', (_way, hasShortWay) => {
  it('is counted by what it costs, and told with each answer', async () => {
    const opened = await openOnWay(hasShortWay, RATE);
    const first = await posted(opened, ELEVEN, presenting(opened.operator));
    expect(costOf(first)).toEqual({ requested: 11, remaining: 89 });
    expect(left(first)).toEqual([100, 89, 2]);
    const second = await posted(opened, ELEVEN, presenting(opened.operator));
    expect(costOf(second)).toEqual({ requested: 11, remaining: 78 });
    expect(left(second)).toEqual([100, 78, 3]);
  });

  it('is over when nothing is left, and comes back with time', async () => {
    const opened = await openOnWay(hasShortWay, RATE);
    const credential = presenting(opened.operator);
    const { answers, answer } = await untilRefused(opened, ELEVEN, credential);
    expect(answers).toBe(9);
    expect(answer).toMatchObject({ status: 429, codes: ['RATE_LIMITED'] });
    expect(answer.headers.get('retry-after')).toBe('1');
    // What is left is still enough for less.
    expect(await posted(opened, ONE, credential)).toMatchObject({ status: 200 });
    opened.wait(999);
    expect(await posted(opened, ELEVEN, credential)).toMatchObject({ status: 429 });
    opened.wait(1);
    expect(await posted(opened, ELEVEN, credential)).toMatchObject({ status: 200 });
    opened.wait(3_600_000);
    expect(costOf(await posted(opened, ELEVEN, credential))).toEqual({ requested: 11, remaining: 89 });
  });

  it('is its own, by credential and not by token, and those without one share what is of their address', async () => {
    const opened = await openOnWay(hasShortWay, { ...RATE, RATE_CAPACITY: '200' });
    const { operator, someone, gateway } = opened;
    const logIn = JSON.stringify({
      query: 'mutation ($input: LogInWithApiKeyInput!) { logInWithApiKey(input: $input) { token } }',
      variables: { input: { apiKey: operator.credential } },
    });
    const { data } = await posted(opened, logIn);
    const { token } = (data as { logInWithApiKey: { token: string } }).logInWithApiKey;
    await untilRefused(opened, ELEVEN, presenting(operator));
    expect(await posted(opened, ELEVEN, { authorization: `Bearer ${token}` })).toMatchObject({ status: 429 });
    expect(await posted(opened, ELEVEN, presenting(await someone('READ')))).toMatchObject({ status: 200 });
    expect((await untilRefused({ gateway }, ONE, {})).answer).toMatchObject({ codes: ['RATE_LIMITED'] });
    // Whoever guesses credentials is nobody too.
    expect(await posted(opened, ELEVEN, { authorization: 'Bearer nbk_wrong' })).toMatchObject({
      status: 429,
    });
    expect(await posted(opened, ELEVEN, presenting(await someone('READ')))).toMatchObject({ status: 200 });
  });

  it('is taken from its address when nobody need be known to refuse it, and refuses nobody else', async () => {
    const opened = await openOnWay(hasShortWay, RATE);
    const credential = presenting(opened.operator);
    const nonsense = JSON.stringify({ query: '{ nothing }' });
    expect(left(await posted(opened, nonsense, credential))).toEqual([100, 90, 1]);
    expect((await untilRefused(opened, nonsense, credential)).answers).toBe(9);
    expect(await posted(opened, ONE)).toMatchObject({ status: 429 });
    expect(left(await posted(opened, ELEVEN, credential))).toEqual([100, 89, 2]);
  });

  it('is counted for what is refused afterwards too', async () => {
    const opened = await openOnWay(hasShortWay, RATE);
    const writer = presenting(await opened.someone('WRITE'));
    expect(await posted(opened, ELEVEN, writer)).toMatchObject({ status: 403 });
    expect((await untilRefused(opened, ELEVEN, writer)).answers).toBe(8);
  });
});

it('lets several people try the demo at once', async () => {
  const gateway = await assemble(
    loadConfig({ DATABASE_URL: ':memory:', LOG_LEVEL: 'silent', NETFLIX: 'none', ...RATE }),
  );
  onTestFinished(() => gateway.close());
  const answer = await posted({ gateway }, ELEVEN, { authorization: `Bearer ${DEMO.apiKey}` });
  expect(left(answer)[0]).toBe(2_000);
});

it('counts a live update once, when it begins', async () => {
  const { gateway, operator } = await openOnWay(true, RATE);
  const query = 'subscription { chargeChanged { cursor event { type } charge { number } } }';
  const response = await gateway.fetch(
    new Request('http://gateway/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...presenting(operator) },
      body: JSON.stringify({ query }),
    }),
  );
  expect([response.status, response.headers.get('ratelimit-remaining')]).toEqual([200, '97']);
  await response.body?.cancel();
});
