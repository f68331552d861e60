import type { Command } from 'commander';

import { addAdvanceTime } from './advance-time.ts';
import { addApiKeyCommands } from './api-key.ts';
import { addBackup } from './backup.ts';
import { addDoctor } from './doctor.ts';
import { addExport } from './export.ts';
import { addIdentityProviderCommands } from './identity-provider.ts';
import { addMigrate } from './migrate.ts';
import { addOperatorCommands } from './operator.ts';
import { addProcess } from './process.ts';
import { addPromotionCommands } from './promotion.ts';
import { addProviderCommands } from './provider.ts';
import { addRateCommands } from './rate.ts';
import { addReceive } from './receive.ts';
import { addReconcile } from './reconcile.ts';
import { addRestore } from './restore.ts';
import { addSeed } from './seed.ts';
import { addShadow } from './shadow.ts';
import type { Terminal } from './terminal.ts';
import { addUserCommands } from './user.ts';

/** Adds every command but `serve`. */
export function addOtherCommands(program: Command, terminal: Terminal): void {
  addMigrate(program, terminal);
  addSeed(program, terminal);
  addOperatorCommands(program, terminal);
  addUserCommands(program, terminal);
  addApiKeyCommands(program, terminal);
  addIdentityProviderCommands(program, terminal);
  addPromotionCommands(program, terminal);
  addRateCommands(program, terminal);
  addProviderCommands(program, terminal);
  addReceive(program, terminal);
  addExport(program, terminal);
  addProcess(program, terminal);
  addReconcile(program, terminal);
  addShadow(program, terminal);
  addAdvanceTime(program, terminal);
  addBackup(program, terminal);
  addRestore(program, terminal);
  addDoctor(program, terminal);
}
