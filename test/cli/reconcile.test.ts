import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';

import { CHARGE_COLUMNS } from '../../src/cli/charge-file.ts';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { NOW, seededCommandLine } from './command-line.ts';

type Row = Readonly<Record<string, string>>;

/** The demo's 37 charges, as an operator that has everything right would have them on file. */
async function reconciling() {
  const line = await seededCommandLine();
  const { stdout } = await line.gateway('export --operator demo');
  const [header = [], ...lines] = parse(stdout);
  const exported = lines.map((cells) => Object.fromEntries(cells.map((cell, k) => [header[k] ?? '', cell])));
  const book: Row[] = exported.map((row) => ({
    number: row.number ?? '',
    reference_number: row.reference_number ?? '',
    amount: row.local_currency_amount ?? '',
    currency: row.local_currency ?? '',
    status: row.charge_status ?? '',
  }));
  const compare = async (rows: readonly Row[], options = '', columns = COLUMNS) => {
    const json = line.file('differences.ndjson');
    const ended = await line.gateway(
      `reconcile --operator demo --json ${json} ${options}`.trim(),
      csvOf(rows, columns),
    );
    const told = existsSync(json) ? rowsIn(json) : null;
    return { ...ended, differences: told?.slice(0, -1) ?? null, summary: told?.at(-1) ?? null };
  };
  return { ...line, exported, book, compare };
}

function rowsIn(file: string): Record<string, unknown>[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((text) => JSON.parse(text) as Record<string, unknown>); // as reconcile wrote it
}

const COLUMNS = ['number', 'reference_number', 'amount', 'currency', 'status'];

function csvOf(rows: readonly Row[], columns = COLUMNS): string {
  return [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))]
    .map((cells) => `${cells.join(',')}\n`)
    .join('');
}

function only(rows: readonly Row[], number: string, given: Row): Row[] {
  return rows.map((row) => (row.number === number ? { ...row, ...given } : row));
}

describe('gateway reconcile', () => {
  it('finds nothing where both sides are equal, and ends with 0', async () => {
    const { book, compare } = await reconciling();
    const { exitCode, stdout, stderr, differences } = await compare(book);
    expect({ exitCode, stderr, differences }).toEqual({ exitCode: 0, stderr: '', differences: [] });
    expect(stdout).toMatch(/^EUR +37 +([\d.]+) +37 +\1 +0\.00$/m);
    expect(stdout).toMatch(/\n37 matched\n$/);
  });

  it('does not care for the order of lines and columns, nor for a status that is not told', async () => {
    const { book, compare } = await reconciling();
    const columns = ['currency', 'note', 'amount', 'number'];
    expect(await compare(book.toReversed(), '', columns)).toMatchObject({ exitCode: 0, differences: [] });
    const some = book.map((row, k) => ({
      ...row,
      status: k % 2 === 0 ? '' : (row.status?.toLowerCase() ?? ''),
    }));
    expect(await compare(some)).toMatchObject({ exitCode: 0, differences: [] });
  });

  it('finds charges by their reference where there is no number', async () => {
    const { book, compare } = await reconciling();
    const rows = book.map((row) => (row.reference_number === '' ? row : { ...row, number: '' }));
    expect(rows.filter(({ number }) => number === '').length).toBeGreaterThan(5);
    expect(await compare(rows)).toMatchObject({ exitCode: 0, differences: [] });
  });

  it('tells each difference with both sides, and ends with 1', async () => {
    const { book, compare } = await reconciling();
    const [first, second] = book;
    const unknown = {
      number: 'I00009999',
      reference_number: 'X-1',
      amount: '1.50',
      currency: 'EUR',
      status: '',
    };
    const rows = [
      ...only(only(book, 'I00000001', { amount: '0.01' }), 'I00000003', { status: 'PENDING' }).filter(
        ({ number }) => number !== 'I00000002',
      ),
      unknown,
    ];
    const { exitCode, stdout, differences } = await compare(rows);
    expect(exitCode).toBe(1);
    expect(differences).toEqual([
      {
        kind: 'AMOUNT_DIFFERS',
        number: 'I00000001',
        reference_number: first?.reference_number,
        line: 2,
        first_line: null,
        gateway: { ...first, received_on: expect.stringMatching(/Z$/) },
        file: { ...first, amount: '0.01' },
      },
      expect.objectContaining({
        kind: 'MISSING_IN_FILE',
        number: 'I00000002',
        line: null,
        gateway: { ...second, received_on: expect.stringMatching(/Z$/) },
        file: null,
      }),
      expect.objectContaining({ kind: 'STATUS_DIFFERS', number: 'I00000003', line: 3 }),
      expect.objectContaining({
        kind: 'MISSING_IN_GATEWAY',
        number: 'I00009999',
        reference_number: 'X-1',
        line: 38,
        gateway: null,
        file: { ...unknown, status: null },
      }),
    ]);
    expect(stdout).toContain(`I00000001 (line 2): ${first?.amount ?? ''} EUR, but 0.01 EUR in the file.\n`);
    expect(stdout).toContain('I00009999 (line 38): 1.50 EUR is no charge of the period.\n');
    expect(stdout).toMatch(
      /\n34 matched, 1 MISSING_IN_FILE, 1 MISSING_IN_GATEWAY, 1 AMOUNT_DIFFERS, 1 STATUS_DIFFERS\n$/,
    );
  });

  it('sums up for a program what it found, whatever there is to find', async () => {
    const { book, exported, compare } = await reconciling();
    const equal = await compare(book);
    const nothing = {
      ...{ MISSING_IN_FILE: 0, MISSING_IN_GATEWAY: 0, AMOUNT_DIFFERS: 0, STATUS_DIFFERS: 0 },
      ...{ REFERENCE_DIFFERS: 0, DUPLICATE_CHARGE: 0, DUPLICATE_REFERENCE: 0 },
    };
    const cents = (text: string | undefined) => Math.round(Number(text) * 100);
    const euros = (sum: number) => (sum / 100).toFixed(2);
    const all = book.reduce((sum, { amount }) => sum + cents(amount), 0);
    expect(equal.summary).toEqual({
      kind: 'SUMMARY',
      matched: 37,
      differences: nothing,
      unusable_lines: 0,
      totals: [
        {
          currency: 'EUR',
          gateway: { count: 37, amount: euros(all) },
          file: { count: 37, amount: euros(all) },
          difference: '0.00',
        },
      ],
    });

    const [first] = book;
    const rows = [
      ...only(only(book, 'I00000001', { amount: '0.01' }), 'I00000003', { status: 'PENDING' }).filter(
        ({ number }) => number !== 'I00000002',
      ),
      { number: 'I00009999', reference_number: '', amount: '7', currency: 'JPY', status: '' },
      { ...book[9], number: 'I00009998', amount: '3.00' },
    ] as Row[];
    const left = all - cents(first?.amount) + 1 - cents(book[1]?.amount) + 300;
    expect(exported).toHaveLength(37);
    expect((await compare(rows)).summary).toEqual({
      kind: 'SUMMARY',
      matched: 34,
      differences: {
        ...nothing,
        ...{ MISSING_IN_FILE: 1, MISSING_IN_GATEWAY: 2, AMOUNT_DIFFERS: 1, STATUS_DIFFERS: 1 },
        DUPLICATE_REFERENCE: book[9]?.reference_number === '' ? 0 : 1,
      },
      unusable_lines: 0,
      totals: [
        {
          currency: 'EUR',
          gateway: { count: 37, amount: euros(all) },
          file: { count: 37, amount: euros(left) },
          difference: euros(left - all),
        },
        {
          currency: 'JPY',
          gateway: { count: 0, amount: '0' },
          file: { count: 1, amount: '7' },
          difference: '7',
        },
      ],
    });
  });

  it('finds what the file has twice: a charge, a reference, a charge by its number and by its reference', async () => {
    const { book, compare } = await reconciling();
    const referenced = book.filter((row) => row.reference_number !== '');
    const [one, two] = referenced;
    const rows = [
      ...book,
      { ...one }, // line 39: the charge once more
      { ...two, number: '' }, // line 40: the charge of another line, now by its reference alone
      { number: 'I00009998', reference_number: one?.reference_number, amount: '1', currency: 'EUR' }, // line 41
      { number: '', reference_number: 'X-1', amount: '1', currency: 'EUR' },
      { number: '', reference_number: 'X-1', amount: '1', currency: 'EUR' }, // line 43
    ] as Row[];
    const { exitCode, differences } = await compare(rows);
    expect(exitCode).toBe(1);
    const lineOf = (row: Row | undefined) => book.findIndex(({ number }) => number === row?.number) + 2;
    expect(differences?.map(({ kind, line, first_line }) => [kind, line, first_line])).toEqual([
      ['DUPLICATE_CHARGE', 40, lineOf(two)],
      ['DUPLICATE_CHARGE', 39, lineOf(one)],
      ['MISSING_IN_GATEWAY', 41, null],
      ['DUPLICATE_REFERENCE', 41, lineOf(one)],
      ['MISSING_IN_GATEWAY', 42, null],
      ['DUPLICATE_REFERENCE', 43, 42],
    ]);
  });

  it('tells two charges with the same reference, and a reference that is not the one of the charge', async () => {
    const { book, compare } = await reconciling();
    const [one, two] = book.filter((row) => row.reference_number !== '');
    const rows = only(book, two?.number ?? '', { reference_number: one?.reference_number ?? '' });
    const { differences } = await compare(rows);
    expect(differences?.map(({ kind, number }) => [kind, number])).toEqual([
      ['REFERENCE_DIFFERS', two?.number],
      ['DUPLICATE_REFERENCE', two?.number],
    ]);
  });

  it('compares with what Netflix asked when told so', async () => {
    const { exported, book, compare } = await reconciling();
    const asked = book.map((row, k) => ({
      ...row,
      amount: exported[k]?.amount ?? '',
      currency: exported[k]?.currency ?? '',
    }));
    const { exitCode, stdout } = await compare(asked, '--amounts netflix');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^USD +4 /m);
    const { differences } = await compare(asked);
    expect(differences?.map(({ kind }) => kind)).toEqual(Array(4).fill('AMOUNT_DIFFERS'));
  });

  it('looks at the charges of the period and the statuses alone', async () => {
    const { book, exported, compare } = await reconciling();
    const received = (row: Row) => exported.find(({ number }) => number === row.number)?.received_on ?? '';
    const before = book.filter((row) => received(row) < '2026-06-14');
    expect(before).toHaveLength(34);
    expect(await compare(before, '--to 2026-06-14')).toMatchObject({ exitCode: 0 });
    const since = book.filter((row) => received(row) >= '2026-06-14');
    expect(await compare(since, '--from 2026-06-14')).toMatchObject({ exitCode: 0 });
    const billed = book.filter(({ status }) => status === 'APPROVED');
    expect(await compare(billed, '--status approved')).toMatchObject({ exitCode: 0 });
    const { differences } = await compare(book, '--from 2026-06-14');
    expect(differences?.map(({ kind }) => kind)).toEqual(Array(34).fill('MISSING_IN_GATEWAY'));
  });

  it('compares more charges than it holds in memory, and shows the first differences', async () => {
    const { gateway, compare, file } = await reconciling();
    const charge = (k: number) => `N-${k},PAI-DEMO-1001,${k % 7}.99,EUR,2026-07-15,2026-06-15T10:00:00Z`;
    writeFileSync(
      file('charges.csv'),
      [CHARGE_COLUMNS.join(','), ...Array.from({ length: 2_500 }, (_, k) => charge(k))].join('\n'),
    );
    await gateway(`receive ${file('charges.csv')} --operator demo`);
    const rows = Array.from({ length: 2_500 }, (_, k) => ({
      number: `I${String(k + 38).padStart(8, '0')}`,
      amount: `${k % 7}.99`,
      currency: 'EUR',
    }));
    const columns = ['number', 'amount', 'currency'];
    const { differences } = await compare(rows, '', columns);
    expect(differences).toHaveLength(37);
    const { stdout } = await compare(rows.slice(0, 2_000), '--from 2026-06-15T11:00:00Z', columns);
    expect(stdout).toMatch(/\n… and 480 more: see \S+\n/);
    expect(stdout).toMatch(/\n2000 matched, 500 MISSING_IN_FILE\n$/);
  });

  it('needs no file for the differences, and then says how to get one', async () => {
    const { gateway } = await reconciling();
    const { exitCode, stdout } = await gateway('reconcile --operator demo', 'number,amount,currency\n');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^I00000001: [\d.]+ EUR, APPROVED, is not in the file\.\n/);
    expect(stdout).toContain('… and 17 more: --json <file> has them all\n');
  });

  it.each([
    ['nothing', '', 'There is nothing in it.'],
    ['no amounts', 'number,currency\n', 'must name these columns too: amount.'],
    ['no names of charges', 'amount,currency\n', 'must name number or reference_number, or both.'],
    ['a column twice', 'number,amount,amount,currency\n', 'names a column twice: amount.'],
    ['a line without a name', 'number,amount,currency\n,1,EUR\n', 'Line 2: It has neither a number nor'],
    [
      'no amount',
      'number,amount,currency\nI1,"1,5",EUR\n',
      'Line 2: `amount` must be a decimal such as 9.99',
    ],
    ['a credit', 'number,amount,currency\nI1,-1,EUR\n', 'Line 2: `amount` must not be negative'],
    ['too many decimals', 'number,amount,currency\nI1,1.005,EUR\n', 'Line 2: 1.005 EUR is too large or has'],
    ['no currency', 'number,amount,currency\nI1,1,EURO\n', 'Line 2: `currency` must be a code of ISO 4217'],
    [
      'no status',
      'number,amount,currency,status\nI1,1,EUR,PAID\n',
      'Line 2: `status` must be one of PENDING,',
    ],
    [
      'a value too many',
      'number,amount,currency\nI1,1,EUR,\n',
      'Line 2: The line has 4 values for 3 columns.',
    ],
    ['a stray quote', 'number,amount,currency\n"I1,1,EUR\n', 'Line 2: The line is not CSV'],
    ['a long number', `number,amount,currency\n${'I'.repeat(129)},1,EUR\n`, 'at most 128 characters'],
    [
      'a value too few beside a column that is called fault',
      'number,fault,amount,currency\nI1,none,1\n',
      'Line 2: The line has 3 values for 4 columns.',
    ],
    ['bytes that are no text', 'number,amount,currency\n\u{fffd},1,EUR\nI1,x,EUR\n', 'Line 3: `amount`'],
  ])('cannot use a file with %s, and ends with 2', async (_what, input, why) => {
    const { gateway } = await reconciling();
    const { exitCode, stdout, stderr } = await gateway('reconcile --operator demo', input);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^The file cannot be compared\.\n/);
    expect(stderr).toContain(why);
  });

  it('reads the values beside a column that is called fault', async () => {
    const { book, compare } = await reconciling();
    const rows = book.map((row) => ({ ...row, fault: 'none' }));
    expect(await compare(rows, '', ['fault', ...COLUMNS])).toMatchObject({ exitCode: 0, differences: [] });
  });

  it('tells people ten lines that cannot be read, and a program all of them and that nothing was compared', async () => {
    const { gateway, file } = await reconciling();
    const lines = Array.from({ length: 50 }, (_, k) => (k % 2 === 0 ? ',1,EUR' : `I${k},1,EUR`));
    const { exitCode, stdout, stderr } = await gateway(
      `reconcile --operator demo --json ${file('out')}`,
      ['number,amount,currency', ...lines].join('\n'),
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr.match(/^Line /gm)).toHaveLength(10);
    expect(stderr).toMatch(/Line 20: .*\n… and 15 more that cannot be read\.\n$/);
    const rows = rowsIn(file('out'));
    expect(rows).toHaveLength(26);
    expect(rows[24]).toEqual({
      kind: 'UNUSABLE_LINE',
      line: 50,
      reason: 'It has neither a number nor a reference.',
    });
    expect(rows[25]).toEqual({
      kind: 'SUMMARY',
      matched: null,
      differences: null,
      unusable_lines: 25,
      totals: null,
    });
  });

  it('leaves no result of a file that does not name its columns', async () => {
    const { gateway, file } = await reconciling();
    const { exitCode } = await gateway(`reconcile --operator demo --json ${file('out')}`, 'number,amount\n');
    expect(exitCode).toBe(2);
    expect([existsSync(file('out')), existsSync(file('out.unfinished'))]).toEqual([false, false]);
  });

  it.each([
    ['reconcile no-such-file.csv --operator demo', 2, 'The file cannot be read: ENOENT'],
    ['reconcile --operator nobody', 2, 'There is no operator nobody.'],
    ['reconcile', 2, "required option '--operator <code>' not specified"],
    ['reconcile --operator demo --from soon', 2, 'It must be an instant such as'],
    ['reconcile --operator demo --amounts both', 2, 'It must be one of local, netflix.'],
    ['reconcile --operator demo --json no/such/folder', 1, 'was not written: ENOENT'],
  ])('refuses %s', async (words, exitCode, why) => {
    const { gateway } = await reconciling();
    expect(await gateway(words, 'number,amount,currency\n')).toMatchObject({
      exitCode,
      stdout: '',
      stderr: expect.stringContaining(why),
    });
  });

  it('shows how far it is on a terminal, and nothing of that elsewhere', async () => {
    const { file } = await reconciling();
    const stderr = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
    const shown = text(stderr);
    const exitCode = await runCommandLine(['reconcile', '--operator', 'demo'], {
      stdin: Readable.from([Buffer.from('number,amount,currency\n')]),
      stdout: new PassThrough().resume(),
      stderr,
      env: { DATABASE_URL: file('gateway.sqlite') },
      clock: () => NOW,
      stopping: new AbortController().signal,
    });
    stderr.end();
    expect(exitCode).toBe(1);
    expect(await shown).toMatch(/MB read.*% of 37 charges/s);
  });

  it('stops when it is asked to, and leaves no half result', async () => {
    const { gateway, file, stop } = await reconciling();
    stop();
    expect(
      await gateway(`reconcile --operator demo --json ${file('out')}`, 'number,amount,currency\n'),
    ).toMatchObject({ exitCode: 130, stdout: '' });
    expect(existsSync(file('out'))).toBe(false);
  });
});
