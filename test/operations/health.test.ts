import { join } from 'node:path';

import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';

import { freshRecord, type HttpRequest } from '../../src/http/request.ts';
import { readyz } from '../../src/monitoring/health.ts';
import { StorageFull, StoreBusy, StoreReadOnly } from '../../src/store/store.ts';
import { openGateway } from '../api/gateway.ts';
import { ownFolder } from '../own-folder.ts';
import { serve } from './serving.ts';

const NOTHING = { waiting: 0, oldestSeconds: null, unreachable: 0 };

async function look(gateway: { fetch: (request: Request) => Promise<Response> }, path: string) {
  const response = await gateway.fetch(new Request(`http://gateway${path}`));
  return { status: response.status, body: (await response.json()) as unknown };
}

function asking(path: string): HttpRequest {
  return {
    id: 'test',
    method: 'GET',
    path,
    search: '',
    header: () => null,
    headers: () => new Headers(),
    text: async () => '',
    address: null,
    gone: () => new AbortController().signal,
    trace: null,
    since: performance.now(),
    record: freshRecord(),
  };
}

/** What somebody who looks is told by a store whose probe does this. */
async function told(probe: () => Promise<{ lacking: number }>, deadline = 1_000) {
  const handler = readyz({
    store: { probe },
    backlog: async () => NOTHING,
    isStopping: () => false,
    deadline,
  });
  const { status, body } = await handler(asking('/readyz'));
  return [status, typeof body === 'string' ? JSON.parse(body) : body];
}

it('is alive, and ready when the database reads and writes, whoever asks', async () => {
  const { gateway } = await openGateway();
  expect(await look(gateway, '/livez')).toEqual({ status: 200, body: { status: 'alive' } });
  expect(await look(gateway, '/readyz')).toEqual({
    status: 200,
    body: { status: 'ready', netflix: NOTHING },
  });
});

it('looks at the database once a second, however often it is asked', async () => {
  const { gateway, statements } = await openGateway();
  statements();
  await look(gateway, '/readyz');
  expect(statements().filter((text) => text === 'COMMIT')).toHaveLength(1);
  for (let n = 0; n < 50; n += 1) await look(gateway, '/readyz');
  expect(statements()).toEqual([]);
});

it('tells what Netflix has still to be told, which keeps nobody from being ready', async () => {
  const { gateway, client } = await serve({ NETFLIX: 'sandbox' });
  await client.ask(
    'mutation { registerSubscription(input: { billingSystemCustomerIdentifier: "B-1" }) { problems { message } } }',
  );
  const { status, body } = await look(gateway, '/readyz');
  expect(status).toBe(200);
  expect(body).toMatchObject({ netflix: { waiting: expect.any(Number), unreachable: 0 } });
});

it.each<[string, () => Promise<{ lacking: number }>]>([
  ['MIGRATIONS', async () => ({ lacking: 1 })],
  ['BUSY', () => Promise.reject(new StoreBusy())],
  ['STORAGE_FULL', () => Promise.reject(new StorageFull())],
  ['READ_ONLY', () => Promise.reject(new StoreReadOnly())],
  ['DATABASE', () => Promise.reject(new Error('disk /dev/secret is on fire'))],
  ['TOO_SLOW', () => new Promise(() => undefined)],
])('is not ready, and says %s and no more', async (reason, probe) => {
  expect(await told(probe, 20)).toEqual([503, { status: 'not ready', reason }]);
});

it('is not ready while another process keeps the lock, and ready again afterwards', async () => {
  const file = join(ownFolder(), 'gateway.sqlite');
  const { gateway } = await serve({ DATABASE_URL: file });
  const other = new Database(file);
  onTestFinished(() => void other.close());
  other.exec('BEGIN IMMEDIATE');
  expect(await look(gateway, '/readyz')).toEqual({
    status: 503,
    body: { status: 'not ready', reason: 'TOO_SLOW' },
  });
  other.exec('COMMIT');
  await expect.poll(async () => (await look(gateway, '/readyz')).status, { timeout: 5_000 }).toBe(200);
});

it('is not ready while it stops, and still answers', async () => {
  const { gateway, origin } = await serve({ STOP_DELAY: '0.5' });
  const closed = gateway.close();
  const response = await fetch(`${origin}/readyz`);
  expect([response.status, await response.json()]).toEqual([
    503,
    { status: 'not ready', reason: 'STOPPING' },
  ]);
  await closed;
  await expect(fetch(`${origin}/readyz`)).rejects.toThrow();
});
