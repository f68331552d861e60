import type { Clock } from '../../clock.ts';
import type { Store } from '../../store/store.ts';
import { DAY, type Instant } from '../../time.ts';

/** How many days may pass in one call. */
export const MOST_DAYS = 366;

const OFFSET = 'domain-time-offset';

/** By how many milliseconds the domain time of this database runs ahead of the wall clock, which nobody moves. */
export async function keptOffset(store: Pick<Store, 'settingIfAny'>): Promise<number> {
  return Number((await store.settingIfAny(OFFSET)) ?? 0);
}

/** Lets time pass, a day at a time, with a round of the courier each; answers what time it is then. Only where the sandbox plays Netflix. */
export async function advanceTime(
  milliseconds: number,
  {
    store,
    clock,
    setOffset,
    round,
  }: {
    readonly store: Pick<Store, 'changeSetting'>;
    readonly clock: Clock;
    readonly setOffset: (milliseconds: number) => void;
    readonly round: () => Promise<void>;
  },
): Promise<Instant> {
  // All months at once would be charged before any of their outcomes is told.
  for (let left = milliseconds; left > 0; left -= DAY) {
    const step = Math.min(left, DAY);
    setOffset(Number(await store.changeSetting(OFFSET, (found) => String(Number(found ?? 0) + step))));
    await round();
  }
  // What the last day settled is told as well.
  await round();
  return clock();
}
