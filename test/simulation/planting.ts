import type { Charge } from '../../src/charges/charge.ts';
import type { Change, Changes, Ruling } from '../../src/ruling.ts';
import type { Plant } from './world.ts';

/** A bug that is put into the gateway on purpose, to see that the simulation finds it. */
export interface PlantedBug {
  /** What the command line calls it. */
  readonly name: string;
  /** One sentence for people: what is wrong. */
  readonly says: string;
  /** A seed that shows it, so that nobody has to look for long; 1 when it is not given. */
  readonly seed?: number;
  /** What an operator's store does otherwise. */
  readonly plant: Plant;
}

/** The ruling with other changes; its outcome is told as it was. */
export function changing<O>(ruling: Ruling<O>, alter: (changes: Changes) => Partial<Changes>): Ruling<O> {
  return { ...ruling, changes: { ...ruling.changes, ...alter(ruling.changes) } };
}

/** The ruling with its charges written otherwise. */
export function rewriting<O>(ruling: Ruling<O>, rewrite: (change: Change<Charge>) => Charge): Ruling<O> {
  return changing(ruling, ({ charges }) => ({
    charges: charges.map((change) => ({ ...change, after: rewrite(change) })),
  }));
}
