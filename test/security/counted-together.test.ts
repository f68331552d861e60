import { expect, it } from 'vitest';

import { rateLimiter, RateLimited, type Spending } from '../../src/auth/rate-limit.ts';
import { logInThrottle, TooManyLogIns, type Attempts } from '../../src/auth/throttle.ts';
import { MINUTE, SECOND } from '../../src/time.ts';
import type { Shared } from '../../src/workers/shared.ts';
import { NOON } from '../api/gateway.ts';

/** Two workers that let each other know when the test says so. */
function between<News>() {
  const untold: { readonly from: number; readonly news: () => News }[] = [];
  const ears: ((news: News) => void)[] = [];
  const shared = (worker: number): Shared<News> => ({
    tellSoon: (news) => void untold.push({ from: worker, news }),
    onNews: (hear) => {
      ears[worker] = hear;
    },
  });
  return {
    workers: [shared(0), shared(1)] as const,
    /** How many messages it took. */
    meet: (): number => {
      const told = untold.splice(0);
      for (const { from, news } of told) ears[1 - from]?.(news());
      return told.length;
    },
  };
}

function openBuckets() {
  let now = NOON;
  const { workers, meet } = between<Spending>();
  const [one, other] = workers.map((shared) => {
    const spend = rateLimiter(
      { capacity: 100, refill: 10 },
      () => now,
      () => 1,
      shared,
    );
    return (points: number): number | string => {
      try {
        return spend(null, '192.0.2.1', points).remaining;
      } catch (error) {
        if (error instanceof RateLimited) return `in ${error.retryAfter} s`;
        throw error;
      }
    };
  }) as [(points: number) => number | string, (points: number) => number | string]; // as many as workers
  return { one, other, meet, wait: (milliseconds: number) => (now += milliseconds) };
}

it('takes what a caller spends at one worker from its bucket at the other, in one message', () => {
  const { one, other, meet } = openBuckets();
  for (let n = 0; n < 40; n += 1) one(2);
  expect(other(1)).toBe(99);
  expect(meet()).toBe(2);
  expect([one(0), other(0)]).toEqual([19, 19]);
  expect([one(20), other(20)]).toEqual(['in 1 s', 'in 1 s']);
});

it('has what was spent too much before they met flow back first', () => {
  const { one, other, meet, wait } = openBuckets();
  expect([one(100), other(100)]).toEqual([0, 0]);
  meet();
  expect(one(10)).toBe('in 11 s');
  wait(11 * SECOND);
  expect([one(10), other(10)]).toEqual([0, 0]);
});

it('tells nothing of what was refused', () => {
  const { one, other, meet } = openBuckets();
  one(95);
  meet();
  expect([one(10), other(10)]).toEqual(['in 1 s', 'in 1 s']);
  expect(meet()).toBe(0);
});

function openThrottles() {
  const { workers, meet } = between<Attempts>();
  const [one, other] = workers.map((shared) => {
    const throttle = logInThrottle(() => NOON, shared);
    return {
      begin: (user: string, clientAddress: string) => throttle.begin({ user, clientAddress }),
      waits: (user: string, clientAddress: string) => {
        try {
          throttle.begin({ user, clientAddress });
          return 0;
        } catch (error) {
          if (error instanceof TooManyLogIns) return error.retryAfter;
          throw error;
        }
      },
    };
  });
  if (!one || !other) throw new Error('Expected two workers.');
  return { one, other, meet };
}

it('counts a log-in that fails at one worker at the other too, in the order of their failing', () => {
  const { one, other, meet } = openThrottles();
  for (let n = 0; n < 5; n += 1) {
    one.begin('anna', '192.0.2.1');
    other.begin('anna', '192.0.2.2');
  }
  expect(meet()).toBe(2);
  expect([one.waits('anna', '192.0.2.3'), other.waits('anna', '192.0.2.3')]).toEqual([1, 1]);
  expect([one.waits('bert', '192.0.2.3'), other.waits('bert', '192.0.2.3')]).toEqual([0, 0]);
});

it('lets a minute be the longest wait, however many guess at once at both', () => {
  const { one, other, meet } = openThrottles();
  for (let n = 0; n < 10; n += 1) for (const worker of [one, other]) worker.begin('anna', `192.0.2.${n}`);
  meet();
  expect(one.waits('anna', '192.0.2.99')).toBe(MINUTE / SECOND);
});

it('knows at both from where somebody has logged in before, and forgets at both what failed there', () => {
  const { one, other, meet } = openThrottles();
  one.begin('anna', '192.0.2.1').succeeded();
  meet();
  for (let n = 0; n < 10; n += 1) one.begin('anna', '198.51.100.7');
  for (let n = 0; n < 9; n += 1) other.begin('anna', '192.0.2.1');
  meet();
  expect([one.waits('anna', '198.51.100.7'), other.waits('anna', '198.51.100.7')]).toEqual([1, 1]);
  one.begin('anna', '192.0.2.1').succeeded();
  meet();
  for (let n = 0; n < 10; n += 1) expect(other.waits('anna', '192.0.2.1')).toBe(0);
});
