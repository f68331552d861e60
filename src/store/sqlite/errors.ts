import Database from 'better-sqlite3';

import { StorageFull, StoreBusy, StoreReadOnly } from '../store.ts';

/** The database cannot be used at all; its message is one sentence for whoever starts the gateway. */
export class UnusableDatabase extends Error {}

/** What the store's callers know for what SQLite reports; anything else stays as it is. */
export function storeError(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  if (isBusy(error)) return new StoreBusy('The database is locked by others.', { cause: error });
  if (error.code === 'SQLITE_FULL')
    return new StorageFull('The disk or the database is full.', { cause: error });
  if (error.code.startsWith('SQLITE_READONLY')) {
    return new StoreReadOnly('The database cannot be written, only read.', { cause: error });
  }
  return error;
}

/** What the work leads to; throws what the store's callers know. */
export function attempted<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storeError(error);
  }
}

/** Whether somebody else holds a lock that this needs; trying again later may succeed. */
export function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code);
}
