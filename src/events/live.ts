import type { Store } from '../store/store.ts';
import { SECOND } from '../time.ts';
import { bell } from './bell.ts';
import { sequencesOf } from './sequence.ts';
import { tell, type Following, type Moment } from './telling.ts';

/** Somebody follows as many live updates already as one credential may. */
export class TooManyLiveUpdates extends Error {}

/** The gateway stops, or is stopping. */
export class ServerStopping extends Error {}

/** Lets people follow what happens. */
export interface LiveFeed {
  /**
   * Every wanted event in order, without gap or repeat, for as long as somebody listens, with a sign of life at the beginning and whenever
   * nothing was told for a while. Throws `TooManyLiveUpdates` or `ServerStopping` at once; ends by throwing what `admit` throws, or
   * `ServerStopping`.
   */
  follow: (following: Following) => AsyncIterableIterator<Moment>;
  /** How many somebody follows. */
  count: () => number;
  /** Ends all of them and lets nobody in any more. */
  close: () => void;
}

/** How many live updates one credential may follow at a time, in one process. */
export const MOST_LIVE_UPDATES = 20;

/** Milliseconds of silence until a sign of life is given. */
const SILENCE = 15 * SECOND;

/** The live feed of a store. What happened is always read from the store, so nothing is lost between a sleep and the next. */
export function liveFeed(written: Pick<Store, 'onWritten'>, silence = SILENCE): LiveFeed {
  const sequences = sequencesOf(written);
  const places = new Map<string, number>();
  /** Ends one follower each. */
  const endings = new Set<() => void>();
  let isStopping = false;

  const takePlace = (holder: string): (() => void) => {
    const taken = places.get(holder) ?? 0;
    if (taken >= MOST_LIVE_UPDATES) {
      throw new TooManyLiveUpdates(
        `You follow ${taken} live updates already, as many as one credential may. End one of them first.`,
      );
    }
    places.set(holder, taken + 1);
    return () => {
      const left = (places.get(holder) ?? 0) - 1;
      if (left > 0) places.set(holder, left);
      else places.delete(holder);
    };
  };

  const follow = (following: Following): AsyncIterableIterator<Moment> => {
    if (isStopping) throw new ServerStopping();
    const givePlaceBack = takePlace(following.holder);
    const { ring, heard } = bell();
    const watch = sequences.watch(following.store, following.after, ring);
    const end = () => {
      watch.leave();
      ring();
    };
    endings.add(end);
    let hasLeft = false;
    const leave = () => {
      if (hasLeft) return;
      hasLeft = true;
      following.gone.removeEventListener('abort', leave);
      endings.delete(end);
      givePlaceBack();
      end();
    };
    following.gone.addEventListener('abort', leave);
    if (following.gone.aborted) leave();

    const moments = tell({
      following,
      watch,
      silence,
      heard,
      isOver: () => {
        if (isStopping && !hasLeft) throw new ServerStopping();
        return hasLeft;
      },
      leave,
    });
    return {
      next: () => moments.next(),
      // A sleeper does not notice that it shall return, so it is woken.
      return: () => {
        leave();
        return moments.return(undefined);
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  };

  return {
    follow,
    count: () => endings.size,
    close: () => {
      isStopping = true;
      for (const end of endings) end();
    },
  };
}
