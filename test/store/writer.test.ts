import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';

import { writerOf } from '../../src/store/sqlite/writer.ts';

/** A writer of a table of numbers, over a database in which the statements that `isBroken` names fail. */
function openWriter(isBroken: (sql: string) => boolean) {
  const connection = new Database(':memory:', {
    verbose: (sql) => {
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
  return { write: (n: number) => write(() => insert.run(n)), numbers: () => all.all() };
}

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
