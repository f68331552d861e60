import { setImmediate as turnOfOthers } from 'node:timers/promises';

import type { CustomerBy } from '../customers/customer.ts';
import { only } from '../store/loaders.ts';
import type { OperatorStore, Page } from '../store/store.ts';
import { FROM_THE_BEGINNING } from '../store/walking.ts';
import type { Event } from './event.ts';
import type { Watch } from './sequence.ts';

/** What a live update tells: something that happened or, without an event, only that it is still there. */
export interface Moment {
  readonly event: Event | null;
  /** The id up to which everything has been told; whoever goes on behind it misses nothing. */
  readonly reached: number;
}

/** Who follows what. */
export interface Following {
  readonly store: OperatorStore;
  /** Whose live updates are counted together. */
  readonly holder: string;
  /** Only what has a larger id. */
  readonly after: number;
  /** Null = everybody. One that is not there yet is waited for. */
  readonly customer: CustomerBy | null;
  readonly isWanted: (event: Event) => boolean;
  /** Throws once the follower may not know any more; asked before anything is told. */
  readonly admit: () => Promise<unknown>;
  /** Aborted once nobody listens any more. */
  readonly gone: AbortSignal;
}

/** Events that are read at a time: no more than that waits in memory for a slow listener. */
const CHUNK = 100;

/** What telling takes, besides whom. */
interface Telling {
  readonly following: Following;
  readonly watch: Watch;
  readonly silence: number;
  readonly heard: (within: number) => Promise<void>;
  /** Whether nobody listens any more; throws once the gateway stops. */
  readonly isOver: () => boolean;
  readonly leave: () => void;
}

/** Tells what happens, moment by moment, until it is over; whatever ends it, `leave` is called. */
export async function* tell({
  following,
  watch,
  silence,
  heard,
  isOver,
  leave,
}: Telling): AsyncGenerator<Moment> {
  const { after, isWanted, admit } = following;
  const read = readerOf(following);
  let reached = after;
  try {
    // Whoever is cut off before anything has happened knows by this where to go on.
    yield { event: null, reached };
    let due = performance.now() + silence;
    while (!isOver()) {
      const newest = watch.newest();
      if (reached < newest) {
        const { rows, more } = await read(reached, newest);
        for (const event of rows.filter(isWanted)) {
          await admit();
          if (isOver()) return;
          yield { event, reached: event.id };
          due = performance.now() + silence;
        }
        reached = more ? (rows.at(-1)?.id ?? newest) : newest;
        // Much may have to be read until something is wanted.
        await turnOfOthers();
      } else {
        await heard(Math.max(0, due - performance.now()));
      }
      if (performance.now() < due || isOver()) continue;
      await admit();
      yield { event: null, reached };
      due = performance.now() + silence;
    }
  } finally {
    leave();
  }
}

/** Reads the next events of the operator, or of one customer, that lie behind an id and not behind another. */
function readerOf({ store, customer }: Following) {
  let known: { readonly id: number } | null = null;
  return async (behind: number, upTo: number): Promise<Page<Event>> => {
    const query = { ...FROM_THE_BEGINNING, size: CHUNK, after: behind, before: upTo + 1 };
    if (customer === null) return store.eventPage(query);
    known ??= await store.customer(customer);
    // Nothing of somebody can have happened before somebody is there.
    if (!known) return { rows: [], more: false };
    return only(await store.eventPages({ of: 'customers', ids: [known.id] }, query, {}));
  };
}
