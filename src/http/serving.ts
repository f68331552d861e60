import type { Server } from 'node:http';

import type { Handler } from './request.ts';
import { listenerOf } from './node.ts';

// An import asks a built-in module for everything it has, and for its WebSocket Node loads a client for HTTP that takes 5 MB.
const { createServer } = process.getBuiltinModule('node:http');

/**
 * What a client may cost that sends slowly, or nothing, or reads nothing: a connection and a few kilobytes until its time is over. All times in
 * milliseconds.
 */
export interface HttpLimits {
  /** From connecting, or from the end of the last request, to the end of the headers. Nobody types them. */
  readonly headersTimeout: number;
  /** To the end of the body: 256 kB take that long at 10 kB/s. */
  readonly requestTimeout: number;
  /** For a connection that was used and may be again: longer than the minute after which proxies close theirs, so that none closes it while the other writes. */
  readonly keepAliveTimeout: number;
  /** Without any byte in either direction: a live update gives a sign of life every 15 seconds, and whoever does not read it is not there. */
  readonly silence: number;
  /** Bytes of headers; a token takes one or two thousand. */
  readonly mostHeaderBytes: number;
  /** At a time; more are closed at once, for each takes a file and some 20 kB. */
  readonly mostConnections: number;
  /** Between two looks at who is late. */
  readonly lookEvery: number;
}

/** The limits that hold unless something else is said. */
export const USUAL_LIMITS: HttpLimits = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 65_000,
  silence: 300_000,
  mostHeaderBytes: 16 * 1024,
  mostConnections: 10_000,
  lookEvery: 1_000,
};

/** How a handler is served over HTTP. */
export interface Serving {
  /** The longest body of a request, in bytes. */
  readonly mostBytes: number;
  /** Whether connections are kept for another request even when no more are taken; left out = they are not. */
  readonly keepsConnections?: () => boolean;
  readonly limits?: Partial<HttpLimits> | undefined;
}

/** A server of node:http for a handler that must not throw; it does not listen yet. */
export function serverOf(
  handler: Handler,
  { mostBytes, keepsConnections = () => false, limits }: Serving,
): Server {
  const { headersTimeout, requestTimeout, keepAliveTimeout, silence, mostHeaderBytes, ...most } = {
    ...USUAL_LIMITS,
    ...limits,
  };
  const options = {
    headersTimeout,
    requestTimeout,
    keepAliveTimeout,
    maxHeaderSize: mostHeaderBytes,
    // Of two `Authorization` headers Node would take the first, and what stands before the gateway perhaps the second.
    joinDuplicateHeaders: true,
    connectionsCheckingInterval: most.lookEvery,
    // Tells a client that has died from one that is silent.
    keepAlive: true,
    keepAliveInitialDelay: 60_000,
  };
  // Once it takes no more connections, it does not keep those it has.
  const isStopping = () => !server.listening && !keepsConnections();
  const server = createServer(options, listenerOf(handler, { mostBytes, isStopping }));
  server.maxConnections = most.mostConnections;
  // A worker that has as many as it may would hand the next one on to another, and that one back, without end.
  Object.assign(server, { dropMaxConnection: true });
  server.setTimeout(silence);
  return server;
}
