import { getIntrospectionQuery } from 'graphql';
import { describe, expect, it } from 'vitest';

import { openOnWay, posted, presenting, WAYS } from './ways.ts';

const times = (count: number, text: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => text(n)).join(' ');
const bodyOf = (query: string, variables: object = {}) => JSON.stringify({ query, variables });

/** A body of that many bytes. */
const bodyOfLength = (length: number) => {
  const bare = bodyOf('{ __typename }');
  return bare + ' '.repeat(length - bare.length);
};

/** A body whose deepest list is that deep: the body and its variables are two of it. */
const bodyOfDepth = (depth: number) =>
  `{"query":"{ __typename }","variables":{"unused":${'['.repeat(depth - 2)}${']'.repeat(depth - 2)}}}`;

/** In two places, for graphql-js refuses to compare that many fields of one name with each other. */
const tokens = (count: number) => {
  const half = Math.floor((count - 5) / 2);
  const names = (number: number) => times(number, () => '__typename');
  return bodyOf(`{ ${names(count - 5 - half)} viewer { ${names(half)} } }`);
};

/** A customer of a subscription of a customer … down to a field that deep. */
const fieldsOfDepth = (depth: number) => {
  const path = ['customers(first: 1)', 'nodes'];
  while (path.length + 3 < depth) path.push('subscriptions(first: 1)', 'nodes', 'customer');
  const rest = [
    ['emails', 'emailAddress'],
    ['subscriptions(first: 1)', 'nodes', 'number'],
    ['firstName'],
  ].find((end) => path.length + end.length === depth);
  const whole = [...path, ...(rest ?? [])];
  return `{ ${whole.join(' { ')} ${'}'.repeat(whole.length - 1)} }`;
};

const aliases = (count: number) => bodyOf(`{ ${times(count, (n) => `a${n}: __typename`)} }`);
const spreadAliases = (count: number) =>
  bodyOf(`{ ${times(count, () => '...one')} } fragment one on Query { a: __typename }`);
const directives = (count: number) => bodyOf(`{ ${times(count, () => '__typename @include(if: true)')} }`);

/** Costs 1 + 50 × (1 + 1 + charges). */
const pages = (charges: number) =>
  bodyOf(`{ customers(first: 50) { nodes { charges(first: ${charges}) { nodes { number } } } } }`);
const variablePages = (charges: number) =>
  bodyOf(
    'query ($c: Int = 50, $n: Int) { customers(first: $c) { nodes { charges(last: $n) { edges { node { number } } } } } }',
    { n: charges },
  );
const fragmentPages = (charges: number) =>
  bodyOf(
    `query ($n: Int) { customers(first: 50) { ...page } }
     fragment page on CustomerConnection { nodes { ... on Node { ...customer } } }
     fragment customer on Customer { charges(first: $n) { nodes { number } } }`,
    { n: charges },
  );
const acknowledged = (count: number) =>
  bodyOf(
    'mutation ($charges: [AcknowledgedChargeInput!]!) { acknowledgeCharges(input: { charges: $charges }) { charges { number } } }',
    {
      charges: Array.from({ length: count }, () => ({
        number: 'I00000001',
        billingSystemCustomerIdentifier: 'B-1',
      })),
    },
  );
const asked = (count: number) =>
  bodyOf('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
    ids: Array.from({ length: count }, () => btoa('Charge:1').replaceAll('=', '')),
  });

interface Limit {
  readonly what: string;
  readonly code: string;
  readonly status?: number;
  readonly setting?: Record<string, string>;
  readonly passes: string;
  readonly isRefused: string;
}

const LIMITS: readonly Limit[] = [
  {
    what: 'a body',
    code: 'DOCUMENT_TOO_LARGE',
    status: 413,
    passes: bodyOfLength(262_144),
    isRefused: bodyOfLength(262_145),
  },
  {
    what: 'the depth of JSON',
    code: 'JSON_DEPTH_LIMIT',
    passes: bodyOfDepth(32),
    isRefused: bodyOfDepth(33),
  },
  { what: 'tokens', code: 'TOKEN_LIMIT', passes: tokens(1_000), isRefused: tokens(1_001) },
  {
    what: 'depth',
    code: 'DEPTH_LIMIT',
    passes: bodyOf(fieldsOfDepth(12)),
    isRefused: bodyOf(fieldsOfDepth(13)),
  },
  { what: 'aliases', code: 'ALIAS_LIMIT', passes: aliases(30), isRefused: aliases(31) },
  {
    what: 'aliases in a fragment',
    code: 'ALIAS_LIMIT',
    passes: spreadAliases(30),
    isRefused: spreadAliases(31),
  },
  { what: 'directives', code: 'DIRECTIVE_LIMIT', passes: directives(10), isRefused: directives(11) },
  {
    what: 'cost',
    code: 'COST_LIMIT',
    setting: { LIMIT_COST: '2101' },
    passes: pages(40),
    isRefused: pages(41),
  },
  {
    what: 'cost by variables',
    code: 'COST_LIMIT',
    setting: { LIMIT_COST: '2101' },
    passes: variablePages(40),
    isRefused: variablePages(41),
  },
  {
    what: 'cost in fragments',
    code: 'COST_LIMIT',
    setting: { LIMIT_COST: '2101' },
    passes: fragmentPages(40),
    isRefused: fragmentPages(41),
  },
  // 10 for the change; 1 for each item handed in, and for each that comes back.
  {
    what: 'cost of a batch',
    code: 'COST_LIMIT',
    setting: { LIMIT_COST: '50' },
    passes: acknowledged(20),
    isRefused: acknowledged(21),
  },
  {
    what: 'cost by ids',
    code: 'COST_LIMIT',
    setting: { LIMIT_COST: '40' },
    passes: asked(20),
    isRefused: asked(21),
  },
  {
    what: 'the body, as it is set',
    code: 'DOCUMENT_TOO_LARGE',
    status: 413,
    setting: { LIMIT_BODY: '2000' },
    passes: bodyOfLength(2_000),
    isRefused: bodyOfLength(2_001),
  },
  {
    what: 'the depth of JSON, as it is set',
    code: 'JSON_DEPTH_LIMIT',
    setting: { LIMIT_JSON_DEPTH: '5' },
    passes: bodyOfDepth(5),
    isRefused: bodyOfDepth(6),
  },
  {
    what: 'tokens, as they are set',
    code: 'TOKEN_LIMIT',
    setting: { LIMIT_TOKENS: '20' },
    passes: tokens(20),
    isRefused: tokens(21),
  },
  {
    what: 'depth, as it is set',
    code: 'DEPTH_LIMIT',
    setting: { LIMIT_DEPTH: '5' },
    passes: bodyOf(fieldsOfDepth(5)),
    isRefused: bodyOf(fieldsOfDepth(6)),
  },
  {
    what: 'aliases, as they are set',
    code: 'ALIAS_LIMIT',
    setting: { LIMIT_ALIASES: '0' },
    passes: aliases(0).replace('{  }', '{ __typename }'),
    isRefused: aliases(1),
  },
  {
    what: 'directives, as they are set',
    code: 'DIRECTIVE_LIMIT',
    setting: { LIMIT_DIRECTIVES: '2' },
    passes: directives(2),
    isRefused: directives(3),
  },
];

describe.each(WAYS)('A request that goes the %s way', (_way, hasShortWay) => {
  it.each(LIMITS)(
    'is refused just above the limit of $what, before anything is asked of the database',
    async ({ code, status = 400, setting, passes, isRefused }) => {
      const { gateway, operator, statements } = await openOnWay(hasShortWay, setting);
      const credential = presenting(operator);
      expect(await posted({ gateway }, passes, credential)).toMatchObject({ status: 200, codes: [] });
      statements();
      for (const headers of [credential, {}]) {
        expect(await posted({ gateway }, isRefused, headers)).toMatchObject({ status, codes: [code] });
        expect(statements()).toEqual([]);
      }
    },
  );

  it.each([
    ['a page', (size: number) => bodyOf(`{ charges(first: ${size}) { nodes { number } } }`)],
    ['nodes', asked],
  ])('asks for at most fifty things at a time: %s', async (_what, body) => {
    const { gateway, operator, statements } = await openOnWay(hasShortWay);
    const credential = presenting(operator);
    expect(await posted({ gateway }, body(50), credential)).toMatchObject({ status: 200, codes: [] });
    statements();
    expect(await posted({ gateway }, body(51), credential)).toMatchObject({ codes: ['BAD_USER_INPUT'] });
    // Who is asking, and nothing else.
    expect(statements().filter((sql) => !/"?(api_keys|operators)"?/.test(sql))).toEqual([]);
  });

  it('is one operation', async () => {
    const { gateway, statements } = await openOnWay(hasShortWay);
    statements();
    expect(await posted({ gateway }, `[${bodyOf('{ __typename }')}]`)).toMatchObject({
      status: 400,
      codes: ['BAD_USER_INPUT'],
    });
    expect(statements()).toEqual([]);
  });

  it('may ask for the whole schema, as GraphiQL does, however deep that is and whatever it is called', async () => {
    const environment = { INTROSPECTION: 'on', LIMIT_DEPTH: '3', LIMIT_COST: '10' };
    const opened = await openOnWay(hasShortWay, environment);
    const introspection = getIntrospectionQuery({ descriptions: true, oneOf: true });
    for (const query of [introspection, introspection.replace('IntrospectionQuery', 'Anything')])
      expect(await posted(opened, bodyOf(query))).toMatchObject({ status: 200, codes: [] });
  });

  it.each([
    ['DEPTH_LIMIT', `query IntrospectionQuery ${fieldsOfDepth(13)}`],
    ['DEPTH_LIMIT', `{ ...FullType } fragment FullType on Query ${fieldsOfDepth(13)}`],
    ['DEPTH_LIMIT', fieldsOfDepth(13).replace('customers(', '__schema: customers(')],
    [
      'COST_LIMIT',
      `{ ${times(5, (n) => `a${n}: __schema { types { fields { args { type { fields { args { name type { name } } } } } } } }`)} }`,
    ],
    [
      'GRAPHQL_VALIDATION_FAILED',
      '{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }',
    ],
  ])('is refused with %s when it only looks like that: %s', async (code, query) => {
    const opened = await openOnWay(hasShortWay, { INTROSPECTION: 'on' });
    const accept = 'application/graphql-response+json';
    expect(await posted(opened, bodyOf(query), { accept })).toMatchObject({ status: 400, codes: [code] });
  });
});
