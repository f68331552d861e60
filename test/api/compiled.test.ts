import { execute, isEnumType } from 'graphql';
import { expect, it } from 'vitest';

import { SCOPES, type Caller } from '../../src/auth/credential.ts';
import { compiling } from '../../src/graphql/compiled.ts';
import { documentsOf, type Operation } from '../../src/graphql/documents.ts';
import { schema } from '../../src/graphql/schema.ts';
import { loadersOver } from '../../src/store/loaders.ts';
import { ReadTimedOut } from '../../src/store/store.ts';
import { openInhabited, type Inhabited } from '../grammar/asking.ts';
import { drawOperation, type Drawn } from '../grammar/operations.ts';
import { drawFrom } from '../simulation/draw.ts';

const LIMITS = { jsonDepth: 32, tokens: 1_000, depth: 12, aliases: 30, directives: 10, cost: 5_000 };

/** Runs an operation both ways, each time with a context of its own. */
async function running({ opened: { gateway, wait } }: Inhabited) {
  const operator = await gateway.store.operatorByCode('first');
  if (!operator) throw new Error('Expected the operator that the kit has added.');
  const store = gateway.store.of(operator.id);
  const caller: Caller = {
    operator,
    username: null,
    isFromProvider: false,
    apiKeyPrefix: 'test',
    unit: null,
    scopes: new Set(SCOPES),
    expiresOn: null,
    tokenId: null,
  };
  const context = () => ({ caller, actor: 'test', store, loaders: loadersOver(store), now: wait() });
  const runCompiled = compiling(schema);
  return {
    interpreted: (operation: Operation, variables: Drawn['variables']) =>
      execute({
        schema,
        document: operation.document,
        contextValue: context(),
        variableValues: variables,
        operationName: operation.name,
      }),
    /** As it answers the third time, when it is compiled; null when it leaves the answer to graphql-js. */
    compiled: async (operation: Operation, variables: Drawn['variables']) => {
      await runCompiled({ operation, variables }, context());
      await runCompiled({ operation, variables }, context());
      return runCompiled({ operation, variables }, context());
    },
  };
}

/** What is easily got wrong: variables that are left out, null, or a default; fragments, aliases, conditions, and types that exclude each other. */
const CORNERS: readonly Drawn[] = [
  ...[{}, { n: null }, { n: 2 }].flatMap((variables) => [
    { query: 'query ($n: Int) { charges(first: $n) { nodes { number } } }', variables },
    {
      query: 'query ($n: Int = 1) { charges(first: $n) { nodes { number } pageInfo { hasNextPage } } }',
      variables,
    },
    {
      query:
        'query ($n: Int) { charges(filter: { acknowledged: false }, first: $n) { totalCount nodes { id } } }',
      variables,
    },
  ]),
  ...[{}, { a: true }, { a: false }].map((variables) => ({
    query: 'query ($a: Boolean) { charges(filter: { acknowledged: $a }) { totalCount } }',
    variables,
  })),
  ...[true, false].flatMap((yes) => [
    { query: 'query ($yes: Boolean!) { viewer { username @skip(if: $yes) scopes } }', variables: { yes } },
    {
      query: 'query ($yes: Boolean!) { viewer { ... @include(if: $yes) { username } __typename } }',
      variables: { yes },
    },
    {
      query: 'query ($yes: Boolean!) { viewer @include(if: $yes) { username } other: viewer { scopes } }',
      variables: { yes },
    },
  ]),
  { query: '{ viewer { operator { name } } viewer { operator { code } } }', variables: {} },
  {
    query:
      '{ one: charges(first: 1) { ...page } two: charges(last: 1) { ...page } } fragment page on ChargeConnection { nodes { number ...money } } fragment money on Charge { amount { amount currency formatted(locale: "de-AT") } }',
    variables: {},
  },
  {
    query:
      '{ events(first: 5) { nodes { subject { __typename ... on Charge { number } ... on Customer { billingSystemCustomerIdentifier } ... on Node { id } } } } }',
    variables: {},
  },
  {
    query:
      '{ charge(number: "nothing") { number } customer(by: { billingSystemCustomerIdentifier: "nobody" }) { firstName } }',
    variables: {},
  },
  {
    query: 'query ($by: CustomerBy!) { customer(by: $by) { firstName charges { nodes { number } } } }',
    variables: { by: { billingSystemCustomerIdentifier: 'B-1' } },
  },
  {
    query: 'query ($id: String!) { customer(by: { billingSystemCustomerIdentifier: $id }) { firstName } }',
    variables: { id: 'B-2' },
  },
  ...[true, false].flatMap((a) => [
    {
      query:
        'query ($a: Boolean!) { viewer { scopes ...who @include(if: $a) ...who @skip(if: $a) } } fragment who on Viewer { operator { code } }',
      variables: { a },
    },
    {
      query:
        'query ($a: Boolean!) { one: viewer { scopes ...who @include(if: $a) } two: viewer { scopes ...who @skip(if: $a) } } fragment who on Viewer { operator { code } }',
      variables: { a },
    },
  ]),
  { query: '{ viewer { __proto__: username scopes } }', variables: {} },
  { query: 'query ($a: Boolean = true) { viewer { scopes @skip(if: $a) } }', variables: { a: null } },
  {
    query: 'query ($number: String = "I00000001") { charge(number: $number) { number } }',
    variables: { number: null },
  },
  {
    query: 'query ($filter: ChargeFilter) { charges(filter: $filter) { totalCount } }',
    variables: { filter: [] },
  },
  { query: 'query Named($__proto__: Int) { charges(first: $__proto__) { totalCount } }', variables: {} },
];

it('answers as graphql-js does, or leaves the answer to it', async () => {
  const inhabited = await openInhabited();
  const read = documentsOf(schema, { rules: [], limits: LIMITS, trusted: null });
  const { interpreted, compiled } = await running(inhabited);
  const drawn = Array.from({ length: 450 }, (_, n) =>
    drawOperation(drawFrom(10_000 + n), schema, inhabited.known, 'query'),
  );
  let compared = 0;
  let left = 0;
  for (const { query, variables } of [...CORNERS, ...drawn]) {
    const operation = read(query).operation(null);
    if (!operation || read(query).errors.length > 0) continue;
    const expected = await interpreted(operation, variables);
    const found = await compiled(operation, variables);
    if (found === null) {
      left += 1;
      continue;
    }
    compared += 1;
    expect({ query, variables, text: JSON.stringify(found) }).toEqual({
      query,
      variables,
      text: JSON.stringify(expected),
    });
  }
  expect(compared).toBeGreaterThanOrEqual(200);
  expect(left).toBeGreaterThan(0);
}, 60_000);

it('can write enums as they are, for each of their values is its name', () => {
  const enums = Object.values(schema.getTypeMap()).filter(isEnumType);
  const values = enums.flatMap((type) => type.getValues());
  expect(values.length).toBeGreaterThan(0);
  expect(values.filter(({ name, value }) => name !== value)).toEqual([]);
});

it('leaves fragments that unfold without end to graphql-js', async () => {
  const inhabited = await openInhabited();
  const read = documentsOf(schema, { rules: [], limits: LIMITS, trusted: null });
  const { interpreted, compiled } = await running(inhabited);
  const names = Array.from({ length: 80 }, (_, n) => n);
  const fragments = names.map((n) => `fragment f${n} on Viewer { ...f${n + 1} ...f${n + 1} }`);
  const query = `{ viewer { ...f0 } } ${fragments.join(' ')} fragment f80 on Viewer { __typename }`;
  const operation = read(query).operation(null);
  if (!operation) throw new Error('Expected an operation.');
  expect(await compiled(operation, {})).toBeNull();
  expect(await interpreted(operation, {})).toEqual({ data: { viewer: { __typename: 'Viewer' } } });
});

it('keeps only so many queries compiled, and compiles again what comes back', async () => {
  const inhabited = await openInhabited();
  const read = documentsOf(schema, { rules: [], limits: LIMITS, trusted: null });
  const { compiled } = await running(inhabited);
  const nth = (n: number) => {
    const operation = read(`query Number${n} { viewer { scopes } }`).operation(null);
    if (!operation) throw new Error('Expected an operation.');
    return operation;
  };
  const first = nth(0);
  expect(await compiled(first, {})).not.toBeNull();
  for (let n = 1; n <= 200; n += 1) await compiled(nth(n), {});
  expect(await compiled(first, {})).not.toBeNull();
});

it('does not try at once again what the database could not read in time', async () => {
  const { opened } = await openInhabited();
  const operator = await opened.gateway.store.operatorByCode('first');
  if (!operator) throw new Error('Expected the operator that the kit has added.');
  const store = opened.gateway.store.of(operator.id);
  const operation = documentsOf(schema, { rules: [], limits: LIMITS, trusted: null })(
    '{ customers { nodes { firstName } } }',
  ).operation(null);
  if (!operation) throw new Error('Expected an operation.');
  let late = false;
  let asked = 0;
  const slow = {
    ...store,
    customerPage: async (...about: Parameters<typeof store.customerPage>) => {
      asked += 1;
      if (late) throw new ReadTimedOut(10_000);
      return store.customerPage(...about);
    },
  };
  const run = compiling(schema);
  const ask = () => run({ operation, variables: {} }, { store: slow, loaders: loadersOver(slow) });
  for (let n = 0; n < 4; n += 1) await ask();
  asked = 0;
  late = true;
  await expect(ask()).rejects.toThrow(ReadTimedOut);
  expect(asked).toBe(1);
});
