import { fileURLToPath } from 'node:url';

import { readMigrationFiles, type MigrationMeta } from 'drizzle-orm/migrator';
import type Database from 'better-sqlite3';

import { UnusableDatabase } from './errors.ts';

const FOLDER = fileURLToPath(new URL('../../../drizzle/sqlite', import.meta.url));

/**
 * Brings a database to the newest migration, each in a transaction of its own. Drizzle's own migrator cannot rebuild a table while foreign
 * keys are on, ignores an edited migration, and two processes that start together trip over each other; its files and its book-keeping table
 * are used here. Throws `UnusableDatabase` for the database of another program or of a newer version, or one whose migrations are not these.
 */
export function migrate(connection: Database.Database): { applied: number } {
  const migrations = readMigrationFiles({ migrationsFolder: FOLDER });
  refuseForeign(connection);
  connection.pragma('foreign_keys = OFF');
  connection.exec(
    'CREATE TABLE IF NOT EXISTS __drizzle_migrations (id INTEGER PRIMARY KEY, hash TEXT NOT NULL, created_at INTEGER NOT NULL)',
  );
  let applied = 0;
  while (connection.transaction(() => applyNext(connection, migrations)).immediate()) applied += 1;
  connection.pragma('foreign_keys = ON');
  return { applied };
}

// The tables of another program must not get ours beside them.
function refuseForeign(connection: Database.Database): void {
  const tables = connection
    .prepare<[], { name: string }>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    )
    .all();
  if (tables.length === 0 || tables.some(({ name }) => name === '__drizzle_migrations')) return;
  throw new UnusableDatabase(
    `${connection.name} is the database of another program (it has a table ${tables[0]?.name ?? ''}); set DATABASE_URL to another file.`,
  );
}

// Looks again inside each transaction: another process may have gone ahead.
function applyNext(connection: Database.Database, migrations: readonly MigrationMeta[]): boolean {
  const done = connection
    .prepare<[], { hash: string }>('SELECT hash FROM __drizzle_migrations ORDER BY created_at')
    .all();
  if (done.length > migrations.length) {
    throw new UnusableDatabase(
      `${connection.name} comes from a newer version of the gateway (${String(done.length)} migrations, this version knows ${String(migrations.length)}); run that version or a newer one.`,
    );
  }
  const strange = done.findIndex(({ hash }, index) => hash !== migrations[index]?.hash);
  if (strange >= 0) {
    throw new UnusableDatabase(
      `${connection.name} was made by other migrations than these: number ${String(strange + 1)} differs. A migration that has been applied must not be edited.`,
    );
  }
  const next = migrations[done.length];
  if (!next) return false;
  for (const statement of next.sql) connection.exec(statement);
  const broken = connection.pragma('foreign_key_check');
  if (!Array.isArray(broken) || broken.length > 0) {
    throw new Error(
      `Expected migration ${String(done.length + 1)} to keep every foreign key, found ${JSON.stringify(broken)}.`,
    );
  }
  connection
    .prepare('INSERT INTO __drizzle_migrations (hash, created_at) VALUES (?, ?)')
    .run(next.hash, next.folderMillis);
  return true;
}
