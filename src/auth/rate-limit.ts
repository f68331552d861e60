import { LRUCache } from 'lru-cache';

import type { Clock } from '../clock.ts';
import type { Spent } from '../http/request.ts';
import { SECOND, type Instant } from '../time.ts';
import type { Shared } from '../workers/shared.ts';
import { actorOf, type Caller } from './credential.ts';
import { networkOf } from './throttle.ts';

/** How much a caller may ask in the long run. */
export interface Rate {
  /** Points that a bucket holds; it is full at first. */
  readonly capacity: number;
  /** Points that flow into it each second. */
  readonly refill: number;
}

/** More was asked than is left; nothing was done. */
export class RateLimited extends Error {
  /** Whole seconds until enough is left again. */
  readonly retryAfter: number;
  constructor(requested: number, retryAfter: number) {
    super(
      `This request costs ${requested}, and less is left of what you may ask. Try again in ${retryAfter} ${retryAfter === 1 ? 'second' : 'seconds'}.`,
    );
    this.retryAfter = retryAfter;
  }
}

/** What was taken from buckets, and how many times as large as usual each of them is. */
export type Spending = readonly (readonly [caller: string, points: number, times: number])[];

/** Takes points from what the caller, or nobody from that address, may ask. Throws `RateLimited`. */
export type Spend = (caller: Caller | null, clientAddress: string | null, points: number) => Spent;

/** Buckets that are remembered, those that were used last; one that is forgotten is full again. */
const MOST_BUCKETS = 100_000;

interface Bucket {
  points: number;
  at: Instant;
}

/**
 * Buckets of points, one for each caller: a request takes what it costs, and is refused while there is less. Kept in the memory of this
 * process. What other workers tell is taken too, even when there is less: then nothing is left until that has flowed back.
 */
function bucketsOf({ capacity, refill }: Rate, wallClock: Clock, shared: Shared<Spending> | null) {
  // With `max` it would make room for all of them at once, which a start waits for.
  const known = new LRUCache<string, Bucket>({ maxSize: MOST_BUCKETS, sizeCalculation: () => 1 });
  const tell = shared && tellerTo(shared);
  const flowInto = (times: number) => (refill * times) / SECOND;
  /** The bucket of that caller, which is `times` as large as usual, with what has flowed into it by now. */
  const bucketOf = (caller: string, times: number): Bucket => {
    const now = wallClock();
    const size = capacity * times;
    const bucket = known.get(caller) ?? { points: size, at: now };
    bucket.points = Math.min(size, bucket.points + Math.max(0, now - bucket.at) * flowInto(times));
    bucket.at = now;
    known.set(caller, bucket);
    return bucket;
  };
  shared?.onNews((spending) => {
    for (const [caller, points, times] of spending) bucketOf(caller, times).points -= points;
  });
  /** Takes the points from the bucket of that caller. Throws `RateLimited`. */
  return (caller: string, requested: number, times = 1): Spent => {
    const bucket = bucketOf(caller, times);
    const size = capacity * times;
    const flow = flowInto(times);
    // What costs more than a bucket holds takes a full one.
    const taken = Math.min(requested, size);
    if (bucket.points < taken)
      throw new RateLimited(requested, Math.ceil((taken - bucket.points) / flow / SECOND));
    bucket.points -= taken;
    tell?.(caller, taken, times);
    return {
      requested,
      remaining: Math.floor(bucket.points),
      capacity: size,
      reset: Math.ceil((size - bucket.points) / flow / SECOND),
    };
  };
}

/** Tells the other workers what is taken here, all that a caller takes within a moment in one. */
function tellerTo(shared: Shared<Spending>) {
  let untold = new Map<string, { points: number; readonly times: number }>();
  const tellAll = () => {
    const told = untold;
    untold = new Map();
    return Array.from(told, ([caller, { points, times }]) => [caller, points, times] as const);
  };
  return (caller: string, points: number, times: number) => {
    if (untold.size === 0) shared.tellSoon(tellAll);
    const spent = untold.get(caller);
    if (spent) spent.points += points;
    else untold.set(caller, { points, times });
  };
}

/** One bucket for each credential, and one for each address of those that present none; some callers may ask `generosityTo` times the usual. Workers count together. */
export function rateLimiter(
  rate: Rate,
  wallClock: Clock,
  generosityTo: (caller: Caller) => number,
  shared: Shared<Spending> | null,
): Spend {
  const take = bucketsOf(rate, wallClock, shared);
  return (caller, clientAddress, points) =>
    caller
      ? take(`${caller.operator.id} ${actorOf(caller)}`, points, generosityTo(caller))
      : take(`from ${clientAddress === null ? '' : networkOf(clientAddress)}`, points);
}

/** The headers that tell what is left. */
export function rateHeaders({ capacity, remaining, reset }: Spent): Record<string, string> {
  return {
    'ratelimit-limit': String(capacity),
    'ratelimit-remaining': String(remaining),
    'ratelimit-reset': String(reset),
  };
}
