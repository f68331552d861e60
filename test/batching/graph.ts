import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isLeafType,
  isListType,
  isObjectType,
  isRequiredArgument,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

import { callOf } from './literals.ts';

/** A field that leads to an object. */
export interface Step {
  readonly field: GraphQLField<unknown, unknown>;
  /** What is there, or one of the types that can be. */
  readonly type: GraphQLObjectType;
  /** Whether that is something with a global id. */
  readonly isThing: boolean;
  /** Whether it leads to several of them. */
  readonly isMany: boolean;
}

/**
 * The fields of a type that lead to objects, a step for each type that can be there. A field that leads to this or that without being told which
 * is left out: what it takes depends on what is there, so it has a test of its own.
 */
export function stepsFrom(schema: GraphQLSchema, from: GraphQLObjectType): Step[] {
  return Object.values(from.getFields()).flatMap((field): Step[] => {
    const target = getNamedType(field.type);
    if (isAbstractType(target) && !field.args.some(isRequiredArgument)) return [];
    const types = isAbstractType(target)
      ? schema.getPossibleTypes(target)
      : isObjectType(target)
        ? [target]
        : [];
    const isMany = isListType(getNullableType(field.type));
    return types.map((type) => ({ field, type, isThing: isThing(type), isMany }));
  });
}

/** The fields of a type that are plain values, as a query calls them. */
export function valuesOf(from: GraphQLObjectType): string[] {
  return Object.values(from.getFields())
    .filter((field) => isLeafType(getNamedType(field.type)))
    .map((field) => callOf(field));
}

/** The selection of every value and every thing next to a type. */
export function allOf(schema: GraphQLSchema, from: GraphQLObjectType): string {
  const objects = stepsFrom(schema, from).map(
    ({ field, type, isThing }) => `${callOf(field)} { ${isThing ? 'id' : allOf(schema, type)} }`,
  );
  return [...valuesOf(from), ...objects].join(' ');
}

/**
 * How to come from the root to each type of thing, and to the root itself, without telling more: the shortest way through a list, or where
 * there is none, the shortest way.
 */
export function waysIn(schema: GraphQLSchema): ReadonlyMap<GraphQLObjectType, readonly Step[]> {
  const root = schema.getQueryType();
  if (!root) throw new Error('Expected a schema with queries.');
  const alone = new Map<GraphQLObjectType, readonly Step[]>([[root, []]]);
  const amongMany = new Map<GraphQLObjectType, readonly Step[]>();
  let ends: { type: GraphQLObjectType; way: readonly Step[] }[] = [{ type: root, way: [] }];
  while (ends.length > 0) {
    ends = ends.flatMap(({ type: from, way: behind }) =>
      stepsFrom(schema, from).flatMap((step) => {
        const way = [...behind, step];
        const found = isManyAt(way) ? amongMany : alone;
        // Where things of several types can be, there may be too few of each.
        const isCertain = !isAbstractType(getNamedType(step.field.type));
        if (!isCertain || step.field.args.some(isRequiredArgument) || found.has(step.type)) return [];
        found.set(step.type, way);
        return [{ type: step.type, way }];
      }),
    );
  }
  return new Map([...alone, ...amongMany].filter(([type]) => type === root || isThing(type)));
}

/** Whether a way leads to several objects. */
export function isManyAt(way: readonly Step[]): boolean {
  return way.some(({ isMany }) => isMany);
}

function isThing(type: GraphQLObjectType): boolean {
  return type.getInterfaces().some(({ name }) => name === 'Node');
}
