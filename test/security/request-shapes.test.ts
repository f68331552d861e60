import { describe, expect, it } from 'vitest';

import { answered, openOnWay, posted, presenting, WAYS } from './ways.ts';

const DEEP = 20_000;

const nested = (open: string, inside: string, close: string, depth = DEEP) =>
  open.repeat(depth) + inside + close.repeat(depth);
const asking = (query: string, variables = '{}') =>
  `{"query":${JSON.stringify(query)},"variables":${variables}}`;
const times = (count: number, text: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => text(n)).join(' ');

const NODES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
const NAMED = 'mutation ($name: String!) { updateOperator(input: { name: $name }) { operator { name } } }';
const CUSTOMER = 'query ($by: CustomerBy!) { customer(by: $by) { firstName } }';

/** Fragments that spread the next one twice: 2³⁰ fields when they are followed one by one. */
const bomb = (inside: string, arguments_ = '') =>
  `query${arguments_} { ...f0 } ${times(30, (n) => `fragment f${n} on Query { ...f${n + 1} ...f${n + 1} }`)} fragment f30 on Query { ${inside} }`;

/** The same where each of them is below a page that is sized by a variable. */
const sizedBomb = `query ($n: Int) { customers(first: $n) { ...c0 } }
  ${times(
    8,
    (
      n,
    ) => `fragment c${n} on CustomerConnection { nodes { a: subscriptions(first: $n) { nodes { customer { ...d${n} } } } b: subscriptions(first: $n) { nodes { customer { ...d${n} } } } } }
  fragment d${n} on Customer { firstName }`,
  )}`;

const HOSTILE: readonly [string, string, readonly string[]][] = [
  ['a document 20,000 deep', asking(nested('{a', '', '}')), ['TOKEN_LIMIT']],
  [
    'a list in a document 20,000 deep',
    asking(`{ nodes(ids: ${nested('[', '', ']')}) { id } }`),
    ['TOKEN_LIMIT'],
  ],
  [
    'a document nested as deep as its words allow',
    asking(nested('{a', '', '}', 330)),
    ['DEPTH_LIMIT', 'GRAPHQL_PARSE_FAILED'],
  ],
  ['a type 20,000 deep', asking(`query ($a: ${nested('[', 'Int', ']')}) { a }`), ['TOKEN_LIMIT']],
  ['variables 20,000 deep', asking(NODES, `{"ids":${nested('[', '', ']')}}`), ['JSON_DEPTH_LIMIT']],
  ['objects 20,000 deep', asking(NODES, `{"ids":${nested('{"a":', '1', '}')}}`), ['JSON_DEPTH_LIMIT']],
  [
    'extensions 20,000 deep',
    `{"query":"{__typename}","extensions":${nested('{"a":', '1', '}')}}`,
    ['JSON_DEPTH_LIMIT'],
  ],
  ['a body of nothing but brackets', '['.repeat(262_144), ['JSON_DEPTH_LIMIT']],
  ['10,000 aliases', asking(`{ ${times(10_000, (n) => `a${n}:__typename`)} }`), ['TOKEN_LIMIT']],
  [
    'aliases as many as its words allow',
    asking(`{ ${times(300, (n) => `a${n}:__typename`)} }`),
    ['ALIAS_LIMIT'],
  ],
  [
    'fragments that spread each other',
    asking('{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }'),
    ['GRAPHQL_VALIDATION_FAILED'],
  ],
  [
    'a fragment that spreads itself under aliases',
    asking('{ ...a } fragment a on Query { x: __typename ...a }'),
    ['GRAPHQL_VALIDATION_FAILED'],
  ],
  ['a bomb of aliases', asking(bomb('a: __typename')), ['ALIAS_LIMIT']],
  ['a bomb of directives', asking(bomb('__typename @skip(if: false)')), ['DIRECTIVE_LIMIT']],
  ['a bomb of pages', asking(bomb('customers(first: 1) { nodes { firstName } }')), ['COST_LIMIT']],
  [
    'a bomb of pages of no size',
    asking(bomb('customers(first: $n) { nodes { firstName } }', '($n: Int)'), '{"n":0}'),
    ['COST_LIMIT'],
  ],
  [
    'a bomb under pages',
    asking(sizedBomb, '{"n":50}'),
    ['COST_LIMIT', 'GRAPHQL_VALIDATION_FAILED', 'TOKEN_LIMIT'],
  ],
  [
    'a number beyond all numbers',
    asking('query ($n: Int) { charges(first: $n) { totalCount } }', '{"n":1e400}'),
    ['BAD_USER_INPUT'],
  ],
  [
    'a page beyond all pages',
    asking('query ($n: Int) { charges(first: $n) { totalCount } }', '{"n":2147483647}'),
    ['BAD_USER_INPUT'],
  ],
  [
    'a page of less than nothing',
    asking('query ($n: Int) { charges(first: $n) { nodes { number } } }', '{"n":-2147483648}'),
    ['BAD_USER_INPUT'],
  ],
  [
    'a huge text',
    asking(CUSTOMER, `{"by":{"billingSystemCustomerIdentifier":"${'x'.repeat(250_000)}"}}`),
    ['BAD_USER_INPUT'],
  ],
  [
    'a huge text in the document',
    asking(`{ charge(number: "${'x'.repeat(250_000)}") { number } }`),
    ['BAD_USER_INPUT'],
  ],
  ['a huge name', asking(`{ ${'x'.repeat(250_000)} }`), ['GRAPHQL_VALIDATION_FAILED']],
  [
    'a huge name of an operation',
    `{"query":"{__typename}","operationName":"${'x'.repeat(250_000)}"}`,
    ['BAD_USER_INPUT'],
  ],
  ['half a character', asking('{ charge(number: "\\uD800") { number } }'), ['GRAPHQL_PARSE_FAILED']],
  [
    'an escape of half a character',
    String.raw`{"query":"{ charge(number: \"\\uD800\") { number } }"}`,
    ['GRAPHQL_PARSE_FAILED'],
  ],
  [
    'an escape beyond all characters',
    String.raw`{"query":"{ charge(number: \"\\u{110000}\") { number } }"}`,
    ['GRAPHQL_PARSE_FAILED'],
  ],
  ['letters that look like others', asking('{ сharges { totalCount } }'), ['GRAPHQL_PARSE_FAILED']],
  ['signs that turn the text around', asking('{ charges\u202E { totalCount } }'), ['GRAPHQL_PARSE_FAILED']],
  [
    'a prototype as a variable',
    asking(CUSTOMER, '{"__proto__":{"by":{"billingSystemCustomerIdentifier":"B"}}}'),
    ['BAD_USER_INPUT'],
  ],
  [
    'a prototype within a variable',
    asking(CUSTOMER, '{"by":{"__proto__":{"billingSystemCustomerIdentifier":"B"}}}'),
    ['BAD_USER_INPUT'],
  ],
  ['a prototype as the body', '{"__proto__":{"query":"{__typename}"}}', ['BAD_USER_INPUT']],
  [
    'a constructor as a variable',
    asking('query ($constructor: String!) { charge(number: $constructor) { number } }'),
    ['BAD_USER_INPUT'],
  ],
  [
    'a constructor as an operation',
    '{"query":"{__typename}","operationName":"constructor"}',
    ['BAD_USER_INPUT'],
  ],
  ['half of a body', '{"query":"{__typename', ['BAD_USER_INPUT']],
  ['a body without anything', '', ['BAD_USER_INPUT']],
  ['a body of null', 'null', ['BAD_USER_INPUT']],
  ['a body of nul', '\0', ['BAD_USER_INPUT']],
  ['nothing but comments', asking('# nothing\n'.repeat(20_000)), ['GRAPHQL_PARSE_FAILED']],
  ['errors without end', asking(`{ ${times(900, (n) => `x${n}`)} }`), ['GRAPHQL_VALIDATION_FAILED']],
];

describe.each(WAYS)('What goes the %s way', (_way, hasShortWay) => {
  it.each(HOSTILE)('is answered, whatever it is: %s', async (_what, body, codes) => {
    const { gateway, operator } = await openOnWay(hasShortWay);
    for (const headers of [presenting(operator), {}]) {
      const accept = 'application/graphql-response+json';
      const answer = await posted({ gateway }, body, { ...headers, accept });
      const [code] = answer.codes;
      const isNobody = Object.keys(headers).length === 0;
      expect([...codes, ...(isNobody ? ['UNAUTHENTICATED'] : [])]).toContain(code);
      expect(answer.codes.every((each) => typeof each === 'string')).toBe(true);
      expect(answer.status).toBeLessThan(500);
      // Whatever was sent, what comes back is short.
      expect(answer.text.length).toBeLessThan(50_000);
    }
  });

  it('is text in UTF-8, over a socket or not: a name in another encoding would be kept damaged', async () => {
    const { gateway, operator } = await openOnWay(hasShortWay);
    const headers = { 'content-type': 'application/json', ...presenting(operator) };
    for (const [send, address] of [
      [gateway.fetch, 'http://gateway/graphql'],
      [fetch, `${await gateway.listen()}/graphql`],
    ] as const) {
      const ask = async (...body: Buffer[]) =>
        answered(await send(new Request(address, { method: 'POST', headers, body: Buffer.concat(body) })));
      const named = (name: string, encoding?: BufferEncoding) =>
        Buffer.from(asking(NAMED, JSON.stringify({ name })), encoding);
      expect(await ask(named('José', 'latin1'))).toMatchObject({
        status: 400,
        data: undefined,
        codes: ['BAD_USER_INPUT'],
        messages: ['The body must be text in UTF-8.'],
      });
      // What others replace such bytes with is a character like any other, and some begin with a byte order mark.
      const taken = await ask(Buffer.of(0xef, 0xbb, 0xbf), named('Jos\uFFFD, José'));
      expect(taken).toMatchObject({
        status: 200,
        data: { updateOperator: { operator: { name: 'Jos\uFFFD, José' } } },
      });
    }
  });

  it('takes the last of a key that is there twice, and reads no more out of it', async () => {
    const { gateway } = await openOnWay(hasShortWay);
    const twice = '{"query":"{ viewer { username } }","query":"{ __typename }"}';
    expect(await posted({ gateway }, twice)).toMatchObject({ status: 200, data: { __typename: 'Query' } });
  });

  it('does not mind brackets and quotes within texts', async () => {
    const { gateway, operator } = await openOnWay(hasShortWay);
    const text = `\\"${'{['.repeat(500)}\\\\`;
    const body = `{"query":"query ($n: String!) { charge(number: $n) { number } }","variables":{"n":"${text.slice(0, 100)}\\\\"}}`;
    expect(await posted({ gateway }, body, presenting(operator))).toMatchObject({
      status: 200,
      data: { charge: null },
      codes: [],
    });
  });

  it('may come as a GET, and is measured there too', async () => {
    const { gateway } = await openOnWay(hasShortWay);
    const variables = encodeURIComponent(nested('[', '', ']', 33));
    const response = await gateway.fetch(
      new Request(`http://gateway/graphql?query={__typename}&variables=${variables}`),
    );
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'JSON_DEPTH_LIMIT' } }] });
  });
});
