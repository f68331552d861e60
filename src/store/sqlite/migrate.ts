import { fileURLToPath } from 'node:url';

import { readMigrationFiles, type MigrationMeta } from 'drizzle-orm/migrator';
import type Database from 'better-sqlite3';

import { UnusableDatabase } from './errors.ts';

const FOLDER = fileURLToPath(new URL('../../../drizzle/sqlite', import.meta.url));

/**
 * Brings a database to the newest migration, each in a transaction of its own: whoever is killed in between is carried on from there. Drizzle's
 * own migrator cannot rebuild a table while foreign keys are on, ignores an edited migration, and two processes that start together trip over
 * each other; its files and its book-keeping table are used here. Throws `UnusableDatabase` as `lackingIn` does.
 */
export function migrate(connection: Database.Database): { applied: number } {
  const migrations = known();
  connection.pragma('foreign_keys = OFF');
  connection.exec(
    'CREATE TABLE IF NOT EXISTS __drizzle_migrations (id INTEGER PRIMARY KEY, hash TEXT NOT NULL, created_at INTEGER NOT NULL)',
  );
  let applied = 0;
  while (connection.transaction(() => applyNext(connection, migrations)).immediate()) applied += 1;
  connection.pragma('foreign_keys = ON');
  return { applied };
}

/**
 * How many migrations a database lacks; it is read only. Throws `UnusableDatabase` for the database of another program or of a newer version,
 * or one whose migrations are not these.
 */
export function lackingIn(connection: Database.Database): number {
  const migrations = known();
  const tables = connection
    .prepare<[], { name: string }>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    )
    .all();
  if (tables.length === 0) return migrations.length;
  // The tables of another program must not get ours beside them.
  if (!tables.some(({ name }) => name === '__drizzle_migrations')) {
    throw new UnusableDatabase(
      `${connection.name} is the database of another program (it has a table ${tables[0]?.name ?? ''}); set DATABASE_URL to another file.`,
    );
  }
  return migrations.length - doneIn(connection, migrations);
}

function known(): readonly MigrationMeta[] {
  return readMigrationFiles({ migrationsFolder: FOLDER });
}

// Looks again inside each transaction: another process may have gone ahead.
function applyNext(connection: Database.Database, migrations: readonly MigrationMeta[]): boolean {
  const done = doneIn(connection, migrations);
  const next = migrations[done];
  if (!next) return false;
  for (const statement of next.sql) connection.exec(statement);
  const broken = connection.pragma('foreign_key_check');
  if (!Array.isArray(broken) || broken.length > 0) {
    throw new Error(
      `Expected migration ${String(done + 1)} to keep every foreign key, found ${JSON.stringify(broken)}.`,
    );
  }
  connection
    .prepare('INSERT INTO __drizzle_migrations (hash, created_at) VALUES (?, ?)')
    .run(next.hash, next.folderMillis);
  return true;
}

/** How many migrations were applied. Each is known by the checksum of its file. */
function doneIn(connection: Database.Database, migrations: readonly MigrationMeta[]): number {
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
  return done.length;
}
