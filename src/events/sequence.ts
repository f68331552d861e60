import type { OperatorStore, Store } from '../store/store.ts';

/** Knows how far each operator's sequence of events goes, for as long as somebody wants to know. */
interface Sequences {
  /** Rings whenever that operator's sequence has grown beyond `known`, until the wish is withdrawn. */
  watch: (store: OperatorStore, known: number, ring: () => void) => Watch;
}

export interface Watch {
  /** The id of the newest event that is known of. */
  newest: () => number;
  leave: () => void;
}

/** Milliseconds between two looks for what other processes have written; what this one writes is seen at once. */
const PAUSE = 200;

interface Watched {
  newest: number;
  readonly rings: Set<() => void>;
  /** Looks once this turn of the event loop is over, however often it is called until then. */
  readonly look: () => void;
  readonly timer: NodeJS.Timeout;
}

/** Watches the sequences of a store: one look for each operator, however many are interested in it. */
export function sequencesOf({ onWritten }: Pick<Store, 'onWritten'>): Sequences {
  const watched = new Map<number, Watched>();
  onWritten((operatorId) => watched.get(operatorId)?.look());

  const begin = (store: OperatorStore, newest: number): Watched => {
    let isLooking = false;
    const look = async () => {
      const found = await store.lastEventId();
      if (found <= one.newest) return;
      one.newest = found;
      for (const ring of one.rings) ring();
    };
    const lookSoon = () => {
      if (isLooking) return;
      isLooking = true;
      setImmediate(() => {
        isLooking = false;
        // Whoever is interested reads from the same store, and meets the same fault where it can be told.
        if (one.rings.size > 0) look().catch(() => undefined);
      });
    };
    const one: Watched = { newest, rings: new Set(), look: lookSoon, timer: setInterval(lookSoon, PAUSE) };
    watched.set(store.operatorId, one);
    return one;
  };

  return {
    watch: (store, known, ring) => {
      const one = watched.get(store.operatorId) ?? begin(store, known);
      one.newest = Math.max(one.newest, known);
      one.rings.add(ring);
      one.look();
      return {
        newest: () => one.newest,
        leave: () => {
          one.rings.delete(ring);
          if (one.rings.size > 0 || watched.get(store.operatorId) !== one) return;
          clearInterval(one.timer);
          watched.delete(store.operatorId);
        },
      };
    },
  };
}
