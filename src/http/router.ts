import type { Logger } from 'pino';

import { somethingBroke } from '../faults.ts';
import {
  BodyNotUtf8,
  BodyTooLarge,
  CLIENT_LEFT,
  ClientLeft,
  type Answer,
  type Handler,
  type HttpRequest,
} from './request.ts';

/** What every answer tells a browser, unless its handler knows better. */
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** What a gateway in production tells besides: that it is only ever asked over TLS, which ends before it. */
const ONLY_OVER_TLS = { 'strict-transport-security': 'max-age=31536000' };

const TEXT = { 'content-type': 'text/plain; charset=utf-8' };

const NOT_FOUND: Answer = {
  status: 404,
  headers: TEXT,
  body: 'There is nothing at this address. GraphQL is at /graphql.\n',
};

/** Leads a request to the handler at its path, and answers none without a request id. Never throws. */
export function routerTo(
  handlers: ReadonlyMap<string, Handler>,
  logger: Logger,
  production = false,
): Handler {
  const own = production ? { ...HEADERS, ...ONLY_OVER_TLS } : HEADERS;
  return async (request) => {
    const handler = handlers.get(request.path) ?? handlerAbove(request.path, handlers);
    const answer = handler ? await entered(handler, request, logger) : NOT_FOUND;
    return { ...answer, headers: { ...own, ...answer.headers, 'x-request-id': request.id } };
  };
}

/** The handler whose path ends in a slash and stands before this one: it answers everything below, and for itself without the slash. */
function handlerAbove(path: string, handlers: ReadonlyMap<string, Handler>): Handler | undefined {
  for (const [place, handler] of handlers)
    if (place.length > 1 && place.endsWith('/') && `${path}/`.startsWith(place)) return handler;
  return undefined;
}

async function entered(handler: Handler, request: HttpRequest, logger: Logger): Promise<Answer> {
  try {
    return await handler(request);
  } catch (error) {
    if (error instanceof ClientLeft) return { status: CLIENT_LEFT, headers: {}, body: null };
    if (error instanceof BodyTooLarge) return { status: 413, headers: TEXT, body: `${error.message}\n` };
    if (error instanceof BodyNotUtf8) return { status: 400, headers: TEXT, body: `${error.message}\n` };
    logger.error({ requestId: request.id, err: error }, 'A request met a fault.');
    return {
      status: 500,
      headers: TEXT,
      body: `${somethingBroke(request.id)}\n`,
    };
  }
}
