import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

import { openStore, seed } from '../../src/storage.ts';
import { runCommandLine } from '../../src/cli/command-line.ts';
import type { Environment } from '../../src/config.ts';
import type { OperatorStore } from '../../src/store/store.ts';
import { ownFolder } from '../own-folder.ts';

/** What a command printed, and how it ended. */
export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** When the tests of the command line happen. */
export const NOW = Date.parse('2026-06-15T12:00:00Z');

interface World {
  readonly env?: Environment;
  readonly clock?: () => number;
}

/** The command line over a database of this test's own that holds the demo operator, as it is at `NOW`. */
export async function seededCommandLine(world: World = {}) {
  const line = commandLine(world);
  writeFileSync(line.file('gateway.sqlite'), await (demo ??= demoFile()));
  return line;
}

/** The file of the demo, made once for all tests of this process. */
let demo: Promise<Buffer> | undefined;

async function demoFile(): Promise<Buffer> {
  const databaseFile = join(ownFolder(), 'gateway.sqlite');
  await seed({ production: false, databaseFile, netflix: 'none' }, () => NOW);
  return readFileSync(databaseFile);
}

/** A folder and a database of this test's own, with the command line over it. */
export function commandLine({ env = {}, clock = () => NOW }: World = {}) {
  const folder = ownFolder();
  const databaseFile = join(folder, 'gateway.sqlite');
  const stopping = new AbortController();

  const run = async (args: readonly string[], input = ''): Promise<Ended> => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const printed = Promise.all([text(stdout), text(stderr)]);
    const exitCode = await runCommandLine(args, {
      stdin: Readable.from([Buffer.from(input)]),
      stdout,
      stderr,
      env: { NODE_ENV: 'test', DATABASE_URL: databaseFile, ...env },
      clock,
      stopping: stopping.signal,
    });
    stdout.end();
    stderr.end();
    const [out, err] = await printed;
    return { exitCode, stdout: out, stderr: err };
  };

  return {
    /** Where a file of this test can be. */
    file: (name: string) => join(folder, name),
    /** `gateway …`, with words separated by spaces; `input` is standard input. */
    gateway: (words: string, input?: string) => run(words.split(' '), input),
    run,
    stop: () => stopping.abort(),
    /** Looks into the database as an operator sees it. */
    look: async <T>(code: string, at: (store: OperatorStore) => Promise<T>): Promise<T> => {
      const store = openStore({ production: false, databaseFile, netflix: 'none' }, { clock });
      try {
        const operator = await store.operatorByCode(code);
        if (!operator) throw new Error(`Expected operator ${code}, found none.`);
        return await at(store.of(operator.id));
      } finally {
        store.close();
      }
    },
  };
}
