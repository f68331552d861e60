import type { Server } from 'node:http';
import { Server as Listener } from 'node:net';

/** Where to listen. */
export interface Place {
  readonly host: string;
  /** 0 = any that is free. */
  readonly port: number;
}

/** Milliseconds that running requests have to be answered in, once the gateway takes no more of them. */
const PATIENCE = 5_000;

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

/** Why listening failed, as one sentence for whoever starts the gateway, whose settings begin with `prefix`; null when it is none of the usual reasons. */
export function whyNotListening(error: unknown, { host, port }: Place, prefix = ''): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use by another program; end that one, or set ${prefix}PORT to another port.`;
    case 'EACCES':
      return `Port ${port} is not for everybody; set ${prefix}PORT to one above 1023.`;
    case 'EADDRNOTAVAIL':
      return `${host} is no address of this machine; set ${prefix}HOST to one that is.`;
    case 'ENOTFOUND':
      return `There is no host ${host}; set ${prefix}HOST to an address of this machine.`;
    default:
      return null;
  }
}

/** The address under which a browser on this machine finds it, without a path. */
export function originOf({ host, port }: Place): string {
  const isHere = ['127.0.0.1', '0.0.0.0', '::1', '::'].includes(host);
  return `http://${isHere ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * Takes no more connections, and waits until all requests are answered that come by those there are; after five seconds it ends them. Node's own
 * way closes connections at once that wait for their next request, which may be on its way: here they have `grace`, in milliseconds.
 */
export async function stopListening(server: Server, grace: number): Promise<void> {
  if (!server.listening) return;
  const impatience = setTimeout(() => server.closeAllConnections(), PATIENCE);
  let tidying: NodeJS.Timeout | undefined;
  const tidy = setTimeout(() => {
    tidying = setInterval(() => server.closeIdleConnections(), 50);
  }, grace);
  await new Promise((resolve) => Listener.prototype.close.call(server, resolve));
  clearTimeout(tidy);
  clearInterval(tidying);
  clearTimeout(impatience);
  server.close();
}
