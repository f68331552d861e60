import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { aheadOf, movable } from '../clock.ts';
import { loadStorageConfig } from '../config.ts';
import { keptOffset } from '../netflix/sandbox/time.ts';
import { backUp, CannotStart, openStore } from '../storage.ts';
import type { Store } from '../store/store.ts';
import type { Instant } from '../time.ts';
import { CommandEnded, EXIT, type Terminal } from './terminal.ts';

/** Leads domain time to an instant, or back to now, and tells what time it is then. */
export type GoTo = (at: Instant | null) => Instant;

/** Works on a copy of the database that is thrown away afterwards, with a clock of its own. Ends the command when there is nothing to copy. */
export async function onCopy(
  terminal: Terminal,
  work: (store: Store, goTo: GoTo) => Promise<void>,
): Promise<void> {
  const config = loadStorageConfig(terminal.env);
  const folder = mkdtempSync(join(tmpdir(), 'gateway-shadow-'));
  try {
    const databaseFile = join(folder, 'copy.sqlite');
    const { clock: domain, setOffset } = aheadOf(terminal.clock);
    const { clock, goTo, comeBack } = movable(domain);
    const store = copied(() => {
      backUp(config, databaseFile);
      return openStore({ ...config, databaseFile }, { clock });
    });
    try {
      setOffset(await keptOffset(store));
      await work(store, (at) => {
        if (at === null) comeBack();
        else goTo(at);
        return clock();
      });
    } finally {
      store.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// Exit code 1 is for what the work finds.
function copied<T>(copy: () => T): T {
  try {
    return copy();
  } catch (error) {
    throw error instanceof CannotStart ? new CommandEnded(EXIT.unusable, error.message) : error;
  }
}
