import { onTestFinished } from 'vitest';

import type { Store } from '../../src/store/store.ts';
import type { Instant } from '../../src/time.ts';
import { at, telecom } from './telecom.ts';

/** An open store, and how to close it and open the same data again. */
export interface Opened {
  readonly store: Store;
  readonly reopen: () => Promise<Opened>;
}

/** Opens an empty store that lives by the given clock; what happens is still to be told to Netflix, or is known to it at once. */
export type OpenStore = (options: {
  readonly clock: () => Instant;
  readonly netflixIsTold: boolean;
}) => Promise<Opened>;

/** A clock that stands still until it is moved, in either direction. */
export interface Clock {
  readonly now: () => Instant;
  readonly move: (milliseconds: number) => void;
}

function clockAt(text: string): Clock {
  let now = at(text);
  return {
    now: () => now,
    move: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

/** An empty store with two operators that bill in euros and settle a charge at the next run, and a clock to move. */
export async function openWorld(open: OpenStore, { netflixIsTold = false } = {}) {
  const clock = clockAt('2026-05-10T12:00:00Z');
  let opened = await open({ clock: clock.now, netflixIsTold });
  onTestFinished(() => opened.store.close());
  const { store } = opened;
  return {
    store,
    clock,
    cytel: await telecom(store, 'cytel'),
    pantel: await telecom(store, 'pantel'),
    /** One more operator like them. */
    telecom: (code: string) => telecom(store, code),
    /** The same data through a store that was opened anew. */
    reopened: async (): Promise<Store> => {
      opened = await opened.reopen();
      return opened.store;
    },
  };
}
