import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { Command } from 'commander';
import { stringify } from 'csv-stringify/sync';

import type { ChargeFilter, OperatorStore } from '../store/store.ts';
import { oneOf } from './arguments.ts';
import { CHARGE_FILE_FORMATS, type ChargeFileFormat } from './charge-file.ts';
import { filterOf, withFilters, type FilterOptions } from './charge-filter.ts';
import { CHARGE_ROW_COLUMNS, rowsOf, type ChargeRow } from './charge-rows.ts';
import { withOperator } from './database.ts';
import { CommandEnded, EXIT, remark, type Terminal } from './terminal.ts';

/** Charges read at a time: what is kept in memory, however large the export is. */
const PAGE = 1_000;

interface Options extends FilterOptions {
  readonly operator: string;
  readonly format: ChargeFileFormat;
  readonly output?: string;
  readonly newestFirst?: true;
  readonly escapeFormulas?: boolean;
}

export function addExport(program: Command, terminal: Terminal): void {
  const command = program
    .command('export')
    .summary('write charges as CSV or NDJSON')
    .description(
      'Writes the charges of one operator, all of them unless filters say otherwise, the oldest first.',
    )
    .requiredOption('--operator <code>', 'whose charges')
    .option('--format <format>', CHARGE_FILE_FORMATS.join(' or '), oneOf(CHARGE_FILE_FORMATS), 'csv')
    .option('--output <file>', 'where to; standard output when left out')
    .option('--newest-first', 'the other way round')
    .option(
      '--escape-formulas',
      "put ' before CSV values that a spreadsheet would take for a formula; without it, values are as they are",
    );
  withFilters(command)
    .addHelpText('after', HELP)
    .action((options: Options) => exportCharges(options, terminal));
}

const HELP = `
Instants are RFC 3339 (2026-03-31T09:30:00Z) or a day in UTC (2026-03-31). Columns of CSV, keys of NDJSON:
  ${CHARGE_ROW_COLUMNS.slice(0, 8).join(', ')},
  ${CHARGE_ROW_COLUMNS.slice(8, 16).join(', ')},
  ${CHARGE_ROW_COLUMNS.slice(16).join(', ')}

Examples:
  gateway export --operator cytel --acknowledged no > to-do.csv
  gateway export --operator cytel --status APPROVED --received-from 2026-03-01 --received-to 2026-04-01 --output march.csv`;

async function exportCharges(options: Options, terminal: Terminal): Promise<void> {
  const filter = filterOf(options);
  let written = 0;
  const counting = (rows: readonly ChargeRow[]) => {
    written += rows.length;
    return rows;
  };
  await withOperator(terminal, options.operator, async (store) => {
    const text = textOf(pagesOf(store, filter, options.newestFirst ?? false, counting), options);
    if (options.output === undefined) await writeTo(terminal.stdout, text, terminal.stopping);
    else await writeFile(options.output, text, terminal.stopping);
  });
  remark(terminal, `${written} exported`);
}

// The store walks by id, so a page never skips or repeats a charge, whatever is written meanwhile.
async function* pagesOf(
  store: OperatorStore,
  filter: ChargeFilter,
  newestFirst: boolean,
  counting: (rows: readonly ChargeRow[]) => readonly ChargeRow[],
) {
  let after: number | null = null;
  for (;;) {
    const query = { size: PAGE, after, before: null, fromEnd: false, newestFirst, offset: 0 };
    const [page] = await store.chargePages({ of: 'operator' }, query, filter);
    const rows = page?.rows ?? [];
    yield counting(await rowsOf(rows, store));
    after = rows.at(-1)?.id ?? null;
    if (!page?.more || after === null) return;
  }
}

async function* textOf(
  pages: AsyncIterable<readonly ChargeRow[]>,
  { format, escapeFormulas = false }: Options,
) {
  let header = true;
  for await (const rows of pages) {
    yield format === 'csv'
      ? stringify([...rows], { header, columns: CHARGE_ROW_COLUMNS, escape_formulas: escapeFormulas })
      : rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    header = false;
  }
}

async function writeTo(output: Writable, text: AsyncIterable<string>, signal: AbortSignal): Promise<void> {
  try {
    await pipeline(Readable.from(text), output, { signal, end: false });
  } catch (error) {
    if (signal.aborted) throw new CommandEnded(EXIT.stopped, 'Stopped before the end.');
    // Whoever reads has seen enough.
    if (error instanceof Error && 'code' in error && error.code === 'EPIPE')
      throw new CommandEnded(EXIT.done, '');
    throw error;
  }
}

/** Writes a file of NDJSON, all of it or none. Ends the command when it cannot. */
export async function writeRows(
  file: string,
  rows: AsyncIterable<object>,
  signal: AbortSignal,
): Promise<void> {
  await writeFile(file, linesFor(rows), signal);
}

async function* linesFor(rows: AsyncIterable<object>): AsyncGenerator<string> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`;
}

/** Writes a file under another name until it is complete: half of one must not look like a whole one. Ends the command when it cannot. */
async function writeFile(file: string, text: AsyncIterable<string>, signal: AbortSignal): Promise<void> {
  const unfinished = `${file}.unfinished`;
  try {
    await pipeline(Readable.from(text), createWriteStream(unfinished), { signal });
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    if (signal.aborted)
      throw new CommandEnded(EXIT.stopped, `Stopped before the end; ${file} was not written.`);
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new CommandEnded(EXIT.refused, `${file} was not written: ${error.message}.`);
  }
}
