import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isSpecifiedDirective,
  isSpecifiedScalarType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';

/** A part of a schema with its place there, such as `Charge`, `Charge.status`, `Query.charges(first:)`, `Channel.WEB` or `@tag`. */
export interface Part<T> {
  readonly coordinate: string;
  readonly part: T;
}

/** Every type that is ours, without those of GraphQL itself. */
export function typesOf(schema: GraphQLSchema): GraphQLNamedType[] {
  return Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !(isScalarType(type) && isSpecifiedScalarType(type)),
  );
}

/** Every field of an object or interface. */
export function fieldsOf(schema: GraphQLSchema): Part<GraphQLField<unknown, unknown>>[] {
  return typesOf(schema).flatMap((type) =>
    isObjectType(type) || isInterfaceType(type)
      ? Object.values(type.getFields()).map((part) => ({ coordinate: `${type.name}.${part.name}`, part }))
      : [],
  );
}

/** Everything that a client can hand in: arguments of fields, and fields of inputs. */
export function inputsOf(schema: GraphQLSchema): Part<GraphQLArgument | GraphQLInputField>[] {
  const args = fieldsOf(schema).flatMap(({ coordinate, part }) =>
    part.args.map((arg) => ({ coordinate: `${coordinate}(${arg.name}:)`, part: arg })),
  );
  const fields = typesOf(schema).flatMap((type) =>
    isInputObjectType(type)
      ? Object.values(type.getFields()).map((part) => ({ coordinate: `${type.name}.${part.name}`, part }))
      : [],
  );
  return [...args, ...fields];
}

/** Everything that a client may want to have explained. */
export function partsOf(schema: GraphQLSchema): Part<{
  readonly description?: string | null | undefined;
  readonly deprecationReason?: string | null | undefined;
}>[] {
  const types = typesOf(schema);
  const values = types.flatMap((type) =>
    isEnumType(type)
      ? type.getValues().map((part) => ({ coordinate: `${type.name}.${part.name}`, part }))
      : [],
  );
  const directives = schema
    .getDirectives()
    .filter((directive) => !isSpecifiedDirective(directive))
    .flatMap((directive) => [
      { coordinate: `@${directive.name}`, part: directive },
      ...directive.args.map((part) => ({ coordinate: `@${directive.name}(${part.name}:)`, part })),
    ]);
  return [
    ...types.map((part) => ({ coordinate: part.name, part })),
    ...fieldsOf(schema),
    ...inputsOf(schema),
    ...values,
    ...directives,
  ];
}
