import { LRUCache } from 'lru-cache';

import type { Clock } from '../clock.ts';
import type { Spent } from '../http/inquiry.ts';
import { SECOND, type Instant } from '../time.ts';
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

/** Takes points from what the caller, or nobody from that address, may ask. Throws `RateLimited`. */
export type Charge = (caller: Caller | null, clientAddress: string | null, points: number) => Spent;

/** Buckets that are remembered, those that were used last; one that is forgotten is full again. */
const MOST_BUCKETS = 100_000;

interface Bucket {
  points: number;
  at: Instant;
}

/**
 * Buckets of points, one for each caller: a request takes what it costs, and is refused while there is less. Kept in the memory of this
 * process, so each of several has its own.
 */
function bucketsOf({ capacity, refill }: Rate, wallClock: Clock) {
  // With `max` it would make room for all of them at once, which a start waits for.
  const known = new LRUCache<string, Bucket>({ maxSize: MOST_BUCKETS, sizeCalculation: () => 1 });
  /** Takes the points from the bucket of that caller, which is `times` as large as usual. Throws `RateLimited`. */
  return (caller: string, requested: number, times = 1): Spent => {
    const now = wallClock();
    const size = capacity * times;
    const flow = (refill * times) / SECOND;
    const bucket = known.get(caller) ?? { points: size, at: now };
    bucket.points = Math.min(size, bucket.points + Math.max(0, now - bucket.at) * flow);
    bucket.at = now;
    known.set(caller, bucket);
    // What costs more than a bucket holds takes a full one.
    const taken = Math.min(requested, size);
    if (bucket.points < taken)
      throw new RateLimited(requested, Math.ceil((taken - bucket.points) / flow / SECOND));
    bucket.points -= taken;
    return {
      requested,
      remaining: Math.floor(bucket.points),
      capacity: size,
      reset: Math.ceil((size - bucket.points) / flow / SECOND),
    };
  };
}

/** One bucket for each credential, and one for each address of those that present none; some callers may ask `generosityTo` times the usual. */
export function chargingBy(
  rate: Rate,
  wallClock: Clock,
  generosityTo: (caller: Caller) => number = () => 1,
): Charge {
  const take = bucketsOf(rate, wallClock);
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
