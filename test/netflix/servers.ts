import { createServer, type RequestListener } from 'node:http';
import { createServer as createRawServer, type AddressInfo, type Server, type Socket } from 'node:net';

import { onTestFinished } from 'vitest';

/** Lets a server listen on the loopback until the test ends; tells its port. */
export async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

/** A server that answers as the test wants, and counts how often it was asked. */
export async function answering(listener: RequestListener) {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    request.resume();
    listener(request, response);
  });
  const port = await listening(server);
  return { address: `http://127.0.0.1:${String(port)}`, asked: () => asked };
}

/** A server that speaks whatever it wants once somebody has spoken to it. */
export async function speaking(speak: (socket: Socket) => void) {
  let asked = 0;
  const server = createRawServer((socket) => {
    socket.once('data', () => {
      asked += 1;
      speak(socket);
    });
  });
  return { address: `http://127.0.0.1:${String(await listening(server))}`, asked: () => asked };
}

/** An address at which nobody listens. */
export async function nobody(): Promise<string> {
  const server = createRawServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${String(port)}`;
}
