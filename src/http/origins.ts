import type { Answer, Handler, HttpRequest } from './request.ts';

/** What a page of another site may send along, and what it may read of the answer besides its body. */
const REQUEST_HEADERS = 'accept, authorization, content-type, last-event-id, traceparent, x-request-id';
const ANSWER_HEADERS = 'ratelimit-limit, ratelimit-remaining, ratelimit-reset, retry-after, x-request-id';

/** Seconds for which a browser remembers what it may do. */
const REMEMBERED = 600;

/**
 * Lets pages of these origins ask a handler from a browser, and no others. Never with cookies or anything else that a browser sends by itself: a
 * page has to hold the credential.
 */
export function openTo(origins: readonly string[], handler: Handler): Handler {
  if (origins.length === 0) return handler;
  const known = new Set(origins);
  return async (request) => {
    const origin = request.header('origin');
    if (origin === null || !known.has(origin)) return including(await handler(request), { vary: 'origin' });
    const headers = { vary: 'origin', 'access-control-allow-origin': origin };
    if (isPreflight(request)) {
      return {
        status: 204,
        headers: {
          ...headers,
          'access-control-allow-methods': 'GET, POST',
          'access-control-allow-headers': REQUEST_HEADERS,
          'access-control-max-age': String(REMEMBERED),
        },
        body: null,
      };
    }
    return including(await handler(request), { ...headers, 'access-control-expose-headers': ANSWER_HEADERS });
  };
}

function isPreflight({ method, header }: HttpRequest): boolean {
  return method === 'OPTIONS' && header('access-control-request-method') !== null;
}

function including(answer: Answer, headers: Readonly<Record<string, string>>): Answer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}
