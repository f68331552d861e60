import fc from 'fast-check';
import { expect, it } from 'vitest';

import { CHARGE_STATUSES } from '../../../src/charges/charge.ts';
import type { ChargeTotalsFilter } from '../../../src/store/store.ts';
import { DAY, dayOf } from '../../../src/time.ts';
import { everything } from '../everything.ts';
import { totalled } from '../totalled.ts';
import { aWalk, walk } from '../walk.ts';
import { at, item } from '../telecom.ts';
import { openWorld, type OpenStore } from '../world.ts';

/** The sums are those of the charges, at every moment. */
export function totalsContract(open: OpenStore): void {
  it('are always the sums over all charges, whatever happens', async () => {
    const world = await openWorld(open);
    let run = 0;
    await fc.assert(
      fc.asyncProperty(aWalk, aFilter, async (moments, filter) => {
        const telecom = await world.telecom(`walk-${String((run += 1))}`);
        await walk(telecom, world.clock, moments);
        const { charges, totals } = await everything(telecom.store);
        expect(totals).toEqual(totalled(charges));
        expect(await telecom.store.chargeTotals(filter)).toEqual(totalled(charges, filter));
      }),
      { seed: 20_260_511, numRuns: 25, endOnFailure: true },
    );
  });

  it('count the days of receipt in UTC, from inclusive, to exclusive', async () => {
    const { cytel, clock } = await openWorld(open);
    const anna = await cytel.subscribes('B-1');
    for (const day of [10, 11, 12]) {
      await cytel.receives(Array.from({ length: day }, () => cytel.receipt(anna)));
      clock.move(DAY);
    }
    const counted = async (filter: ChargeTotalsFilter) =>
      (await cytel.store.chargeTotals(filter)).map(({ count }) => count);
    expect(await counted({})).toEqual([33]);
    expect(await counted({ receivedFrom: '2026-05-11' })).toEqual([23]);
    expect(await counted({ receivedTo: '2026-05-11' })).toEqual([10]);
    expect(await counted({ receivedFrom: '2026-05-11', receivedTo: '2026-05-12' })).toEqual([11]);
    expect(await counted({ receivedFrom: '2026-05-12', receivedTo: '2026-05-12' })).toEqual([]);
    expect(await counted({ status: [] })).toEqual([]);
  });

  it('are exact beyond what a floating-point number holds', async () => {
    const { cytel } = await openWorld(open);
    const anna = await cytel.subscribes('B-1');
    const most = '90071992547409.91';
    const { charges } = await cytel.receives(
      [most, most, most, '0.01'].map((amount) => cytel.receipt(anna, { amount })),
    );
    const sum = 3n * (2n ** 53n - 1n) + 1n;
    expect(await cytel.store.chargeTotals({})).toEqual([
      { status: 'PENDING', acknowledged: false, currency: 'EUR', count: 4, amount: sum, localAmount: sum },
    ]);
    await cytel.settles(1);
    await cytel.acknowledges(charges.slice(0, 1).map((charge) => item(charge, anna)));
    expect(await cytel.store.chargeTotals({})).toMatchObject([
      { status: 'APPROVED', acknowledged: true, count: 1, amount: 2n ** 53n - 1n },
      { status: 'PENDING', acknowledged: false, count: 3, amount: 2n * (2n ** 53n - 1n) + 1n },
    ]);
  });

  it('count charges of zero too', async () => {
    const { cytel } = await openWorld(open);
    const anna = await cytel.subscribes('B-1');
    await cytel.receives([cytel.receipt(anna, { amount: '0' })]);
    expect(await cytel.store.chargeTotals({})).toMatchObject([{ count: 1, amount: 0n, localAmount: 0n }]);
  });

  it('say nothing where there is nothing', async () => {
    const { cytel } = await openWorld(open);
    expect(await cytel.store.chargeTotals({})).toEqual([]);
  });
}

const aDay = fc.nat({ max: 40 }).map((days) => dayOf(at('2026-05-09T00:00:00Z') + days * DAY));
const aFilter: fc.Arbitrary<ChargeTotalsFilter> = fc.record(
  {
    receivedFrom: aDay,
    receivedTo: aDay,
    status: fc.subarray([...CHARGE_STATUSES]),
    acknowledged: fc.boolean(),
    currency: fc.constantFrom('EUR', 'USD', 'CHF'),
  },
  { requiredKeys: [] },
);
