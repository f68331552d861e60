import { sql } from 'drizzle-orm';
import { expect, it } from 'vitest';

import { forEachChoice } from '../../src/store/sqlite/choosing.ts';

const COLUMNS = Object.fromEntries(['id', 'name', 'amount'].map((name) => [name, sql`${name}`.as(name)]));

it('reads only what is looked at, however many odd choices came before', () => {
  const read = forEachChoice(COLUMNS, ['id'], (columns) => Object.keys(columns));
  for (let n = 0; n < 1_000; n += 1) read({ key: `odd ${n}`, names: ['amount'] });
  expect(read({ key: 'usual', names: ['name'] })).toEqual(['id', 'name']);
});

it('writes a statement once while it is in use', () => {
  const read = forEachChoice(COLUMNS, [], (columns) => Object.keys(columns));
  const first = read({ key: 'usual', names: ['name'] });
  expect(read({ key: 'usual', names: ['name'] })).toBe(first);
});
