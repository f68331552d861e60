import { expect, it } from 'vitest';

import { numberOf } from '../../../src/ids.ts';
import { draft, unchanged, type Draft, type Facts } from '../../../src/ruling.ts';
import { DAY } from '../../../src/time.ts';
import { accepted, createsProvider, everyRequest, numbers, platform } from '../platform.ts';
import { ALL, byIdentifier, DOING, DRY, existing, type Telecom } from '../telecom.ts';
import { openWorld, type OpenStore } from '../world.ts';

/** What happens to subscriptions reaches every platform of the operator, once, in the same transaction. */
export function provisioningContract(open: OpenStore): void {
  it('asks every platform, in the transaction of what happened, with an event for each', async () => {
    const { cytel } = await openWorld(open);
    const platforms = [await platform(cytel, 'Boxes'), await platform(cytel, 'Phones')];
    await cytel.subscribes('B-1');
    const requests = await everyRequest(cytel);
    expect(
      requests.map(({ type, providerId, sequenceNumber }) => [type, providerId, sequenceNumber]),
    ).toEqual([
      ['BECOME_SUBSCRIBER', platforms[0]?.provider.id, 1],
      ['BECOME_SUBSCRIBER', platforms[1]?.provider.id, 1],
      ['ACTIVATE_SUBSCRIBER', platforms[0]?.provider.id, 2],
      ['ACTIVATE_SUBSCRIBER', platforms[1]?.provider.id, 2],
    ]);
    const events = await eventsOf(cytel);
    expect(events.slice(3).map(({ type, provisioningRequestId }) => [type, provisioningRequestId])).toEqual([
      ['SUBSCRIPTION_REGISTERED', null],
      ['PROVISIONING_REQUESTED', requests[0]?.id],
      ['PROVISIONING_REQUESTED', requests[1]?.id],
      ['SUBSCRIPTION_SIGNED_UP', null],
      ['PROVISIONING_REQUESTED', requests[2]?.id],
      ['PROVISIONING_REQUESTED', requests[3]?.id],
    ]);
  });

  it('asks nobody for an operator without a platform, in a dry run, or when the rule throws', async () => {
    const { cytel, pantel } = await openWorld(open);
    await platform(cytel, 'Boxes');
    await pantel.subscribes('B-1');
    await cytel.registers('B-1', {}, DRY);
    const failing = cytel.store.register(
      { billingSystemCustomerIdentifier: 'B-1', promotionCode: null },
      () => {
        throw new Error('Failed on purpose.');
      },
      DOING,
    );
    await expect(failing).rejects.toThrow('on purpose');
    expect(await everyRequest(pantel)).toEqual([]);
    await cytel.registers('B-2');
    expect((await everyRequest(cytel)).map(({ id }) => id)).toEqual([cytel.nth(1)]);
  });

  it('counts requests, their places and their events without gaps while many are raised at once', async () => {
    const { cytel } = await openWorld(open);
    const boxes = await platform(cytel, 'Boxes');
    const names = Array.from({ length: 15 }, (_, n) => `B-${n + 1}`);
    await Promise.all(
      names.map(async (name) => {
        await cytel.subscribes(name);
        await Promise.all([
          cytel.suspends(byIdentifier(name)),
          boxes.requests('S00000001'),
          boxes.requests('S00000001', {}, DRY),
        ]);
      }),
    );
    const requests = await everyRequest(cytel);
    expect(requests.map(({ id }) => id)).toEqual(Array.from({ length: 4 * 15 }, (_, n) => cytel.nth(n + 1)));
    for (const own of Map.groupBy(requests, ({ subscriptionId }) => subscriptionId).values()) {
      expect(own.map(({ sequenceNumber }) => sequenceNumber)).toEqual(own.map((_, n) => n + 1));
    }
    const events = await eventsOf(cytel);
    expect(events.map(({ id }) => id)).toEqual(events.map((_, n) => cytel.nth(n + 1)));
    const raised = events.filter(({ type }) => type === 'PROVISIONING_REQUESTED');
    expect(raised.map(({ provisioningRequestId }) => provisioningRequestId)).toEqual(
      requests.map(({ id }) => id),
    );
  });

  it('keeps an answer, what the provider calls the subscriber, and everything when it is opened again', async () => {
    const { cytel, clock, reopened } = await openWorld(open);
    const boxes = await platform(cytel, 'Boxes');
    await cytel.registers('B-1');
    clock.move(9 * DAY);
    await boxes.responds([accepted('P00000001', 'A-1')], DRY);
    expect((await everyRequest(cytel))[0]).toMatchObject({ state: 'PENDING', accountNumber: null });
    const { requests } = await boxes.responds([accepted('P00000001', 'A-1')]);
    expect(requests).toMatchObject([{ state: 'COMPLETED', executedDate: clock.now(), accountNumber: 'A-1' }]);
    const { provisioning } = (await reopened()).of(cytel.operator.id);
    expect(await provisioning.requestsById([cytel.nth(1)])).toEqual(requests);
    expect(await provisioning.provider({ name: 'Boxes' })).toEqual(boxes.provider);
  });

  it('tells a rule only what belongs to the provider that answers', async () => {
    const { cytel } = await openWorld(open);
    const boxes = await platform(cytel, 'Boxes');
    await platform(cytel, 'Phones');
    await cytel.subscribes('B-1');
    await boxes.responds([accepted('P00000001', 'A-1')]);
    const facts = (name: string) =>
      cytel.store.provisioning.respond(
        {
          provider: { name },
          numbers: ['P00000001', 'P00000002', 'P00000001', 'P00000009', 'p00000001', 'S00000001'],
        },
        ({ provider, requests, accountNumbers }) =>
          unchanged({ provider, numbers: [...requests.keys()], accountNumbers }),
        DOING,
      );
    expect(await facts('Boxes')).toEqual({
      provider: boxes.provider,
      numbers: ['P00000001'],
      accountNumbers: new Map([[cytel.nth(1), 'A-1']]),
    });
    expect(await facts('Phones')).toMatchObject({ numbers: ['P00000002'], accountNumbers: new Map() });
    expect(await facts('Nobody')).toEqual({ provider: null, numbers: [], accountNumbers: new Map() });
  });

  it('keeps platforms of two operators apart, whichever way they are asked for', async () => {
    const { cytel, pantel } = await openWorld(open);
    const boxes = await platform(cytel, 'Boxes');
    await cytel.subscribes('B-1');
    const requests = await everyRequest(cytel);
    const theirs = await platform(pantel, 'Boxes');
    const { provisioning } = pantel.store;
    expect(await provisioning.providersById([boxes.provider.id, theirs.provider.id])).toEqual([
      null,
      theirs.provider,
    ]);
    expect(await provisioning.provider({ id: boxes.provider.id })).toBeNull();
    expect(await provisioning.provider({ name: 'Boxes' })).toEqual(theirs.provider);
    expect(await provisioning.providerPage(ALL)).toEqual({ rows: [theirs.provider], more: false });
    expect(await provisioning.countProviders()).toBe(1);
    expect(await provisioning.requestsById(requests.map(({ id }) => id))).toEqual([null, null]);
    expect(await provisioning.requestPages([cytel.nth(1)], ALL)).toEqual([{ rows: [], more: false }]);
    expect(await provisioning.countRequests([cytel.nth(1)])).toEqual([0]);
    const query = { providerId: boxes.provider.id, since: 0, size: 50, after: null, offset: 0 };
    expect(await provisioning.pendingPage(query)).toEqual({ rows: [], more: false });
    expect(await provisioning.countPending(query)).toBe(0);
    expect(await theirs.responds(numbers(requests))).toMatchObject({ requests: [], failed: [{}, {}] });
    const raised = provisioning.request(
      { subscriptionNumber: numberOf('S', cytel.nth(1)), provider: { id: boxes.provider.id } },
      ({ provider, subscription, lastSequence }) => unchanged({ provider, subscription, lastSequence }),
      DOING,
    );
    expect(await raised).toEqual({ provider: null, subscription: null, lastSequence: 0 });
    expect(await everyRequest(cytel)).toEqual(requests);
  });

  it.each<[string, (change: Draft, facts: Facts) => void]>([
    [
      'a name of the operator',
      (change, { newId }) =>
        change.put('provisioningProviders', null, {
          ...{ id: newId('provisioningProviders'), name: 'Boxes', alternativeCode: null },
        }),
    ],
    [
      'an alternative code of the operator',
      (change, { newId }) =>
        change.put('provisioningProviders', null, {
          ...{ id: newId('provisioningProviders'), name: 'Other', alternativeCode: 'STB' },
        }),
    ],
  ])('refuses %s to a second platform', async (_what, wrong) => {
    const { cytel } = await openWorld(open);
    await createsProvider(cytel.store.provisioning, 'Boxes', 'STB');
    const refused = cytel.store.updateOperator((facts) => {
      const change = draft();
      wrong(change, facts);
      change.event({ type: 'PROVISIONING_PROVIDER_CREATED', changes: [] });
      return change.rules(null);
    }, DOING);
    await expect(refused).rejects.toThrow(/unique/i);
    expect(await cytel.store.provisioning.countProviders()).toBe(1);
  });

  it('refuses a second request in the same place of its subscription', async () => {
    const { cytel } = await openWorld(open);
    const boxes = await platform(cytel, 'Boxes');
    await cytel.subscribes('B-1');
    const request = await boxes.requests('S00000001');
    const refused = cytel.store.updateOperator(({ newId }) => {
      const change = draft();
      change.put('provisioningRequests', null, { ...request, id: newId('provisioningRequests') });
      change.event({ type: 'PROVISIONING_REQUESTED', changes: [] });
      return change.rules(null);
    }, DOING);
    await expect(refused).rejects.toThrow(/unique/i);
    expect((await boxes.requests('S00000001')).sequenceNumber).toBe(request.sequenceNumber + 1);
  });

  it('takes one of two answers that are given at once, and writes nothing of a rule that throws', async () => {
    const { cytel } = await openWorld(open);
    const boxes = await platform(cytel, 'Boxes');
    await cytel.registers('B-1');
    const before = [await everyRequest(cytel), await eventsOf(cytel)];
    const failing = cytel.store.provisioning.respond(
      { provider: { name: 'Boxes' }, numbers: ['P00000001'] },
      () => {
        throw new Error('Failed on purpose.');
      },
      DOING,
    );
    await expect(failing).rejects.toThrow('on purpose');
    expect([await everyRequest(cytel), await eventsOf(cytel)]).toEqual(before);
    const names = ['A-1', 'A-2', 'A-3'];
    const outcomes = await Promise.all(names.map((name) => boxes.responds([accepted('P00000001', name)])));
    expect(outcomes.map(({ requests }) => requests.length).toSorted()).toEqual([0, 0, 1]);
    expect(outcomes.flatMap(({ failed }) => failed)).toMatchObject([
      { errorCode: 'ALREADY_ANSWERED' },
      { errorCode: 'ALREADY_ANSWERED' },
    ]);
    const taken = outcomes.flatMap(({ requests }) => requests);
    expect(await everyRequest(cytel)).toEqual(taken);
    const answers = (await eventsOf(cytel)).filter(({ type }) => type === 'PROVISIONING_ANSWERED');
    expect(answers).toHaveLength(1);
  });

  it('lists platforms, and the requests of each of several subscriptions, in pages', async () => {
    const { cytel } = await openWorld(open);
    const names = ['Boxes', 'Phones', 'Tablets'];
    const platforms: { readonly id: number }[] = [];
    for (const name of names) platforms.push((await platform(cytel, name)).provider);
    for (const name of ['B-1', 'B-2']) await cytel.registers(name);
    const { provisioning } = cytel.store;
    const ids = (rows: readonly { readonly id: number }[]) => rows.map(({ id }) => id);
    const first = await provisioning.providerPage({ ...ALL, size: 2 });
    expect([ids(first.rows), first.more]).toEqual([ids(platforms.slice(0, 2)), true]);
    const rest = await provisioning.providerPage({ ...ALL, size: 2, after: platforms[1]?.id ?? null });
    expect([ids(rest.rows), rest.more]).toEqual([ids(platforms.slice(2)), false]);

    const requests = await everyRequest(cytel);
    const [ofOne, ofOther] = [requests.slice(0, 3), requests.slice(3)];
    const subscriptions = [cytel.nth(2), cytel.nth(9), cytel.nth(1)];
    const pages = await provisioning.requestPages(subscriptions, { ...ALL, size: 2 });
    expect(pages).toEqual([
      { rows: ofOther.slice(0, 2), more: true },
      { rows: [], more: false },
      { rows: ofOne.slice(0, 2), more: true },
    ]);
    const newest = { ...ALL, size: 1, newestFirst: true, after: ofOther[2]?.id ?? null };
    expect((await provisioning.requestPages(subscriptions, newest))[0]).toEqual({
      rows: [ofOther[1]],
      more: true,
    });
    expect(await provisioning.countRequests(subscriptions)).toEqual([3, 0, 3]);
    expect(
      await provisioning.requestsById([requests[4]?.id ?? 0, cytel.nth(99), requests[0]?.id ?? 0]),
    ).toEqual([requests[4], null, requests[0]]);
    expect(await provisioning.providersById([platforms[2]?.id ?? 0, cytel.nth(99)])).toEqual([
      platforms[2],
      null,
    ]);
  });

  it('adds a platform of a name once when two do so at the same time', async () => {
    const { cytel } = await openWorld(open);
    const { provisioning } = cytel.store;
    const outcomes = await Promise.all([1, 2, 3].map(() => createsProvider(provisioning, 'Boxes')));
    expect(outcomes.map(({ problems }) => problems.length)).toEqual([0, 1, 1]);
    expect(existing(outcomes[0]?.provider)).toEqual(await provisioning.provider({ name: 'Boxes' }));
  });
}

async function eventsOf({ store }: Telecom) {
  return (await store.eventPage(ALL)).rows;
}
