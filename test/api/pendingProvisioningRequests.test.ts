import { describe, expect, it } from 'vitest';

import { DAY, HOUR } from '../../src/time.ts';
import { openGateway, type Data } from './gateway.ts';
import {
  addProvider,
  BOXES,
  numbersIn,
  pending,
  pendingQuery,
  raise,
  respond,
} from './provisioning-verbs.ts';
import { change, faultsOf, register, tokenOf } from './subscription-verbs.ts';

/** A gateway with a provider and so many customers, registered and nothing more: P00000001 to P0000000n are about S00000001 to S0000000n. */
async function registered(customers: number) {
  const opened = await openGateway();
  await addProvider(opened.operator, 'Boxes', 'STB');
  for (let n = 1; n <= customers; n += 1)
    await register(opened.operator, { billingSystemCustomerIdentifier: `B-${n}` });
  return opened;
}

const at = (n: number) => `S0000000${n}`;

describe('pendingProvisioningRequests', () => {
  it('groups the work of a provider by subscription, the one with the oldest request first', async () => {
    const { operator, wait } = await registered(3);
    wait(HOUR);
    await raise(operator, { subscriptionNumber: at(3), scheduledDate: '2026-02-01T00:00:00Z' }); // P4
    await raise(operator, { subscriptionNumber: at(1), scheduledDate: '2027-01-01T00:00:00Z' }); // P5
    await raise(operator, { subscriptionNumber: at(1) }); // P6
    await raise(operator, { subscriptionNumber: at(2) }); // P7
    const page = await pending(operator);
    expect(page).toMatchObject({
      totalCount: 7,
      pageInfo: { hasNextPage: false, hasPreviousPage: false },
      groups: [
        // Overdue since February.
        { subscription: { number: at(3) }, requests: [{ number: 'P00000004' }, { number: 'P00000003' }] },
        // One of these shall be carried out in ten months; it is listed all the same.
        {
          subscription: { number: at(1) },
          requests: [{ number: 'P00000001' }, { number: 'P00000006' }, { number: 'P00000005' }],
        },
        { subscription: { number: at(2) }, requests: [{ number: 'P00000002' }, { number: 'P00000007' }] },
      ],
    });
  });

  it('is a list of requests: a page counts them, and a group goes on on the next page', async () => {
    const { operator } = await registered(3);
    for (const n of [1, 2, 3]) await raise(operator, { subscriptionNumber: at(n) });
    const all = [
      ['P00000001', 'P00000004'],
      ['P00000002', 'P00000005'],
      ['P00000003', 'P00000006'],
    ];
    expect(numbersIn(await pending(operator))).toEqual(all);
    const first = await pending(operator, { first: 3 });
    expect(numbersIn(first)).toEqual([['P00000001', 'P00000004'], ['P00000002']]);
    expect(first).toMatchObject({ totalCount: 6, pageInfo: { hasNextPage: true, hasPreviousPage: false } });
    const second = await pending(operator, { first: 3, after: first.pageInfo.endCursor });
    expect(numbersIn(second)).toEqual([['P00000005'], ['P00000003', 'P00000006']]);
    expect(second).toMatchObject({ totalCount: 6, pageInfo: { hasNextPage: false, hasPreviousPage: true } });
    const none = await pending(operator, { after: second.pageInfo.endCursor });
    expect(none).toEqual({
      totalCount: 6,
      pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
      groups: [],
    });

    expect(await pending(operator, { first: 3, offset: 3 })).toEqual(second);
    expect(numbersIn(await pending(operator, { first: 1, offset: 4 }))).toEqual([['P00000003']]);
    expect(numbersIn(await pending(operator, { first: 6, offset: 0 }))).toEqual(all);
    expect(numbersIn(await pending(operator, { offset: 6 }))).toEqual([]);
    expect(numbersIn(await pending(operator, { first: 3, after: first.pageInfo.startCursor }))).toEqual([
      ...[['P00000004'], ['P00000002', 'P00000005']],
    ]);
  });

  it('holds still behind a cursor while requests are answered, where an offset skips', async () => {
    const { operator } = await registered(6);
    const first = await pending(operator, { first: 2 });
    await respond(operator, numbersIn(first).flat());
    expect(numbersIn(await pending(operator, { first: 2, after: first.pageInfo.endCursor }))).toEqual([
      ...[['P00000003'], ['P00000004']],
    ]);
    expect(numbersIn(await pending(operator, { first: 2, offset: 2 }))).toEqual([
      ['P00000005'],
      ['P00000006'],
    ]);
  });

  it('shows what was left unanswered again once it is the oldest of its subscription', async () => {
    const { operator, wait } = await registered(2);
    wait(HOUR);
    await raise(operator, { subscriptionNumber: at(1) }); // P3
    const first = await pending(operator, { first: 2 });
    expect(numbersIn(first)).toEqual([['P00000001', 'P00000003']]);
    await respond(operator, ['P00000001']);
    const { endCursor } = first.pageInfo;
    expect(numbersIn(await pending(operator, { after: endCursor }))).toEqual([['P00000002'], ['P00000003']]);
  });

  it('loses what nobody answers after seven days, to the millisecond; it stays pending and can be answered', async () => {
    const { operator, wait } = await registered(1);
    wait(DAY);
    await raise(operator, { scheduledDate: '2027-01-01T00:00:00Z' });
    wait(6 * DAY);
    expect(await pending(operator)).toMatchObject({ totalCount: 2 });
    expect(numbersIn(await pending(operator))).toEqual([['P00000001', 'P00000002']]);
    wait(1);
    expect(await pending(operator)).toMatchObject({ totalCount: 1 });
    expect(numbersIn(await pending(operator))).toEqual([['P00000002']]);
    wait(DAY);
    expect(await pending(operator)).toMatchObject({ totalCount: 0, groups: [] });
    expect(await respond(operator, ['P00000001', 'P00000002'])).toMatchObject({
      provisioningRequests: [{ state: 'COMPLETED' }, { state: 'COMPLETED' }],
      failedProvisioningRequests: [],
    });
  });

  it('tells what the provider called a subscriber, with every later request', async () => {
    const { operator } = await registered(2);
    await addProvider(operator, 'Phones');
    await respond(operator, [{ number: 'P00000001', status: 'ACCEPTED', accountNumber: 'ACC-1' }]);
    await raise(operator);
    await raise(operator, { provider: { name: 'Phones' } });
    expect((await pending(operator)).groups).toMatchObject([
      { subscription: { number: at(2) }, accountNumber: null },
      { subscription: { number: at(1) }, accountNumber: 'ACC-1' },
    ]);
    // Another provider has not said anything.
    expect((await pending(operator, { provider: { name: 'Phones' } })).groups).toMatchObject([
      { subscription: { number: at(1) }, accountNumber: null },
    ]);
  });

  it('is null for a provider that is not there, and has no requests of others', async () => {
    const { operator, another } = await registered(1);
    await addProvider(operator, 'Phones', 'TEL');
    expect(await pending(operator, { provider: { name: 'Nobody' } })).toBeNull();
    expect(await pending(operator, { provider: { alternativeCode: 'TEL' } })).toMatchObject({
      totalCount: 0,
      groups: [],
    });
    const other = await another();
    expect(await pending(other.operator)).toBeNull();
    await addProvider(other.operator);
    expect(await pending(other.operator)).toMatchObject({ totalCount: 0, groups: [] });
  });

  it('needs the scope PROVISIONING, and no other', async () => {
    const { operator, someone } = await registered(1);
    const provider = await someone('PROVISIONING');
    expect(await pending(provider)).toEqual(await pending(operator));
    const { errors } = await (
      await someone('READ', 'WRITE', 'ADMIN')
    ).answer(pendingQuery(), { provider: BOXES });
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  it('is not asked for by what is no page or no cursor of it', async () => {
    const { operator } = await registered(2);
    await addProvider(operator, 'Phones');
    const { endCursor } = (await pending(operator, { first: 1 })).pageInfo;
    const elsewhere = await operator.ask('{ subscriptions(first: 1) { pageInfo { endCursor } } }');
    const faults = async (args: Data) =>
      faultsOf(await operator.answer(pendingQuery(), { provider: BOXES, ...args }));
    const stranger = [['after', '`after` is not a cursor of this list.']];
    for (const after of ['', 'x', `${endCursor}=`, elsewhere.subscriptions.pageInfo.endCursor])
      expect([after, await faults({ after })]).toEqual([after, stranger]);
    expect(await faults({ provider: { name: 'Phones' }, after: endCursor })).toEqual(stranger);
    expect(await faults({ first: 51 })).toEqual([['first', '`first` must be between 1 and 50, but was 51.']]);
    expect(await faults({ first: 0, offset: -1, after: 'x' })).toEqual([
      ['first', '`first` must be between 1 and 50, but was 0.'],
      ['offset', '`offset` must be 0 or more, but was -1.'],
      ['offset', 'Give `offset` or a cursor, not both, and no `last` with `offset`.'],
      ...stranger,
    ]);
    expect(await faults({ provider: { id: 'x' } })).toEqual([
      ['provider.id', 'This is not a global id that the gateway gave out.'],
    ]);
    expect(await faults({ provider: { name: '' } })).toEqual([
      ['provider.name', '`name` must have 1 to 128 characters, but has 0.'],
    ]);
    for (const provider of [{}, { name: 'Boxes', alternativeCode: 'STB' }, { name: null }]) {
      const { errors } = await operator.answer(pendingQuery(), { provider });
      expect([provider, errors?.[0]?.extensions.code]).toEqual([provider, 'BAD_USER_INPUT']);
    }
  });

  it('holds the whole life of a customer in order', async () => {
    const { operator } = await registered(0);
    const token = await tokenOf(operator);
    await operator.ask(
      'mutation ($input: ConfirmSignUpInput!) { confirmSignUp(input: $input) { problems { message } } }',
      { input: { token, signedUpOn: '2026-03-01T12:00:00Z' } },
    );
    await change(operator, 'suspendSubscription');
    await change(operator, 'unsuspendSubscription');
    await change(operator, 'terminateSubscription');
    const { groups } = await pending(operator, {}, 'type sequenceNumber');
    expect(groups).toMatchObject([
      {
        requests: [
          { type: 'BECOME_SUBSCRIBER', sequenceNumber: 1 },
          { type: 'ACTIVATE_SUBSCRIBER', sequenceNumber: 2 },
          { type: 'DEACTIVATE_SUBSCRIBER', sequenceNumber: 3 },
          { type: 'ACTIVATE_SUBSCRIBER', sequenceNumber: 4 },
          { type: 'DEACTIVATE_SUBSCRIBER', sequenceNumber: 5 },
        ],
      },
    ]);
  });
});
