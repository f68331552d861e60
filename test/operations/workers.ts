import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { onTestFinished } from 'vitest';

import { DEMO } from '../../src/demo/demo.ts';
import type { Data } from '../api/gateway.ts';
import { ownFolder } from '../own-folder.ts';

/** What is sent on a connection of its own. */
export interface Sent {
  readonly path?: string;
  readonly method?: 'GET' | 'POST';
  readonly credential?: string | null;
  readonly body?: object;
}

/** What came back. */
export interface Came {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

const PROGRAM = fileURLToPath(new URL('../../src/start.mjs', import.meta.url));

/** The gateway as `serve --workers` starts it, on a database of this test's own, once all of them answer; ended with the test. */
export async function startWorkers(count: number, env: Record<string, string> = {}) {
  const folder = ownFolder();
  const child = spawn(process.execPath, [PROGRAM, 'serve', '--workers', String(count)], {
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      DATABASE_URL: join(folder, 'gateway.sqlite'),
      LOG_FORMAT: 'json',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, as a terminal makes one of whatever is started in it.
    detached: true,
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  const stderr = text(child.stderr);
  /** What was said, and what was logged, line by line. */
  const said: string[] = [];
  const logged: Data[] = [];
  const begun = new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      if (line.startsWith('{')) logged.push(JSON.parse(line) as Data);
      else said.push(line);
      const [, origin] = /(http:\/\/[\w.]+:\d+)\/graphql/.exec(line) ?? [];
      if (origin !== undefined) resolve(origin.replace('localhost', '127.0.0.1'));
    });
    ended.then(async () => reject(new Error(`Expected it to start, found ${await stderr}`)), reject);
  });
  const origin = await begun;

  /** Asks on a connection of its own, which may lead to any of the workers. */
  const send = async ({
    path = '/graphql',
    method = 'POST',
    credential = DEMO.apiKey,
    body,
  }: Sent): Promise<Came> => {
    const sent = request(new URL(path, origin), {
      agent: false,
      method,
      headers: {
        'content-type': 'application/json',
        ...(credential !== null && { authorization: `Bearer ${credential}` }),
      },
    });
    sent.end(body && JSON.stringify(body));
    const [response] = await once(sent, 'response');
    return { status: response.statusCode, headers: response.headers, text: await text(response) };
  };
  const ask = async (query: string, variables: Data = {}, credential?: string | null): Promise<Data> =>
    JSON.parse(
      (await send({ body: { query, variables }, ...(credential !== undefined && { credential }) })).text,
    );
  const pids = () => new Set(logged.flatMap(({ msg, pid }): number[] => (msg === 'request' ? [pid] : [])));

  await until(async () => {
    await send({ method: 'GET', path: '/nowhere' });
    return pids().size === count;
  });
  return { child, ended, stderr, said, logged, origin, folder, send, ask, pids };
}

/** Waits until it is so. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(20);
}

/** Whether there is such a process. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
