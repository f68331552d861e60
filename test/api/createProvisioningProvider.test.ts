import { describe, expect, it } from 'vitest';

import { writes } from './charge-verbs.ts';
import { openGateway, type Client, type Data } from './gateway.ts';
import { addProvider } from './provisioning-verbs.ts';

const CREATE = `mutation ($input: CreateProvisioningProviderInput!) {
  createProvisioningProvider(input: $input) {
    provisioningProvider { name alternativeCode } problems { code message path }
  }
}`;
const LIST = '{ provisioningProviders { totalCount nodes { name alternativeCode } } }';

async function create({ ask }: Client, input: Data): Promise<Data> {
  return (await ask(CREATE, { input })).createProvisioningProvider;
}

describe('createProvisioningProvider', () => {
  it('adds a platform that is then listed', async () => {
    const { operator } = await openGateway();
    const boxes = { name: 'Boxes', alternativeCode: 'STB' };
    expect(await create(operator, boxes)).toEqual({ provisioningProvider: boxes, problems: [] });
    await create(operator, { name: 'Phones' });
    expect(await operator.ask(LIST)).toEqual({
      provisioningProviders: { totalCount: 2, nodes: [boxes, { name: 'Phones', alternativeCode: null }] },
    });
  });

  it('refuses a name or a code that is in use, with every reason, in another operator it is free', async () => {
    const opened = await openGateway();
    const { operator } = opened;
    await addProvider(operator, 'Boxes', 'STB');
    writes(opened);
    expect(await create(operator, { name: 'Boxes', alternativeCode: 'STB' })).toEqual({
      provisioningProvider: null,
      problems: [
        {
          code: 'ALREADY_EXISTS',
          path: ['name'],
          message: 'Provider Boxes already exists. Choose another name.',
        },
        {
          code: 'ALREADY_EXISTS',
          path: ['alternativeCode'],
          message: 'Alternative code STB already belongs to provider Boxes. Choose another one, or none.',
        },
      ],
    });
    expect(writes(opened)).toEqual([]);
    // Names compare byte for byte.
    expect(await create(operator, { name: 'boxes' })).toMatchObject({ problems: [] });
    const other = await opened.another();
    expect(await create(other.operator, { name: 'Boxes', alternativeCode: 'STB' })).toMatchObject({
      problems: [],
    });
  });

  it('answers on trial as it would, and changes nothing', async () => {
    const opened = await openGateway();
    writes(opened);
    const trial = await create(opened.operator, { name: 'Boxes', dryRun: true });
    expect(writes(opened)).toEqual([]);
    expect(await create(opened.operator, { name: 'Boxes' })).toEqual(trial);
  });
});

describe('A provider', () => {
  it('is a node, and answers to its id, its name and its code', async () => {
    const { operator, another } = await openGateway();
    const id = await addProvider(operator, 'Boxes', 'STB');
    const query = 'query ($id: ID!) { node(id: $id) { __typename ... on ProvisioningProvider { id name } } }';
    expect(await operator.ask(query, { id })).toEqual({
      node: { __typename: 'ProvisioningProvider', id, name: 'Boxes' },
    });
    const other = await another();
    expect(await other.operator.ask(query, { id })).toEqual({ node: null });

    const found = async (client: Client, provider: Data) => {
      const list = 'pendingProvisioningRequests(provider: $provider) { totalCount }';
      const data = await client.ask(`query ($provider: ProvisioningProviderBy!) { ${list} }`, { provider });
      return data.pendingProvisioningRequests !== null;
    };
    const { viewer } = await operator.ask('{ viewer { operator { id } } }');
    for (const by of [{ id }, { name: 'Boxes' }, { alternativeCode: 'STB' }]) {
      expect([by, await found(operator, by)]).toEqual([by, true]);
      expect([by, await found(other.operator, by)]).toEqual([by, false]);
    }
    for (const by of [
      { name: 'STB' },
      { alternativeCode: 'Boxes' },
      { name: 'boxes ' },
      { id: viewer.operator.id },
    ])
      expect([by, await found(operator, by)]).toEqual([by, false]);
  });
});
