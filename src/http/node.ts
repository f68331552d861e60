import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

import { inBatch } from '../batches.ts';
import {
  BodyTooLarge,
  ClientLeft,
  freshRecord,
  requestId,
  textIn,
  type Answer,
  type Handler,
  type HttpRequest,
} from './request.ts';
import { traceIn } from './trace.ts';

/** Lets node:http ask a handler, which must not throw. Bodies have at most that many bytes; while it stops, a connection is closed behind its answer. */
export function listenerOf(
  handler: Handler,
  { mostBytes, isStopping }: { readonly mostBytes: number; readonly isStopping: () => boolean },
): RequestListener {
  const send = (answer: Answer, incoming: IncomingMessage, outgoing: ServerResponse) => {
    if (isStopping()) outgoing.setHeader('connection', 'close');
    sent(answer, incoming, outgoing);
  };
  return (incoming, outgoing) => {
    const request = requestFrom(incoming, outgoing, mostBytes);
    // Most bodies come along with the headers. Whoever needs it is told what is wrong with it.
    if (incoming.method === 'POST') request.text().catch(() => undefined);
    inBatch(() => {
      const answer = handler(request);
      if (answer instanceof Promise) void answer.then((late) => send(late, incoming, outgoing));
      else send(answer, incoming, outgoing);
    });
  };
}

function requestFrom(incoming: IncomingMessage, outgoing: ServerResponse, mostBytes: number): HttpRequest {
  const { method = 'GET' } = incoming;
  const url = pathAndQuery(incoming.url ?? '/');
  const end = url.indexOf('?');
  let text: Promise<string> | undefined;
  let leaving: AbortController | undefined;
  const header = (name: string) => {
    const value = incoming.headers[name];
    return value === undefined ? null : typeof value === 'string' ? value : value.join(', ');
  };
  return {
    id: requestId(header('x-request-id')),
    method,
    path: end < 0 ? url : url.slice(0, end),
    search: end < 0 ? '' : url.slice(end),
    header,
    headers: () => headersOf(incoming),
    text: () => (text ??= bytesOf(incoming, mostBytes).then(textIn)),
    address: incoming.socket.remoteAddress ?? null,
    gone: () => (leaving ??= leavingOf(outgoing)).signal,
    trace: traceIn(header('traceparent')),
    since: performance.now(),
    record: freshRecord(),
  };
}

/** A request to a proxy names the whole address, and every server has to understand it. */
function pathAndQuery(target: string): string {
  if (target.startsWith('/') || !URL.canParse(target)) return target;
  const { pathname, search } = new URL(target);
  return pathname + search;
}

// Only whoever asks pays for it.
function leavingOf(outgoing: ServerResponse): AbortController {
  const leaving = new AbortController();
  if (outgoing.destroyed) leaving.abort();
  outgoing.once('close', () => leaving.abort());
  return leaving;
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let n = 0; n + 1 < rawHeaders.length; n += 2)
    headers.append(rawHeaders[n] ?? '', rawHeaders[n + 1] ?? '');
  return headers;
}

function bytesOf(incoming: IncomingMessage, most: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    if (Number(incoming.headers['content-length'] ?? 0) > most) {
      reject(new BodyTooLarge(most));
      return;
    }
    incoming.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > most) {
        incoming.pause();
        reject(new BodyTooLarge(most));
      } else chunks.push(chunk);
    });
    incoming.once('end', () => resolve(Buffer.concat(chunks)));
    incoming.once('error', () => reject(new ClientLeft()));
    incoming.once('close', () => {
      if (!incoming.complete) reject(new ClientLeft());
    });
  });
}

function sent({ status, headers, body }: Answer, incoming: IncomingMessage, outgoing: ServerResponse): void {
  // What is left of an unread body would be taken for the next request.
  const isUnread = !incoming.complete && incoming.method !== 'GET' && incoming.method !== 'HEAD';
  if (isUnread) {
    outgoing.setHeader('connection', 'close');
    outgoing.once('finish', () => incoming.destroy());
  }
  if (body === null || typeof body === 'string') {
    outgoing.writeHead(status, { ...headers, 'content-length': body === null ? 0 : Buffer.byteLength(body) });
    outgoing.end(incoming.method === 'HEAD' ? null : body);
    return;
  }
  outgoing.writeHead(status, headers);
  // A client that leaves in the middle ends the stream, and that is all there is to do.
  pipeline(body, outgoing).catch(() => outgoing.destroy());
}
