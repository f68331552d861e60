import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

import { Unanswered } from './unanswered.ts';

/** What proves to Netflix who is asking, and who has to prove to be Netflix; all of it PEM. */
export interface Trust {
  readonly certificate: string | null;
  readonly key: string | null;
  /** Who signs Netflix's certificate; null = those that Node trusts. */
  readonly authority: string | null;
}

/** How one server is asked. */
export interface Place extends Trust {
  /** An http or https address, with or without a path. */
  readonly address: string;
  /** Milliseconds for one exchange, from connecting to the last byte. */
  readonly timeout: number;
  /** Bytes that an answer may have. */
  readonly mostBytes: number;
}

export interface Asked {
  readonly method: 'GET' | 'PUT';
  /** Already encoded; it is sent as it is. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

export interface Answered {
  readonly status: number;
  readonly contentType: string;
  readonly retryAfter: string | null;
  readonly body: string;
}

/** Asks a server, over connections that are kept open. Redirects are not followed. Throws `Unanswered` when no whole answer comes. */
export function exchangerWith({ address, timeout, mostBytes, ...trust }: Place) {
  const base = new URL(address);
  if (!/^https?:$/.test(base.protocol))
    throw new Error(`Expected an http or https address of Netflix, found ${base.protocol}//…`);
  const isSecure = base.protocol === 'https:';
  const agent = isSecure
    ? new HttpsAgent({ keepAlive: true, ...pemOf(trust) })
    : new HttpAgent({ keepAlive: true });
  const prefix = base.pathname.replace(/\/$/, '');

  const exchange = async ({ path, method, headers, body, signal }: Asked): Promise<Answered> => {
    const late = AbortSignal.timeout(timeout);
    const options = {
      method,
      path: prefix + path,
      headers: { ...headers, ...(body !== null && { 'content-length': Buffer.byteLength(body) }) },
      agent,
      signal: AbortSignal.any([late, signal]),
    };
    try {
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        const request = (isSecure ? httpsRequest : httpRequest)(base, options, resolve);
        request.on('error', reject);
        request.end(body ?? undefined);
      });
      return {
        status: response.statusCode ?? 0,
        contentType: response.headers['content-type'] ?? 'none',
        retryAfter: response.headers['retry-after'] ?? null,
        body: await textOf(response, mostBytes),
      };
    } catch (error) {
      if (error instanceof Unanswered) throw error;
      if (late.aborted)
        throw new Unanswered(`Netflix did not answer within ${String(timeout)} ms.`, {
          cause: error,
          isPassing: true,
        });
      if (signal.aborted)
        throw new Unanswered('The gateway stopped asking Netflix: it is closing.', {
          cause: error,
          isPassing: false,
        });
      throw new Unanswered(`The connection to Netflix failed: ${codeOf(error)}.`, {
        cause: error,
        isPassing: true,
      });
    }
  };

  return { exchange, close: () => agent.destroy() };
}

// Only what is set: undefined would switch Node's own authorities off.
function pemOf({ certificate, key, authority }: Trust) {
  return {
    ...(certificate !== null && { cert: certificate }),
    ...(key !== null && { key }),
    ...(authority !== null && { ca: authority }),
  };
}

async function textOf(response: IncomingMessage, mostBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) {
      throw new Unanswered(`Expected an answer of at most ${String(mostBytes)} bytes, found more.`, {
        isPassing: false,
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The system's word for what went wrong, such as ECONNREFUSED: Node's sentences may hold what was sent. */
function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : 'for no known reason';
}
