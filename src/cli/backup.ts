import type { Command } from 'commander';

import { backUp } from '../storage.ts';
import { loadStorageConfig } from '../config.ts';
import { say, type Terminal } from './terminal.ts';

export function addBackup(program: Command, terminal: Terminal): void {
  program
    .command('backup')
    .summary('copy the database into a file, while the gateway goes on')
    .description(
      'Copies the database as it stands at one moment into a file that does not exist yet, while the gateway goes on. The file appears once SQLite has found the copy sound.',
    )
    .argument('<file>', 'where to')
    .addHelpText('after', HELP)
    .action((file: string) => {
      const config = loadStorageConfig(terminal.env);
      backUp(config, file);
      say(terminal, `${config.databaseFile} is in ${file}, checked.`);
    });
}

const HELP = `
The sandbox's own file beside the database is not in it: it plays Netflix, and begins anew after a restore.

Example:
  gateway backup "/var/backups/gateway-$(date +%F).sqlite"`;
