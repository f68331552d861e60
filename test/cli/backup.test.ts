import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';

import { openStore } from '../../src/storage.ts';
import { examine } from '../../src/store/sqlite/doctor.ts';
import { telecom } from '../store/telecom.ts';
import { seededCommandLine } from './command-line.ts';

describe('gateway backup', () => {
  it('keeps what there is at one moment, in a file of its own that is sound', async () => {
    const { gateway, file } = await seededCommandLine();
    const backup = file('backup.sqlite');
    expect(await gateway(`backup ${backup}`)).toEqual({
      exitCode: 0,
      stdout: `${file('gateway.sqlite')} is in ${backup}, checked.\n`,
      stderr: '',
    });
    expect([...examine(backup)]).toEqual([]);
    expect(chargesIn(backup)).toEqual(chargesIn(file('gateway.sqlite')));
    expect(existsSync(file('backup.sqlite.unfinished'))).toBe(false);
  });

  it('is for nobody else to read than the database is', async () => {
    const { gateway, file } = await seededCommandLine();
    chmodSync(file('gateway.sqlite'), 0o600);
    await gateway(`backup ${file('backup.sqlite')}`);
    expect(statSync(file('backup.sqlite')).mode & 0o777).toBe(0o600);
  });

  it('is made by a process of its own while others write without pause', async () => {
    const { file } = await seededCommandLine();
    const config = { production: false, databaseFile: file('gateway.sqlite'), netflix: 'none' } as const;
    const store = openStore(config, { clock: Date.now });
    const busy = await telecom(store, 'busy');
    let isOver = false;
    let written = 0;
    const writing = Promise.all(
      Array.from({ length: 8 }, async () => {
        while (!isOver) await busy.registers(`B-${(written += 1)}`);
      }),
    );
    const ends = [];
    for (const name of ['1', '2', '3']) {
      const before = written;
      ends.push(await program(['backup', file(`${name}.sqlite`)], config.databaseFile));
      expect(written).toBeGreaterThan(before);
    }
    isOver = true;
    await writing;
    store.close();
    expect(ends).toEqual(ends.map(() => ({ exitCode: 0, stderr: '' })));
    const counted = ['1', '2', '3'].map((name) => {
      expect([...examine(file(`${name}.sqlite`))]).toEqual([]);
      return customersIn(file(`${name}.sqlite`));
    });
    expect(counted).toEqual(counted.toSorted((one, other) => one - other));
    expect(counted.at(-1)).toBeLessThanOrEqual(customersIn(config.databaseFile));
  });

  it.each<[string, (file: (name: string) => string) => void, string, RegExp]>([
    [
      'over a file',
      (file) => writeFileSync(file('taken'), 'precious'),
      'taken',
      /taken is there already; a backup never takes the place of a file/,
    ],
    ['over a folder', (file) => mkdirSync(file('taken')), 'taken', /taken is there already/],
    [
      'into a folder that does not exist',
      () => undefined,
      'none/backup.sqlite',
      /none\/backup\.sqlite\.unfinished/,
    ],
    [
      'of a damaged database',
      (file) => {
        const connection = new Database(file('gateway.sqlite'));
        connection.pragma('foreign_keys = OFF');
        connection.exec('UPDATE charges SET customer_id = 4294967296 + 900 WHERE id = 4294967296 + 1');
        connection.close();
      },
      'backup.sqlite',
      /is not sound, and no copy of it is kept/,
    ],
  ])('is not made %s', async (_what, prepare, name, sentence) => {
    const { gateway, file } = await seededCommandLine();
    prepare(file);
    const before = backupsIn(file('.'));
    const { exitCode, stdout, stderr } = await gateway(`backup ${file(name)}`);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(sentence);
    expect(backupsIn(file('.'))).toEqual(before);
  });

  it('is not made of a database that is not there', async () => {
    const { run, file } = await seededCommandLine({ env: { DATABASE_URL: '/no/such.sqlite' } });
    expect(await run(['backup', file('backup.sqlite')])).toMatchObject({
      exitCode: 1,
      stderr: 'There is no database /no/such.sqlite.\n',
    });
    expect(existsSync(file('backup.sqlite'))).toBe(false);
  });
});

/** The command line as a process of its own. */
async function program(args: readonly string[], databaseFile: string) {
  const start = fileURLToPath(new URL('../../src/start.mjs', import.meta.url));
  const child = spawn(process.execPath, [start, ...args], {
    env: { PATH: process.env.PATH, DATABASE_URL: databaseFile },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [stderr, [exitCode]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  return { exitCode: exitCode as number, stderr }; // it ends by itself
}

/** What is in a folder beside the database and its log. */
function backupsIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => !name.startsWith('gateway.sqlite'));
}

function chargesIn(file: string): unknown[] {
  return read(file, 'SELECT * FROM charges ORDER BY id');
}

function customersIn(file: string): number {
  return read(file, 'SELECT id FROM customers').length;
}

function read(file: string, sql: string): unknown[] {
  const connection = new Database(file, { readonly: true });
  try {
    return connection.prepare(sql).all();
  } finally {
    connection.close();
  }
}
