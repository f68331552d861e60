import { GraphQLError, type GraphQLErrorExtensions } from 'graphql';

/** One fault of an input: where (from the arguments down) and what. */
export interface Issue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** As many faults as one answer lists: an input can have as many as it has characters. */
const MOST_ISSUES = 50;

/** Badly formed input: `BAD_USER_INPUT` with every fault and its path, the first fifty of them. */
export function badUserInput(found: readonly Issue[]): GraphQLError {
  const issues = found.slice(0, MOST_ISSUES);
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
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'BUSY'
  | 'SERVER_STOPPING'
  | 'STORAGE_FULL'
  | 'READ_ONLY'
  | 'INTERNAL_SERVER_ERROR';
