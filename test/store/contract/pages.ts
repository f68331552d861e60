import fc from 'fast-check';
import { expect, it } from 'vitest';

import type { Charge } from '../../../src/charges/charge.ts';
import { loadersOver } from '../../../src/store/loaders.ts';
import type { ChargeFilter, OperatorStore, Page, PageQuery } from '../../../src/store/store.ts';
import { everything } from '../everything.ts';
import { aPageQuery, listed } from '../listed.ts';
import { ALL, byIdentifier, existing, item } from '../telecom.ts';
import { openWorld, type OpenStore } from '../world.ts';

const WHOLE = { of: 'operator' } as const;
const RUNS = { seed: 20_260_512, numRuns: 150 };

/** Pages by key: from either end, in either direction, beside any row. */
export function pageContract(open: OpenStore): void {
  it('takes any page of any list', async () => {
    const { store } = await busy(open);
    const { events, promotions, customers, subscriptions, charges } = await everything(store);
    const lists: { all: readonly { id: number }[]; page: (query: PageQuery) => Promise<unknown> }[] = [
      { all: events, page: (query) => store.eventPage(query) },
      { all: promotions, page: (query) => store.promotionPage(query, {}) },
      { all: customers, page: (query) => store.customerPage(query, {}) },
      { all: subscriptions, page: async (query) => (await store.subscriptionPages(WHOLE, query, {}))[0] },
      { all: charges, page: async (query) => (await store.chargePages(WHOLE, query, {}))[0] },
    ];
    for (const { all, page } of lists) {
      expect(all.length).toBeGreaterThan(5);
      await fc.assert(
        fc.asyncProperty(aPageQuery(all.map(({ id }) => id)), async (query) => {
          expect(await page(query)).toEqual(listed(all, query));
        }),
        RUNS,
      );
    }
  });

  it('takes the same page of the lists of many parents, each with the limit of its own', async () => {
    const { store, stranger } = await busy(open);
    const { customers, subscriptions, charges } = await everything(store);
    const ofCustomer = (id: number) => charges.filter(({ customerId }) => customerId === id);
    const ofSubscription = (id: number) => charges.filter(({ subscriptionId }) => subscriptionId === id);
    const parents = (things: readonly { id: number }[]) =>
      fc.shuffledSubarray([...things.map(({ id }) => id), stranger, 0, 7]);
    await fc.assert(
      fc.asyncProperty(
        aPageQuery(charges.map(({ id }) => id)),
        parents(customers),
        parents(subscriptions),
        async (query, customerIds, subscriptionIds) => {
          const [byCustomer, bySubscription] = [
            { of: 'customers', ids: customerIds } as const,
            { of: 'subscriptions', ids: subscriptionIds } as const,
          ];
          expect(await store.chargePages(byCustomer, query, {})).toEqual(
            customerIds.map((id) => listed(ofCustomer(id), query)),
          );
          expect(await store.chargePages(bySubscription, query, {})).toEqual(
            subscriptionIds.map((id) => listed(ofSubscription(id), query)),
          );
          expect(await store.subscriptionPages(byCustomer, query, {})).toEqual(
            customerIds.map((id) =>
              listed(
                subscriptions.filter(({ customerId }) => customerId === id),
                query,
              ),
            ),
          );
          expect(await store.countCharges(byCustomer, {})).toEqual(
            customerIds.map((id) => ofCustomer(id).length),
          );
          expect(await store.countCharges(bySubscription, {})).toEqual(
            subscriptionIds.map((id) => ofSubscription(id).length),
          );
        },
      ),
      RUNS,
    );
  });

  it('gives a parent that is asked for twice the same page twice', async () => {
    const { store } = await busy(open);
    const { customers, charges } = await everything(store);
    const [anna, bella] = customers.map(({ id }) => id);
    if (anna === undefined || bella === undefined) throw new Error('Expected two customers.');
    const query = { ...ALL, size: 3 };
    const pages = [anna, bella, anna].map((id) =>
      listed(
        charges.filter(({ customerId }) => customerId === id),
        query,
      ),
    );
    const parents = { of: 'customers', ids: [anna, bella, anna] } as const;
    expect(await store.chargePages(parents, query, {})).toEqual(pages);
    expect(await store.countCharges(parents, {})).toEqual([6, 6, 6]);
    // So it is asked when a page of charges asks for the charges of each one's customer.
    const { chargesOfCustomers } = loadersOver(store);
    const asked = parents.ids.map((id) => chargesOfCustomers.page(id, query, {}));
    expect(await Promise.all(asked)).toEqual(pages);
  });

  it('counts what a walk over all pages finds, forwards and backwards', async () => {
    const { store } = await busy(open);
    for (const filter of [{}, { acknowledged: false }, { status: ['APPROVED'] }] satisfies ChargeFilter[]) {
      const [count] = await store.countCharges(WHOLE, filter);
      const all = existing((await store.chargePages(WHOLE, ALL, filter))[0]).rows.map(({ id }) => id);
      expect(count).toBe(all.length);
      for (const newestFirst of [false, true]) {
        const expected = newestFirst ? all.toReversed() : all;
        expect(await walked(store, { ...ALL, size: 4, newestFirst }, filter)).toEqual(expected);
        expect(await walked(store, { ...ALL, size: 4, newestFirst, fromEnd: true }, filter)).toEqual(
          expected,
        );
      }
    }
    expect(await store.countPromotions({})).toBe(6);
    expect(await store.countCustomers({})).toBe(6);
    expect(await store.countSubscriptions(WHOLE, {})).toEqual([8]);
  });

  it('skips nothing for a reader that takes the next page while what it has read leaves the list', async () => {
    const { cytel, store, owners } = await busy(open);
    await cytel.settles();
    const filter = { acknowledged: false };
    const all = existing((await store.chargePages(WHOLE, ALL, filter))[0]).rows.map(({ id }) => id);
    const seen: number[] = [];
    for (let after: number | null = null; ;) {
      const page: Page<Charge> = existing(
        (await store.chargePages(WHOLE, { ...ALL, size: 5, after }, filter))[0],
      );
      seen.push(...page.rows.map(({ id }) => id));
      const items = page.rows.map((charge) => item(charge, existing(owners.get(charge.customerId))));
      expect((await cytel.acknowledges(items)).failed).toEqual([]);
      if (!page.more) break;
      after = existing(page.rows.at(-1)).id;
    }
    expect(seen).toEqual(all);
    expect(await store.countCharges(WHOLE, filter)).toEqual([0]);
  });

  it('shows a reader at the end of a list what is added later, and only that', async () => {
    const { cytel, store, anna } = await busy(open);
    const { charges } = await everything(store);
    const after = existing(charges.at(-1)).id;
    expect(await store.chargePages(WHOLE, { ...ALL, after }, {})).toEqual([{ rows: [], more: false }]);
    const received = await cytel.receives([cytel.receipt(anna), cytel.receipt(anna)]);
    expect(await store.chargePages(WHOLE, { ...ALL, after }, {})).toEqual([
      { rows: received.charges, more: false },
    ]);
  });

  it('has no pages for no parents', async () => {
    const { store } = await busy(open);
    expect(await store.chargePages({ of: 'customers', ids: [] }, ALL, {})).toEqual([]);
    expect(await store.countCharges({ of: 'subscriptions', ids: [] }, {})).toEqual([]);
    expect(await store.customersById([])).toEqual([]);
    expect(await store.latestSubscriptions([])).toEqual([]);
  });

  it('finds the latest subscription of each customer, cancelled or not', async () => {
    const { store } = await busy(open);
    const { customers, subscriptions } = await everything(store);
    const ids = customers.map(({ id }) => id).toReversed();
    expect(await store.latestSubscriptions(ids)).toEqual(
      ids.map((id) => subscriptions.findLast(({ customerId }) => customerId === id)),
    );
  });
}

/** An operator with six promotions, six customers, eight subscriptions and twelve charges, beside another one. */
async function busy(open: OpenStore) {
  const { cytel, pantel } = await openWorld(open);
  const names = ['B-1', 'B-2', 'B-3', 'B-4', 'B-5', 'B-6'];
  const stranger = await pantel.subscribes('B-1');
  await pantel.receives([pantel.receipt(stranger)]);
  const anna = await cytel.subscribes('B-1');
  const bella = await cytel.subscribes('B-2');
  for (const name of names.slice(2)) await cytel.registers(name);
  for (const name of names) await cytel.promotes(name);
  for (const name of ['B-3', 'B-4']) {
    await cytel.terminates(byIdentifier(name));
    await cytel.registers(name);
  }
  const owners = new Map([anna, bella].map((customer) => [customer.id, customer]));
  const { charges } = await cytel.receives(
    [anna, bella, anna, bella].map((customer) => cytel.receipt(customer)),
  );
  await cytel.settles();
  const [first, second] = charges;
  await cytel.acknowledges([item(existing(first), anna), item(existing(second), bella)]);
  await cytel.receives(Array.from({ length: 8 }, (_, index) => cytel.receipt(index % 2 ? anna : bella)));
  return { cytel, store: cytel.store, anna, owners, stranger: stranger.id };
}

async function walked(store: OperatorStore, query: PageQuery, filter: ChargeFilter): Promise<number[]> {
  const seen: number[] = [];
  let place: Partial<PageQuery> = {};
  for (;;) {
    const page = existing((await store.chargePages(WHOLE, { ...query, ...place }, filter))[0]);
    const ids = page.rows.map(({ id }) => id);
    if (query.fromEnd) seen.unshift(...ids);
    else seen.push(...ids);
    if (!page.more) return seen;
    place = query.fromEnd ? { before: existing(ids[0]) } : { after: existing(ids.at(-1)) };
  }
}
