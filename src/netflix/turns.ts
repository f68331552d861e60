import { bulkhead } from 'cockatiel';

import type { Operator } from '../operators/operator.ts';
import type { Errand } from './courier.ts';

/** Operators that are tended at a time. */
const AT_ONCE = 8;

/** Whose turn it is to be tended. */
interface Turns {
  /** A turn in which these errands are run; it ends with the turn. Whoever asks before one has begun shares it. */
  readonly take: (operator: Operator, errands: readonly Errand[]) => Promise<void>;
  /** Waits for every turn that was asked for. */
  readonly over: () => Promise<void>;
}

/** The turns of an operator come one after another, those of several side by side: one whom Netflix lets wait holds nobody else up. */
export function turnsOf(tend: (operator: Operator, errands: ReadonlySet<Errand>) => Promise<void>): Turns {
  const room = bulkhead(AT_ONCE, Infinity);
  const waiting = new Map<number, { readonly errands: Set<Errand>; readonly turn: Promise<void> }>();
  const latest = new Map<number, Promise<void>>();

  return {
    take: (operator, errands) => {
      const { id } = operator;
      const asked = waiting.get(id);
      if (asked) {
        for (const errand of errands) asked.errands.add(errand);
        return asked.turn;
      }
      const wanted = new Set(errands);
      const begin = async () => {
        waiting.delete(id);
        await tend(operator, wanted);
      };
      // One that runs already may have begun too early for whoever asks now.
      const turn = (latest.get(id) ?? Promise.resolve()).then(() => room.execute(begin));
      waiting.set(id, { errands: wanted, turn });
      latest.set(id, turn);
      return turn;
    },
    over: async () => {
      await Promise.all(latest.values());
    },
  };
}
