import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

import {
  BodyTooLarge,
  ClientLeft,
  freshAccount,
  requestId,
  textIn,
  type Answer,
  type Inquiry,
  type Room,
} from './inquiry.ts';
import { traceIn } from './trace.ts';

/** Lets node:http ask a room, which must not throw. Bodies have at most that many bytes; while it stops, a connection is closed behind its answer. */
export function listenerOf(
  room: Room,
  { mostBytes, isStopping }: { readonly mostBytes: number; readonly isStopping: () => boolean },
): RequestListener {
  const send = (answer: Answer, request: IncomingMessage, response: ServerResponse) => {
    if (isStopping()) response.setHeader('connection', 'close');
    sent(answer, request, response);
  };
  return (request, response) => {
    const answer = room(inquiryOf(request, response, mostBytes));
    if (answer instanceof Promise) void answer.then((late) => send(late, request, response));
    else send(answer, request, response);
  };
}

function inquiryOf(request: IncomingMessage, response: ServerResponse, mostBytes: number): Inquiry {
  const { method = 'GET' } = request;
  const url = pathAndQuery(request.url ?? '/');
  const end = url.indexOf('?');
  let text: Promise<string> | undefined;
  let leaving: AbortController | undefined;
  const header = (name: string) => {
    const value = request.headers[name];
    return value === undefined ? null : typeof value === 'string' ? value : value.join(', ');
  };
  return {
    id: requestId(header('x-request-id')),
    method,
    path: end < 0 ? url : url.slice(0, end),
    search: end < 0 ? '' : url.slice(end),
    header,
    headers: () => headersOf(request),
    text: () => (text ??= bytesOf(request, mostBytes).then(textIn)),
    address: request.socket.remoteAddress ?? null,
    gone: () => (leaving ??= leavingOf(response)).signal,
    trace: traceIn(header('traceparent')),
    account: freshAccount(),
  };
}

/** A request to a proxy names the whole address, and every server has to understand it. */
function pathAndQuery(target: string): string {
  if (target.startsWith('/') || !URL.canParse(target)) return target;
  const { pathname, search } = new URL(target);
  return pathname + search;
}

// Only whoever asks pays for it.
function leavingOf(response: ServerResponse): AbortController {
  const leaving = new AbortController();
  if (response.destroyed) leaving.abort();
  response.once('close', () => leaving.abort());
  return leaving;
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let n = 0; n + 1 < rawHeaders.length; n += 2)
    headers.append(rawHeaders[n] ?? '', rawHeaders[n + 1] ?? '');
  return headers;
}

function bytesOf(request: IncomingMessage, most: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    if (Number(request.headers['content-length'] ?? 0) > most) {
      reject(new BodyTooLarge(most));
      return;
    }
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > most) {
        request.pause();
        reject(new BodyTooLarge(most));
      } else chunks.push(chunk);
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', () => reject(new ClientLeft()));
    request.once('close', () => {
      if (!request.complete) reject(new ClientLeft());
    });
  });
}

function sent({ status, headers, body }: Answer, request: IncomingMessage, response: ServerResponse): void {
  // What is left of an unread body would be taken for the next request.
  const isUnread = !request.complete && request.method !== 'GET' && request.method !== 'HEAD';
  if (isUnread) {
    response.setHeader('connection', 'close');
    response.once('finish', () => request.destroy());
  }
  if (body === null || typeof body === 'string') {
    response.writeHead(status, { ...headers, 'content-length': body === null ? 0 : Buffer.byteLength(body) });
    response.end(request.method === 'HEAD' ? null : body);
    return;
  }
  response.writeHead(status, headers);
  // A client that leaves in the middle ends the stream, and that is all there is to do.
  pipeline(body, response).catch(() => response.destroy());
}
