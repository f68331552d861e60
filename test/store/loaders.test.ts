import { expect, it } from 'vitest';

import { loadersOver, referred, remember } from '../../src/store/loaders.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { PageQuery } from '../../src/store/store.ts';
import { ALL, byIdentifier, DRY, existing, item, telecom } from './telecom.ts';

it('fetches what is wanted in one turn with one statement, each thing once', async () => {
  const { cytel, loaders, ids, statements } = await opened();
  const wanted = [...ids, cytel.nth(99), ...ids];
  const loaded = await Promise.all(wanted.map((id) => loaders.customers.load(id)));
  expect(loaded.map((customer) => customer?.id ?? null)).toEqual([...ids, null, ...ids]);
  expect(statements()).toBe(1);
  await loaders.customers.load(ids[0]);
  expect(statements()).toBe(0);
});

it('reads what several pages refer to with one statement, and then has it at once', async () => {
  const { cytel, loaders, ids, statements } = await opened();
  const { customers } = loaders;
  const [anna, bella] = ids;
  expect(customers.known(anna)).toBeUndefined();
  await Promise.all([customers.readAhead([anna, anna]), customers.readAhead([bella, cytel.nth(99)])]);
  expect(statements()).toBe(1);
  const [known, elsewhere] = [referred(customers, anna), customers.known(cytel.nth(99))];
  expect(known).toMatchObject({ id: anna });
  expect(elsewhere).toBeUndefined();
  expect(await customers.load(anna)).toBe(known);
  await customers.readAhead([anna, bella]);
  expect(statements()).toBe(0);

  // What was loaded is known as well, and stays as it is for the whole request.
  remember(loaders, {});
  const loaded = await customers.load(bella);
  await customers.readAhead(ids);
  expect(statements()).toBe(2);
  expect(customers.known(bella)).toBe(loaded);

  const changed = { ...existing(loaded), firstName: 'Changed' };
  remember(loaders, { customers: [changed] });
  expect(customers.known(anna)).toBeUndefined();
  await customers.readAhead(ids);
  expect([customers.known(bella), await customers.load(bella)]).toEqual([changed, changed]);
});

it('fetches the same page of several parents with one statement, and another page with another', async () => {
  const { loaders, ids, statements } = await opened();
  const [anna, bella] = ids;
  const { page, count } = loaders.chargesOfCustomers;
  const first = { ...ALL, size: 1 };
  const last = { ...first, fromEnd: true };
  const acknowledged = { acknowledged: true };
  const pages = await Promise.all([
    ...[page(anna, first, {}), page(bella, first, {})],
    ...[page(anna, last, {}), page(bella, last, {})],
    ...[page(anna, first, acknowledged), page(bella, first, acknowledged)],
  ]);
  expect(statements()).toBe(3);
  const charges = await Promise.all(ids.map((id) => page(id, ALL, {})));
  const [hers, theirs] = charges.map(({ rows }) => rows);
  expect(pages.map(({ rows }) => rows)).toEqual([
    ...[hers?.slice(0, 1), theirs?.slice(0, 1)],
    ...[hers?.slice(-1), theirs?.slice(-1)],
    ...[[], []],
  ]);
  statements();
  expect(await Promise.all([count(anna, {}), count(bella, {}), count(anna, acknowledged)])).toEqual([
    2, 2, 0,
  ]);
  expect(statements()).toBe(2);
});

it.each<Partial<PageQuery>>([
  { size: 2 },
  { after: 1 },
  { before: 1 },
  { fromEnd: true },
  { newestFirst: true },
  { offset: 1 },
])('fetches a page apart from one that differs in %j', async (other) => {
  const { loaders, ids, statements } = await opened();
  const { page } = loaders.chargesOfCustomers;
  const query = { ...ALL, size: 1 };
  const queries = [query, { ...query, ...other }];
  const alone = [];
  for (const one of queries) alone.push(await page(ids[0], one, {}));
  statements();
  expect(await Promise.all(queries.map((one) => page(ids[0], one, {})))).toEqual(alone);
  expect(statements()).toBe(2);
});

it('finds what a mutation left, a dry run too, until the next one', async () => {
  const { cytel, anna, loaders, statements } = await opened();
  const { charges, chargesOfCustomers, latestSubscriptions, subscriptions } = loaders;
  const listed = async () => (await chargesOfCustomers.page(anna.id, ALL, {})).rows;
  const [first, second] = await listed();
  const charge = existing(first);
  await charges.load(charge.id);
  await latestSubscriptions.load(anna.id);

  const dry = await cytel.decides('DECLINED', [item(charge, anna)], DRY);
  remember(loaders, { charges: dry.charges });
  statements();
  expect(await charges.load(charge.id)).toEqual(dry.charges[0]);
  expect(statements()).toBe(0);
  expect(await listed()).toEqual([dry.charges[0], second]);

  const { subscription } = await cytel.terminates(byIdentifier('B-1'));
  remember(loaders, { subscriptions: [subscription] });
  expect(await charges.load(charge.id)).toEqual(charge);
  expect(await listed()).toEqual([first, second]);
  statements();
  expect(await subscriptions.load(existing(subscription).id)).toEqual(subscription);
  expect(statements()).toBe(0);
  expect(await latestSubscriptions.load(anna.id)).toEqual(subscription);

  const received = await cytel.receives([cytel.receipt(anna)]);
  remember(loaders, received);
  expect(await listed()).toEqual([first, second, ...received.charges]);
});

/** Two customers with two charges each, and how many statements have run since the last look. */
async function opened() {
  let ran = 0;
  const store = openSqliteStore({ file: ':memory:', clock: Date.now, onStatement: () => (ran += 1) });
  const cytel = await telecom(store, 'cytel');
  const [anna, bella] = [await cytel.subscribes('B-1'), await cytel.subscribes('B-2')];
  await cytel.receives([anna, bella, anna, bella].map((customer) => cytel.receipt(customer)));
  const statements = () => {
    const sofar = ran;
    ran = 0;
    return sofar;
  };
  statements();
  return { cytel, anna, loaders: loadersOver(cytel.store), ids: [anna.id, bella.id] as const, statements };
}
