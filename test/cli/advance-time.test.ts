import { describe, expect, it } from 'vitest';

import { CHARGE_COLUMNS } from '../../src/cli/charge-file.ts';
import { DAY } from '../../src/time.ts';
import { commandLine, NOW, seededCommandLine } from './command-line.ts';

const PAGE = { size: 1_000, after: null, before: null, fromEnd: false, newestFirst: false, offset: 0 };

describe('gateway advance-time', () => {
  it('lets the sandbox charge month after month, and says what time it is then', async () => {
    const { gateway, look } = await seededCommandLine();
    const charges = () =>
      look(
        'demo',
        async (store) => (await store.chargePages({ of: 'operator' }, PAGE, {}))[0]?.rows.length ?? 0,
      );
    const before = await charges();
    expect(await gateway('advance-time --days 31')).toEqual({
      exitCode: 0,
      stdout: '2026-07-16T12:00:00.000Z\n',
      stderr: '',
    });
    const after = await charges();
    expect(after).toBeGreaterThan(before);
    expect(await gateway('advance-time --days 31')).toMatchObject({ stdout: '2026-08-16T12:00:00.000Z\n' });
    expect(await charges()).toBeGreaterThan(after);
  });

  it('is the time by which other commands go on', async () => {
    const { gateway, look } = await seededCommandLine();
    await gateway('advance-time --days 31');
    const file = `${CHARGE_COLUMNS.join(',')}\nN-1,PAI-DEMO-1001,9.99,EUR,2026-08-15,2026-07-16T11:00:00Z\n`;
    expect(await gateway('receive --operator demo', file)).toMatchObject({
      exitCode: 0,
      stdout: '1 received, 0 known already, 0 refused\n',
    });
    await gateway('promotion create LATE --operator demo --name Late');
    const { stdout } = await gateway('promotion list --operator demo');
    expect(stdout).toMatch(/^LATE +Late +2026-07-16T12:00:00.000Z +yes$/m);
    const { rows } = await look('demo', (store) => store.promotionPage(PAGE, {}));
    expect(rows.at(-1)).toMatchObject({ effectiveFrom: NOW + 31 * DAY });
  });

  it('adds no demo to a database that has none', async () => {
    const { gateway } = commandLine();
    expect(await gateway('advance-time --days 1')).toMatchObject({ exitCode: 0 });
    expect(await gateway('operator list')).toMatchObject({ stdout: expect.not.stringContaining('demo') });
  });

  it.each(['0', '367', 'many', '-1', '1.5'])('refuses %s days', async (days) => {
    const { gateway } = commandLine();
    expect(await gateway(`advance-time --days ${days}`)).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining('--days'),
    });
  });

  it('moves no time without the sandbox', async () => {
    const { gateway } = commandLine({ env: { NETFLIX: 'none' } });
    expect(await gateway('advance-time --days 1')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'Time moves only where the sandbox plays Netflix. Set NETFLIX=sandbox, which is never possible in production.\n',
    });
  });
});
