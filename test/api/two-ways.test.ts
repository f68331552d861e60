import { describe, expect, it } from 'vitest';

import { drawnBy, openInhabited, type Inhabited } from '../grammar/asking.ts';

const ACCEPTED = [
  null,
  '*/*',
  'application/json',
  'application/graphql-response+json',
  'application/graphql-response+json, application/json;q=0.9',
  'application/graphql-response+json; charset=utf-8, application/json; charset=utf-8',
  'APPLICATION/JSON',
  'application/*',
  'text/html, */*;q=0.1',
  'text/plain',
  'nonsense',
  '',
] as const;

/** Bodies as they stand, for each way of asking for a media type. */
const BODIES: readonly string[] = [
  {
    query:
      '{ charges(first: 2) { totalCount nodes { number amount { formatted } customer { firstName } } } }',
  },
  {
    query: '{ charge(number: "nothing") { number } }',
    variables: null,
    operationName: null,
    extensions: null,
  },
  { query: 'query A { __typename } query B { viewer { username scopes } }', operationName: 'B' },
  { query: 'query A { __typename } query B { viewer { username } }' },
  { query: 'query A { __typename }', operationName: 'C' },
  { query: 'query A { __typename }', operationName: '' },
  { query: '{ charges(first: 51) { totalCount } one: charges(first: 1) { totalCount } }' },
  { query: 'query ($n: Int) { charges(first: $n) { totalCount } }', variables: { n: 'two' } },
  { query: 'query ($n: String!) { charge(number: $n) { number } }', variables: {} },
  { query: '{ chargs { totalCount } }' },
  { query: '{ charges { totalCount }' },
  { query: `{ ${'a: __typename '.repeat(31)} }` },
  {
    query:
      '{ customers(first: 50) { nodes { charges(first: 50) { nodes { customer { firstName } events { totalCount } } } } } }',
  },
  { query: 'mutation { acceptCharges(input: { charges: [] }) { charges { number } } }' },
  {
    query:
      'mutation { processCharges { processed } again: processCharges(input: { limit: 0 }) { processed } }',
  },
  { query: 'mutation { logInWithApiKey(input: { apiKey: "nbk_wrong" }) { token } }' },
  { query: 'subscription { chargeChanged { cursor } }', operationName: 'none' },
  {
    query:
      '{ customer(by: { billingSystemCustomerIdentifier: "Ünïcødé \\u0000 😀 \\u{1F600}" }) { firstName } }',
  },
  { query: '{ __schema { queryType { name } } __type(name: "Charge") { fields { name } } }' },
  { query: '{ __typename }', variables: [] },
  { query: '{ __typename }', extensions: 'x' },
  { query: '{ __typename }', unknown: 1 },
  { query: '{ __typename }', unknown: null },
  { query: '' },
  { query: 1 },
  { query: null },
  {},
  [],
  null,
  [{ query: '{ __typename }' }],
]
  .map((body) => JSON.stringify(body))
  .concat('', '{', 'nonsense', '{"query":"{ __typename }","query":"{ viewer { username } }"}');

async function answerOf(
  { opened: { gateway, operator } }: Inhabited,
  body: string,
  headers: Record<string, string>,
) {
  const response = await gateway.fetch(
    new Request('http://gateway/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${operator.credential ?? ''}`,
        'x-request-id': 'the-same',
        ...headers,
      },
      body,
    }),
  );
  return {
    status: response.status,
    headers: Object.fromEntries([...response.headers].toSorted()),
    text: await response.text(),
  };
}

/** Whether it is one live update, which both ways leave to the long one. */
const isLive = (body: string) => body.includes('"subscription');

describe('The short way and the long one', () => {
  it.each(ACCEPTED)('answer alike, byte for byte, whatever is asked: Accept: %s', async (accept) => {
    const [short, long] = [await openInhabited(true), await openInhabited(false)];
    for (const body of BODIES) {
      for (const headers of [
        {},
        { authorization: '' },
        { authorization: 'Bearer nbk_wrong' },
        { 'content-type': 'application/json; charset=utf-8' },
      ]) {
        const sent = { ...(accept !== null && { accept }), ...headers };
        expect([body, await answerOf(short, body, sent)]).toEqual([body, await answerOf(long, body, sent)]);
      }
    }
  });

  it('answer alike what the grammar draws', async () => {
    const [short, long] = [await openInhabited(true), await openInhabited(false)];
    // Everything but that is the same in both.
    const known = { ...short.known, netflixCustomerIdentifier: [] };
    let compared = 0;
    for (let seed = 1; seed <= 200; seed += 1) {
      const body = JSON.stringify(drawnBy(seed, known));
      if (isLive(body)) continue;
      compared += 1;
      expect([body, secretless(await answerOf(short, body, {}))]).toEqual([
        body,
        secretless(await answerOf(long, body, {})),
      ]);
    }
    expect(compared).toBeGreaterThan(150);
  });
});

/** Without what is drawn at random for each answer: keys, tokens, and what is drawn for customers. */
function secretless<T extends { readonly text: string }>(answer: T): T {
  return {
    ...answer,
    text: answer.text.replace(/nbk_\w+|PAI-[\w-]+|"[\w-]{20,}\.[\w-]+\.[\w-]+"|[A-Z0-9-]{16,}/g, '…'),
  };
}
