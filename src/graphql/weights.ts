import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isInputObjectType,
  isListType,
  isObjectType,
  type GraphQLField,
  type GraphQLNamedType,
} from 'graphql';

import { PAGE_SIZE } from './pages.ts';

/** Items that a list is taken to have which neither an argument nor `extensions.assumedSize` sizes. */
const ASSUMED_SIZE = 5;

/** Each change is a transaction that is written to the disk. */
const CHANGE = 10;

/** How many items a field has, as `@listSize` of the cost specification says it. */
export interface ListSize {
  /** Where nothing else says it. */
  readonly assumedSize: number;
  /** Paths from the arguments down, to a number or to a list that counts by its length; the first that is given counts. */
  readonly slicingArguments: readonly string[];
  /** The fields below that have as many items; empty when it is the field itself. */
  readonly sizedFields: readonly string[];
}

type Field = GraphQLField<unknown, unknown>;

/**
 * What one thing in a field's answer costs, as `@cost` says it: `extensions.cost` of the field or of its type; else 10 for a change, 1 for
 * whatever has fields of its own, and nothing for plain values.
 */
export function weightOf(field: Field, parent: GraphQLNamedType): number {
  const type = getNamedType(field.type);
  return publishedWeight(field, parent) ?? ownWeight(type) ?? (isCompositeType(type) ? 1 : 0);
}

/** What `@cost` says of a field itself; null when it says nothing. */
export function publishedWeight(field: Field, parent: GraphQLNamedType): number | null {
  return ownWeight(field) ?? (parent.name === 'Mutation' ? CHANGE : null);
}

/** The `extensions.cost` of a field or a type; null when it has none. */
export function ownWeight({
  extensions: { cost },
}: Pick<Field | GraphQLNamedType, 'extensions'>): number | null {
  return typeof cost === 'number' ? cost : null;
}

/** How a field's list is sized, its own or those of the page that it answers; null when it has none that costs anything. */
export function listSizeOf(field: Field): ListSize | null {
  const isList = isListType(getNullableType(field.type));
  const sizedFields = isList ? [] : listsOf(getNamedType(field.type));
  if (isList ? !isCompositeType(getNamedType(field.type)) : sizedFields.length === 0) return null;
  const pageArguments = ['first', 'last'].filter((name) => field.args.some((arg) => arg.name === name));
  if (pageArguments.length > 0)
    return { assumedSize: PAGE_SIZE, slicingArguments: pageArguments, sizedFields };
  const handedIn = listsHandedIn(field);
  if (handedIn.length > 0) return { assumedSize: 1, slicingArguments: handedIn, sizedFields };
  const { assumedSize = ASSUMED_SIZE } = field.extensions;
  return isList && typeof assumedSize === 'number'
    ? { assumedSize, slicingArguments: [], sizedFields }
    : null;
}

function listsOf(type: GraphQLNamedType): string[] {
  if (!isObjectType(type)) return [];
  return Object.values(type.getFields())
    .filter(
      ({ type: found, args }) =>
        isListType(getNullableType(found)) && isCompositeType(getNamedType(found)) && args.length === 0,
    )
    .map(({ name }) => name);
}

/** The lists of the arguments, and those that stand right in an `input`: whoever hands in a batch gets back as much. */
function listsHandedIn({ args }: Field): string[] {
  return args.flatMap(({ name, type }) => {
    if (isListType(getNullableType(type))) return [name];
    const input = getNullableType(type);
    if (name !== 'input' || !isInputObjectType(input)) return [];
    return Object.values(input.getFields())
      .filter((inputField) => isListType(getNullableType(inputField.type)))
      .map((inputField) => `${name}.${inputField.name}`);
  });
}
