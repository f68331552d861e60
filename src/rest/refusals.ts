import type { SubscriptionProblem } from '../customers/problem.ts';

/** The closed list of codes that a whole call can be refused with. What one item of a set fails with stands in that set instead. */
export const REFUSALS = {
  INVALID_PARAMETER: {
    status: 400,
    meaning: 'A parameter is missing, of the wrong kind, or beyond its limits. `description` names it.',
  },
  INVALID_BODY: { status: 400, meaning: 'The body of a POST is not a JSON object in UTF-8.' },
  UNAUTHENTICATED: { status: 401, meaning: 'The token is missing, expired or released, or a log-in failed.' },
  FORBIDDEN: { status: 403, meaning: 'The token does not carry the scope that the method needs.' },
  METHOD_NOT_FOUND: { status: 404, meaning: 'There is no method at this path.' },
  VERB_NOT_ALLOWED: { status: 405, meaning: 'The method is asked with the other verb, see `Allow`.' },
  BODY_TOO_LARGE: { status: 413, meaning: 'The body is longer than the gateway reads.' },
  RATE_LIMITED: {
    status: 429,
    meaning: 'Too much was asked, or too many log-ins failed. Try again after `Retry-After` seconds.',
  },
  CUSTOMER_NOT_FOUND: { status: 404, meaning: 'Your operator has no customer with that identifier.' },
  NO_SUBSCRIPTION: { status: 404, meaning: 'The customer has no Netflix subscription.' },
  ALREADY_REGISTERED: { status: 409, meaning: 'The subscription is active or suspended already.' },
  NOT_SIGNED_UP: { status: 409, meaning: 'The customer has not signed up at Netflix yet.' },
  SUBSCRIPTION_CANCELLED: { status: 409, meaning: 'The subscription was cancelled, which is final.' },
  PROMOTION_NOT_FOUND: { status: 404, meaning: 'Your operator has no promotion with that code.' },
  PROMOTION_NOT_IN_EFFECT: { status: 409, meaning: 'The promotion has not begun, or has expired.' },
  PROVISIONING_PROVIDER_NOT_FOUND: { status: 404, meaning: 'Your operator has no such provider.' },
  BUSY: { status: 503, meaning: 'The database is busy, and nothing was done. Try again in a moment.' },
  READ_ONLY: { status: 503, meaning: 'The database can only be read now, and nothing was done.' },
  TIMEOUT: { status: 504, meaning: 'Finding it took too long and was ended.' },
  STORAGE_FULL: { status: 507, meaning: 'The database has no room left, and nothing was done.' },
  INTERNAL_SERVER_ERROR: { status: 500, meaning: 'Something broke; the message has the id to quote.' },
} as const satisfies Record<string, { readonly status: number; readonly meaning: string }>;
export type Refusal = keyof typeof REFUSALS;

/** Keeps a call from being answered. The message begins with the parameter that it is about, if it is about one. */
export class Refused extends Error {
  readonly code: Refusal;
  /** Empty when it is about none. */
  readonly parameter: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: Refusal,
    parameter: string,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(parameter === '' || message.startsWith(parameter) ? message : `${parameter}: ${message}`);
    this.code = code;
    this.parameter = parameter;
    this.headers = headers;
  }
}

/** Says that a parameter is wrong; `fault` finishes the sentence that its name begins. */
export function invalid(parameter: string, fault: string): Refused {
  return new Refused('INVALID_PARAMETER', parameter, `${parameter} ${fault}.`);
}

/** Passes on why the business says no, the first reason first; `parameter` tells which one a problem is about. */
export function refuseAny(
  problems: readonly SubscriptionProblem[],
  parameter: (problem: SubscriptionProblem) => string,
): void {
  const [first] = problems;
  if (!first) return;
  const { code } = first;
  if (!isRefusal(code)) throw new Error(`Expected a problem that the old wire knows, found ${code}.`);
  throw new Refused(code, parameter(first), problems.map(({ message }) => message).join(' '));
}

function isRefusal(code: string): code is Refusal {
  return Object.hasOwn(REFUSALS, code);
}
