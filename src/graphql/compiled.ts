import {
  getVariableValues,
  Kind,
  OperationTypeNode,
  visit,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import type { CompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';

import { ReadTimedOut, StoreBusy } from '../store/store.ts';
import type { Operation } from './documents.ts';
import type { Asked } from './engine.ts';

/** How often a query is asked before it is worth the milliseconds that compiling it takes. */
const WORTH_COMPILING = 3;

/** Selections, with all fragments written out, of a document that is compiled: it takes some ten milliseconds. */
const MOST_SELECTIONS = 1_000;

/** Queries that are kept compiled, those that were asked last: each takes up to half a megabyte. */
const MOST_COMPILED = 200;

interface Known {
  asked: number;
  /** The variables that graphql-jit takes for null when they are left out. */
  readonly insideLiterals: readonly string[];
  /** The variables that may stand where null may not, and whose null graphql-jit hands on. */
  readonly withDefault: readonly string[];
}

/**
 * Runs queries that come again and again as compiled code. Null when graphql-js has to answer, which is right in more cases: mutations, what
 * leaves out a variable inside a literal or sets one with a default to null, and whatever meets an error, so that errors are always those of
 * graphql-js.
 */
export function compiling(schema: GraphQLSchema) {
  const known = new WeakMap<Operation, Known>();
  const queries = new LRUCache<Operation, CompiledQuery['query']>({
    max: MOST_COMPILED,
    // If it comes again and again after all, it is compiled again.
    dispose: (_query, operation) => known.delete(operation),
  });
  const knownOf = (operation: Operation): Known => {
    const found = known.get(operation) ?? {
      asked: 0,
      insideLiterals: insideLiterals(operation),
      withDefault: variablesOf(operation).flatMap(({ variable, defaultValue }) =>
        defaultValue ? [variable.name.value] : [],
      ),
    };
    known.set(operation, found);
    return found;
  };
  return async ({ operation, variables }: Asked, context: object): Promise<ExecutionResult | null> => {
    // What asks for nothing but the schema is not worth it.
    if (operation.kind !== OperationTypeNode.QUERY || operation.fields.length === 0) return null;
    const asking = knownOf(operation);
    asking.asked += 1;
    if (asking.asked === WORTH_COMPILING && isCompilable(operation.document)) {
      const compiled = await compile(schema, operation);
      if (compiled) queries.set(operation, compiled);
    }
    const query = queries.get(operation);
    if (!query || asking.insideLiterals.some((name) => !Object.hasOwn(variables, name))) return null;
    if (asking.withDefault.some((name) => variables[name] === null)) return null;
    // It takes an empty list for an empty object.
    if (getVariableValues(schema, variablesOf(operation), variables, { maxErrors: 1 }).errors) return null;
    const result = (await query(undefined, context, variables)) as ExecutionResult; // a JIT's own type says nothing
    if (!result.errors) return result;
    // What took too long once is not tried at once again.
    const late = result.errors
      .map(({ originalError }) => originalError)
      .find((cause) => cause instanceof ReadTimedOut || cause instanceof StoreBusy);
    if (late) throw late;
    return null;
  };
}

function variablesOf({ definition: { variableDefinitions = [] } }: Operation) {
  return variableDefinitions;
}

/**
 * Enums, and the scalars that GraphQL itself has, are written as resolvers give them, whose types TypeScript has checked. Only what somebody has
 * put into the database by other ways could be no value of its enum; graphql-js would call that a fault of ours.
 */
const OPTIONS = { disableLeafSerialization: true };

async function compile(
  schema: GraphQLSchema,
  { document, name }: Operation,
): Promise<CompiledQuery['query'] | null> {
  const { compileQuery, isCompiledQuery } = await import('graphql-jit');
  const compiled = compileQuery(schema, document, name ?? undefined, OPTIONS);
  return isCompiledQuery(compiled) ? compiled.query : null;
}

/**
 * Whether graphql-jit can be trusted with a document. It goes through a fragment anew for each time it is spread, so that fragments in fragments
 * would hold up everybody; one that is spread twice under different conditions it takes for both at once; and it loses a field with the alias
 * `__proto__`.
 */
function isCompilable(document: DocumentNode): boolean {
  const spreads: string[] = [];
  const aliases = new Set<string>();
  let conditions = 0;
  visit(document, {
    FragmentSpread: ({ name }) => void spreads.push(name.value),
    Directive: () => void (conditions += 1),
    Field: ({ alias }) => {
      if (alias) aliases.add(alias.value);
    },
  });
  if (aliases.has('__proto__')) return false;
  const eachOnce = new Set(spreads).size === spreads.length;
  return eachOnce || (conditions === 0 && selectionsOf(document) <= MOST_SELECTIONS);
}

/** How many selections the operations of a valid document have, with all fragments written out. */
function selectionsOf({ definitions }: DocumentNode): number {
  const fragments = new Map(
    definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
  const counted = new Map<string, number>();
  const countOf = ({ selections }: SelectionSetNode): number =>
    selections.reduce((sum, selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return sum + 1 + ofFragment(selection.name.value);
      return sum + 1 + (selection.selectionSet ? countOf(selection.selectionSet) : 0);
    }, 0);
  const ofFragment = (name: string): number => {
    const fragment = fragments.get(name);
    const count = counted.get(name) ?? (fragment ? countOf(fragment.selectionSet) : 0);
    counted.set(name, count);
    return count;
  };
  return definitions.reduce(
    (sum, definition) =>
      definition.kind === Kind.OPERATION_DEFINITION ? sum + countOf(definition.selectionSet) : sum,
    0,
  );
}

/** The operation's variables that stand inside an object or a list that is written in the document. */
function insideLiterals({ document }: Operation): string[] {
  const names = new Set<string>();
  let depth = 0;
  const literal = { enter: () => void (depth += 1), leave: () => void (depth -= 1) };
  visit(document, {
    [Kind.OBJECT]: literal,
    [Kind.LIST]: literal,
    Variable: ({ name }) => {
      if (depth > 0) names.add(name.value);
    },
  });
  return [...names];
}
