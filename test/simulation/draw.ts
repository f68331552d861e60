/** Everything that is left to chance, drawn from one seed: the same seed draws the same. */
export interface Draw {
  /** A number from 0 up to but not including 1. */
  readonly share: () => number;
  /** An integer, both ends included. */
  readonly between: (least: number, most: number) => number;
  /** True that often, from 0 to 1. */
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(things: readonly [T, ...T[]]) => T;
  /** One of them, or undefined of none. */
  readonly any: <T>(things: readonly T[]) => T | undefined;
}

/** Draws from a seed (mulberry32: small, quick and good enough to play with). */
export function drawFrom(seed: number): Draw {
  let state = Math.imul(seed, 0x9e3779b1);
  const share = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (least: number, most: number) => least + Math.floor(share() * (most - least + 1));
  const any = <T>(things: readonly T[]) => things[between(0, things.length - 1)];
  return {
    share,
    between,
    chance: (probability) => share() < probability,
    pick: (things) => any(things) ?? things[0],
    any,
  };
}
