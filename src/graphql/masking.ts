import {
  GraphQLError,
  Kind,
  getOperationAST,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLErrorExtensions,
} from 'graphql';
import type { Logger } from 'pino';

import { Unauthenticated } from '../auth/authentication.ts';
import { TooManyLogIns } from '../auth/throttle.ts';
import { ServerStopping, TooManyLiveUpdates } from '../events/live.ts';
import { IdempotencyKeyInProgress, IdempotencyKeyReused } from '../store/idempotency.ts';
import { faultOf, OURS, somethingBroke } from '../faults.ts';
import type { HttpRequest } from '../http/request.ts';
import { badUserInput, shortened, type ErrorCode, type Issue } from './errors.ts';
import { faultsOfVariables } from './variables.ts';

/** The status of an answer in which nothing ran. */
const STATUS: Record<ErrorCode, number> = {
  BAD_USER_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  RATE_LIMITED: 429,
  DOCUMENT_TOO_LARGE: 413,
  JSON_DEPTH_LIMIT: 400,
  TOKEN_LIMIT: 400,
  DEPTH_LIMIT: 400,
  ALIAS_LIMIT: 400,
  DIRECTIVE_LIMIT: 400,
  COST_LIMIT: 400,
  TRUSTED_DOCUMENT_REQUIRED: 400,
  PERSISTED_QUERY_NOT_SUPPORTED: 400,
  GRAPHQL_PARSE_FAILED: 400,
  GRAPHQL_VALIDATION_FAILED: 400,
  IDEMPOTENCY_KEY_REUSED: 409,
  IDEMPOTENCY_KEY_IN_PROGRESS: 409,
  BUSY: 503,
  TIMEOUT: 504,
  SERVER_STOPPING: 503,
  STORAGE_FULL: 507,
  READ_ONLY: 503,
  INTERNAL_SERVER_ERROR: 500,
};

const HEADERS: Partial<Record<ErrorCode, Record<string, string>>> = {
  UNAUTHENTICATED: { 'www-authenticate': 'Bearer' },
  SERVER_STOPPING: { 'retry-after': '1' },
};

/** Adds what only the operation can tell: which variables kept it from beginning, and whether a failed log-in is all there was to it. */
export function explained(result: ExecutionResult, args: ExecutionArgs): ExecutionResult {
  if (!result.errors) return result;
  if (!('data' in result)) {
    const issues = faultsOfVariables(args);
    return issues.length === 0
      ? result
      : { errors: [answering(badUserInput(issues), { status: 400, spec: true })] };
  }
  if (result.data === null && isAlone(args)) {
    for (const error of result.errors) {
      const cause = causeOf(error);
      if (cause instanceof Unauthenticated) answering(error, { status: STATUS.UNAUTHENTICATED });
      if (cause instanceof TooManyLogIns) answering(error, { status: STATUS.RATE_LIMITED });
    }
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

/** Makes a result what the client of its request may see, and notes which errors it has. */
export type Present = <T extends ExecutionResult>(
  result: T,
  request: Pick<HttpRequest, 'id' | 'record'>,
) => T;

/**
 * Presents results: every error with its code and the request's id. What the gateway did not mean to say becomes one sentence, and the log
 * gets all of it. Without `suggestions` no error says which name was perhaps meant, for that tells names that nobody asked for.
 */
export function presenting(logger: Logger, suggestions: boolean): Present {
  return (result, { id: requestId, record }) => {
    if (!result.errors) return result;
    const shown = presented(result, result.errors, { requestId, logger, suggestions });
    record.codes = [...new Set(shown.errors?.map(({ extensions }) => String(extensions.code)))];
    return shown;
  };
}

function presented<T extends ExecutionResult>(
  result: T,
  found: readonly GraphQLError[],
  {
    requestId,
    logger,
    suggestions,
  }: { readonly requestId: string; readonly logger: Logger; readonly suggestions: boolean },
): T {
  const nothingRan = !('data' in result);
  const errors = found.map((error) => {
    const cause = causeOf(error);
    const { code, message, issues } = suggestions
      ? told(cause, requestId)
      : unsuggested(told(cause, requestId));
    if (OURS.has(code)) logger.error({ requestId, path: error.path, err: cause }, 'A request met a fault.');
    const { http } = error.extensions;
    const { nodes = null, source = null, positions = null, path = null } = error;
    const extensions: GraphQLErrorExtensions = { code, requestId };
    if (issues) extensions.issues = issues;
    const status = http?.status ?? (nothingRan ? STATUS[code] : undefined);
    if (status !== undefined) {
      extensions.http = {
        status,
        spec: isOperational(error, code),
        headers: { ...http?.headers, ...HEADERS[code], ...waiting(cause) },
      };
    }
    return new GraphQLError(message, { nodes, source, positions, path, extensions });
  });
  return { ...result, errors };
}

/** What an operation is told that was understood as far as it goes, but is not one of this schema. */
const OPERATIONAL: ReadonlySet<ErrorCode> = new Set([
  'BAD_USER_INPUT',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
]);

/** Whether the request was understood, and only its operation was not: then `Accept: application/json` wants 200. */
function isOperational({ extensions }: GraphQLError, code: ErrorCode): boolean {
  return extensions.http?.spec === true && extensions.code !== 'BAD_REQUEST' && OPERATIONAL.has(code);
}

function waiting(cause: unknown): Record<string, string> {
  const seconds = faultOf(cause)?.retryAfter ?? null;
  return seconds === null ? {} : { 'retry-after': String(seconds) };
}

/** What was thrown to begin with. */
function causeOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? causeOf(error.originalError) : error;
}

interface Told {
  readonly code: ErrorCode;
  readonly message: string;
  readonly issues?: readonly Issue[];
}

/** How graphql-js says which name it takes for the wrong one. It could be told not to in each place that validates or coerces; here is one place. */
const SUGGESTION = / Did you mean [^?]*\?/g;

function unsuggested({ code, message, issues }: Told): Told {
  const without = (text: string) => text.replaceAll(SUGGESTION, '');
  return {
    code,
    message: without(message),
    ...(issues && { issues: issues.map((issue) => ({ ...issue, message: without(issue.message) })) }),
  };
}

function told(cause: unknown, requestId: string): Told {
  const fault = faultOf(cause);
  if (fault) return { code: fault.code, message: fault.message };
  if (cause instanceof TooManyLiveUpdates) return { code: 'RATE_LIMITED', message: cause.message };
  if (cause instanceof ServerStopping) {
    return {
      code: 'SERVER_STOPPING',
      message: 'The gateway stops. Come back in a moment, and go on behind the last cursor.',
    };
  }
  if (cause instanceof IdempotencyKeyReused) {
    return {
      code: 'IDEMPOTENCY_KEY_REUSED',
      message:
        'This idempotency key was used before, with another input, and nothing was done. Draw a new key for each new call.',
    };
  }
  if (cause instanceof IdempotencyKeyInProgress) {
    return {
      code: 'IDEMPOTENCY_KEY_IN_PROGRESS',
      message: 'The first call with this idempotency key is still at work. Ask again in a moment.',
    };
  }
  // Neither parsing nor reading the body of a sensible request needs that much stack.
  if (cause instanceof RangeError && cause.message.startsWith('Maximum call stack')) {
    return { code: 'GRAPHQL_PARSE_FAILED', message: 'The request is nested too deeply to be read.' };
  }
  const code = cause instanceof GraphQLError ? codeOf(cause) : null;
  if (cause instanceof GraphQLError && code !== null && code !== 'INTERNAL_SERVER_ERROR') {
    const issues = cause.extensions.issues as readonly Issue[] | undefined; // only badUserInput() makes them
    // A list of faults was shortened one by one.
    if (code === 'BAD_USER_INPUT' && issues !== undefined) return { code, message: cause.message, issues };
    const message = shortened(cause.message);
    return { code, message, ...(code === 'BAD_USER_INPUT' && { issues: [{ path: [], message }] }) };
  }
  return {
    code: 'INTERNAL_SERVER_ERROR',
    message: somethingBroke(requestId),
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

/** An error as JSON, without what is only for HTTP. */
export function asSeen(error: GraphQLError) {
  const { extensions = {}, ...rest } = error.toJSON();
  const { http: _http, ...seen } = extensions;
  return { ...rest, extensions: seen };
}
