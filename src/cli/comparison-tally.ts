import {
  DIFFERENCE_KINDS,
  sumsOfSides,
  type Difference,
  type DifferenceKind,
} from '../charges/reconciliation.ts';
import { formatAmount } from '../money/money.ts';
import type { UnusableLine } from './ledger-file.ts';

/** Differences, and unusable lines, that are printed; a file can hold any number of them. */
const MOST_SHOWN = 20;
const MOST_UNUSABLE_SHOWN = 10;

/** What a comparison has found so far, in as little memory for a million charges as for one. */
export interface Tally {
  /** Charges that both sides agree on. */
  matched: number;
  unusable: number;
  readonly counts: Map<DifferenceKind, number>;
  readonly sums: ReturnType<typeof sumsOfSides>;
  /** The first of them. */
  readonly shown: Difference[];
  readonly unusableShown: UnusableLine[];
}

/** Nothing found yet. */
export function emptyTally(): Tally {
  const counts = new Map(DIFFERENCE_KINDS.map((kind) => [kind, 0]));
  return { matched: 0, unusable: 0, counts, sums: sumsOfSides(), shown: [], unusableShown: [] };
}

/** Counts a difference. */
export function noteDifference({ counts, shown }: Tally, difference: Difference): void {
  counts.set(difference.kind, (counts.get(difference.kind) ?? 0) + 1);
  if (shown.length < MOST_SHOWN) shown.push(difference);
}

/** Counts a line that cannot be read. */
export function noteUnusable(tally: Tally, line: UnusableLine): void {
  tally.unusable += 1;
  if (tally.unusableShown.length < MOST_UNUSABLE_SHOWN) tally.unusableShown.push(line);
}

/** The last line of NDJSON, for programs. Null where nothing was compared, because lines could not be read. */
export function summaryRow({ matched, unusable, counts, sums }: Tally) {
  const isCompared = unusable === 0;
  return {
    kind: 'SUMMARY',
    matched: isCompared ? matched : null,
    differences: isCompared ? Object.fromEntries(counts) : null,
    unusable_lines: unusable,
    totals: isCompared ? totalsOf(sums) : null,
  };
}

/** What each side amounts to and what the file has more, by currency, as decimals. */
export function totalsOf(sums: Tally['sums']) {
  return sums.all().map(({ currency, gateway, file }) => ({
    currency,
    gateway: { count: gateway.count, amount: formatAmount(gateway.amount, currency) },
    file: { count: file.count, amount: formatAmount(file.amount, currency) },
    difference: formatAmount(file.amount - gateway.amount, currency),
  }));
}
