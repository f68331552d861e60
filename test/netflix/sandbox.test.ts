import { join } from 'node:path';

import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';

import { openSandbox, type SandboxOptions } from '../../src/netflix/sandbox/sandbox.ts';
import { addMonths, DAY, HOUR } from '../../src/time.ts';
import { ownFolder } from '../own-folder.ts';
import { netflixContract } from './contract.ts';
import { chargesOf, joins, message, newsOf, OPERATOR, START } from './world.ts';

function opened(options: Partial<SandboxOptions> = {}) {
  const time = { now: START };
  const sandbox = openSandbox({ file: ':memory:', clock: () => time.now, ...options });
  onTestFinished(() => sandbox.close());
  return { sandbox, time };
}

function fileOfItsOwn(): string {
  return join(ownFolder(), 'sandbox.sqlite');
}

netflixContract('the sandbox', async (time) => {
  const sandbox = openSandbox({ file: ':memory:', clock: () => time.now });
  onTestFinished(() => sandbox.close());
  return { netflix: sandbox, sandbox };
});

describe('signing up', () => {
  it('is possible once, up to and including the expiry of the token', async () => {
    const { sandbox } = opened();
    await sandbox.tell(OPERATOR, message('HAND_OVER_TOKEN', { number: '1', expiresOn: START + HOUR }));
    expect(await sandbox.look('token', START + HOUR)).toMatchObject({ kind: 'OPEN' });
    expect(await sandbox.signUp('token', START + HOUR + 1)).toMatchObject({ kind: 'EXPIRED' });
    expect(await sandbox.signUp('token', START + HOUR)).toMatchObject({ kind: 'SIGNED_UP' });
    expect(await sandbox.signUp('token', START + 2 * HOUR)).toMatchObject({ kind: 'SIGNED_UP' });
    await sandbox.runUntil(START + 3 * HOUR);
    expect((await newsOf(sandbox)).map(({ kind }) => kind)).toEqual(['SIGNED_UP', 'CHARGE']);
  });

  it('goes by the newest token of a subscription', async () => {
    const { sandbox } = opened();
    const second = message('HAND_OVER_TOKEN', { number: '2', tokenHash: 'another', at: START + HOUR });
    await sandbox.tell(OPERATOR, message('HAND_OVER_TOKEN', { number: '1' }));
    await sandbox.tell(OPERATOR, second);
    expect(await sandbox.look('token', START + HOUR)).toMatchObject({ kind: 'OPEN' });
    expect(await sandbox.signUp('token', START + HOUR + 1)).toMatchObject({ kind: 'REPLACED' });
  });

  it('is over when the operator has ended the subscription', async () => {
    const { sandbox } = opened();
    await sandbox.tell(OPERATOR, message('HAND_OVER_TOKEN', { number: '1' }));
    await sandbox.tell(OPERATOR, message('TERMINATE', { number: '2' }));
    expect(await sandbox.signUp('token', START)).toMatchObject({ kind: 'ENDED' });
  });

  it('is refused in a currency that nobody can charge in', async () => {
    const { sandbox } = opened();
    const reply = await sandbox.tell(OPERATOR, message('HAND_OVER_TOKEN', { number: '1', currency: 'ZZZ' }));
    expect(reply).toEqual({ accepted: false, reason: expect.stringContaining('ZZZ') });
  });
});

describe('billing', () => {
  it('charges on the day of the sign-up in every month, on the last day of a shorter one', async () => {
    const { sandbox, time } = opened();
    await joins(sandbox, sandbox);
    time.now = addMonths(START, 4);
    const charges = await chargesOf(sandbox);
    expect(charges.map(({ raisedOn }) => new Date(raisedOn).toISOString().slice(0, 10))).toEqual([
      '2026-01-31',
      '2026-02-28',
      '2026-03-31',
      '2026-04-30',
      '2026-05-31',
    ]);
    expect(charges.map(({ paidThroughDate }) => paidThroughDate)).toEqual([
      '2026-02-28',
      '2026-03-31',
      '2026-04-30',
      '2026-05-31',
      '2026-06-30',
    ]);
  });

  it.each([
    { promotionCode: null, currency: 'EUR', amounts: ['9.99', '9.99', '9.99', '9.99'] },
    { promotionCode: 'FAMILY', currency: 'EUR', amounts: ['9.99', '9.99', '9.99', '9.99'] },
    { promotionCode: 'WELCOME', currency: 'EUR', amounts: ['9.99', '9.99', '9.99'] },
    { promotionCode: 'FREE-START', currency: 'KWD', amounts: ['9.990', '9.990', '9.990'] },
    { promotionCode: 'FIBRE-50', currency: 'EUR', amounts: ['5.00', '5.00', '5.00', '9.99'] },
    { promotionCode: 'FIBRE-50', currency: 'JPY', amounts: ['5', '5', '5', '10'] },
    { promotionCode: 'GIFT-100', currency: 'EUR', amounts: ['9.99'] },
    { promotionCode: 'YEAR-2026', currency: 'EUR', amounts: ['9.99', '9.99', '9.99', '9.99'] },
  ])('charges $amounts in four months under $promotionCode', async ({ amounts, ...joining }) => {
    const { sandbox, time } = opened();
    await joins(sandbox, sandbox, joining);
    time.now = addMonths(START, 3);
    expect((await chargesOf(sandbox)).map(({ amount }) => amount)).toEqual(amounts);
  });

  it('leaves out the months that begin during a suspension, however late it hears', async () => {
    const { sandbox, time } = opened();
    const { subscriptionNumber } = await joins(sandbox, sandbox);
    const suspend = { number: '1', subscriptionNumber, at: addMonths(START, 1) };
    const unsuspend = { number: '2', subscriptionNumber, at: addMonths(START, 2) + 1 };
    time.now = addMonths(START, 3);
    await sandbox.tell(OPERATOR, message('SUSPEND', suspend));
    await sandbox.tell(OPERATOR, message('UNSUSPEND', unsuspend));
    expect((await chargesOf(sandbox)).map(({ raisedOn }) => raisedOn)).toEqual([START, addMonths(START, 3)]);
  });

  it.each([
    ['TERMINATE', message('TERMINATE', { number: '1', subscriptionNumber: 'S00000001', at: START + DAY })],
    [
      'a charge that was not approved',
      message('TELL_OUTCOME', { number: '1', at: START + DAY, outcome: 'REJECTED' }),
    ],
  ])('ends with %s', async (_, told) => {
    const { sandbox, time } = opened();
    await joins(sandbox, sandbox);
    expect(await sandbox.tell(OPERATOR, told)).toEqual({ accepted: true });
    time.now = addMonths(START, 3);
    expect(await chargesOf(sandbox)).toHaveLength(1);
    const suspend = await sandbox.tell(OPERATOR, message('SUSPEND', { number: '2' }));
    expect(suspend).toEqual({ accepted: false, reason: expect.stringContaining('2026-02-01') });
    expect(await sandbox.tell(OPERATOR, message('TERMINATE', { number: '3' }))).toEqual({ accepted: true });
  });

  it('goes on when a charge was approved', async () => {
    const { sandbox, time } = opened();
    await joins(sandbox, sandbox);
    await sandbox.tell(OPERATOR, message('TELL_OUTCOME', { number: '1', at: START + DAY }));
    time.now = addMonths(START, 1);
    expect(await chargesOf(sandbox)).toHaveLength(2);
  });

  it('takes over a membership that was charged elsewhere so far', async () => {
    const { sandbox, time } = opened();
    const adopted = {
      operatorCode: OPERATOR,
      subscriptionNumber: 'S00000001',
      netflixCustomerIdentifier: 'PAI-1',
      currency: 'EUR',
      signedUpOn: addMonths(START, -3),
      chargedUntil: START,
      isSuspended: false,
    };
    await sandbox.adopt(adopted);
    await sandbox.adopt({ ...adopted, signedUpOn: START });
    expect(await newsOf(sandbox)).toEqual([]);
    time.now = addMonths(START, 1);
    expect(await newsOf(sandbox)).toMatchObject([{ kind: 'CHARGE', raisedOn: addMonths(START, 1) }]);
  });
});

describe('a run', () => {
  const play = async (seed: number) => {
    const { sandbox, time } = opened({ seed });
    for (const [n, sandboxScenario] of ['delay', 'conflicting', 'out-of-order', null].entries())
      await joins(sandbox, sandbox, { n, sandboxScenario });
    const heard = [];
    for (let month = 0; month < 4; month += 1) {
      time.now = addMonths(START, month);
      heard.push(...(await sandbox.news(OPERATOR, null, 100)));
    }
    return heard;
  };

  it('repeats exactly from its seed', async () => {
    expect(await play(7)).toEqual(await play(7));
    expect(await play(7)).not.toEqual(await play(8));
  });

  it('does not depend on how often somebody looks', async () => {
    const often = opened({ seed: 7 });
    const once = opened({ seed: 7 });
    for (const { sandbox, time } of [often, once]) {
      for (const [n, sandboxScenario] of ['delay', 'late', 'twice', null].entries())
        await joins(sandbox, sandbox, { n, sandboxScenario, at: START + n * DAY });
      for (; sandbox === often.sandbox && time.now < addMonths(START, 3); time.now += DAY)
        await newsOf(sandbox);
      time.now = addMonths(START, 3);
    }
    expect(await newsOf(often.sandbox)).toEqual(await newsOf(once.sandbox));
  });

  it('tells everything in the order in which it may be heard, over more memberships than one transaction holds', async () => {
    const { sandbox, time } = opened();
    await Promise.all(
      Array.from({ length: 450 }, (_, n) => joins(sandbox, sandbox, { n, at: START + (n % 7) * HOUR })),
    );
    time.now = addMonths(START, 1) + DAY;
    const charges = (await sandbox.news(OPERATOR, null, 10_000)).filter((item) => item.kind === 'CHARGE');
    expect(charges).toHaveLength(900);
    const instants = charges.map(({ raisedOn }) => raisedOn);
    expect(instants).toEqual(instants.toSorted((one, other) => one - other));
  });
});

describe('the file', () => {
  it('is found again as it was left', async () => {
    const file = fileOfItsOwn();
    const { sandbox } = opened({ file });
    await joins(sandbox, sandbox);
    const news = await sandbox.news(OPERATOR, null, 10);
    await sandbox.close();
    const again = opened({ file, clock: () => START + DAY });
    expect(await again.sandbox.news(OPERATOR, null, 10)).toEqual(news);
  });

  it('is shared by several processes, and none of them does the work of another again', async () => {
    const file = fileOfItsOwn();
    const [one, other] = [opened({ file }), opened({ file })];
    for (let n = 0; n < 20; n += 1) {
      const from = n % 2 === 0 ? one.sandbox : other.sandbox;
      const by = n % 2 === 0 ? other.sandbox : one.sandbox;
      await joins(from, by, { n });
    }
    one.time.now = other.time.now = addMonths(START, 5);
    const told = message('SUSPEND', { number: 'a', at: addMonths(START, 5) + 1 });
    await Promise.all([one, other].flatMap(({ sandbox }) => [newsOf(sandbox), sandbox.tell(OPERATOR, told)]));
    const charges = await chargesOf(one.sandbox);
    expect(charges).toHaveLength(20 * 6);
    expect(new Set(charges.map((charge) => charge.netflixChargeIdentifier)).size).toBe(20 * 6);
    expect(await newsOf(other.sandbox)).toEqual(await newsOf(one.sandbox));
  });

  it('begins from its beginning for a cursor of one that was deleted', async () => {
    const { sandbox } = opened();
    await joins(sandbox, sandbox);
    const [first] = await sandbox.news(OPERATOR, null, 1);
    const later = opened({ clock: () => START + DAY });
    await joins(later.sandbox, later.sandbox);
    expect(await later.sandbox.news(OPERATOR, first?.cursor ?? '', 10)).toHaveLength(2);
    expect(await later.sandbox.news(OPERATOR, "' OR 1=1", 10)).toHaveLength(2);
  });

  it('begins anew when it outlived the database that it was for', async () => {
    const file = fileOfItsOwn();
    const before = opened({ file, owner: 'a' });
    await joins(before.sandbox, before.sandbox);
    const [first] = await before.sandbox.news(OPERATOR, null, 1);
    await before.sandbox.close();
    const after = opened({ file, owner: 'b' });
    expect(await newsOf(after.sandbox)).toEqual([]);
    const { token } = await joins(after.sandbox, after.sandbox);
    expect(await after.sandbox.look(token, START)).toMatchObject({ kind: 'SIGNED_UP' });
    expect(await after.sandbox.news(OPERATOR, first?.cursor ?? '', 10)).toHaveLength(2);
  });

  it('is refused when it belongs to somebody else', () => {
    const file = fileOfItsOwn();
    const database = new Database(file);
    database.exec('CREATE TABLE customers (id INTEGER)');
    database.close();
    expect(() => opened({ file })).toThrow(/not a file of this version of the sandbox/);
    expect(() => opened({ file: '/nowhere/at/all.sqlite' })).toThrow(/cannot use its file/);
  });
});
