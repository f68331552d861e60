import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { PROGRAM, type Contender } from './contenders.ts';
import { messageOf, SERVER_CORE, startOn } from './pinned.ts';
import type { StatementCount } from './statements.ts';

/** A contender that is running on a database of its own. */
export interface Server {
  readonly contender: Contender;
  readonly file: string;
  readonly port: number;
  /** Resident memory now and at most so far, in MiB; null where the system does not tell. */
  memory: () => { now: number; most: number } | null;
  /** Milliseconds that its threads have computed so far; NaN where the system does not tell. */
  computed: () => number;
  /** The statements since the last call, when they are counted. */
  statements: () => Promise<StatementCount>;
  stop: () => Promise<void>;
}

export interface ServerOptions {
  readonly countsStatements?: boolean;
  /** Where the process leaves a CPU profile when it stops; none when not given. */
  readonly profileFolder?: string | undefined;
}

/** Starts a contender on a database; ready once it listens. */
export async function startServer(
  contender: Contender,
  file: string,
  options: ServerOptions = {},
): Promise<Server> {
  const { countsStatements = false, profileFolder } = options;
  const child = startOn(SERVER_CORE, PROGRAM[contender], {
    env: {
      NODE_ENV: 'production',
      // Everyone finds what the proof has compiled already; the gateway would do so by itself.
      NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
      DATABASE_URL: file,
      HOST: '127.0.0.1',
      PORT: '0',
      TOKEN_SECRET: 'no token is ever signed with this in a bench',
      SIGN_UP_ADDRESS: 'https://sign-up.example.com/',
      // One credential asks for everything.
      RATE_CAPACITY: '1000000000',
      RATE_REFILL: '1000000000',
      COUNT_STATEMENTS: countsStatements ? 'on' : 'off',
    },
    flags: profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`],
  });
  const { port } = (await messageOf(child)) as { port: number }; // what process.ts sends
  return {
    contender,
    file,
    port,
    memory: () => memoryOf(child),
    computed: () => computedBy(child),
    statements: async () => {
      const answer = messageOf(child);
      child.send('statements');
      const { statements } = (await answer) as { statements: StatementCount }; // what process.ts sends
      return statements;
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.send('stop');
      await ended;
    },
  };
}

/** Linux counts in hundredths of a second. */
const TICK = 10;

function computedBy({ pid }: ChildProcess): number {
  try {
    // The second field is the name in parentheses, which may hold spaces; user and system time are the 14th and 15th.
    const fields =
      readFileSync(`/proc/${pid ?? 0}/stat`, 'utf8')
        .split(') ')
        .at(-1)
        ?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * TICK;
  } catch {
    return NaN;
  }
}

function memoryOf({ pid }: ChildProcess): { now: number; most: number } | null {
  try {
    const status = readFileSync(`/proc/${pid ?? 0}/status`, 'utf8');
    const mebibytes = (name: string) =>
      Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024);
    return { now: mebibytes('VmRSS'), most: mebibytes('VmHWM') };
  } catch {
    return null;
  }
}
