import type { Charge, ChargeStatus } from './charge.ts';

// Comparing the charges of a period with what an operator has on file about them.

/** What an operator has on file about one charge; it has a number or a reference, or both. */
export interface Entry {
  /** Where it stands in the file, from 1. */
  readonly line: number;
  readonly number: string | null;
  readonly referenceNumber: string | null;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  /** Null = not told, so not compared. */
  readonly status: ChargeStatus | null;
}

/** Which amount of a charge operators have on file: what they bill in their own currency, or what Netflix asked. */
export const COMPARED_AMOUNTS = ['local', 'netflix'] as const;
export type ComparedAmount = (typeof COMPARED_AMOUNTS)[number];

export const DIFFERENCE_KINDS = [
  'MISSING_IN_FILE',
  'MISSING_IN_GATEWAY',
  'AMOUNT_DIFFERS',
  'STATUS_DIFFERS',
  'REFERENCE_DIFFERS',
  'DUPLICATE_CHARGE',
  'DUPLICATE_REFERENCE',
] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** One thing that the two sides do not agree on. */
export interface Difference {
  readonly kind: DifferenceKind;
  /** Null when there is none in the period. */
  readonly charge: Charge | null;
  /** Null when the file has none. */
  readonly entry: Entry | null;
  /** The line of the file that had it first; null unless it is a duplicate. */
  readonly firstLine: number | null;
}

/** What the file has for one charge: the entry that stands for it, and one that stands for it too, in another way. */
export interface Met {
  readonly entry: Entry | null;
  readonly again: Entry | null;
}

/** An entry after all charges have met theirs. */
export interface Remaining {
  readonly entry: Entry;
  readonly hasMet: boolean;
  /** The first line with the same number; for an entry without a number, with the same reference and no number. */
  readonly firstLine: number;
  /** The first line with the same reference; null when it has none, or has been found to be a duplicate already. */
  readonly firstLineOfReference: number | null;
}

interface Money {
  readonly amount: number;
  readonly currency: string;
}

/** The amount of a charge that is compared. */
export function comparedAmount(charge: Charge, which: ComparedAmount): Money {
  return which === 'local'
    ? { amount: charge.localAmount, currency: charge.localCurrency }
    : { amount: charge.amount, currency: charge.currency };
}

/** What a charge and its entry do not agree on; nothing when they match. References are compared when both sides have one. */
export function differencesOf(charge: Charge, { entry, again }: Met, which: ComparedAmount): Difference[] {
  const differing = (kind: DifferenceKind): Difference => ({ kind, charge, entry, firstLine: null });
  if (entry === null) return [differing('MISSING_IN_FILE')];
  const { amount, currency } = comparedAmount(charge, which);
  const differences: Difference[] = [];
  if (entry.amount !== amount || entry.currency !== currency) differences.push(differing('AMOUNT_DIFFERS'));
  if (entry.status !== null && entry.status !== charge.status) differences.push(differing('STATUS_DIFFERS'));
  const [ours, theirs] = [charge.referenceNumber, entry.referenceNumber];
  if (ours !== null && theirs !== null && ours !== theirs) differences.push(differing('REFERENCE_DIFFERS'));
  if (again !== null)
    differences.push({ kind: 'DUPLICATE_CHARGE', charge, entry: again, firstLine: entry.line });
  return differences;
}

/** What is to be said of an entry that no charge has met, or that repeats an earlier one; nothing of any other. */
export function leftOver({ entry, hasMet, firstLine, firstLineOfReference }: Remaining): Difference[] {
  const { line, number } = entry;
  const differing = (kind: DifferenceKind, first: number | null): Difference => ({
    kind,
    charge: null,
    entry,
    firstLine: first,
  });
  if (firstLine < line)
    return [differing(number === null ? 'DUPLICATE_REFERENCE' : 'DUPLICATE_CHARGE', firstLine)];
  const isRepeated = firstLineOfReference !== null && firstLineOfReference < line;
  return [
    ...(hasMet ? [] : [differing('MISSING_IN_GATEWAY', null)]),
    ...(isRepeated ? [differing('DUPLICATE_REFERENCE', firstLineOfReference)] : []),
  ];
}

interface Sum {
  readonly count: number;
  /** Minor units. */
  readonly amount: bigint;
}

/** What each side amounts to, by currency. */
export function sumsOfSides() {
  const sums = new Map<string, Record<'gateway' | 'file', Sum>>();
  return {
    add: (side: 'gateway' | 'file', { amount, currency }: Money): void => {
      const sofar = sums.get(currency) ?? { gateway: NOTHING, file: NOTHING };
      const { count, amount: total } = sofar[side];
      sums.set(currency, { ...sofar, [side]: { count: count + 1, amount: total + BigInt(amount) } });
    },
    /** In the order of their codes. */
    all: () =>
      [...sums]
        .map(([currency, sides]) => ({ currency, ...sides }))
        .toSorted((a, b) => (a.currency < b.currency ? -1 : 1)),
  };
}

const NOTHING: Sum = { count: 0, amount: 0n };
