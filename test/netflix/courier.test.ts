import { join } from 'node:path';

import { pino } from 'pino';
import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { loadConfig } from '../../src/config.ts';
import { openExchange } from '../../src/netflix/exchange.ts';
import { NetflixUnreachable } from '../../src/netflix/port.ts';
import type { NetflixStore } from '../../src/store/netflix-store.ts';
import type { Store } from '../../src/store/store.ts';
import { DAY, MINUTE, SECOND } from '../../src/time.ts';
import { ownFolder } from '../own-folder.ts';
import { ALL, byIdentifier, existing, telecom } from '../store/telecom.ts';
import { kindsOf, openPlay, START } from './playing.ts';

const BY = byIdentifier('B-1');
const NO = { accepted: false, reason: 'Not today.' } as const;
const unreachable = (): never => {
  throw new NetflixUnreachable('Expected an answer of Netflix, found none.');
};

/** The same store, in a process that dies whenever it comes to this verb. */
function dyingAt(verb: keyof NetflixStore, store: Store): Store {
  const die = async (): Promise<never> => {
    throw new Error('The process dies.');
  };
  return {
    ...store,
    of: (id) => {
      const own = store.of(id);
      return { ...own, netflix: { ...own.netflix, [verb]: die } };
    },
  };
}

function databaseFile(): string {
  return join(ownFolder(), 'gateway.sqlite');
}

describe('the courier tells Netflix', () => {
  it('of a token once, and whom it is for', async () => {
    const { registers, courier, netflix, subscription } = await openPlay();
    const { netflixCustomerIdentifier } = await registers('B-1');
    const { run } = courier();
    await run();
    await run();
    expect(netflix.heard()).toEqual([
      expect.objectContaining({
        kind: 'HAND_OVER_TOKEN',
        netflixCustomerIdentifier,
        subscriptionNumber: 'S00000001',
        currency: 'EUR',
        sandboxScenario: null,
      }),
    ]);
    expect(await subscription('B-1')).toMatchObject({ stage: 'REGISTERED', netflixState: 'NOT_EFFECTIVE' });
  });

  it('what became of a subscription in order, and believes only what it confirms', async () => {
    const { cytel, courier, netflix, subscription } = await openPlay();
    await cytel.subscribes('B-1');
    await cytel.suspends(BY);
    await cytel.unsuspends(BY);
    await cytel.suspends(BY);
    expect(await subscription('B-1')).toMatchObject({ stage: 'SUSPENDED', netflixState: 'EFFECTIVE' });
    await courier().run();
    expect(kindsOf(netflix.heard())).toEqual(['HAND_OVER_TOKEN', 'SUSPEND', 'UNSUSPEND', 'SUSPEND']);
    expect(await subscription('B-1')).toMatchObject({ stage: 'SUSPENDED', netflixState: 'NOT_EFFECTIVE' });
  });

  it('the outcome of a charge, and that its subscription ended with it', async () => {
    const { registers, cytel, courier, netflix, subscription, wait } = await openPlay();
    await cytel.changesTerms({ decisionWindowHours: 24 });
    const anna = await registers('B-1');
    netflix.says(anna.signedUp(), anna.charge(1));
    const { run } = courier();
    await run();
    const declined = { number: 'I00000001', billingSystemCustomerIdentifier: 'B-1', referenceNumber: null };
    await cytel.decides('DECLINED', [declined]);
    netflix.heard();
    wait(DAY);
    await run();
    await run();
    expect(netflix.heard()).toEqual([
      expect.objectContaining({
        kind: 'TELL_OUTCOME',
        netflixChargeIdentifier: 'nx-B-1-1',
        outcome: 'DECLINED',
      }),
      expect.objectContaining({ kind: 'TERMINATE', subscriptionNumber: 'S00000001' }),
    ]);
    expect(await subscription('B-1')).toMatchObject({ stage: 'CANCELLED', netflixState: 'NOT_EFFECTIVE' });
  });

  it('nothing that it did itself', async () => {
    const { registers, courier, netflix, subscription } = await openPlay();
    const { netflixCustomerIdentifier, signedUp } = await registers('B-1');
    netflix.says(signedUp(), { kind: 'ENDED', netflixCustomerIdentifier, endedOn: START });
    const { run } = courier();
    await run();
    await run();
    expect(kindsOf(netflix.heard())).toEqual(['HAND_OVER_TOKEN']);
    expect(await subscription('B-1')).toMatchObject({
      stage: 'CANCELLED',
      cancellationReason: 'ENDED_BY_NETFLIX',
      netflixState: 'NOT_EFFECTIVE',
    });
  });

  it('soon after it happened, once it is started', async () => {
    const { registers, courier, netflix } = await openPlay();
    const { start, stop } = courier({ pause: MINUTE });
    start();
    await registers('B-1');
    await vi.waitFor(() => {
      expect(kindsOf(netflix.heard())).toEqual(['HAND_OVER_TOKEN']);
    });
    await stop();
    await registers('B-2');
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(netflix.heard()).toEqual([]);
  });

  it('without asking for news each time', async () => {
    const { registers, courier, netflix } = await openPlay();
    const { start, stop, run } = courier({ pause: MINUTE });
    start();
    await registers('B-1');
    await vi.waitFor(() => {
      expect(kindsOf(netflix.heard())).toEqual(['HAND_OVER_TOKEN']);
    });
    await registers('B-2');
    await vi.waitFor(() => {
      expect(kindsOf(netflix.heard())).toEqual(['HAND_OVER_TOKEN']);
    });
    expect(netflix.asked).toEqual([]);
    await run();
    expect(netflix.asked).toHaveLength(1);
    await stop();
  });
});

describe('what Netflix refuses for good', () => {
  it('is parked with its reason, holds nothing up, and is told again when somebody retries it', async () => {
    const { cytel, courier, netflix, parked, count, subscription, clock } = await openPlay();
    await cytel.subscribes('B-1');
    const { run } = courier();
    await run();
    await cytel.suspends(BY);
    netflix.answers(({ kind }) => (kind === 'SUSPEND' ? NO : { accepted: true }));
    netflix.heard();
    await run();
    await run();
    expect(kindsOf(netflix.heard())).toEqual(['SUSPEND']);
    expect(await parked()).toMatchObject([{ kind: 'SUSPEND', reason: 'Not today.', parkedOn: START }]);
    expect(await count('NETFLIX_REFUSED')).toBe(1);
    expect(await subscription('B-1')).toMatchObject({ stage: 'SUSPENDED', netflixState: 'EFFECTIVE' });

    netflix.answers(() => ({ accepted: true }));
    const ids = (await parked()).map(({ id }) => id);
    expect(await cytel.store.netflix.retryMessages(ids, clock())).toEqual(ids);
    expect(await cytel.store.netflix.retryMessages(ids, clock())).toEqual([]);
    await run();
    expect(kindsOf(netflix.heard())).toEqual(['SUSPEND']);
    expect([await parked(), await subscription('B-1')]).toMatchObject([
      [],
      { netflixState: 'NOT_EFFECTIVE' },
    ]);
  });

  it('is forgotten once Netflix took something later, so that no retry undoes it', async () => {
    const { cytel, courier, netflix, parked, subscription } = await openPlay();
    await cytel.subscribes('B-1');
    await cytel.suspends(BY);
    netflix.answers(({ kind }) => (kind === 'SUSPEND' ? NO : { accepted: true }));
    const { run } = courier();
    await run();
    expect(await parked()).toHaveLength(1);
    await cytel.unsuspends(BY);
    await run();
    expect(await parked()).toEqual([]);
    expect(await subscription('B-1')).toMatchObject({ stage: 'ACTIVE', netflixState: 'EFFECTIVE' });
  });

  it('is another operator’s as little as anything else', async () => {
    const { cytel, store, courier, netflix, parked, clock } = await openPlay();
    await cytel.registers('B-1');
    netflix.answers(() => NO);
    await courier().run();
    const other = await store.addOperator({ ...cytel.operator, code: 'other' }, { actor: 'test' });
    const ids = (await parked()).map(({ id }) => id);
    const theirs = store.of(other?.id ?? 0).netflix;
    expect([await theirs.retryMessages(ids, clock()), await theirs.countParkedMessages()]).toEqual([[], 0]);
    expect(await parked()).toHaveLength(1);
  });
});

describe('while Netflix cannot be reached', () => {
  it('everything waits, is tried more and more seldom, and goes on by itself', async () => {
    const { cytel, registers, courier, netflix, wait, subscription } = await openPlay();
    const anna = await registers('B-1');
    const { run } = courier();
    await run();
    let tries = 0;
    netflix.reachedBy(() => {
      tries += 1;
      unreachable();
    });
    netflix.says(anna.signedUp());
    await run();
    expect(await cytel.store.netflix.link()).toMatchObject({
      failingSince: START,
      failure: 'Expected an answer of Netflix, found none.',
      answeredOn: START,
    });
    for (let second = 0; second < 600; second += 1) {
      wait(SECOND);
      await run();
    }
    expect(tries).toBeGreaterThan(5);
    expect(tries).toBeLessThan(15);
    expect(await cytel.store.netflix.link()).toMatchObject({ failingSince: START });

    netflix.reachedBy(() => undefined);
    wait(10 * MINUTE);
    await run();
    expect(await subscription('B-1')).toMatchObject({ stage: 'ACTIVE' });
    expect(await cytel.store.netflix.link()).toMatchObject({
      failingSince: null,
      failure: null,
      answeredOn: START + 20 * MINUTE,
    });
  });

  it('one message waits with what comes after it, and the others do not', async () => {
    const { cytel, registers, courier, netflix, wait } = await openPlay();
    const { netflixCustomerIdentifier: stuck } = await registers('B-1');
    await cytel.terminates(BY);
    await registers('B-2');
    netflix.answers((message) =>
      message.netflixCustomerIdentifier === stuck ? unreachable() : { accepted: true },
    );
    const { run } = courier();
    await run();
    expect(netflix.heard().map((message) => [message.kind, message.subscriptionNumber])).toEqual([
      ['HAND_OVER_TOKEN', 'S00000001'],
      ['HAND_OVER_TOKEN', 'S00000002'],
    ]);
    expect(await cytel.store.netflix.backlog()).toEqual({ waiting: 2, oldestWaitingOn: START });
    netflix.answers(() => ({ accepted: true }));
    wait(SECOND);
    await run();
    expect(kindsOf(netflix.heard())).toEqual(['HAND_OVER_TOKEN', 'TERMINATE']);
    expect(await cytel.store.netflix.backlog()).toEqual({ waiting: 0, oldestWaitingOn: null });
  });

  it('it is left alone for as long as it asks', async () => {
    const { registers, courier, netflix, wait } = await openPlay();
    await registers('B-1');
    netflix.answers(() => {
      throw new NetflixUnreachable('Too many.', { retryAfter: 10 * MINUTE });
    });
    const { run } = courier();
    await run();
    netflix.heard();
    wait(9 * MINUTE);
    await run();
    expect(netflix.heard()).toEqual([]);
    wait(MINUTE);
    await run();
    expect(netflix.heard()).toHaveLength(1);
  });

  it('a fault of one message is none of the others, of the news and of the charges that are due', async () => {
    const { registers, courier, netflix, charges } = await openPlay();
    const anna = await registers('B-1');
    netflix.says(anna.signedUp(), anna.charge(1));
    netflix.answers(() => {
      throw new Error('Expected nothing of the kind.');
    });
    await courier().run();
    expect(await charges()).toMatchObject([{ status: 'APPROVED' }]);
  });
});

describe('the courier brings back', () => {
  it('who signed up and what is charged, and settles what is due', async () => {
    const { registers, courier, netflix, subscription, charges } = await openPlay();
    const anna = await registers('B-1');
    netflix.says(anna.signedUp(), anna.charge(1));
    await courier().run();
    expect(await subscription('B-1')).toMatchObject({ stage: 'ACTIVE', netflixState: 'EFFECTIVE' });
    expect(await charges()).toMatchObject([{ status: 'APPROVED', netflixChargeIdentifier: 'nx-B-1-1' }]);
  });

  it('more than one page at once', async () => {
    const { registers, courier, netflix, charges } = await openPlay();
    const anna = await registers('B-1');
    netflix.says(anna.signedUp(), ...Array.from({ length: 450 }, (_, n) => anna.charge(n)));
    await courier().run();
    expect(await charges()).toHaveLength(450);
    expect(netflix.asked).toEqual([null, '200', '400']);
  });

  it('what it must refuse as parked, and moves on', async () => {
    const { registers, courier, netflix, refused, charges, cytel } = await openPlay();
    const anna = await registers('B-1');
    netflix.says(
      { kind: 'SIGNED_UP', tokenHash: 'of nobody', signedUpOn: START, prices: [] },
      { kind: 'PRICES', netflixCustomerIdentifier: 'nobody', prices: [] },
      anna.signedUp(),
      { ...anna.charge(1), ...{ netflixCustomerIdentifier: 'nobody' } },
      { ...anna.charge(2), ...{ raisedOn: START + DAY } },
      { ...anna.charge(3), ...{ amount: '9.999' } },
      anna.charge(4),
    );
    const { run } = courier();
    await run();
    await run();
    expect((await refused()).map(({ code, cursor }) => [cursor, code])).toEqual([
      ['1', 'TOKEN_UNKNOWN'],
      ['2', 'CUSTOMER_NOT_FOUND'],
      ['4', 'CUSTOMER_NOT_FOUND'],
      ['5', 'RAISED_IN_THE_FUTURE'],
      ['6', 'AMOUNT_NOT_REPRESENTABLE'],
    ]);
    expect(await charges()).toHaveLength(1);
    expect(await cytel.store.netflix.link()).toMatchObject({ newsCursor: '7' });
  });

  it('what came before its sign-up by itself, once that is known', async () => {
    const { registers, courier, netflix, refused, charges, subscription } = await openPlay();
    const [anna, boris] = [await registers('B-1'), await registers('B-2')];
    const { run } = courier();
    netflix.says(anna.charge(1), boris.charge(1));
    await run();
    expect(await refused()).toMatchObject([{ code: 'NO_SUBSCRIPTION' }, { code: 'NO_SUBSCRIPTION' }]);
    netflix.says(anna.signedUp());
    await run();
    expect(await charges()).toMatchObject([{ netflixChargeIdentifier: 'nx-B-1-1' }]);
    expect(await refused()).toMatchObject([{ item: { netflixChargeIdentifier: 'nx-B-2-1' } }]);
    expect(await subscription('B-1')).toMatchObject({ stage: 'ACTIVE' });
  });

  it('the late end of an earlier membership without harm to the one that followed', async () => {
    const { registers, courier, netflix, subscription, wait } = await openPlay();
    const first = await registers('B-1');
    const ended = {
      kind: 'ENDED',
      netflixCustomerIdentifier: first.netflixCustomerIdentifier,
      endedOn: START + MINUTE,
    } as const;
    netflix.says(first.signedUp());
    const { run } = courier();
    await run();
    wait(2 * MINUTE);
    netflix.says(ended);
    await run();
    const second = await registers('B-1');
    netflix.says(second.signedUp());
    await run();
    netflix.says(ended);
    await run();
    expect(await subscription('B-1')).toMatchObject({ stage: 'ACTIVE', netflixState: 'EFFECTIVE' });
  });
});

describe('while Netflix answers one operator and lets another one wait', () => {
  it('the one is told and asked for news as ever, and the other in order and once as soon as it goes on', async () => {
    const { store, cytel, netflix, courier } = await openPlay();
    const pantel = await telecom(store, 'pantel');
    const { promise: hanging, resolve: goOn } = Promise.withResolvers<null>();
    const reached: string[] = [];
    netflix.reachedBy((operatorCode) => {
      reached.push(operatorCode);
      return operatorCode === 'cytel' ? hanging : undefined;
    });
    await cytel.registers('B-1');
    await cytel.terminates(BY);
    const { start, stop } = courier({ pause: 5 });
    start();
    await vi.waitFor(() => expect(reached).toContain('cytel'));
    for (const identifier of ['B-1', 'B-2', 'B-3']) {
      await pantel.registers(identifier);
      await vi.waitFor(() => expect(kindsOf(netflix.heard())).toEqual(['HAND_OVER_TOKEN']));
    }
    expect(reached.filter((code) => code === 'cytel')).toHaveLength(1);
    expect(await pantel.store.netflix.backlog()).toMatchObject({ waiting: 0 });
    goOn(null);
    await vi.waitFor(async () => expect(await cytel.store.netflix.backlog()).toMatchObject({ waiting: 0 }));
    await stop();
    expect(kindsOf(netflix.heard())).toEqual(['HAND_OVER_TOKEN', 'TERMINATE']);
  });

  it('charges of the one that are due are settled', async () => {
    const { store, netflix, courier } = await openPlay();
    const pantel = await telecom(store, 'pantel');
    await pantel.changesTerms({ decisionWindowHours: 1 });
    await pantel.receives([pantel.receipt(await pantel.subscribes('B-1'))]);
    const { promise: hanging, resolve: goOn } = Promise.withResolvers<null>();
    netflix.reachedBy((operatorCode) => (operatorCode === 'cytel' ? hanging : undefined));
    const wallClock = { now: START };
    const { start, stop } = courier({ pause: 5, wallClock: () => (wallClock.now += MINUTE) });
    start();
    const statuses = async () =>
      (await pantel.store.chargePages({ of: 'operator' }, ALL, {}))[0]?.rows.map(({ status }) => status);
    expect(await statuses()).toEqual(['PENDING']);
    await pantel.changesTerms({ decisionWindowHours: 0 });
    await pantel.receives([pantel.receipt(existing(await pantel.store.customer(BY)))]);
    await vi.waitFor(async () => expect(await statuses()).toEqual(['PENDING', 'APPROVED']));
    goOn(null);
    await stop();
  });

  it('no more than eight of them are tended at once, and every one in the end', async () => {
    const { store, netflix, courier } = await openPlay();
    for (let n = 1; n <= 11; n += 1) await telecom(store, `telecom-${String(n)}`);
    const { promise: hanging, resolve: goOn } = Promise.withResolvers<null>();
    const reached: string[] = [];
    netflix.reachedBy((operatorCode) => {
      reached.push(operatorCode);
      return hanging;
    });
    const round = courier().run();
    await vi.waitFor(() => expect(reached).toHaveLength(8));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(reached).toHaveLength(8);
    goOn(null);
    await round;
    expect(new Set(reached).size).toBe(12);
  });
});

describe('a courier that dies', () => {
  it('after Netflix accepted, before that is noted: it is told again under the same number', async () => {
    const { store, cytel, registers, courier, netflix, wait, count } = await openPlay();
    await registers('B-1');
    await courier({ store: dyingAt('told', store) }).run();
    const [before] = netflix.heard();
    wait(MINUTE);
    await courier().run();
    expect(netflix.heard()).toEqual([before]);
    expect(await count('NETFLIX_CONFIRMED')).toBe(1);
    expect(await cytel.store.netflix.backlog()).toMatchObject({ waiting: 0 });
  });

  it.each(['parked', 'told'] as const)(
    'is followed by one that says once that something was %s',
    async (end) => {
      const { store, registers, courier, netflix, wait, count, parked } = await openPlay();
      await registers('B-1');
      netflix.answers(() => (end === 'parked' ? NO : { accepted: true }));
      await courier({ store: dyingAt('heard', store) }).run();
      wait(MINUTE);
      await courier().run();
      expect(netflix.heard()).toHaveLength(1);
      expect(await count('NETFLIX_CONFIRMED')).toBe(end === 'told' ? 1 : 0);
      expect(await count('NETFLIX_REFUSED')).toBe(end === 'parked' ? 1 : 0);
      expect(await parked()).toHaveLength(end === 'parked' ? 1 : 0);
    },
  );

  it('after news was taken in, before the cursor moved on: it is taken in once', async () => {
    const { store, cytel, registers, courier, netflix, wait, charges, count } = await openPlay();
    const anna = await registers('B-1');
    netflix.says(anna.signedUp(), anna.charge(1), anna.charge(2));
    const dies = courier({ store: dyingAt('moveOn', store) });
    await dies.run();
    expect(await cytel.store.netflix.link()).toMatchObject({ newsCursor: null });
    for (let death = 0; death < 3; death += 1) {
      wait(MINUTE);
      let moves = 0;
      const own = store.of(cytel.operator.id);
      const dying: Store = {
        ...store,
        of: () => ({
          ...own,
          netflix: {
            ...own.netflix,
            moveOn: async (...move) => {
              if ((moves += 1) > 1) throw new Error('The process dies.');
              await own.netflix.moveOn(...move);
            },
          },
        }),
      };
      await courier({ store: dying }).run();
    }
    expect(await charges()).toHaveLength(2);
    expect([await count('SUBSCRIPTION_SIGNED_UP'), await count('CHARGE_RECEIVED')]).toEqual([1, 2]);
    expect(await cytel.store.netflix.link()).toMatchObject({ newsCursor: '3' });
  });

  it('between a sign-up and the charge that came before it: the charge is not forgotten', async () => {
    const { store, registers, courier, netflix, wait, charges, refused } = await openPlay();
    const anna = await registers('B-1');
    netflix.says(anna.charge(1));
    await courier({ store }).run();
    netflix.says(anna.signedUp());
    wait(MINUTE);
    await courier({ store: dyingAt('settleNews', store) }).run();
    wait(MINUTE);
    await courier().run();
    expect([await charges(), await refused()]).toMatchObject([[{ status: 'APPROVED' }], []]);
  });
});

describe('several gateways on one database', () => {
  it('do the work once', async () => {
    const { openStore, registers, courier, netflix, charges } = await openPlay({ file: databaseFile() });
    const couriers = [courier(), courier({ store: openStore() }), courier({ store: openStore() })];
    for (let n = 1; n <= 20; n += 1) {
      const customer = await registers(`B-${String(n)}`);
      netflix.says(customer.signedUp(), customer.charge(1));
    }
    await Promise.all(couriers.map(({ run }) => run()));
    await Promise.all(couriers.map(({ run }) => run()));
    const numbers = netflix.heard().map(({ number }) => number);
    expect(numbers).toHaveLength(40);
    expect(new Set(numbers).size).toBe(40);
    expect(await charges()).toHaveLength(20);
    // One asks twice, the others never.
    expect(netflix.asked).toEqual([null, '40']);
  });

  it('take over from one that died, and at once from one that stopped', async () => {
    const { registers, courier, netflix, wait } = await openPlay();
    const [first, second] = [courier(), courier()];
    await first.run();
    await registers('B-1');
    await second.run();
    expect(netflix.heard()).toEqual([]);
    wait(MINUTE);
    await second.run();
    expect(netflix.heard()).toHaveLength(1);
    await registers('B-2');
    await second.stop();
    await first.run();
    expect(netflix.heard()).toHaveLength(1);
  });

  it('leave the exchange to the one that takes it over', async () => {
    const { registers, courier, netflix, wait } = await openPlay();
    const [first, second] = [courier(), courier()];
    await first.run();
    await second.takeOver();
    wait(31 * SECOND);
    await registers('B-1');
    await first.run();
    expect(netflix.heard()).toEqual([]);
    await second.run();
    expect(netflix.heard()).toHaveLength(1);
  });
});

it('counts the rounds of its timer, not those that somebody asked for', async () => {
  const { store, clock } = await openPlay();
  let rounds = 0;
  const { courier, close } = await openExchange({
    config: loadConfig({ DATABASE_URL: ':memory:', NETFLIX: 'none' }),
    store,
    clock,
    setOffset: () => undefined,
    wallClock: clock,
    logger: pino({ level: 'silent' }),
    onRound: () => void (rounds += 1),
  });
  onTestFinished(close);
  await courier.run();
  expect(rounds).toBe(0);
  courier.start();
  await vi.waitFor(() => expect(rounds).toBe(1), 5_000);
});

describe('without Netflix', () => {
  it('the charges that are due are settled all the same', async () => {
    const { cytel, courier, charges, wait } = await openPlay();
    await cytel.changesTerms({ decisionWindowHours: 24 });
    const customer = await cytel.subscribes('B-1');
    await cytel.receives([cytel.receipt(customer)]);
    const { run } = courier({ netflix: null });
    await run();
    expect(await charges()).toMatchObject([{ status: 'PENDING' }]);
    wait(DAY);
    await run();
    expect(await charges()).toMatchObject([{ status: 'APPROVED' }]);
  });
});
