import { describe, expect, it } from 'vitest';

import { DAY, HOUR, MINUTE } from '../../src/time.ts';
import { settle } from './charge-verbs.ts';
import { NOON, openGateway, type Client } from './gateway.ts';
import { B100, change, confirm, faultsOf, person, register, tokenOf } from './subscription-verbs.ts';

const SUBSCRIPTION = 'query ($number: String!) { subscription(number: $number) { number } }';

describe('A subscription', () => {
  it('is found by its number, by nothing that only resembles it, and by its own operator', async () => {
    const { operator, another } = await openGateway();
    await register(operator);
    const other = await another();
    expect(await operator.ask(SUBSCRIPTION, { number: 'S00000001' })).toEqual({
      subscription: { number: 'S00000001' },
    });
    expect(await other.operator.ask(SUBSCRIPTION, { number: 'S00000001' })).toEqual({ subscription: null });
    const resembling = ['S1', 's00000001', 'S00000001 ', 'S000000001', 'I00000001', 'S00000000', 'S00000002'];
    for (const number of [...resembling, 'S4294967297', 'S99999999999999999999', '1', '%'])
      expect(await operator.ask(SUBSCRIPTION, { number })).toEqual({ subscription: null });
  });

  it('needs a number that can be one', async () => {
    const { operator } = await openGateway();
    for (const number of ['', 'x'.repeat(129), 'S\u0000'])
      expect(faultsOf(await operator.answer(SUBSCRIPTION, { number }))).toEqual([
        ['number', expect.any(String)],
      ]);
  });

  it('tells the promotion redeemed in the last ten calendar months', async () => {
    const { operator, wait } = await openGateway();
    await operator.ask(
      `mutation { createPromotion(input: { code: "SPRING", name: "Spring", effectiveFrom: "2026-01-01T00:00:00Z" }) { problems { code } } }`,
    );
    const promotions = async () => {
      const { subscription } = await operator.ask(
        '{ subscription(number: "S00000001") { promotions { redeemedOn promotion { code } } } }',
      );
      return subscription.promotions;
    };
    const token = await tokenOf(operator, { promotionCode: 'SPRING' });
    expect(await promotions()).toEqual([]);
    const signedUpOn = '2026-03-01T12:00:00.000Z';
    await confirm(operator, { token, signedUpOn });
    const redeemed = [{ redeemedOn: signedUpOn, promotion: { code: 'SPRING' } }];
    expect(await promotions()).toEqual(redeemed);
    wait(Date.UTC(2027, 0, 1, 12) - NOON);
    expect(await promotions()).toEqual(redeemed);
    wait(1);
    expect(await promotions()).toEqual([]);
  });

  it('is entitled up to the latest day that was paid for', async () => {
    const { operator, netflix, wait } = await openGateway();
    await netflix.signsUp('B-100');
    const entitled = async () =>
      (await operator.ask('{ subscription(number: "S00000001") { entitledUntil } }')).subscription;
    await netflix.charges('B-100', { paidThroughDate: '2026-04-30' });
    await netflix.charges('B-100', { paidThroughDate: '2026-03-31' });
    expect(await entitled()).toEqual({ entitledUntil: null });
    wait(DAY);
    await settle(operator);
    expect(await entitled()).toEqual({ entitledUntil: '2026-04-30' });
  });
});

describe('The subscriptions', () => {
  const found = async (client: Client, filter: object | null, by?: object | null) => {
    const { subscriptions } = await client.ask(
      `query ($filter: SubscriptionFilter, $by: CustomerBy) {
        subscriptions(filter: $filter, by: $by) {
          totalCount nodes { customer { billingSystemCustomerIdentifier } }
        }
      }`,
      { filter, by },
    );
    const names = subscriptions.nodes.map(
      ({ customer }: { customer: typeof B100 }) => customer.billingSystemCustomerIdentifier,
    );
    expect(subscriptions.totalCount).toBe(names.length);
    return names.join(' ');
  };
  const named = (billingSystemCustomerIdentifier: string) => ({ billingSystemCustomerIdentifier });

  /** One of each stage, each registered a minute after the one before; `ended` is registered again. */
  const oneOfEach = async () => {
    const opened = await openGateway();
    const { operator, netflix, wait, another } = opened;
    const names = ['waiting', 'active', 'suspended', 'ended'];
    for (const [k, name] of names.entries()) {
      await register(operator, { ...named(name), channel: k % 2 === 0 ? 'WEB' : null });
      if (name !== 'waiting') await netflix.signsUp(name);
      wait(MINUTE);
    }
    await change(operator, 'suspendSubscription', { by: named('suspended') });
    await change(operator, 'terminateSubscription', { by: named('ended') });
    await register(operator, { ...named('ended'), channel: 'MOBILE' });
    const other = await another();
    await register(other.operator, named('foreign'));
    return opened;
  };

  it.each([
    ['everything', {}, 'waiting active suspended ended ended'],
    ['no filter', null, 'waiting active suspended ended ended'],
    ['nulls', { stage: null, channel: null, registeredFrom: null }, 'waiting active suspended ended ended'],
    ['a stage', { stage: ['SUSPENDED'] }, 'suspended'],
    ['a stage that is no list', { stage: 'ACTIVE' }, 'active'],
    ['several stages', { stage: ['CANCELLED', 'ACTIVE', 'ACTIVE'] }, 'active ended'],
    ['no stage', { stage: [] }, ''],
    ['a state of life', { lifeCycleState: ['NOT_EFFECTIVE'] }, 'waiting suspended ended'],
    ['states of life', { lifeCycleState: ['EFFECTIVE', 'CANCELLED'] }, 'active ended'],
    ['no state of life', { lifeCycleState: [] }, ''],
    ['a state at Netflix', { netflixState: ['EFFECTIVE'] }, 'active'],
    ['no state at Netflix', { netflixState: [] }, ''],
    ['a channel', { channel: ['WEB'] }, 'waiting suspended'],
    ['channels', { channel: ['WEB', 'MOBILE', 'STORE'] }, 'waiting suspended ended'],
    ['no channel', { channel: [] }, ''],
    ['a beginning, inclusive', { registeredFrom: '2026-03-01T12:03:00Z' }, 'ended ended'],
    ['an end, exclusive', { registeredTo: '2026-03-01T12:01:00Z' }, 'waiting'],
    [
      'all of it',
      { stage: ['REGISTERED', 'ACTIVE'], lifeCycleState: ['NOT_EFFECTIVE'], channel: ['WEB'] },
      'waiting',
    ],
    ['what excludes itself', { stage: ['ACTIVE'], lifeCycleState: ['CANCELLED'] }, ''],
  ])('are listed by %s', async (_what, filter, names) => {
    const { operator } = await oneOfEach();
    expect(await found(operator, filter)).toBe(names);
  });

  it('are listed by customer, and combined with a filter', async () => {
    const { operator } = await oneOfEach();
    expect(await found(operator, null, named('ended'))).toBe('ended ended');
    expect(await found(operator, { stage: ['CANCELLED'] }, named('ended'))).toBe('ended');
    expect(await found(operator, { stage: ['ACTIVE'] }, named('ended'))).toBe('');
    const { customer } = await operator.ask(
      '{ customer(by: { billingSystemCustomerIdentifier: "active" }) { netflixCustomerIdentifier } }',
    );
    expect(await found(operator, null, customer)).toBe('active');
    expect(await found(operator, null, null)).toBe('waiting active suspended ended ended');
    for (const nobody of ['foreign', 'ENDED', 'end'])
      expect(await found(operator, null, named(nobody))).toBe('');
  });

  it('say what may be done next', async () => {
    const { operator } = await oneOfEach();
    const { subscriptions } = await operator.ask('{ subscriptions { nodes { stage allowedActions } } }');
    expect(subscriptions.nodes).toEqual([
      { stage: 'REGISTERED', allowedActions: ['REGISTER', 'TERMINATE'] },
      { stage: 'ACTIVE', allowedActions: ['SUSPEND', 'TERMINATE'] },
      { stage: 'SUSPENDED', allowedActions: ['UNSUSPEND', 'TERMINATE'] },
      { stage: 'CANCELLED', allowedActions: [] },
      { stage: 'REGISTERED', allowedActions: ['REGISTER', 'TERMINATE'] },
    ]);
  });

  it.each([
    [
      'unknown values',
      { stage: ['GONE', null], channel: ['RADIO'] },
      ['filter.channel.0', 'filter.stage.0', 'filter.stage.1'],
    ],
    [
      'no instants',
      { registeredFrom: 'noon', registeredTo: 0 },
      ['filter.registeredFrom', 'filter.registeredTo'],
    ],
    ['an unknown field', { number: 'S00000001' }, ['filter.number']],
  ])('cannot be listed by %s', async (_what, filter, paths) => {
    const { operator } = await openGateway();
    const query = 'query ($filter: SubscriptionFilter) { subscriptions(filter: $filter) { totalCount } }';
    const faults = faultsOf(await operator.answer(query, { filter }));
    expect(faults.map(([path]) => path)).toEqual(paths);
  });

  it('of a customer are counted and paged with it', async () => {
    const { operator, wait } = await openGateway();
    for (let time = 0; time < 3; time += 1) {
      await register(operator);
      await change(operator, 'terminateSubscription');
      wait(HOUR);
    }
    const fields = `subscriptions(last: 2) { totalCount nodes { number } pageInfo { hasPreviousPage } }`;
    expect(await person(operator, fields)).toEqual({
      subscriptions: {
        totalCount: 3,
        nodes: [{ number: 'S00000002' }, { number: 'S00000003' }],
        pageInfo: { hasPreviousPage: true },
      },
    });
  });
});
