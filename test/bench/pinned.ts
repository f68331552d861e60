import { spawn, type ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

import { canPin } from './contenders.ts';

/** The cores: the server has one, and whoever asks it another. */
export const SERVER_CORE = 0;
export const LOAD_CORE = 1;

/** Whether a server has its core for itself. */
export const isPinned = canPin && availableParallelism() >= 2;

/** Starts a program of this folder on a core of its own where that is possible, with a line for messages to it. */
export function startOn(
  core: number,
  [program, ...args]: readonly [file: string, ...args: string[]],
  { env = {}, flags = [] }: { env?: Record<string, string>; flags?: readonly string[] } = {},
): ChildProcess {
  const command = [process.execPath, ...flags, fileURLToPath(new URL(program, import.meta.url)), ...args];
  const [file = '', ...rest] = isPinned ? ['taskset', '--cpu-list', String(core), ...command] : command;
  return spawn(file, rest, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
}

/** The next message of a process; rejects when it ends instead. */
export function messageOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = () =>
      reject(new Error(`A process of the bench ended with code ${child.exitCode ?? child.signalCode}.`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message);
    });
  });
}
