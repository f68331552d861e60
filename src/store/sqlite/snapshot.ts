import type Database from 'better-sqlite3';

import { afterBatch, batchNow, type Batch } from '../../batches.ts';
import { storeError } from './errors.ts';

/**
 * One state of the database for what is read at once, that is in one turn of the event loop, by a request and those of its batch. A statement
 * on its own takes SQLite's lock and gives it back, which costs as much as finding a row by its key; in a transaction only the first and the
 * last do.
 */
export interface Snapshot {
  /**
   * Whatever is read from here on is read in the present state, until the batch or the turn is over, another request begins that is not of this
   * batch, or somebody writes. False = the state is still that of the last call.
   */
  readonly renew: () => boolean;
  /** Whatever is read next is as new as can be, and somebody may write. */
  readonly end: () => void;
}

/** What a snapshot begins and ends with, worded so that whoever counts statements can tell them from a writer's. */
export const BEGIN_SNAPSHOT = 'BEGIN DEFERRED';
export const END_SNAPSHOT = 'END';

/** Milliseconds until a snapshot that could not be ended is ended once more. */
const AGAIN = 100;

/** The snapshots of a connection. */
export function snapshotOn(connection: Database.Database): Snapshot {
  const begin = connection.prepare(BEGIN_SNAPSHOT);
  const commit = connection.prepare(END_SNAPSHOT);
  let isOpen = false;
  /** Whom the open snapshot began for, all of whom were there by then; null when it is nobody's. */
  let begunFor: Batch | null = null;
  let isEndAwaited = false;

  const end = () => {
    if (!isOpen || !connection.open) return;
    // What failed may have ended it already.
    if (connection.inTransaction) commit.run();
    isOpen = false;
    begunFor = null;
  };
  const awaitEnd = () => {
    if (isEndAwaited) return;
    isEndAwaited = true;
    afterBatch(() => {
      isEndAwaited = false;
      try {
        end();
      } catch {
        // Nothing was written, so nothing is lost. Whoever writes or begins anew ends it, or else this does.
        setTimeout(awaitEnd, AGAIN).unref();
      }
    });
  };

  return {
    renew: () => {
      const batch = batchNow();
      if (batch !== null && batch === begunFor) return false;
      try {
        end();
        // Whoever is about to write reads in that transaction.
        if (connection.inTransaction) return true;
        begin.run();
      } catch (error) {
        throw storeError(error);
      }
      isOpen = true;
      begunFor = batch;
      awaitEnd();
      return true;
    },
    end,
  };
}
