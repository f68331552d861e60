import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';

import { draft } from '../../src/ruling.ts';
import { UnusableDatabase } from '../../src/store/sqlite/errors.ts';
import { migrateSqlite, openSqliteStore, type SqliteOptions } from '../../src/store/sqlite/open.ts';
import { StorageFull, StoreBusy, StoreReadOnly } from '../../src/store/store.ts';
import { ownFolder } from '../own-folder.ts';
import { everything } from './everything.ts';
import { DOING, DRY, telecom } from './telecom.ts';

describe('opening', () => {
  it.each<[string, (file: string) => unknown, RegExp]>([
    [
      'a file that is no database',
      (file) => writeFileSync(file, 'Dear diary, '.repeat(500)),
      /is not a SQLite database/,
    ],
    ['a folder', (file) => mkdirSync(file), /cannot be opened/],
    ['a damaged database', damage, /is damaged/],
    [
      'the database of another program',
      (file) => {
        const foreign = new Database(file);
        foreign.exec('CREATE TABLE songs (title TEXT)');
        foreign.close();
      },
      /is the database of another program \(it has a table songs\)/,
    ],
    [
      'a database of a newer version',
      (file) =>
        editNew(file, "INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('later', 9999999999999)"),
      /comes from a newer version/,
    ],
    [
      'a database that an edited migration made',
      (file) => editNew(file, "UPDATE __drizzle_migrations SET hash = 'other' WHERE id = 1"),
      /was made by other migrations than these: number 1/,
    ],
  ])('refuses %s and says so in one sentence', (_what, make, sentence) => {
    const file = newFile();
    make(file);
    const opening = () => open({ file });
    expect(opening).toThrow(UnusableDatabase);
    expect(opening).toThrow(sentence);
    expect(opening).toThrow(file);
    expect(() => migrateSqlite(file)).toThrow(sentence);
  });

  it('refuses a folder that does not exist', () => {
    const file = join(newFile(), 'gateway.db');
    expect(() => open({ file })).toThrow(UnusableDatabase);
    expect(() => open({ file })).toThrow(`The folder of ${file} does not exist`);
  });

  it('leaves a database of a newer version as it is', () => {
    const file = newFile();
    editNew(file, "INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('later', 9999999999999)");
    edit(file, 'CREATE TABLE later (id INTEGER PRIMARY KEY)');
    const before = readFileSync(file);
    expect(() => open({ file })).toThrow(UnusableDatabase);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('waits for a lock, and gives up with a sentence when it lasts too long', () => {
    const file = newFile();
    migrateSqlite(file);
    const other = connect(file);
    other.exec('BEGIN EXCLUSIVE');
    expect(() => open({ file, openingPatience: 30 })).toThrow(UnusableDatabase);
    expect(() => open({ file, openingPatience: 30 })).toThrow(`${file} is locked by another program`);
    other.exec('ROLLBACK');
    expect(() => open({ file, openingPatience: 30 }).close()).not.toThrow();
  });

  it('applies what is missing, once', () => {
    const file = newFile();
    expect(migrateSqlite(file).applied).toBeGreaterThan(0);
    expect(migrateSqlite(file)).toEqual({ applied: 0 });
  });
});

describe('while another process has the lock', () => {
  it('waits asleep: everything else goes on, and the write is made when the lock is gone', async () => {
    const { cytel, other } = await serving();
    other.exec('BEGIN IMMEDIATE');
    let written = false;
    const writing = cytel.registers('B-1').finally(() => (written = true));
    let turns = 0;
    const started = performance.now();
    while (performance.now() - started < 300) {
      await sleep(1);
      expect((await everything(cytel.store)).customers).toEqual([]);
      turns += 1;
    }
    expect(written).toBe(false);
    // Awake it would be a single turn.
    expect(turns).toBeGreaterThan(5);
    other.exec('COMMIT');
    expect((await writing).problems).toEqual([]);
    expect((await everything(cytel.store)).customers).toHaveLength(1);
  });

  it('is busy when that lasts too long; nothing is written, and the next try succeeds', async () => {
    const { store, cytel, other } = await serving({ writingPatience: 50 });
    const before = await everything(cytel.store);
    other.exec('BEGIN IMMEDIATE');
    const writes = await Promise.allSettled([
      cytel.registers('B-1'),
      cytel.registers('B-2', {}, DRY),
      store.credentials.releaseToken('jti-1', 1, 0),
      store.setting('secret', 'drawn'),
    ]);
    expect(writes.map((write) => write.status === 'rejected' && write.reason instanceof StoreBusy)).toEqual(
      writes.map(() => true),
    );
    expect(await everything(cytel.store)).toEqual(before);
    other.exec('ROLLBACK');
    expect((await cytel.registers('B-1')).customer?.id).toBe(cytel.nth(1));
  });
});

describe('when the database is full', () => {
  it('writes nothing more, reads on, and goes on writing once there is room', async () => {
    const file = newFile();
    migrateSqlite(file);
    // Somebody else's data takes the place that a full disk would not have; deleting it makes room.
    edit(file, 'CREATE TABLE ballast (load BLOB); INSERT INTO ballast VALUES (zeroblob(2000000))');
    const { store, cytel, other } = await serving({ file, pragmas: ['max_page_count = 1'] });
    let registered = 0;
    const fill = async () => {
      for (;;) {
        const before = registered;
        const writes = await Promise.allSettled(
          Array.from({ length: 20 }, (_, index) => cytel.registers(`B-${String(before)}-${String(index)}`)),
        );
        registered += writes.filter(({ status }) => status === 'fulfilled').length;
        const failed = writes.flatMap((write) =>
          write.status === 'rejected' ? [write.reason as unknown] : [],
        );
        if (failed.length > 0) return failed;
      }
    };
    for (const reason of await fill()) expect(reason).toBeInstanceOf(StorageFull);
    await expect(cytel.promotes('x'.repeat(100_000))).rejects.toBeInstanceOf(StorageFull);

    const full = await everything(cytel.store);
    expect(full.customers).toHaveLength(registered);
    expect(await store.operatorByCode('cytel')).toEqual(cytel.operator);
    other.exec('DELETE FROM ballast');
    const { customer } = await cytel.registers('B-NEXT');
    expect(customer?.id).toBe(cytel.nth(registered + 1));
    const { events } = await everything(cytel.store);
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => cytel.nth(index + 1)));
  });
});

describe('when the database is read-only', () => {
  it('refuses to write and reads on', async () => {
    const file = newFile();
    const { cytel: writing } = await serving({ file });
    const anna = await writing.subscribes('B-1');
    const store = open({ file, pragmas: ['query_only = 1'] });
    onTestFinished(() => store.close());
    const cytel = store.of(writing.operator.id);
    const writes = await Promise.allSettled([
      cytel.settleCharges(1, () => expect.unreachable('no rule is asked'), DRY),
      store.addOperator({ ...writing.operator, code: 'nova' }, DRY),
      store.setting('secret', 'drawn'),
    ]);
    expect(
      writes.map((write) => write.status === 'rejected' && write.reason instanceof StoreReadOnly),
    ).toEqual(writes.map(() => true));
    expect(await cytel.customersById([anna.id])).toEqual([anna]);
    // What another process writes is seen.
    await writing.registers('B-2');
    expect((await everything(cytel)).customers).toHaveLength(2);
  });
});

it('undoes what cannot be committed, and goes on writing', async () => {
  const file = newFile();
  const { cytel: earlier } = await serving({ file });
  // What refers to nothing is found out at COMMIT then, in the first transaction.
  const store = open({ file, pragmas: ['defer_foreign_keys = 1'] });
  onTestFinished(() => store.close());
  const cytel = store.of(earlier.operator.id);
  const failing = cytel.updateOperator(({ operator }) => {
    const change = draft();
    change.put('operators', operator, { ...operator, name: 'Other' });
    change.event({ type: 'OPERATOR_UPDATED', customerId: earlier.nth(9), changes: [] });
    return change.rules(null);
  }, DOING);
  const nova = { ...earlier.operator, code: 'nova' };
  const sharing = store.addOperator(nova, DOING);
  await expect(failing).rejects.toThrow(/foreign key/i);
  // Nobody was told that something is written which is not.
  await expect(sharing).rejects.toThrow(/foreign key/i);
  expect(await cytel.operator()).toEqual(earlier.operator);
  expect(await store.operatorByCode('nova')).toBeNull();
  expect(await store.addOperator(nova, DOING)).toMatchObject({ code: 'nova' });
});

it('answers whoever still waits when the store is closed', async () => {
  const { store, cytel } = await serving();
  const late = cytel.registers('B-1');
  store.close();
  await expect(late).rejects.toThrow('not open');
  await expect(cytel.registers('B-2')).rejects.toThrow('not open');
});

const newFile = () => join(ownFolder(), 'gateway.db');

const open = (options: Partial<SqliteOptions>) =>
  openSqliteStore({ file: ':memory:', clock: Date.now, ...options });

/** An operator at work, and another connection to its database. */
async function serving(options: Partial<SqliteOptions> = {}) {
  const { file = newFile() } = options;
  const store = open({ ...options, file });
  onTestFinished(() => store.close());
  return { store, cytel: await telecom(store, 'cytel'), other: connect(file) };
}

function connect(file: string): Database.Database {
  const connection = new Database(file);
  onTestFinished(() => void connection.close());
  return connection;
}

/** Changes a database behind the gateway's back. */
function edit(file: string, sql: string): void {
  const connection = new Database(file);
  connection.exec(sql);
  connection.close();
}

function editNew(file: string, sql: string): void {
  migrateSqlite(file);
  edit(file, sql);
}

function damage(file: string): void {
  migrateSqlite(file);
  const bytes = readFileSync(file);
  bytes.fill(0xa5, 100, 4096);
  writeFileSync(file, bytes);
}
