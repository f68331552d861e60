import { expect, it } from 'vitest';

import type { NewsItem } from '../../../src/netflix/port.ts';
import type { NetflixStore, RefusedNews } from '../../../src/store/netflix-store.ts';
import { MINUTE } from '../../../src/time.ts';
import { ALL } from '../telecom.ts';
import { openWorld, type OpenStore } from '../world.ts';

const ITEM: NewsItem = { kind: 'PRICES', netflixCustomerIdentifier: 'nobody', prices: [] };

/** The news cursor moves together with what is kept of a piece of news that had to be refused. */
export function newsContract(open: OpenStore): void {
  it('moves the cursor, and keeps the news that had to be refused, the oldest first', async () => {
    const { netflix, refused, news } = await exchanging(open);
    await netflix.moveOn('1', null);
    await netflix.moveOn('2', refused('2'));
    await netflix.moveOn('3', { ...refused('3'), code: 'TOKEN_UNKNOWN' });
    await netflix.moveOn('4', null);
    expect(await netflix.link()).toMatchObject({ newsCursor: '4' });
    expect(await news()).toMatchObject([refused('2'), { ...refused('3'), code: 'TOKEN_UNKNOWN' }]);
    expect(await netflix.countRefusedNews()).toBe(2);
  });

  it('does both or neither', async () => {
    const { netflix, refused, news } = await exchanging(open);
    await netflix.moveOn('1', null);
    // Nothing that can be kept: the least that makes any database fail between the two.
    const cannotBeKept = { ...ITEM, prices: [1n] } as unknown as NewsItem;
    await expect(netflix.moveOn('2', { ...refused('2'), item: cannotBeKept })).rejects.toThrow();
    expect(await netflix.link()).toMatchObject({ newsCursor: '1' });
    expect(await news()).toEqual([]);
  });

  it('keeps a piece of news once, however often it is moved on behind it', async () => {
    const { netflix, refused, news } = await exchanging(open);
    await Promise.all([1, 2, 3].map(() => netflix.moveOn('2', refused('2'))));
    expect(await news()).toHaveLength(1);
  });

  it('lists refused news in pages that neither skip nor repeat what is settled or added meanwhile', async () => {
    const { netflix, refused } = await exchanging(open);
    for (let n = 1; n <= 9; n += 1) await netflix.moveOn(String(n), refused(String(n)));
    const seen: string[] = [];
    for (let after: number | null = null; ;) {
      const { rows, more }: Awaited<ReturnType<NetflixStore['refusedNews']>> = await netflix.refusedNews({
        ...ALL,
        size: 2,
        after,
      });
      seen.push(...rows.map(({ cursor }) => cursor));
      for (const { id, cursor } of rows) if (Number(cursor) % 2 === 1) await netflix.settleNews(id, null);
      if (seen.length === 4) await netflix.moveOn('10', refused('10'));
      if (!more) break;
      after = rows.at(-1)?.id ?? null;
    }
    expect(seen).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
    expect(await netflix.countRefusedNews()).toBe(5);
  });

  it('forgets what was taken in after all, and keeps the newest reason of what is refused again', async () => {
    const { netflix, refused, news, clock } = await exchanging(open);
    for (const cursor of ['1', '2']) await netflix.moveOn(cursor, refused(cursor));
    const first = clock.now();
    clock.move(MINUTE);
    const [one, two] = await news();
    await netflix.settleNews(one?.id ?? 0, null);
    await netflix.settleNews(two?.id ?? 0, { code: 'CONFLICTING_CHARGE', reason: 'Another one.' });
    const left = { ...two, code: 'CONFLICTING_CHARGE', reason: 'Another one.', parkedOn: first };
    expect(await news()).toEqual([left]);
    await netflix.settleNews(one?.id ?? 0, null);
    expect(await news()).toEqual([left]);
  });

  it('is each operator’s own, and still there when it is opened again', async () => {
    const { netflix, theirs, refused, news, cytel, reopened } = await exchanging(open);
    await netflix.moveOn('7', refused('7'));
    const [one] = await news();
    expect(await theirs.link()).toMatchObject({ newsCursor: null });
    expect([await theirs.refusedNews(ALL), await theirs.countRefusedNews()]).toEqual([
      { rows: [], more: false },
      0,
    ]);
    await theirs.settleNews(one?.id ?? 0, null);
    await theirs.settleNews(one?.id ?? 0, { code: 'OTHER', reason: 'Theirs.' });
    await theirs.moveOn('7', refused('7'));
    expect((await theirs.refusedNews(ALL)).rows).toHaveLength(1);
    expect(await news()).toEqual([one]);
    const again = (await reopened()).of(cytel.operator.id).netflix;
    expect(await again.link()).toMatchObject({ newsCursor: '7' });
    expect((await again.refusedNews(ALL)).rows).toEqual([one]);
  });
}

/** Two operators whose exchange a gateway has. */
async function exchanging(open: OpenStore) {
  const world = await openWorld(open);
  const { cytel, pantel, clock } = world;
  for (const { store } of [cytel, pantel])
    await store.netflix.hold('gateway', clock.now(), clock.now() + MINUTE);
  const { netflix } = cytel.store;
  return {
    ...world,
    netflix,
    theirs: pantel.store.netflix,
    refused: (cursor: string): Omit<RefusedNews, 'id'> => ({
      ...{ cursor, item: ITEM, code: 'CUSTOMER_NOT_FOUND', reason: 'Nobody.', parkedOn: clock.now() },
    }),
    news: async () => (await netflix.refusedNews(ALL)).rows,
  };
}
