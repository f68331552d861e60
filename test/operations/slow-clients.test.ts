import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { expect, it, onTestFinished } from 'vitest';

import type { Handler } from '../../src/http/request.ts';
import { listen, stopListening } from '../../src/http/listening.ts';
import { serverOf, type HttpLimits } from '../../src/http/serving.ts';
import { serve } from './serving.ts';

/** Short enough for a test; what is usual holds for the rest. */
const SHORT: Partial<HttpLimits> = {
  headersTimeout: 200,
  requestTimeout: 400,
  keepAliveTimeout: 200,
  lookEvery: 50,
};

/** Answers with the body, or with the path when nobody waits for one. */
const echo: Handler = async (request) => ({
  status: 200,
  headers: {},
  body: request.method === 'POST' ? await request.text().catch(() => null) : request.path,
});

async function served(limits: Partial<HttpLimits> = {}, handler = echo): Promise<number> {
  const server = serverOf(handler, {
    mostBytes: 1_000,
    limits: { ...SHORT, ...limits },
  });
  onTestFinished(async () => {
    server.closeAllConnections();
    await stopListening(server, 0);
  });
  return listen(server, { host: '127.0.0.1', port: 0 });
}

const CHUNK = new Uint8Array(64 * 1024);

/** A stream without end, and how much was taken of it. */
function endless() {
  let pulls = 0;
  let over = false;
  const handler: Handler = () => ({
    status: 200,
    headers: {},
    body: new ReadableStream({
      pull: (controller) => {
        pulls += 1;
        controller.enqueue(CHUNK);
      },
      cancel: () => {
        over = true;
      },
    }),
  });
  return { handler, pulled: () => pulls, isOver: () => over };
}

async function connected(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** Everything that comes until the other side ends. */
async function heard(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk) => (text += String(chunk)));
  // A connection that is reset is closed as well.
  await new Promise((resolve) => socket.once('close', resolve));
  return text;
}

async function asks(port: number, path: string): Promise<string> {
  return (await fetch(`http://127.0.0.1:${port}${path}`)).text();
}

it.each([
  ['sends nothing', ''],
  ['sends half of its headers', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Le'],
  ['sends half of its body', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345'],
  ['sends half of a chunk', 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n123'],
])('lets whoever %s go when its time is over', async (_what, begun) => {
  const port = await served();
  const socket = await connected(port);
  socket.write(begun);
  const answer = await heard(socket);
  expect(answer).toMatch(/^$|^HTTP\/1\.1 408/);
  expect(await asks(port, '/others')).toBe('/others');
});

it('lets whoever sends a byte now and then go when its time is over', async () => {
  const port = await served();
  const socket = await connected(port);
  socket.write('GET / HTTP/1.1\r\n');
  const dripping = setInterval(() => socket.write('x: y\r\n'), 20);
  onTestFinished(() => clearInterval(dripping));
  expect(await heard(socket)).toMatch(/^$|^HTTP\/1\.1 408/);
});

it('closes a connection that is not used again', async () => {
  const socket = await connected(await served());
  socket.write('GET /once HTTP/1.1\r\nHost: a\r\n\r\n');
  expect(await heard(socket)).toMatch(/\/once$/);
});

it('answers others while a thousand connections do nothing, and lets them go', async () => {
  const port = await served({ headersTimeout: 1_500, requestTimeout: 1_500 });
  const idle = await Promise.all(Array.from({ length: 1_000 }, () => connected(port)));
  const gone = Promise.all(idle.map((socket) => heard(socket)));
  expect(await asks(port, '/others')).toBe('/others');
  expect((await gone).every((answer) => answer === '' || answer.startsWith('HTTP/1.1 408'))).toBe(true);
});

it('has only so many connections at a time', async () => {
  const port = await served({ mostConnections: 5, headersTimeout: 5_000, requestTimeout: 5_000 });
  const sockets = await Promise.all(Array.from({ length: 5 }, () => connected(port)));
  expect(await heard(await connected(port))).toBe('');
  sockets[0]?.destroy();
  await expect.poll(() => asks(port, '/next').catch(() => 'refused')).toBe('/next');
});

it('refuses huge headers', async () => {
  const socket = await connected(await served());
  socket.write(`GET / HTTP/1.1\r\nHost: a\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`);
  expect(await heard(socket)).toMatch(/^HTTP\/1\.1 431/);
});

it('answers requests that come one behind the other in their order', async () => {
  const socket = await connected(await served());
  const numbers = Array.from({ length: 100 }, (_, n) => n);
  socket.write(numbers.map((n) => `GET /n${n} HTTP/1.1\r\nHost: a\r\n\r\n`).join(''));
  const answers = await heard(socket);
  expect([...answers.matchAll(/\/n(\d+)/g)].map(([, n]) => Number(n))).toEqual(numbers);
});

it('writes no more of a stream than a client takes, and goes on when it takes more', async () => {
  const { handler, pulled } = endless();
  const socket = await connected(await served({}, handler));
  socket.pause();
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  const settled = async () => {
    for (let before = -1; before !== pulled();) {
      before = pulled();
      await sleep(300);
    }
    return pulled();
  };
  const first = await settled();
  expect(first).toBeGreaterThan(0);
  // What the system keeps for a connection, which is a few megabytes.
  expect(first * CHUNK.length).toBeLessThan(32 * 1024 * 1024);
  socket.resume();
  await expect.poll(pulled).toBeGreaterThan(first + 10);
});

it('ends the stream of a client that takes nothing for long', async () => {
  const { handler, isOver } = endless();
  const socket = await connected(await served({ silence: 300 }, handler));
  socket.pause();
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await expect.poll(isOver, { timeout: 5_000 }).toBe(true);
});

it('refuses whoever asks for its own headers again, and that is no fault', async () => {
  const { port, lines } = await serve();
  const socket = await connected(port);
  socket.write('TRACE /graphql HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  const answer: unknown[] = await once(socket, 'data');
  expect(String(answer[0])).toMatch(/^HTTP\/1.1 405 /);
  expect(lines.filter(({ level }) => Number(level) > 40)).toEqual([]);
});

it('logs no fault when a client leaves before it has its answer, or in the middle of its question', async () => {
  const { port, key, lines, client } = await serve();
  const body = JSON.stringify({ query: '{ viewer { username } }' });
  const headers = `POST /graphql HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
  for (const sent of [headers, headers + body.slice(0, 5), headers + body]) {
    const socket = await connected(port);
    socket.write(sent, () => socket.destroy());
    await once(socket, 'close');
  }
  const requests = () => lines.filter(({ path }) => path === '/graphql');
  await expect.poll(() => requests().length, { timeout: 5_000 }).toBe(3);
  expect(requests().map(({ status }) => status)).toEqual(expect.arrayContaining([499, 499]));
  expect(lines.filter(({ level }) => Number(level) > 30)).toEqual([]);
  await client.ask('{ viewer { username } }');
});
