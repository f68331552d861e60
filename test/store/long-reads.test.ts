import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';

import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { readerOf } from '../../src/store/sqlite/reader.ts';
import { ReadTimedOut, StoreBusy, type OperatorStore, type PageQuery } from '../../src/store/store.ts';
import { ownFolder } from '../own-folder.ts';
import { platform } from './platform.ts';
import { ALL, byIdentifier, telecom } from './telecom.ts';

const PATIENT = 60_000;
const WHOLE = { of: 'operator' } as const;
const PAGE: PageQuery = { ...ALL, size: 20 };

function temporaryFile(): string {
  return join(ownFolder(), 'gateway.db');
}

/** How many processes this one has begun that have not ended. */
function children(): number {
  const found = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').trim();
  return found === '' ? 0 : found.split(' ').length;
}

/** A store on a file, whose first operator has a customer of its own and as many made-up ones. */
async function crowded(customers: number, deadline = PATIENT) {
  const file = temporaryFile();
  const here: string[] = [];
  const store = openSqliteStore({
    file,
    clock: Date.now,
    reading: { deadline },
    onStatement: (text) => here.push(text),
  });
  onTestFinished(() => store.close());
  const cytel = await telecom(store, 'cytel');
  const anna = await cytel.subscribes('B-1');
  const connection = new Database(file);
  const { columns } = connection
    .prepare<[], { columns: string }>(
      `SELECT group_concat(name) AS columns FROM pragma_table_info('customers')
       WHERE name NOT IN ('id', 'billing_system_customer_identifier', 'netflix_customer_identifier')`,
    )
    .get() ?? { columns: '' };
  connection
    .prepare(
      `WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ?)
       INSERT INTO customers (id, billing_system_customer_identifier, netflix_customer_identifier, ${columns})
       SELECT c.id + n, 'X-' || n, 'PAI-X-' || n, ${columns} FROM customers AS c CROSS JOIN n`,
    )
    .run(customers);
  connection.close();
  here.length = 0;
  return { file, store, mine: cytel.store, anna, cytel, here };
}

it('answers everybody else while it looks through a big table', async () => {
  const { mine, anna, cytel } = await crowded(300_000);
  const over = new AbortController();
  const search = mine.customerPage(PAGE, { search: 'nobody is called that' }).finally(() => over.abort());
  let answered = 0;
  while (!over.signal.aborted) {
    expect(await mine.customersById([anna.id])).toMatchObject([{ billingSystemCustomerIdentifier: 'B-1' }]);
    if (answered === 0) await cytel.suspends(byIdentifier('B-1'));
    answered += 1;
    await new Promise(setImmediate);
  }
  expect(await search).toEqual({ rows: [], more: false });
  expect(answered).toBeGreaterThan(10);
});

it.each<[string, (store: OperatorStore) => Promise<unknown>]>([
  ['a search', (store) => store.customerPage(PAGE, { search: 'x-499' })],
  ['a search from its end', (store) => store.customerPage({ ...PAGE, fromEnd: true }, { search: 'x-4' })],
  [
    'the newest of a search',
    (store) => store.customerPage({ ...PAGE, newestFirst: true }, { search: 'x-12' }),
  ],
  ['a search that finds nothing', (store) => store.customerPage(PAGE, { search: 'nobody' })],
  ['what its first rows fill', (store) => store.customerPage(PAGE, { createdFrom: 0 })],
  ['what lies far behind', (store) => store.customerPage({ ...PAGE, offset: 4_000 }, {})],
  ['what lies behind everything', (store) => store.customerPage({ ...PAGE, offset: 6_000 }, {})],
  ['a count', (store) => store.countCustomers({})],
  ['a count of a search', (store) => store.countCustomers({ search: 'x-49' })],
  ['a rare status', (store) => store.chargePages(WHOLE, PAGE, { status: ['DECLINED'] })],
  ['a rare kind of event', (store) => store.eventPages(WHOLE, PAGE, { types: ['CUSTOMER_UPDATED'] })],
])('finds %s in another process as it would itself', async (_what, read) => {
  const { file, mine, cytel, anna } = await crowded(5_000);
  await cytel.receives([cytel.receipt(anna)]);
  const alone = openSqliteStore({ file, clock: Date.now });
  onTestFinished(() => alone.close());
  const found = await read(mine);
  expect(found).toEqual(await read(alone.of(mine.operatorId)));
});

it('looks among the next rows itself, and leaves the rest to another process', async () => {
  const { mine, here } = await crowded(5_000);
  const looked = async (read: () => Promise<unknown>) => {
    here.length = 0;
    await read();
    return here.filter((text) => !text.endsWith('LIMIT 1')).length;
  };
  expect(await looked(() => mine.customerPage(PAGE, { createdFrom: 0 }))).toBe(1);
  expect(await looked(() => mine.countCustomers({}))).toBe(0);
  const [whole] = here;
  expect(whole).toContain('LIMIT 1');
});

it('ends what takes too long, and goes on with a new process', async () => {
  const { file } = await crowded(1);
  const reader = readerOf(file, { deadline: 1_000 });
  onTestFinished(() => reader.close());
  const endless = {
    text: 'WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n) SELECT count(*) FROM n',
    params: [],
  };
  const one = { text: 'SELECT ? AS one', params: [1] };
  const [late, others] = await Promise.allSettled([reader.all(1, endless), reader.all(2, one)]);
  expect(late).toEqual({ status: 'rejected', reason: new ReadTimedOut(1_000) });
  expect(others).toEqual({ status: 'fulfilled', value: [{ one: 1 }] });
  // The other operator's process is left.
  await expect.poll(children).toBe(1);
  expect(await reader.all(1, one)).toEqual([{ one: 1 }]);
});

it('counts what waits for a platform in another process, if it is much', async () => {
  const { file, mine, cytel } = await crowded(1);
  const boxes = await platform(cytel, 'Boxes');
  await boxes.requests('S00000001');
  const pending = () => mine.provisioning.countPending({ providerId: boxes.provider.id, since: 0 });
  const before = await pending();
  const connection = new Database(file);
  const { columns } = connection
    .prepare<[], { columns: string }>(
      `SELECT group_concat(name) AS columns FROM pragma_table_info('provisioning_requests')
       WHERE name NOT IN ('id', 'sequence_number')`,
    )
    .get() ?? { columns: '' };
  connection
    .prepare(
      `WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 3000)
       INSERT INTO provisioning_requests (id, sequence_number, ${columns})
       SELECT r.id + n, r.sequence_number + n, ${columns}
       FROM (SELECT * FROM provisioning_requests ORDER BY id DESC LIMIT 1) AS r CROSS JOIN n`,
    )
    .run();
  connection.close();
  expect(await pending()).toBe(before + 3_000);
  expect(children()).toBe(1);
});

it('lets only so much wait', async () => {
  const { file } = await crowded(1);
  const reader = readerOf(file, { deadline: PATIENT });
  onTestFinished(() => reader.close());
  const one = { text: 'SELECT 1 AS one', params: [] };
  const asked = await Promise.allSettled(Array.from({ length: 20 }, () => reader.all(1, one)));
  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(9);
  const refused = asked.filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(11);
  expect(refused[0]).toMatchObject({ reason: expect.any(StoreBusy) });
  expect(await reader.all(1, one)).toEqual([{ one: 1 }]);
});

it('answers each with its own rows', async () => {
  const { file } = await crowded(1);
  const reader = readerOf(file, { deadline: PATIENT });
  onTestFinished(() => reader.close());
  const numbers = Array.from({ length: 24 }, (_, n) => n);
  const asked = numbers.map((n) => reader.all(n % 3, { text: 'SELECT ? AS n', params: [n] }));
  expect(await Promise.all(asked)).toEqual(numbers.map((n) => [{ n }]));
});

it('says what SQLite says', async () => {
  const { file } = await crowded(1);
  const reader = readerOf(file, { deadline: PATIENT });
  onTestFinished(() => reader.close());
  await expect(reader.all(1, { text: 'SELECT missing', params: [] })).rejects.toThrow(
    'no such column: missing',
  );
});
