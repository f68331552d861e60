import { describe, expect, it } from 'vitest';

import { commandLine, seededCommandLine } from './command-line.ts';

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
