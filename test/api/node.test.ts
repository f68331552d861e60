import { expect, it } from 'vitest';

import { openGateway } from './gateway.ts';

it('node and nodes tell the same thing as often as they are asked for it', async () => {
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
