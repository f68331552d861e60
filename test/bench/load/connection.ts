import { connect } from 'node:net';

/** An answer as it came: its status, and its body's bytes. */
export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

/** One keep-alive connection that asks one thing at a time, with as little work as can be: the load must not be what is measured. */
export interface Connection {
  post: (path: string, body: string) => Promise<Answer>;
  get: (path: string) => Promise<Answer>;
  close: () => void;
}

/** Opens a connection to a server on this machine, asking with an API key. */
export async function connectionTo(port: number, key: string): Promise<Connection> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  const head = `Host: 127.0.0.1:${port}\r\nAuthorization: Bearer ${key}\r\nAccept: application/json\r\nContent-Type: application/json\r\n`;
  let pending: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | null = null;
  let received: Buffer = Buffer.alloc(0);

  const fail = (error: Error) => {
    pending?.reject(error);
    pending = null;
  };
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('The server closed the connection.')));
  socket.on('data', (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const answer = answerIn(received);
    if (answer === null || pending === null) return;
    received = Buffer.alloc(0);
    const { resolve } = pending;
    pending = null;
    resolve(answer);
  });
  const ask = (request: string) =>
    new Promise<Answer>((resolve, reject) => {
      pending = { resolve, reject };
      socket.write(request);
    });
  return {
    post: (path, body) =>
      ask(`POST ${path} HTTP/1.1\r\n${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`),
    get: (path) => ask(`GET ${path} HTTP/1.1\r\n${head}\r\n`),
    close: () => socket.destroy(),
  };
}

const END_OF_HEAD = Buffer.from('\r\n\r\n');

/** The answer once it is whole; null until then. */
function answerIn(bytes: Buffer): Answer | null {
  const end = bytes.indexOf(END_OF_HEAD);
  if (end < 0) return null;
  const head = bytes.toString('latin1', 0, end);
  const status = Number(head.slice(9, 12));
  const start = end + END_OF_HEAD.length;
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) {
    const whole = start + Number(length);
    return bytes.length < whole ? null : { status, body: bytes.subarray(start, whole) };
  }
  if (!/\r\ntransfer-encoding: *chunked/i.test(head))
    throw new Error(`Expected an answer with a length, found ${head}`);
  const body = unchunked(bytes, start);
  return body && { status, body };
}

function unchunked(bytes: Buffer, from: number): Buffer | null {
  const parts: Buffer[] = [];
  for (let at = from; ;) {
    const line = bytes.indexOf('\r\n', at);
    if (line < 0) return null;
    const size = Number.parseInt(bytes.toString('latin1', at, line), 16);
    const start = line + 2;
    if (bytes.length < start + size + 2) return null;
    if (size === 0) return Buffer.concat(parts);
    parts.push(bytes.subarray(start, start + size));
    at = start + size + 2;
  }
}
