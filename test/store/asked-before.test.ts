import { join } from 'node:path';

import {
  getNamedType,
  isInputObjectType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  type GraphQLField,
} from 'graphql';
import { expect, it } from 'vitest';

import { documentsOf } from '../../src/graphql/documents.ts';
import { schema } from '../../src/graphql/schema.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { openInhabited } from '../grammar/asking.ts';
import type { Drawn } from '../grammar/operations.ts';
import { contextsOf, interpreted, LIMITS } from '../grammar/running.ts';
import { drawValue, type Known } from '../grammar/values.ts';
import { ownFolder } from '../own-folder.ts';
import { drawFrom, type Draw } from '../simulation/draw.ts';

// Statements are written for what somebody looks at and by which conditions, and kept for whoever asks alike.

type Field = GraphQLField<unknown, unknown>;

function fieldsOf(type: string): Field[] {
  const found = schema.getType(type);
  if (!isObjectType(found)) throw new Error(`Expected ${type} to be an object, found ${String(found)}.`);
  return Object.values(found.getFields());
}

const isFiltered = ({ args, type }: Field) =>
  String(type).endsWith('Connection!') && args.some(({ name }) => name === 'filter');

/** Lists with a filter, and how one comes to them. */
const LISTS = [
  ...fieldsOf('Query').map((field) => ({ field, around: (list: string) => list })),
  ...['customers(first: 1)', 'customers(first: 3)'].flatMap((customers) =>
    fieldsOf('Customer').map((field) => ({
      field,
      around: (list: string) => `${customers} { nodes { ${list} } }`,
    })),
  ),
].filter(({ field }) => isFiltered(field));

/** A list, one or two columns of it, and up to two conditions. */
function drawList(draw: Draw, known: Known): Drawn {
  const drawn = draw.any(LISTS);
  if (!drawn) throw new Error('Expected lists.');
  const { field, around } = drawn;
  const filter = field.args.find(({ name }) => name === 'filter');
  const items = fieldsOf(String(getNamedType(field.type))).find(({ name }) => name === 'nodes');
  if (!filter || !isInputObjectType(filter.type) || !items) throw new Error('Expected a list with a filter.');
  const columns = fieldsOf(String(getNamedType(items.type)))
    .filter(({ type, args }) => isLeafType(getNamedType(type)) && !args.some(isRequiredArgument))
    .map(({ name }) => name);
  const conditions = Object.values(filter.type.getFields());
  const picked = Array.from({ length: draw.between(1, 2) }, () => draw.any(columns));
  const given = Array.from({ length: draw.between(0, 2) }, () => draw.any(conditions));
  const values = given.flatMap((one) =>
    one ? [[one.name, drawValue(draw, one.type, known, one.name)]] : [],
  );
  const list = `${field.name}(filter: $filter) { nodes { ${picked.join(' ')} } }`;
  return {
    query: `query ($filter: ${String(filter.type)}) { ${around(list)} }`,
    variables: { filter: Object.fromEntries(values) },
  };
}

it('answers the same whatever was asked before', async () => {
  const file = join(ownFolder(), 'gateway.sqlite');
  const { opened, known } = await openInhabited(true, { DATABASE_URL: file });
  const now = opened.wait();
  const read = documentsOf(schema, { rules: [], limits: LIMITS, trusted: null });
  const context = await contextsOf(opened.gateway.store, now);
  let compared = 0;
  for (let seed = 0; seed < 600; seed += 1) {
    const { query, variables } = drawList(drawFrom(seed), known);
    const operation = read(query).operation(null);
    if (!operation) throw new Error(`Expected a valid query, found ${query}`);
    const found = await interpreted(operation, variables, context(operation));
    const fresh = openSqliteStore({ file, clock: () => now });
    const expected = await interpreted(operation, variables, (await contextsOf(fresh, now))(operation));
    fresh.close();
    expect({ query, variables, text: JSON.stringify(found) }).toEqual({
      query,
      variables,
      text: JSON.stringify(expected),
    });
    if (!expected.errors) compared += 1;
  }
  expect(compared).toBeGreaterThan(300);
}, 60_000);
