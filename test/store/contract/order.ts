import { expect, it } from 'vitest';

import { unchanged } from '../../../src/ruling.ts';
import { HOUR } from '../../../src/time.ts';
import { everything } from '../everything.ts';
import { ALL, byIdentifier, DOING, existing, type Telecom } from '../telecom.ts';
import { openWorld, type OpenStore } from '../world.ts';

/** Numbers and instants are drawn in the transaction that uses them: the order of commits is the order of everything. */
export function orderContract(open: OpenStore): void {
  it('numbers customers, subscriptions, charges and events without gaps while many decide at once', async () => {
    const { cytel, pantel } = await openWorld(open);
    await Promise.all(
      [cytel, pantel].flatMap((operator) => [
        ...names(30).map(async (name) => {
          const customer = await operator.subscribes(name);
          await operator.receives([operator.receipt(customer), operator.receipt(customer)]);
        }),
        ...names(10).map(() => expect(rejected(operator)).rejects.toThrow('on purpose')),
        ...names(10).map((name) => operator.registers(`dry ${name}`, {}, { actor: 'x', dryRun: true })),
      ]),
    );
    for (const operator of [cytel, pantel]) {
      const { customers, subscriptions, charges, events } = await everything(operator.store);
      const numbers = { customers: 30, subscriptions: 30, charges: 60, events: 1 + 4 * 30 };
      const counted = (rows: readonly unknown[]) => rows.map((_, index) => operator.nth(index + 1));
      expect({
        customers: customers.length,
        subscriptions: subscriptions.length,
        charges: charges.length,
        events: events.length,
      }).toEqual(numbers);
      for (const rows of [customers, subscriptions, charges, events]) {
        expect(rows.map(({ id }) => id)).toEqual(counted(rows));
      }
    }
  });

  it('numbers a charge before another exactly when its event comes before', async () => {
    const { cytel } = await openWorld(open);
    await Promise.all(
      names(20).map(async (name) => {
        const customer = await cytel.subscribes(name);
        await cytel.receives([cytel.receipt(customer)]);
      }),
    );
    const { charges, events } = await everything(cytel.store);
    const received = events.filter(({ type }) => type === 'CHARGE_RECEIVED');
    expect(received.map(({ chargeId }) => chargeId)).toEqual(charges.map(({ id }) => id));
  });

  it('never goes back in time, even when the clock does', async () => {
    const { cytel, clock } = await openWorld(open);
    clock.move(HOUR);
    const anna = await cytel.subscribes('B-1');
    const receive = async () => existing((await cytel.receives([cytel.receipt(anna)])).charges[0]);
    const first = await receive();
    clock.move(-5 * HOUR);
    const second = await receive();
    clock.move(-5 * HOUR);
    const third = await receive();
    clock.move(11 * HOUR);
    const fourth = await receive();
    expect([first, second, third, fourth].map(({ receivedOn }) => receivedOn - first.receivedOn)).toEqual([
      ...[0, 0, 0, HOUR],
    ]);
    const { events } = await everything(cytel.store);
    const instants = events.map(({ occurredOn }) => occurredOn);
    expect(instants).toEqual(instants.toSorted((a, b) => a - b));
    expect(instants.at(-1)).toBe(clock.now());
  });

  it('judges by the same instant that it writes', async () => {
    const { cytel, clock } = await openWorld(open);
    clock.move(HOUR);
    await cytel.registers('B-1');
    const newest = clock.now();
    clock.move(-HOUR);
    expect(await cytel.store.updateOperator(({ now }) => unchanged(now), DOING)).toBe(newest);
    const { subscription } = await cytel.terminates(byIdentifier('B-1'));
    expect(subscription?.cancelledOn).toBe(newest);
    const { rows } = await cytel.store.eventPage({ ...ALL, newestFirst: true, size: 1 });
    expect(rows).toMatchObject([{ type: 'SUBSCRIPTION_CANCELLED', occurredOn: newest, actor: DOING.actor }]);
  });

  it('begins with the event that created the operator, and gives each operator a sequence of its own', async () => {
    const { cytel, pantel, clock } = await openWorld(open);
    clock.move(HOUR);
    await pantel.registers('B-1');
    expect((await cytel.store.eventPage(ALL)).rows).toMatchObject([
      { id: cytel.nth(1), type: 'OPERATOR_CREATED', actor: DOING.actor, customerId: null, changes: '[]' },
    ]);
    expect((await pantel.store.eventPage(ALL)).rows).toMatchObject([
      { id: pantel.nth(1), type: 'OPERATOR_CREATED' },
      { id: pantel.nth(2), type: 'SUBSCRIPTION_REGISTERED', occurredOn: clock.now() },
    ]);
  });

  it('lets a reader that follows the events miss none while others write', async () => {
    const { cytel } = await openWorld(open);
    const seen: number[] = [];
    let writing = true;
    const follow = async () => {
      for (;;) {
        const last = !writing;
        const { rows } = await cytel.store.eventPage({ ...ALL, size: 7, after: seen.at(-1) ?? null });
        seen.push(...rows.map(({ id }) => id));
        if (last && rows.length === 0) return;
        await new Promise(setImmediate);
      }
    };
    const following = follow();
    for (const batch of [1, 2, 3, 4, 5]) {
      await Promise.all(names(8).map((name) => cytel.subscribes(`${name} of ${String(batch)}`)));
    }
    writing = false;
    await following;
    expect(seen).toEqual(Array.from({ length: 1 + 5 * 8 * 2 }, (_, index) => cytel.nth(index + 1)));
  });
}

const names = (many: number) => Array.from({ length: many }, (_, index) => `B-${String(index + 1)}`);

const rejected = ({ store }: Telecom) =>
  store.updateOperator(({ newId }) => {
    newId('customers');
    throw new Error('Failed on purpose.');
  }, DOING);
