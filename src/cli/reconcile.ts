import type { Command } from 'commander';

import { openLedger } from '../storage.ts';
import { CHARGE_STATUSES } from '../charges/charge.ts';
import { COMPARED_AMOUNTS, DIFFERENCE_KINDS } from '../charges/reconciliation.ts';
import { instant, oneOf, someOf } from './arguments.ts';
import { emptyTally, totalsOf, type Tally } from './comparison-tally.ts';
import { comparedRows, type Compared } from './comparison.ts';
import { withOperator } from './database.ts';
import { sentenceOf } from './difference-rows.ts';
import { LEDGER_COLUMNS } from './ledger-file.ts';
import { writeRows } from './output.ts';
import { CommandEnded, EXIT, say, table, type Terminal } from './terminal.ts';

interface Options extends Compared {
  readonly operator: string;
  readonly json?: string;
}

export function addReconcile(program: Command, terminal: Terminal): void {
  program
    .command('reconcile')
    .summary('compare the charges of a period with a file of your own')
    .description(
      'Compares the charges of one operator with what its billing system has on file about them: a CSV file of any size.',
    )
    .argument('[file]', 'the file; standard input when it is left out or -', '-')
    .requiredOption('--operator <code>', 'whose charges')
    .option('--from <instant>', 'received at this instant or later', instant)
    .option('--to <instant>', 'received before this instant', instant)
    .option(
      '--status <list>',
      `only charges in one of these: ${CHARGE_STATUSES.join(', ')}`,
      someOf(CHARGE_STATUSES),
    )
    .option(
      '--amounts <which>',
      'local: the file has the amounts in your own currency; netflix: those that Netflix asked',
      oneOf(COMPARED_AMOUNTS),
      'local',
    )
    .option(
      '--json <file>',
      'where all differences and a summary go, as NDJSON; the first differences are printed anyway',
    )
    .addHelpText('after', HELP)
    .action((file: string, options: Options) => reconcile(file, options, terminal));
}

const HELP = `
CSV begins with a line of column names, in any order; others are ignored:
  ${LEDGER_COLUMNS.join(',')}
  I00000012,INV-12,9.99,EUR,APPROVED
number or reference_number must be there, as a column and on each line; the number counts when both are. status may
be left out, as a column or on a line, and then is not compared. When a line cannot be read nothing is compared.

Kinds of differences:
  ${DIFFERENCE_KINDS.slice(0, 4).join(', ')},
  ${DIFFERENCE_KINDS.slice(4).join(', ')}

Each line of --json has a kind: one of these, or UNUSABLE_LINE with its line and reason; the last one is the SUMMARY:
  matched         charges on which both sides agree
  differences     how many of each kind
  unusable_lines  how many lines could not be read; unless there are none, the other fields are null
  totals          by currency, count and amount of gateway and file, and the difference: what the file has more

Exit codes: ${EXIT.done} both sides are equal, ${EXIT.refused} they differ, ${EXIT.unusable} the file or the arguments cannot be used.

Examples:
  gateway reconcile billed.csv --operator cytel --from 2026-03-01 --to 2026-04-01 --status APPROVED
  gateway reconcile march.csv --operator cytel --amounts netflix --json differences.ndjson`;

async function reconcile(file: string, options: Options, terminal: Terminal): Promise<void> {
  const tally = emptyTally();
  const ledger = openLedger();
  try {
    await withOperator(terminal, options.operator, async (store) => {
      const rows = comparedRows(file, { ledger, store, options, tally, terminal });
      if (options.json === undefined) for await (const _ of rows) continue;
      else await writeRows(options.json, rows, terminal.stopping);
    });
  } finally {
    ledger.close();
  }
  if (tally.unusable > 0) throw unusable(tally);
  summarize(tally, options, terminal);
}

function unusable({ unusable: all, unusableShown }: Tally): CommandEnded {
  const more = all - unusableShown.length;
  const lines = [
    'The file cannot be compared.',
    ...unusableShown.map(({ line, fault }) => `Line ${line}: ${fault}`),
    ...(more > 0 ? [`… and ${more} more that cannot be read.`] : []),
  ];
  return new CommandEnded(EXIT.unusable, lines.join('\n'));
}

function summarize(
  { counts, sums, matched, shown }: Tally,
  { json, amounts }: Options,
  terminal: Terminal,
): void {
  const found = [...counts].filter(([, count]) => count > 0);
  const all = found.reduce((sum, [, count]) => sum + count, 0);
  for (const difference of shown) say(terminal, sentenceOf(difference, amounts));
  if (all > shown.length)
    say(
      terminal,
      `… and ${all - shown.length} more${json === undefined ? ': --json <file> has them all' : `: see ${json}`}`,
    );
  if (all > 0) say(terminal, '');
  table(
    terminal,
    ['currency', 'charges', 'amount', 'in the file', 'amount', 'difference'],
    totalsOf(sums).map(({ currency, gateway, file, difference }) => [
      currency,
      String(gateway.count),
      gateway.amount,
      String(file.count),
      file.amount,
      difference,
    ]),
  );
  say(terminal, '', [`${matched} matched`, ...found.map(([kind, count]) => `${count} ${kind}`)].join(', '));
  if (all > 0) throw new CommandEnded(EXIT.refused, '');
}
