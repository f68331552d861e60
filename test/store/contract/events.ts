import fc from 'fast-check';
import { expect, it } from 'vitest';

import { EVENT_TYPES, type Event } from '../../../src/events/event.ts';
import { numberOf } from '../../../src/ids.ts';
import type { EventFilter, EventParents } from '../../../src/store/store.ts';
import { everything } from '../everything.ts';
import { aPageQuery, listed } from '../listed.ts';
import { ALL, byIdentifier, DRY, existing } from '../telecom.ts';
import { aWalk, walk } from '../walk.ts';
import { openWorld, type OpenStore } from '../world.ts';

const WHOLE = { of: 'operator' } as const;

/** Events by what they are about and when they happened, found without looking through all of them. */
export function eventContract(open: OpenStore): void {
  it('finds every event that a filter asks for, page by page, and counts them', async () => {
    const { store, stranger } = await lived(open);
    const { events, customers, subscriptions, charges } = await everything(store);
    const [newest, oldest] = [existing(events.at(-1)), existing(events[0])];
    const instants = events.flatMap(({ occurredOn }) => [occurredOn - 1, occurredOn, occurredOn + 1]);
    const instant = fc.constantFrom(0, oldest.occurredOn, ...instants, newest.occurredOn + 1_000);
    const aFilter: fc.Arbitrary<EventFilter> = fc.record(
      {
        types: fc.subarray([...EVENT_TYPES]),
        customer: fc.constantFrom('B-0', 'B-1', 'B-9').map(byIdentifier),
        subscriptionNumber: fc.constantFrom(
          ...subscriptions.map(({ id }) => numberOf('S', id)),
          'S00000999',
          'x',
        ),
        chargeNumber: fc.constantFrom(...charges.map(({ id }) => numberOf('I', id)), 'S00000001'),
        occurredFrom: instant,
        occurredTo: instant,
      },
      { requiredKeys: [] },
    );
    const matching = (filter: EventFilter) => {
      const { customer: by } = filter;
      const wanted = customers.find(
        (one) => by && Object.values(by).includes(one.billingSystemCustomerIdentifier),
      );
      return events.filter(
        (event) =>
          (filter.types?.includes(event.type) ?? true) &&
          (!by || event.customerId === (wanted?.id ?? 0)) &&
          (filter.subscriptionNumber === undefined ||
            (event.subscriptionId !== null &&
              numberOf('S', event.subscriptionId) === filter.subscriptionNumber)) &&
          (filter.chargeNumber === undefined ||
            (event.chargeId !== null && numberOf('I', event.chargeId) === filter.chargeNumber)) &&
          event.occurredOn >= (filter.occurredFrom ?? 0) &&
          event.occurredOn < (filter.occurredTo ?? Infinity),
      );
    };
    const parents: readonly [EventParents, (event: Event) => number | null][] = [
      [
        { of: 'customers', ids: [...customers.map(({ id }) => id), stranger, 7] },
        (event) => event.customerId,
      ],
      [{ of: 'subscriptions', ids: subscriptions.map(({ id }) => id) }, (event) => event.subscriptionId],
      [{ of: 'charges', ids: charges.map(({ id }) => id) }, (event) => event.chargeId],
    ];
    await fc.assert(
      fc.asyncProperty(
        aFilter,
        aPageQuery(events.map(({ id }) => id)),
        fc.constantFrom(...parents),
        async (filter, query, [some, parentOf]) => {
          const found = matching(filter);
          expect(await store.eventPages(WHOLE, query, filter)).toEqual([listed(found, query)]);
          expect(await store.countEvents(WHOLE, filter)).toEqual([found.length]);
          const lists = ('ids' in some ? some.ids : []).map((id) =>
            found.filter((event) => parentOf(event) === id),
          );
          expect(await store.eventPages(some, query, filter)).toEqual(
            lists.map((list) => listed(list, query)),
          );
          expect(await store.countEvents(some, filter)).toEqual(lists.map(({ length }) => length));
        },
      ),
      { seed: 20_261_121, numRuns: 300 },
    );
  });

  it('knows how far the sequence goes', async () => {
    const { cytel, pantel } = await openWorld(open);
    expect(await cytel.store.lastEventId()).toBe(cytel.nth(1));
    await cytel.subscribes('B-1');
    expect(await cytel.store.lastEventId()).toBe(cytel.nth(3));
    expect(await pantel.store.lastEventId()).toBe(pantel.nth(1));
  });

  it('finds events by their ids, and those of nobody else', async () => {
    const { cytel, pantel } = await openWorld(open);
    await cytel.subscribes('B-1');
    const { events } = await everything(cytel.store);
    const ids = [cytel.nth(3), pantel.nth(1), cytel.nth(4), cytel.nth(1)];
    expect(await cytel.store.eventsById(ids)).toEqual([events[2], null, null, events[0]]);
  });

  it('tells whose share was written once it stands, and nothing of a dry run', async () => {
    const { store, cytel, pantel } = await openWorld(open);
    const heard: [number, number][] = [];
    const hearing: Promise<void>[] = [];
    store.onWritten((operatorId) => {
      hearing.push(
        store
          .of(operatorId)
          .lastEventId()
          .then((last) => void heard.push([operatorId, last])),
      );
    });
    await cytel.registers('B-1', {}, DRY);
    await pantel.registers('B-1');
    await cytel.registers('B-1');
    await Promise.all(hearing);
    expect(heard).toEqual([
      [pantel.operator.id, pantel.nth(2)],
      [cytel.operator.id, cytel.nth(2)],
    ]);
  });
}

/** An operator after a walk that is always the same, beside another one. */
async function lived(open: OpenStore) {
  const { cytel, pantel, clock } = await openWorld(open);
  const stranger = await pantel.subscribes('B-1');
  const [moments = []] = fc.sample(aWalk, { seed: 7, numRuns: 1 });
  await walk(cytel, clock, moments);
  const { rows } = await cytel.store.eventPage(ALL);
  expect(rows.length).toBeGreaterThan(50);
  return { store: cytel.store, stranger: stranger.id };
}
