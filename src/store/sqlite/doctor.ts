import Database from 'better-sqlite3';

import { explained } from './connect.ts';
import { UnusableDatabase } from './errors.ts';
import { lackingIn, migrate } from './migrate.ts';
import { PROMISES } from './promises/all.ts';

/** Something in a database that breaks a promise. */
export interface Finding {
  /** Names the promise, for programs. */
  readonly check: string;
  /** What is promised. */
  readonly promise: string;
  /** What was found instead. */
  readonly found: string;
}

/**
 * Compares a database file with every promise that can be read off it, as it stands at one moment, and tells what breaks one, as it is found:
 * nothing is collected, however large the file is. It is only read, and others may write meanwhile. Throws `UnusableDatabase` for a file that
 * cannot be examined.
 */
export function* examine(file: string): Generator<Finding> {
  const connection = explained(file, () => openToRead(file));
  try {
    yield* examineConnection(connection);
  } finally {
    connection.close();
  }
}

function openToRead(file: string): Database.Database {
  const connection = new Database(file, { readonly: true, fileMustExist: true, timeout: 10_000 });
  try {
    connection.exec('BEGIN');
    const lacking = lackingIn(connection);
    if (lacking > 0)
      throw new UnusableDatabase(`${file} lacks ${lacking} migrations; run the command migrate first.`);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** The same for a database that is open. */
function* examineConnection(connection: Database.Database): Generator<Finding> {
  yield* attempted(FILE, faultsOfFile(connection));
  yield* attempted(LINKS, brokenLinks(connection));
  yield* attempted(SCHEMA, differencesOfSchema(connection));
  for (const { sql, ...about } of PROMISES) yield* attempted(about, rowsOf(connection, sql));
}

type About = Pick<Finding, 'check' | 'promise'>;

const FILE: About = { check: 'file', promise: 'SQLite finds every page and index of the file in order' };
const LINKS: About = { check: 'links', promise: 'Whatever refers to something finds it' };
const SCHEMA: About = { check: 'schema', promise: 'Tables and indexes are those that the migrations make' };

/** Findings, and one more where SQLite cannot go on, such as on a damaged page: the other promises are still examined. */
function* attempted(about: About, findings: Iterable<string>): Generator<Finding> {
  try {
    for (const found of findings) yield { ...about, found };
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
    yield { ...about, found: `This could not be examined: ${error.message}.` };
  }
}

function* rowsOf(connection: Database.Database, sql: string): Generator<string> {
  yield* connection.prepare<[], string>(sql).pluck().iterate();
}

function* faultsOfFile(connection: Database.Database): Generator<string> {
  for (const fault of rowsOf(connection, 'PRAGMA integrity_check')) if (fault !== 'ok') yield fault;
}

function* brokenLinks(connection: Database.Database): Generator<string> {
  const rows = connection.prepare<[], BrokenLink>('PRAGMA foreign_key_check').iterate();
  for (const { table, rowid, parent } of rows)
    yield `Row ${String(rowid)} of ${table} refers to a row of ${parent} that does not exist.`;
}

interface BrokenLink {
  readonly table: string;
  readonly rowid: number | null;
  readonly parent: string;
}

function* differencesOfSchema(connection: Database.Database): Generator<string> {
  const found = schemaOf(connection);
  for (const [name, sql] of schemaAsMigrated()) {
    const is = found.get(name);
    if (is === undefined) yield `There is no ${name}.`;
    else if (is !== sql) yield `The ${name} is ${is}, not ${sql}.`;
  }
}

function schemaAsMigrated(): ReadonlyMap<string, string> {
  const fresh = new Database(':memory:');
  try {
    migrate(fresh);
    return schemaOf(fresh);
  } finally {
    fresh.close();
  }
}

function schemaOf(connection: Database.Database): ReadonlyMap<string, string> {
  const parts = connection
    .prepare<[], { name: string; sql: string }>(
      "SELECT type || ' ' || name AS name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'",
    )
    .all();
  return new Map(parts.map(({ name, sql }) => [name, sql]));
}
