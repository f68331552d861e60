import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import Database from 'better-sqlite3';

import { ReadTimedOut, StoreBusy } from '../store.ts';
import { storeError } from './errors.ts';
import type { ReadReply, ReadRequest } from './reading.ts';

/** Reads what may take long in processes of its own, so that everybody else is answered meanwhile. */
export interface Reader {
  /**
   * The rows of a statement, as they are committed when it runs. Throws `ReadTimedOut` at the deadline, and `StoreBusy` at once when too many
   * wait already.
   */
  readonly all: <Row>(operatorId: number, asked: ReadRequest) => Promise<Row[]>;
  /** Ends what is being read. */
  readonly close: () => void;
}

/** How long a reader may take, and how much may wait for it. */
export interface ReaderOptions {
  /** Milliseconds from asking to the last row, waiting included. */
  readonly deadline: number;
}

/** Processes that read at a time; an operator has one of them at most, so nobody's long lists hold up everybody else's. */
const MOST_PROCESSES = 2;
/** What may wait for its turn, of one operator and of all. */
const MOST_OF_ONE = 8;
const MOST_OF_ALL = 64;

const PROGRAM = fileURLToPath(new URL('./reading.ts', import.meta.url));

interface Job {
  readonly operatorId: number;
  readonly asked: ReadRequest;
  readonly resolve: (rows: never) => void;
  readonly reject: (reason: unknown) => void;
  deadline: NodeJS.Timeout | null;
}

/**
 * The reader of a database file. It reads in processes, not in threads: a statement that runs cannot be interrupted, and a thread that is
 * terminated goes on until the statement ends (measured: 2.7 s of a scan of 3 s), whereas a process that is killed is gone at once. A reader
 * holds no lock that others wait for, and its process knows nothing but the file. They are started when they are needed.
 */
export function readerOf(file: string, { deadline }: ReaderOptions): Reader {
  let waiting: Job[] = [];
  const reading = new Map<ChildProcess, Job>();
  const started = new Set<ChildProcess>();

  /** The job of a process, which has it no more. */
  const taken = (process: ChildProcess): Job | undefined => {
    const job = reading.get(process);
    reading.delete(process);
    if (job?.deadline) clearTimeout(job.deadline);
    return job;
  };

  const start = (): ChildProcess => {
    const process = fork(PROGRAM, [file], {
      serialization: 'advanced',
      // It needs no secret, and none of the options that this process was started with.
      env: {},
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    started.add(process);
    // Neither keeps the gateway from ending.
    process.unref();
    process.channel?.unref();
    process.on('message', (told: ReadReply) => {
      const job = taken(process);
      if ('rows' in told)
        job?.resolve(told.rows as never); // what the statement of the same job selects
      else job?.reject(storeError(new Database.SqliteError(told.message, told.code)));
      proceed();
    });
    const ended = (why: string) => {
      started.delete(process);
      taken(process)?.reject(new Error(`Expected rows from a reader, found that it ${why}.`));
      proceed();
    };
    process.on('error', (error) => ended(`failed: ${error.message}`));
    process.on('exit', (code, signal) => ended(`ended with ${String(signal ?? code)}`));
    return process;
  };

  const free = (): ChildProcess | null =>
    [...started].find((process) => !reading.has(process)) ?? (started.size < MOST_PROCESSES ? start() : null);

  const proceed = () => {
    for (;;) {
      const busy = new Set([...reading.values()].map(({ operatorId }) => operatorId));
      const job = waiting.find(({ operatorId }) => !busy.has(operatorId));
      const process = job ? free() : null;
      if (!job || !process) return;
      waiting = waiting.filter((other) => other !== job);
      reading.set(process, job);
      process.send(job.asked);
    }
  };

  const endLate = (job: Job) => {
    waiting = waiting.filter((other) => other !== job);
    for (const [process, other] of reading) if (other === job) end(process);
    job.reject(new ReadTimedOut(deadline));
    proceed();
  };

  const end = (process: ChildProcess) => {
    started.delete(process);
    reading.delete(process);
    process.kill('SIGKILL');
  };

  return {
    all: (operatorId, asked) =>
      new Promise((resolve, reject) => {
        const own = waiting.filter((job) => job.operatorId === operatorId);
        if (own.length >= MOST_OF_ONE || waiting.length >= MOST_OF_ALL) {
          reject(new StoreBusy(`${own.length} long reads of operator ${operatorId} wait already.`));
          return;
        }
        const job: Job = { operatorId, asked, resolve, reject, deadline: null };
        job.deadline = setTimeout(() => endLate(job), deadline);
        waiting.push(job);
        proceed();
      }),
    close: () => {
      const left = [...waiting, ...reading.values()];
      waiting = [];
      for (const process of started) end(process);
      for (const { deadline, reject } of left) {
        if (deadline) clearTimeout(deadline);
        reject(new Error('The database was closed.'));
      }
    },
  };
}
