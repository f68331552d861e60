import fc from 'fast-check';
import { expect, it } from 'vitest';

import { numberOf } from '../../../src/ids.ts';
import type { ProvisioningRequest } from '../../../src/provisioning/provisioning.ts';
import type { PendingPlace, PendingQuery } from '../../../src/store/provisioning-store.ts';
import { DAY } from '../../../src/time.ts';
import { everyRequest, numbers, platform, type Platform } from '../platform.ts';
import { openWorld, type OpenStore } from '../world.ts';

/** A provider's list of work is a sort of all requests that anyone could do by hand, however it is found. */
export function pendingContract(open: OpenStore): void {
  it('has on any page what sorting everything by hand would put there', async () => {
    const { cytel, clock, boxes } = await busy(open);
    const everything = await everyRequest(cytel);
    const since = clock.now() - 7 * DAY;
    const all = inOrder(listed(everything, boxes, since));
    expect(all.length).toBeGreaterThan(50);
    expect((await everyPending(boxes, since, 50)).map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    const { providerId } = existingFirst(all);
    expect(await cytel.store.provisioning.countPending({ providerId, since })).toBe(all.length);

    const query = fc.record({
      size: fc.integer({ min: 1, max: 12 }),
      offset: fc.nat({ max: all.length + 5 }),
      since: fc.constantFrom(since, since - DAY, since + DAY, since - 30 * DAY, clock.now(), clock.now() + 1),
    });
    await fc.assert(
      fc.asyncProperty(query, async ({ size, offset, since }) => {
        const expected = inOrder(listed(everything, boxes, since));
        const { rows, more } = await boxes.pending({ size, offset, since });
        expect(rows.map(({ request }) => request)).toEqual(expected.slice(offset, offset + size));
        expect(more).toBe(expected.length > offset + size);
      }),
    );
  });

  it('goes on behind any of its requests, whatever else has left meanwhile', async () => {
    const { cytel, clock, boxes } = await busy(open);
    const since = clock.now() - 7 * DAY;
    const { rows } = await boxes.pending({ since, size: 1000 });
    const leaving = rows.filter((_, n) => n % 3 === 1 || n % 7 === 0);
    for (const some of chunks(leaving)) await boxes.responds(numbers(some.map(({ request }) => request)));
    const left = inOrder(listed(await everyRequest(cytel), boxes, since));
    for (const { place } of rows) {
      const behind = await boxes.pending({ since, after: place, size: 1000 });
      expect(behind.rows.map(({ request }) => request.id)).toEqual(
        left.filter((request) => isBehind(placeOf(request, left), place)).map(({ id }) => id),
      );
    }
  });

  it('hides nothing from a reader that follows it while requests are answered and added', async () => {
    const { cytel, clock, boxes } = await busy(open);
    const since = clock.now() - 7 * DAY;
    const before = new Set(
      (await boxes.pending({ since, size: 1000 })).rows.map(({ request }) => request.id),
    );
    const seen = new Set<number>();
    let after: PendingPlace | null = null;
    for (let page = 1; ; page += 1) {
      const { rows, more }: Awaited<ReturnType<Platform['pending']>> = await boxes.pending({
        since,
        after,
        size: 7,
      });
      for (const { request } of rows) seen.add(request.id);
      // A part of what it has seen, and something far ahead, gets answered; somebody asks for more.
      const ahead = (await boxes.pending({ since, after, offset: 15, size: 2 })).rows;
      const answered = [...rows.filter((_, n) => n % 2 === page % 2), ...ahead];
      if (answered.length > 0) await boxes.responds(numbers(answered.map(({ request }) => request)));
      await boxes.requests('S00000002');
      after = rows.at(-1)?.place ?? after;
      if (!more) break;
    }
    const waiting = listed(await everyRequest(cytel), boxes, since).filter(({ id }) => before.has(id));
    expect(waiting.length).toBeGreaterThan(5);
    expect(waiting.filter(({ id }) => !seen.has(id))).toEqual([]);
  });

  it('holds what was created at the beginning of its window, and nothing older', async () => {
    const { cytel, clock } = await openWorld(open);
    await cytel.subscribes('B-1');
    const boxes = await platform(cytel, 'Boxes');
    const request = await boxes.requests('S00000001', { scheduledDate: clock.now() + 100 * DAY });
    const ids = async (since: number) => (await boxes.pending({ since })).rows.map((row) => row.request.id);
    expect(await ids(request.createdOn)).toEqual([request.id]);
    expect(await ids(request.createdOn + 1)).toEqual([]);
    expect(
      await cytel.store.provisioning.countPending({
        providerId: boxes.provider.id,
        since: request.createdOn + 1,
      }),
    ).toBe(0);
  });

  it('tells what the provider calls each subscriber, and nothing that another provider said', async () => {
    const { cytel } = await openWorld(open);
    const [boxes, phones] = [await platform(cytel, 'Boxes'), await platform(cytel, 'Phones')];
    await cytel.registers('B-1');
    await cytel.registers('B-2');
    const [first] = (await boxes.pending()).rows;
    const answer = {
      status: 'ACCEPTED',
      errorCode: null,
      errorDescription: null,
      accountNumber: 'A-1',
    } as const;
    await boxes.responds([{ ...answer, number: numberOf('P', first?.request.id ?? 0) }]);
    for (const each of [boxes, phones]) await each.requests('S00000001');
    const calledBy = async (each: Platform) =>
      (await each.pending()).rows.map(({ accountNumber }) => accountNumber);
    expect(await calledBy(boxes)).toEqual([null, 'A-1']);
    expect(await calledBy(phones)).toEqual([null, null, null]);
  });
}

/** Two platforms that have been given work for two weeks: some of it early, some late, some answered. */
async function busy(open: OpenStore) {
  const { cytel, clock } = await openWorld(open);
  for (let n = 1; n <= 12; n += 1) await cytel.subscribes(`B-${n}`);
  const boxes = await platform(cytel, 'Boxes');
  const phones = await platform(cytel, 'Phones');
  const draw = drawing(20260510);
  for (let n = 0; n < 160; n += 1) {
    if (draw(3) === 0) clock.move(draw(6) * 3_600_000);
    const subscriptionNumber = `S000000${String(1 + draw(12)).padStart(2, '0')}`;
    // At its time, long before, long after, or at one of a few instants that many share.
    const scheduledDate =
      [null, null, clock.now() - draw(20) * DAY, clock.now() + draw(20) * DAY, draw(3)][draw(5)] ?? null;
    const request = await (draw(6) === 0 ? phones : boxes).requests(subscriptionNumber, { scheduledDate });
    if (draw(6) === 0) await boxes.responds(numbers([request]));
  }
  return { cytel, clock, boxes };
}

function drawing(seed: number) {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function listed(requests: readonly ProvisioningRequest[], { provider }: Platform, since: number) {
  return requests.filter(
    ({ providerId, state, createdOn }) =>
      providerId === provider.id && state === 'PENDING' && createdOn >= since,
  );
}

function inOrder(requests: readonly ProvisioningRequest[]): ProvisioningRequest[] {
  const byDate = requests.toSorted(
    (one, other) => one.scheduledDate - other.scheduledDate || one.id - other.id,
  );
  // A map keeps the order in which its keys came: that of the first request of each subscription.
  return [...Map.groupBy(byDate, ({ subscriptionId }) => subscriptionId).values()].flat();
}

/** The place of a request in a list that is in order. */
function placeOf(request: ProvisioningRequest, all: readonly ProvisioningRequest[]): PendingPlace {
  const first = all.find(({ subscriptionId }) => subscriptionId === request.subscriptionId) ?? request;
  return { first: [first.scheduledDate, first.id], own: [request.scheduledDate, request.id] };
}

function isBehind(one: PendingPlace, other: PendingPlace): boolean {
  const [a, b] = [
    [...one.first, ...one.own],
    [...other.first, ...other.own],
  ];
  const differing = a.findIndex((value, n) => value !== b[n]);
  return differing !== -1 && (a[differing] ?? 0) > (b[differing] ?? 0);
}

async function everyPending(boxes: Platform, since: number, size: number): Promise<ProvisioningRequest[]> {
  const found: ProvisioningRequest[] = [];
  let after: PendingQuery['after'] = null;
  for (;;) {
    const { rows, more }: Awaited<ReturnType<Platform['pending']>> = await boxes.pending({
      since,
      after,
      size,
    });
    found.push(...rows.map(({ request }) => request));
    after = rows.at(-1)?.place ?? after;
    if (!more) return found;
  }
}

function chunks<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / 50) }, (_, n) => items.slice(n * 50, n * 50 + 50));
}

function existingFirst<T>(items: readonly T[]): T {
  const [first] = items;
  if (first === undefined) throw new Error('Expected at least one, found none.');
  return first;
}
