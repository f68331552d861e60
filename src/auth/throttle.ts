import { isIPv4 } from 'node:net';

import { LRUCache } from 'lru-cache';

import type { Clock } from '../clock.ts';
import { MINUTE, SECOND, type Instant } from '../time.ts';
import type { Shared } from '../workers/shared.ts';

/** Log-ins with a name, and from an address, that may fail before the next one has to wait. */
const FREE_OF_USER = 10;
const FREE_OF_ADDRESS = 50;

/** The first wait; each further failure doubles it, up to the longest: whoever is attacked is never locked out for longer. */
const FIRST_WAIT = SECOND;
const LONGEST_WAIT = MINUTE;

/** After that long without a failure nobody remembers the earlier ones. */
const FORGIVEN = 15 * MINUTE;

/** Names, addresses and pairs of them that are remembered, those that were tried last. */
const MOST_REMEMBERED = 10_000;

/** Too many log-ins have failed; nothing was looked at. */
export class TooManyLogIns extends Error {
  /** Whole seconds until the next attempt is looked at. */
  readonly retryAfter: number;
  constructor(milliseconds: number) {
    const retryAfter = Math.ceil(milliseconds / SECOND);
    super(
      `Too many log-ins have failed. Try again in ${retryAfter} ${retryAfter === 1 ? 'second' : 'seconds'}.`,
    );
    this.retryAfter = retryAfter;
  }
}

/** Who wants in; the user counts as the same whether or not it exists. */
export interface Attempt {
  /** User name and organisation; null where a key says who it is. */
  readonly user: string | null;
  /** Where it comes from; null where there is no network. */
  readonly clientAddress: string | null;
}

/** Slows down whoever guesses passwords. */
export interface Throttle {
  /** Counts an attempt as failed until it says otherwise, so that many at once are no way around. Throws `TooManyLogIns`. */
  begin: (attempt: Attempt) => { readonly succeeded: () => void };
}

/** As whom, and from where, an attempt is counted. */
interface Counted {
  readonly user: string | null;
  /** The user, or the user at a place from which it has logged in before. */
  readonly name: string | null;
  readonly network: string | null;
}

/** Attempts in their order: when one failed, or null once it has succeeded after all. */
export type Attempts = readonly { readonly counted: Counted; readonly failedOn: Instant | null }[];

/**
 * Failures are counted by user and by client address, each on its own, and each failure beyond those that are free doubles the wait for the
 * next attempt. An attempt that comes too early counts as none. Where a user has logged in from before, it is counted apart, so that whoever
 * guesses its password elsewhere does not keep it out. The memory is bounded. Workers count together; another gateway has its own memory.
 */
export function logInThrottle(wallClock: Clock, shared: Shared<Attempts> | null): Throttle {
  const users = failures(FREE_OF_USER);
  const addresses = failures(FREE_OF_ADDRESS);
  const places = new LRUCache<string, true>({ max: MOST_REMEMBERED });

  const failed = ({ name, network }: Counted, now: Instant) => {
    if (name !== null) users.failed(name, now);
    if (network !== null) addresses.failed(network, now);
  };
  const succeeded = ({ user, name, network }: Counted) => {
    if (name !== null) users.forget(name);
    // Whoever has a password of its own must not have the guesses forgotten that it makes at others.
    if (network !== null) addresses.takeBack(network);
    if (user !== null && network !== null) places.set(placeOf(user, network), true);
  };

  const untold: Attempts[number][] = [];
  const tell = (counted: Counted, failedOn: Instant | null) => {
    if (shared && untold.push({ counted, failedOn }) === 1) shared.tellSoon(() => untold.splice(0));
  };
  shared?.onNews((attempts) => {
    for (const { counted, failedOn } of attempts)
      if (failedOn === null) succeeded(counted);
      else failed(counted, failedOn);
  });

  return {
    begin: ({ user, clientAddress }) => {
      const now = wallClock();
      const network = clientAddress === null ? null : networkOf(clientAddress);
      const isAtItsPlace = user !== null && network !== null && places.has(placeOf(user, network));
      const name = isAtItsPlace ? placeOf(user, network) : user;
      const wait = Math.max(
        name === null ? 0 : users.wait(name, now),
        network === null ? 0 : addresses.wait(network, now),
      );
      if (wait > 0) throw new TooManyLogIns(wait);
      const counted = { user, name, network };
      failed(counted, now);
      tell(counted, now);
      return {
        succeeded: () => {
          succeeded(counted);
          tell(counted, null);
        },
      };
    },
  };
}

function placeOf(user: string, network: string): string {
  return JSON.stringify([user, network]);
}

interface Failed {
  readonly count: number;
  readonly last: Instant;
}

function failures(free: number) {
  const known = new LRUCache<string, Failed>({ max: MOST_REMEMBERED });
  const remembered = (who: string, now: Instant): Failed => {
    const found = known.get(who);
    return found && now - found.last < FORGIVEN ? found : { count: 0, last: now };
  };
  return {
    /** Milliseconds until the next attempt; 0 = it may be made. */
    wait: (who: string, now: Instant): number => {
      const { count, last } = remembered(who, now);
      if (count < free) return 0;
      return Math.max(0, last + Math.min(FIRST_WAIT * 2 ** (count - free), LONGEST_WAIT) - now);
    },
    failed: (who: string, now: Instant) => {
      known.set(who, { count: remembered(who, now).count + 1, last: now });
    },
    takeBack: (who: string) => {
      const found = known.get(who);
      if (found) known.set(who, { ...found, count: Math.max(0, found.count - 1) });
    },
    forget: (who: string) => known.delete(who),
  };
}

/** An address as far as one client has it to itself: all of IPv4, the first half of IPv6. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (isIPv4(mapped ?? address)) return mapped ?? address;
  const [before = '', after = ''] = address.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const [head, tail] = [groups(before), groups(after)];
  const zeros = Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0');
  return [...head, ...zeros, ...tail].slice(0, 4).join(':').toLowerCase();
}
