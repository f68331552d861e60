import {
  getNamedType,
  getNullableType,
  isInputObjectType,
  isObjectType,
  isScalarType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

import { SECRETS, taken, type Kind } from './kinds.ts';

/** A place where a field takes an identifier, such as `Query.charges(filter.customer.netflixCustomerIdentifier)`. */
export interface Spot {
  readonly name: string;
  readonly parent: GraphQLObjectType;
  readonly field: GraphQLField<unknown, unknown>;
  /** From the argument down. */
  readonly path: readonly string[];
  readonly kind: Kind;
}

/** Scalars that identify nothing. */
const PLAIN: ReadonlySet<string> = new Set(['Int', 'Boolean', 'Date', 'DateTime', 'Decimal', 'CurrencyCode']);

/** Every place of the schema where a field takes an identifier, so that a new argument is a new place. Throws at one that nobody has thought of. */
export function spotsOf(schema: GraphQLSchema): Spot[] {
  const types = Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'),
  );
  return types.flatMap((parent) =>
    Object.values(parent.getFields()).flatMap((field) =>
      field.args.flatMap((arg) =>
        placesIn(arg, `${parent.name}.${field.name}`).map(({ path, kind }) => ({
          name: `${parent.name}.${field.name}(${path.join('.')})`,
          ...{ parent, field, path, kind },
        })),
      ),
    ),
  );
}

interface Place {
  readonly path: readonly string[];
  readonly kind: Kind;
}

function placesIn({ name, type }: GraphQLArgument | GraphQLInputField, owner: string): Place[] {
  const named = getNamedType(type);
  if (isInputObjectType(named)) {
    return Object.values(named.getFields()).flatMap((field) =>
      placesIn(field, named.name).map(({ path, kind }) => ({ path: [name, ...path], kind })),
    );
  }
  if (!isScalarType(named) || PLAIN.has(named.name)) return [];
  const kind = taken(owner, name);
  return kind === 'words' || isSecret(kind) ? [] : [{ path: [name], kind }];
}

function isSecret(kind: string): kind is (typeof SECRETS)[number] {
  return SECRETS.some((secret) => secret === kind);
}

/** How to come from the queries to a type without telling anything: through lists, the last one of each. */
export function wayTo(schema: GraphQLSchema, wanted: GraphQLObjectType): readonly string[] | null {
  const root = schema.getQueryType();
  if (!root) throw new Error('Expected a schema with queries.');
  const seen = new Set<GraphQLObjectType>([root]);
  let ends: { type: GraphQLObjectType; way: readonly string[] }[] = [{ type: root, way: [] }];
  while (ends.length > 0) {
    const found = ends.find(({ type }) => type === wanted);
    if (found) return found.way;
    ends = ends.flatMap(({ type, way }) =>
      Object.values(type.getFields()).flatMap((field) => {
        const next = getNamedType(field.type);
        if (!isObjectType(next) || seen.has(next) || field.args.some(({ type }) => type === needed(type)))
          return [];
        seen.add(next);
        const isPage = field.args.some(({ name }) => name === 'last');
        return [{ type: next, way: [...way, isPage ? `${field.name}(last: 1)` : field.name] }];
      }),
    );
  }
  return null;
}

function needed(type: GraphQLArgument['type']): GraphQLArgument['type'] | null {
  return getNullableType(type) === type ? null : type;
}
