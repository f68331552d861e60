import { once } from 'node:events';

import type { Command } from 'commander';

import { CannotStart, examine } from '../storage.ts';
import { loadStorageConfig } from '../config.ts';
import { CommandEnded, EXIT, remark, type Terminal } from './terminal.ts';

interface Options {
  readonly json?: true;
}

export function addDoctor(program: Command, terminal: Terminal): void {
  program
    .command('doctor')
    .summary('compare the database with every promise that can be checked')
    .description(
      'Reads the whole database as it stands at one moment, while the gateway goes on, and tells whatever breaks a promise: damaged pages, totals that are not the sums, numbers with gaps, states that contradict their events, and more. It changes nothing.',
    )
    .option('--json', 'an object for each finding, a line each: check, promise, found')
    .addHelpText('after', HELP)
    .action((options: Options) => examineDatabase(options, terminal));
}

const HELP = `
It ends with ${EXIT.done} when every promise holds, with ${EXIT.refused} when one is broken, and with ${EXIT.unusable} when the file cannot be examined.`;

async function examineDatabase({ json }: Options, terminal: Terminal): Promise<void> {
  const config = loadStorageConfig(terminal.env);
  let count = 0;
  try {
    for (const finding of examine(config)) {
      count += 1;
      const { check, promise, found } = finding;
      const line = json ? JSON.stringify(finding) : `${check}: ${found} (${promise}.)`;
      // Whoever reads slowly is waited for, so that nothing piles up.
      if (!terminal.stdout.write(`${line}\n`)) await once(terminal.stdout, 'drain');
      if (terminal.stopping.aborted) throw new CommandEnded(EXIT.stopped, 'Stopped before the end.');
    }
  } catch (error) {
    // For this command it is not the answer no, but no answer.
    if (error instanceof CannotStart) throw new CommandEnded(EXIT.unusable, error.message);
    throw error;
  }
  if (count > 0) throw new CommandEnded(EXIT.refused, `${count} findings in ${config.databaseFile}`);
  remark(terminal, `${config.databaseFile} keeps every promise.`);
}
