import type { Spending } from '../auth/rate-limit.ts';
import type { Attempts } from '../auth/throttle.ts';
import type { Figures } from '../monitoring/metrics.ts';
import type { Shared } from './shared.ts';

/** What a worker has to do with the other workers of its gateway. */
export interface Fellows {
  /** What callers spend. */
  readonly spending: Shared<Spending>;
  /** Who fails to log in. */
  readonly logIns: Shared<Attempts>;
  /** Lets the figures of all of them be told together. */
  readonly tellFigures: (figures: () => Promise<Figures>) => void;
  /**
   * Tells that this one takes no more connections. Resolves once clients may be sent away: all of them at once would come back to a worker that
   * is about to stop too, and find nobody.
   */
  readonly mayBeLeft: () => Promise<void>;
}
