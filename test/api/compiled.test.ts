import { GraphQLError } from 'graphql';
import { expect, it } from 'vitest';

import { compiling } from '../../src/graphql/compiled.ts';
import { documentsOf, type Operation } from '../../src/graphql/documents.ts';
import { schema } from '../../src/graphql/schema.ts';
import { loadersOver } from '../../src/store/loaders.ts';
import { ReadTimedOut } from '../../src/store/store.ts';
import { openInhabited } from '../grammar/asking.ts';
import { drawOperation, type Drawn } from '../grammar/operations.ts';
import { contextsOf, interpreted, LIMITS } from '../grammar/running.ts';
import { drawFrom } from '../simulation/draw.ts';

const read = documentsOf(schema, { rules: [], limits: LIMITS, trusted: null });

/** The operation of that name in a valid text. */
function operationOf(text: string, name: string | null = null): Operation {
  const found = read(text).operation(name);
  if (!found) throw new Error('Expected an operation.');
  return found;
}

/** Runs operations both ways, each time with a context of its own. */
async function openRunning() {
  const { opened, known } = await openInhabited();
  const context = await contextsOf(opened.gateway.store, opened.wait());
  const runCompiled = compiling(schema);
  return {
    known,
    interpreted: (operation: Operation, variables: Drawn['variables']) =>
      interpreted(operation, variables, context(operation)),
    /** As it answers at once; null when it leaves the answer to graphql-js. */
    once: (operation: Operation, variables: Drawn['variables']) =>
      runCompiled({ operation, variables }, context(operation)),
    /** As it answers the third time, when it is compiled; null when it leaves the answer to graphql-js. */
    compiled: async (operation: Operation, variables: Drawn['variables']) => {
      await runCompiled({ operation, variables }, context(operation));
      await runCompiled({ operation, variables }, context(operation));
      return runCompiled({ operation, variables }, context(operation));
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

it('answers as graphql-js does, and leaves errors to it', async () => {
  const { known, interpreted, compiled } = await openRunning();
  const drawn = Array.from({ length: 450 }, (_, n) =>
    drawOperation(drawFrom(10_000 + n), schema, known, 'query'),
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
      const causes = (expected.errors ?? []).map(({ originalError }) => originalError ?? null);
      const faults = causes.filter((cause) => cause !== null && !(cause instanceof GraphQLError));
      expect({ query, variables, hasErrors: causes.length > 0, faults }).toMatchObject({
        hasErrors: true,
        faults: [],
      });
      continue;
    }
    compared += 1;
    expect({ query, variables, text: JSON.stringify(found) }).toEqual({
      query,
      variables,
      text: JSON.stringify(expected),
    });
  }
  expect(compared).toBeGreaterThanOrEqual(300);
  expect(left).toBeGreaterThan(0);
}, 60_000);

it('compiles each way in which conditions cut a query', async () => {
  const { compiled, interpreted } = await openRunning();
  const names = ['a', 'b', 'c', 'd', 'e'];
  const operation = operationOf(
    `query (${names.map((name) => `$${name}: Boolean!`).join(' ')}) { viewer { scopes ${names.map((name) => `${name}: username @include(if: $${name})`).join(' ')} } }`,
  );
  const asked = Array.from({ length: 32 }, (_, n) =>
    Object.fromEntries(names.map((name, bit) => [name, (n & (1 << bit)) !== 0])),
  );
  for (const variables of asked) {
    const answer = await compiled(operation, variables);
    expect(JSON.stringify(answer)).toBe(JSON.stringify(await interpreted(operation, variables)));
  }
});

it('does not take the variables of another operation for conditions', async () => {
  const { compiled, interpreted } = await openRunning();
  const operation = operationOf(
    `
    query A($p: Boolean!, $y: Boolean!, $q: Boolean!) {
      viewer { scopes @include(if: $p) username @include(if: $y) __typename @include(if: $q) }
    }
    query B($p: String!, $y: Boolean!, $q: String!) {
      a: charge(number: $p) { number } b: charge(number: $q) { number } viewer { __typename scopes @include(if: $y) }
    }`,
    'B',
  );
  for (const variables of [
    { p: 'a,true', y: false, q: 'b' },
    { p: 'a', y: true, q: 'false,b' },
  ])
    expect(await compiled(operation, variables)).toEqual(await interpreted(operation, variables));
});

it('compiles what the variables decide, whatever was asked with others before', async () => {
  const { compiled, interpreted } = await openRunning();
  const operation = operationOf(
    'query ($yes: Boolean = true) { viewer { __typename scopes @include(if: $yes) } }',
  );
  for (const variables of [{}, { yes: true }, { yes: false }])
    expect(await compiled(operation, variables)).toEqual(await interpreted(operation, variables));
  for (const variables of [{ yes: null }, { yes: 'yes' }])
    expect(await compiled(operation, variables)).toBeNull();
});

it('keeps only so much compiled, and compiles again what comes back', async () => {
  const { compiled, once } = await openRunning();
  const nth = (n: number) => operationOf(`query Number${n} { viewer { scopes } } # ${'-'.repeat(60_000)}`);
  const first = nth(0);
  expect(await compiled(first, {})).not.toBeNull();
  expect(await once(first, {})).not.toBeNull();
  for (let n = 1; n <= 10; n += 1) expect(await compiled(nth(n), {})).not.toBeNull();
  expect(await once(first, {})).toBeNull();
  expect(await compiled(first, {})).not.toBeNull();
});

it('compiles nothing of a document that is large', async () => {
  const { compiled } = await openRunning();
  const operation = operationOf(`{ viewer { scopes } } # ${'-'.repeat(100_000)}`);
  expect(await compiled(operation, {})).toBeNull();
});

it('compiles mutations too, but none by which somebody comes in', async () => {
  const { compiled } = await openRunning();
  const processed = operationOf('mutation { processCharges(input: { dryRun: true }) { processed } }');
  expect(await compiled(processed, {})).toEqual({ data: { processCharges: { processed: 0 } } });
  const several = operationOf('mutation { a: processCharges { processed } b: processCharges { processed } }');
  expect(await compiled(several, {})).toBeNull();
  const entering = operationOf('mutation { logInWithApiKey(input: { apiKey: "none" }) { token } }');
  expect(await compiled(entering, {})).toBeNull();
});

/** Asks a query, compiled from the third time on, of a store whose pages of customers are read through `reading`. */
async function openReading(query: string, reading: <T>(page: () => Promise<T>) => Promise<T>) {
  const { opened } = await openInhabited();
  const operator = await opened.gateway.store.operatorByCode('first');
  if (!operator) throw new Error('Expected the operator that the kit has added.');
  const store = opened.gateway.store.of(operator.id);
  const customerPage: typeof store.customerPage = (...about) => reading(() => store.customerPage(...about));
  const watched = { ...store, customerPage };
  const run = compiling(schema);
  const operation = operationOf(query);
  return () => run({ operation, variables: {} }, { store: watched, loaders: loadersOver(watched) });
}

it('does not try at once again what the database could not read in time', async () => {
  let late = false;
  let asked = 0;
  const ask = await openReading('{ customers { nodes { firstName } } }', async (page) => {
    asked += 1;
    if (late) throw new ReadTimedOut(10_000);
    return page();
  });
  for (let n = 0; n < 4; n += 1) await ask();
  asked = 0;
  late = true;
  await expect(ask()).rejects.toThrow(ReadTimedOut);
  expect(asked).toBe(1);
});

it('leaves nothing reading when graphql-js begins anew', async () => {
  let reading = 0;
  let late = false;
  const query = '{ wrong: customers(first: 0) { totalCount } customers { nodes { firstName } } }';
  const ask = await openReading(query, async (page) => {
    reading += 1;
    await new Promise((resolve) => setTimeout(resolve, 5));
    reading -= 1;
    if (late) throw new ReadTimedOut(10_000);
    return page();
  });
  for (let n = 0; n < 4; n += 1) {
    expect(await ask()).toBeNull();
    expect(reading).toBe(0);
  }
  late = true;
  await expect(ask()).rejects.toThrow(ReadTimedOut);
});
