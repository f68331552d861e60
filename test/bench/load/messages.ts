import type { Contender } from '../contenders.ts';
import type { Operation } from '../operations.ts';

export interface Target {
  readonly contender: Contender;
  readonly port: number;
  readonly operation: Operation;
}

export interface Run extends Target {
  /** How many requests wait for their answers at any time. */
  readonly inFlight: number;
  readonly seconds: number;
}

export interface ToLearn extends Target {
  /** How many different requests are enough; all when not given. */
  readonly most?: number;
}

export interface Learned {
  /** Of the data of each different request, see `fingerprint`. */
  readonly fingerprints: readonly string[];
}

export interface RunResult {
  /** Answers while all were in flight, and how long that was. */
  readonly answered: number;
  readonly milliseconds: number;
  /** Milliseconds, of every answer. */
  readonly latencies: Float64Array;
  /** How busy the asking process was, 1 = all the time. */
  readonly load: number;
  /** Answers that were not right, and why the first of them was not. */
  readonly wrong: number;
  readonly sample: string | null;
}

/** What the asking process is told to do, one thing at a time. */
export type ToLoad =
  | { readonly task: 'prepare'; readonly file: string }
  | ({ readonly task: 'learn' } & ToLearn)
  | ({ readonly task: 'run' } & Run);

export type FromLoad =
  | { readonly isPrepared: true }
  | { readonly learned: Learned }
  | { readonly result: RunResult }
  | { readonly failure: string };
