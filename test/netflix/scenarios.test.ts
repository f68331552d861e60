import { describe, expect, it, onTestFinished } from 'vitest';

import { NetflixUnreachable } from '../../src/netflix/port.ts';
import { openSandbox } from '../../src/netflix/sandbox/sandbox.ts';
import { SCENARIOS, scenarioWordIn, type ScenarioWord } from '../../src/netflix/sandbox/scenarios.ts';
import { addMonths, DAY, HOUR, MINUTE } from '../../src/time.ts';
import { chargesOf, joins, message, newsOf, OPERATOR, START } from './world.ts';

/** A customer who is steered by a scenario and signs up at the start. */
async function steeredBy(sandboxScenario: ScenarioWord) {
  const time = { now: START };
  const sandbox = openSandbox({ file: ':memory:', clock: () => time.now });
  onTestFinished(() => sandbox.close());
  const customer = await joins(sandbox, sandbox, { sandboxScenario });
  return {
    sandbox,
    time,
    customer,
    /** All that was heard by then. */
    heardBy: (instant: number) => {
      time.now = instant;
      return newsOf(sandbox);
    },
    chargesBy: (instant: number) => {
      time.now = instant;
      return chargesOf(sandbox);
    },
  };
}

/** What an undisturbed membership is charged for its first month. */
const ORDINARY = { amount: '9.99', currency: 'EUR', raisedOn: START, paidThroughDate: '2026-02-28' };

const STORIES: Record<ScenarioWord, () => Promise<void>> = {
  decline: async () => {
    const { sandbox } = await steeredBy('decline');
    for (const [number, kind] of Object.entries({ 1: 'SUSPEND', 2: 'UNSUSPEND', 3: 'SUSPEND' } as const)) {
      const refusal = { accepted: false, reason: expect.stringContaining('decline') };
      expect(await sandbox.tell(OPERATOR, message(kind, { number, at: START + HOUR }))).toEqual(refusal);
    }
    expect(await sandbox.tell(OPERATOR, message('TERMINATE', { number: '4' }))).toEqual({ accepted: true });
  },

  'refuse-token': async () => {
    const { sandbox, customer } = await steeredBy('refuse-token');
    expect(await sandbox.signUp(customer.token, START)).toEqual({ kind: 'UNKNOWN' });
  },

  timeout: async () => {
    const { sandbox, chargesBy } = await steeredBy('timeout');
    const suspend = message('SUSPEND', { number: '1', at: START + HOUR });
    const unsuspend = message('UNSUSPEND', { number: '2', at: START + 2 * HOUR });
    for (const told of [suspend, unsuspend]) {
      await expect(sandbox.tell(OPERATOR, told)).rejects.toThrow(NetflixUnreachable);
      await expect(sandbox.tell(OPERATOR, told)).rejects.toThrow(NetflixUnreachable);
      expect(await sandbox.tell(OPERATOR, told)).toEqual({ accepted: true });
    }
    // The suspension that was told a second time did not come back after it was over.
    await sandbox.tell(OPERATOR, suspend);
    expect(await chargesBy(addMonths(START, 1))).toHaveLength(2);
  },

  early: async () => {
    const { heardBy } = await steeredBy('early');
    expect(await heardBy(START)).toMatchObject([{ kind: 'CHARGE', raisedOn: START }]);
    expect(await heardBy(START + HOUR)).toMatchObject([
      { kind: 'CHARGE' },
      { kind: 'SIGNED_UP', signedUpOn: START },
    ]);
  },

  delay: async () => {
    const { chargesBy } = await steeredBy('delay');
    expect(await chargesBy(START + 2 * DAY - 1)).toEqual([]);
    expect(await chargesBy(START + 5 * DAY)).toMatchObject([ORDINARY]);
  },

  late: async () => {
    const { sandbox, chargesBy } = await steeredBy('late');
    await sandbox.tell(OPERATOR, message('TERMINATE', { number: '1', at: START + DAY }));
    expect(await chargesBy(addMonths(START, 1) - 1)).toEqual([]);
    expect(await chargesBy(addMonths(START, 1))).toMatchObject([ORDINARY]);
  },

  'out-of-order': async () => {
    const { chargesBy } = await steeredBy('out-of-order');
    const months = (await chargesBy(addMonths(START, 4))).map(({ raisedOn }) => raisedOn);
    expect(months).toEqual([1, 0, 3, 2].map((month) => addMonths(START, month)));
  },

  twice: async () => {
    const { chargesBy } = await steeredBy('twice');
    const [first, second, ...more] = await chargesBy(START + MINUTE);
    expect(first).toMatchObject(ORDINARY);
    expect([second, more]).toEqual([first, []]);
  },

  conflicting: async () => {
    const { chargesBy } = await steeredBy('conflicting');
    const [first, second, ...more] = await chargesBy(START + MINUTE);
    expect(first).toMatchObject(ORDINARY);
    expect(second).toEqual({ ...first, amount: second?.amount });
    expect(second?.amount).not.toBe(first?.amount);
    expect(more).toEqual([]);
  },

  'bad-amount': async () => {
    const { chargesBy, sandbox, time } = await steeredBy('bad-amount');
    expect(await chargesBy(START)).toMatchObject([{ ...ORDINARY, amount: '9.995' }]);
    await joins(sandbox, sandbox, {
      n: 2,
      operatorCode: 'jp',
      currency: 'JPY',
      sandboxScenario: 'bad-amount',
    });
    expect(await chargesOf(sandbox, 'jp')).toMatchObject([{ amount: '10.5', raisedOn: time.now }]);
  },

  negative: async () => {
    const { chargesBy } = await steeredBy('negative');
    expect(await chargesBy(START)).toMatchObject([{ ...ORDINARY, amount: '-9.99' }]);
  },

  'unknown-currency': async () => {
    const { chargesBy } = await steeredBy('unknown-currency');
    expect(await chargesBy(START)).toMatchObject([{ ...ORDINARY, currency: 'ZZZ' }]);
  },

  'unknown-pai': async () => {
    const { chargesBy, customer } = await steeredBy('unknown-pai');
    const [charge] = await chargesBy(START);
    expect(charge).toMatchObject(ORDINARY);
    expect(charge?.netflixCustomerIdentifier).not.toBe(customer.netflixCustomerIdentifier);
  },

  'bad-date': async () => {
    const { chargesBy } = await steeredBy('bad-date');
    expect(await chargesBy(START)).toMatchObject([{ ...ORDINARY, paidThroughDate: '2025-12-31' }]);
  },

  'charge-suspended': async () => {
    const { sandbox, chargesBy } = await steeredBy('charge-suspended');
    await sandbox.tell(OPERATOR, message('SUSPEND', { number: '1', at: START + DAY }));
    expect(await chargesBy(addMonths(START, 1))).toHaveLength(2);
  },

  'charge-ended': async () => {
    const { sandbox, chargesBy } = await steeredBy('charge-ended');
    const at = START + 3 * DAY;
    const subscriptionNumber = 'S00000001';
    await sandbox.tell(OPERATOR, message('TERMINATE', { number: '1', at }));
    await sandbox.tell(
      OPERATOR,
      message('TELL_OUTCOME', { number: '2', subscriptionNumber, at, outcome: 'REJECTED' }),
    );
    expect((await chargesBy(addMonths(START, 3))).map(({ raisedOn }) => raisedOn)).toEqual([START, at + DAY]);
  },

  ends: async () => {
    const { heardBy, customer } = await steeredBy('ends');
    const { netflixCustomerIdentifier } = customer;
    const news = await heardBy(addMonths(START, 6));
    expect(news.map(({ kind }) => kind)).toEqual(['SIGNED_UP', 'CHARGE', 'CHARGE', 'ENDED']);
    expect(news.at(-1)).toEqual({ kind: 'ENDED', netflixCustomerIdentifier, endedOn: addMonths(START, 2) });
  },

  'price-change': async () => {
    const { heardBy, chargesBy, customer } = await steeredBy('price-change');
    const news = await heardBy(addMonths(START, 3));
    expect(news.filter(({ kind }) => kind === 'PRICES')).toEqual([
      {
        kind: 'PRICES',
        netflixCustomerIdentifier: customer.netflixCustomerIdentifier,
        prices: [{ amount: '11.99', currency: 'EUR', effectiveFrom: '2026-03-31' }],
      },
    ]);
    const amounts = (await chargesBy(addMonths(START, 3))).map(({ amount }) => amount);
    expect(amounts).toEqual(['9.99', '9.99', '11.99', '11.99']);
  },
};

describe('a customer identifier steers the sandbox', () => {
  it.each(Object.entries(SCENARIOS))('sandbox-%s: $says', async (word) => {
    expect.hasAssertions();
    await STORIES[word as ScenarioWord]();
  });

  it.each([
    ['sandbox-twice', 'twice'],
    ['sandbox-charge-ended-0017', 'charge-ended'],
    ['sandbox-out-of-order-a-b', 'out-of-order'],
    ['sandbox-twicefold', null],
    ['sandbox-', null],
    ['sandbox-nothing-of-the-kind', null],
    ['sandbox-constructor', null],
    ['Sandbox-twice', null],
    ['B-1001', null],
  ])('%s asks for %s', (identifier, word) => {
    expect(scenarioWordIn(identifier)).toBe(word);
  });

  it('asks for nothing with a word that is none', async () => {
    const sandbox = openSandbox({ file: ':memory:', clock: () => START });
    onTestFinished(() => sandbox.close());
    await joins(sandbox, sandbox, { sandboxScenario: 'constructor' });
    expect(await chargesOf(sandbox)).toMatchObject([ORDINARY]);
  });
});
