import type { Logger } from 'pino';

import { CLIENT_LEFT, type HttpRequest } from '../http/request.ts';
import type { RequestObserver } from '../http/observed.ts';

/** Where somebody looks every few seconds. */
const LOOKED_AT: ReadonlySet<string> = new Set(['/livez', '/readyz']);

/** A client may ask for any address. */
const LONGEST_PATH = 100;

/** One line for each request: who asked for what, and what became of it. Neither variables nor bodies nor credentials. */
export function requestLog(logger: Logger): RequestObserver {
  return (request, { status }, milliseconds) => {
    const level = LOOKED_AT.has(request.path) && status < 500 ? 'debug' : levelOf(status);
    if (!logger.isLevelEnabled(level)) return;
    logger[level](lineOf(request, status, milliseconds), 'request');
  };
}

// Whoever left does not wait for an answer, and broke nothing.
function levelOf(status: number): 'info' | 'warn' | 'error' {
  if (status < 400 || status === CLIENT_LEFT) return 'info';
  return status < 500 ? 'warn' : 'error';
}

// What is undefined is left out of the line.
function lineOf({ id, method, path, record, trace }: HttpRequest, status: number, milliseconds: number) {
  const { operation, asker, codes } = record;
  return {
    requestId: id,
    traceId: trace?.traceId,
    method,
    path: path.length > LONGEST_PATH ? `${path.slice(0, LONGEST_PATH)}…` : path,
    status,
    ms: Math.round(milliseconds * 100) / 100,
    kind: operation?.kind,
    operation: operation?.name ?? undefined,
    operator: asker?.operator,
    actor: asker?.actor,
    codes: codes.length > 0 ? codes : undefined,
  };
}
