import { describe, expect, it } from 'vitest';

import { HOUR } from '../../src/time.ts';
import { settle, tell } from './charge-verbs.ts';
import { NOON, openGateway, type Client, type Data } from './gateway.ts';
import { faultsOf, update } from './subscription-verbs.ts';

/** What an answer tells of each event. */
const EVENT = `
  type occurredOn actor
  subject {
    __typename
    ... on Charge { number } ... on NetflixSubscription { number }
    ... on Customer { billingSystemCustomerIdentifier } ... on Operator { code }
  }
  changes { field before after }
`;

async function eventsOf(client: Client, filter: Data = {}, args = 'first: 50'): Promise<Data> {
  const data = await client.ask(
    `query ($filter: EventFilter) {
      events(filter: $filter, ${args}) {
        totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } nodes { id ${EVENT} }
      }
    }`,
    { filter },
  );
  return data.events;
}

async function typesOf(client: Client, filter: Data): Promise<string[]> {
  const { nodes, totalCount } = await eventsOf(client, filter);
  expect(totalCount).toBe(nodes.length);
  return nodes.map(({ type }: Data) => type);
}

/** A customer that signs up at noon and gets a charge an hour later, which is accepted, settled and acknowledged; and another one. */
async function aLife() {
  const open = await openGateway({ decisionWindowHours: 0 });
  const { operator, netflix, wait } = open;
  const { number } = await netflix.signsUp('B-100');
  wait(HOUR);
  const charge = await netflix.charges('B-100');
  await tell(operator, 'acceptCharges', [{ number: charge, referenceNumber: 'INV-1' }]);
  wait(HOUR);
  await settle(operator);
  await tell(operator, 'acknowledgeCharges', [charge]);
  wait(HOUR);
  await netflix.signsUp('B-200');
  return { ...open, number, charge };
}

const OF_THE_CHARGE = ['CHARGE_RECEIVED', 'CHARGE_ACCEPTED', 'CHARGE_PROCESSED', 'CHARGE_ACKNOWLEDGED'];

describe('Events', () => {
  it('tell who did what, when, and what was before and after, the oldest first', async () => {
    const { operator, number, charge } = await aLife();
    const { nodes, totalCount } = await eventsOf(operator);
    const { viewer } = await operator.ask('{ viewer { apiKeyPrefix } }');
    const actor = `key:${viewer.apiKeyPrefix}`;
    const subscription = { __typename: 'NetflixSubscription', number };
    const aboutCharge = { __typename: 'Charge', number: charge };
    expect(totalCount).toBe(nodes.length);
    expect(nodes.slice(0, 8)).toMatchObject([
      { type: 'OPERATOR_CREATED', subject: { __typename: 'Operator', code: 'first' }, actor: 'test' },
      { type: 'API_KEY_CREATED', subject: { __typename: 'Operator' } },
      {
        type: 'SUBSCRIPTION_REGISTERED',
        occurredOn: '2026-03-01T12:00:00.000Z',
        actor,
        subject: subscription,
      },
      {
        type: 'SUBSCRIPTION_SIGNED_UP',
        subject: subscription,
        changes: expect.arrayContaining([{ field: 'stage', before: 'REGISTERED', after: 'ACTIVE' }]),
      },
      { type: 'CHARGE_RECEIVED', occurredOn: '2026-03-01T13:00:00.000Z', subject: aboutCharge },
      {
        type: 'CHARGE_ACCEPTED',
        actor,
        subject: aboutCharge,
        changes: expect.arrayContaining([
          { field: 'decision.verdict', before: null, after: 'ACCEPTED' },
          { field: 'referenceNumber', before: null, after: 'INV-1' },
        ]),
      },
      {
        type: 'CHARGE_PROCESSED',
        occurredOn: '2026-03-01T14:00:00.000Z',
        subject: aboutCharge,
        changes: expect.arrayContaining([{ field: 'status', before: 'PENDING', after: 'APPROVED' }]),
      },
      { type: 'CHARGE_ACKNOWLEDGED', subject: aboutCharge },
    ]);
  });

  it('name personal fields and never tell what is in them', async () => {
    const { operator, netflix } = await openGateway();
    await netflix.signsUp('B-100');
    await update(operator, { firstName: 'Annabel', newBillingSystemCustomerIdentifier: 'B-777' });
    const { nodes } = await eventsOf(operator, { types: ['CUSTOMER_UPDATED'] });
    expect(nodes).toMatchObject([
      {
        subject: { billingSystemCustomerIdentifier: 'B-777' },
        changes: [
          { field: 'billingSystemCustomerIdentifier', before: null, after: null },
          { field: 'firstName', before: null, after: null },
        ],
      },
    ]);
    const everything = await operator.ask(
      '{ events(first: 50) { nodes { type actor changes { before after } } } }',
    );
    expect(JSON.stringify(everything)).not.toMatch(/Annabel|B-777|B-100/);
  });

  it('name another thing by its global id', async () => {
    const { operator } = await openGateway();
    const { createPromotion } = await operator.ask(`mutation {
      createPromotion(input: { code: "SPRING", name: "Spring", effectiveFrom: "2026-01-01T00:00:00Z" }) { promotion { id } }
    }`);
    await operator.ask(`mutation {
      registerSubscription(input: { billingSystemCustomerIdentifier: "B-1", promotionCode: "SPRING" }) { problems { message } }
    }`);
    const { nodes } = await eventsOf(operator, { types: ['SUBSCRIPTION_REGISTERED'] });
    expect(nodes[0].changes).toContainEqual({
      field: 'promotions',
      before: null,
      after: createPromotion.promotion.id,
    });
  });

  it('are found by what they are about', async () => {
    const { operator, number, charge } = await aLife();
    const signUp = ['SUBSCRIPTION_REGISTERED', 'SUBSCRIPTION_SIGNED_UP'];
    const { customer } = await operator.ask(
      '{ customer(by: { billingSystemCustomerIdentifier: "B-100" }) { netflixCustomerIdentifier } }',
    );
    for (const [filter, expected] of [
      [{ types: ['CHARGE_ACCEPTED', 'CHARGE_PROCESSED'] }, ['CHARGE_ACCEPTED', 'CHARGE_PROCESSED']],
      [{ types: [] }, []],
      [{ customer: { billingSystemCustomerIdentifier: 'B-100' } }, [...signUp, ...OF_THE_CHARGE]],
      [{ customer }, [...signUp, ...OF_THE_CHARGE]],
      [{ customer: { billingSystemCustomerIdentifier: 'B-200' } }, signUp],
      [{ customer: { billingSystemCustomerIdentifier: 'B-300' } }, []],
      [{ subscriptionNumber: number }, [...signUp, ...OF_THE_CHARGE]],
      [{ subscriptionNumber: 'S00000099' }, []],
      [{ subscriptionNumber: charge }, []],
      [{ chargeNumber: charge }, OF_THE_CHARGE],
      [{ chargeNumber: charge, types: ['CHARGE_RECEIVED', 'API_KEY_CREATED'] }, ['CHARGE_RECEIVED']],
      [{ chargeNumber: charge, customer: { billingSystemCustomerIdentifier: 'B-200' } }, []],
      [{ types: null, customer: null, occurredFrom: null, chargeNumber: charge }, OF_THE_CHARGE],
    ] as const) {
      expect([filter, await typesOf(operator, filter)]).toEqual([filter, expected]);
    }
  });

  it('are found by when they happened: from an instant on, and before another', async () => {
    const { operator } = await aLife();
    const at = (hours: number, milliseconds = 0) =>
      new Date(NOON + hours * HOUR + milliseconds).toISOString();
    const [received, settled] = [OF_THE_CHARGE.slice(0, 2), OF_THE_CHARGE.slice(2)];
    for (const [occurredFrom, occurredTo, expected] of [
      [at(1), at(2), received],
      [at(1), at(2, 1), OF_THE_CHARGE],
      [at(1, 1), at(3), settled],
      [at(2), at(2), []],
      [at(3), at(1), []],
      [at(4), null, []],
      [at(3), null, ['SUBSCRIPTION_REGISTERED', 'SUBSCRIPTION_SIGNED_UP']],
      [null, at(0), []],
      [
        '1970-01-01T00:00:00Z',
        '9999-12-31T00:00:00Z',
        (await eventsOf(operator)).nodes.map(({ type }: Data) => type),
      ],
    ] as const) {
      const filter = { occurredFrom, occurredTo };
      expect([filter, await typesOf(operator, filter)]).toEqual([filter, expected]);
    }
    const filter = { occurredFrom: at(1), occurredTo: at(3) };
    const page = await eventsOf(operator, filter, 'first: 3');
    expect(page).toMatchObject({ totalCount: 4, nodes: { length: 3 }, pageInfo: { hasNextPage: true } });
    const next = await eventsOf(operator, filter, `first: 3, after: "${page.pageInfo.endCursor}"`);
    expect(next).toMatchObject({
      nodes: [{ type: 'CHARGE_ACKNOWLEDGED' }],
      pageInfo: { hasNextPage: false },
    });
    const last = await eventsOf(operator, filter, 'last: 1');
    expect(last).toMatchObject({ nodes: next.nodes, pageInfo: { hasPreviousPage: true } });
  });

  it('are listed under the charge, the subscription and the customer that they are about', async () => {
    const { operator, charge } = await aLife();
    await update(operator, { firstName: 'Anna' });
    const { charge: found } = await operator.ask(
      `query ($number: String!) {
        charge(number: $number) {
          events { totalCount nodes { type } }
          subscription { events(last: 5) { totalCount nodes { type } pageInfo { hasPreviousPage } } }
          customer { events(first: 1) { totalCount nodes { type } pageInfo { endCursor } } }
        }
      }`,
      { number: charge },
    );
    const types = ({ nodes }: Data) => nodes.map(({ type }: Data) => type);
    expect(types(found.events)).toEqual(OF_THE_CHARGE);
    expect(types(found.subscription.events)).toEqual(['SUBSCRIPTION_SIGNED_UP', ...OF_THE_CHARGE]);
    expect(
      [found.events, found.subscription.events, found.customer.events].map((list) => list.totalCount),
    ).toEqual([4, 6, 7]);
    expect(types(found.customer.events)).toEqual(['SUBSCRIPTION_REGISTERED']);
    const after = found.customer.events.pageInfo.endCursor;
    const { customer } = await operator.ask(
      `query ($after: String) {
        customer(by: { billingSystemCustomerIdentifier: "B-100" }) { events(after: $after, first: 50) { nodes { type } } }
      }`,
      { after },
    );
    expect(types(customer.events)).toEqual(['SUBSCRIPTION_SIGNED_UP', ...OF_THE_CHARGE, 'CUSTOMER_UPDATED']);
    const elsewhere = await operator.answer(
      'query ($after: String) { events(after: $after) { totalCount } }',
      {
        after,
      },
    );
    expect(faultsOf(elsewhere)).toEqual([['after', '`after` is not a cursor of this list.']]);
  });

  it('have a global id that leads back to them', async () => {
    const { operator } = await aLife();
    const { nodes } = await eventsOf(operator);
    const event = nodes.at(-1);
    const asked = await operator.ask(`query ($id: ID!) { node(id: $id) { id ... on Event { ${EVENT} } } }`, {
      id: event.id,
    });
    expect(asked.node).toEqual(event);
  });

  it('are those of the own operator, whatever is asked', async () => {
    const { operator, another, charge } = await aLife();
    const other = await another();
    await other.netflix.signsUp('B-100');
    const theirs = await eventsOf(other.operator);
    expect(theirs.nodes.map(({ type }: Data) => type)).toEqual([
      'OPERATOR_CREATED',
      'API_KEY_CREATED',
      'SUBSCRIPTION_REGISTERED',
      'SUBSCRIPTION_SIGNED_UP',
    ]);
    expect(await typesOf(other.operator, { chargeNumber: charge })).toEqual([]);
    const { customer } = await operator.ask(
      '{ customer(by: { billingSystemCustomerIdentifier: "B-100" }) { netflixCustomerIdentifier } }',
    );
    expect(await typesOf(other.operator, { customer })).toEqual([]);
    const { nodes, pageInfo } = await eventsOf(operator);
    const { node } = await other.operator.ask('query ($id: ID!) { node(id: $id) { id } }', {
      id: nodes[0].id,
    });
    expect(node).toBeNull();
    const foreign = await other.operator.answer(
      'query ($after: String) { events(after: $after) { totalCount } }',
      {
        after: pageInfo.endCursor,
      },
    );
    expect(faultsOf(foreign)).toEqual([['after', '`after` is not a cursor of this list.']]);
  });

  it.each([
    ['types: [SOMETHING]', 'GRAPHQL_VALIDATION_FAILED'],
    ['occurredFrom: "yesterday"', 'BAD_USER_INPUT'],
    ['chargeNumber: ""', 'BAD_USER_INPUT'],
    ['subscriptionNumber: "S\\n1"', 'BAD_USER_INPUT'],
    ['customer: {}', 'GRAPHQL_VALIDATION_FAILED'],
  ])('refuse a filter that means nothing: %s', async (filter, code) => {
    const { operator } = await openGateway();
    const answer = await operator.answer(`{ events(filter: { ${filter} }) { totalCount } }`);
    expect(answer.errors).toMatchObject([{ extensions: { code } }]);
  });

  it('can be read by whoever may read, and by nobody else', async () => {
    const { someone, anonymous } = await openGateway();
    const query = '{ events { totalCount } }';
    expect(await (await someone('READ')).ask(query)).toMatchObject({ events: { totalCount: 3 } });
    expect(await (await someone('WRITE', 'ADMIN')).answer(query)).toMatchObject({
      status: 403,
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
    expect(await anonymous.answer(query)).toMatchObject({ status: 401 });
  });

  it('cost as many statements in a long life as in a short one, by whatever time they are asked for', async () => {
    const open = await openGateway({ decisionWindowHours: 0 });
    const { operator, netflix, wait, statements } = open;
    const query = `{ events(first: 5, filter: { occurredFrom: "2026-03-01T13:00:00Z" }) { totalCount nodes { type } } }`;
    const cost = async () => {
      statements();
      await operator.ask(query);
      return statements().length;
    };
    await netflix.signsUp('B-100');
    const short = await cost();
    for (let n = 0; n < 40; n += 1) {
      wait(HOUR / 4);
      await netflix.charges('B-100');
    }
    expect(await cost()).toBe(short);
  });
});
