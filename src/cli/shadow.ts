import type { Command } from 'commander';

import { DIFFERENCE_KINDS } from '../rest/comparison.ts';
import { operatorNamed } from './database.ts';
import { writeRows } from './output.ts';
import { onCopy } from './scratch.ts';
import { emptyTally, shadowRows, type Tally } from './shadow-rows.ts';
import { CommandEnded, EXIT, table, type Terminal } from './terminal.ts';

interface Options {
  readonly operator: string;
  readonly json?: string;
}

export function addShadow(program: Command, terminal: Terminal): void {
  program
    .command('shadow')
    .summary('compare the old REST API with what the old system answered')
    .description(
      'Replays a log of calls of the old system, in its order, and explains everything that is answered differently here. It works on a copy of the database, which is thrown away: calls take effect for those that follow, and nothing else changes.',
    )
    .argument('[file]', 'the log; standard input when it is left out or -', '-')
    .requiredOption('--operator <code>', 'whose calls')
    .option(
      '--json <file>',
      'where all differences and a summary go, as NDJSON; the differences are printed anyway',
    )
    .addHelpText('after', HELP)
    .action((file: string, options: Options) => shadow(file, options, terminal));
}

const HELP = `
The log has one call on each line, as NDJSON:
  {"at":"2026-03-31T09:30:00Z","request":{"method":"GET","path":"netflix/charges/list","query":{"number_of_results":"50","offset":"0"}},"response":{"data":{"charges_set":[]},"status":{"code":"OK"}}}
path may be the whole address, with its query or without; a POST has its parameters in body. at may be left out, and is
then now: with it, windows and validity are judged as of then, and charges that are due by then are settled first. Tokens and passwords may be left out of the log.

Compared are the fields, nulls, values and order of each answer. Netflix tokens, and words and codes of errors, are each
system's own and are not. Numbers of charges, subscriptions and provisioning requests are each system's own too: which
of them stand for the same thing is found out from the lists in the log, and told by its number here. Calls to log in or
out are passed over.

Kinds of differences:
  ${DIFFERENCE_KINDS.join(', ')}

Each line of --json has a kind: one of these, with the line of the log, verb, path, the place in the answer, what
old and here are there, and an explanation; or UNUSABLE_LINE with its line and reason; the last one is the SUMMARY:
  methods         by path: calls, and how many of them are alike, different or passed_over
  differences     how many of each kind
  unusable_lines  how many lines could not be read

Exit codes: ${EXIT.done} everything is answered alike, ${EXIT.refused} something differs, ${EXIT.unusable} the log or the arguments cannot be used.

Examples:
  gateway shadow march.ndjson --operator cytel
  gateway shadow march.ndjson --operator cytel --json differences.ndjson`;

async function shadow(file: string, { operator, json }: Options, terminal: Terminal): Promise<void> {
  const tally = emptyTally();
  await onCopy(terminal, async (store, goTo) => {
    const { id } = await operatorNamed(operator, store);
    const rows = shadowRows(file, { store: store.of(id), goTo, tally, terminal });
    if (json === undefined) for await (const _ of rows) continue;
    else await writeRows(json, rows, terminal.stopping);
  });
  const { methods, unusable } = tally;
  summarize(tally, terminal);
  if (unusable > 0) throw new CommandEnded(EXIT.unusable, `${unusable} of the lines cannot be read.`);
  if (methods.size === 0) throw new CommandEnded(EXIT.unusable, 'The log has no calls.');
  if ([...methods.values()].some(({ different }) => different > 0)) throw new CommandEnded(EXIT.refused, '');
}

function summarize({ methods }: Tally, terminal: Terminal): void {
  table(
    terminal,
    ['METHOD', 'CALLS', 'ALIKE', 'DIFFERENT', 'PASSED OVER'],
    [...methods].map(([path, { calls, alike, different, passedOver }]) =>
      [path, calls, alike, different, passedOver].map(String),
    ),
  );
}
