import { movable, type Clock } from './clock.ts';
import type { StorageConfig } from './config.ts';
import { seedDemo } from './demo/seed.ts';
import type { Ledger } from './store/ledger.ts';
import { backUp as backUpSqlite, restore as restoreSqlite } from './store/sqlite/backup.ts';
import { examine as examineSqlite, type Finding } from './store/sqlite/doctor.ts';
import { UnusableDatabase } from './store/sqlite/errors.ts';
import { openLedger as openSqliteLedger } from './store/sqlite/ledger.ts';
import { migrateSqlite, openSqliteStore } from './store/sqlite/open.ts';
import type { ReaderOptions } from './store/sqlite/reader.ts';
import type { Store } from './store/store.ts';
import type { DatabaseWatch } from './store/watch.ts';

/** Why the gateway cannot start; the message is one sentence for whoever starts it. */
export class CannotStart extends Error {}

/** The database of the settings, created and migrated as needed. Throws `CannotStart`. */
export function openStore(
  { databaseFile, netflix }: StorageConfig,
  {
    clock,
    isHistory = () => false,
    onStatement,
    watch,
    reading,
    cache,
  }: {
    readonly clock: Clock;
    /** While it says so, Netflix is not told of what happens. */
    readonly isHistory?: () => boolean;
    readonly onStatement?: ((sql: string) => void) | undefined;
    readonly watch?: DatabaseWatch | undefined;
    /** Left out = long lists are read here. */
    readonly reading?: ReaderOptions;
    /** The most memory for pages of the database, in MiB; left out = what a command needs. */
    readonly cache?: number;
  },
): Store {
  const netflixIsTold = () => netflix !== 'none' && !isHistory();
  return explained(() =>
    openSqliteStore({
      file: databaseFile,
      clock,
      netflixIsTold,
      watch,
      reading,
      ...(onStatement && { onStatement }),
      ...(cache !== undefined && { cache }),
    }),
  );
}

/** Room for an operator's file while it is compared; gone when it is closed. */
export function openLedger(): Ledger {
  return openSqliteLedger();
}

/** Creates the database of the settings, or brings it up to date. Throws `CannotStart`. */
export function migrate({ databaseFile }: StorageConfig): { applied: number } {
  return explained(() => migrateSqlite(databaseFile));
}

/** Copies the database of the settings into a new file, while others write. Throws `CannotStart`. */
export function backUp({ databaseFile }: StorageConfig, file: string): void {
  explained(() => backUpSqlite(databaseFile, file));
}

/** Puts a backup where the settings want the database. Throws `CannotStart`. */
export function restore(
  { databaseFile }: StorageConfig,
  file: string,
  how: { readonly replacing: boolean },
): void {
  explained(() => restoreSqlite(file, databaseFile, how));
}

/** Tells what in the database of the settings breaks a promise. Throws `CannotStart`. */
export function* examine({ databaseFile }: StorageConfig): Generator<Finding> {
  try {
    yield* examineSqlite(databaseFile);
  } catch (error) {
    explain(error);
  }
}

/** Adds the demo operator to the database of the settings; false when it was there. Throws `CannotStart`. */
export async function seed(config: StorageConfig, domainClock: Clock): Promise<boolean> {
  const { clock, goTo } = movable(domainClock);
  const store = openStore(config, { clock, isHistory: () => true });
  try {
    return await seedDemo({ store, now: clock(), goTo });
  } finally {
    store.close();
  }
}

function explained<T>(open: () => T): T {
  try {
    return open();
  } catch (error) {
    return explain(error);
  }
}

/** Throws what was thrown, as `CannotStart` where whoever starts the gateway can do something about it. */
export function explain(error: unknown): never {
  throw error instanceof UnusableDatabase ? new CannotStart(error.message, { cause: error }) : error;
}
