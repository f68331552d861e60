import { drawSecret } from '../../secrets.ts';
import { IdempotencyKeyInProgress } from '../idempotency.ts';
import type { OperatorStore, Progress } from '../store.ts';
import { onceOf, repeatsOf } from './repeats.ts';
import type { Deciding } from './transaction.ts';

/** How long a call that takes several transactions is its holder's, in milliseconds; a crash keeps others out for that long. */
const LEASE = 30_000;

/** Does what takes more than one transaction once for each key, see `doInSteps`. */
export function doerInSteps(
  { rows, write, clock }: Pick<Deciding, 'rows' | 'write' | 'clock'>,
  operatorId: number,
): OperatorStore['doInSteps'] {
  const repeats = repeatsOf(rows, operatorId);
  return async <O extends object, P>(
    work: (progress: Progress<P>) => Promise<O>,
    doing: Parameters<OperatorStore['doInSteps']>[1],
  ) => {
    const once = onceOf(doing);
    if (once === null) return work({ before: null, keep: () => undefined });
    const holder = drawSecret();
    const held = () => ({ holder, heldUntil: once.wallClock() + LEASE });
    const begun = await write(() => {
      const told = repeats.replay<O>(once);
      return told ? { told } : { before: repeats.begin(once, held(), clock()) as P | null }; // as `keep` wrote it
    });
    if ('told' in begun) return begun.told;
    const keep = (progress: P) => {
      if (repeats.note(once, held(), progress)) return;
      throw new IdempotencyKeyInProgress(`Another ${once.mutation} with the key has taken over.`);
    };
    const keepHold = () => write(() => repeats.hold(once, held()));
    // One renewal that fails is made up for by the next.
    const renewal = setInterval(() => void keepHold().catch(() => undefined), LEASE / 3);
    renewal.unref();
    try {
      const outcome = await work({ ...begun, keep });
      await write(() => repeats.finish(once, held(), outcome));
      return outcome;
    } catch (error) {
      // Whoever repeats it may go on at once, or after the lease if even this cannot be written.
      await write(() => repeats.hold(once, { holder, heldUntil: 0 })).catch(() => undefined);
      throw error;
    } finally {
      clearInterval(renewal);
    }
  };
}
