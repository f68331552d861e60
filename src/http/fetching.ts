import { BodyTooLarge, freshRecord, requestId, textIn, type Handler, type HttpRequest } from './request.ts';
import { traceIn } from './trace.ts';

/** Answers a request without a network, as `fetch` does. */
export type Fetch = (webRequest: Request) => Promise<Response>;

/** Lets whoever holds a `Request` ask a handler. Bodies have at most that many bytes. */
export function fetchOf(handler: Handler, mostBytes: number): Fetch {
  return async (webRequest) => {
    const { status, headers, body } = await handler(requestFrom(webRequest, mostBytes));
    return new Response(webRequest.method === 'HEAD' ? null : body, { status, headers: { ...headers } });
  };
}

function requestFrom(webRequest: Request, mostBytes: number): HttpRequest {
  const { pathname, search } = new URL(webRequest.url);
  let text: Promise<string> | undefined;
  return {
    id: requestId(webRequest.headers.get('x-request-id')),
    method: webRequest.method,
    path: pathname,
    search,
    header: (name) => webRequest.headers.get(name),
    headers: () => webRequest.headers,
    text: () => (text ??= textOf(webRequest, mostBytes)),
    address: null,
    gone: () => webRequest.signal,
    trace: traceIn(webRequest.headers.get('traceparent')),
    since: performance.now(),
    record: freshRecord(),
  };
}

async function textOf(webRequest: Request, most: number): Promise<string> {
  const bytes = await webRequest.bytes();
  if (bytes.length > most) throw new BodyTooLarge(most);
  return textIn(bytes);
}

/** How an answer is sent is said by whoever sends it: told twice, it would be taken for two answers. */
const OF_THE_CONNECTION = new Set(['connection', 'content-length', 'transfer-encoding']);

/** The handler of something that answers a `Request`. Streams of events stay streams, everything else is read to its end. */
export function handlerOf(
  handle: (webRequest: Request, request: HttpRequest) => Response | Promise<Response>,
): Handler {
  return async (request) => {
    // A `Request` cannot be one, and whoever asks for its own headers again is not answered with them.
    if (request.method === 'TRACE') return { status: 405, headers: { allow: 'GET, POST' }, body: null };
    const response = await handle(await webRequestOf(request), request);
    const headers = Object.fromEntries(
      [...response.headers]
        .map(([name, value]) => [name.toLowerCase(), value] as const)
        .filter(([name]) => !OF_THE_CONNECTION.has(name)),
    );
    const isStream = headers['content-type']?.startsWith('text/event-stream') === true;
    return { status: response.status, headers, body: isStream ? response.body : await response.text() };
  };
}

async function webRequestOf(request: HttpRequest): Promise<Request> {
  const { method, path, search } = request;
  const body = method === 'POST' ? await request.text() : null;
  const address = new URL(`http://localhost${path}${search}`);
  return new Request(address, { method, headers: request.headers(), body, signal: request.gone() });
}
