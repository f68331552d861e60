import { existsSync, readFileSync } from 'node:fs';
import { PassThrough, Readable, Writable } from 'node:stream';

import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';

import { CHARGE_COLUMNS } from '../../src/cli/charge-file.ts';
import { CHARGE_ROW_COLUMNS } from '../../src/cli/charge-rows.ts';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { NOW, seededCommandLine } from './command-line.ts';

async function seeded() {
  const line = await seededCommandLine();
  const exported = async (filters: string) => {
    const { exitCode, stdout } = await line.gateway(
      `export --operator demo --format ndjson ${filters}`.trim(),
    );
    expect(exitCode).toBe(0);
    return stdout
      .split('\n')
      .filter((text) => text !== '')
      .map((text): unknown => JSON.parse(text));
  };
  return { ...line, exported };
}

describe('gateway export', () => {
  it('writes every charge, the oldest first, under the names of the old wire', async () => {
    const { gateway } = await seeded();
    const { exitCode, stdout, stderr } = await gateway('export --operator demo');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '37 exported\n' });
    const [header, ...rows] = parse(stdout);
    expect(header).toEqual(CHARGE_ROW_COLUMNS);
    expect(rows).toHaveLength(37);
    expect(rows.map(([number]) => number)).toEqual(
      rows.map((_row, k) => `I${String(k + 1).padStart(8, '0')}`),
    );
  });

  it('writes NDJSON with explicit nulls and exact amounts', async () => {
    const { exported } = await seeded();
    expect(await exported('--numbers I00000037')).toEqual([
      {
        number: 'I00000037',
        netflix_charge_identifier: 'NFX-1002-04',
        billing_system_customer_identifier: 'B-1002',
        netflix_customer_identifier: 'PAI-DEMO-1002',
        subscription_number: expect.stringMatching(/^S\d{8}$/),
        amount: '9.99',
        currency: 'EUR',
        local_currency_amount: '9.99',
        local_currency: 'EUR',
        paid_through_date: '2026-07-15',
        raised_on: '2026-06-15T09:00:00.000Z',
        received_on: '2026-06-15T09:02:00.000Z',
        charge_status: 'PENDING',
        status_reason: null,
        decision: null,
        decided_on: null,
        set_as_approved_on: null,
        set_as_declined_on: null,
        set_as_bad_request_on: null,
        set_as_rejected_request_on: null,
        reference_number: null,
        acknowledged_on: null,
      },
    ]);
  });

  it.each([
    ['--acknowledged no', 10],
    ['--acknowledged yes', 27],
    ['--processing NOT_PROCESSED', 4],
    ['--status DECLINED,bad_request', 2],
    ['--verdict DECLINED', 2],
    ['--undecided yes --processing NOT_PROCESSED', 2],
    ['--customer B-1001', 5],
    ['--netflix-customer PAI-DEMO-1001', 5],
    ['--customer B-9999', 0],
    ['--currency USD', 4],
    ['--received-from 2026-06-14', 3],
    ['--received-to 2026-06-14T00:00:00Z', 34],
    ['--paid-through-from 2026-07-10 --paid-through-to 2026-07-14', 2],
    ['--decidable-before 2026-06-16T08:00:00Z', 2],
    ['--reference CN-1006', 1],
  ])('filters by %s', async (filters, count) => {
    const { exported } = await seeded();
    expect(await exported(filters)).toHaveLength(count);
  });

  it('walks from page to page without losing or repeating a charge, in both directions', async () => {
    const { gateway } = await seeded();
    const charge = (k: number) => `N-${k},PAI-DEMO-1001,9.99,EUR,2026-07-15,2026-06-15T10:00:00Z`;
    const file = [CHARGE_COLUMNS.join(','), ...Array.from({ length: 2_500 }, (_, k) => charge(k))].join('\n');
    await gateway('receive --operator demo', file);
    const numbers = async (more: string) =>
      parse((await gateway(`export --operator demo${more}`)).stdout)
        .slice(1)
        .map(([number]) => number);
    const oldestFirst = await numbers('');
    expect(oldestFirst).toEqual(
      Array.from({ length: 2_537 }, (_, k) => `I${String(k + 1).padStart(8, '0')}`),
    );
    expect(await numbers(' --newest-first')).toEqual(oldestFirst.toReversed());
  });

  it('writes the header alone when nothing fits', async () => {
    const { gateway } = await seeded();
    expect((await gateway('export --operator demo --customer B-9999')).stdout).toBe(
      `${CHARGE_ROW_COLUMNS.join(',')}\n`,
    );
  });

  it('leaves values as they are, or takes the formulas out for a spreadsheet', async () => {
    const { gateway, file } = await seeded();
    const formula = `=1+1,PAI-DEMO-1001,9.99,EUR,2026-07-15,2026-06-15T10:00:00Z`;
    await gateway(
      `receive --operator demo --refused ${file('refused')}`,
      `${CHARGE_COLUMNS.join(',')}\n${formula}\n`,
    );
    const cell = async (more: string) =>
      parse((await gateway(`export --operator demo --numbers I00000038${more}`)).stdout)[1]?.[1];
    expect(await cell('')).toBe('=1+1');
    expect(await cell(' --escape-formulas')).toBe("'=1+1");
  });

  it('writes a file only when it is complete', async () => {
    const { gateway, file, stop } = await seeded();
    expect(await gateway(`export --operator demo --output ${file('all.csv')}`)).toMatchObject({
      exitCode: 0,
      stdout: '',
    });
    expect(parse(readFileSync(file('all.csv'), 'utf8'))).toHaveLength(38);
    expect(await gateway(`export --operator demo --output ${file('no/such/folder.csv')}`)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('was not written: ENOENT'),
    });
    stop();
    expect(await gateway(`export --operator demo --output ${file('stopped.csv')}`)).toMatchObject({
      exitCode: 130,
    });
    expect([existsSync(file('stopped.csv')), existsSync(`${file('stopped.csv')}.unfinished`)]).toEqual([
      false,
      false,
    ]);
  });

  it.each([
    [
      '--status PAID',
      "option '--status <list>' argument 'PAID' is invalid. They must be among PENDING, APPROVED",
    ],
    ['--received-from yesterday', 'It must be an instant such as'],
    ['--paid-through-to 2026-02-30', 'It must be a day such as'],
    ['--acknowledged maybe', 'It must be yes or no.'],
    ['--currency XXX', 'It must be a currency of ISO 4217'],
    ['--numbers I00000037,I38', 'It must be a number such as I00000001.'],
    ['--numbers S00000001', 'It must be a number such as I00000001.'],
    ['--subscription 1', 'It must be a number such as S00000001.'],
    ['--customer B-1 --netflix-customer PAI-1', 'not both'],
  ])('refuses %s', async (filters, why) => {
    const { gateway } = await seeded();
    expect(await gateway(`export --operator demo ${filters}`)).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining(why),
    });
  });

  it('ends quietly when its reader has seen enough', async () => {
    const { file } = await seededCommandLine();
    const closed = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
    });
    const stderr = new PassThrough();
    const exitCode = await runCommandLine(['export', '--operator', 'demo'], {
      stdin: Readable.from([]),
      stdout: closed,
      stderr,
      env: { DATABASE_URL: file('gateway.sqlite') },
      clock: () => NOW,
      stopping: new AbortController().signal,
    });
    expect({ exitCode, said: stderr.read() as unknown }).toEqual({ exitCode: 0, said: null });
  });
});
