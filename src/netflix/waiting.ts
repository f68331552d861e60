import { SECOND } from '../time.ts';

/** The first and the longest wait before Netflix is asked again. */
const FIRST_WAIT = SECOND;
const LONGEST_WAIT = 300 * SECOND;

/** Milliseconds to wait after so many failures before: twice as long after each, and never the same for two, so that not all come back at once. */
export function waitAfter(failures: number): number {
  return Math.round(Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** failures) * (0.5 + Math.random() / 2));
}
