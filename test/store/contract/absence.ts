import { expect, it } from 'vitest';

import { everything } from '../everything.ts';
import { byIdentifier, DOING, existing, item } from '../telecom.ts';
import { openWorld, type OpenStore } from '../world.ts';

const TOGETHER = 5;

/** What a rule is told is not there stays away until its ruling is written. */
export function absenceContract(open: OpenStore): void {
  it('makes one customer and one subscription of several first registrations at once', async () => {
    const { cytel } = await openWorld(open);
    const outcomes = await together(() => cytel.registers('B-1'));
    const { customers, subscriptions, events } = await everything(cytel.store);
    expect(customers).toHaveLength(1);
    expect(subscriptions).toHaveLength(1);
    expect(events).toHaveLength(1 + TOGETHER);
    for (const { customer, subscription, problems } of outcomes) {
      expect({ customer, subscription, problems }).toEqual({
        customer: customers[0],
        subscription: subscriptions[0],
        problems: [],
      });
    }
    expect(new Set(outcomes.map(({ token }) => token?.value)).size).toBe(TOGETHER);
  });

  it('lets only the newest of several tokens sign up later', async () => {
    const { cytel, clock } = await openWorld(open);
    const outcomes = await together(() => cytel.registers('B-1'));
    clock.move(60_000);
    const answers = [];
    for (const { token } of outcomes) answers.push(await cytel.signsUp(existing(token).value, clock.now()));
    const succeeded = answers.filter(({ problems }) => problems.length === 0);
    expect(succeeded).toMatchObject([{ subscription: { stage: 'ACTIVE' } }]);
    const codes = answers.flatMap(({ problems }) => problems.map(({ code }) => code));
    expect(codes).toEqual(Array.from({ length: TOGETHER - 1 }, () => 'TOKEN_UNKNOWN'));
  });

  it('signs up once with a token that is confirmed several times at once', async () => {
    const { cytel } = await openWorld(open);
    const { token } = await cytel.registers('B-1');
    const outcomes = await together(() => cytel.signsUp(existing(token).value));
    const { subscriptions, events } = await everything(cytel.store);
    expect(outcomes).toEqual(outcomes.map(() => ({ subscription: subscriptions[0], problems: [] })));
    expect(subscriptions).toMatchObject([{ stage: 'ACTIVE' }]);
    expect(events.filter(({ type }) => type === 'SUBSCRIPTION_SIGNED_UP')).toHaveLength(1);
  });

  it('gives a free reference to one of several charges that take it at once', async () => {
    const { cytel } = await openWorld(open);
    const anna = await cytel.subscribes('B-1');
    const { charges } = await cytel.receives(Array.from({ length: TOGETHER }, () => cytel.receipt(anna)));
    const outcomes = await Promise.all(
      charges.map((charge) => cytel.decides('ACCEPTED', [item(charge, anna, 'INV-1')])),
    );
    expect(outcomes.flatMap((outcome) => outcome.charges)).toHaveLength(1);
    const codes = outcomes.flatMap(({ failed }) => failed.map(({ errorCode }) => errorCode));
    expect(codes).toEqual(Array.from({ length: TOGETHER - 1 }, () => 'REFERENCE_NUMBER_TAKEN'));
    const holders = (await everything(cytel.store)).charges.filter(
      (charge) => charge.referenceNumber !== null,
    );
    expect(holders).toHaveLength(1);
  });

  it('receives a charge once that is delivered several times at once', async () => {
    const { cytel } = await openWorld(open);
    const anna = await cytel.subscribes('B-1');
    const receipt = cytel.receipt(anna);
    const outcomes = await together(() => cytel.receives([receipt]));
    const { charges, events } = await everything(cytel.store);
    expect(charges).toHaveLength(1);
    expect(outcomes).toMatchObject(outcomes.map(() => ({ charges, failed: [] })));
    expect(events.filter(({ type }) => type === 'CHARGE_RECEIVED')).toHaveLength(1);
  });

  it('settles each charge once, however many settle at once', async () => {
    const { cytel } = await openWorld(open);
    const anna = await cytel.subscribes('B-1');
    await cytel.receives(Array.from({ length: 12 }, () => cytel.receipt(anna)));
    const outcomes = await together(() => cytel.settles(3));
    expect(outcomes.map(({ processed }) => processed).toSorted()).toEqual([0, 3, 3, 3, 3]);
    expect(outcomes.map(({ remaining }) => remaining).toSorted()).toEqual([0, 0, 3, 6, 9]);
    const { charges, events } = await everything(cytel.store);
    expect(charges.every(({ status }) => status === 'APPROVED')).toBe(true);
    expect(events.filter(({ type }) => type === 'CHARGE_PROCESSED')).toHaveLength(12);
  });

  it('gives a billing-system identifier to one of several customers that take it at once', async () => {
    const { cytel } = await openWorld(open);
    const identifiers = Array.from({ length: TOGETHER }, (_, index) => `B-${String(index)}`);
    for (const identifier of identifiers) await cytel.registers(identifier);
    const outcomes = await Promise.all(
      identifiers.map((identifier) => {
        return cytel.updates({ by: byIdentifier(identifier), newBillingSystemCustomerIdentifier: 'B-NEW' });
      }),
    );
    expect(outcomes.filter(({ problems }) => problems.length === 0)).toHaveLength(1);
    expect(outcomes.flatMap(({ problems }) => problems.map(({ code }) => code))).toEqual(
      Array.from({ length: TOGETHER - 1 }, () => 'IDENTIFIER_TAKEN'),
    );
  });

  it('adds one operator, user, promotion and setting of a name, however many are added at once', async () => {
    const { store, cytel } = await openWorld(open);
    const terms = { code: 'nova', name: 'Nova', localCurrency: 'EUR', decisionWindowHours: 24 };
    const operators = await together(() => store.addOperator({ ...terms, onSilence: 'WAIT' }, DOING));
    const users = await together(() => cytel.employs('anna'));
    const promotions = await together(() => cytel.promotes('SPRING'));
    let drawn = 0;
    const settings = await together(() => store.setting('secret', `drawn ${String((drawn += 1))}`));

    expect(operators.filter((operator) => operator !== null)).toEqual([
      { ...terms, id: 3, onSilence: 'WAIT' },
    ]);
    expect(users.filter(({ user }) => user !== null)).toHaveLength(1);
    expect(promotions.filter(({ promotion }) => promotion !== null)).toHaveLength(1);
    expect(new Set(settings).size).toBe(1);
    expect(await store.settingIfAny('secret')).toBe(settings[0]);
  });

  it('changes a setting from what it was, however many change it at once', async () => {
    const { store, reopened } = await openWorld(open);
    const counted = await together(() => store.changeSetting('count', (found) => String(Number(found) + 1)));
    expect(counted.toSorted((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: TOGETHER }, (_, n) => String(n + 1)),
    );
    expect(await (await reopened()).settingIfAny('count')).toBe(String(TOGETHER));
  });

  it('keeps the first value of a setting, and has none before', async () => {
    const { store, reopened } = await openWorld(open);
    expect(await store.settingIfAny('secret')).toBeNull();
    expect(await store.setting('secret', 'first')).toBe('first');
    expect(await store.setting('secret', 'second')).toBe('first');
    const again = await reopened();
    expect(await again.setting('secret', 'third')).toBe('first');
    expect(await again.settingIfAny('other')).toBeNull();
  });
}

function together<T>(act: () => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: TOGETHER }, act));
}
