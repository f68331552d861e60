import type { Command } from 'commander';

import { restore } from '../storage.ts';
import { loadStorageConfig } from '../config.ts';
import { say, type Terminal } from './terminal.ts';

interface Options {
  readonly replace?: true;
}

export function addRestore(program: Command, terminal: Terminal): void {
  program
    .command('restore')
    .summary('put a backup where the database is')
    .description(
      'Checks a backup and puts it where DATABASE_URL says, from one moment to the next. Stop the gateway first: a database that is in use is left alone.',
    )
    .argument('<file>', 'the backup; it stays')
    .option('--replace', 'in the place of the database that is there, which is gone then')
    .addHelpText('after', HELP)
    .action((file: string, { replace }: Options) => {
      const config = loadStorageConfig(terminal.env);
      restore(config, file, { replacing: replace ?? false });
      say(terminal, `${config.databaseFile} is as ${file} was.`);
    });
}

const HELP = `
What happened after the backup is not in it. The sandbox begins anew; Netflix tells its news again from where the backup was.

Example:
  gateway restore /var/backups/gateway-2026-03-31.sqlite --replace`;
