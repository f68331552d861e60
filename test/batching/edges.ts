import {
  getNamedType,
  getNullableType,
  isListType,
  isRequiredArgument,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

import { allOf, isManyAt, stepsFrom, valuesOf, waysIn, type Step } from './graph.ts';
import { callOf, literal, optionsOf } from './literals.ts';

/** A way from the root of the graph to an object, and what is asked there. */
export interface Edge {
  /** Seen from the thing that it starts at, such as `Customer.charges.totalCount`. */
  readonly name: string;
  readonly way: readonly Step[];
  readonly selection: string;
  /** The same in smaller pieces, for telling which of them it is. */
  readonly parts: readonly Edge[];
}

/** The global ids of things, by type. */
export type Ids = ReadonlyMap<GraphQLObjectType, readonly string[]>;

/**
 * Every edge of the graph, read from the schema alone, so that a new field is a new edge: from the root, and from each type of thing, to every
 * value and every thing next to it. A thing is asked for all that it knows, since batches must hold two edges away from a list too; a field
 * with options is asked for in every way, since to ask differently may be to fetch differently.
 */
export function edgesOf(schema: GraphQLSchema): Edge[] {
  const ways = waysIn(schema);
  return [...ways].flatMap(([origin, way]) => {
    const edge = (steps: readonly Step[], selection: string, last = '', parts: Edge[] = []): Edge => ({
      name: [origin.name, ...steps.map(({ field }) => field.name)].join('.') + last,
      way: [...way, ...steps],
      selection,
      parts,
    });
    const next = neighboursOf(schema, origin);
    const things = next.flatMap(({ steps, thing }) => {
      // Whatever there is only one of cannot be asked for many times.
      if (!thing || (isManyAt(steps) && !isManyAt(ways.get(thing) ?? []))) return [];
      return [edge(steps, allOf(schema, thing), '', [edge(steps, '')])];
    });
    const values = next.flatMap(({ steps, values }) => {
      const parts = values.map((value) => edge(steps, value, `.${value}`));
      return values.length > 0 ? [edge(steps, values.join(' '), '.*', parts)] : [];
    });
    const options = stepsFrom(schema, origin).flatMap(({ field, type }) => {
      const below = ` { ${allOf(schema, type)} }`;
      const asked = optionsOf(field).map((option) => callOf(field, option));
      const parts = asked.map((call) => edge([], call + below, `.${call}`));
      const all = asked.map((call, n) => `option${n}: ${call}${below}`).join(' ');
      return asked.length > 0 ? [edge([], all, `.${field.name}(…)`, parts)] : [];
    });
    return [...things, ...values, ...options];
  });
}

/** A query that goes the way for that many parents. */
export function queryFor(
  { way, selection }: Pick<Edge, 'way' | 'selection'>,
  size: number,
  ids: Ids,
): string {
  const query = way.reduceRight((below, { field, type, isThing }, place) => {
    const args = field.args.flatMap((arg) => {
      if (arg.name === 'first' && !isManyAt(way.slice(0, place))) return [`first: ${size}`];
      if (!isRequiredArgument(arg)) return [];
      const known = getNamedType(arg.type).name === 'ID' ? ids.get(type) : undefined;
      if (!known) return [`${arg.name}: ${literal(arg.type)}`];
      return [`${arg.name}: ${JSON.stringify(isListType(getNullableType(arg.type)) ? known : known[0])}`];
    });
    const called = args.length > 0 ? `${field.name}(${args.join(', ')})` : field.name;
    const selected = `${isThing ? 'id ' : ''}${below}`;
    return `${called} { ${getNamedType(field.type) === type ? selected : `... on ${type.name} { ${selected} }`} }`;
  }, selection);
  return `{ ${query} }`;
}

interface Neighbour {
  readonly steps: readonly Step[];
  /** What is there, if it is a thing; otherwise the plain values of what is there. */
  readonly thing: GraphQLObjectType | null;
  readonly values: readonly string[];
}

/** The things next to a type, and the objects without an id between it and them, itself included. */
function neighboursOf(
  schema: GraphQLSchema,
  from: GraphQLObjectType,
  steps: readonly Step[] = [],
): Neighbour[] {
  return [
    { steps, thing: null, values: valuesOf(from) },
    ...stepsFrom(schema, from).flatMap((step) =>
      step.isThing
        ? [{ steps: [...steps, step], thing: step.type, values: [] }]
        : neighboursOf(schema, step.type, [...steps, step]),
    ),
  ];
}
