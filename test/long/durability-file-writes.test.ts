import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import { expect, it } from 'vitest';

import { seed } from '../../src/storage.ts';
import { examine } from '../../src/store/sqlite/doctor.ts';
import { NOON } from '../api/gateway.ts';
import { ownFolder } from '../own-folder.ts';

const PROGRAM = fileURLToPath(new URL('../../src/start.mjs', import.meta.url));
/** What `ulimit -f` counts in. */
const BLOCK = 512;
/** How many different writes fail for each command. */
const POINTS = 3;

// No file may grow beyond a limit, so the write that would cross it fails; the limit goes up until the command succeeds.
it.each([
  ['backup', (folder: string) => ['backup', join(folder, 'backup.sqlite')], 'backup.sqlite'],
  [
    'export',
    (folder: string) => ['export', '--operator', 'demo', '--output', join(folder, 'out.csv')],
    'out.csv',
  ],
  ['restore', (folder: string) => ['restore', join(folder, 'gateway.sqlite')], 'restored.sqlite'],
])(
  'leaves nothing half-written, whichever write of %s fails',
  { timeout: 90_000 },
  async (name, argsOf, result) => {
    const folder = ownFolder();
    const seeded = join(folder, 'gateway.sqlite');
    await seed({ production: false, databaseFile: seeded, netflix: 'none' }, () => NOON);
    const databaseFile = name === 'restore' ? join(folder, 'restored.sqlite') : seeded;
    const before = readFileSync(seeded);
    const run = (limit: number | null) => program(argsOf(folder), databaseFile, limit);

    const complete = await run(null);
    expect(complete).toMatchObject({ exitCode: 0 });
    const size = statSync(join(folder, result)).size;
    rmSync(join(folder, result));

    for (let point = 0; point < POINTS; point += 1) {
      const { exitCode, stderr } = await run(Math.floor(((size / BLOCK) * point) / POINTS));
      expect({ exitCode, lines: stderr.trim().split('\n').length }).toEqual({ exitCode: 1, lines: 1 });
      expect(existsSync(join(folder, result))).toBe(false);
      expect(readdirSync(folder).filter((file) => file.includes('unfinished'))).toEqual([]);
      expect(readFileSync(seeded).equals(before)).toBe(true);
    }
    expect(await run(null)).toMatchObject({ exitCode: 0 });
    if (result.endsWith('.sqlite')) expect([...examine(join(folder, result))]).toEqual([]);
  },
);

/** The command line as a process of its own whose files cannot grow beyond so many blocks. */
async function program(args: readonly string[], databaseFile: string, limit: number | null) {
  const limited = limit === null ? '' : `ulimit -f ${limit}; `;
  const child = spawn('sh', ['-c', `${limited}exec "$@"`, 'sh', process.execPath, PROGRAM, ...args], {
    env: { PATH: process.env.PATH, DATABASE_URL: databaseFile },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [stderr, [exitCode]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  return { exitCode: exitCode as number | null, stderr }; // null when a signal ended it
}
