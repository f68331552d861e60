import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer, type ServerOptions } from 'node:https';

import { z } from 'zod';

import { MOST_NEWS, wireMessage, wireNews } from '../../src/netflix/http/wire.ts';
import { NetflixUnreachable, type Netflix } from '../../src/netflix/port.ts';

/** Who may ask, and how. */
interface Manner {
  /** Only who shows this token is answered; null = everybody. */
  readonly bearer?: string | null;
  /** Certificates, for https. */
  readonly tls?: ServerOptions;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Bytes that a message may have. */
const MOST_BYTES = 64 * 1024;

/** Puts the sandbox on a socket, by the contract in `openapi.json`, so that the adapter can be tried. Whoever calls listens and closes. */
export function sandboxServer(sandbox: Netflix, { bearer = null, tls }: Manner = {}): Server {
  const listener: RequestListener = (request, response) => {
    void answered(request, sandbox, bearer).then(({ status, body, headers = {} }) => {
      // A body that was not read to its end would be taken for the next request.
      if (!request.complete) response.setHeader('connection', 'close');
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(body));
    });
  };
  return tls ? createSecureServer(tls, listener) : createServer(listener);
}

async function answered(request: IncomingMessage, sandbox: Netflix, bearer: string | null): Promise<Answer> {
  try {
    if (bearer !== null && !shows(request, bearer))
      return error(401, 'Show the token of the sandbox.', { 'www-authenticate': 'Bearer' });
    return await route(request, sandbox);
  } catch (caught) {
    if (caught instanceof Faulty) return error(caught.status, caught.message);
    if (!(caught instanceof NetflixUnreachable)) return error(500, 'The sandbox failed.');
    const { retryAfter } = caught;
    return error(503, caught.message, {
      ...(retryAfter !== null && { 'retry-after': String(Math.ceil(retryAfter / 1000)) }),
    });
  }
}

async function route(request: IncomingMessage, sandbox: Netflix): Promise<Answer> {
  const [path = '', query = ''] = (request.url ?? '').split('?', 2);
  const [, operatorCode, what, number] =
    /^\/v1\/operators\/([^/]+)\/(messages|news)(?:\/([^/]+))?$/.exec(path) ?? [];
  if (operatorCode === undefined) throw new Faulty(404, 'There is nothing here.');
  if (what === 'messages' && number !== undefined) {
    if (request.method !== 'PUT') throw new Faulty(405, 'A message is put.');
    const message = { ...(await messageIn(request)), number: decoded(number) };
    const reply = await sandbox.tell(decoded(operatorCode), message);
    return { status: reply.accepted ? 200 : 422, body: reply };
  }
  if (what === 'news' && number === undefined) {
    if (request.method !== 'GET') throw new Faulty(405, 'News are got.');
    const { after, limit } = pageIn(new URLSearchParams(query));
    const news = await sandbox.news(decoded(operatorCode), after, limit);
    return { status: 200, body: z.encode(wireNews, { news }) };
  }
  throw new Faulty(404, 'There is nothing here.');
}

/** The request is at odds with the contract. */
class Faulty extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

async function messageIn(request: IncomingMessage) {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new Faulty(413, `A message has at most ${String(MOST_BYTES)} bytes.`);
    chunks.push(chunk);
  }
  const message = wireMessage.safeParse(jsonOf(Buffer.concat(chunks).toString('utf8')));
  if (message.success) return message.data;
  throw new Faulty(400, z.prettifyError(message.error));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Faulty(400, 'A message is JSON.');
  }
}

function pageIn(query: URLSearchParams) {
  const limit = query.get('limit') ?? '100';
  if (!/^\d{1,4}$/.test(limit) || Number(limit) < 1 || Number(limit) > MOST_NEWS)
    throw new Faulty(400, `limit is a whole number from 1 to ${String(MOST_NEWS)}.`);
  return { after: query.get('after'), limit: Number(limit) };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Faulty(400, 'The address is not encoded as addresses are.');
  }
}

// Comparing digests takes the same time for every wrong token.
function shows({ headers }: IncomingMessage, bearer: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(headers.authorization ?? ''), digest(`Bearer ${bearer}`));
}

function error(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, body: { error: message }, headers };
}
