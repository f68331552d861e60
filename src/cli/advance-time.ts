import type { Command } from 'commander';

import { loadConfig } from '../config.ts';
import { MOST_DAYS } from '../netflix/sandbox/time.ts';
import { formatInstant } from '../time.ts';
import { between } from './arguments.ts';
import { CommandEnded, EXIT, say, type Terminal } from './terminal.ts';

export function addAdvanceTime(program: Command, terminal: Terminal): void {
  program
    .command('advance-time')
    .summary('let days pass, in the sandbox')
    .description(
      'Moves domain time on, a day at a time: the sandbox raises what is due, charges are settled, tokens expire. For every operator on the database, and never back. Only where the sandbox plays Netflix; a gateway that runs on the same database follows.',
    )
    .requiredOption('--days <number>', `how many, 1–${MOST_DAYS}`, between(1, MOST_DAYS))
    .addHelpText('after', '\nExample:\n  gateway advance-time --days 31')
    .action(({ days }: { readonly days: number }) => advance(days, terminal));
}

async function advance(days: number, terminal: Terminal): Promise<void> {
  const config = loadConfig(terminal.env);
  if (config.netflix !== 'sandbox') {
    throw new CommandEnded(
      EXIT.unusable,
      'Time moves only where the sandbox plays Netflix. Set NETFLIX=sandbox, which is never possible in production.',
    );
  }
  const { openGateway } = await import('../app.ts');
  const gateway = await openGateway({ ...config, demoData: false }, { clock: terminal.clock });
  try {
    const now = await gateway.sandbox?.advanceTime(days);
    if (now !== undefined) say(terminal, formatInstant(now));
  } finally {
    await gateway.close();
  }
}
