import type { Command } from 'commander';

import { MOST_SETTLED } from '../charges/charge.ts';
import { settleCharges } from '../charges/rules/settlement.ts';
import type { OperatorStore } from '../store/store.ts';
import { between } from './arguments.ts';
import { operatorNamed, withStore } from './database.ts';
import { CommandEnded, EXIT, say, type Terminal } from './terminal.ts';

interface Options {
  readonly operator?: string;
  readonly limit?: number;
}

export function addProcess(program: Command, terminal: Terminal): void {
  program
    .command('process')
    .summary('settle the charges that are due')
    .description(
      'Settles the charges whose decision window is over, in the order of their numbers, by what was decided or else by the policy on silence.',
    )
    .option('--operator <code>', 'only those of one operator')
    .option(
      '--limit <number>',
      'at most that many for each operator; all that are due when left out',
      between(1, 1_000_000_000),
    )
    .addHelpText('after', '\nExample:\n  gateway process --operator cytel --limit 5000')
    .action((options: Options) => processCharges(options, terminal));
}

async function processCharges(
  { operator: code, limit = Infinity }: Options,
  terminal: Terminal,
): Promise<void> {
  await withStore(terminal, async (store) => {
    const operators = code === undefined ? await store.operators() : [await operatorNamed(code, store)];
    for (const operator of operators) {
      const { processed, remaining } = await settle(store.of(operator.id), limit, terminal.stopping);
      say(terminal, `${operator.code}: ${processed} settled, ${remaining} still due`);
      if (terminal.stopping.aborted)
        throw new CommandEnded(EXIT.stopped, 'Stopped before the end. Run it again to go on.');
    }
  });
}

/** Settles what is due, as many as the limit allows; tells how many, and how many are left. */
export async function settle(store: OperatorStore, limit: number, stopping: AbortSignal) {
  let processed = 0;
  for (;;) {
    const outcome = await store.settleCharges(Math.min(MOST_SETTLED, limit - processed), settleCharges, {
      actor: 'cli:process',
    });
    processed += outcome.processed;
    const isOver = outcome.processed === 0 || outcome.remaining === 0 || processed >= limit;
    if (isOver || stopping.aborted) return { processed, remaining: outcome.remaining };
  }
}
