import type { Command } from 'commander';

import { loadStorageConfig } from '../config.ts';
import { migrate } from '../storage.ts';
import { say, type Terminal } from './terminal.ts';

export function addMigrate(program: Command, terminal: Terminal): void {
  program
    .command('migrate')
    .summary('create the database, or bring it up to date')
    .description(
      'Creates the database when there is none and applies the migrations that it lacks. Starting the gateway does the same.',
    )
    .action(() => {
      const config = loadStorageConfig(terminal.env);
      const { applied } = migrate(config);
      say(
        terminal,
        applied === 0
          ? `${config.databaseFile} is up to date.`
          : `${config.databaseFile}: ${applied} migrations applied.`,
      );
    });
}
