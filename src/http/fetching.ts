import { BodyTooLarge, freshAccount, requestId, textIn, type Inquiry, type Room } from './inquiry.ts';
import { traceIn } from './trace.ts';

/** Answers a request without a network, as `fetch` does. */
export type Fetch = (request: Request) => Promise<Response>;

/** Lets whoever holds a `Request` ask a room. Bodies have at most that many bytes. */
export function fetchOf(room: Room, mostBytes: number): Fetch {
  return async (request) => {
    const { status, headers, body } = await room(inquiryOf(request, mostBytes));
    return new Response(request.method === 'HEAD' ? null : body, { status, headers: { ...headers } });
  };
}

function inquiryOf(request: Request, mostBytes: number): Inquiry {
  const { pathname, search } = new URL(request.url);
  let text: Promise<string> | undefined;
  return {
    id: requestId(request.headers.get('x-request-id')),
    method: request.method,
    path: pathname,
    search,
    header: (name) => request.headers.get(name),
    headers: () => request.headers,
    text: () => (text ??= textOf(request, mostBytes)),
    address: null,
    gone: () => request.signal,
    trace: traceIn(request.headers.get('traceparent')),
    account: freshAccount(),
  };
}

async function textOf(request: Request, most: number): Promise<string> {
  const bytes = await request.bytes();
  if (bytes.length > most) throw new BodyTooLarge(most);
  return textIn(bytes);
}

/** How an answer is sent is said by whoever sends it: told twice, it would be taken for two answers. */
const OF_THE_CONNECTION = new Set(['connection', 'content-length', 'transfer-encoding']);

/** The room of something that answers a `Request`. Streams of events stay streams, everything else is read to its end. */
export function roomOf(handle: (request: Request, inquiry: Inquiry) => Response | Promise<Response>): Room {
  return async (inquiry) => {
    // A `Request` cannot be one, and whoever asks for its own headers again is not answered with them.
    if (inquiry.method === 'TRACE') return { status: 405, headers: { allow: 'GET, POST' }, body: null };
    const response = await handle(await requestOf(inquiry), inquiry);
    const headers = Object.fromEntries(
      [...response.headers]
        .map(([name, value]) => [name.toLowerCase(), value] as const)
        .filter(([name]) => !OF_THE_CONNECTION.has(name)),
    );
    const isStream = headers['content-type']?.startsWith('text/event-stream') === true;
    return { status: response.status, headers, body: isStream ? response.body : await response.text() };
  };
}

async function requestOf(inquiry: Inquiry): Promise<Request> {
  const { method, path, search } = inquiry;
  const body = method === 'POST' ? await inquiry.text() : null;
  const address = new URL(`http://localhost${path}${search}`);
  return new Request(address, { method, headers: inquiry.headers(), body, signal: inquiry.gone() });
}
