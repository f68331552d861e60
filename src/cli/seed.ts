import type { Command } from 'commander';

import { loadStorageConfig } from '../config.ts';
import { seed } from '../storage.ts';
import { CommandEnded, EXIT, say, type Terminal } from './terminal.ts';

export function addSeed(program: Command, terminal: Terminal): void {
  program
    .command('seed')
    .summary('add the demo operator')
    .description(
      'Adds the demo operator with customers, promotions and charges in every state. Does nothing where it exists; not for production.',
    )
    .action(async () => {
      const config = loadStorageConfig(terminal.env);
      if (config.production) {
        throw new CommandEnded(
          EXIT.unusable,
          'The credentials of the demo operator are public, so it is not for production.',
        );
      }
      const seeded = await seed(config, terminal.clock);
      say(
        terminal,
        seeded
          ? `The demo operator is in ${config.databaseFile}.`
          : `The demo operator was in ${config.databaseFile} already.`,
      );
    });
}
