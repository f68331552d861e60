import { describe, expect, it } from 'vitest';

import { openGateway } from './gateway.ts';
import { faultsOf, register } from './subscription-verbs.ts';

const NODES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }';
const NOT_OURS = 'This is not a global id that the gateway gave out.';

const globalId = (text: string) => Buffer.from(text).toString('base64url');

describe('nodes', () => {
  it('come in the order of their ids, null where there is nothing, and twice when asked for twice', async () => {
    const { operator } = await openGateway();
    const { subscription } = await register(operator, {}, 'id customer { id }');
    const { viewer } = await operator.ask('{ viewer { operator { id } } }');
    const ids = [
      subscription.customer.id,
      globalId('Charge:4294967297'),
      viewer.operator.id,
      subscription.id,
    ];
    const { nodes } = await operator.ask(NODES, { ids: [...ids, subscription.customer.id] });
    expect(nodes).toEqual([
      { __typename: 'Customer', id: ids[0] },
      null,
      { __typename: 'Operator', id: ids[2] },
      { __typename: 'NetflixSubscription', id: ids[3] },
      { __typename: 'Customer', id: ids[0] },
    ]);
  });

  it('of another operator are not there, the operator itself included', async () => {
    const { operator, netflix, another } = await openGateway();
    await netflix.signsUp('B-100');
    await netflix.charges('B-100');
    await operator.ask(
      'mutation { createPromotion(input: { code: "SPRING", name: "Spring", effectiveFrom: "2026-01-01T00:00:00Z" }) { problems { code } } }',
    );
    const all = await operator.ask(`{
      viewer { operator { id } } customers { nodes { id } } subscriptions { nodes { id } }
      charges { nodes { id } } promotions { nodes { id } }
    }`);
    const lists = [all.customers, all.subscriptions, all.charges, all.promotions];
    const ids = [all.viewer.operator.id, ...lists.map(({ nodes }) => nodes[0].id)];
    const { nodes: own } = await operator.ask(NODES, { ids });
    expect(own).toEqual(ids.map((id) => ({ __typename: expect.any(String), id })));
    const other = await another();
    expect(await other.operator.ask(NODES, { ids })).toEqual({ nodes: ids.map(() => null) });
  });

  it('are at most 50 and at least one', async () => {
    const { operator } = await openGateway();
    const id = globalId('Customer:4294967297');
    for (const size of [1, 50])
      expect((await operator.ask(NODES, { ids: Array(size).fill(id) })).nodes).toHaveLength(size);
    for (const size of [0, 51])
      expect(faultsOf(await operator.answer(NODES, { ids: Array(size).fill(id) }))).toEqual([
        ['ids', 'Give 1 to 50 ids.'],
      ]);
  });

  it('are asked for by global ids, and each other text is named with its place', async () => {
    const { operator } = await openGateway();
    const ids = [globalId('Customer:4294967297'), 'x', globalId('Customer:4294967297'), 'S00000001'];
    expect(faultsOf(await operator.answer(NODES, { ids }))).toEqual([
      ['ids.1', NOT_OURS],
      ['ids.3', NOT_OURS],
    ]);
  });
});

describe('A node', () => {
  it.each([
    '',
    '1',
    globalId('Customer:0'),
    globalId('Customer:01'),
    globalId('Customer:-1'),
    globalId('Customer:1 '),
    globalId('Customer:99999999999999999'),
    globalId('Viewer:1'),
    globalId('customers:4294967297'),
    `${globalId('Customer:4294967297')}=`,
    `${globalId('Customer:4294967297')}\u0000`,
  ])('has an id that the gateway gave out, which %j is not', async (id) => {
    const { operator } = await openGateway();
    const answer = await operator.answer('query ($id: ID!) { node(id: $id) { id } }', { id });
    expect(faultsOf(answer)).toEqual([['id', NOT_OURS]]);
  });

  it.each(['Customer:9007199254740993', 'Customer:9999999999999999', 'Charge:1', 'Operator:4294967296'])(
    'is null for %s, which nothing ever had',
    async (text) => {
      const { operator } = await openGateway();
      const answer = await operator.ask('query ($id: ID!) { node(id: $id) { id } }', { id: globalId(text) });
      expect(answer).toEqual({ node: null });
    },
  );

  it('tells the same as nodes do, as often as it is asked for', async () => {
    const { operator, netflix } = await openGateway();
    await netflix.signsUp('B-100');
    await netflix.charges('B-100');
    const asked = await operator.ask(`mutation {
      createPromotion(input: { code: "SPRING", name: "Spring", effectiveFrom: "2026-01-01T00:00:00Z" }) {
        promotion { id }
      }
    }`);
    const { viewer, customers, subscriptions, charges } = await operator.ask(
      '{ viewer { operator { id } } customers { nodes { id } } subscriptions { nodes { id } } charges { nodes { id } } }',
    );
    const things = {
      Operator: viewer.operator,
      Promotion: asked.createPromotion.promotion,
      Customer: customers.nodes[0],
      NetflixSubscription: subscriptions.nodes[0],
      Charge: charges.nodes[0],
    };

    for (const [__typename, { id }] of Object.entries(things)) {
      const thing = { __typename, id };
      const answer = await operator.ask(
        `query ($id: ID!) {
          node(id: $id) { ...thing }
          again: node(id: $id) { ...thing }
          nodes(ids: [$id, $id]) { ...thing }
        }
        fragment thing on Node { __typename id }`,
        { id },
      );
      expect(answer).toEqual({ node: thing, again: thing, nodes: [thing, thing] });
    }
  });
});
