import { describe, expect, it } from 'vitest';

import { clientAddressOf } from '../../src/auth/client-address.ts';
import { logInThrottle, TooManyLogIns, type Attempt } from '../../src/auth/throttle.ts';
import { MINUTE, SECOND } from '../../src/time.ts';
import { NOON } from '../api/gateway.ts';

const ANNA: Attempt = { user: 'anna', clientAddress: null };

function openThrottle() {
  let now = NOON;
  const throttle = logInThrottle(() => now, null);
  /** Seconds to wait; 0 when the attempt was let through, and failed. */
  const fails = (attempt: Attempt): number => {
    try {
      throttle.begin(attempt);
      return 0;
    } catch (error) {
      if (error instanceof TooManyLogIns) return error.retryAfter;
      throw error;
    }
  };
  return {
    fails,
    failsTimes: (times: number, attempt: (n: number) => Attempt) =>
      Array.from({ length: times }, (_, n) => fails(attempt(n))),
    succeeds: (attempt: Attempt) => throttle.begin(attempt).succeeded(),
    wait: (milliseconds: number) => (now += milliseconds),
  };
}

describe('Whoever guesses a password', () => {
  it('waits twice as long after each failure, up to a minute', () => {
    const { failsTimes, fails, wait } = openThrottle();
    expect(failsTimes(10, () => ANNA)).toEqual(Array(10).fill(0));
    for (const seconds of [1, 2, 4, 8, 16, 32, 60, 60]) {
      expect(fails(ANNA)).toBe(seconds);
      wait(seconds * SECOND - 1);
      expect(fails(ANNA)).toBe(1);
      wait(1);
      expect(fails(ANNA)).toBe(0);
    }
  });

  it('guesses at most 1,500 a day, whatever it does', () => {
    const { fails, wait } = openThrottle();
    let guesses = 0;
    for (let second = 0; second < 24 * 60 * 60; second += 1) {
      while (fails(ANNA) === 0) guesses += 1;
      wait(SECOND);
    }
    expect(guesses).toBeLessThanOrEqual(1_500);
  });

  it('is slowed down wherever it comes from', () => {
    const { failsTimes, fails } = openThrottle();
    failsTimes(10, (n) => ({ user: 'anna', clientAddress: `192.0.2.${n}` }));
    expect(fails({ user: 'anna', clientAddress: '192.0.2.99' })).toBe(1);
    expect(fails({ user: 'bert', clientAddress: '192.0.2.99' })).toBe(0);
  });

  it('is slowed down by its address, whomever it tries', () => {
    const { failsTimes, fails } = openThrottle();
    const clientAddress = '192.0.2.1';
    expect(failsTimes(50, (n) => ({ user: `user ${n}`, clientAddress }))).toEqual(Array(50).fill(0));
    expect(fails({ user: 'anna', clientAddress })).toBe(1);
    expect(fails({ user: null, clientAddress })).toBe(1);
    expect(fails({ user: 'anna', clientAddress: '192.0.2.2' })).toBe(0);
  });

  it.each([
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2::1', '2001:DB8:1:2:ffff:1:2:3'],
    ['2001:db8::1', '2001:db8:0:0:1::'],
    ['::1', '::2'],
  ])('is at the same address as %s when it comes from %s', (one, other) => {
    const { failsTimes, fails } = openThrottle();
    failsTimes(50, (n) => ({ user: `user ${n}`, clientAddress: one }));
    expect(fails({ user: 'anna', clientAddress: other })).toBe(1);
  });

  it('is not at the same address in another network of IPv6', () => {
    const { failsTimes, fails } = openThrottle();
    failsTimes(50, (n) => ({ user: `user ${n}`, clientAddress: '2001:db8:1:2::1' }));
    expect(fails({ user: 'anna', clientAddress: '2001:db8:1:3::1' })).toBe(0);
  });

  it('gains nothing by logging in with a password of its own', () => {
    const { failsTimes, fails, succeeds } = openThrottle();
    const clientAddress = '192.0.2.1';
    failsTimes(49, (n) => ({ user: `user ${n}`, clientAddress }));
    succeeds({ user: 'its own', clientAddress });
    expect(fails({ user: 'anna', clientAddress })).toBe(0);
    expect(fails({ user: 'bert', clientAddress })).toBe(1);
  });

  it('cannot have itself forgotten by trying ten thousand others', () => {
    const { failsTimes, fails } = openThrottle();
    failsTimes(10, () => ({ user: 'anna', clientAddress: '192.0.2.1' }));
    failsTimes(20_000, (n) => ({ user: `user ${n}`, clientAddress: '192.0.2.1' }));
    expect(fails({ user: 'anna', clientAddress: '192.0.2.1' })).toBe(1);
    expect(fails({ user: 'anna', clientAddress: '192.0.2.2' })).toBe(1);
  });
});

describe('Whoever has the password', () => {
  it('gets in where it got in before, while somebody guesses it elsewhere', () => {
    const { failsTimes, fails, succeeds, wait } = openThrottle();
    const desk: Attempt = { user: 'anna', clientAddress: '192.0.2.1' };
    const elsewhere: Attempt = { user: 'anna', clientAddress: '198.51.100.7' };
    succeeds(desk);
    failsTimes(10, () => elsewhere);
    expect(fails(elsewhere)).toBe(1);
    succeeds(desk);
    // Nor is it forgotten that somebody guesses.
    expect(fails(elsewhere)).toBe(1);
    wait(SECOND);
    expect(fails(elsewhere)).toBe(0);
    expect(fails(elsewhere)).toBe(2);
  });

  it('is let in after a minute at most, wherever it is, and starts anew then', () => {
    const { fails, failsTimes, succeeds, wait } = openThrottle();
    for (let n = 0; n < 100; n += 1) {
      fails(ANNA);
      wait(MINUTE);
    }
    succeeds(ANNA);
    expect(failsTimes(11, () => ANNA)).toEqual([...Array<number>(10).fill(0), 1]);
  });

  it('is forgiven after a quarter of an hour', () => {
    const { failsTimes, wait } = openThrottle();
    failsTimes(10, () => ANNA);
    wait(15 * MINUTE);
    expect(failsTimes(11, () => ANNA)).toEqual([...Array<number>(10).fill(0), 1]);
  });
});

describe('The address of a client', () => {
  const peer = '10.0.0.1';
  it.each([
    [0, '203.0.113.9', peer],
    [1, null, peer],
    [1, '203.0.113.9', '203.0.113.9'],
    [1, 'made up, 203.0.113.9', '203.0.113.9'],
    [2, '198.51.100.1, 203.0.113.9, 10.0.0.2', '203.0.113.9'],
    [2, '203.0.113.9', peer],
    [1, 'unknown', peer],
    [1, '2001:db8::1', '2001:db8::1'],
  ])('behind %i proxies that tell %j is %s', (proxies, forwardedFor, address) => {
    expect(clientAddressOf({ peer, forwardedFor }, proxies)).toBe(address);
  });

  it('is none where there is no network', () => {
    expect(clientAddressOf({ peer: null, forwardedFor: null }, 0)).toBeNull();
  });
});
