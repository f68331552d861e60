import type Database from 'better-sqlite3';
import { eq, getTableColumns, is, Param, Placeholder, sql, type SQL } from 'drizzle-orm';
import type { drizzle } from 'drizzle-orm/better-sqlite3';
import { SQLiteSyncDialect, type SQLiteColumn, type SQLiteTable } from 'drizzle-orm/sqlite-core';

import { attempted } from './errors.ts';
import type { Reader } from './reader.ts';
import type { ReadRequest } from './reading.ts';
import type { DatabaseWatch } from '../watch.ts';

/** An open database: better-sqlite3 runs the statements, Drizzle writes them. */
export interface Sqlite {
  readonly connection: Database.Database;
  readonly drizzle: ReturnType<typeof drizzle>;
  /** Where long lists are read; left out, they are read here, and everybody waits. */
  readonly reader?: Reader | undefined;
  readonly watch?: DatabaseWatch | undefined;
}

const DIALECT = new SQLiteSyncDialect();

/** What fills the placeholders, by name. */
export type Values = Readonly<Record<string, string | number | bigint | null>>;

/** A statement written once by Drizzle and compiled once by SQLite; its placeholders are filled by name on each call. */
export interface Statement<Row> {
  all: (values?: Values) => Row[];
  get: (values?: Values) => Row | undefined;
  run: (values?: Values) => number;
  /** What a reader is asked for the same rows. */
  asked: (values: Values) => ReadRequest;
}

interface Written {
  toSQL: () => { sql: string; params: unknown[] };
}

interface StatementOptions {
  /** Integers as bigint, for sums that may be larger than a number holds exactly. */
  readonly bigints?: boolean;
}

/**
 * A query that Drizzle has written, compiled when it is first needed: a start that compiled all of them would keep everybody waiting. Building
 * and mapping with Drizzle on every call costs more than running the statement, so it is done once; rows come back as SQLite names them, see
 * `columnsOf`.
 */
export function statement<Row>(
  sqlite: Sqlite,
  query: Written,
  options: StatementOptions = {},
): Statement<Row> {
  let known: Statement<Row> | undefined;
  const compiled = () => (known ??= compile<Row>(sqlite.connection, query, options));
  const { watch } = sqlite;
  const attempt = watch
    ? <T>(run: () => T): T => {
        watch.statement();
        return attempted(run);
      }
    : attempted;
  return {
    all: (values) => attempt(() => compiled().all(values)),
    get: (values) => attempt(() => compiled().get(values)),
    run: (values) => attempt(() => compiled().run(values)),
    asked: (values) => compiled().asked(values),
  };
}

function compile<Row>(
  connection: Database.Database,
  query: Written,
  { bigints = false }: StatementOptions,
): Statement<Row> {
  const { sql: text, params } = query.toSQL();
  const prepared = connection.prepare<unknown[], Row>(text).safeIntegers(bigints);
  const names = params.map((param) => {
    const value = is(param, Param) ? param.value : param;
    return is(value, Placeholder) ? { name: value.name } : { value };
  });
  const bind = (values: Values) =>
    names.map((param) => {
      if (param.name === undefined) return param.value;
      const value = values[param.name];
      if (value === undefined) throw new Error(`Expected a value for :${param.name} of ${text}`);
      return value;
    });
  return {
    all: (values = {}) => prepared.all(...bind(values)),
    get: (values = {}) => prepared.get(...bind(values)),
    run: (values = {}) => prepared.run(...bind(values)).changes,
    asked: (values) => ({ text, params: bind(values) }),
  };
}

/** Every column of a table under its name in TypeScript, so that a row needs no mapping: `{ receivedOn: "received_on" AS "receivedOn" }`. */
export function columnsOf(table: SQLiteTable): Record<string, SQL.Aliased> {
  return Object.fromEntries(
    Object.entries(getTableColumns(table)).map(([name, column]) => [name, sql`${column}`.as(name)]),
  );
}

/** Adds one row to a table, with a placeholder for every column by its name in TypeScript, or puts it in place of one with the same key. */
export function insertInto(
  sqlite: Sqlite,
  table: SQLiteTable,
  overwriting: readonly SQLiteColumn[] = [],
): Statement<never> {
  const columns = Object.entries(getTableColumns(table));
  const names = sql.join(
    columns.map(([, column]) => sql.identifier(column.name)),
    sql`, `,
  );
  const values = sql.join(
    columns.map(([name]) => sql`${sql.placeholder(name)}`),
    sql`, `,
  );
  const key = sql.join(
    overwriting.map((column) => sql.identifier(column.name)),
    sql`, `,
  );
  const replaced = sql.join(
    columns.map(([, { name }]) => sql`${sql.identifier(name)} = excluded.${sql.identifier(name)}`),
    sql`, `,
  );
  const conflict = overwriting.length > 0 ? sql` ON CONFLICT (${key}) DO UPDATE SET ${replaced}` : sql``;
  return handwritten(sqlite, sql`INSERT INTO ${table} (${names}) VALUES (${values})${conflict}`);
}

/** Sets the named columns of the row with an id (or another key), each to the placeholder of its name. */
export function updateOf(
  sqlite: Sqlite,
  table: SQLiteTable,
  names: readonly string[],
  key = 'id',
): Statement<never> {
  const columns = getTableColumns(table);
  const named = (name: string) => sql.identifier(columns[name]?.name ?? name);
  const set = sql.join(
    names.map((name) => sql`${named(name)} = ${sql.placeholder(name)}`),
    sql`, `,
  );
  return handwritten(sqlite, sql`UPDATE ${table} SET ${set} WHERE ${named(key)} = ${sql.placeholder(key)}`);
}

/**
 * Sets, of the named columns of a row, those in which it is another than it was. What stays is not written: SQLite writes to every index of a
 * column that an update names.
 */
export function changesIn<Row extends { readonly [K in keyof Row]: string | number | null }>(
  sqlite: Sqlite,
  table: SQLiteTable,
  names: readonly (keyof Row & string)[],
): (after: Row & { readonly id: number }, before: Row) => void {
  const updates = new Map<string, Statement<never>>();
  return (after, before) => {
    const changed = names.filter((name) => after[name] !== before[name]);
    if (changed.length === 0) return;
    const key = changed.join();
    const update = updates.get(key) ?? updateOf(sqlite, table, changed);
    updates.set(key, update);
    update.run({ id: after.id, ...Object.fromEntries(changed.map((name) => [name, after[name]])) });
  };
}

/** A statement that Drizzle's builders cannot word, from Drizzle's `sql`. */
export function handwritten<Row = never>(
  sqlite: Sqlite,
  query: SQL,
  options: StatementOptions = {},
): Statement<Row> {
  return statement(sqlite, { toSQL: () => DIALECT.sqlToQuery(query) }, options);
}

/**
 * A placeholder for a number that does not decide how the statement runs. SQLite compiles a statement anew at every call when a bare
 * placeholder stands in its LIMIT, or in an equality beside ORDER BY, and that takes longer than running it; an expression it takes as it is.
 */
export function steady(name: string): SQL {
  return sql`(${sql.placeholder(name)} + 0)`;
}

/** The same for a text. */
export function steadyText(name: string): SQL {
  return sql`(${sql.placeholder(name)} || '')`;
}

/** The same for Drizzle's `limit` and `offset`, which take an expression although their types do not say so. */
export function steadyLimit(name: string | number): Placeholder {
  const limit: unknown = typeof name === 'number' ? sql.raw(String(name)) : steady(name);
  return limit as Placeholder;
}

/**
 * The list behind a placeholder that holds a JSON array, as rows with `value`: one constant statement for lists of any length. CROSS JOIN
 * keeps it in front of the table that is looked into; SQLite would sometimes rather walk the table and look each row up in the list.
 */
export function eachOf(name: string): SQL {
  return sql`json_each(${sql.placeholder(name)})`;
}

/** The rows of a table whose ids are in the list behind `keys`. */
export function byIds<Row>(
  sqlite: Sqlite,
  table: SQLiteTable & { readonly id: SQLiteColumn },
  columns: Readonly<Record<string, SQL.Aliased>>,
): Statement<Row> {
  const each = sql`${eachOf('keys')} AS k`;
  const rows = sqlite.drizzle.select(columns).from(each).crossJoin(table);
  return statement(sqlite, rows.where(eq(table.id, sql`k.value`)));
}

/** What fills the placeholder of `eachOf`: every value once, so that no row is found twice. */
export function listOf(values: readonly (string | number)[]): string {
  return JSON.stringify([...new Set(values)]);
}

/** The rows in the order of the keys that were asked for, null where there is none. */
export function inOrderOf<K, Row>(
  keys: readonly K[],
  rows: readonly Row[],
  keyOf: (row: Row) => K,
): (Row | null)[] {
  const found = new Map(rows.map((row) => [keyOf(row), row]));
  return keys.map((key) => found.get(key) ?? null);
}
