import {
  Kind,
  type DirectiveNode,
  type DocumentNode,
  type GraphQLError,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

import { failure } from './errors.ts';
import { fragmentsOf } from './fragments.ts';

/** How much one request may be. Each is refused with a code of its own, before anything is read of what it asks for. */
export interface Limits {
  /** Lists and objects within each other, in the body as JSON. */
  readonly jsonDepth: number;
  /** Words and signs of the document. */
  readonly tokens: number;
  /** Fields within each other, whatever `__schema` and `__type` select aside. */
  readonly depth: number;
  /** Aliases and directives of the operation. A fragment counts as often as it is spread. */
  readonly aliases: number;
  readonly directives: number;
  /** See `costOf`. */
  readonly cost: number;
}

interface Shape {
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
}

const NOTHING: Shape = { depth: 0, aliases: 0, directives: 0 };

/** Why a document is more than may be asked, from its shape alone, so that what is refused need not be valid; null when it is not. */
export function faultOfShape(document: DocumentNode, limits: Limits): GraphQLError | null {
  const { depth, aliases, directives } = shapeOf(document);
  if (depth > limits.depth)
    return failure(
      'DEPTH_LIMIT',
      `A request may have fields at most ${limits.depth} deep within each other.`,
    );
  if (aliases > limits.aliases)
    return failure(
      'ALIAS_LIMIT',
      `A request may have at most ${limits.aliases} aliases; a fragment counts as often as it is spread.`,
    );
  if (directives > limits.directives)
    return failure(
      'DIRECTIVE_LIMIT',
      `A request may have at most ${limits.directives} directives; a fragment counts as often as it is spread.`,
    );
  return null;
}

/** The most that any operation has. Each fragment is measured once, however often it is spread, so this takes as long as the document. */
function shapeOf(document: DocumentNode): Shape {
  const fragments = fragmentsOf(document);

  const measured = new Map<string, Shape>();
  const fragmentOf = (name: string): Shape => {
    const known = measured.get(name);
    if (known) return known;
    const fragment = fragments.get(name);
    if (!fragment) return NOTHING;
    // One that spreads itself ends here; validation refuses it.
    measured.set(name, NOTHING);
    const shape = plusDirectives(selectionsOf(fragment.selectionSet), fragment.directives);
    measured.set(name, shape);
    return shape;
  };
  const selectionOf = (selection: SelectionNode): Shape => {
    switch (selection.kind) {
      case Kind.FRAGMENT_SPREAD:
        return plusDirectives(fragmentOf(selection.name.value), selection.directives);
      case Kind.INLINE_FRAGMENT:
        return plusDirectives(selectionsOf(selection.selectionSet), selection.directives);
      case Kind.FIELD: {
        const below = selection.selectionSet ? selectionsOf(selection.selectionSet) : NOTHING;
        return plusDirectives(
          {
            depth: isIntrospection(selection.name.value) ? 1 : 1 + below.depth,
            aliases: below.aliases + (selection.alias ? 1 : 0),
            directives: below.directives,
          },
          selection.directives,
        );
      }
    }
  };
  const selectionsOf = ({ selections }: SelectionSetNode): Shape =>
    selections.reduce<Shape>((sum, selection) => {
      const { depth, aliases, directives } = selectionOf(selection);
      return {
        depth: Math.max(sum.depth, depth),
        aliases: sum.aliases + aliases,
        directives: sum.directives + directives,
      };
    }, NOTHING);

  let most = NOTHING;
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const { depth, aliases, directives } = plusDirectives(selectionsOf(definition.selectionSet), [
      ...(definition.directives ?? []),
      ...(definition.variableDefinitions ?? []).flatMap((variable) => variable.directives ?? []),
    ]);
    most = {
      depth: Math.max(most.depth, depth),
      aliases: Math.max(most.aliases, aliases),
      directives: Math.max(most.directives, directives),
    };
  }
  return most;
}

function plusDirectives(shape: Shape, directives: readonly DirectiveNode[] | undefined): Shape {
  return directives === undefined || directives.length === 0
    ? shape
    : { ...shape, directives: shape.directives + directives.length };
}

/** Whether a field asks for the schema itself: it is that field that is exempt, whatever it selects and whatever the operation is called. */
export function isIntrospection(fieldName: string): boolean {
  return fieldName === '__schema' || fieldName === '__type';
}
