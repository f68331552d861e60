import { stat } from 'node:fs/promises';

import type { Command } from 'commander';

import { openLedger } from '../app.ts';
import { CHARGE_STATUSES, type Charge, type ChargeStatus } from '../charges/charge.ts';
import {
  COMPARED_AMOUNTS,
  comparedAmount,
  DIFFERENCE_KINDS,
  differencesOf,
  leftOver,
  sumsOfSides,
  type ComparedAmount,
  type Difference,
} from '../charges/reconciliation.ts';
import { formatAmount } from '../money/money.ts';
import type { Ledger } from '../store/ledger.ts';
import type { ChargeFilter, OperatorStore } from '../store/store.ts';
import type { Instant } from '../time.ts';
import { instant, oneOf, someOf } from './arguments.ts';
import { withOperator } from './database.ts';
import { differenceRow, sentenceOf } from './difference-rows.ts';
import { writeFile } from './export.ts';
import { chunksOf, opened } from './input.ts';
import { entriesIn, LEDGER_COLUMNS } from './ledger-file.ts';
import { linesOf } from './lines.ts';
import { progressOf, stepsOf } from './progress.ts';
import { CommandEnded, EXIT, say, table, type Terminal } from './terminal.ts';

/** Charges, and entries, that are held in memory at a time, however many there are. */
const PAGE = 1_000;

/** Differences that are printed; a file can hold all of them. */
const MOST_SHOWN = 20;

interface Options {
  readonly operator: string;
  readonly from?: Instant;
  readonly to?: Instant;
  readonly status?: readonly ChargeStatus[];
  readonly amounts: ComparedAmount;
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
    .option('--json <file>', 'where all differences go, as NDJSON; the first of them are printed anyway')
    .addHelpText('after', HELP)
    .action((file: string, options: Options) => reconcile(file, options, terminal));
}

const HELP = `
CSV begins with a line of column names, in any order; others are ignored:
  ${LEDGER_COLUMNS.join(',')}
  I00000012,INV-12,9.99,EUR,APPROVED
number or reference_number must be there, as a column and on each line; the number counts when both are. status may
be left out, as a column or on a line, and then is not compared. A line that cannot be read ends the comparison.

Kinds of differences:
  ${DIFFERENCE_KINDS.slice(0, 4).join(', ')},
  ${DIFFERENCE_KINDS.slice(4).join(', ')}

Exit codes: ${EXIT.done} both sides are equal, ${EXIT.refused} they differ, ${EXIT.unusable} the file or the arguments cannot be used.

Examples:
  gateway reconcile billed.csv --operator cytel --from 2026-03-01 --to 2026-04-01 --status APPROVED
  gateway reconcile march.csv --operator cytel --amounts netflix --json differences.ndjson`;

async function reconcile(file: string, options: Options, terminal: Terminal): Promise<void> {
  const tally = tallyOf();
  const ledger = openLedger();
  try {
    await withOperator(terminal, options.operator, async (store) => {
      await fill(ledger, file, tally, terminal);
      const differences = compared(ledger, store, options, tally, terminal);
      if (options.json === undefined) for await (const _ of differences) continue;
      else await writeFile(options.json, textOf(differences, options.amounts), terminal.stopping);
    });
  } finally {
    ledger.close();
  }
  summarize(tally, options, terminal);
}

type Tally = ReturnType<typeof tallyOf>;

/** What has been found so far. */
function tallyOf() {
  const counts = new Map(DIFFERENCE_KINDS.map((kind) => [kind, 0]));
  return { counts, sums: sumsOfSides(), matched: 0, shown: Array<Difference>() };
}

async function fill(ledger: Ledger, file: string, { sums }: Tally, terminal: Terminal): Promise<void> {
  const input = file === '-' ? terminal.stdin : await opened(file);
  const progress = progressOf(terminal, file === '-' ? null : (await stat(file)).size);
  terminal.stopping.addEventListener('abort', () => input.destroy());
  try {
    const chunks = progress.watching(chunksOf(input, terminal.stopping));
    let batch = [];
    for await (const entry of entriesIn(linesOf(chunks))) {
      sums.add('file', entry);
      batch.push(entry);
      if (batch.length < PAGE) continue;
      ledger.add(batch);
      batch = [];
    }
    ledger.add(batch);
  } finally {
    progress.stop();
    input.destroy();
  }
  stopIfAsked(terminal);
  ledger.seal();
}

/** Every difference: those of the charges in the order of their numbers, then those of the file alone in the order of its lines. */
async function* compared(
  ledger: Ledger,
  store: OperatorStore,
  { from, to, status, amounts }: Options,
  tally: Tally,
  terminal: Terminal,
): AsyncGenerator<Difference> {
  const filter: ChargeFilter = { receivedFrom: from, receivedTo: to, status };
  const note = (difference: Difference): Difference => {
    const { counts, shown } = tally;
    counts.set(difference.kind, (counts.get(difference.kind) ?? 0) + 1);
    if (shown.length < MOST_SHOWN) shown.push(difference);
    return difference;
  };
  const steps = await stepsOf(terminal, 'charges', async () => {
    const [count = 0] = await store.countCharges({ of: 'operator' }, filter);
    return count;
  });
  try {
    for await (const charges of pagesOf(store, filter)) {
      stopIfAsked(terminal);
      for (const [k, met] of ledger.meet(charges).entries()) {
        const charge = charges[k];
        if (!charge) throw new Error(`Expected an answer for each of ${charges.length} charges.`);
        tally.sums.add('gateway', comparedAmount(charge, amounts));
        const differences = differencesOf(charge, met, amounts);
        if (differences.length === 0) tally.matched += 1;
        for (const difference of differences) yield note(difference);
      }
      steps.add(charges.length);
    }
  } finally {
    steps.stop();
  }
  for (
    let rest = ledger.rest(0, PAGE);
    rest.length > 0;
    rest = ledger.rest(rest.at(-1)?.entry.line ?? 0, PAGE)
  ) {
    stopIfAsked(terminal);
    for (const remaining of rest) {
      for (const difference of leftOver(remaining)) yield note(difference);
    }
  }
}

// The store walks by id, so a page never skips or repeats a charge, whatever is written meanwhile.
async function* pagesOf(store: OperatorStore, filter: ChargeFilter): AsyncGenerator<readonly Charge[]> {
  let after: number | null = null;
  for (;;) {
    const query = { size: PAGE, after, before: null, fromEnd: false, newestFirst: false, offset: 0 };
    const [page] = await store.chargePages({ of: 'operator' }, query, filter);
    const rows = page?.rows ?? [];
    yield rows;
    after = rows.at(-1)?.id ?? null;
    if (!page?.more || after === null) return;
  }
}

async function* textOf(
  differences: AsyncIterable<Difference>,
  amounts: ComparedAmount,
): AsyncGenerator<string> {
  for await (const difference of differences) yield `${JSON.stringify(differenceRow(difference, amounts))}\n`;
}

function stopIfAsked({ stopping }: Terminal): void {
  if (stopping.aborted) throw new CommandEnded(EXIT.stopped, 'Stopped before the end; nothing was compared.');
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
    sums
      .all()
      .map(({ currency, gateway, file }) => [
        currency,
        String(gateway.count),
        formatAmount(gateway.amount, currency),
        String(file.count),
        formatAmount(file.amount, currency),
        formatAmount(file.amount - gateway.amount, currency),
      ]),
  );
  say(terminal, '', [`${matched} matched`, ...found.map(([kind, count]) => `${count} ${kind}`)].join(', '));
  if (all > 0) throw new CommandEnded(EXIT.refused, '');
}
