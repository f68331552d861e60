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

/**
 * Lets days pass, one at a time, with a round of the courier each; answers what time it is then. Only where the sandbox plays Netflix. `along`
 * is told how many have passed, in the transaction of each.
 */
export async function advanceTime(
  days: number,
  {
    store,
    clock,
    setOffset,
    round,
    along,
  }: {
    readonly store: Pick<Store, 'changeSetting'>;
    readonly clock: Clock;
    readonly setOffset: (milliseconds: number) => void;
    readonly round: () => Promise<void>;
    readonly along?: ((passed: number) => void) | undefined;
  },
): Promise<Instant> {
  // All months at once would be charged before any of their outcomes is told.
  for (let passed = 1; passed <= days; passed += 1) {
    const offset = await store.changeSetting(OFFSET, (found) => {
      along?.(passed);
      return String(Number(found ?? 0) + DAY);
    });
    setOffset(Number(offset));
    await round();
  }
  // What the last day settled is told as well.
  await round();
  return clock();
}
