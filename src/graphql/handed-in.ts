import {
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  Kind,
  typeFromAST,
  valueFromASTUntyped,
  type ArgumentNode,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
  type ObjectFieldNode,
  type OperationDefinitionNode,
  type ValueNode,
} from 'graphql';

import { isObject } from '../json.ts';
import { MOST_PER_PAGE } from './pages.ts';

/** The variables of a request, before anybody has looked at them. */
export type Variables = Readonly<Record<string, unknown>>;

/** A number of things: known from the document, or once the variables are. */
export type Count = number | ((variables: Variables) => number);

/** What a request gives as the variables of its operation, and of which type they are. */
export interface Given {
  /** Its default when it is left out. */
  readonly value: (name: string, variables: Variables) => unknown;
  /** How many items it hands in, those of lists in lists included; null when it cannot hold a list. */
  readonly counter: (name: string) => Counter | null;
}

type Counter = (value: unknown) => number;

/** Tells what the variables of an operation are given as. */
export function givenBy(schema: GraphQLSchema, { variableDefinitions = [] }: OperationDefinitionNode): Given {
  const defaults = new Map<string, unknown>();
  const counters = new Map<string, Counter | null>();
  const known = new Map<GraphQLInputObjectType, Counter | null>();
  for (const { variable, type: node, defaultValue } of variableDefinitions) {
    const name = variable.name.value;
    if (defaultValue) defaults.set(name, valueFromASTUntyped(defaultValue));
    const type = typeFromAST(schema, node);
    if (isInputType(type)) counters.set(name, counterOf(type, known));
  }
  return {
    value: (name, variables) => (Object.hasOwn(variables, name) ? variables[name] : defaults.get(name)),
    counter: (name) => counters.get(name) ?? null,
  };
}

/** Counts what a value of the type hands in, and looks only where a list can be: a batch has hundreds of things without any. */
function counterOf(
  type: GraphQLInputType,
  known: Map<GraphQLInputObjectType, Counter | null>,
): Counter | null {
  if (isNonNullType(type)) return counterOf(type.ofType, known);
  if (isListType(type)) {
    const ofItem = counterOf(type.ofType, known);
    return (value) => {
      if (value == null) return 0;
      // One thing where a list is wanted is a list of it.
      if (!Array.isArray(value)) return 1 + (ofItem?.(value) ?? 0);
      return ofItem ? value.reduce<number>((sum, item) => sum + ofItem(item), value.length) : value.length;
    };
  }
  if (!isInputObjectType(type)) return null;
  const found = known.get(type);
  if (found !== undefined) return found;
  // A type that holds itself counts by this one, which knows all its lists by then.
  const lists: [string, Counter][] = [];
  const ofObject: Counter = (value) =>
    isObject(value) ? lists.reduce((sum, [name, count]) => sum + count(value[name]), 0) : 0;
  known.set(type, ofObject);
  for (const field of Object.values(type.getFields())) {
    const count = counterOf(field.type, known);
    if (count) lists.push([field.name, count]);
  }
  const counter = lists.length === 0 ? null : ofObject;
  known.set(type, counter);
  return counter;
}

/** How many items a value hands in: those of its lists, and of the lists in them. */
export function itemsIn(value: ValueNode, given: Given): Count {
  switch (value.kind) {
    case Kind.VARIABLE: {
      const name = value.name.value;
      const count = given.counter(name);
      return count ? (variables) => count(given.value(name, variables)) : 0;
    }
    case Kind.LIST:
      return sumOf([value.values.length, ...value.values.map((item) => itemsIn(item, given))]);
    case Kind.OBJECT:
      return sumOf(value.fields.map((field) => itemsIn(field.value, given)));
    default:
      return 0;
  }
}

function sumOf(counts: readonly Count[]): Count {
  const fixed = counts.reduce<number>((sum, count) => (typeof count === 'number' ? sum + count : sum), 0);
  const open = counts.filter((count) => typeof count === 'function');
  if (open.length === 0) return fixed;
  return (variables) => open.reduce((sum, count) => sum + count(variables), fixed);
}

/** How many items the first of these arguments says that is given: a number says itself, a list its length. `assumed` where none is. */
export function sizeIn(
  given: Given,
  args: readonly ArgumentNode[],
  paths: readonly string[],
  assumed: number,
): Count {
  const sizes = paths.map((path) => sizeAt(given, args, path.split('.'))).filter((size) => size !== null);
  if (sizes.every((size) => typeof size === 'number')) return sizes[0] ?? assumed;
  return (variables) => {
    for (const size of sizes) {
      const number = typeof size === 'number' ? size : size(variables);
      if (number !== null) return number;
    }
    return assumed;
  };
}

type Size = number | ((variables: Variables) => number | null);

function sizeAt(
  given: Given,
  fields: readonly (ArgumentNode | ObjectFieldNode)[],
  [name = '', ...deeper]: readonly string[],
): Size | null {
  const value = fields.find((field) => field.name.value === name)?.value;
  if (!value) return null;
  if (value.kind === Kind.VARIABLE) {
    const variable = value.name.value;
    return (variables) => sizeOf(given.value(variable, variables), deeper);
  }
  if (deeper.length > 0) return value.kind === Kind.OBJECT ? sizeAt(given, value.fields, deeper) : null;
  return sizeOf(value.kind === Kind.LIST ? value.values : valueFromASTUntyped(value), []);
}

function sizeOf(value: unknown, [name, ...deeper]: readonly string[]): number | null {
  if (name !== undefined)
    return isObject(value) && Object.hasOwn(value, name) ? sizeOf(value[name], deeper) : null;
  // A page is never larger: whoever asks for more is told so by the list.
  if (typeof value === 'number') return Math.min(MOST_PER_PAGE, Math.max(0, value));
  if (Array.isArray(value)) return value.length;
  // One thing where a list is wanted is a list of it.
  return value == null ? null : 1;
}
