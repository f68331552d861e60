import { isObjectType, type GraphQLFieldResolver } from 'graphql';
import { describe, expect, it, onTestFinished } from 'vitest';

import type { Charge } from '../src/charges/charge.ts';
import type { Customer } from '../src/customers/customer.ts';
import type { Context } from '../src/graphql/context.ts';
import { schema } from '../src/graphql/schema.ts';
import { DAY } from '../src/time.ts';
import { openGateway, type Client, type OpenGateway } from './api/gateway.ts';
import { edgesOf } from './batching/edges.ts';
import { faultsOfEdges, type Sized } from './batching/growth.ts';
import { misunderstand } from './batching/misunderstandings.ts';
import { differentCurrencies, populate, provision } from './batching/operator.ts';

const [FEW, MANY] = [10, 50];

const CUSTOMER = /* GraphQL */ `
  {
    customer(by: { billingSystemCustomerIdentifier: "B-7" }) {
      firstName
      subscriptions(last: 1) {
        nodes {
          number
          stage
          promotions {
            redeemedOn
            promotion {
              code
              name
            }
          }
        }
      }
      charges(last: 5) {
        nodes {
          number
          status
        }
      }
    }
  }
`;
const CHARGES = /* GraphQL */ `
  {
    charges(first: 50) {
      nodes {
        number
        status
        subscription {
          number
          stage
        }
        customer {
          billingSystemCustomerIdentifier
        }
      }
    }
  }
`;
const CUSTOMERS = /* GraphQL */ `
  {
    customers(first: 20) {
      nodes {
        billingSystemCustomerIdentifier
        subscriptions(last: 1) {
          nodes {
            number
            stage
          }
        }
        charges(last: 5) {
          nodes {
            number
            status
          }
        }
      }
    }
  }
`;
const REGISTER = /* GraphQL */ `
  mutation {
    registerSubscription(
      input: {
        billingSystemCustomerIdentifier: "B-1000"
        promotionCode: "PROMO-7"
        channel: WEB
        firstName: "Orla"
        email: { type: PERSONAL, emailAddress: "orla@example.com" }
      }
    ) {
      subscription {
        number
        stage
        customer {
          netflixCustomerIdentifier
        }
      }
      netflixToken {
        value
        redirectUrl
      }
      problems {
        message
      }
    }
  }
`;
const ACKNOWLEDGE = /* GraphQL */ `
  mutation ($charges: [AcknowledgedChargeInput!]!) {
    acknowledgeCharges(input: { charges: $charges }) {
      charges {
        number
        status
        acknowledgedOn
      }
      failedCharges {
        errorCode
      }
    }
  }
`;

describe('Every edge of the graph', () => {
  it(`takes as many statements for ${MANY} different parents as for ${FEW}`, async () => {
    const { few, many } = await twoOperators();
    expect(await faultsOfEdges(schema, few, many)).toEqual([]);
  });

  it('is tried as soon as the schema has it: one without batching is found', async () => {
    addField<Charge>(
      'Charge',
      { name: 'payer', like: 'customer' },
      async ({ customerId }, _args, { store }) => {
        const [customer] = await store.customersById([customerId]);
        return customer;
      },
    );
    addField<Customer>(
      'Customer',
      { name: 'movedOn', like: 'createdOn' },
      async ({ id }, _args, { store }) => {
        const [latest] = await store.latestSubscriptions([id]);
        return latest?.registeredOn;
      },
    );
    const { few, many } = await twoOperators();
    const near = edgesOf(schema).filter(({ name }) => /^(Charge|Customer)\./.test(name));
    expect(await faultsOfEdges(schema, few, many, near)).toEqual(
      expect.arrayContaining([
        // One of them reads ahead, for the column is looked at.
        'Charge.payer: 12 statements for 10, 52 for 50',
        'Customer.movedOn: 11 statements for 10, 51 for 50',
      ]),
    );
  });

  it('has to be tried on different parents: with fewer of them nothing is proved', async () => {
    const { few, many } = await twoOperators();
    const edges = edgesOf(schema).filter(({ name }) => name === 'Charge.customer');
    expect(await faultsOfEdges(schema, { ...few, size: 11 }, many, edges)).toEqual([
      'Charge.customer: 10 different Customer instead of 11',
    ]);
  });
});

describe('The subject of an event', () => {
  it.each([
    ['Charge', 'CHARGE_RECEIVED'],
    ['NetflixSubscription', 'SUBSCRIPTION_REGISTERED'],
    ['ProvisioningRequest', 'PROVISIONING_REQUESTED'],
    ['Operator', 'PROMOTION_CREATED'],
  ])('is found for fifty in as many statements as for ten: %s', async (subject, type) => {
    const { few, many } = await twoOperators();
    const found = async ({ ask, size }: Sized) => {
      const { data, statements } = await ask(
        `{ events(first: ${size}, filter: { types: [${type}] }) { nodes { subject { __typename id } } } }`,
      );
      const subjects = { nodes: Array<object>(size).fill({ subject: { __typename: subject } }) };
      expect(data).toMatchObject({ events: subjects });
      return statements.length;
    };
    expect(await found(many)).toBe(await found(few));
  });
});

describe('A batch of fifty charges', () => {
  it.each(['acceptCharges', 'declineCharges', 'acknowledgeCharges', 'receiveCharges'])(
    'finds its facts in as many statements as one of ten: %s',
    async (name) => {
      const { few, many } = await twoOperators();
      const input = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
      const query = `mutation ($input: ${input}!) { ${name}(input: $input) { charges { number } } }`;
      const facts = async ({ ask, items, receipts }: typeof few) => {
        const charges = name === 'receiveCharges' ? receipts : items;
        const { statements } = await ask(query, { input: { charges, dryRun: true } });
        return statements.length;
      };
      expect(await facts(many)).toBe(await facts(few));
    },
  );

  it('is acknowledged in 8 statements, besides an update and an event for each and the sums', async () => {
    const open = await openGateway({}, { LIMIT_COST: '1000000' });
    const { items } = await populate(
      open.operator,
      Array.from({ length: MANY }, () => 'USD'),
    );
    open.wait(2 * DAY);
    await open.operator.ask('mutation { processCharges { processed } }');
    const ask = await tellingStatements(open, open.operator);
    const { data, statements } = await ask(ACKNOWLEDGE, { charges: items });

    expect(data).toMatchObject({ acknowledgeCharges: { charges: { length: MANY }, failedCharges: [] } });
    const writes = statements.filter((sql) => /^(INSERT|UPDATE|DELETE)/.test(sql));
    // One of unacknowledged and one of acknowledged charges, and the counters of the operator.
    expect(writes.length).toBeLessThanOrEqual(2 * MANY + 3);
    // BEGIN and COMMIT are among them.
    expect(statements.length - writes.length).toBeLessThanOrEqual(5);
  });
});

describe('There are at most', () => {
  it.each([
    [5, 'for a customer with its subscription, promotions and last five charges', CUSTOMER],
    [3, 'for fifty charges, each with its subscription and customer', CHARGES],
    [4, 'for twenty customers, each with its subscription and last five charges', CUSTOMERS],
    [10, 'for a registration, BEGIN and COMMIT among them', REGISTER],
  ])('%d statements %s', async (most, _what, query) => {
    const open = await openGateway({}, { LIMIT_COST: '1000000' });
    await populate(open.operator, differentCurrencies(MANY));
    const ask = await tellingStatements(open, open.operator);
    const { statements } = await ask(query);
    expect(statements.length).toBeGreaterThan(0);
    expect(statements.length).toBeLessThanOrEqual(most);
  });
});

/** Two operators of one gateway, one with few of everything, the other with many. */
async function twoOperators() {
  const open = await openGateway({}, { NETFLIX: 'sandbox', LIMIT_COST: '1000000' });
  const populated = async ({ operator }: { operator: Client }, size: number) => {
    const population = await populate(operator, differentCurrencies(size));
    await provision(operator, population.subscriptions);
    const { viewer } = await operator.ask('{ viewer { operator { code } } }');
    const found = await open.gateway.store.operatorByCode(viewer.operator.code as string);
    await misunderstand(open.gateway.store.of(found?.id ?? 0), size);
    return { size, ...population, ask: await tellingStatements(open, operator) } satisfies Sized;
  };
  return { few: await populated(open, FEW), many: await populated(await open.another(), MANY) };
}

/** Asks as the client does, and tells the statements besides those that find out who is asking: these come first, and are the same whatever is asked. */
async function tellingStatements({ statements }: OpenGateway, { ask }: Client) {
  const told = async (query: string, variables?: Record<string, unknown>) => {
    statements();
    const data = await ask(query, variables);
    return { data, statements: statements() };
  };
  const { statements: whoIsIt } = await told('{ viewer { scopes } }');
  return async (query: string, variables?: Record<string, unknown>) => {
    const { data, statements: all } = await told(query, variables);
    expect(all.slice(0, whoIsIt.length)).toEqual(whoIsIt);
    return { data, statements: all.slice(whoIsIt.length) };
  };
}

/** Adds a field to the schema until the test ends, declared like another one of its type. */
function addField<Parent>(
  typeName: string,
  { name, like }: { readonly name: string; readonly like: string },
  resolve: GraphQLFieldResolver<Parent, Context>,
): void {
  const type = schema.getType(typeName);
  const fields = isObjectType(type) ? type.getFields() : {};
  const model = fields[like];
  if (!model) throw new Error(`Expected a field ${typeName}.${like}.`);
  fields[name] = { ...model, name, resolve };
  onTestFinished(() => {
    Reflect.deleteProperty(fields, name);
  });
}
