import {
  GraphQLError,
  Kind,
  getOperationAST,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLErrorExtensions,
} from 'graphql';
import { isAsyncIterable, mapAsyncIterator, type Plugin } from 'graphql-yoga';
import type { Logger } from 'pino';

import { Unauthenticated } from '../auth/authentication.ts';
import { ServerStopping, TooManyLiveUpdates } from '../events/live.ts';
import { StorageFull, StoreBusy, StoreReadOnly } from '../store/store.ts';
import { badUserInput, type ErrorCode } from './errors.ts';
import { requestIdOf } from './request-id.ts';
import { faultsOfVariables } from './variables.ts';

/** The status of an answer in which nothing ran. */
const STATUS: Record<ErrorCode, number> = {
  BAD_USER_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  RATE_LIMITED: 429,
  GRAPHQL_PARSE_FAILED: 400,
  GRAPHQL_VALIDATION_FAILED: 400,
  BUSY: 503,
  SERVER_STOPPING: 503,
  STORAGE_FULL: 507,
  READ_ONLY: 503,
  INTERNAL_SERVER_ERROR: 500,
};

const HEADERS: Partial<Record<ErrorCode, Record<string, string>>> = {
  UNAUTHENTICATED: { 'www-authenticate': 'Bearer' },
  BUSY: { 'retry-after': '1' },
  SERVER_STOPPING: { 'retry-after': '1' },
};

/** Faults that are not the client's. */
const OURS: ReadonlySet<ErrorCode> = new Set(['BUSY', 'STORAGE_FULL', 'READ_ONLY', 'INTERNAL_SERVER_ERROR']);

/**
 * Gives every error its code and the request's id before anybody sees it. What the gateway did not mean to say becomes one sentence, and
 * the log gets all of it.
 */
export function masking(logger: Logger): Plugin {
  return {
    onSubscribe: ({ args }) => ({
      onSubscribeResult: ({ result, setResult }) => {
        if (!isAsyncIterable(result)) setResult(explained(result, args));
      },
    }),
    onExecute: ({ args }) => ({
      onExecuteDone: ({ result, setResult }) => {
        if (!isAsyncIterable(result)) setResult(explained(result, args));
      },
    }),
    onResultProcess: (answer) => {
      const present = <T extends ExecutionResult>(one: T): T =>
        presented(one, requestIdOf(answer.request), logger);
      const { result } = answer;
      if (isAsyncIterable(result)) answer.setResult(mapAsyncIterator(result, present));
      else answer.setResult(Array.isArray(result) ? result.map(present) : present(result));
    },
  };
}

/** Adds what only the operation can tell: which variables kept it from beginning, and whether a failed log-in is all there was to it. */
function explained(result: ExecutionResult, args: ExecutionArgs): ExecutionResult {
  if (!result.errors) return result;
  if (!('data' in result)) {
    const issues = faultsOfVariables(args);
    return issues.length === 0
      ? result
      : { errors: [answering(badUserInput(issues), { status: 400, spec: true })] };
  }
  if (result.data === null && isAlone(args)) {
    for (const error of result.errors)
      if (causeOf(error) instanceof Unauthenticated) answering(error, { status: STATUS.UNAUTHENTICATED });
  }
  return result;
}

/** Whether the operation has one root field, so that nothing else can have run. */
function isAlone({ document, operationName }: ExecutionArgs): boolean {
  const selections = getOperationAST(document, operationName)?.selectionSet.selections ?? [];
  return selections.length === 1 && selections[0]?.kind === Kind.FIELD;
}

function answering(error: GraphQLError, http: NonNullable<GraphQLErrorExtensions['http']>): GraphQLError {
  error.extensions.http = http;
  return error;
}

function presented<T extends ExecutionResult>(result: T, requestId: string, logger: Logger): T {
  if (!result.errors) return result;
  const nothingRan = !('data' in result);
  const errors = result.errors.map((error) => {
    const cause = causeOf(error);
    const { code, message, issues } = told(cause, requestId);
    if (OURS.has(code)) logger.error({ requestId, path: error.path, err: cause }, 'A request met a fault.');
    const { http } = error.extensions;
    const { nodes = null, source = null, positions = null, path = null } = error;
    const extensions: GraphQLErrorExtensions = { code, requestId };
    if (issues) extensions.issues = issues;
    const status = http?.status ?? (nothingRan ? STATUS[code] : undefined);
    if (status !== undefined) {
      extensions.http = {
        status,
        spec: isOperational(error),
        headers: { ...http?.headers, ...HEADERS[code] },
      };
    }
    return new GraphQLError(message, { nodes, source, positions, path, extensions });
  });
  return { ...result, errors };
}

/** Whether the request was understood, and only its operation was not: then `Accept: application/json` wants 200. */
function isOperational({ extensions: { code, http } }: GraphQLError): boolean {
  return http?.spec === true && code !== 'BAD_REQUEST';
}

/** What was thrown to begin with. */
function causeOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? causeOf(error.originalError) : error;
}

interface Told {
  readonly code: ErrorCode;
  readonly message: string;
  readonly issues?: unknown;
}

function told(cause: unknown, requestId: string): Told {
  if (cause instanceof Unauthenticated) return { code: 'UNAUTHENTICATED', message: cause.message };
  if (cause instanceof TooManyLiveUpdates) return { code: 'RATE_LIMITED', message: cause.message };
  if (cause instanceof ServerStopping) {
    return {
      code: 'SERVER_STOPPING',
      message: 'The gateway stops. Come back in a moment, and go on behind the last cursor.',
    };
  }
  if (cause instanceof StoreBusy)
    return { code: 'BUSY', message: 'The database is busy, and nothing was done. Try again in a moment.' };
  if (cause instanceof StorageFull) {
    return {
      code: 'STORAGE_FULL',
      message: 'The database has no room left, and nothing was done. Asking still works.',
    };
  }
  if (cause instanceof StoreReadOnly) {
    return {
      code: 'READ_ONLY',
      message: 'The database can only be read now, and nothing was done. Asking still works.',
    };
  }
  // Neither parsing nor reading the body of a sensible request needs that much stack.
  if (cause instanceof RangeError && cause.message.startsWith('Maximum call stack')) {
    return { code: 'GRAPHQL_PARSE_FAILED', message: 'The request is nested too deeply to be read.' };
  }
  const code = cause instanceof GraphQLError ? codeOf(cause) : null;
  if (cause instanceof GraphQLError && code !== null && code !== 'INTERNAL_SERVER_ERROR') {
    const { issues = [{ path: [], message: cause.message }] } = cause.extensions;
    return { code, message: cause.message, ...(code === 'BAD_USER_INPUT' && { issues }) };
  }
  return {
    code: 'INTERNAL_SERVER_ERROR',
    message: `Something went wrong on our side. Quote request ${requestId} when you report it.`,
  };
}

/** The code of an error that the gateway, Yoga or graphql-js means the client to read; null for any other. */
function codeOf({ extensions: { code }, message }: GraphQLError): ErrorCode | null {
  if (isErrorCode(code)) return code;
  // Yoga's words for a request that cannot be understood.
  if (
    code === 'BAD_REQUEST' ||
    code === 'OPERATION_RESOLUTION_FAILURE' ||
    code === 'REQUEST_ENTITY_TOO_LARGE'
  )
    return 'BAD_USER_INPUT';
  // graphql-js gives no code to an argument whose variable turns out to be missing; it has no other errors that begin like this.
  return code === undefined && message.startsWith('Argument "') ? 'BAD_USER_INPUT' : null;
}

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(STATUS, code);
}
