import { randomUUID } from 'node:crypto';

import type { Clock } from '../clock.ts';
import type { OperatorStore, Store } from '../store/store.ts';
import { SECOND, type Instant } from '../time.ts';

/** How long a gateway has an operator's exchange to itself; another takes over when it dies. */
const HELD = 60 * SECOND;

/** Which operators' exchanges this gateway has to itself. */
interface Leases {
  /** Whether it has this one; taken when nobody else has it. */
  readonly isOurs: (own: OperatorStore) => Promise<boolean>;
  /** Takes every one of them, whoever has it. */
  readonly takeAll: () => Promise<void>;
  /** Leaves all of them to others at once. */
  readonly letGo: () => Promise<void>;
}

/** Leases are held on to from round to round, and renewed in good time: an idle gateway writes next to nothing. */
export function leasesIn(store: Store, wallClock: Clock): Leases {
  const holder = randomUUID();
  const heldUntil = new Map<number, Instant>();

  const hold = async (own: OperatorStore, unlessHeldBeyond: Instant): Promise<boolean> => {
    const until = wallClock() + HELD;
    const isHeld = await own.netflix.hold(holder, unlessHeldBeyond, until);
    heldUntil.set(own.operatorId, isHeld ? until : 0);
    return isHeld;
  };

  return {
    isOurs: async (own) => {
      const now = wallClock();
      return (heldUntil.get(own.operatorId) ?? 0) - now > HELD / 2 || (await hold(own, now));
    },
    takeAll: async () => {
      for (const { id } of await store.operators()) await hold(store.of(id), Number.MAX_SAFE_INTEGER);
    },
    letGo: async () => {
      for (const [operatorId, until] of heldUntil)
        if (until > 0) await store.of(operatorId).netflix.letGo(holder);
    },
  };
}
