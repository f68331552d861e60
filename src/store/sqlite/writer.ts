import { setImmediate as turnOfOthers, setTimeout as sleep } from 'node:timers/promises';

import type Database from 'better-sqlite3';

import { isBusy, storeError } from './errors.ts';
import type { Snapshot } from './snapshot.ts';
import type { DatabaseWatch } from '../watch.ts';

const PATIENCE = 8_000;

/** How long one transaction takes in more work, in milliseconds: then the event loop and other processes have their turn. */
const TURN = 40;

/** How long work waits for more, in milliseconds, as long as more comes. */
const GATHERING = 5;

/** Milliseconds until a transaction that could not be undone is undone once more. */
const AGAIN = 100;

/** Runs a piece of work inside a transaction and answers once it is committed. What the work throws undoes that work alone. */
export type Write = <T>(work: () => T) => Promise<T>;

interface Writing {
  /** Milliseconds that a write waits for other processes before it is refused as `StoreBusy`. */
  readonly patience?: number | undefined;
  /** What is read from the same connection. */
  readonly snapshot?: Snapshot;
  readonly watch?: DatabaseWatch | undefined;
}

interface Job {
  readonly work: () => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (reason: unknown) => void;
  result?: unknown;
  failure?: { readonly reason: unknown };
}

/**
 * The one way to write. All work that arrives in one turn of the event loop, and in the next ones as long as each brings more, shares one
 * transaction, a savepoint each, so that it shares one fsync too; what is alone has the transaction for itself. Nobody is answered before
 * COMMIT. Another process's lock is waited for without blocking the event loop: SQLite waits 5 ms, the rest is asleep, with a random pause so
 * that two processes take turns.
 */
export function writerOf(
  connection: Database.Database,
  { patience = PATIENCE, snapshot, watch }: Writing = {},
): Write {
  const begin = connection.prepare('BEGIN IMMEDIATE');
  const commit = connection.prepare('COMMIT');
  const rollback = connection.prepare('ROLLBACK');
  const savepoint = connection.prepare('SAVEPOINT work');
  const release = connection.prepare('RELEASE work');
  const undo = connection.prepare('ROLLBACK TO work');

  let waiting: Job[] = [];
  let running = false;
  watch?.queue(() => waiting.length);

  async function beginWhenFree(): Promise<void> {
    const deadline = performance.now() + patience;
    for (;;) {
      try {
        snapshot?.end();
        endLeftOver();
        begin.run();
        return;
      } catch (error) {
        if (!isBusy(error) || performance.now() > deadline) throw error;
        watch?.busy();
      }
      await sleep(1 + Math.random() * 15);
    }
  }

  // better-sqlite3 commits as soon as this function returns, so nothing between BEGIN and COMMIT may await.
  function runSome(jobs: Job[]): void {
    const begun = performance.now();
    const end = begun + TURN;
    const isAlone = waiting.length === 1;
    for (let job = waiting.shift(); job; job = performance.now() < end ? waiting.shift() : undefined) {
      jobs.push(job);
      // With it the whole transaction is undone, so a savepoint would keep what nobody needs.
      if (isAlone) {
        job.result = job.work();
        break;
      }
      savepoint.run();
      try {
        job.result = job.work();
        release.run();
      } catch (reason) {
        // A full disk ends the whole transaction by itself; then no other work of it stands either.
        if (!connection.inTransaction) throw reason;
        undo.run();
        release.run();
        job.failure = { reason };
      }
    }
    commit.run();
    watch?.transaction(performance.now() - begun, jobs.length);
  }

  function endLeftOver(): void {
    if (connection.open && connection.inTransaction) rollback.run();
  }

  // Meanwhile what is left over is read by everybody. The next work begins with it too, and is told when it still cannot be done.
  function endLeftOverSoon(): void {
    try {
      endLeftOver();
    } catch {
      setTimeout(endLeftOverSoon, AGAIN).unref();
    }
  }

  // While requests are read that came during the last transaction, those whom that answered ask again: a turn later all are written together.
  async function gather(): Promise<void> {
    const end = performance.now() + GATHERING;
    let known = 0;
    while (waiting.length > known && performance.now() < end) {
      known = waiting.length;
      await turnOfOthers();
    }
  }

  async function drain(): Promise<void> {
    running = true;
    while (waiting.length > 0) {
      let jobs: Job[] = [];
      try {
        await gather();
        await beginWhenFree();
        runSome(jobs);
      } catch (reason) {
        endLeftOverSoon();
        // Where nobody's turn came, it will not come for those who wait.
        if (jobs.length === 0) [jobs, waiting] = [waiting, []];
        for (const job of jobs) job.failure = { reason };
      }
      for (const job of jobs) {
        if (job.failure) job.reject(storeError(job.failure.reason));
        else job.resolve(job.result as never); // what `work` of the same job returned
      }
    }
    running = false;
  }

  return (work) =>
    new Promise((resolve, reject) => {
      waiting.push({ work, resolve, reject });
      if (!running) void drain();
    });
}
