import type { Charge } from '../charges/charge.ts';
import type { Entry, Met, Remaining } from '../charges/reconciliation.ts';

/**
 * What an operator has on file about charges, kept out of the memory while it is compared: entries go in, `seal` ends that, every charge
 * meets its entry, and then the rest is asked for. An entry stands for the charge that its number names, one without a number for the charge
 * with its reference.
 */
export interface Ledger {
  add: (entries: readonly Entry[]) => void;
  seal: () => void;
  /** What stands for each of these charges, in their order. */
  meet: (charges: readonly Charge[]) => Met[];
  /** Entries that no charge has met or that repeat an earlier one, behind a line, in the order of their lines. */
  rest: (afterLine: number, limit: number) => Remaining[];
  close: () => void;
}
