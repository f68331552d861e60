import type { Clock } from '../clock.ts';
import { SECOND, type Instant } from '../time.ts';
import type { Errand } from './courier.ts';
import { takeIn } from './intake.ts';
import { NetflixUnreachable, type Netflix, type News } from './port.ts';
import { waitAfter } from './waiting.ts';

const PER_PAGE = 200;
/** What one round brings back at most for each operator; the next goes on. */
const MOST_PAGES = 25;
/** How old the instant of the last answer may get while there is nothing new. */
const KNOWN_TO_ANSWER = 30 * SECOND;

/** Brings back what is new. What must be refused is kept with its reason, and the next is taken in; while Netflix does not answer it is asked more and more seldom. */
export function fetcherFrom({
  netflix,
  clock,
  wallClock,
}: {
  readonly netflix: Netflix;
  readonly clock: Clock;
  readonly wallClock: Clock;
}): Errand {
  const resting = new Map<number, { readonly failures: number; readonly until: Instant }>();

  const page = async (...[operator, own, mayGoOn]: Parameters<Errand>): Promise<readonly News[]> => {
    const { newsCursor, failingSince, answeredOn } = await own.netflix.link();
    const news = await netflix.news(operator.code, newsCursor, PER_PAGE);
    for (const { cursor, ...item } of news) {
      // Another gateway may have moved on meanwhile, and must not be led back.
      if (!(await mayGoOn())) return [];
      const refusal = await takeIn(own, item, clock());
      await own.netflix.moveOn(cursor, refusal && { cursor, item, ...refusal, parkedOn: wallClock() });
    }
    const now = wallClock();
    if (news.length > 0 || failingSince !== null || now - (answeredOn ?? 0) > KNOWN_TO_ANSWER)
      await own.netflix.heard(now, null);
    return news;
  };

  return async (operator, own, mayGoOn) => {
    const rest = resting.get(operator.id) ?? { failures: 0, until: 0 };
    if (wallClock() < rest.until) return;
    try {
      for (let pages = 0; pages < MOST_PAGES; pages += 1) {
        const news = await page(operator, own, mayGoOn);
        resting.delete(operator.id);
        if (news.length < PER_PAGE) return;
      }
    } catch (error) {
      if (!(error instanceof NetflixUnreachable)) throw error;
      if (!(await mayGoOn())) return;
      const now = wallClock();
      const wait = Math.max(waitAfter(rest.failures), error.retryAfter ?? 0);
      resting.set(operator.id, { failures: rest.failures + 1, until: now + wait });
      await own.netflix.heard(now, error.message);
    }
  };
}
