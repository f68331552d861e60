import {
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

import { fragmentsOf } from './fragments.ts';
import { givenBy, itemsIn, sizeIn, type Count, type Given, type Variables } from './handed-in.ts';
import { isIntrospection } from './limits.ts';
import { listSizeOf, weightOf, type ListSize } from './weights.ts';

/** What an operation costs. */
export interface Costs {
  /** In points, with these variables. */
  readonly of: (variables: Variables) => number;
  /** About how many things it asks of the schema itself, which the limit of costs does not count. */
  readonly introspection: number;
}

/**
 * Adds up what a valid operation costs, as `@cost` and `@listSize` publish it: what each field weighs, as often as the pages around it can hold
 * it, and 1 for each item of a list that is handed in. What does not depend on the variables is added up here, once for the document.
 * Selections under `@skip`, and of types that exclude each other, are all counted.
 */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Costs {
  const root = schema.getRootType(operation.operation);
  if (!root) throw new Error(`Expected a root type for a ${operation.operation}, found none.`);
  const part = addingUp(schema, document, givenBy(schema, operation))(root, operation.selectionSet, NO_SIZES);
  const { fixed, introspection, sized } = part;
  if (sized.length === 0) return { introspection, of: () => fixed };
  let round = 0;
  return { introspection, of: (variables) => pointsOf(part, variables, (round += 1)) };
}

/** Sums stay below it, so that none becomes infinite. */
const MOST = 1e12;

/** A part of an operation: what it costs in any case, and parts of which there are as many as the variables say. */
interface Part {
  fixed: number;
  introspection: number;
  readonly sized: Sized[];
  /** Fragments within fragments make a part of many: it is added up once in each round. */
  round: number;
  points: number;
}

interface Sized {
  readonly size: Count;
  readonly part: Part;
}

function nothing(): Part {
  return { fixed: 0, introspection: 0, sized: [], round: 0, points: 0 };
}

function pointsOf(part: Part, variables: Variables, round: number): number {
  if (part.round === round) return part.points;
  let points = part.fixed;
  for (const { size, part: below } of part.sized) {
    const number = typeof size === 'number' ? size : size(variables);
    if (number > 0) points += number * pointsOf(below, variables, round);
  }
  part.round = round;
  part.points = Math.min(MOST, points);
  return part.points;
}

function add(sum: Part, part: Part, size: Count): void {
  sum.introspection = Math.min(MOST, sum.introspection + part.introspection);
  if (typeof size === 'number' && part.sized.length === 0)
    sum.fixed = Math.min(MOST, sum.fixed + size * part.fixed);
  else sum.sized.push({ size, part });
}

/** The fields of a selection that have as many items as the field around it says. */
interface Sizes {
  readonly names: readonly string[];
  readonly size: Count;
}

const NO_SIZES: Sizes = { names: [], size: 1 };

function addingUp(schema: GraphQLSchema, document: DocumentNode, given: Given) {
  const fragments = fragmentsOf(document);
  // A fragment is added up once for each field that sizes what it selects, and such a field says its sizes once: nothing is gone through twice.
  const known = new Map<FragmentDefinitionNode, Map<Sizes, Part>>();
  const sizesKnown = new Map<FieldNode, Sizes>();

  const selected = (parent: GraphQLNamedType, { selections }: SelectionSetNode, sizes: Sizes): Part => {
    const sum = nothing();
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) addField(sum, parent, selection, sizes);
      else if (selection.kind === Kind.FRAGMENT_SPREAD)
        add(sum, ofFragment(fragments.get(selection.name.value), sizes), 1);
      else {
        const type = selection.typeCondition ? schema.getType(selection.typeCondition.name.value) : parent;
        if (type) add(sum, selected(type, selection.selectionSet, sizes), 1);
      }
    }
    return sum;
  };

  const ofFragment = (fragment: FragmentDefinitionNode | undefined, sizes: Sizes): Part => {
    const type = fragment && schema.getType(fragment.typeCondition.name.value);
    if (!type) return nothing(); // validation has refused it
    const bySizes = known.get(fragment) ?? new Map<Sizes, Part>();
    known.set(fragment, bySizes);
    const part = bySizes.get(sizes) ?? selected(type, fragment.selectionSet, sizes);
    bySizes.set(sizes, part);
    return part;
  };

  const addField = (sum: Part, parent: GraphQLNamedType, node: FieldNode, sizes: Sizes): void => {
    const field = fieldOf(parent, node.name.value);
    if (!field) return; // __typename
    const listSize = listSizeOf(field);
    const own = sizesKnown.get(node) ?? sizesBelow(listSize, node, given);
    sizesKnown.set(node, own);
    const whole = nothing();
    whole.fixed = weightOf(field, parent);
    const type = getNamedType(field.type);
    if (node.selectionSet && isCompositeType(type)) add(whole, selected(type, node.selectionSet, own), 1);
    if (isIntrospection(node.name.value)) {
      sum.introspection = Math.min(MOST, sum.introspection + whole.fixed);
      return;
    }
    for (const { value } of node.arguments ?? []) {
      const size = itemsIn(value, given);
      if (size !== 0) add(sum, ONE_ITEM, size);
    }
    const isSizedAbove = sizes.names.includes(node.name.value);
    const isList = listSize !== null && listSize.sizedFields.length === 0;
    add(sum, whole, isSizedAbove ? sizes.size : isList ? own.size : 1);
  };

  return selected;
}

const ONE_ITEM: Part = { ...nothing(), fixed: 1 };

function sizesBelow(listSize: ListSize | null, node: FieldNode, given: Given): Sizes {
  if (!listSize) return NO_SIZES;
  const { slicingArguments, assumedSize, sizedFields } = listSize;
  return { names: sizedFields, size: sizeIn(given, node.arguments ?? [], slicingArguments, assumedSize) };
}

function fieldOf(parent: GraphQLNamedType, name: string): GraphQLField<unknown, unknown> | undefined {
  if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
  if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
}
