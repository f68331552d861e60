import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

import Database from 'better-sqlite3';
import { expect, it, onTestFinished, vi } from 'vitest';

import { createApiKey } from '../../src/auth/rules/credentials.ts';
import { inBatch } from '../../src/batches.ts';
import { DEFAULT_POLICY } from '../../src/operators/operator.ts';
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

it('shows one state to a batch of requests, and a newer one to the next', async () => {
  const { snapshot, count, writeElsewhere } = openTwo();
  const seen: unknown[] = [];
  const look = () => void seen.push([snapshot.renew(), count()]);
  // Outside of a batch each is shown what is new by then.
  snapshot.renew();
  writeElsewhere(1);
  inBatch(look);
  inBatch(() => writeElsewhere(2));
  inBatch(look);
  inBatch(() => void Promise.resolve().then(look));
  // Four are a batch.
  inBatch(look);
  await nextTurn();
  expect(seen).toEqual([
    [true, 1],
    [false, 1],
    [false, 1],
    [true, 2],
  ]);
});

it('begins anew for whoever comes after the batch, and after somebody wrote in it', async () => {
  const { snapshot, count, write, writeElsewhere } = openTwo();
  const seen: unknown[] = [];
  const look = () => void seen.push([snapshot.renew(), count()]);
  inBatch(() => {
    look();
    void write(1).then(look);
  });
  await nextTurn();
  writeElsewhere(2);
  look();
  await vi.waitUntil(() => seen.length === 3);
  expect(seen).toEqual([
    [true, 0],
    [true, 1],
    [true, 2],
  ]);
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

it('looks a credential up once in a batch, and sees in the next what became of it', async () => {
  const file = join(ownFolder(), 'gateway.db');
  let statements = 0;
  const watch = { statement: () => (statements += 1), transaction: vi.fn(), busy: vi.fn(), queue: vi.fn() };
  const store = openSqliteStore({ file, clock: Date.now, watch });
  onTestFinished(() => store.close());
  const added = await store.addOperator(
    { code: 'first', name: 'First', localCurrency: 'EUR', ...DEFAULT_POLICY },
    { actor: 'test' },
  );
  const key = { name: 'Test', scopes: [], expiresOn: null, wallClock: Date.now() };
  const { apiKey } = await store
    .of(added?.id ?? 0)
    .addApiKey((facts) => createApiKey(key, facts), { actor: 'test' });
  const elsewhere = new Database(file);
  onTestFinished(() => void elsewhere.close());
  const lookedUp = () =>
    new Promise((resolve) => {
      inBatch(() => void store.credentials.apiKeyByPrefix(apiKey?.prefix ?? '').then(resolve));
    });

  statements = 0;
  const together = await Promise.all([lookedUp(), lookedUp(), lookedUp()]);
  expect(together).toEqual(together.map(() => ({ apiKey, operator: added })));
  // The key, and whose it is.
  expect(statements).toBe(2);
  elsewhere.exec('UPDATE api_keys SET revoked_on = 7');
  expect(await lookedUp()).toMatchObject({ apiKey: { revokedOn: 7 } });
});

it('is forgotten with its connection', async () => {
  const { snapshot, connection } = openTwo();
  snapshot.renew();
  connection.close();
  await nextTurn();
  expect(connection.open).toBe(false);
});
