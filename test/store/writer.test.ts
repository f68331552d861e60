import { setImmediate as nextTurn } from 'node:timers/promises';

import Database from 'better-sqlite3';
import { expect, it, onTestFinished, vi } from 'vitest';

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
    /** Adds a number, and thinks better of it. */
    regret: (n: number) =>
      write(() => {
        insert.run(n);
        throw new Error(`Not ${String(n)}.`);
      }),
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

it('undoes what could not be undone at once, even if nobody writes', async () => {
  let broken: readonly string[] = [];
  const { write, regret, numbers } = openWriter((sql) => broken.includes(sql));
  await write(1);
  broken = ['ROLLBACK'];
  await expect(regret(2)).rejects.toThrow('Not 2.');
  broken = [];
  await vi.waitFor(() => expect(numbers()).toEqual([1]));
});

it('undoes what throws, and nothing else', async () => {
  const { write, regret, numbers } = openWriter(never);
  await write(1);
  await expect(regret(2)).rejects.toThrow('Not 2.');
  expect(numbers()).toEqual([1]);
  const together = await Promise.allSettled([write(3), regret(4), write(5)]);
  expect(together.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(numbers()).toEqual([1, 3, 5]);
});

/** BEGIN, for each of three works SAVEPOINT, INSERT and RELEASE, for the regretted one ROLLBACK TO besides, and COMMIT. */
const STATEMENTS = 12;

it.each(Array.from({ length: STATEMENTS }, (_, k) => k + 1))(
  'says of everything whether it stands when statement %d of a transaction fails',
  async (failing) => {
    let left = 0;
    const { write, regret, numbers } = openWriter(() => (left -= 1) === 0);
    left = failing;
    const together = await Promise.allSettled([write(1), regret(2), write(3)]);
    expect(left).toBeLessThanOrEqual(0);
    const stand = together.flatMap(({ status }, k) => (status === 'fulfilled' ? [k + 1] : []));
    expect(numbers()).toEqual(stand);
    expect(stand).not.toContain(2);
    await write(4);
    expect(numbers()).toEqual([...stand, 4]);
  },
);

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

it('keeps nobody waiting who is alone, and takes no savepoint', async () => {
  const { write, commits } = openWriter((sql) => sql.includes('SAVEPOINT'));
  const alone = write(1);
  await nextTurn();
  expect(commits()).toBe(1);
  await alone;
  await expect(Promise.all([write(2), write(3)])).rejects.toThrow('The disk is gone: SAVEPOINT work');
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
