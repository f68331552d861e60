import { describe, expect, it } from 'vitest';

import type { Charge } from '../../src/charges/charge.ts';
import type { OperatorStore } from '../../src/store/store.ts';
import { commandLine, NOW } from './command-line.ts';

const EVERYTHING = { size: 500, after: null, before: null, fromEnd: false, newestFirst: false, offset: 0 };

async function charges(store: OperatorStore): Promise<readonly Charge[]> {
  const [page] = await store.chargePages({ of: 'operator' }, EVERYTHING, {});
  return page?.rows ?? [];
}

/** How many charges there are of each kind. */
function tally(all: readonly Charge[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, verdict, heldOn, acknowledgedOn, currency } of all) {
    const words = [
      currency,
      status,
      verdict,
      heldOn !== null && 'held',
      acknowledgedOn !== null && 'acknowledged',
    ];
    const kind = words.filter((word) => word !== null && word !== false).join(' ');
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

describe('gateway seed', () => {
  // Ends of months, leap days and midnights are where a story told in months could stumble.
  it.each([
    '2026-06-15T12:00:00Z',
    '2026-03-31T00:10:00Z',
    '2028-02-29T23:59:59Z',
    '2026-05-30T06:00:00Z',
    '2027-01-01T00:00:00Z',
  ])('tells a story that ends at %s, with charges in every state', async (day) => {
    const now = Date.parse(day);
    const { gateway, look } = commandLine({ clock: () => now });
    expect(await gateway('seed')).toMatchObject({ exitCode: 0 });
    const all = await look('demo', charges);
    expect(tally(all)).toEqual({
      'EUR APPROVED ACCEPTED acknowledged': 23,
      'EUR APPROVED ACCEPTED': 1,
      'EUR APPROVED acknowledged': 1,
      'EUR APPROVED': 1,
      'USD APPROVED ACCEPTED acknowledged': 3,
      'USD APPROVED': 1,
      'EUR DECLINED DECLINED': 1,
      'EUR BAD_REQUEST': 1,
      'EUR REJECTED': 1,
      'EUR PENDING': 1,
      'EUR PENDING held': 1,
      'EUR PENDING ACCEPTED': 1,
      'EUR PENDING DECLINED': 1,
    });
    expect(Math.max(...all.map(({ receivedOn }) => receivedOn))).toBeGreaterThan(now - 4 * 3_600_000);
    expect(Math.max(...all.map(({ receivedOn, settledOn }) => settledOn ?? receivedOn))).toBeLessThanOrEqual(
      now,
    );
  });

  it('shows subscriptions in every stage and promotions before, in and after their time', async () => {
    const { gateway, look } = commandLine();
    await gateway('seed');
    const stages = await look('demo', async (store) => {
      const [page] = await store.subscriptionPages({ of: 'operator' }, EVERYTHING, {});
      return page?.rows.map(({ stage, cancellationReason }) => cancellationReason ?? stage);
    });
    expect(new Set(stages)).toEqual(
      new Set([
        'REGISTERED',
        'ACTIVE',
        'SUSPENDED',
        'TERMINATED_BY_OPERATOR',
        'CHARGE_DECLINED',
        'CHARGE_BAD_REQUEST',
      ]),
    );
    const promotions = await look('demo', (store) => store.promotionPage(EVERYTHING, {}));
    expect(
      promotions.rows.map(({ code, effectiveFrom, expiresOn }) => [
        code,
        effectiveFrom <= NOW,
        expiresOn === null || NOW < expiresOn,
      ]),
    ).toEqual([
      ['WELCOME', true, true],
      ['FAMILY', true, true],
      ['LAST-SEASON', true, false],
      ['NEXT-SEASON', false, true],
    ]);
  });

  it('does nothing the second time', async () => {
    const { gateway, look } = commandLine();
    await gateway('seed');
    expect(await gateway('seed')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('already') });
    expect(await look('demo', charges)).toHaveLength(37);
  });

  it('is refused in production', async () => {
    const { gateway } = commandLine({ env: { NODE_ENV: 'production' } });
    expect(await gateway('seed')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('public') });
    expect((await gateway('operator list')).stdout.split('\n')).toHaveLength(2);
  });
});
