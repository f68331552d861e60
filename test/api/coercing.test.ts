import {
  buildSchema,
  getVariableValues,
  isInputType,
  Kind,
  parse,
  type GraphQLSchema,
  type VariableDefinitionNode,
} from 'graphql';
import { expect, it } from 'vitest';

import { coercing } from '../../src/graphql/coercing.ts';
import { schema } from '../../src/graphql/schema.ts';
import { drawValue } from '../grammar/values.ts';
import { drawFrom } from '../simulation/draw.ts';

/** The definitions of variables in a text such as `$first: Int = 1`. */
function definitions(text: string): readonly VariableDefinitionNode[] {
  const [operation] = parse(`query (${text}) { __typename }`).definitions;
  return operation?.kind === Kind.OPERATION_DEFINITION ? (operation.variableDefinitions ?? []) : [];
}

/** What graphql-js and what the gateway makes of values, as data; REFUSED where it is an error. */
function bothWays(types: GraphQLSchema, text: string, values: Record<string, unknown>) {
  const { coerced } = getVariableValues(types, definitions(text), values);
  const found = coercing(types)(definitions(text))(values);
  const plain = (value: unknown) => (value == null ? 'REFUSED' : structuredClone(value));
  return { expected: plain(coerced), found: plain(found) };
}

it('coerces values of every input type of the schema as graphql-js does', () => {
  const names = Object.values(schema.getTypeMap())
    .filter((type) => isInputType(type))
    .map(({ name }) => name);
  expect(names.length).toBeGreaterThan(40);
  const counts = { kept: 0, refused: 0 };
  for (const name of names)
    for (const written of [name, `${name}!`, `[${name}!]`, `[[${name}]!]!`])
      for (let seed = 1; seed <= 25; seed += 1) {
        const type = schema.getType(name);
        if (!isInputType(type)) throw new Error(`Expected ${name} to be an input.`);
        // Now and then a list is due and none is given, or the other way round.
        const one = drawValue(drawFrom(seed), type, {}, name);
        const values = { v: seed % 3 === 0 ? one : written.startsWith('[') ? [one, [one]] : one };
        const { expected, found } = bothWays(schema, `$v: ${written}`, values);
        expect([written, values, found]).toEqual([written, values, expected]);
        counts[expected === 'REFUSED' ? 'refused' : 'kept'] += 1;
      }
  expect(counts.kept).toBeGreaterThan(1_000);
  expect(counts.refused).toBeGreaterThan(300);
});

const TYPES = buildSchema(`
  type Query { name: String }
  enum Colour { RED GREEN }
  input Cat { name: String! lives: Int = 9 colours: [Colour!] = [RED] kittens: [Cat!] mother: Cat }
  input Pet @oneOf { cat: Cat dog: String }
`);

const TOM = { name: 'Tom' };

it.each<[string, Record<string, unknown>]>([
  ['$n: Int', {}],
  ['$n: Int', { n: null }],
  ['$n: Int', { n: undefined }],
  ['$n: Int', { other: 1 }],
  ['$n: Int', Object.create({ n: 1 }) as Record<string, unknown>],
  ['$n: Int = 1', {}],
  ['$n: Int = 1', { n: null }],
  ['$n: Int! = 1', {}],
  ['$n: Int! = 1', { n: null }],
  ['$n: Int!', {}],
  ['$n: Int!', { n: null }],
  ['$n: Int!', { n: undefined }],
  ['$n: [Int]', { n: 1 }],
  ['$n: [Int!]', { n: [1, null] }],
  ['$n: [[Int]]', { n: 1 }],
  ['$n: [[Int]]', { n: [1, [2, null], null] }],
  ['$n: [String]', { n: 'abc' }],
  ['$colour: Colour', { colour: 'GREEN' }],
  ['$colour: Colour', { colour: 'BLUE' }],
  ['$colour: Colour', { colour: 1 }],
  ['$cat: Cat', { cat: TOM }],
  ['$cat: Cat', { cat: { ...TOM, lives: null, colours: 'GREEN' } }],
  ['$cat: Cat', { cat: { ...TOM, kittens: [TOM, { ...TOM, mother: { ...TOM, kittens: TOM } }] } }],
  ['$cat: Cat', { cat: { ...TOM, kittens: [{}] } }],
  ['$cat: Cat', { cat: { name: null } }],
  ['$cat: Cat', { cat: {} }],
  ['$cat: Cat', { cat: [TOM] }],
  ['$cat: Cat', { cat: 'Tom' }],
  ['$cat: Cat', { cat: { ...TOM, barks: true } }],
  ['$cat: Cat', { cat: JSON.parse('{ "name": "Tom", "__proto__": { "lives": 1 } }') as object }],
  ['$cat: Cat = { name: "Tom", colours: GREEN }', {}],
  ['$pet: Pet', { pet: { dog: 'Rex' } }],
  ['$pet: Pet', { pet: { cat: TOM } }],
  ['$pet: Pet', { pet: { cat: TOM, dog: 'Rex' } }],
  ['$pet: Pet', { pet: { cat: TOM, dog: null } }],
  ['$pet: Pet', { pet: { dog: null } }],
  ['$pet: Pet', { pet: {} }],
  ['$__proto__: Int', JSON.parse('{ "__proto__": 1 }') as Record<string, unknown>],
  ['$a: Int, $b: Int!, $c: Cat', { c: TOM, b: 2 }],
])('makes of %s and %j what graphql-js does', (text, values) => {
  const { expected, found } = bothWays(TYPES, text, values);
  expect(found).toEqual(expected);
});
