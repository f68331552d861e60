import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import Database from 'better-sqlite3';
import { expect, it, onTestFinished, vi } from 'vitest';

import { IdempotencyKeyInProgress } from '../../src/store/idempotency.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { Doing } from '../../src/store/store.ts';
import { DAY, SECOND } from '../../src/time.ts';
import { ownFolder } from '../own-folder.ts';
import { byIdentifier, DOING, telecom } from './telecom.ts';

const NOON = Date.parse('2026-05-10T12:00:00Z');

async function opened() {
  const file = join(ownFolder(), 'gateway.db');
  const store = openSqliteStore({ file, clock: () => NOON });
  onTestFinished(() => store.close());
  return { file, cytel: await telecom(store, 'cytel') };
}

function keyed(key: string, wallClock = () => NOON): Doing {
  return { ...DOING, once: { key, mutation: 'do', inputHash: 'input', wallClock } };
}

it('writes neither keys nor secrets nor names into the file as they are', async () => {
  const { file, cytel } = await opened();
  const { key } = await cytel.drawsKey(['READ'], keyed('key-of-the-api-key'));
  const { token } = await cytel.registers('B-1', {}, keyed('key-of-the-registration'));
  const { problems } = await cytel.suspends(byIdentifier('Anna Pavlou'), keyed('key-of-the-failure'));
  expect(problems).toMatchObject([{ message: expect.stringContaining('Anna Pavlou') }]);

  const written = [file, `${file}-wal`].map((path) => readFileSync(path, 'latin1')).join();
  // What is looked for would be found.
  expect(written).toContain('PAI-');
  for (const secret of [key, token?.value, 'key-of-the', 'Anna Pavlou']) {
    expect(secret).toEqual(expect.any(String));
    expect(written).not.toContain(secret);
  }
});

it('cannot be made to tell the outcome of another key', async () => {
  const { file, cytel } = await opened();
  await cytel.drawsKey(['READ'], keyed('one'));
  await cytel.drawsKey(['READ'], keyed('other'));
  const database = new Database(file);
  database.exec('UPDATE idempotency_keys SET outcome = (SELECT min(outcome) FROM idempotency_keys)');
  database.close();
  const again = await Promise.allSettled(['one', 'other'].map((key) => cytel.drawsKey(['READ'], keyed(key))));
  expect(again.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
});

it('forgets old keys with new ones, a few at a time', async () => {
  const { file, cytel } = await opened();
  const kept = () => {
    const database = new Database(file, { readonly: true });
    const count: unknown = database.prepare('SELECT count(*) FROM idempotency_keys').pluck().get();
    database.close();
    return count;
  };
  for (let n = 0; n < 10; n++) await cytel.changesTerms({}, keyed(`old-${String(n)}`));
  expect(kept()).toBe(10);
  await cytel.changesTerms(
    {},
    keyed('new-1', () => NOON + DAY),
  );
  expect(kept()).toBe(7);
  await cytel.changesTerms(
    {},
    keyed('new-1', () => NOON + DAY),
  );
  expect(kept()).toBe(7);
  await cytel.changesTerms(
    {},
    keyed('new-2', () => NOON + DAY),
  );
  await cytel.changesTerms(
    {},
    keyed('new-3', () => NOON + DAY),
  );
  await cytel.changesTerms(
    {},
    keyed('new-4', () => NOON + DAY),
  );
  expect(kept()).toBe(4);
});

it('holds a call that takes long for as long as its process lives', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const { cytel } = await opened();
  let now = NOON;
  const clock = () => now;
  const { promise: done, resolve: end } = Promise.withResolvers<{ readonly n: number }>();
  const first = cytel.store.doInSteps(() => done, keyed('long', clock));
  for (let tens = 0; tens < 6; tens++) {
    await cytel.changesTerms({});
    now += 10 * SECOND;
    vi.advanceTimersByTime(10 * SECOND);
  }
  const repeat = () => cytel.store.doInSteps(() => done, keyed('long', clock));
  await expect(repeat()).rejects.toThrow(IdempotencyKeyInProgress);
  end({ n: 1 });
  expect(await first).toEqual({ n: 1 });
  expect(vi.getTimerCount()).toBe(0);
});
