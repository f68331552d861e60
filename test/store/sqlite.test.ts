import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { storeContract } from './contract.ts';
import type { Opened } from './world.ts';

const folder = mkdtempSync(join(tmpdir(), 'store-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
storeContract('A SQLite store', async ({ clock, netflixIsTold: isTold }) => {
  const file = join(folder, `${String((files += 1))}.db`);
  const open = (): Opened => {
    // No test pulls the plug, so nothing has to wait for the disk.
    const netflixIsTold = () => isTold;
    const store = openSqliteStore({ file, clock, netflixIsTold, pragmas: ['synchronous = OFF'] });
    return {
      store,
      reopen: async () => {
        store.close();
        return open();
      },
    };
  };
  return open();
});
