import { and, gt, lt, sql } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';

import type { Condition } from './pages.ts';
import { handwritten, type Sqlite, type Statement, type Values } from './statement.ts';

/** As many rows as may be looked at here, with everybody waiting: it takes about a millisecond. */
export const FEW_ROWS = 2_000;

/** A statement that may look at many more rows than it finds. */
interface Walk<Row> {
  readonly read: Statement<Row>;
  readonly operatorId: number;
  readonly conditions: readonly Condition[];
  /** `lower` and `upper` are the ids between which it walks. */
  readonly values: Values & { readonly lower: number; readonly upper: number };
}

/** Walks through the rows of one table, here as far as nobody has to wait for it, else in the reader. */
interface Walker {
  /** Of the rows from one end, as many as `values.limit` says. */
  readonly page: <Row>(walk: Walk<Row>, descending: boolean) => Promise<Row[]>;
  /** What has to look at all of them. */
  readonly all: <Row>(walk: Walk<Row>) => Promise<Row[]>;
}

/** Whether more rows may have to be looked at than a page has: it ends with its last row, but only an index knows where that is. */
export function mayWalk(conditions: readonly Condition[], offset: number): boolean {
  if (conditions.some(({ found }) => found === 'FEW')) return false;
  // Of several indexes one is walked, and its rows are looked at.
  return offset > FEW_ROWS || conditions.length > 1 || conditions.some(({ found }) => found !== 'TOGETHER');
}

/** The walker of a table whose key is `id`. */
export function walkerOf(
  { reader, ...sqlite }: Sqlite,
  table: SQLiteTable & { readonly id: SQLiteColumn },
): Walker {
  const here = async <Row>({ read, values }: Walk<Row>) => read.all(values);
  if (!reader) return { page: here, all: here };

  const statements = new Map<string, Statement<{ id: number }>>();
  /** The first or last id that the walk comes by, found by the index that it walks along. */
  const endOf = <Row>({ conditions, values }: Walk<Row>, end: 'ASC' | 'DESC'): number | null => {
    const along = conditions.find(({ found }) => found === 'TOGETHER');
    const name = `${along?.name ?? ''} ${end}`;
    let statement = statements.get(name);
    if (!statement) {
      const between = and(gt(table.id, sql.placeholder('lower')), lt(table.id, sql.placeholder('upper')));
      statement = handwritten(
        sqlite,
        sql`SELECT id FROM ${table} WHERE ${and(along?.where(), between)} ORDER BY id ${sql.raw(end)} LIMIT 1`,
      );
      statements.set(name, statement);
    }
    return statement.get(values)?.id ?? null;
  };
  const endsOf = <Row>(walk: Walk<Row>) => {
    const [first, last] = [endOf(walk, 'ASC'), endOf(walk, 'DESC')];
    return first === null || last === null ? null : { first, last };
  };
  const there = <Row>({ read, operatorId, values }: Walk<Row>) =>
    reader.all<Row>(operatorId, read.asked(values));

  return {
    all: async (walk) => {
      const ends = endsOf(walk);
      return ends && ends.last - ends.first > FEW_ROWS ? there(walk) : here(walk);
    },
    page: async (walk, descending) => {
      const ends = endsOf(walk);
      if (!ends || ends.last - ends.first <= FEW_ROWS) return here(walk);
      // Most pages are found among the first rows.
      const { values } = walk;
      const nearest = descending
        ? { ...values, lower: ends.last - FEW_ROWS }
        : { ...values, upper: ends.first + FEW_ROWS };
      const rows = await here({ ...walk, values: nearest });
      return rows.length === values.limit ? rows : there(walk);
    },
  };
}
