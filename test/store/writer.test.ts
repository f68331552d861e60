import { setImmediate as nextTurn } from 'node:timers/promises';

import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';

import { writerOf } from '../../src/store/sqlite/writer.ts';

/** A writer of a table of numbers, over a database in which the statements that `isBroken` names fail. */
function openWriter(isBroken: (sql: string) => boolean) {
  let commits = 0;
  const connection = new Database(':memory:', {
    verbose: (sql) => {
      if (sql === 'COMMIT') commits += 1;
      if (isBroken(String(sql))) throw new Error(`The disk is gone: ${String(sql)}`);
    },
  });
  onTestFinished(() => {
    connection.close();
  });
  connection.exec('CREATE TABLE numbers (n INTEGER)');
  const insert = connection.prepare<[number]>('INSERT INTO numbers VALUES (?)');
  const all = connection.prepare<[], number>('SELECT n FROM numbers ORDER BY n').pluck();
  const write = writerOf(connection, { patience: 100 });
  return {
    write: (n: number) => write(() => insert.run(n)),
    numbers: () => all.all(),
    commits: () => commits,
  };
}

const never = () => false;

it('writes on after a transaction that could not even be undone', async () => {
  let broken: readonly string[] = [];
  const { write, numbers } = openWriter((sql) => broken.includes(sql));
  await write(1);
  broken = ['COMMIT', 'ROLLBACK'];
  await expect(write(2)).rejects.toThrow('The disk is gone: COMMIT');
  await expect(write(3)).rejects.toThrow('The disk is gone: ROLLBACK');
  broken = [];
  await write(4);
  expect(numbers()).toEqual([1, 4]);
});

it('commits once for what comes in turns of the event loop that follow each other', async () => {
  const { write, numbers, commits } = openWriter(never);
  const writes: Promise<unknown>[] = [];
  for (const n of [1, 3, 5]) {
    writes.push(write(n), write(n + 1));
    await nextTurn();
  }
  await Promise.all(writes);
  expect(numbers()).toEqual([1, 2, 3, 4, 5, 6]);
  expect(commits()).toBe(1);
});

it('keeps nobody waiting who is alone', async () => {
  const { write, commits } = openWriter(never);
  const alone = write(1);
  await nextTurn();
  expect(commits()).toBe(1);
  await alone;
});

it('does not wait for ever when more comes in each turn', async () => {
  const { write, commits } = openWriter(never);
  const writes: Promise<unknown>[] = [];
  for (let n = 1; n <= 100; n += 1) {
    writes.push(write(n));
    const end = performance.now() + 1;
    while (performance.now() < end);
    await nextTurn();
  }
  expect(commits()).toBeGreaterThan(2);
  await Promise.all(writes);
});
