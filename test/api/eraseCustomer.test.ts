import { beforeEach, describe, expect, it } from 'vitest';

import { DAY } from '../../src/time.ts';
import { move, settle, tell, writes } from './charge-verbs.ts';
import { openGateway, type Client, type Data, type OpenGateway } from './gateway.ts';
import { ANNA, B100, person, PERSON, register } from './subscription-verbs.ts';

const BLANK = { firstName: null, lastName: null, addresses: [], emails: [], phones: [] };

let opened: OpenGateway;
let operator: Client;
let pai: string;
beforeEach(async () => {
  opened = await openGateway();
  ({ operator } = opened);
  await register(operator, ANNA);
  pai = (await person(operator)).netflixCustomerIdentifier;
});

async function erase(input: Data = {}, client = operator): Promise<Data> {
  const { eraseCustomer } = await client.ask(
    `mutation ($input: EraseCustomerInput!) {
      eraseCustomer(input: $input) { customer { ${PERSON} } problems { code message path } }
    }`,
    { input: { by: B100, ...input } },
  );
  return eraseCustomer;
}

/** A charge that was billed and taken over; the subscription is over. */
async function billed(): Promise<string> {
  await opened.netflix.signsUp('B-100');
  const number = await opened.netflix.charges('B-100');
  opened.wait(2 * DAY);
  await settle(operator);
  await tell(operator, 'acknowledgeCharges', [{ number, referenceNumber: 'INV-1' }]);
  await move(operator, 'terminate');
  return number;
}

describe('Erasing a customer', () => {
  it('blanks the person and gives it an identifier without meaning', async () => {
    await move(operator, 'terminate');
    const { customer, problems } = await erase();
    expect(problems).toEqual([]);
    expect(customer).toMatchObject({
      ...BLANK,
      billingSystemCustomerIdentifier: `ERASED-${pai}`,
      netflixCustomerIdentifier: pai,
    });
    expect(await person(operator)).toBeNull();
    const by = { netflixCustomerIdentifier: pai };
    const { customer: found } = await operator.ask(
      `query ($by: CustomerBy!) { customer(by: $by) { ${PERSON} } }`,
      { by },
    );
    expect(found).toEqual(customer);
  });

  it('keeps the money', async () => {
    const number = await billed();
    await erase();
    const { charge, chargeTotals } = await operator.ask(
      `query ($number: String!) {
        charge(number: $number) {
          status referenceNumber amount { amount } customer { netflixCustomerIdentifier lastName } subscription { stage }
        }
        chargeTotals { count amount { amount } }
      }`,
      { number },
    );
    expect(charge).toEqual({
      status: 'APPROVED',
      referenceNumber: 'INV-1',
      amount: { amount: '9.99' },
      customer: { netflixCustomerIdentifier: pai, lastName: null },
      subscription: { stage: 'CANCELLED' },
    });
    expect(chargeTotals).toEqual([{ count: 1, amount: { amount: '9.99' } }]);
  });

  it.each(['Anna', 'pavlou', 'anna@example.com', '99123456', 'B-100'])(
    'leaves nothing to find by %s',
    async (search) => {
      await move(operator, 'terminate');
      const found = async () =>
        (
          await operator.ask('query ($s: String) { customers(filter: { search: $s }) { totalCount } }', {
            s: search,
          })
        ).customers.totalCount;
      expect(await found()).toBe(1);
      await erase();
      expect(await found()).toBe(0);
    },
  );

  it('is told in the events by the names of the fields alone', async () => {
    await billed();
    await operator.ask(`mutation { updateCustomer(input: {
      by: { billingSystemCustomerIdentifier: "B-100" }, firstName: "Άννα", newBillingSystemCustomerIdentifier: "B-101"
    }) { problems { code } } }`);
    expect(await erase({ by: { netflixCustomerIdentifier: pai } })).toMatchObject({ problems: [] });
    const { events } = await operator.ask(
      '{ events(first: 50) { nodes { type changes { field before after } } } }',
    );
    expect(events.nodes.at(-1)).toEqual({
      type: 'CUSTOMER_ERASED',
      changes: [
        'billingSystemCustomerIdentifier',
        'firstName',
        'lastName',
        'addresses',
        'emails',
        'phones',
      ].map((field) => ({ field, before: null, after: null })),
    });
    expect(JSON.stringify(events)).not.toMatch(/Anna|Άννα|Pavlou|Makariou|example\.com|123456|B-10[01]/);
  });

  it('hands what is left to provisioning providers, for their requests hold no copy', async () => {
    await operator.ask(
      'mutation { createProvisioningProvider(input: { name: "Boxes" }) { problems { code } } }',
    );
    await register(operator, { ...ANNA, billingSystemCustomerIdentifier: 'B-200' });
    const B200 = { billingSystemCustomerIdentifier: 'B-200' };
    await move(operator, 'terminate', 'B-200');
    const pending = async () => {
      const { provisioningRequests } = await operator.ask(`{
        provisioningRequests: subscription(number: "S00000002") {
          provisioningRequests { nodes { type address { streetName } accountInformation { firstName billingSystemCustomerIdentifier } } }
        }
      }`);
      return provisioningRequests.provisioningRequests.nodes[0];
    };
    expect(await pending()).toMatchObject({ type: 'BECOME_SUBSCRIBER', address: { streetName: 'Makariou' } });
    await erase({ by: B200 });
    expect(JSON.stringify(await pending())).not.toMatch(/Makariou|Anna|B-200/);
  });

  it('is done once: again is a success that changes nothing', async () => {
    await move(operator, 'terminate');
    const { customer } = await erase();
    writes(opened);
    const by = { netflixCustomerIdentifier: pai };
    expect(await erase({ by })).toEqual({ customer, problems: [] });
    expect(writes(opened)).toEqual([]);
  });

  it('makes room for somebody new under the old identifier', async () => {
    await move(operator, 'terminate');
    await erase();
    await register(operator);
    const customer = await person(operator);
    expect(customer).toMatchObject(BLANK);
    expect(customer.netflixCustomerIdentifier).not.toBe(pai);
  });

  it('is refused while something is still to be served or billed, with every reason', async () => {
    await opened.netflix.signsUp('B-100');
    await opened.netflix.charges('B-100');
    const before = await person(operator);
    writes(opened);
    const refused = await erase();
    expect(refused).toEqual({
      customer: null,
      problems: [
        {
          code: 'SUBSCRIPTION_NOT_CANCELLED',
          message: expect.stringContaining('S00000001, which is not cancelled. Terminate it first.'),
          path: ['by'],
        },
        {
          code: 'CHARGES_NOT_ACKNOWLEDGED',
          message: expect.stringContaining('has a charge that you have not acknowledged.'),
          path: ['by'],
        },
      ],
    });
    expect(writes(opened)).toEqual([]);
    expect(await person(operator)).toEqual(before);
  });

  it('does not reach the customer of another operator', async () => {
    await move(operator, 'terminate');
    const other = await opened.another();
    for (const by of [B100, { netflixCustomerIdentifier: pai }])
      expect(await erase({ by }, other.operator)).toMatchObject({
        customer: null,
        problems: [{ code: 'CUSTOMER_NOT_FOUND' }],
      });
    expect(await person(operator)).toMatchObject({ firstName: 'Anna' });
  });

  it('answers a dry run as the call, and changes nothing', async () => {
    await move(operator, 'terminate');
    const before = await person(operator);
    writes(opened);
    const dry = await erase({ dryRun: true });
    expect(writes(opened)).toEqual([]);
    expect(await person(operator)).toEqual(before);
    expect(await erase()).toEqual(dry);
  });
});
