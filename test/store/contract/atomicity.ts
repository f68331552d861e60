import { expect, it } from 'vitest';

import { updateCustomer } from '../../../src/customers/rules/update.ts';
import { draft, unchanged } from '../../../src/ruling.ts';
import { register } from '../../../src/subscriptions/rules/registration.ts';
import { everything } from '../everything.ts';
import { byIdentifier, DOING, DRY, item, registration } from '../telecom.ts';
import { openWorld, type OpenStore } from '../world.ts';

/** All of a ruling or nothing of it. */
export function atomicityContract(open: OpenStore): void {
  it('answers with what the rule found, and a later read finds what the rule wrote', async () => {
    const { cytel } = await openWorld(open);
    const registered = await cytel.registers('B-1', { firstName: 'Anna' });
    expect(registered).toMatchObject({ customer: { firstName: 'Anna' }, problems: [] });
    expect(await cytel.store.customer(byIdentifier('B-1'))).toEqual(registered.customer);
    expect(await cytel.store.latestSubscriptions([registered.customer?.id ?? 0])).toEqual([
      registered.subscription,
    ]);
  });

  it('writes nothing when the rule throws', async () => {
    const { cytel } = await openWorld(open);
    const anna = await cytel.subscribes('B-1');
    const before = await everything(cytel.store);
    const broken = cytel.store.changeCustomer(
      { by: byIdentifier('B-1'), newBillingSystemCustomerIdentifier: null },
      (facts) => {
        updateCustomer({ by: byIdentifier('B-1'), firstName: 'Bella' }, facts);
        throw new Error(`Expected another name for ${anna.netflixCustomerIdentifier}.`);
      },
      DOING,
    );
    await expect(broken).rejects.toThrow('Expected another name');
    expect(await everything(cytel.store)).toEqual(before);
  });

  it('writes nothing of a ruling whose last change cannot be written', async () => {
    const { cytel } = await openWorld(open);
    const anna = await cytel.subscribes('B-1');
    const { charges } = await cytel.receives([cytel.receipt(anna)]);
    const before = await everything(cytel.store);
    const broken = cytel.store.register(
      { billingSystemCustomerIdentifier: 'B-2', promotionCode: null },
      (facts) => {
        const { changes, outcome } = register(registration('B-2'), facts);
        const twice = charges.map((charge) => ({
          before: null,
          after: { ...charge, id: facts.newId('charges') },
        }));
        return { changes: { ...changes, charges: twice }, outcome };
      },
      DOING,
    );
    await expect(broken).rejects.toThrow(/unique/i);
    expect(await everything(cytel.store)).toEqual(before);
    await cytel.registers('B-2');
    expect((await everything(cytel.store)).customers.map(({ id }) => id)).toEqual([1, 2].map(cytel.nth));
  });

  it('undoes what fails alone, whatever is decided in the same moment', async () => {
    const { cytel, pantel } = await openWorld(open);
    const anna = await cytel.subscribes('B-1');
    const throws = () =>
      cytel.store.updateOperator(() => {
        throw new Error('Expected a better rule.');
      }, DOING);
    const breaks = () =>
      cytel.store.updateOperator((facts) => {
        const change = draft();
        change.put('customers', null, { ...anna, id: facts.newId('customers') });
        change.event({ type: 'CUSTOMER_UPDATED', changes: [] });
        return change.rules(null);
      }, DOING);

    const results = await Promise.allSettled([
      cytel.registers('B-2'),
      throws(),
      pantel.registers('B-1'),
      breaks(),
      cytel.registers('B-3'),
      throws(),
      breaks(),
      cytel.registers('B-4'),
    ]);

    expect(results.map(({ status }) => status === 'fulfilled')).toEqual([
      ...[true, false, true, false],
      ...[true, false, false, true],
    ]);
    const { customers, events } = await everything(cytel.store);
    expect(customers.map(({ id }) => id)).toEqual([1, 2, 3, 4].map(cytel.nth));
    expect(customers.map((each) => each.billingSystemCustomerIdentifier).toSorted()).toEqual([
      ...['B-1', 'B-2', 'B-3', 'B-4'],
    ]);
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => cytel.nth(index + 1)));
    expect((await everything(pantel.store)).customers).toHaveLength(1);
  });

  it('refuses a ruling that changes something and tells no event', async () => {
    const { cytel } = await openWorld(open);
    const anna = await cytel.subscribes('B-1');
    const before = await everything(cytel.store);
    const silent = cytel.store.updateOperator(() => {
      const change = draft();
      change.put('customers', anna, { ...anna, firstName: 'Bella' });
      return change.rules(null);
    }, DOING);
    await expect(silent).rejects.toThrow('event');
    expect(await everything(cytel.store)).toEqual(before);
  });

  it('leaves everything as it is for a ruling that changes nothing', async () => {
    const { cytel, clock } = await openWorld(open);
    const before = await everything(cytel.store);
    clock.move(1000);
    expect(await cytel.store.updateOperator((facts) => unchanged(facts.now), DOING)).toBe(clock.now());
    expect(await everything(cytel.store)).toEqual(before);
  });

  it('tells what a dry run would do, and does none of it', async () => {
    const { store, cytel } = await openWorld(open);
    const anna = await cytel.subscribes('B-1');
    const { charges } = await cytel.receives([cytel.receipt(anna), cytel.receipt(anna)]);
    const [first, second] = charges;
    if (!first || !second) throw new Error('Expected two charges.');
    const before = await everything(cytel.store);

    const registered = await cytel.registers('B-2', {}, DRY);
    const again = await cytel.registers('B-1', {}, DRY);
    const received = await cytel.receives([cytel.receipt(anna), cytel.receipt(anna)], DRY);
    const decided = await cytel.decides('DECLINED', [item(first, anna, 'INV-1')], DRY);
    const settled = await cytel.settles(100, DRY);
    const suspended = await cytel.suspends(byIdentifier('B-1'), DRY);
    const terminated = await cytel.terminates(byIdentifier('B-1'), DRY);
    await cytel.changesTerms({ name: 'Other' }, DRY);
    await cytel.promotes('SPRING', null, DRY);
    await cytel.employs('anna', '', DRY);

    expect(registered.problems).toEqual([]);
    // Drawn is nothing, so it answers the same each time.
    expect(await cytel.registers('B-2', {}, DRY)).toEqual(registered);
    expect(again).toMatchObject({ problems: [{ code: 'ALREADY_REGISTERED' }] });
    expect(received.charges).toMatchObject([{ status: 'PENDING' }, { status: 'PENDING' }]);
    expect(decided).toMatchObject({ charges: [{ verdict: 'DECLINED', referenceNumber: 'INV-1' }] });
    expect(settled).toEqual({ processed: 2, remaining: 0 });
    expect(suspended).toMatchObject({ subscription: { stage: 'SUSPENDED' } });
    expect(terminated).toMatchObject({ subscription: { stage: 'CANCELLED' } });
    expect(await everything(cytel.store)).toEqual(before);

    // Nothing was drawn: the next ones are next to the last.
    const { customer } = await cytel.registers('B-3');
    expect(customer?.id).toBe(cytel.nth(2));
    expect(
      (await cytel.receives([cytel.receipt(anna), cytel.receipt(anna)])).charges.map(({ id }) => id),
    ).toEqual([3, 4].map(cytel.nth));

    // Nothing accepts the placeholders: no customer, subscription or charge has such an id, nobody signs up with such a token.
    expect(await cytel.store.customersById([registered.customer?.id ?? 0])).toEqual([null]);
    expect(await cytel.store.subscriptionsById([registered.subscription?.id ?? 0])).toEqual([null]);
    expect(await cytel.store.chargesById(received.charges.map(({ id }) => id))).toEqual([null, null]);
    expect(
      await cytel.store.customer({
        netflixCustomerIdentifier: registered.customer?.netflixCustomerIdentifier ?? '',
      }),
    ).toBeNull();
    expect(await store.operatorOfSignUpToken('dry-run')).toBeNull();
    expect(await cytel.signsUp(registered.token?.value ?? '')).toMatchObject({
      problems: [{ code: 'TOKEN_UNKNOWN' }],
    });
  });

  it('keeps what it answered when it is opened again', async () => {
    const { cytel, reopened } = await openWorld(open);
    const anna = await cytel.subscribes('B-1');
    await cytel.receives([cytel.receipt(anna)]);
    await cytel.settles();
    const before = await everything(cytel.store);
    expect(before.charges).toHaveLength(1);
    const again = await reopened();
    expect(await everything(again.of(cytel.operator.id))).toEqual(before);
  });
}
