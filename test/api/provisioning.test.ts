import { describe, expect, it } from 'vitest';

import { HOUR } from '../../src/time.ts';
import { settle, tell } from './charge-verbs.ts';
import { openGateway, type Client } from './gateway.ts';
import { addProvider, lookUp, pending, requestsOf, respond } from './provisioning-verbs.ts';
import { change, confirm, register, tokenOf, update } from './subscription-verbs.ts';

const BECOME = 'BECOME_SUBSCRIBER → Boxes';
const ACTIVATE = 'ACTIVATE_SUBSCRIBER → Boxes';
const DEACTIVATE = 'DEACTIVATE_SUBSCRIBER → Boxes';
const UPDATE_ADDRESS = 'UPDATE_ADDRESS → Boxes';
const UPDATE_SUBSCRIBER = 'UPDATE_SUBSCRIBER → Boxes';
const HOME = { type: 'HOME', streetName: 'Ledra' };

async function withProvider() {
  const opened = await openGateway();
  await addProvider(opened.operator);
  return opened;
}

async function signsUp(client: Client) {
  await confirm(client, { token: await tokenOf(client), signedUpOn: '2026-03-01T12:00:00Z' });
}

describe('A platform is asked', () => {
  it('to take somebody in once, however often the customer is given a token', async () => {
    const { operator } = await withProvider();
    await register(operator);
    await register(operator);
    await register(operator, { channel: 'WEB' });
    expect(await requestsOf(operator)).toEqual([BECOME]);
  });

  it('to switch on and off as the subscription starts, pauses, goes on and ends, once for each', async () => {
    const { operator } = await withProvider();
    await signsUp(operator);
    expect(await requestsOf(operator)).toEqual([BECOME, ACTIVATE]);
    for (const verb of ['suspendSubscription', 'unsuspendSubscription', 'terminateSubscription'] as const) {
      await change(operator, verb);
      await change(operator, verb); // there already: nothing happens
    }
    expect(await requestsOf(operator)).toEqual([BECOME, ACTIVATE, DEACTIVATE, ACTIVATE, DEACTIVATE]);
  });

  it('to switch off when a charge that was declined ends the subscription', async () => {
    const { operator, netflix, wait } = await withProvider();
    await netflix.signsUp('B-100');
    await tell(operator, 'declineCharges', [await netflix.charges('B-100')]);
    wait(24 * HOUR);
    expect(await requestsOf(operator)).toEqual([BECOME, ACTIVATE]);
    await settle(operator);
    expect(await requestsOf(operator)).toEqual([BECOME, ACTIVATE, DEACTIVATE]);
  });

  it('to switch off when a charge does that as it arrives', async () => {
    const { operator, netflix } = await withProvider();
    await netflix.signsUp('B-100');
    await netflix.charges('B-100', { paidThroughDate: '2026-02-01' });
    expect(await requestsOf(operator)).toEqual([BECOME, ACTIVATE, DEACTIVATE]);
  });

  it('to take over changed data, the address by itself, and nothing that is the same already', async () => {
    const { operator } = await withProvider();
    await register(operator);
    await update(operator, { addresses: [HOME] });
    await update(operator, { addresses: [HOME], firstName: null });
    await update(operator, { firstName: 'Anna' });
    await update(operator, {
      newBillingSystemCustomerIdentifier: 'B-100',
      lastName: 'Ioannou',
      addresses: null,
    });
    await update(operator, { emails: [{ type: 'PERSONAL', emailAddress: 'a@example.com' }], dryRun: true });
    expect(await requestsOf(operator)).toEqual([
      ...[BECOME, UPDATE_ADDRESS, UPDATE_SUBSCRIBER, UPDATE_ADDRESS, UPDATE_SUBSCRIBER],
    ]);
  });

  it('to take over what a repeated registration changes', async () => {
    const { operator } = await withProvider();
    await register(operator, { firstName: 'Anna' });
    await register(operator, { firstName: 'Anna', address: HOME });
    expect(await requestsOf(operator)).toEqual([BECOME, UPDATE_ADDRESS]);
  });

  it('to take a customer in anew who comes back, with the data of today and for the new subscription alone', async () => {
    const { operator } = await withProvider();
    await signsUp(operator);
    await change(operator, 'terminateSubscription');
    await update(operator, { firstName: 'Anna' }); // nothing is left to provision
    await register(operator, { firstName: 'Bella', address: HOME });
    expect(await requestsOf(operator)).toEqual([BECOME, ACTIVATE, DEACTIVATE]);
    expect(await requestsOf(operator, 'S00000002')).toEqual([BECOME]);
    const carried = 'sequenceNumber accountInformation { firstName } address { streetName }';
    expect(await lookUp(operator, 'P00000004', carried)).toEqual({
      ...{ sequenceNumber: 1, accountInformation: { firstName: 'Bella' }, address: { streetName: 'Ledra' } },
    });
  });

  it('each for itself, when there are several', async () => {
    const { operator } = await withProvider();
    await addProvider(operator, 'Phones');
    await signsUp(operator);
    expect(await requestsOf(operator)).toEqual([
      ...[BECOME, 'BECOME_SUBSCRIBER → Phones', ACTIVATE, 'ACTIVATE_SUBSCRIBER → Phones'],
    ]);
    await respond(operator, ['P00000001']);
    expect(await pending(operator)).toMatchObject({ totalCount: 1 });
    expect(await pending(operator, { provider: { name: 'Phones' } })).toMatchObject({ totalCount: 2 });
  });

  it('nothing where there is none, nothing about what was before it, and nothing on trial', async () => {
    const { operator, another } = await openGateway();
    await signsUp(operator);
    await addProvider(operator);
    await change(operator, 'suspendSubscription', { dryRun: true });
    await register(operator, { billingSystemCustomerIdentifier: 'B-200', dryRun: true });
    expect(await requestsOf(operator)).toEqual([]);
    await change(operator, 'suspendSubscription');
    expect(await requestsOf(operator)).toEqual([DEACTIVATE]);
    const other = await another();
    await signsUp(other.operator);
    expect(await requestsOf(other.operator)).toEqual([]);
  });

  it('nothing when the call is refused', async () => {
    const { operator } = await withProvider();
    await register(operator);
    await change(operator, 'suspendSubscription');
    await register(operator, { billingSystemCustomerIdentifier: 'B-200', promotionCode: 'NONE' });
    expect(await requestsOf(operator)).toEqual([BECOME]);
  });
});

describe('A request', () => {
  it('comes with the data of its type: Netflix is the service, the customer is who is taken in', async () => {
    const { operator } = await withProvider();
    await register(operator, { firstName: 'Anna', lastName: 'Ioannou', address: HOME });
    const { provisioningRequest } = await operator.ask(`{
      provisioningRequest(number: "P00000001") {
        type state sequenceNumber createdOn scheduledDate executedDate
        address { type streetName isPrimary }
        accountInformation { firstName lastName emails { emailAddress } phones { number } billingSystemCustomerIdentifier }
        service { code } services { code name quantity } installedItem { code } installedItems { code }
        errorCode errorDescription accountNumber
        provider { name } subscription { number stage }
      }
    }`);
    expect(provisioningRequest).toEqual({
      ...{ type: 'BECOME_SUBSCRIBER', state: 'PENDING', sequenceNumber: 1 },
      ...{
        createdOn: '2026-03-01T12:00:00.000Z',
        scheduledDate: '2026-03-01T12:00:00.000Z',
        executedDate: null,
      },
      address: { type: 'HOME', streetName: 'Ledra', isPrimary: true },
      accountInformation: {
        ...{ firstName: 'Anna', lastName: 'Ioannou', emails: [], phones: [] },
        billingSystemCustomerIdentifier: 'B-100',
      },
      ...{ service: null, installedItem: null, installedItems: [] },
      services: [{ code: 'NETFLIX', name: 'Netflix', quantity: 1 }],
      ...{ errorCode: null, errorDescription: null, accountNumber: null },
      provider: { name: 'Boxes' },
      subscription: { number: 'S00000001', stage: 'REGISTERED' },
    });
  });

  it('is a node, and missing to every other operator', async () => {
    const { operator, another } = await withProvider();
    await register(operator);
    const { id } = await lookUp(operator, 'P00000001', 'id');
    const query = 'query ($id: ID!) { node(id: $id) { __typename ... on ProvisioningRequest { number } } }';
    expect(await operator.ask(query, { id })).toEqual({
      node: { __typename: 'ProvisioningRequest', number: 'P00000001' },
    });
    const other = await another();
    expect(await other.operator.ask(query, { id })).toEqual({ node: null });
    expect(await lookUp(other.operator, 'P00000001')).toBeNull();
    for (const number of ['P00000002', 'P1', 'p00000001', 'S00000001', 'P00000000', 'P4294967297'])
      expect([number, await lookUp(operator, number)]).toEqual([number, null]);
  });

  it('stands in the pages of its subscription, the oldest first, answered or not', async () => {
    const { operator } = await withProvider();
    await signsUp(operator);
    await change(operator, 'suspendSubscription');
    await respond(operator, ['P00000002']);
    const page = async (args: string) => {
      const { subscription } = await operator.ask(`{
        subscription(number: "S00000001") {
          provisioningRequests(${args}) { totalCount pageInfo { hasNextPage endCursor } nodes { number state } }
        }
      }`);
      return subscription.provisioningRequests;
    };
    const first = await page('first: 2');
    expect(first).toMatchObject({
      totalCount: 3,
      pageInfo: { hasNextPage: true },
      nodes: [
        { number: 'P00000001', state: 'PENDING' },
        { number: 'P00000002', state: 'COMPLETED' },
      ],
    });
    expect(await page(`after: "${first.pageInfo.endCursor as string}"`)).toMatchObject({
      ...{ totalCount: 3, nodes: [{ number: 'P00000003' }] },
    });
    expect(await page('last: 1')).toMatchObject({ nodes: [{ number: 'P00000003' }] });
  });
});

describe('The whole story', () => {
  it('goes from a registration to a platform that has done its work', async () => {
    const { operator, someone } = await withProvider();
    const boxes = await someone('PROVISIONING');
    await register(operator, { firstName: 'Anna', address: HOME });

    const { groups } = await pending(
      boxes,
      {},
      'number type accountInformation { firstName } address { streetName }',
    );
    expect(groups).toMatchObject([
      {
        ...{ subscription: { number: 'S00000001' }, accountNumber: null },
        requests: [
          {
            ...{ number: 'P00000001', type: 'BECOME_SUBSCRIBER' },
            ...{ accountInformation: { firstName: 'Anna' }, address: { streetName: 'Ledra' } },
          },
        ],
      },
    ]);
    await respond(boxes, [{ number: 'P00000001', status: 'ACCEPTED', accountNumber: 'ACC-1' }]);
    expect(await pending(boxes)).toMatchObject({ totalCount: 0, groups: [] });

    await change(operator, 'terminateSubscription');
    expect((await pending(boxes, {}, 'type')).groups).toMatchObject([
      { accountNumber: 'ACC-1', requests: [{ type: 'DEACTIVATE_SUBSCRIBER' }] },
    ]);
    await respond(boxes, [
      { number: 'P00000002', status: 'REJECTED', errorCode: 'E-1', errorDescription: 'Is off.' },
    ]);
    expect(await pending(boxes)).toMatchObject({ totalCount: 0 });
    expect(await lookUp(operator, 'P00000002', 'state errorCode errorDescription')).toEqual({
      ...{ state: 'REJECTED', errorCode: 'E-1', errorDescription: 'Is off.' },
    });
  });
});
