import { createHash } from 'node:crypto';

/**
 * Chance that repeats: what is drawn depends on the seed and on what it is for, and on nothing else. So neither the order of calls nor which
 * of several processes draws makes a difference, nor when a run began.
 */
export interface Drawing {
  /** A number from 0 up to but not including 1. */
  readonly share: (...purpose: Purpose) => number;
  /** Twenty characters that are practically unique. */
  readonly identifier: (...purpose: Purpose) => string;
}
type Purpose = readonly (string | number)[];

export function drawingFrom(seed: number): Drawing {
  const digest = (purpose: Purpose) =>
    createHash('sha256')
      .update(JSON.stringify([seed, ...purpose]))
      .digest();
  return {
    share: (...purpose) => digest(purpose).readUIntBE(0, 6) / 2 ** 48,
    identifier: (...purpose) => digest(purpose).toString('hex').slice(0, 20).toUpperCase(),
  };
}
