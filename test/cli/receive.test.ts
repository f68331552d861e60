import { readFileSync, writeFileSync, existsSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { CHARGE_COLUMNS } from '../../src/cli/charge-file.ts';
import type { OperatorStore } from '../../src/store/store.ts';
import { seededCommandLine } from './command-line.ts';

const HEADER = CHARGE_COLUMNS.join(',');

/** A line of CSV: a charge of 9.99 EUR for customer PAI-DEMO-1001, unless the case says otherwise. */
function csv(
  identifier: string,
  { customer = 'PAI-DEMO-1001', amount = '9.99', currency = 'EUR' } = {},
): string {
  return `${identifier},${customer},${amount},${currency},2026-07-15,2026-06-15T10:00:00Z`;
}

function ndjson(identifier: string, amount: string | number = '9.99'): string {
  return JSON.stringify({
    netflix_charge_identifier: identifier,
    netflix_customer_identifier: 'PAI-DEMO-1001',
    amount,
    currency: 'EUR',
    paid_through_date: '2026-07-15',
    raised_on: '2026-06-15T10:00:00Z',
  });
}

async function seeded() {
  const line = await seededCommandLine();
  const [before] = await line.look('demo', countAll);
  return { ...line, received: async () => ((await line.look('demo', countAll))[0] ?? 0) - (before ?? 0) };
}

function countAll(store: OperatorStore): Promise<number[]> {
  return store.countCharges({ of: 'operator' }, {});
}

function refusedLines(file: string): unknown[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

describe('gateway receive', () => {
  it('takes in a file of CSV, whatever the order of its columns', async () => {
    const { gateway, file, received } = await seeded();
    const columns = ['note', ...[...CHARGE_COLUMNS].reverse()];
    const text = `\uFEFF${columns.join(',')}\r\n"a, note",2026-06-15T10:00:00Z,2026-07-15,EUR,"9.99",PAI-DEMO-1001,N-1\r\n\r\n`;
    writeFileSync(file('charges.csv'), text);
    expect(await gateway(`receive ${file('charges.csv')} --operator demo`)).toEqual({
      exitCode: 0,
      stdout: '1 received, 0 known already, 0 refused\n',
      stderr: '',
    });
    expect(await received()).toBe(1);
  });

  it('takes in a file whatever its other columns are called', async () => {
    const { gateway } = await seeded();
    const text = `${HEADER},fault,reason,fault\n${csv('N-1')},none,,\n${csv('N-2')},"torn\n`;
    expect((await gateway('receive --operator demo --refused /dev/null', text)).stdout).toContain(
      '1 received, 0 known already, 1 refused',
    );
    const line = ndjson('N-3').replace('{', '{"fault":"none",');
    expect((await gateway('receive --operator demo', line)).stdout).toContain('1 received');
  });

  it('takes in NDJSON from standard input, with amounts as they were written', async () => {
    const { gateway, look } = await seeded();
    const lines = `${ndjson('N-1', 12.5)}\n${ndjson('N-2').replace('"9.99"', '90071992547409.91')}\n`;
    expect(await gateway('receive --operator demo', lines)).toMatchObject({ exitCode: 0 });
    const amounts = await look('demo', async (store) => {
      const page = { size: 2, after: null, before: null, fromEnd: true, newestFirst: false, offset: 0 };
      const [found] = await store.chargePages({ of: 'operator' }, page, {});
      return found?.rows.map(({ amount }) => amount);
    });
    expect(amounts).toEqual([1250, 9_007_199_254_740_991]);
  });

  it('refuses a broken line among many and takes in all the others', async () => {
    const { gateway, file, received } = await seeded();
    const lines = Array.from({ length: 3_000 }, (_, k) => csv(`N-${k}`));
    lines[700] = 'N-700,"PAI-DEMO-1001,9.99,EUR,2026-07-15,2026-06-15T10:00:00Z';
    lines[1_400] = 'N-1400,PAI-DEMO-1001,9.99';
    lines[2_100] = csv('N-2100', { customer: 'PAI-NOBODY' });
    writeFileSync(file('charges.csv'), [HEADER, ...lines].join('\n'));

    const { exitCode, stdout } = await gateway(`receive ${file('charges.csv')} --operator demo`);
    expect(exitCode).toBe(1);
    expect(stdout).toBe(
      `2997 received, 0 known already, 3 refused: see ${file('charges.csv')}.refused.ndjson\n`,
    );
    expect(await received()).toBe(2_997);
    expect(refusedLines(`${file('charges.csv')}.refused.ndjson`)).toEqual(
      expect.arrayContaining([
        {
          line: 702,
          error_code: null,
          reason: 'The line is not CSV: a quote must begin a value and another one end it.',
          text: lines[700],
        },
        { line: 1_402, error_code: null, reason: 'The line has 3 values for 6 columns.', text: lines[1_400] },
        expect.objectContaining({
          line: 2_102,
          error_code: 'CUSTOMER_NOT_FOUND',
          reason: expect.stringContaining('PAI-NOBODY'),
          netflix_charge_identifier: 'N-2100',
        }),
      ]),
    );
  });

  it('can be run again, and forgets the refusals of the run before', async () => {
    const { gateway, file, received } = await seeded();
    const refused = `${file('charges.csv')}.refused.ndjson`;
    writeFileSync(file('charges.csv'), [HEADER, csv('N-1'), csv('N-2', { amount: '1.234' })].join('\n'));
    expect(await gateway(`receive ${file('charges.csv')} --operator demo`)).toMatchObject({ exitCode: 1 });
    expect(refusedLines(refused)).toHaveLength(1);

    writeFileSync(file('charges.csv'), [HEADER, csv('N-1'), csv('N-2', { amount: '1.230' })].join('\n'));
    expect(await gateway(`receive ${file('charges.csv')} --operator demo`)).toMatchObject({
      exitCode: 0,
      stdout: '1 received, 1 known already, 0 refused\n',
    });
    expect(existsSync(refused)).toBe(false);
    expect(await received()).toBe(2);
  });

  it.each([
    ['that refuses nothing', 'N-1', '9.99'],
    ['that refuses something', 'N-2', '1.234'],
  ])('leaves a file alone that holds no refused lines, in a run %s', async (_what, identifier, amount) => {
    const { gateway, file, received } = await seeded();
    writeFileSync(file('notes.txt'), 'Dear diary\n');
    const text = `${HEADER}\n${csv(identifier, { amount })}\n`;
    expect(await gateway(`receive --operator demo --refused ${file('notes.txt')}`, text)).toMatchObject({
      exitCode: 2,
      stderr: `${file('notes.txt')} is there and holds no refused lines: name another file with --refused.\n`,
    });
    expect(readFileSync(file('notes.txt'), 'utf8')).toBe('Dear diary\n');
    expect(await received()).toBe(0);
  });

  it('keeps the list of an earlier run when it stops before the end', async () => {
    const { gateway, file, stop } = await seeded();
    const receive = `receive --operator demo --refused ${file('refused')}`;
    await gateway(receive, `${HEADER}\n${csv('N-1', { amount: '1.234' })}\n`);
    expect(await gateway(receive, 'no charges\n')).toMatchObject({ exitCode: 2 });
    expect(refusedLines(file('refused'))).toHaveLength(1);
    writeFileSync(file('charges.csv'), `${HEADER}\n${csv('N-2')}\n`);
    stop();
    expect(await gateway(`${receive} ${file('charges.csv')}`)).toMatchObject({ exitCode: 130 });
    expect(refusedLines(file('refused'))).toHaveLength(1);
  });

  it('puts a new list in the place of an earlier one', async () => {
    const { gateway, file } = await seeded();
    const receive = `receive --operator demo --refused ${file('refused')}`;
    await gateway(
      receive,
      [HEADER, csv('N-1', { amount: '1.234' }), csv('N-2', { amount: '-1' })].join('\n'),
    );
    expect(refusedLines(file('refused'))).toHaveLength(2);
    await gateway(receive, `${HEADER}\n${csv('N-3', { currency: 'JPY' })}\n`);
    expect(refusedLines(file('refused'))).toMatchObject([{ netflix_charge_identifier: 'N-3' }]);
    expect(existsSync(`${file('refused')}.unfinished`)).toBe(false);
  });

  it('takes in a corrected file of refused lines', async () => {
    const { gateway, file, received } = await seeded();
    await gateway(
      `receive --operator demo --refused ${file('refused')}`,
      `${HEADER}\n${csv('N-1', { currency: 'JPY' })}\n`,
    );
    const corrected = readFileSync(file('refused'), 'utf8').replaceAll('JPY', 'EUR');
    expect(await gateway('receive - --operator demo', corrected)).toMatchObject({ exitCode: 0 });
    expect(await received()).toBe(1);
  });

  it('takes the same charge twice in one file as a repetition, and other data under its name as a conflict', async () => {
    const { gateway, file } = await seeded();
    const text = [HEADER, csv('N-1'), csv('N-1'), csv('N-1', { amount: '8.00' })].join('\n');
    const { stdout } = await gateway(`receive --operator demo --refused ${file('refused')}`, text);
    expect(stdout).toContain('1 received, 1 known already, 1 refused');
    expect(refusedLines(file('refused'))).toMatchObject([{ line: 4, error_code: 'CONFLICTING_CHARGE' }]);
  });

  it.each([
    ['an amount', csv('N-1', { amount: '9,99' }), 'The line has 7 values for 6 columns.'],
    [
      'a currency',
      csv('N-1', { currency: 'eur' }),
      '`currency` must be a code of three capital letters such as EUR, but was "eur".',
    ],
    ['an identifier', csv(''), '`netflix_charge_identifier` must have 1 to 128 characters, but has 0.'],
    [
      'a day',
      csv('N-1').replace('2026-07-15', '2026-02-30'),
      '`paid_through_date` must be a day such as 2026-03-31, but was "2026-02-30".',
    ],
    [
      'an instant',
      csv('N-1').replace('2026-06-15T', '15.6.2026 '),
      '`raised_on` must be an instant such as 2026-03-01T09:30:00Z, but was "15.6.2026 10:00:00Z".',
    ],
    [
      'the future',
      csv('N-1').replace('2026-06-15T', '2026-06-16T'),
      '`raised_on` must be at most five minutes in the future.',
    ],
    ['its length', csv('N'.repeat(70_000)), 'The line is longer than 65536 bytes.'],
  ])('says what is wrong with %s', async (_what, line, reason) => {
    const { gateway, file } = await seeded();
    const ended = await gateway(
      `receive --operator demo --refused ${file('refused')}`,
      `${HEADER}\n${line}\n${csv('N-2')}\n`,
    );
    expect(ended).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining('1 received, 0 known already, 1 refused'),
    });
    expect(refusedLines(file('refused'))).toMatchObject([{ line: 2, reason }]);
  });

  it('refuses a line that is no text', async () => {
    const { gateway, file } = await seeded();
    const lines = [HEADER, csv('N-\u00e9'), csv('N-2')].join('\n');
    writeFileSync(file('charges.csv'), Buffer.from(lines, 'latin1'));
    expect(await gateway(`receive ${file('charges.csv')} --operator demo`)).toMatchObject({ exitCode: 1 });
    expect(refusedLines(`${file('charges.csv')}.refused.ndjson`)).toEqual([
      { line: 2, error_code: null, reason: 'The line is not text in UTF-8.', text: null },
    ]);
  });

  it.each([
    ['', 'There is nothing in it.'],
    ['a,b\n1,2\n', 'Its first line must name each column once; look at netflix_charge_identifier'],
    [`${HEADER},amount\n`, 'Its first line must name each column once; look at amount.'],
  ])('does nothing with %j', async (text, why) => {
    const { gateway, received } = await seeded();
    expect(await gateway('receive --operator demo', text)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(why),
    });
    expect(await received()).toBe(0);
  });

  it('does nothing for an operator that does not exist, or with a file that does not, or that it would overwrite', async () => {
    const { gateway, file, received } = await seeded();
    writeFileSync(file('charges.csv'), `${HEADER}\n${csv('N-1')}\n`);
    expect(await gateway(`receive ${file('charges.csv')} --operator nobody`)).toMatchObject({
      exitCode: 2,
      stderr: 'There is no operator nobody. There are: demo.\n',
    });
    expect(await gateway(`receive ${file('none.csv')} --operator demo`)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('The file cannot be read: ENOENT'),
    });
    expect(
      await gateway(`receive ${file('charges.csv')} --operator demo --refused ${file('charges.csv')}`),
    ).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('name another file with --refused'),
    });
    expect(await received()).toBe(0);
  });

  it('stops between two calls when it is asked to, and goes on when it is run again', async () => {
    const { gateway, file, stop } = await seeded();
    writeFileSync(file('charges.csv'), [HEADER, csv('N-1')].join('\n'));
    stop();
    expect(await gateway(`receive ${file('charges.csv')} --operator demo`)).toMatchObject({
      exitCode: 130,
      stderr: 'Stopped before the end of the file. Run it again to go on.\n',
    });
  });
});
