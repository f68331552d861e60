import type Database from 'better-sqlite3';

/** Runs work inside a transaction and answers once it is committed; what the work throws undoes it. */
export type Write = <T>(work: () => T) => Promise<T>;

/** A transaction, and a wait for the disk, for each piece of work. */
export function oneByOne(database: Database.Database): Write {
  return async (work) => database.transaction(work).immediate();
}

/**
 * Group commit: what arrives in one turn of the event loop, and in the next ones as long as each brings more, shares a transaction and its wait
 * for the disk, a savepoint each; what is alone needs none.
 */
export function together(database: Database.Database): Write {
  const [begin, savepoint, release, undo, commit, rollback] = [
    'BEGIN IMMEDIATE',
    'SAVEPOINT work',
    'RELEASE work',
    'ROLLBACK TO work',
    'COMMIT',
    'ROLLBACK',
  ].map((sql) => database.prepare(sql));
  let waiting: { run: (isAlone: boolean) => void; answer: () => void }[] = [];

  const commitAll = () => {
    const jobs = waiting;
    waiting = [];
    begin?.run();
    for (const { run } of jobs) run(jobs.length === 1);
    if (database.inTransaction) commit?.run();
    for (const { answer } of jobs) answer();
  };

  const gather = (known: number) => {
    if (waiting.length > known) setImmediate(gather, waiting.length);
    else commitAll();
  };

  return <T>(work: () => T) =>
    new Promise<T>((resolve, reject) => {
      let answer: () => void = () => undefined;
      const run = (isAlone: boolean) => {
        if (!isAlone) savepoint?.run();
        try {
          const result = work();
          answer = () => resolve(result);
        } catch (error) {
          (isAlone ? rollback : undo)?.run();
          answer = () => reject(error instanceof Error ? error : new Error(String(error)));
        }
        if (!isAlone) release?.run();
      };
      if (waiting.push({ run, answer: () => answer() }) === 1) gather(0);
    });
}
