import {
  BrokenCircuitError,
  circuitBreaker,
  ConsecutiveBreaker,
  decorrelatedJitterGenerator,
  DelegateBackoff,
  handleWhen,
  retry,
  wrap,
  type IRetryBackoffContext,
} from 'cockatiel';

import { NetflixUnreachable } from '../port.ts';
import { Unanswered } from './unanswered.ts';

/** How often and how long Netflix is asked before a call gives up; all times in milliseconds. */
export interface Patience {
  /** For one try, from connecting to the last byte. */
  readonly timeout: number;
  /** Tries of one call. */
  readonly tries: number;
  /** The pause before the second try, about; later ones are longer, and chance moves each of them. */
  readonly firstPause: number;
  /** No pause is longer. If Netflix asks for more, the call gives up at once. */
  readonly longestPause: number;
  /** After so many tries in a row that failed, Netflix is left alone. */
  readonly breaksAfter: number;
  /** How long; then one try decides whether it goes on. */
  readonly restsFor: number;
}

/** What holds unless something else is said. A call takes at most 34 seconds. */
export const USUAL_PATIENCE: Patience = {
  timeout: 10_000,
  tries: 3,
  firstPause: 200,
  longestPause: 2_000,
  breaksAfter: 5,
  restsFor: 15_000,
};

/** Netflix is not left alone for longer than this, whatever it asks for. */
const LONGEST_REST = 3_600_000;

/**
 * Tries again what may pass, and leaves a Netflix alone that is in trouble: after several failures in a row, or for as long as it asks. Throws
 * `NetflixUnreachable`, with what went wrong last.
 */
export function patientWith(patience: Patience) {
  const isPassing = (error: unknown): error is Unanswered => error instanceof Unanswered && error.isPassing;
  const isSoon = (error: Unanswered) => (error.retryAfter ?? 0) <= patience.longestPause;
  const backoff = new DelegateBackoff<IRetryBackoffContext<unknown>, [number, number]>(
    ({ result }, state) => {
      const [pause, next] = decorrelatedJitterGenerator(state, {
        generator: decorrelatedJitterGenerator,
        exponent: 2,
        initialDelay: patience.firstPause,
        maxDelay: patience.longestPause,
      });
      const asked = 'error' in result && isPassing(result.error) ? result.error.retryAfter : null;
      return { delay: Math.max(pause, asked ?? 0), state: next };
    },
  );
  const breaker = circuitBreaker(handleWhen(isPassing), {
    breaker: new ConsecutiveBreaker(patience.breaksAfter),
    halfOpenAfter: patience.restsFor,
  });
  const policy = wrap(
    retry(
      handleWhen((error) => isPassing(error) && isSoon(error)),
      { maxAttempts: patience.tries - 1, backoff },
    ),
    breaker,
  );
  let restsUntil = 0;
  let lastFailure: Unanswered | null = null;

  const attempt = async <T>(ask: () => Promise<T>): Promise<T> => {
    try {
      return await ask();
    } catch (error) {
      if (isPassing(error)) {
        lastFailure = error;
        if (!isSoon(error)) restsUntil = performance.now() + Math.min(error.retryAfter ?? 0, LONGEST_REST);
      }
      throw error;
    }
  };

  return async <T>(ask: () => Promise<T>): Promise<T> => {
    const rest = restsUntil - performance.now();
    if (rest > 0) throw leftAlone('as it asked', rest, lastFailure);
    try {
      return await policy.execute(() => attempt(ask));
    } catch (error) {
      if (!(error instanceof BrokenCircuitError)) throw error;
      throw leftAlone('after several failures in a row', patience.restsFor, lastFailure);
    }
  };
}

function leftAlone(why: string, retryAfter: number, last: Unanswered | null): NetflixUnreachable {
  return new NetflixUnreachable(
    `Netflix was not asked: it is left alone for a while, ${why}. Before that: ${last?.message ?? 'nothing'}`,
    { retryAfter: Math.ceil(retryAfter), cause: last },
  );
}
