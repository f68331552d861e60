import { describe, expect, it } from 'vitest';

import { HOUR } from '../../src/time.ts';
import { move, receive, settle, tell, updateOperator } from './charge-verbs.ts';
import { NOON, openGateway, type Client, type Data } from './gateway.ts';

const PAGE = 'totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } nodes { number }';

/** Ten charges in every state; each is told by its last digits: 1 is I00000001. */
async function tenCharges() {
  const { operator, netflix, wait } = await openGateway();
  const USD = { currency: 'USD', rate: '0.9', effectiveFrom: '2000-01-01T00:00:00Z' };
  await updateOperator(operator, { exchangeRates: [USD] });
  for (const customer of ['B-100', 'B-200', 'B-300', 'B-400']) await netflix.signsUp(customer);
  const march = { paidThroughDate: '2026-03-31' };
  const one = await netflix.charges('B-100', march);
  await netflix.charges('B-100', march);
  const three = await netflix.charges('B-200', { ...march, currency: 'USD' });
  const four = await netflix.charges('B-300', { paidThroughDate: '2026-02-28' });
  await tell(operator, 'acceptCharges', [{ number: one, referenceNumber: 'INV-1' }]);
  await tell(operator, 'declineCharges', [{ number: three, billingSystemCustomerIdentifier: 'B-200' }]);
  await move(operator, 'suspend', 'B-400');
  wait(24 * HOUR);
  await settle(operator);
  await tell(operator, 'acknowledgeCharges', [
    one,
    { number: four, billingSystemCustomerIdentifier: 'B-300' },
  ]);

  const april = { paidThroughDate: '2026-04-30' };
  await netflix.charges('B-100', april);
  const six = await netflix.charges('B-100', { ...april, currency: 'USD' });
  const seven = await netflix.charges('B-100', april);
  await netflix.charges('B-200', april);
  await netflix.charges('B-400', april);
  await tell(operator, 'acceptCharges', [{ number: six, referenceNumber: 'INV-6' }]);
  await tell(operator, 'declineCharges', [seven]);
  wait(HOUR);
  await updateOperator(operator, { onSilence: 'WAIT' });
  await netflix.charges('B-100', { paidThroughDate: '2026-05-31' });
  return { operator, netflix, wait };
}

/** B-100 with that many charges. */
async function charged(count: number) {
  const opened = await openGateway();
  const { netflixCustomerIdentifier } = await opened.netflix.signsUp('B-100');
  const raised = (k: number) => ({
    netflixChargeIdentifier: `N-${k}`,
    netflixCustomerIdentifier,
    amount: '9.99',
    currency: 'EUR',
    paidThroughDate: '2026-04-01',
    raisedOn: new Date(NOON).toISOString(),
  });
  await receive(
    opened.operator,
    Array.from({ length: count }, (_, k) => raised(k)),
  );
  return { ...opened, raised };
}

function numbersOf({ nodes }: Data): number[] {
  return nodes.map(({ number }: Data) => Number(String(number).slice(1)));
}

async function page(client: Client, given: Data, fields = PAGE): Promise<Data> {
  const { charges } = await client.ask(
    `query ($filter: ChargeFilter, $orderBy: ChargeOrder, $first: Int, $after: String, $last: Int, $before: String, $offset: Int) {
      charges(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before, offset: $offset) {
        ${fields}
      }
    }`,
    given,
  );
  return charges as Data;
}

/** What each customer and each subscription lists. */
async function nestedLists(client: Client, filter: Data | null): Promise<Record<string, Data[]>> {
  const { customers, subscriptions } = await client.ask(
    `query ($filter: ChargeFilter) {
      customers { nodes { charges(filter: $filter) { totalCount nodes { number } } } }
      subscriptions { nodes { charges(filter: $filter, orderBy: NEWEST_FIRST) { totalCount nodes { number } } } }
    }`,
    { filter },
  );
  const listsOf = ({ nodes }: Data) => nodes.map(({ charges }: Data) => charges) as Data[];
  return { customers: listsOf(customers), subscriptions: listsOf(subscriptions) };
}

describe('charges', () => {
  const DAY_2 = NOON + 24 * HOUR;
  const instant = (at: number) => new Date(at).toISOString();

  const UNACKNOWLEDGED = [2, 3, 5, 6, 7, 8, 9, 10];

  // What is listed at the root, and what besides it is acknowledged and therefore listed under a customer or a subscription only.
  it.each<[what: string, filters: [Data | null, listed: number[], acknowledged?: number[]][]]>([
    [
      'nothing',
      [
        [null, UNACKNOWLEDGED, [1, 4]],
        [{}, UNACKNOWLEDGED, [1, 4]],
        [{ acknowledged: null, status: null, numbers: null, customer: null }, UNACKNOWLEDGED, [1, 4]],
      ],
    ],
    [
      'acknowledged or not',
      [
        [{ acknowledged: false }, UNACKNOWLEDGED],
        [{ acknowledged: true }, [1, 4]],
      ],
    ],
    [
      'processed or not',
      [
        [{ processing: 'NOT_PROCESSED' }, [5, 6, 7, 9, 10]],
        [{ processing: 'PROCESSED' }, [2, 3, 8], [1, 4]],
      ],
    ],
    [
      'a status',
      [
        [{ status: ['PENDING'] }, [5, 6, 7, 9, 10]],
        [{ status: ['REJECTED'] }, [8]],
        [{ status: ['APPROVED', 'DECLINED', 'APPROVED'] }, [2, 3], [1]],
        [{ status: ['PENDING', 'BAD_REQUEST'] }, [5, 6, 7, 9, 10], [4]],
        [{ status: [] }, []],
        [{ status: ['PENDING'], processing: 'PROCESSED' }, []],
        [{ status: ['PENDING'], processing: 'NOT_PROCESSED' }, [5, 6, 7, 9, 10]],
      ],
    ],
    [
      'a decision',
      [
        [{ verdict: ['ACCEPTED'] }, [6], [1]],
        [{ verdict: ['DECLINED', 'ACCEPTED'] }, [3, 6, 7], [1]],
        [{ verdict: [] }, []],
        [{ undecided: true }, [2, 5, 8, 9, 10], [4]],
        [{ undecided: false }, [3, 6, 7], [1]],
        [{ undecided: true, verdict: ['ACCEPTED'] }, []],
      ],
    ],
    [
      'a customer or a subscription',
      [
        [{ customer: { billingSystemCustomerIdentifier: 'B-200' } }, [3, 8]],
        [{ customer: { billingSystemCustomerIdentifier: 'b-200' } }, []],
        [{ customer: { netflixCustomerIdentifier: 'B-200' } }, []],
        [{ subscriptionNumber: 'S00000002' }, [3, 8]],
        [{ subscriptionNumber: 'S00000099' }, []],
        [{ subscriptionNumber: 'I00000002' }, []],
        [{ subscriptionNumber: 'S00000002', customer: { billingSystemCustomerIdentifier: 'B-100' } }, []],
      ],
    ],
    [
      // Who asks for charges by name gets them, acknowledged or not.
      'numbers or a reference',
      [
        [{ numbers: ['I00000005', 'I00000001', 'I00000005', 'I00000099', 'I5', '1'] }, [1, 5]],
        [{ numbers: ['I00000005', 'I00000001'], acknowledged: true }, [1]],
        [{ numbers: ['I00000005', 'I00000001'], acknowledged: false }, [5]],
        [{ numbers: [] }, []],
        [{ referenceNumber: 'INV-1' }, [1]],
        [{ referenceNumber: 'INV-6' }, [6]],
        [{ referenceNumber: 'INV-1', acknowledged: false }, []],
        [{ referenceNumber: 'inv-1' }, []],
        [{ referenceNumber: 'INV-1', numbers: ['I00000006'] }, []],
      ],
    ],
    [
      'a currency',
      [
        [{ currency: 'USD' }, [3, 6]],
        [{ currency: 'AAA' }, []],
      ],
    ],
    [
      'when they were received',
      [
        [{ receivedFrom: instant(DAY_2) }, [5, 6, 7, 8, 9, 10]],
        [{ receivedFrom: instant(DAY_2 + 1) }, [10]],
        [{ receivedTo: instant(DAY_2) }, [2, 3], [1, 4]],
        [{ receivedTo: instant(DAY_2 + 1) }, [2, 3, 5, 6, 7, 8, 9], [1, 4]],
        [{ receivedFrom: instant(DAY_2), receivedTo: instant(DAY_2) }, []],
      ],
    ],
    [
      'what they are paid through',
      [
        [{ paidThroughFrom: '2026-04-30' }, [5, 6, 7, 8, 9, 10]],
        [{ paidThroughFrom: '2026-05-01' }, [10]],
        [{ paidThroughTo: '2026-03-31' }, [], [4]],
        [{ paidThroughTo: '2026-04-01' }, [2, 3], [1, 4]],
      ],
    ],
    [
      // Neither what is held nor what waits for a decision has a window that ends.
      'when their window ends',
      [
        [{ decidableBefore: instant(NOON + 48 * HOUR + 1) }, [5, 6, 7]],
        [{ decidableBefore: instant(NOON + 48 * HOUR) }, []],
        [{ decidableBefore: '9999-12-31T23:59:59Z', undecided: true }, [5]],
      ],
    ],
    [
      'much at once',
      [
        [
          { processing: 'NOT_PROCESSED', undecided: false, currency: 'USD', paidThroughTo: '2026-05-01' },
          [6],
        ],
      ],
    ],
  ])('lists what the filter asks for: %s', async (_what, filters) => {
    const { operator } = await tenCharges();
    for (const [filter, listed, acknowledged = []] of filters) {
      const what = JSON.stringify(filter);
      const oldest = await page(operator, { filter });
      expect(numbersOf(oldest), what).toEqual(listed);
      expect(oldest.totalCount, what).toBe(listed.length);
      const newest = await page(operator, { filter, orderBy: 'NEWEST_FIRST' });
      expect(numbersOf(newest), what).toEqual(listed.toReversed());
      expect(newest.totalCount, what).toBe(listed.length);

      const everything = [...listed, ...acknowledged].sort((a, b) => a - b);
      for (const lists of Object.values(await nestedLists(operator, filter))) {
        expect(
          lists.flatMap(numbersOf).sort((a, b) => a - b),
          what,
        ).toEqual(everything);
        for (const list of lists) expect(list.totalCount, what).toBe(numbersOf(list).length);
      }
    }
  });

  it("finds a customer's charges by Netflix's key too", async () => {
    const { operator } = await tenCharges();
    const { customer } = await operator.ask(
      '{ customer(by: { billingSystemCustomerIdentifier: "B-200" }) { netflixCustomerIdentifier } }',
    );
    expect(numbersOf(await page(operator, { filter: { customer } }))).toEqual([3, 8]);
  });

  it('lists nothing of another operator, whatever the filter names', async () => {
    const { operator, another } = await charged(2);
    const other = await another();
    await other.netflix.signsUp('B-100');
    for (const filter of [
      {},
      { numbers: ['I00000001'] },
      { subscriptionNumber: 'S00000001' },
      { customer: { billingSystemCustomerIdentifier: 'B-100' } },
    ])
      expect(await page(other.operator, { filter }, 'totalCount nodes { number }')).toEqual({
        totalCount: 0,
        nodes: [],
      });
    expect(await page(operator, {}, 'totalCount')).toEqual({ totalCount: 2 });
  });

  it('counts only when somebody asks', async () => {
    const { operator, statements } = await charged(1);
    const ran = async (fields: string) => {
      statements();
      await page(operator, {}, fields);
      return statements().length;
    };
    expect(await ran('nodes { number } totalCount')).toBe((await ran('nodes { number }')) + 1);
  });
});

describe('A page of charges', () => {
  it('has twenty when nothing is said, and at most fifty', async () => {
    const { operator } = await charged(55);
    expect(numbersOf(await page(operator, {}))).toHaveLength(20);
    expect(numbersOf(await page(operator, { first: 50 }))).toHaveLength(50);
    const nulls = {
      filter: null,
      orderBy: null,
      first: null,
      after: null,
      last: null,
      before: null,
      offset: null,
    };
    expect(numbersOf(await page(operator, nulls))).toHaveLength(20);
  });

  it.each([
    ['OLDEST_FIRST', [[1, 2, 3], [4, 5, 6], [7]]],
    ['NEWEST_FIRST', [[7, 6, 5], [4, 3, 2], [1]]],
  ])('follows another forward, %s', async (orderBy, pages) => {
    const { operator } = await charged(7);
    let after: unknown = null;
    for (const [index, expected] of pages.entries()) {
      const read = await page(operator, { orderBy, first: 3, after });
      expect(numbersOf(read)).toEqual(expected);
      expect(read).toMatchObject({
        totalCount: 7,
        pageInfo: { hasPreviousPage: index > 0, hasNextPage: index < 2 },
      });
      after = read.pageInfo.endCursor;
    }
    expect(await page(operator, { orderBy, first: 3, after })).toEqual({
      totalCount: 7,
      nodes: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
    });
  });

  it.each([
    ['OLDEST_FIRST', [[5, 6, 7], [2, 3, 4], [1]]],
    ['NEWEST_FIRST', [[3, 2, 1], [6, 5, 4], [7]]],
  ])('precedes another backward, %s', async (orderBy, pages) => {
    const { operator } = await charged(7);
    let before: unknown = null;
    for (const [index, expected] of pages.entries()) {
      const read = await page(operator, { orderBy, last: 3, before });
      expect(numbersOf(read)).toEqual(expected);
      expect(read).toMatchObject({
        totalCount: 7,
        pageInfo: { hasPreviousPage: index < 2, hasNextPage: index > 0 },
      });
      before = read.pageInfo.startCursor;
    }
  });

  it('lies between two cursors', async () => {
    const { operator } = await charged(7);
    const { edges } = await page(operator, {}, 'edges { cursor node { number } }');
    const between = { after: edges[1].cursor as string, before: edges[5].cursor as string };
    expect(edges[1].node).toEqual({ number: 'I00000002' });
    expect(numbersOf(await page(operator, between))).toEqual([3, 4, 5]);
    expect(numbersOf(await page(operator, { ...between, first: 2 }))).toEqual([3, 4]);
    expect(numbersOf(await page(operator, { ...between, last: 2 }))).toEqual([4, 5]);
    const nothing = { after: edges[5].cursor as string, before: edges[1].cursor as string };
    expect(numbersOf(await page(operator, nothing))).toEqual([]);
  });

  it.each([
    ['OLDEST_FIRST', 0, [1, 2], true],
    ['OLDEST_FIRST', 4, [5, 6], true],
    ['OLDEST_FIRST', 6, [7], false],
    ['OLDEST_FIRST', 7, [], false],
    ['OLDEST_FIRST', 2147483647, [], false],
    ['NEWEST_FIRST', 4, [3, 2], true],
  ])('skips as many as it is told, %s from %i', async (orderBy, offset, expected, hasNextPage) => {
    const { operator } = await charged(7);
    const read = await page(operator, { orderBy, first: 2, offset });
    expect(numbersOf(read)).toEqual(expected);
    expect(read).toMatchObject({ totalCount: 7, pageInfo: { hasNextPage, hasPreviousPage: offset > 0 } });
  });

  it('goes on by cursor from where an offset led', async () => {
    const { operator } = await charged(7);
    const { pageInfo } = await page(operator, { first: 2, offset: 3 });
    expect(numbersOf(await page(operator, { first: 2, after: pageInfo.endCursor }))).toEqual([6, 7]);
  });

  it('keeps its place while its charges are acknowledged and new ones come in', async () => {
    const { operator, raised, wait } = await charged(7);
    wait(24 * HOUR);
    await settle(operator);
    const seen: number[] = [];
    let after: unknown = null;
    for (let round = 1; round <= 5; round += 1) {
      const read = await page(operator, { first: 2, after });
      seen.push(...numbersOf(read));
      await tell(
        operator,
        'acknowledgeCharges',
        read.nodes.map(({ number }: Data) => number),
      );
      if (round === 1) await receive(operator, [raised(8), raised(9)]);
      after = read.pageInfo.endCursor;
    }
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(numbersOf(await page(operator, {}))).toEqual([8, 9]);
  });

  it('takes a cursor along to another filter of the same list', async () => {
    const { operator } = await charged(7);
    const { pageInfo } = await page(operator, { first: 2 });
    const filter = { numbers: ['I00000001', 'I00000003'] };
    expect(numbersOf(await page(operator, { filter, after: pageInfo.endCursor }))).toEqual([3]);
  });

  it.each<[what: string, given: Data, path: string, message: RegExp]>([
    ['none', { first: 0 }, 'first', /`first` must be between 1 and 50, but was 0/],
    ['a negative number', { first: -1 }, 'first', /`first` .* was -1/],
    ['more than fifty', { first: 51 }, 'first', /`first` .* was 51/],
    ['none from the end', { last: 0 }, 'last', /`last` .* was 0/],
    ['more than fifty from the end', { last: 51 }, 'last', /`last` .* was 51/],
    ['both ends', { first: 1, last: 1 }, 'last', /`first` or `last`, not both/],
    ['a negative offset', { offset: -1 }, 'offset', /`offset` must be 0 or more, but was -1/],
    ['an offset from the end', { offset: 1, last: 1 }, 'offset', /no `last` with `offset`/],
    ['no cursor at all', { after: '' }, 'after', /`after` is not a cursor of this list/],
    ['no cursor of ours', { before: 'bm9uc2Vuc2U' }, 'before', /`before` is not a cursor of this list/],
    ['a place that cannot be', { after: cursor('charges:OLDEST_FIRST:0') }, 'after', /not a cursor/],
    ['a place of nobody', { after: cursor('charges:OLDEST_FIRST:1e30') }, 'after', /not a cursor/],
  ])('is refused when it asks for %s', async (_what, given, path, message) => {
    const { operator } = await openGateway();
    await expectRefusal(operator, given, path, message);
  });

  it('refuses a cursor of another list, order or operator, and a cursor with an offset', async () => {
    const { operator, another } = await charged(3);
    const { pageInfo } = await page(operator, {});
    const after: string = pageInfo.endCursor;
    await expectRefusal(operator, { after, orderBy: 'NEWEST_FIRST' }, 'after', /not a cursor of this list/);
    await expectRefusal(operator, { after, offset: 0 }, 'offset', /`offset` or a cursor/);
    await expectRefusal((await another()).operator, { after }, 'after', /not a cursor of this list/);

    const { customers } = await operator.ask(
      '{ customers { nodes { charges { pageInfo { endCursor } } } } }',
    );
    const nested: string = customers.nodes[0].charges.pageInfo.endCursor;
    await expectRefusal(operator, { after: nested }, 'after', /not a cursor of this list/);
    const { errors } = await operator.answer(
      'query ($after: String) { customers { nodes { charges(after: $after) { totalCount } } } }',
      { after },
    );
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', issues: [{ path: ['after'] }] } }]);
  });
});

function cursor(text: string): string {
  return Buffer.from(text).toString('base64url');
}

async function expectRefusal(client: Client, given: Data, path: string, message: RegExp): Promise<void> {
  const { data, errors } = await client.answer(
    `query ($orderBy: ChargeOrder, $first: Int, $after: String, $last: Int, $before: String, $offset: Int) {
      charges(orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before, offset: $offset) {
        totalCount
      }
    }`,
    given,
  );
  expect(data).toBeNull();
  expect(errors).toMatchObject([
    {
      extensions: {
        code: 'BAD_USER_INPUT',
        requestId: expect.any(String),
        issues: [{ path: [path], message: expect.stringMatching(message) }],
      },
    },
  ]);
}

describe('charges of a customer or a subscription', () => {
  it('come in pages of their own, both ways', async () => {
    const { operator } = await charged(5);
    const nested =
      'totalCount nodes { number } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';
    const ask = async (args: string, place: string | null = null) =>
      (await operator.ask(
        `query ($place: String) {
          customers { nodes { charges(orderBy: NEWEST_FIRST, ${args}) { ${nested} } } }
          subscriptions { nodes { charges(first: 2) { ${nested} } } }
        }`,
        { place },
      )) as { customers: Data; subscriptions: Data };

    const { customers, subscriptions } = await ask('first: 2, after: $place');
    const first: Data = customers.nodes[0].charges;
    expect(numbersOf(first)).toEqual([5, 4]);
    expect(first).toMatchObject({ totalCount: 5, pageInfo: { hasNextPage: true, hasPreviousPage: false } });
    expect(numbersOf(subscriptions.nodes[0].charges as Data)).toEqual([1, 2]);

    const { customers: more } = await ask('first: 2, after: $place', first.pageInfo.endCursor as string);
    expect(numbersOf(more.nodes[0].charges as Data)).toEqual([3, 2]);
    const { customers: last } = await ask('last: 1, before: $place', first.pageInfo.endCursor as string);
    expect(numbersOf(last.nodes[0].charges as Data)).toEqual([5]);
  });
});
