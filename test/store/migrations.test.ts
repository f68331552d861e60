import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import Database from 'better-sqlite3';
import { expect, it } from 'vitest';

import { connect } from '../../src/store/sqlite/connect.ts';
import { examine } from '../../src/store/sqlite/doctor.ts';
import { UnusableDatabase } from '../../src/store/sqlite/errors.ts';
import { migrateSqlite } from '../../src/store/sqlite/open.ts';
import { ownFolder } from '../own-folder.ts';

const OPERATOR = `INSERT INTO operators (id, code, name, local_currency, decision_window_hours, on_silence, last_event, newest_on)
  VALUES (1, 'cytel', 'Cytel', 'EUR', 24, 'WAIT', 1, 5)`;
const CREATED = `INSERT INTO events (id, operator_id, type, occurred_on, actor, changes)
  VALUES (4294967297, 1, 'OPERATOR_CREATED', 5, 'test', '[]')`;

it(
  'carries on from wherever a statement of a migration failed, and keeps what is there',
  { timeout: 120_000 },
  () => {
    const statements = countStatements();
    let halfway = 0;
    for (let n = 1; n <= statements; n += 1) {
      const file = newFile();
      let left = n;
      const failing = () =>
        connect(file, {
          onStatement: () => {
            if ((left -= 1) === 0) throw new Error('injected by the test');
          },
        });
      expect(failing).toThrow('injected by the test');
      if (appliedIn(file) > 0) {
        // The first migration stands: what was written since has to survive the others.
        halfway += 1;
        edit(file, `${OPERATOR}; ${CREATED}`);
      }
      migrateSqlite(file);
      expect([...examine(file)]).toEqual([]);
      expect(migrateSqlite(file)).toEqual({ applied: 0 });
      rmSync(file);
    }
    console.log(
      `${statements} statements of migrations failed, one by one, ${halfway} of them behind the first one`,
    );
    expect(statements).toBeGreaterThan(80);
    expect(halfway).toBeGreaterThan(30);
  },
);

it('carries on from wherever the process was killed', { timeout: 60_000 }, async () => {
  const statements = countStatements();
  for (let n = 5; n <= statements; n += 23) {
    const file = newFile();
    expect(await killedAt(n, file)).toBe('SIGKILL');
    migrateSqlite(file);
    expect([...examine(file)]).toEqual([]);
  }
});

it('leaves the database of another program as it was, to the byte', () => {
  const file = newFile();
  edit(file, 'CREATE TABLE songs (title TEXT)');
  const before = readFileSync(file);
  expect(() => connect(file)).toThrow(UnusableDatabase);
  expect(readFileSync(file).equals(before)).toBe(true);
});

it('waits for the disk at every commit', () => {
  const { connection } = connect(newFile());
  expect(connection.pragma('journal_mode', { simple: true })).toBe('wal');
  // 2 = FULL
  expect(connection.pragma('synchronous', { simple: true })).toBe(2);
  connection.close();
});

it('copies its log into the file whenever it has 8 MB', () => {
  const file = newFile();
  const { connection } = connect(file, { pragmas: ['synchronous = OFF'] });
  connection.exec('CREATE TABLE stuff (bytes BLOB)');
  const add = connection.prepare('INSERT INTO stuff VALUES (zeroblob(1000000))');
  const log = () => statSync(`${file}-wal`).size / 1e6;
  for (let n = 0; n < 7; n += 1) add.run();
  expect(log()).toBeGreaterThan(7);
  for (let n = 0; n < 30; n += 1) add.run();
  expect(log()).toBeLessThan(10);
  expect(statSync(file).size).toBeGreaterThan(25e6);
  connection.close();
});

const newFile = () => join(ownFolder(), 'gateway.sqlite');

function countStatements(): number {
  let count = 0;
  connect(newFile(), { onStatement: () => (count += 1) }).connection.close();
  return count;
}

function appliedIn(file: string): number {
  const connection = new Database(file);
  try {
    const tables = connection
      .prepare('SELECT name FROM sqlite_master WHERE name = ?')
      .all('__drizzle_migrations');
    if (tables.length === 0) return 0;
    return Number(connection.prepare('SELECT count(*) FROM __drizzle_migrations').pluck().get());
  } finally {
    connection.close();
  }
}

/** A process of its own that is killed as it comes to its n-th statement; answers how it ended. */
async function killedAt(n: number, file: string): Promise<unknown> {
  const program = fileURLToPath(new URL('processes/migrating.ts', import.meta.url));
  const child = spawn(process.execPath, [program, file, String(n)], { stdio: 'inherit' });
  const [, signal] = await once(child, 'exit');
  return signal;
}

function edit(file: string, sql: string): void {
  const connection = new Database(file);
  connection.exec(sql);
  connection.close();
}
