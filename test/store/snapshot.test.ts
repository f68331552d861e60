import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

import Database from 'better-sqlite3';
import { expect, it, onTestFinished, vi } from 'vitest';

import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { END_SNAPSHOT, snapshotOn } from '../../src/store/sqlite/snapshot.ts';
import { writerOf } from '../../src/store/sqlite/writer.ts';
import { ownFolder } from '../own-folder.ts';

/** A connection with snapshots, whose statements may be made to fail, and another process's on the same file. */
function openTwo() {
  const file = join(ownFolder(), 'numbers.db');
  let broken: string | null = null;
  const connection = new Database(file, {
    verbose: (sql) => {
      if (sql === broken) throw new Error(`The disk is gone: ${String(sql)}`);
    },
  });
  connection.pragma('journal_mode = WAL');
  connection.exec('CREATE TABLE numbers (n INTEGER)');
  const other = new Database(file);
  onTestFinished(() => {
    other.close();
    connection.close();
  });
  const snapshot = snapshotOn(connection);
  const write = writerOf(connection, { snapshot });
  const insert = connection.prepare<[number]>('INSERT INTO numbers VALUES (?)');
  const count = connection.prepare<[], number>('SELECT count(*) FROM numbers').pluck();
  const elsewhere = other.prepare<[number]>('INSERT INTO numbers VALUES (?)');
  return {
    connection,
    snapshot,
    count: () => count.get(),
    write: (n: number) => write(() => insert.run(n)),
    writeElsewhere: (n: number) => void elsewhere.run(n),
    fail: (sql: string | null) => {
      broken = sql;
    },
  };
}

it('shows one state until the turn is over', async () => {
  const { snapshot, count, writeElsewhere } = openTwo();
  snapshot.renew();
  expect(count()).toBe(0);
  writeElsewhere(1);
  expect(count()).toBe(0);
  await nextTurn();
  expect(count()).toBe(1);
});

it('shows the newest state to each that begins anew', () => {
  const { snapshot, count, writeElsewhere } = openTwo();
  snapshot.renew();
  expect(count()).toBe(0);
  writeElsewhere(1);
  snapshot.renew();
  expect(count()).toBe(1);
});

it('makes way for whoever writes, and then shows what was written', async () => {
  const { snapshot, connection, count, write } = openTwo();
  snapshot.renew();
  expect(count()).toBe(0);
  const written = write(1);
  // Again between the write and its transaction, as a request that comes in at that moment.
  snapshot.renew();
  expect(connection.inTransaction).toBe(true);
  await written;
  expect(connection.inTransaction).toBe(false);
  expect(count()).toBe(1);
});

it('never ends the transaction of somebody who writes', async () => {
  const { snapshot, connection, count } = openTwo();
  connection.exec('BEGIN IMMEDIATE; INSERT INTO numbers VALUES (1)');
  snapshot.renew();
  snapshot.end();
  await nextTurn();
  expect(connection.inTransaction).toBe(true);
  connection.exec('ROLLBACK');
  expect(count()).toBe(0);
});

it('ends later when it cannot end now, and keeps nobody from writing then', async () => {
  const { snapshot, connection, count, write, fail } = openTwo();
  snapshot.renew();
  fail(END_SNAPSHOT);
  await nextTurn();
  expect(() => snapshot.renew()).toThrow('The disk is gone: END');
  await expect(write(1)).rejects.toThrow('The disk is gone: END');
  fail(null);
  await write(2);
  expect(count()).toBe(1);
  snapshot.renew();
  fail(END_SNAPSHOT);
  await nextTurn();
  fail(null);
  await vi.waitUntil(() => !connection.inTransaction);
});

it('hides nothing that processes tell each other', async () => {
  const file = join(ownFolder(), 'gateway.db');
  const store = openSqliteStore({ file, clock: Date.now });
  onTestFinished(() => store.close());
  await store.changeSetting('told', () => 'early');
  const elsewhere = new Database(file);
  onTestFinished(() => void elsewhere.close());
  await store.credentials.apiKeyByPrefix('nbk_nobodys');
  elsewhere.exec("UPDATE settings SET value = 'late' WHERE name = 'told'");
  expect(await store.settingIfAny('told')).toBe('late');
});

it('is forgotten with its connection', async () => {
  const { snapshot, connection } = openTwo();
  snapshot.renew();
  connection.close();
  await nextTurn();
  expect(connection.open).toBe(false);
});
