import { expect, it } from 'vitest';

import { unchanged } from '../../../src/ruling.ts';
import { IdempotencyKeyInProgress, IdempotencyKeyReused, type Once } from '../../../src/store/idempotency.ts';
import type { Doing, Progress, Store } from '../../../src/store/store.ts';
import { DAY, MINUTE } from '../../../src/time.ts';
import { everything } from '../everything.ts';
import { byIdentifier, DOING, item } from '../telecom.ts';
import { openWorld, type OpenStore } from '../world.ts';

const WALL_CLOCK = Date.parse('2026-05-10T12:00:00Z');

/** A call with an idempotency key, at noon by the wall clock unless it says otherwise. */
function keyed(given: Partial<Once> = {}): Doing {
  const once = { key: 'key-1', mutation: 'do', inputHash: 'input-1', wallClock: () => WALL_CLOCK, ...given };
  return { ...DOING, once };
}

const at = (milliseconds: number) => ({ wallClock: () => WALL_CLOCK + milliseconds });

/** A call that comes again is done once, and answered as things then stand. */
export function idempotencyContract(open: OpenStore): void {
  it('decides once, and tells what it came to, things as they now stand', async () => {
    const { cytel, reopened } = await openWorld(open);
    const anna = await cytel.subscribes('B-1');
    const { charges } = await cytel.receives([cytel.receipt(anna)]);
    const items = charges.map((charge) => item(charge, anna));
    const decided = await cytel.decides('ACCEPTED', items, keyed());
    await cytel.settles();
    const before = await everything(cytel.store);

    const again = await cytel.decides('ACCEPTED', items, keyed());
    expect(decided).not.toHaveProperty('replayed');
    expect(again).toEqual({ failed: [], charges: before.charges, replayed: true });
    expect(before.charges).toMatchObject([{ status: 'APPROVED' }]);
    expect(await everything(cytel.store)).toEqual(before);

    const store = (await reopened()).of(cytel.operator.id);
    const rule = () => {
      throw new Error('Expected nothing to be decided again.');
    };
    expect(await store.decideCharges({ numbers: [], referenceNumbers: [] }, rule, keyed())).toEqual(again);
  });

  it('keeps every kind of thing by its id, and tells secrets again', async () => {
    const { cytel } = await openWorld(open);
    const calls = [
      () => cytel.registers('B-1', {}, keyed({ mutation: 'register' })),
      () => cytel.updates({ by: byIdentifier('B-1'), firstName: 'Anna' }, keyed({ mutation: 'update' })),
      () => cytel.suspends(byIdentifier('B-1'), keyed({ mutation: 'suspend' })),
      () => cytel.promotes('SPRING', null, keyed({ mutation: 'promote' })),
      () => cytel.changesTerms({ name: 'Cytel' }, keyed({ mutation: 'change' })),
      () => cytel.drawsKey(['READ'], keyed({ mutation: 'draw' })),
      () => cytel.settles(100, keyed({ mutation: 'settle' })),
    ];
    for (const call of calls) {
      const first = await call();
      expect(await call()).toEqual({ ...first, replayed: true });
    }
  });

  it('decides once for sixteen that come at the same moment', async () => {
    const { cytel } = await openWorld(open);
    const all = await Promise.all(Array.from({ length: 16 }, () => cytel.registers('B-1', {}, keyed())));
    expect(new Set(all.map(({ token }) => token?.value)).size).toBe(1);
    expect(all.filter((outcome) => !('replayed' in outcome))).toHaveLength(1);
    expect((await everything(cytel.store)).subscriptions).toHaveLength(1);
  });

  it('refuses another input, and keeps operators, mutations and keys apart', async () => {
    const { cytel, pantel } = await openWorld(open);
    await cytel.promotes('SPRING', null, keyed());
    const before = await everything(cytel.store);
    await expect(cytel.promotes('AUTUMN', null, keyed({ inputHash: 'input-2' }))).rejects.toThrow(
      IdempotencyKeyReused,
    );
    expect(await everything(cytel.store)).toEqual(before);

    for (const outcome of [
      await pantel.promotes('AUTUMN', null, keyed({ inputHash: 'input-2' })),
      await cytel.promotes('AUTUMN', null, keyed({ inputHash: 'input-2', mutation: 'do otherwise' })),
      await cytel.promotes('WINTER', null, keyed({ inputHash: 'input-2', key: 'key-2' })),
      await cytel.promotes('SUMMER', null, { ...keyed({ inputHash: 'input-2' }), dryRun: true }),
    ])
      expect(outcome).toMatchObject({ promotion: {}, problems: [] });
  });

  it('knows nothing of a call that threw', async () => {
    const { cytel } = await openWorld(open);
    const broken = cytel.store.updateOperator(() => {
      throw new Error('Expected a better rule.');
    }, keyed());
    await expect(broken).rejects.toThrow('better rule');
    expect(await cytel.changesTerms({ name: 'Other' }, keyed())).toEqual({
      operator: { ...cytel.operator, name: 'Other' },
      exchangeRates: [],
      problems: [],
    });
  });

  it('writes nothing of a call whose outcome could not be told again', async () => {
    const { cytel } = await openWorld(open);
    const anna = await cytel.subscribes('B-1');
    const before = await everything(cytel.store);
    const copying = cytel.store.updateOperator(() => unchanged({ payers: [anna] }), keyed());
    await expect(copying).rejects.toThrow('`payers`');
    await expect(cytel.store.updateOperator(() => unchanged(7), keyed())).rejects.toThrow('told again');
    expect(await everything(cytel.store)).toEqual(before);
    expect(await cytel.changesTerms({}, keyed())).not.toHaveProperty('replayed');
  });

  it('remembers a key for a day of real time, whatever domain time is made to be', async () => {
    const { cytel, clock } = await openWorld(open);
    const { token } = await cytel.registers('B-1', {}, keyed());
    clock.move(300 * DAY);
    expect(await cytel.registers('B-1', {}, keyed(at(DAY - 1)))).toMatchObject({ token, replayed: true });
    const anew = await cytel.registers('B-1', {}, keyed({ ...at(DAY), inputHash: 'input-2' }));
    expect(anew).not.toHaveProperty('replayed');
    expect(anew.token?.value).not.toBe(token?.value);
  });

  it('does in steps what takes more than one transaction, once, and says so while it is at work', async () => {
    const { cytel } = await openWorld(open);
    const work = inHand<{ readonly n: number }>();
    const first = cytel.store.doInSteps(work.run, keyed());
    await work.begun;
    const repeat = (given?: Partial<Once>) => cytel.store.doInSteps(work.run, keyed(given));
    await expect(repeat()).rejects.toThrow(IdempotencyKeyInProgress);
    await expect(repeat({ inputHash: 'input-2' })).rejects.toThrow(IdempotencyKeyReused);
    work.end({ n: 1 });
    expect(await first).toEqual({ n: 1 });
    expect(await repeat()).toEqual({ n: 1, replayed: true });
  });

  it('goes on with what threw half-way from where it had come, in whichever process', async () => {
    const { cytel, store, reopened } = await openWorld(open);
    for (const at of [2, 3])
      await expect(cytel.store.doInSteps(stoppedAt(at, store), keyed())).rejects.toThrow('run on');
    const again = await reopened();
    const goesOn = again.of(cytel.operator.id).doInSteps(countingTo(5, again), keyed());
    expect(await goesOn).toEqual({ before: 3 });
    expect(await again.settingIfAny('count')).toBe('5');
  });

  it('has come no further by a step that was not written', async () => {
    const { cytel, store } = await openWorld(open);
    const broken = cytel.store.doInSteps(async ({ keep }: Progress<number>) => {
      await store.changeSetting('count', () => {
        keep(1);
        throw new Error('Expected a better step.');
      });
      return {};
    }, keyed());
    await expect(broken).rejects.toThrow('better step');
    expect(await cytel.store.doInSteps(countingTo(1, store), keyed())).toEqual({ before: null });
  });

  it('takes over what was stopped half-way, though not at once', async () => {
    const { cytel } = await openWorld(open);
    const stopped = inHand<{ readonly n: number }>();
    const first = cytel.store.doInSteps(stopped.run, keyed());
    await stopped.begun;
    const repeat = (after: number) => cytel.store.doInSteps(async () => ({ n: 2 }), keyed(at(after)));
    await expect(repeat(5_000)).rejects.toThrow(IdempotencyKeyInProgress);
    expect(await repeat(MINUTE)).toEqual({ n: 2 });
    // It was not stopped after all: what the other one came to is what was kept.
    stopped.end({ n: 1 });
    expect(await first).toEqual({ n: 1 });
    expect(await repeat(MINUTE)).toEqual({ n: 2, replayed: true });
  });

  it('does no step of a call that another has taken over', async () => {
    const { cytel, store } = await openWorld(open);
    const pause = inHand<undefined>();
    const slow = cytel.store.doInSteps(async (progress: Progress<number>) => {
      await countingTo(2, store)(progress);
      await pause.run();
      return countingTo(5, store)({ ...progress, before: 2 });
    }, keyed());
    await pause.begun;
    const other = cytel.store.doInSteps(
      async (progress: Progress<number>) => {
        pause.end(undefined);
        await expect(slow).rejects.toThrow(IdempotencyKeyInProgress);
        return countingTo(5, store)(progress);
      },
      keyed(at(MINUTE)),
    );
    expect(await other).toEqual({ before: 2 });
    expect(await store.settingIfAny('count')).toBe('5');
  });

  it('does in steps each time what comes without a key', async () => {
    const { cytel, store } = await openWorld(open);
    const run = () => cytel.store.doInSteps(countingTo(5, store), DOING);
    expect([await run(), await run()]).toEqual([{ before: null }, { before: null }]);
    expect(await store.settingIfAny('count')).toBe('10');
  });
}

/** Work that counts in steps, and tells where it began. */
function countingTo(end: number, store: Store) {
  return async ({ before, keep }: Progress<number>) => {
    for (let n = (before ?? 0) + 1; n <= end; n += 1) {
      await store.changeSetting('count', (found) => {
        keep(n);
        return String(Number(found ?? 0) + 1);
      });
    }
    return { before };
  };
}

function stoppedAt(step: number, store: Store) {
  return async (progress: Progress<number>) => {
    await countingTo(step, store)(progress);
    throw new Error('Expected the process to run on.');
  };
}

/** Work that ends when it is told to. */
function inHand<O>() {
  const { promise: begun, resolve: begin } = Promise.withResolvers<undefined>();
  const { promise: done, resolve: end } = Promise.withResolvers<O>();
  const run = () => {
    begin(undefined);
    return done;
  };
  return { begun, end, run };
}
