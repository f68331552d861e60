import { GraphQLError, type GraphQLErrorExtensions } from 'graphql';

/** One fault of an input: where (from the arguments down) and what. */
export interface Issue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** As many faults as one answer lists: an input can have as many as it has characters. */
const MOST_ISSUES = 50;

/** As much of a message, or of a name in a path, as an answer quotes: a wrong value may be as long as the request. */
const MOST_OF_A_TEXT = 200;

/** A text that may quote what somebody sent, short enough to be answered with. */
export function shortened(text: string): string {
  return (text.length > MOST_OF_A_TEXT ? `${text.slice(0, MOST_OF_A_TEXT)}…` : text).toWellFormed();
}

/** Badly formed input: `BAD_USER_INPUT` with every fault and its path, the first fifty of them. */
export function badUserInput(found: readonly Issue[]): GraphQLError {
  const issues = found.slice(0, MOST_ISSUES).map(({ path, message }) => ({
    path: path.map((step) => (typeof step === 'string' ? shortened(step) : step)),
    message: shortened(message),
  }));
  return failure('BAD_USER_INPUT', issues.map(({ message }) => message).join(' '), { issues });
}

/** A top-level error with its code; `http.status` in the extensions sets the status of an answer in which nothing ran. */
export function failure(
  code: ErrorCode,
  message: string,
  extensions: GraphQLErrorExtensions = {},
): GraphQLError {
  return new GraphQLError(message, { extensions: { ...extensions, code } });
}

/** The closed list of `extensions.code`. */
export type ErrorCode =
  | 'BAD_USER_INPUT'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'RATE_LIMITED'
  | 'DOCUMENT_TOO_LARGE'
  | 'JSON_DEPTH_LIMIT'
  | 'TOKEN_LIMIT'
  | 'DEPTH_LIMIT'
  | 'ALIAS_LIMIT'
  | 'DIRECTIVE_LIMIT'
  | 'COST_LIMIT'
  | 'TRUSTED_DOCUMENT_REQUIRED'
  | 'PERSISTED_QUERY_NOT_SUPPORTED'
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'IDEMPOTENCY_KEY_IN_PROGRESS'
  | 'BUSY'
  | 'TIMEOUT'
  | 'SERVER_STOPPING'
  | 'STORAGE_FULL'
  | 'READ_ONLY'
  | 'INTERNAL_SERVER_ERROR';
