import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

import Database from 'better-sqlite3';

import { SANDBOX_ADOPTED, SANDBOX_OWNER } from '../../netflix/sandbox/settings.ts';
import { explained } from './connect.ts';
import { isBusy, UnusableDatabase } from './errors.ts';
import { lackingIn } from './migrate.ts';

/**
 * Copies a database as it stands at one moment, while others write. The copy is on the disk and SQLite has found it sound before it gets its
 * name; what has that name already stays. Blocks until it is done, so it is for a process of its own. Throws `UnusableDatabase`.
 */
export function backUp(database: string, backup: string): void {
  refuseExisting(backup, 'a backup never takes the place of a file, so name another one');
  const unfinished = soundCopy(database, backup);
  try {
    // Unlike a rename, a link fails where somebody was faster.
    onDisk(backup, () => linkSync(unfinished, backup));
  } finally {
    rmSync(unfinished);
  }
  onDisk(backup, () => persist(dirname(backup)));
}

/**
 * Puts a backup where the database is to be, from one moment to the next; with `replacing` also in the place of a database that nobody uses.
 * One of an older version is brought up to date by whoever opens it next. Throws `UnusableDatabase`; then the database is as it was.
 */
export function restore(
  backup: string,
  database: string,
  { replacing }: { readonly replacing: boolean },
): void {
  if (database === ':memory:') throw new UnusableDatabase('DATABASE_URL names no file to restore.');
  if (!replacing) refuseExisting(database, 'add --replace if the backup is to take its place');
  const unfinished = soundCopy(backup, database, forgetSandbox);
  try {
    if (existsSync(database)) refuseUsed(database);
    // SQLite would take the log of another database for the log of this one.
    onDisk(database, () => removeLogs(database));
    onDisk(database, () => renameSync(unfinished, database));
  } finally {
    rmSync(unfinished, { force: true });
  }
  onDisk(database, () => persist(dirname(database)));
}

function refuseExisting(file: string, whatToDo: string): void {
  if (existsSync(file)) throw new UnusableDatabase(`${file} is there already; ${whatToDo}.`);
}

/** A copy beside the file that it is to become, under another name: half of one must not look like a whole one. */
function soundCopy(from: string, to: string, change?: (copy: Database.Database) => void): string {
  if (!existsSync(from)) throw new UnusableDatabase(`There is no database ${from}.`);
  const unfinished = `${to}.unfinished`;
  const clearAway = () => {
    rmSync(unfinished, { force: true });
    removeLogs(unfinished);
  };
  onDisk(unfinished, () => {
    clearAway();
    // Nobody may read the copy who must not read what it is a copy of; SQLite fills a file that is empty.
    closeSync(openSync(unfinished, 'wx', statSync(from).mode & 0o777));
  });
  try {
    using(from, { readonly: true }, (source) => {
      expectOurs(source);
      copyInto(unfinished, source);
    });
    using(unfinished, {}, (copy) => {
      change?.(copy);
      expectSound(copy, from);
    });
    onDisk(unfinished, () => persist(unfinished));
    return unfinished;
  } catch (error) {
    clearAway();
    throw error;
  }
}

function copyInto(copy: string, source: Database.Database): void {
  try {
    source.prepare('VACUUM INTO ?').run(copy);
  } catch (error) {
    // What is damaged is the source; anything else is about where the copy goes.
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_CORRUPT')) throw error;
    explained(copy, () => {
      throw error;
    });
  }
}

function using<T>(file: string, options: Database.Options, use: (connection: Database.Database) => T): T {
  return explained(file, () => {
    const connection = new Database(file, { timeout: 10_000, fileMustExist: true, ...options });
    try {
      return use(connection);
    } finally {
      connection.close();
    }
  });
}

function expectOurs(source: Database.Database): void {
  const tables = source.prepare('SELECT count(*) FROM sqlite_master').pluck().get();
  if (tables === 0) throw new UnusableDatabase(`${source.name} is empty; the command migrate fills it.`);
  lackingIn(source);
}

function expectSound(copy: Database.Database, from: string): void {
  const faults = [...rowsOf(copy, 'integrity_check'), ...rowsOf(copy, 'foreign_key_check')];
  const [first] = faults.filter((fault) => fault !== 'ok');
  if (first !== undefined)
    throw new UnusableDatabase(
      `${from} is not sound, and no copy of it is kept (${first}); the command doctor tells more.`,
    );
}

function rowsOf(connection: Database.Database, pragma: string): string[] {
  return connection.prepare<[], string>(`PRAGMA ${pragma}`).pluck().all();
}

// The sandbox's own file would be ahead of the backup, and take new messages for old ones: under another name it begins anew.
function forgetSandbox(copy: Database.Database): void {
  copy
    .prepare("DELETE FROM settings WHERE name = ? OR name LIKE ? || '%'")
    .run(SANDBOX_OWNER, SANDBOX_ADOPTED);
}

// Whoever has a database open in WAL mode holds a lock on it, even while idle, and only without such locks can it leave that mode.
function refuseUsed(database: string): void {
  try {
    using(database, { timeout: 200 }, (connection) => connection.pragma('journal_mode = DELETE'));
  } catch (error) {
    if (isBusy(error instanceof UnusableDatabase ? error.cause : error))
      throw new UnusableDatabase(`${database} is in use; stop the gateway and every command on it first.`);
    // What cannot be opened is what a backup is for.
    if (!(error instanceof UnusableDatabase)) throw error;
  }
}

function removeLogs(database: string): void {
  for (const end of ['-wal', '-shm', '-journal']) rmSync(database + end, { force: true });
}

/** Waits until a file, or the names in a folder, would survive a power failure. */
function persist(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function onDisk(file: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new UnusableDatabase(`${file} was not written: ${error.message}.`, { cause: error });
  }
}
