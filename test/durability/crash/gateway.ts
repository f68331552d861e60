import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { SCOPES } from '../../../src/auth/credential.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { platform } from '../../store/platform.ts';
import { existing, telecom } from '../../store/telecom.ts';

const PROGRAM = fileURLToPath(new URL('../../../src/start.mjs', import.meta.url));

/** A gateway in a process of its own, as `npm start` starts it. */
export interface Started {
  readonly address: string;
  /** What it has said, the faults that it met included. */
  readonly said: () => string;
  /** Ends it without a word, whatever it is doing. */
  readonly kill: () => Promise<void>;
}

/** Makes a database with an operator that settles at once and has a platform; answers the key to everything of that operator. */
export async function seed(file: string): Promise<string> {
  const store = openSqliteStore({ file, clock: Date.now });
  try {
    const operator = await telecom(store, 'crash');
    await platform(operator, 'boxes');
    return existing((await operator.drawsKey(SCOPES)).key);
  } finally {
    store.close();
  }
}

/** Starts the gateway on a database; ready once it listens. */
export async function start(file: string): Promise<Started> {
  const child = spawn(process.execPath, [PROGRAM, 'serve'], {
    env: {
      ...{ PATH: process.env.PATH, DATABASE_URL: file, PORT: '0', DEMO_DATA: 'off' },
      ...{ LOG_LEVEL: 'error', LOG_FORMAT: 'json' },
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  const address = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      said += String(chunk);
      const [found] = /http:\/\/[\w.]+:\d+\/graphql/.exec(said) ?? [];
      if (found !== undefined) resolve(found);
    });
    // Once both pipes have told everything.
    child.once('close', (code, signal) => {
      const end = signal ?? `code ${code}`;
      reject(new Error(`Expected the gateway to say where it is, found that it ended with ${end}: ${said}`));
    });
  });
  const ended = once(child, 'exit');
  return {
    address: await address,
    said: () => said,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
