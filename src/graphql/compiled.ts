import { OperationTypeNode, visit, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';

import { ReadTimedOut, StoreBusy } from '../store/store.ts';
import { coercing, type Coerced } from './coercing.ts';
import { compile, type Compiled } from './compiler.ts';
import type { Operation } from './documents.ts';
import type { Done } from './done-once.ts';
import type { Asked } from './engine.ts';
import { Unanswered } from './running.ts';

/** How often an operation is asked before it is worth the milliseconds that compiling it takes. */
const WORTH_COMPILING = 3;

/** What all operations that are kept compiled may take together, as `Compiled.size` says; those are kept that were asked last. */
const MOST_KEPT = 20_000;

/** Ways in which `@skip` and `@include` cut one operation that are kept apart, those that were asked last. */
const MOST_CUTS = 16;

/** An operation as its conditions leave it. */
interface Cut {
  asked: number;
  /** Whether it cannot be compiled. */
  isLeft: boolean;
}

/** What is known of an operation that was asked. */
interface Known {
  readonly cutOf: (variables: Asked['variables']) => Cut;
  /** Null while it is not worth it. */
  coerce: ((variables: Asked['variables']) => Coerced | null) | null;
}

/**
 * Runs queries and mutations that come again and again as compiled code. Null when graphql-js has to answer: several mutations at once, whatever
 * asks for the schema or to be let in, and what meets an error, so that errors are always those of graphql-js. A mutation is told by `done` what
 * it came to.
 */
export function compiling(schema: GraphQLSchema) {
  const known = new WeakMap<Operation, Known>();
  const coercionOf = coercing(schema);
  const kept = new LRUCache<Cut, Compiled>({
    maxSize: MOST_KEPT,
    sizeCalculation: ({ size }) => size,
    // If it comes again and again after all, it is compiled again.
    dispose: (_compiled, cut) => void (cut.asked = 0),
  });

  const knownOf = (operation: Operation): Known => {
    const found = known.get(operation) ?? { cutOf: cutsOf(operation), coerce: null };
    known.set(operation, found);
    return found;
  };

  const compiledNow = (operation: Operation, cut: Cut, variables: Coerced): Compiled | null => {
    try {
      const compiled = compile(schema, operation, variables);
      kept.set(cut, compiled);
      return compiled;
    } catch {
      cut.isLeft = true;
      return null;
    }
  };

  return async (
    { operation, variables }: Asked,
    context: object,
    done?: Done,
  ): Promise<ExecutionResult | null> => {
    const { kind, fields, definition } = operation;
    // What asks for nothing but the schema is not worth it, and whoever has no credential shall not decide what is kept.
    const isOpen = fields.some(({ access }) => access === null);
    if (kind === OperationTypeNode.SUBSCRIPTION || fields.length === 0 || isOpen) return null;
    const about = knownOf(operation);
    const cut = about.cutOf(variables);
    cut.asked += 1;
    if (cut.isLeft || cut.asked < WORTH_COMPILING) return null;
    about.coerce ??= coercionOf(definition.variableDefinitions ?? []);
    const coerced = about.coerce(variables);
    const compiled = coerced && (kept.get(cut) ?? compiledNow(operation, cut, coerced));
    if (!compiled) return null;
    try {
      return { data: await compiled.run(coerced, context, done) };
    } catch (error) {
      const reasons = error instanceof Unanswered ? error.reasons : [error];
      // What took too long once is not tried at once again. But whoever has done something is told what, even if that is read anew.
      const late =
        kind === OperationTypeNode.QUERY &&
        reasons.find((reason) => reason instanceof ReadTimedOut || reason instanceof StoreBusy);
      if (late) throw late;
      return null;
    }
  };
}

/** How the conditions of an operation cut it. */
function cutsOf({ document, definition }: Operation): (variables: Asked['variables']) => Cut {
  const inDirectives = new Set<string>();
  visit(document, {
    Directive: (directive) => {
      visit(directive, { Variable: ({ name }) => void inDirectives.add(name.value) });
    },
  });
  const conditions = (definition.variableDefinitions ?? [])
    .map(({ variable }) => variable.name.value)
    .filter((name) => inDirectives.has(name));
  const cuts = new LRUCache<string, Cut>({ max: MOST_CUTS });
  return (variables) => {
    const decided = conditions.map((name) => shortly(variables[name])).join();
    const cut = cuts.get(decided) ?? { asked: 0, isLeft: false };
    cuts.set(decided, cut);
    return cut;
  };
}

/** A condition's value; what is none is refused anyway. */
function shortly(value: unknown): string {
  return typeof value === 'boolean' || value == null ? String(value) : '';
}
