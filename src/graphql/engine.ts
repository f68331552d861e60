import {
  execute,
  GraphQLError,
  OperationTypeNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql';

import type { Caller } from '../auth/credential.ts';
import type { Spend } from '../auth/rate-limit.ts';
import type { HttpRequest } from '../http/request.ts';
import type { Choices } from '../store/store.ts';
import { compiling } from './compiled.ts';
import type { Context } from './context.ts';
import { documentsOf, type Operation, type ReadDocument, type ReadingRules } from './documents.ts';
import { Done } from './done-once.ts';
import { failure, shortened } from './errors.ts';
import { explained } from './masking.ts';
import { accessOfRootFields, admitting, type CallersContext, type EntrantsContext } from './scopes.ts';
import { documentNamed, type DocumentParameters } from './trusted.ts';

/** What a client asks: which operation, and the values of its variables. */
export interface Asked {
  readonly operation: Operation;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What runs operations, whichever way they came in. */
export interface Engine {
  readonly schema: GraphQLSchema;
  /** The text of the document that a request names; null when it names none. Throws what a client did wrong. */
  readonly named: (given: DocumentParameters) => unknown;
  /** Reads a text once; see `ReadDocument`. */
  readonly read: (text: string) => ReadDocument;
  /** The context to run in. Throws what keeps the caller out, before anything was read of what it asks for. */
  readonly admit: (asked: Asked, request: HttpRequest) => Promise<Partial<Context>>;
  /** The result of a query or a mutation; what keeps it from beginning is a result without data. Does not reject. */
  readonly run: (asked: Asked, request: HttpRequest) => Promise<ExecutionResult>;
}

/** Things of the schema that one request may ask: GraphiQL asks a quarter of it. */
const MOST_INTROSPECTION = 8_000;
/** Things of the schema that cost a point of the rate. */
const INTROSPECTION_PER_POINT = 20;

/** The engine of a schema. */
export function engineOf({
  schema,
  reading,
  contextFor,
  entrantsContext,
  spend,
}: {
  readonly schema: GraphQLSchema;
  readonly reading: ReadingRules;
  readonly contextFor: (caller: Caller, choices: Choices) => CallersContext;
  readonly entrantsContext: (request: HttpRequest) => EntrantsContext;
  readonly spend: Spend;
}): Engine {
  // A root field that does not say whom it answers keeps a gateway from starting.
  accessOfRootFields(schema);
  const admitCaller = admitting(contextFor);
  const runCompiled = compiling(schema);

  const admit: Engine['admit'] = async ({ operation, variables }, request) => {
    const { name } = operation.definition;
    request.record.operation = { kind: operation.kind, name: name ? shortened(name.value) : null };
    const points = affordable(operation, variables, reading.limits.cost);
    const entrant = entrantsContext(request);
    return admitCaller(operation, entrant, (caller) => {
      request.record.spent = spend(caller, entrant.clientAddress, points);
    });
  };

  const resultOf = async (asked: Asked, request: HttpRequest): Promise<ExecutionResult> => {
    try {
      const contextValue = await admit(asked, request);
      const done = asked.operation.kind === OperationTypeNode.MUTATION ? new Done() : undefined;
      const compiled = await runCompiled(asked, contextValue, done);
      if (compiled) return compiled;
      const args = executionOf(schema, asked, contextValue, done);
      return explained(await execute(args), args);
    } catch (error) {
      return { errors: [wrapped(error)] };
    }
  };

  const run: Engine['run'] = async (asked, request) => {
    const result = await resultOf(asked, request);
    const { spent } = request.record;
    if (!spent) return result;
    const { requested, remaining } = spent;
    return { ...result, extensions: { cost: { requested, remaining } } };
  };

  return {
    schema,
    named: (given) => documentNamed(given, reading.trusted),
    read: documentsOf(schema, reading),
    admit,
    run,
  };
}

/** What the operation takes of what its caller may ask, at least 1. Throws when that is more than one request may cost. */
function affordable({ costs }: Operation, variables: Asked['variables'], most: number): number {
  const { introspection } = costs;
  const cost = costs.of(variables);
  if (introspection > MOST_INTROSPECTION)
    throw failure('COST_LIMIT', 'This request asks too much of the schema. Ask for less of it at a time.');
  if (cost > most) {
    const message = `This request costs ${cost}, and one may cost at most ${most}. Ask for smaller pages, or for fewer things at a time.`;
    throw failure('COST_LIMIT', message);
  }
  return Math.max(1, cost + Math.ceil(introspection / INTROSPECTION_PER_POINT));
}

function executionOf(
  schema: GraphQLSchema,
  { operation, variables }: Asked,
  contextValue: object,
  rootValue: Done | undefined,
): ExecutionArgs {
  const { document, name } = operation;
  return { schema, document, rootValue, contextValue, variableValues: variables, operationName: name };
}

/** An error on the way to a result, with what was thrown in it. */
function wrapped(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const originalError = error instanceof Error ? error : new Error(String(error));
  return new GraphQLError(originalError.message, { originalError });
}
