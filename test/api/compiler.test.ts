import {
  buildSchema,
  execute,
  getOperationAST,
  isAbstractType,
  parse,
  validate,
  type GraphQLResolveInfo,
} from 'graphql';
import { expect, it } from 'vitest';

import { compile } from '../../src/graphql/compiler.ts';

const SCHEMA = buildSchema(`
  type Query {
    text: String
    needed: String!
    id: ID
    yes: Boolean
    count: Int
    ratios: [Float]
    colour: Colour
    dog: Dog
    pet: Pet
    pets: [Named!]
    grid: [[Dog]!]
    echo(text: String = "left out", many: [Int!]): String
  }
  type Mutation { bark(times: Int): Dog rest: Dog }
  enum Colour { RED GREEN }
  interface Named { name: String! }
  type Dog implements Named { name: String! barks: Boolean owner: Person friends: [Named!] }
  type Cat implements Named { name: String! lives: Int! }
  union Pet = Dog | Cat
  type Person { name: String dogs: [Dog!] length: Int }
`);
// Every field of the root answers what a test puts into the context under its name, or what that function does.
for (const field of Object.values(SCHEMA.getQueryType()?.getFields() ?? {}))
  field.resolve = (_root, _args, context: Record<string, unknown>) => {
    const value = context[field.name];
    return typeof value === 'function' ? (value as () => unknown)() : value;
  };
for (const field of Object.values(SCHEMA.getMutationType()?.getFields() ?? {}))
  field.resolve = (_root, _args, told: GraphQLResolveInfo[], info) => {
    told.push(info);
    return rex;
  };
const { echo } = SCHEMA.getQueryType()?.getFields() ?? {};
if (echo) echo.resolve = (_root, args: object) => JSON.stringify(args);
for (const type of Object.values(SCHEMA.getTypeMap()))
  if (isAbstractType(type)) type.resolveType = (value: { readonly kind: string }) => value.kind;

function compileText(text: string, variables: Record<string, unknown> = {}) {
  const document = parse(text);
  const definition = getOperationAST(document);
  if (!definition) throw new Error('Expected an operation.');
  return compile(SCHEMA, { document, definition }, variables);
}

/** Answers of graphql-js and of compiled code, as text; `REFUSED` in place of one that has errors. */
async function answers(query: string, values: object, variables: Record<string, unknown> = {}) {
  const document = parse(query);
  expect(validate(SCHEMA, document)).toEqual([]);
  const expected = await execute({
    schema: SCHEMA,
    document,
    contextValue: values,
    variableValues: variables,
  });
  const { run } = compileText(query, variables);
  const data = await run(variables, values).catch(() => null);
  return {
    expected: expected.errors ? 'REFUSED' : JSON.stringify(expected.data),
    compiled: data ? JSON.stringify(data) : 'REFUSED',
  };
}

const rex = { kind: 'Dog', name: 'Rex', barks: true };
const tom = { kind: 'Cat', name: 'Tom', lives: 9 };
const later = async <T>(value: T): Promise<T> => value;
const failing = async (): Promise<never> => Promise.reject(new Error('gone'));
const thenable = (value: unknown) => ({ then: (done: (value: unknown) => void) => done(value) });
const throwing = (): never => {
  throw new Error('gone');
};
const PETS = '{ pets { __typename name ... on Dog { barks friends { name } } ... on Cat { lives } } }';
const DOG = '{ dog { name owner { name dogs { name } } friends { name } } }';

it.each<[string, string, object]>([
  [
    'what is there at once',
    '{ text needed id yes count }',
    { text: 'a', needed: 'b', id: 'c', yes: true, count: 1 },
  ],
  [
    'what is not there',
    '{ text id yes count ratios colour dog { name } pet { __typename } pets { name } }',
    {},
  ],
  ['null', '{ text dog { name } pets { name } }', { text: null, dog: null, pets: null }],
  ['what is promised', '{ needed text dog { name } }', { needed: later('b'), text: 'a', dog: later(rex) }],
  ['scalars of other types', '{ text id yes count }', { text: 7, id: 8, yes: 1, count: '9' }],
  ['texts that are objects', '{ text }', { text: { valueOf: () => 'a' } }],
  ['numbers', '{ count ratios }', { count: -0, ratios: [1.5, null, later(2)] }],
  ['enums', '{ colour }', { colour: 'GREEN' }],
  ['pets', PETS, { pets: [rex, later(tom), { ...rex, friends: [later(tom), rex] }] }],
  ['one pet', '{ pet { ... on Named { name } ... on Dog { name barks } } }', { pet: later(rex) }],
  ['lists of lists', '{ grid { name } }', { grid: [[rex, null], later([later(rex)]), []] }],
  [
    'texts that are promised by an object',
    '{ dog { name barks } }',
    { dog: { name: later('Rex'), barks: later(null) } },
  ],
  ['what is no object', '{ dog { owner { name length } } }', { dog: { ...rex, owner: 'Ann' } }],
  [
    'what is promised by what is no Promise',
    '{ text dog { name } ratios }',
    { text: thenable('a'), dog: thenable(rex), ratios: [thenable(1)] },
  ],
  ['an empty list', '{ ratios pets { name } }', { ratios: [], pets: [] }],
  [
    'properties that are promised',
    DOG,
    { dog: { name: 'Rex', owner: later({ name: 'Ann', dogs: later([rex]) }) } },
  ],
  ['the same twice', '{ dog { name } dog { barks name } other: dog { barks } }', { dog: rex }],
  [
    'names that mean something',
    '{ __proto__: text constructor: needed __typename }',
    { text: 'a', needed: 'b' },
  ],
  [
    'names that the code has itself',
    '{ value0: text given: needed running: dog { out: name f0: barks place0: name } part0: text }',
    { text: 'a', needed: 'b', dog: rex },
  ],
  [
    'names that mean something, promised',
    '{ __proto__: text then: needed }',
    { text: later('a'), needed: 'b' },
  ],
])('answers %s as graphql-js does', async (_what, query, values) => {
  const { expected, compiled } = await answers(query, values);
  expect(expected).not.toBe('REFUSED');
  expect(compiled).toBe(expected);
});

it.each<[string, string, object]>([
  ['null where it may not be', '{ needed }', { needed: null }],
  ['null that is promised where it may not be', '{ text needed }', { text: 'a', needed: later(null) }],
  ['a value that is none of its enum', '{ colour }', { colour: 'BLUE' }],
  ['a number that is none', '{ count }', { count: 'many' }],
  ['what fails later', '{ text dog { name } }', { text: 'a', dog: failing }],
  [
    'several that fail',
    '{ text dog { name } pet { __typename } }',
    { text: failing, dog: failing, pet: failing },
  ],
  [
    'what fails at once beside what comes later',
    '{ text needed dog { name } }',
    { text: later('a'), needed: throwing, dog: later(rex) },
  ],
  [
    'an error in a list beside what fails later',
    '{ ratios }',
    { ratios: () => [Symbol('none'), new Error('gone'), failing(), 1] },
  ],
  [
    'properties that fail later',
    '{ dog { barks name } }',
    { dog: () => ({ barks: Symbol('none'), name: failing() }) },
  ],
  [
    'what fails at once beside what fails later',
    '{ text needed dog { name } }',
    { text: failing, needed: throwing, dog: failing },
  ],
  [
    'an error in place of a value',
    '{ dog { name } text }',
    { dog: new Error('gone'), text: new Error('gone') },
  ],
  ['an error in a list', PETS, { pets: [rex, new Error('gone')] }],
  ['something else than a list', '{ ratios }', { ratios: 'abc' }],
  ['a type that is not there', '{ pet { __typename } }', { pet: { kind: 'Fish' } }],
  ['a type that is another', '{ pet { __typename } }', { pet: { kind: 'Person' } }],
])('does not answer %s', async (_what, query, values) => {
  const { expected, compiled } = await answers(query, values);
  expect({ expected, compiled }).toEqual({ expected: 'REFUSED', compiled: 'REFUSED' });
});

it('leaves what resolvers of ours do not do to graphql-js', async () => {
  const methods = { dog: { ...rex, name: () => 'Rex', owner: () => ({ name: 'Ann' }) } };
  expect(await answers('{ dog { name } }', methods)).toEqual({
    expected: '{"dog":{"name":"Rex"}}',
    compiled: 'REFUSED',
  });
  expect(await answers('{ dog { owner { name } } }', methods)).toMatchObject({ compiled: 'REFUSED' });
  expect(await answers('{ pets { name } }', { pets: new Set([rex]) })).toMatchObject({ compiled: 'REFUSED' });
});

it.each<[string, string, Record<string, unknown>]>([
  ['written', '{ echo(text: "here", many: [1, 2]) }', {}],
  ['left out', '{ echo }', {}],
  ['null', '{ echo(text: null) }', {}],
  ['of a variable', 'query ($text: String) { echo(text: $text) other: echo(many: [1]) }', { text: 'here' }],
  ['of a variable that is left out', 'query ($text: String) { echo(text: $text) }', {}],
  ['of a variable that is null', 'query ($text: String) { echo(text: $text) }', { text: null }],
  ['with a variable in them', 'query ($one: Int!) { echo(many: [$one, 2]) }', { one: 1 }],
])('hands on arguments that are %s', async (_what, query, variables) => {
  const { expected, compiled } = await answers(query, {}, variables);
  expect(expected).not.toBe('REFUSED');
  expect(compiled).toBe(expected);
});

it('asks with the variables of each request', async () => {
  const { run } = compileText('query ($text: String) { echo(text: $text) }', { text: 'first' });
  expect(await run({ text: 'second' }, {})).toEqual({ echo: '{"text":"second"}' });
  expect(await run({}, {})).toEqual({ echo: '{"text":"left out"}' });
});

it('tells a mutation whatever graphql-js tells it', async () => {
  const told: GraphQLResolveInfo[] = [];
  const { expected, compiled } = await answers(
    'mutation ($times: Int) { twice: bark(times: $times) { name } }',
    told,
    { times: 2 },
  );
  expect(compiled).toBe(expected);
  const [interpreted, run] = told;
  expect(run).toEqual(interpreted);
  expect(run).toMatchObject({ path: { key: 'twice' }, variableValues: { times: 2 } });
});

it('leaves several mutations to graphql-js', async () => {
  const told: GraphQLResolveInfo[] = [];
  expect(() => compileText('mutation { bark { name } rest { name } }')).toThrow();
  expect(await answers('mutation { bark { name } bark { barks } }', told)).toEqual({
    expected: '{"bark":{"name":"Rex","barks":true}}',
    compiled: '{"bark":{"name":"Rex","barks":true}}',
  });
});

it('leaves large queries and those about the schema to graphql-js', () => {
  const doubling = Array.from(
    { length: 12 },
    (_, n) =>
      `fragment f${n} on Dog { a: owner { dogs { ...f${n + 1} } } b: owner { dogs { ...f${n + 1} } } }`,
  );
  const large = `{ dog { ...f0 } } ${doubling.join(' ')} fragment f12 on Dog { name }`;
  expect(() => compileText(large)).toThrow();
  expect(() => compileText('{ text __schema { queryType { name } } }')).toThrow();
  expect(() => compileText('{ text }')).not.toThrow();
});
