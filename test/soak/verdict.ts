import type { Figures } from './gateway.ts';
import type { Seen } from './load.ts';

/** What one look found. */
export interface Sample extends Figures {
  readonly minute: number;
  readonly requests: number;
  /** Milliseconds. */
  readonly median: number;
  readonly slow: number;
}

/** The beginning, in which caches fill, as a share of all samples. */
const WARMING = 0.3;
/** Bytes by which the heap may have grown since then, as the regression has it: less is noise. */
const MOST_GROWTH = 10e6;
const MOST_FILES = 10;
const MOST_WAL = 64e6;

/** Whether a gateway can go on like that, line by line. */
export function verdictOn(
  samples: readonly Sample[],
  { unexpected }: Pick<Seen, 'unexpected'>,
): { readonly lines: readonly string[]; readonly isGood: boolean } {
  const warm = samples.slice(Math.floor(samples.length * WARMING));
  const [first, last] = [warm[0], warm.at(-1)];
  if (!first || !last || first === last) return { lines: ['Too short to tell.'], isGood: false };
  const slope = slopeOf(warm.map(({ minute, heap }) => [minute, heap]));
  const growth = slope * (last.minute - first.minute);
  const files = last.files - first.files;
  const wal = Math.max(...samples.map((sample) => sample.wal));
  const findings: [boolean, string][] = [
    [
      growth < MOST_GROWTH,
      `memory after collecting garbage: ${((slope * 60) / 1e6).toFixed(1)} MB an hour, ${(growth / 1e6).toFixed(1)} MB since it was warm`,
    ],
    [files <= MOST_FILES, `open files: ${first.files}, then ${last.files}`],
    [wal <= MOST_WAL, `write-ahead log: at most ${(wal / 1e6).toFixed(1)} MB`],
    [
      unexpected.size === 0,
      `unexpected answers: ${unexpected.size === 0 ? 'none' : [...unexpected].join('\n  ')}`,
    ],
  ];
  const isGood = findings.every(([good]) => good);
  return {
    lines: [
      ...findings.map(([good, line]) => `${good ? 'good' : 'BAD '}  ${line}`),
      isGood ? 'It can go on like that.' : 'It cannot go on like that.',
    ],
    isGood,
  };
}

/** The slope of the line with the least squares through points. */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const over = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const under = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return under === 0 ? 0 : over / under;
}
