import { join } from 'node:path';

import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { ownFolder } from '../own-folder.ts';
import { storeContract } from './contract.ts';
import type { Opened } from './world.ts';

storeContract('A SQLite store', async ({ clock, netflixIsTold: isTold }) => {
  const file = join(ownFolder(), 'gateway.db');
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
