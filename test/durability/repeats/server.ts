import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { onTestFinished } from 'vitest';

/** A gateway in a process of its own, which can be killed at any moment and comes back by itself. */
export interface Server {
  /** Where it answers; waits while it comes back. */
  readonly address: () => Promise<string>;
  /** Ends it without a warning, a moment after it is there. */
  readonly kill: () => Promise<void>;
  /** Ends it for good. */
  readonly stop: () => Promise<void>;
}

/** Serves a database file until the test ends. */
export function serve(file: string): Server {
  let stopped = false;
  let child = started(file);
  const startAgain = () => {
    if (stopped) return;
    child = started(file);
    child.process.once('exit', startAgain);
  };
  child.process.once('exit', startAgain);
  const stop = async () => {
    stopped = true;
    const { process } = child;
    if (process.exitCode !== null || process.signalCode !== null) return;
    const ended = once(process, 'exit');
    process.kill('SIGKILL');
    await ended;
  };
  onTestFinished(stop);
  return {
    address: () => child.address,
    kill: async () => {
      await child.address;
      await sleep(Math.random() * 20);
      child.process.kill('SIGKILL');
    },
    stop,
  };
}

function started(file: string) {
  const script = fileURLToPath(new URL('gateway.ts', import.meta.url));
  const child = fork(script, [file], { execPath: process.execPath, execArgv: [] });
  return { process: child, address: once(child, 'message').then(([told]) => String(told)) };
}
