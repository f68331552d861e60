import { realpath } from 'node:fs/promises';

import type { Command } from 'commander';

import { oneOf } from './arguments.ts';
import { CHARGE_COLUMNS, CHARGE_FILE_FORMATS, chargesIn, type ChargeFileFormat } from './charge-file.ts';
import { withOperator } from './database.ts';
import { inputOf } from './input.ts';
import { linesOf } from './lines.ts';
import { progressOf } from './progress.ts';
import { receiveAll, type Tally } from './receive-all.ts';
import { refusedLines, type RefusedLines } from './refused-lines.ts';
import { CommandEnded, EXIT, say, type Terminal } from './terminal.ts';

interface Options {
  readonly operator: string;
  readonly format?: ChargeFileFormat;
  readonly refused?: string;
}

export function addReceive(program: Command, terminal: Terminal): void {
  program
    .command('receive')
    .summary('take in charges that Netflix delivered as a file')
    .description(
      'Takes in charges from a CSV or NDJSON file of any size, for one operator. Safe to run again: what was received before stays as it is.',
    )
    .argument('[file]', 'the file; standard input when it is left out or -', '-')
    .requiredOption('--operator <code>', 'whose charges they are')
    .option(
      '--format <format>',
      `${CHARGE_FILE_FORMATS.join(' or ')}; told by the first line when left out`,
      oneOf(CHARGE_FILE_FORMATS),
    )
    .option(
      '--refused <file>',
      'where refused lines go, each with its reason (default: the name of the input + .refused.ndjson)',
    )
    .addHelpText('after', HELP)
    .action((file: string, options: Options) => receive(file, options, terminal));
}

const HELP = `
CSV begins with a line of column names, in any order; others are ignored:
  ${CHARGE_COLUMNS.join(',')}
  NFX-1,5f0c…,9.99,EUR,2026-03-31,2026-03-01T09:30:00Z
NDJSON has an object with these keys on each line. A line that is refused stops nothing; the file of refused lines
can be corrected and received in its turn. A line is a charge: values hold no line breaks.

The file of refused lines is written when a line is refused, in place of an earlier one. A run to the end that refuses
nothing removes an earlier one. A file that holds anything else is never touched: the command ends at once.

Examples:
  gateway receive charges.csv --operator cytel
  zcat charges.ndjson.gz | gateway receive --operator cytel --refused refused.ndjson`;

async function receive(file: string, options: Options, terminal: Terminal): Promise<void> {
  const refusedFile = options.refused ?? `${file === '-' ? 'standard-input' : file}.refused.ndjson`;
  if (await isSameFile(file, refusedFile)) {
    throw new CommandEnded(EXIT.unusable, `${refusedFile} is the input: name another file with --refused.`);
  }
  const refused = await refusedLines(refusedFile);
  const { size, chunks, close } = await inputOf(file, terminal);

  const progress = progressOf(terminal, size);
  try {
    const tally = await withOperator(terminal, options.operator, (store, clock) =>
      receiveAll(
        chargesIn(linesOf(progress.watching(chunks)), options.format ?? null, clock),
        store,
        refused,
        terminal.stopping,
      ),
    );
    if (!terminal.stopping.aborted) await refused.forgetEarlier();
    progress.stop();
    summarize(tally, refused, terminal);
  } finally {
    progress.stop();
    close();
    await refused.close();
  }
}

function summarize({ received, known }: Tally, refused: RefusedLines, terminal: Terminal): void {
  const count = refused.count();
  const where = count > 0 ? `, ${count} refused: see ${refused.file}` : ', 0 refused';
  say(terminal, `${received} received, ${known} known already${where}`);
  if (terminal.stopping.aborted)
    throw new CommandEnded(EXIT.stopped, 'Stopped before the end of the file. Run it again to go on.');
  if (count > 0) throw new CommandEnded(EXIT.refused, '');
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((file) => realpath(file).catch(() => null)));
  return a != null && a === b;
}
