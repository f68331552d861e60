import type { Instant } from './time.ts';

/** Tells the instant. Domain time (charges, validity, windows) and the wall clock (credentials, logs) are two of them. */
export type Clock = () => Instant;

/** The machine's own clock. */
export const systemClock: Clock = () => Date.now();

/** A clock that runs ahead of another by an offset, which may grow. */
export function aheadOf(clock: Clock) {
  let offset = 0;
  return {
    clock: () => clock() + offset,
    setOffset: (milliseconds: number) => {
      offset = milliseconds;
    },
  };
}

/** A clock that can be led elsewhere, and back. */
export function movable(clock: Clock) {
  let elsewhere: Instant | null = null;
  return {
    clock: () => elsewhere ?? clock(),
    goTo: (instant: Instant) => {
      elsewhere = instant;
    },
    comeBack: () => {
      elsewhere = null;
    },
  };
}
