import { join } from 'node:path';

import { expect, it } from 'vitest';

import { confirm } from '../../src/netflix/rules.ts';
import { backUp, restore } from '../../src/store/sqlite/backup.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { ownFolder } from '../own-folder.ts';
import { byIdentifier, telecom } from '../store/telecom.ts';

const BY_NETFLIX = { actor: 'netflix' };

it('numbers a message like one that Netflix knows only when it is the same one, also after a restore', async () => {
  const folder = ownFolder();
  const [file, backup] = [join(folder, 'gateway.sqlite'), join(folder, 'backup.sqlite')];
  let now = Date.UTC(2026, 4, 10, 12);
  const opened = async () => {
    const store = openSqliteStore({ file, clock: () => now, netflixIsTold: () => true });
    return { store, cytel: await telecom(store, 'cytel') };
  };
  type Cytel = Awaited<ReturnType<typeof opened>>['cytel'];
  const dueIn = ({ store: { netflix } }: Cytel) => netflix.due(Number.MAX_SAFE_INTEGER, 10);
  const numbersIn = async (cytel: Cytel) =>
    (await dueIn(cytel)).map(({ id, message }) => [id, message.number]);

  const before = await opened();
  await before.cytel.subscribes('B-1');
  for (const { id } of await dueIn(before.cytel))
    await before.cytel.store.netflix.told(id, confirm, BY_NETFLIX);
  await before.cytel.suspends(byIdentifier('B-1'));
  const waiting = await numbersIn(before.cytel);
  expect(waiting).toHaveLength(1);
  backUp(file, backup);
  await before.cytel.registers('B-2');
  const [, lost] = await numbersIn(before.cytel);
  before.store.close();

  restore(backup, file, { replacing: true });
  now += 1;
  const after = await opened();
  expect(await numbersIn(after.cytel)).toEqual(waiting);
  await after.cytel.registers('B-3');
  const [, another] = await numbersIn(after.cytel);
  after.store.close();
  expect(another?.[0]).toBe(lost?.[0]);
  expect(another?.[1]).not.toBe(lost?.[1]);
});
