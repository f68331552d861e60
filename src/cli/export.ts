import type { Command } from 'commander';
import { stringify } from 'csv-stringify/sync';

import { only } from '../store/loaders.ts';
import type { PageQuery } from '../store/store.ts';
import { FROM_THE_BEGINNING, pagesOf } from '../store/walking.ts';
import { oneOf } from './arguments.ts';
import { CHARGE_FILE_FORMATS, type ChargeFileFormat } from './charge-file.ts';
import { filterOf, withFilters, type FilterOptions } from './charge-filter.ts';
import { CHARGE_ROW_COLUMNS, rowsOf, type ChargeRow } from './charge-rows.ts';
import { withOperator } from './database.ts';
import { writeFile, writeTo } from './output.ts';
import { remark, type Terminal } from './terminal.ts';

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
  const from = { ...FROM_THE_BEGINNING, size: PAGE, newestFirst: options.newestFirst ?? false };
  let written = 0;
  await withOperator(terminal, options.operator, async (store) => {
    const page = async (query: PageQuery) => only(await store.chargePages({ of: 'operator' }, query, filter));
    const pages = async function* () {
      for await (const charges of pagesOf(page, from)) {
        written += charges.length;
        yield await rowsOf(charges, store);
      }
    };
    const text = textOf(pages(), options);
    if (options.output === undefined) await writeTo(terminal.stdout, text, terminal.stopping);
    else await writeFile(options.output, text, terminal.stopping);
  });
  remark(terminal, `${written} exported`);
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
