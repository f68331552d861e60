import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';

/** Answers a request, as `fetch` does. */
export type Handle = (request: Request) => Promise<Response>;

/** Where to listen. */
export interface Place {
  readonly host: string;
  /** 0 = any that is free. */
  readonly port: number;
}

/** Milliseconds that running requests have to be answered in, once the gateway is asked to stop. */
const PATIENCE = 10_000;

/** Begins to listen; answers with the port. Rejects with the system's own error where that is not possible. */
export async function listen(server: Server, { host, port }: Place): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('Expected to listen on a port, found none.');
  return address.port;
}

/** Why listening failed, as one sentence for whoever starts the gateway; null when it is none of the usual reasons. */
export function whyNotListening(error: unknown, { host, port }: Place): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use by another program; end that one, or set PORT to another port.`;
    case 'EACCES':
      return `Port ${port} is not for everybody; set PORT to one above 1023.`;
    case 'EADDRNOTAVAIL':
      return `${host} is no address of this machine; set HOST to one that is.`;
    case 'ENOTFOUND':
      return `There is no host ${host}; set HOST to an address of this machine.`;
    default:
      return null;
  }
}

/** The address under which a browser on this machine finds it, without a path. */
export function originOf({ host, port }: Place): string {
  const isHere = ['127.0.0.1', '0.0.0.0', '::1', '::'].includes(host);
  return `http://${isHere ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Takes no more requests and waits until those that run are answered; after ten seconds it ends them. */
export async function stopListening(server: Server): Promise<void> {
  if (!server.listening) return;
  const impatience = setTimeout(() => server.closeAllConnections(), PATIENCE);
  // A client keeps its connection when it has its answer, and would be waited for.
  const tidying = setInterval(() => server.closeIdleConnections(), 50);
  await new Promise((resolve) => server.close(resolve));
  clearInterval(tidying);
  clearTimeout(impatience);
}

/** A server that hands each path of `pages` to its page, and everything else to the listener. */
export function serverOf(listener: RequestListener, pages: ReadonlyMap<string, Handle>): Server {
  return createServer((request, response) => {
    const page = pages.get(pathOf(request));
    if (page) void answer(page, request, response);
    else listener(request, response);
  });
}

function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '/';
}

// Pages need no body, so it is thrown away.
async function answer(page: Handle, request: IncomingMessage, response: ServerResponse): Promise<void> {
  request.resume();
  const { status, headers, body } = await plain(page, request);
  response.writeHead(status, headers).end(body);
}

async function plain(page: Handle, { url = '/', method = 'GET' }: IncomingMessage) {
  const answer = await page(new Request(new URL(url, 'http://localhost'), { method }));
  return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
}
