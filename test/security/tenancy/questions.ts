import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isScalarType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

import { taken, type Kind, type Secret } from './kinds.ts';
import type { Spot } from './spots.ts';

/** An identifier of each kind, or a secret. */
export type Identifiers = Readonly<Record<Kind | Secret, string>>;

/** A value of each scalar that identifies nothing, as a document writes it. */
const SAMPLES: Readonly<Record<string, string>> = {
  String: '"words"',
  Int: '1',
  Boolean: 'true',
  Date: '"2099-12-31"',
  DateTime: '"2026-03-01T12:00:00Z"',
  Decimal: '"9.99"',
  CurrencyCode: '"EUR"',
};

/** Where the first value of an enum would be refused before anybody looks at the identifiers. */
const CHOICES: Readonly<Record<string, string>> = {
  ProvisioningRequestType: 'UPDATE_SUBSCRIBER',
  ProvisioningResponseStatus: 'ACCEPTED',
};

/** The call of a field with the identifier in the place under test; what else it has to be told is `rest`. */
export function callAt({ parent, field, path }: Spot, identifier: string, rest: Identifiers): string {
  const given = field.args.flatMap((arg) => {
    if (arg.name !== path[0] && !isRequiredArgument(arg)) return [];
    const below = arg.name === path[0] ? path.slice(1) : null;
    return [`${arg.name}: ${valueOf(arg, `${parent.name}.${field.name}`, below, identifier, rest)}`];
  });
  return given.length > 0 ? `${field.name}(${given.join(', ')})` : field.name;
}

function valueOf(
  { name, type }: GraphQLArgument | GraphQLInputField,
  owner: string,
  /** The rest of the way to the place under test; null when it does not lead through here. */
  path: readonly string[] | null,
  identifier: string,
  rest: Identifiers,
): string {
  const write = (type: GraphQLInputType): string => {
    if (isNonNullType(type)) return write(type.ofType);
    if (isListType(type)) return `[${write(type.ofType)}]`;
    if (isEnumType(type)) return CHOICES[type.name] ?? type.getValues()[0]?.name ?? '';
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields());
      const told = fields.filter(
        (field) =>
          field.name === path?.[0] || (isNonNullType(field.type) && field.defaultValue === undefined),
      );
      const wanted = type.isOneOf && told.length === 0 ? fields.slice(0, 1) : told;
      const values = wanted.map((field) => {
        const below = field.name === path?.[0] ? path.slice(1) : null;
        return `${field.name}: ${valueOf(field, type.name, below, identifier, rest)}`;
      });
      return `{ ${values.join(', ')} }`;
    }
    if (path) return JSON.stringify(identifier);
    if (!isScalarType(type)) throw new Error(`Expected a scalar, found ${String(type)}.`);
    if (type.name !== 'String' && type.name !== 'ID') return SAMPLES[type.name] ?? '';
    const kind = taken(owner, name);
    return kind === 'words' ? (SAMPLES.String ?? '') : JSON.stringify(rest[kind]);
  };
  return write(type);
}

/** All that a type tells of itself, and of the things next to it, with two items of every list. */
export function selectionOf(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  near = 1,
  called: (name: string) => string = (name) => name,
): string {
  const isEdge = type.name.endsWith('Edge');
  const fields = Object.values(type.getFields()).flatMap((field): string[] => {
    if (field.args.some(isRequiredArgument) || (isEdge && field.name === 'node')) return [];
    const target = getNamedType(field.type);
    if (isLeafType(target)) return [called(field.name)];
    if (isAbstractType(target)) return [`${called(field.name)} { __typename ... on Node { id } }`];
    if (!isObjectType(target)) return [];
    const isPage = field.args.some(({ name }) => name === 'first');
    if (near === 0 && isPage) return [];
    const isThing = target.getInterfaces().some(({ name }) => name === 'Node');
    const below = !isThing
      ? selectionOf(schema, target, near)
      : near > 0
        ? selectionOf(schema, target, near - 1)
        : 'id';
    return [`${called(field.name)}${isPage ? '(first: 2)' : ''} { ${below} }`];
  });
  return fields.join(' ');
}

/** What is asked of the answer of a field. */
export function below(schema: GraphQLSchema, field: GraphQLField<unknown, unknown>): string {
  const type = getNamedType(field.type);
  if (isLeafType(type)) return '';
  if (isObjectType(type)) return ` { ${selectionOf(schema, type)} }`;
  if (!isAbstractType(type)) throw new Error(`Expected something to select from, found ${String(type)}.`);
  const types = schema.getPossibleTypes(type);
  // Two types may have fields of one name that cannot stand together.
  const calledFor = (one: GraphQLObjectType) => (name: string) => {
    const kinds = new Set(
      types.map((other) => String(other.getFields()[name]?.type ?? one.getFields()[name]?.type)),
    );
    return kinds.size > 1 ? `${one.name}_${name}: ${name}` : name;
  };
  const each = types.map((one) => `... on ${one.name} { ${selectionOf(schema, one, 0, calledFor(one))} }`);
  return ` { __typename ${each.join(' ')} }`;
}

/** The filters and options of a field that name nobody, one call for each, besides the call without any. */
export function callsOf(field: GraphQLField<unknown, unknown>, owner: string): string[] {
  const options = field.args.flatMap((arg) => optionsOf(arg, owner));
  return [field.name, ...options.map((option) => `${field.name}(${option})`)];
}

function optionsOf({ name, type }: GraphQLArgument | GraphQLInputField, owner: string): string[] {
  const given = getNullableType(type);
  const item = getNamedType(type);
  const wrap = (value: string) => `${name}: ${isListType(given) ? `[${value}]` : value}`;
  if (isInputObjectType(item)) {
    const fields = Object.values(item.getFields());
    return item.isOneOf
      ? []
      : fields.flatMap((one) => optionsOf(one, item.name)).map((option) => wrap(`{ ${option} }`));
  }
  if (isEnumType(item)) return item.getValues().map((value) => wrap(value.name));
  if (item.name === 'String' || item.name === 'ID')
    return taken(owner, name) === 'words' ? [wrap('"words"')] : [];
  if (item.name === 'Boolean') return [wrap('true'), wrap('false')];
  return [wrap(SAMPLES[item.name] ?? '')];
}
