import { getNamedType, isLeafType, isObjectType, isRequiredArgument, type GraphQLObjectType } from 'graphql';
import { expect, it, onTestFinished } from 'vitest';

import { openGateway } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { DEMO } from '../../src/demo/demo.ts';
import { schema } from '../../src/graphql/schema.ts';
import { clientOf, openGateway as openKit, type Client, type Data } from './gateway.ts';

// A request reads only the columns that it looks at (src/graphql/choices.ts). A field that looks at more than it says would answer something
// else when nobody asks for the rest beside it.

const LISTS = [
  ['Charge', (asked: string) => `charges(first: 50, orderBy: NEWEST_FIRST) { nodes { ${asked} } }`],
  ['Charge', (asked: string) => `charges(first: 50, filter: { acknowledged: true }) { nodes { ${asked} } }`],
  ['NetflixSubscription', (asked: string) => `subscriptions(first: 50) { nodes { ${asked} } }`],
  ['Customer', (asked: string) => `customers(first: 50) { nodes { ${asked} } }`],
  [
    'ProvisioningRequest',
    (asked: string) =>
      `subscriptions(first: 50) { nodes { provisioningRequests(first: 9) { nodes { ${asked} } } } }`,
  ],
] as const;

/** The field with everything below it that needs no arguments, two steps deep. */
function selectionOf(type: GraphQLObjectType, name: string, depth = 2): string | null {
  const field = type.getFields()[name];
  if (!field || field.args.some(isRequiredArgument)) return null;
  const below = getNamedType(field.type);
  if (isLeafType(below)) return name;
  if (!isObjectType(below) || depth === 0 || name === 'edges') return null;
  const inner = Object.keys(below.getFields()).map((next) => selectionOf(below, next, depth - 1));
  const asked = inner.filter((selection) => selection !== null);
  return asked.length === 0 ? null : `${name} { ${asked.join(' ')} }`;
}

type Node = Readonly<Record<string, unknown>>;

/** The innermost nodes of a list, which somebody asks for who hardly looks at anything else. */
async function nodesOf(client: Client, list: string): Promise<Node[]> {
  const { found } = await client.ask(`{ found: ${list} customers(first: 1) { nodes { id } } }`);
  const inner = (nodes: Node[]): Node[] =>
    nodes.flatMap((node) => {
      const below = Object.values(node).find(
        (value): value is { nodes: Node[] } => Object.keys(value ?? {}).join() === 'nodes',
      );
      return below && Object.keys(node).length === 1 ? inner(below.nodes) : [node];
    });
  return inner(found.nodes);
}

it.each(LISTS)('A %s answers each question alone as among all others', async (typeName, list) => {
  const now = Date.UTC(2026, 5, 15, 9);
  const settings = {
    DATABASE_URL: ':memory:',
    NETFLIX: 'none',
    LOG_LEVEL: 'silent',
    LIMIT_COST: '1000000',
  };
  const gateway = await openGateway(loadConfig(settings), { clock: () => now, wallClock: () => now });
  onTestFinished(() => gateway.close());
  const client = clientOf(gateway, DEMO.apiKey);
  const type = schema.getType(typeName);
  if (!isObjectType(type)) throw new Error(`Expected an object type ${typeName}.`);

  const names = Object.keys(type.getFields());
  const whole = names.map((name) => selectionOf(type, name)).filter((selection) => selection !== null);
  // A type that does not say how its things are read is read whole.
  const { extensions } = type;
  type.extensions = {};
  const together = await nodesOf(client, list(whole.join(' ')));
  type.extensions = extensions;
  expect(together.length).toBeGreaterThan(5);
  for (const name of names) {
    const selection = selectionOf(type, name);
    if (selection === null) continue;
    const alone = await nodesOf(client, list(selection));
    expect([name, alone.map((node) => node[name])]).toEqual([name, together.map((node) => node[name])]);
  }
});

it('tells of each list whether it goes on, wherever that is asked', async () => {
  const settings = { DATABASE_URL: ':memory:', NETFLIX: 'none', LOG_LEVEL: 'silent' };
  const gateway = await openGateway(loadConfig(settings));
  onTestFinished(() => gateway.close());
  const client = clientOf(gateway, DEMO.apiKey);
  const info = 'pageInfo { hasNextPage hasPreviousPage }';
  const goesOn = { hasNextPage: true, hasPreviousPage: false };
  const alone = await client.ask(`{ charges(first: 1) { ${info} } }`);
  expect(alone.charges.pageInfo).toEqual(goesOn);
  const outside = await client.ask(
    `{ charges(first: 1) { ${info} nodes { customer { charges(first: 1) { nodes { number } } } } } }`,
  );
  expect(outside.charges.pageInfo).toEqual(goesOn);
  const inside = await client.ask(
    `query { customers(first: 50) { nodes { charges(first: 1) { nodes { number } ...deep } } } }
     fragment deep on ChargeConnection { ends: pageInfo { ...deeper } }
     fragment deeper on PageInfo { hasNextPage }`,
  );
  const ends = inside.customers.nodes.map(({ charges }: { charges: Data }) => charges.ends.hasNextPage);
  expect(new Set(ends)).toEqual(new Set([true, false]));
  const other = await client.ask(
    `{ customers(first: 1) { ${info} nodes { charges(first: 1) { nodes { number } } } } }`,
  );
  expect(other.customers.pageInfo).toEqual(goesOn);
});

it.each([
  ['after', [0, 1]],
  ['before', [1, 0]],
])('holds lists by a status apart from lists that tell it, %s them', async (_which, order) => {
  const { operator, netflix } = await openKit();
  await netflix.signsUp('B-1');
  await netflix.charges('B-1', {});
  const customer = (charges: string) =>
    `{ customer(by: { billingSystemCustomerIdentifier: "B-1" }) { charges${charges} } }`;
  const asked: [string, number][] = [
    [customer('{ nodes { receivedOn status } }'), 1],
    [customer('(filter: { status: [DECLINED] }) { nodes { receivedOn } }'), 0],
  ];
  for (const n of order) {
    const [query, expected] = asked[n] ?? ['', 0];
    expect((await operator.ask(query)).customer.charges.nodes).toHaveLength(expected);
  }
});

it('reads all of a list for whoever does not say what of it, whatever others looked at', async () => {
  const { gateway, operator, netflix } = await openKit();
  await netflix.signsUp('B-1');
  await netflix.charges('B-1', {});
  await operator.ask('{ charges { nodes { id } } }');
  const found = await gateway.store.operatorByCode('first');
  if (!found) throw new Error('Expected the operator that the kit has added.');
  const query = { size: 5, after: null, before: null, fromEnd: false, newestFirst: false, offset: 0 };
  const [page] = await gateway.store
    .of(found.id)
    .chargePages({ of: 'operator' }, query, { acknowledged: false });
  expect(page?.rows[0]).toMatchObject({ status: 'PENDING', currency: 'EUR', amount: expect.any(Number) });
});
