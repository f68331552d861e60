import { describe, expect, it } from 'vitest';

import { openGateway, type Client, type Data } from './gateway.ts';
import { B100, change, faultsOf, register } from './subscription-verbs.ts';

/** Every list but that of charges, which has an order and an offset besides: charges.test.ts. Each holds 25 items here. */
const LISTS = ['customers', 'subscriptions', 'promotions', 'Customer.subscriptions'] as const;
type List = (typeof LISTS)[number];

const PAGE =
  'totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { id } }';
const SIGNATURE = '($first: Int, $after: String, $last: Int, $before: String)';
const ARGUMENTS = '(first: $first, after: $after, last: $last, before: $before)';

/** Who asks for pages of a list, and the place of an item in it. */
async function open(list: List) {
  const opened = await openGateway();
  const { operator } = opened;
  for (let item = 1; item <= 25; item += 1) {
    if (list === 'promotions') await addPromotion(operator, `P-${item}`);
    else if (list === 'Customer.subscriptions') await addSubscription(operator);
    else await register(operator, { billingSystemCustomerIdentifier: `B-${item}` });
  }
  const whole = [...(await page(operator, list, { first: 20 })).edges];
  whole.push(...(await page(operator, list, { after: whole[19].cursor })).edges);
  const places = new Map(whole.map(({ node }, place) => [node.id, place + 1]));
  expect(places.size).toBe(25);
  return {
    ...opened,
    cursor: (place: number): string => whole[place - 1].cursor,
    /** From which item to which, and whether there is more on either side. */
    range: async (args: Data) => {
      const { edges, pageInfo, totalCount } = await page(operator, list, args);
      expect(totalCount).toBe(25);
      expect([pageInfo.startCursor, pageInfo.endCursor]).toEqual([
        edges[0]?.cursor ?? null,
        edges.at(-1)?.cursor ?? null,
      ]);
      const items = edges.map(({ node }: { node: Data }) => places.get(node.id));
      const before = pageInfo.hasPreviousPage ? '… ' : '';
      return `${before}${items.join(' ')}${pageInfo.hasNextPage ? ' …' : ''}`;
    },
  };
}

function queryOf(list: List): string {
  const field = list.split('.').at(-1) ?? '';
  const inner = `${field}${ARGUMENTS} { ${PAGE} }`;
  return `query ${SIGNATURE} { ${
    list === 'Customer.subscriptions'
      ? `customer(by: { billingSystemCustomerIdentifier: "B-100" }) { ${inner} }`
      : inner
  } }`;
}

async function page(client: Client, list: List, args: Data): Promise<Data> {
  const data = await client.ask(queryOf(list), args);
  return list === 'Customer.subscriptions' ? data.customer.subscriptions : data[list];
}

async function addPromotion(client: Client, code: string) {
  await client.ask(
    `mutation ($code: String!) {
      createPromotion(input: { code: $code, name: "x", effectiveFrom: "2026-01-01T00:00:00Z" }) { problems { code } }
    }`,
    { code },
  );
}

async function addSubscription(client: Client) {
  await register(client);
  await change(client, 'terminateSubscription', { by: B100 });
}

describe.each(LISTS)('A page of %s', (list) => {
  it('lies where first, last and the cursors say, and tells what lies around it', async () => {
    const { range, cursor } = await open(list);
    expect(await range({})).toMatch(/^1 2 .* 20 …$/);
    expect(await range({ first: null, last: null, after: null, before: null })).toMatch(/^1 .* 20 …$/);
    expect(await range({ first: 50 })).toMatch(/^1 .* 25$/);
    expect(await range({ last: 50 })).toMatch(/^1 .* 25$/);
    expect(await range({ first: 25 })).toMatch(/^1 .* 25$/);
    expect(await range({ first: 2 })).toBe('1 2 …');
    expect(await range({ last: 2 })).toBe('… 24 25');
    expect(await range({ first: 2, after: cursor(2) })).toBe('… 3 4 …');
    expect(await range({ first: 2, after: cursor(23) })).toBe('… 24 25');
    expect(await range({ first: 2, after: cursor(25) })).toBe('… ');
    expect(await range({ last: 2, before: cursor(5) })).toBe('… 3 4 …');
    expect(await range({ last: 2, before: cursor(3) })).toBe('1 2 …');
    expect(await range({ before: cursor(3) })).toBe('1 2');
    expect(await range({ last: 2, after: cursor(22) })).toBe('… 24 25');
    expect(await range({ last: 3, after: cursor(22) })).toBe('23 24 25');
    expect(await range({ first: 2, after: cursor(3), before: cursor(6) })).toBe('… 4 5');
    expect(await range({ last: 1, after: cursor(3), before: cursor(6) })).toBe('… 5 …');
    expect(await range({ after: cursor(6), before: cursor(3) })).toBe('… ');
  });

  it('is not asked for by what is no page or no cursor of it: every fault at once', async () => {
    const { operator, another, cursor } = await open(list);
    const faults = async (args: Data) => faultsOf(await operator.answer(queryOf(list), args));
    const size = (name: string, found: number) => [
      [name, `\`${name}\` must be between 1 and 50, but was ${found}.`],
    ];
    for (const found of [0, 51, -1]) {
      expect(await faults({ first: found })).toEqual(size('first', found));
      expect(await faults({ last: found })).toEqual(size('last', found));
    }
    expect(await faults({ first: 1, last: 1 })).toEqual([['last', 'Give `first` or `last`, not both.']]);
    const stranger = (name: string) => [name, `\`${name}\` is not a cursor of this list.`];
    const elsewhere = Buffer.from(`elsewhere:4294967297`).toString('base64url');
    for (const after of ['', 'x', elsewhere, `${cursor(1)}=`, cursor(1).slice(0, -1)])
      expect(await faults({ after })).toEqual([stranger('after')]);
    expect(await faults({ first: 0, last: 51, after: 'x', before: elsewhere })).toEqual([
      ['last', 'Give `first` or `last`, not both.'],
      ...size('first', 0),
      ...size('last', 51),
      stranger('after'),
      stranger('before'),
    ]);

    const other = await another();
    if (list === 'Customer.subscriptions') await register(other.operator);
    const foreign = await other.operator.answer(queryOf(list), { after: cursor(1) });
    expect(faultsOf(foreign)).toEqual([stranger('after')]);
    for (const another of LISTS.filter((name) => name !== list)) {
      if (another === 'Customer.subscriptions') await register(operator);
      const answer = await operator.answer(queryOf(another), { after: cursor(1) });
      expect([another, faultsOf(answer)]).toEqual([another, [stranger('after')]]);
    }
  });
});

it('Pages hold still while items are added behind them', async () => {
  const { operator, cursor, range } = await open('customers');
  const before = await range({ first: 5, after: cursor(10) });
  await operator.ask(
    `mutation ($by: CustomerBy!) { updateCustomer(input: { by: $by, lastName: "x" }) { problems { code } } }`,
    { by: { billingSystemCustomerIdentifier: 'B-12' } },
  );
  expect(await range({ first: 5, after: cursor(10) })).toBe(before);
  await register(operator, { billingSystemCustomerIdentifier: 'B-26' });
  const { customers } = await operator.ask(
    'query ($after: String) { customers(after: $after) { nodes { billingSystemCustomerIdentifier } } }',
    { after: cursor(25) },
  );
  expect(customers.nodes).toEqual([{ billingSystemCustomerIdentifier: 'B-26' }]);
});
