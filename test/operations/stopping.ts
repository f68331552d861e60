import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { DEMO } from '../../src/demo/demo.ts';

/** What became of everybody when a gateway was stopped under load. */
export interface Stop {
  readonly exit: readonly [number | null, string | null];
  readonly milliseconds: number;
  /** Requests that were answered in full. */
  readonly answered: number;
  /** What went wrong with the others, apart from that nobody listens any more. */
  readonly broken: readonly string[];
  /** The last message of each live update. */
  readonly farewells: readonly string[];
  /** What `/readyz` said, in its order, each once. */
  readonly ready: readonly number[];
}

const STREAMS = 50;
const ASKING = 10;
const QUERIES = [
  '{ viewer { operator { code } } }',
  '{ charges(first: 20) { totalCount nodes { number status } } }',
];
const REGISTER = `mutation ($customer: String!) {
  registerSubscription(input: { billingSystemCustomerIdentifier: $customer }) { problems { message } }
}`;
const FOLLOW = 'subscription { subscriptionChanged { cursor subscription { number } } }';

/** Starts a gateway again and again on the same database, and stops each of them at another moment under load. `options` are those of `serve`. */
export async function* stops(rounds: number, options: readonly string[] = []): AsyncGenerator<Stop> {
  const folder = mkdtempSync(join(tmpdir(), 'stopping-'));
  try {
    for (let round = 0; round < rounds; round += 1)
      yield await stopOne(join(folder, 'gateway.sqlite'), round, options);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function stopOne(databaseFile: string, round: number, options: readonly string[]): Promise<Stop> {
  const program = fileURLToPath(new URL('../../src/start.mjs', import.meta.url));
  const child = spawn(process.execPath, [program, 'serve', ...options], {
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      DATABASE_URL: databaseFile,
      LOG_LEVEL: 'error',
      STOP_DELAY: '1',
      RATE_CAPACITY: '1000000000',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    return await watched(child, await originOf(child), round);
  } finally {
    child.kill('SIGKILL');
  }
}

async function originOf({ stdout }: ChildProcess): Promise<string> {
  let said = '';
  for await (const chunk of stdout ?? []) {
    said += String(chunk);
    const [, origin] = /(http:\/\/[\w.]+:\d+)\/graphql/.exec(said) ?? [];
    if (origin !== undefined && said.endsWith('\n')) return origin.replace('localhost', '127.0.0.1');
  }
  throw new Error(`Expected the gateway to start, found: ${said}`);
}

async function watched(child: ChildProcess, origin: string, round: number): Promise<Stop> {
  const agents = Array.from({ length: ASKING }, connection);
  const agent = connection();
  const seen: Seen = { answered: 0, broken: [], ready: [] };
  const over = new AbortController();
  const keys = await Promise.all([1, 2, 3].map(() => drawnKey(origin, agent)));
  const streams = Array.from({ length: STREAMS }, (_, n) => followed(origin, keys[n % keys.length] ?? ''));
  const begun = await Promise.all(streams);
  const all = agents.map((agent, n) =>
    n === 0
      ? looking(origin, agent, seen, over.signal)
      : asking(origin, agent, { seen, over: over.signal, name: `${round}-${n}` }),
  );
  // Everybody is connected by then.
  while (seen.answered < 5 * ASKING) await sleep(10);
  await sleep(Math.random() * 200);
  const stopped = performance.now();
  child.kill('SIGTERM');
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]; // as Node documents it
  const milliseconds = performance.now() - stopped;
  over.abort();
  await Promise.all(all);
  for (const one of [agent, ...agents]) one.destroy();
  const farewells = await Promise.all(begun.map(({ rest }) => rest));
  return { ...seen, exit: [code, signal], milliseconds, farewells };
}

/** One connection that is kept: whoever connects at the moment in which nobody listens any more has not been accepted. */
function connection(): Agent {
  return new Agent({ keepAlive: true, maxSockets: 1 });
}

interface Seen {
  answered: number;
  readonly broken: string[];
  readonly ready: number[];
}

interface Asked {
  readonly path?: string;
  readonly key?: string;
  readonly accept?: string;
  readonly body?: object;
}

async function send(
  origin: string,
  agent: Agent | false,
  { path = '/graphql', key = DEMO.apiKey, accept = 'application/json', body }: Asked,
): Promise<IncomingMessage> {
  const sent = request(new URL(path, origin), {
    agent,
    method: body ? 'POST' : 'GET',
    headers: { accept, 'content-type': 'application/json', authorization: `Bearer ${key}` },
  });
  sent.end(body && JSON.stringify(body));
  const [response] = (await once(sent, 'response')) as [IncomingMessage]; // as Node documents it
  return response;
}

/** Asks one thing after the other until nobody listens any more. */
async function asking(
  origin: string,
  agent: Agent,
  { seen, over, name }: { readonly seen: Seen; readonly over: AbortSignal; readonly name: string },
): Promise<void> {
  for (let n = 0; !over.aborted; n += 1) {
    const query = n % 3 === 0 ? REGISTER : QUERIES[n % QUERIES.length];
    try {
      const response = await send(origin, agent, {
        body: { query, variables: { customer: `B-${name}-${n}` } },
      });
      const answer = JSON.parse(await text(response)) as { errors?: unknown };
      if (response.statusCode === 200 && !answer.errors) seen.answered += 1;
      else seen.broken.push(JSON.stringify(answer));
    } catch (error) {
      if (isRefused(error)) return;
      seen.broken.push(String(error));
    }
  }
}

async function looking(origin: string, agent: Agent, { ready, broken }: Seen, over: AbortSignal) {
  while (!over.aborted) {
    try {
      const response = await send(origin, agent, { path: '/readyz' });
      await text(response);
      const { statusCode = 0 } = response;
      if (ready.at(-1) !== statusCode) ready.push(statusCode);
      await sleep(10);
    } catch (error) {
      if (isRefused(error)) return;
      broken.push(String(error));
    }
  }
}

// Whoever is not let in can go elsewhere; nothing was accepted.
function isRefused(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
}

async function drawnKey(origin: string, agent: Agent): Promise<string> {
  const query = 'mutation { createApiKey(input: { name: "live", scopes: [READ] }) { apiKey } }';
  const answer = await text(await send(origin, agent, { body: { query } }));
  const [key] = /nbk_\w+/.exec(answer) ?? [];
  if (key === undefined) throw new Error(`Expected an API key, found ${answer}`);
  return key;
}

/** Follows what happens; `rest` is the last of its messages with something in them. */
async function followed(origin: string, key: string): Promise<{ rest: Promise<string> }> {
  const response = await send(origin, false, { key, accept: 'text/event-stream', body: { query: FOLLOW } });
  if (response.statusCode !== 200)
    throw new Error(`Expected a live update, found ${response.statusCode} ${await text(response)}`);
  const rest = text(response).then(
    (all) =>
      all
        .split('\n\n')
        .filter((message) => message.startsWith('event:'))
        .slice(-2)
        .join(' '),
    (error: unknown) => String(error),
  );
  return { rest };
}
