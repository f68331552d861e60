import type { Contender } from './contenders.ts';
import type { RunResult } from './load/messages.ts';
import type { Operation } from './operations.ts';
import { median, quantile } from './quantiles.ts';

/** One contender at one operation; medians over the rounds. */
export interface Row {
  readonly charges: number;
  readonly operation: Operation;
  readonly inFlight: number;
  readonly contender: Contender;
  /** Answers in a second. */
  readonly throughput: number;
  /** How far the rounds lie apart, as a part of the median. */
  readonly spread: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Microseconds that the server computed for an answer, waiting not included; NaN where the system does not tell. */
  readonly computing: number;
  /** How busy whoever asked was; near 1 it was the limit. */
  readonly load: number;
  /** Why the row counts for nothing; null when all answers and all that was left were right. */
  void: string | null;
}

/** What one contender did in one round. */
export interface Turn {
  readonly runs: readonly RunResult[];
  /** Milliseconds that the server computed. */
  readonly computing: number;
}

/** The medians over the rounds, and why they count for nothing where an answer was wrong. */
export function summary(
  rounds: readonly Turn[],
): Omit<Row, 'charges' | 'operation' | 'inFlight' | 'contender'> {
  const sum = (runs: readonly RunResult[], value: (run: RunResult) => number) =>
    runs.reduce((total, run) => total + value(run), 0);
  const throughputs = rounds.map(
    ({ runs }) => (1000 * sum(runs, (run) => run.answered)) / sum(runs, (run) => run.milliseconds),
  );
  const latencies = rounds.map(({ runs }) =>
    Float64Array.from(runs.flatMap((run) => [...run.latencies])).sort(),
  );
  const throughput = median(throughputs);
  const wrong = rounds.flatMap(({ runs }) => runs).find((run) => run.wrong > 0);
  return {
    throughput,
    spread: (Math.max(...throughputs) - Math.min(...throughputs)) / throughput,
    p50: median(latencies.map((sorted) => quantile(sorted, 0.5))),
    p99: median(latencies.map((sorted) => quantile(sorted, 0.99))),
    computing: median(
      rounds.map(({ runs, computing }) => (1000 * computing) / sum(runs, (run) => run.latencies.length)),
    ),
    load: median(rounds.map(({ runs }) => Math.max(...runs.map((run) => run.load)))),
    void: wrong ? (wrong.sample ?? 'Some answers were not right.') : null,
  };
}
