import {
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  typeFromAST,
  valueFromAST,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
  type VariableDefinitionNode,
} from 'graphql';

/** The values of an operation's variables as their types make them. */
export type Coerced = Readonly<Record<string, unknown>>;

/** Makes a value that was given into one of its type. Throws when it is none. */
type Coerce = (given: unknown) => unknown;

/**
 * Coerces the values of variables as the specification says (6.1.2), and as `getVariableValues` of graphql-js does, which asks of every value
 * what type it shall have and where it stands: here each operation looks at the types of its variables once. Null when a value is none of its
 * type; graphql-js says in what way.
 */
export function coercing(schema: GraphQLSchema) {
  // No more than the schema has: every operation has lists and non-nulls of its own.
  const known = new Map<GraphQLInputObjectType, Coerce>();

  const to = (type: GraphQLInputType): Coerce => {
    if (isNonNullType(type)) return given(to(type.ofType));
    if (isListType(type)) return listOf(to(type.ofType));
    if (!isInputObjectType(type)) return orNull((value) => type.parseValue(value) ?? refused());
    const coerce = known.get(type) ?? objectOf(type, to);
    known.set(type, coerce);
    return coerce;
  };

  return (definitions: readonly VariableDefinitionNode[]): ((values: Coerced) => Coerced | null) => {
    const variables = definitions.map(({ variable, type: node, defaultValue }) => {
      const type = typeFromAST(schema, node);
      const name = variable.name.value;
      if (!isInputType(type)) return { name, coerce: refused, preset: undefined, isNeeded: true };
      const preset = defaultValue && { value: valueFromAST(defaultValue, type) };
      return { name, coerce: to(type), preset, isNeeded: isNonNullType(type) };
    });
    return (values) => {
      const coerced: [string, unknown][] = [];
      try {
        for (const { name, coerce, preset, isNeeded } of variables)
          if (Object.hasOwn(values, name)) coerced.push([name, coerce(values[name])]);
          else if (preset) coerced.push([name, preset.value]);
          else if (isNeeded) return null;
      } catch {
        return null;
      }
      return Object.fromEntries(coerced);
    };
  };
}

function given(coerce: Coerce): Coerce {
  return (value) => (value == null ? refused() : coerce(value));
}

function orNull(coerce: Coerce): Coerce {
  return (value) => (value == null ? null : coerce(value));
}

/** What is no list is a list of one. */
function listOf(item: Coerce): Coerce {
  return orNull((value) => (Array.isArray(value) ? value.map((each) => item(each)) : [item(value)]));
}

function objectOf(type: GraphQLInputObjectType, to: (type: GraphQLInputType) => Coerce): Coerce {
  // Looked at when the first one comes: a type may have fields of itself.
  const fieldsOf = () =>
    Object.values(type.getFields()).map(({ name, type: ofField, defaultValue }) => ({
      name,
      coerce: to(ofField),
      preset: defaultValue,
      isNeeded: isNonNullType(ofField),
    }));
  let fields: ReturnType<typeof fieldsOf> | undefined;
  return orNull((value) => {
    if (typeof value !== 'object' || Array.isArray(value)) return refused();
    const from = value as Readonly<Record<string, unknown>>;
    const coerced: Record<string, unknown> = {};
    let found = 0;
    for (const { name, coerce, preset, isNeeded } of (fields ??= fieldsOf())) {
      const one = from[name];
      if (one !== undefined) {
        coerced[name] = coerce(one);
        found += 1;
      } else if (preset !== undefined) coerced[name] = preset;
      else if (isNeeded) refused();
    }
    const isWhole = Object.keys(from).length === found;
    const isOne = !type.isOneOf || (found === 1 && Object.values(coerced)[0] !== null);
    return isWhole && isOne ? coerced : refused();
  });
}

function refused(): never {
  throw new Error('A value is not of its type.');
}
