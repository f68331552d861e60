import { hashOfSecret } from '../../secrets.ts';
import { DAY, type Instant } from '../../time.ts';
import { IdempotencyKeyInProgress, IdempotencyKeyReused, type Replay, type Once } from '../idempotency.ts';
import type { Doing } from '../store.ts';
import type { CallKey, KeptCall } from './idempotency.ts';
import { outcomesOf } from './outcomes.ts';
import type { Rows } from './rows.ts';
import { seal, unseal } from './sealing.ts';

/** How long a key is remembered, in milliseconds: then the same call counts as a new one. */
const REMEMBERED = DAY;

/** Keys that are forgotten with each new one, so that they become fewer and no call has to wait for it. */
const FORGOTTEN_AT_ONCE = 4;

/** Who is at a call that takes more than one transaction, and until when nobody else may take it over. */
interface Hold {
  readonly holder: string;
  readonly heldUntil: Instant;
}

/** What came of one operator's calls, for those that come again. All of it runs inside a transaction. */
export function repeatsOf(rows: Rows, operatorId: number) {
  const { idempotency } = rows;
  const outcomes = outcomesOf(rows, operatorId);
  const keyOf = ({ key, mutation }: Once): CallKey => ({ operatorId, mutation, keyHash: hashOfSecret(key) });
  const purposeOf = (what: 'outcome' | 'progress', { mutation }: Once) =>
    `${what} of ${mutation} for operator ${operatorId}`;
  const sealed = (once: Once, outcome: object) =>
    seal(outcomes.write(outcome), once.key, purposeOf('outcome', once));

  /** The call that had the key before; null when there was none in the last day. */
  const earlier = (once: Once) => {
    const kept = idempotency.find(keyOf(once));
    if (!kept || kept.usedOn <= once.wallClock() - REMEMBERED) return null;
    if (kept.inputHash !== once.inputHash)
      throw new IdempotencyKeyReused(`The key was used for ${once.mutation} with another input.`);
    return kept;
  };

  const keep = (
    once: Once,
    begunOn: Instant,
    state: Pick<KeptCall, 'outcome' | 'holder' | 'heldUntil'>,
  ): void => {
    const usedOn = once.wallClock();
    idempotency.forget(usedOn - REMEMBERED, FORGOTTEN_AT_ONCE);
    idempotency.put({ ...keyOf(once), ...state, inputHash: once.inputHash, usedOn, begunOn });
  };

  return {
    /**
     * What came of the call that had the key before; null for a new one, and for one that was stopped half-way a while ago. Throws what a
     * repeat is refused with. Writers take turns, so a call that is decided in one transaction is done or has not begun: only one that takes
     * several can be met while it is in progress.
     */
    replay: <O>(once: Once): Replay<O> | null => {
      const kept = earlier(once);
      if (kept === null) return null;
      if (kept.outcome === null || kept.holder !== null) {
        if ((kept.heldUntil ?? 0) <= once.wallClock()) return null;
        throw new IdempotencyKeyInProgress(`The first ${once.mutation} with the key is still at work.`);
      }
      const outcome: unknown = outcomes.read(unseal(kept.outcome, once.key, purposeOf('outcome', once)));
      return { ...(outcome as O), replayed: true }; // what the same mutation with the same input came to
    },

    /** Keeps what came of a call, in the transaction in which it came to it. */
    keep: (once: Once, outcome: unknown, begunOn: Instant) => {
      if (typeof outcome !== 'object' || outcome === null)
        throw new Error(`Expected ${once.mutation} to come to something that can be told again.`);
      keep(once, begunOn, { outcome: sealed(once, outcome), holder: null, heldUntil: null });
    },

    /** Begins a call that takes several transactions; tells how far it had come when somebody was stopped at it, or null. */
    begin: (once: Once, hold: Hold, now: Instant): unknown => {
      const { begunOn = now, outcome = null } = earlier(once) ?? {};
      keep(once, begunOn, { ...hold, outcome });
      return outcome && JSON.parse(unseal(outcome, once.key, purposeOf('progress', once)));
    },
    /** Keeps how far its holder has come; false when it is somebody else's. */
    note: (once: Once, { holder, heldUntil }: Hold, progress: unknown): boolean => {
      const outcome = seal(JSON.stringify(progress), once.key, purposeOf('progress', once));
      return idempotency.note(keyOf(once), holder, outcome, heldUntil) === 1;
    },
    hold: (once: Once, { holder, heldUntil }: Hold) => idempotency.hold(keyOf(once), holder, heldUntil),
    finish: (once: Once, { holder }: Hold, outcome: object) =>
      idempotency.finish(keyOf(once), holder, sealed(once, outcome)),
  };
}

/** By what a repeat of it is known; null when it is always done anew. */
export function onceOf({ once = null, dryRun = false }: Doing): Once | null {
  return dryRun ? null : once;
}
