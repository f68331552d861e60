import { describe, expect, it } from 'vitest';

import { draft, type Draft, type Facts } from '../../../src/ruling.ts';
import { hashOfSecret } from '../../../src/secrets.ts';
import { everything } from '../everything.ts';
import { DOING, existing, item } from '../telecom.ts';
import { openWorld, type OpenStore } from '../world.ts';

/** A rule that is wrong about what is unique fails as a whole, and nothing of it stays. */
export function uniquenessContract(open: OpenStore): void {
  it.each<[string, Wrong]>([
    [
      'a second live subscription of a customer',
      (change, { newId }, { subscription }) =>
        change.put('subscriptions', null, { ...subscription, id: newId('subscriptions') }),
    ],
    [
      'a cancelled subscription that comes back beside a live one',
      (change, _, { cancelled }) =>
        change.put('subscriptions', cancelled, { ...cancelled, stage: 'ACTIVE', cancelledOn: null }),
    ],
    [
      'a reference that another charge of the operator has',
      (change, _, { open: charge }) => change.put('charges', charge, { ...charge, referenceNumber: 'INV-1' }),
    ],
    [
      'a Netflix charge identifier that the operator has received',
      (change, { newId }, { open: charge }) =>
        change.put('charges', null, { ...charge, id: newId('charges') }),
    ],
    [
      'a billing-system identifier of another customer of the operator',
      (change, _, { bella }) =>
        change.put('customers', bella, { ...bella, billingSystemCustomerIdentifier: 'B-1' }),
    ],
    [
      "a Netflix customer identifier of another operator's customer",
      (change, { newId }, { bella, theirs: { netflixCustomerIdentifier } }) =>
        change.put('customers', null, {
          ...bella,
          ...{ id: newId('customers'), billingSystemCustomerIdentifier: 'B-9', netflixCustomerIdentifier },
        }),
    ],
    [
      'a promotion code of the operator',
      (change, { newId }, { promotion }) =>
        change.put('promotions', null, { ...promotion, id: newId('promotions') }),
    ],
    [
      'a username of the operator',
      (change, _, { user }) => change.put('users', null, { ...user, id: user.id + 1 }),
    ],
    [
      'the prefix of any API key',
      (change, _, { theirKey }) => change.put('apiKeys', null, { ...theirKey, id: theirKey.id + 1 }),
    ],
    [
      'a sign-up token that was issued before',
      (change, _, { subscription, tokenHash }) =>
        change.put('signUpTokens', null, {
          ...{ hash: tokenHash, subscriptionId: subscription.id, issuedOn: 0, expiresOn: 0 },
          ...{ replacedOn: null, usedOn: null, handedOverOn: null },
        }),
    ],
    [
      'an id that is taken',
      (change, _, { bella }) =>
        change.put('customers', null, {
          ...bella,
          ...{ billingSystemCustomerIdentifier: 'B-9', netflixCustomerIdentifier: 'PAI-9' },
        }),
    ],
  ])('refuses %s', async (_what, wrong) => {
    const world = await crowded(open);
    const { cytel } = world;
    const before = await everything(cytel.store);
    const refused = cytel.store.updateOperator((facts) => {
      const change = draft();
      change.put('operators', facts.operator, { ...facts.operator, name: 'Other' });
      wrong(change, facts, world);
      change.event({ type: 'OPERATOR_UPDATED', changes: [] });
      return change.rules(null);
    }, DOING);
    await expect(refused).rejects.toThrow(/unique/i);
    expect(await everything(cytel.store)).toEqual(before);
    // Nothing is left half-done: the next one is as if that had never been tried.
    expect((await cytel.registers('B-8')).customer?.id).toBe(cytel.nth(before.customers.length + 1));
  });

  it('refuses a charge of a customer that is not there', async () => {
    const { cytel, open: charge } = await crowded(open);
    const before = await everything(cytel.store);
    const refused = cytel.store.updateOperator(({ newId }) => {
      const change = draft();
      const customerId = newId('customers', 7);
      change.put('charges', null, {
        ...charge,
        ...{ id: newId('charges'), netflixChargeIdentifier: 'nx-new', customerId },
      });
      change.event({ type: 'CHARGE_RECEIVED', changes: [] });
      return change.rules(null);
    }, DOING);
    await expect(refused).rejects.toThrow(/foreign key/i);
    expect(await everything(cytel.store)).toEqual(before);
  });

  describe('within one ruling', () => {
    it('lets a reference move from one charge to another', async () => {
      const { cytel, anna, open: charge, held } = await crowded(open);
      const outcome = await cytel.decides('ACCEPTED', [
        item(held, anna, 'INV-2'),
        item(charge, anna, 'INV-1'),
      ]);
      expect(outcome).toMatchObject({
        charges: [{ referenceNumber: 'INV-2' }, { referenceNumber: 'INV-1' }],
        failed: [],
      });
      expect(await cytel.store.chargesById([held.id, charge.id])).toEqual(outcome.charges);
    });

    it('lets two charges swap their references', async () => {
      const { cytel, open: charge, held } = await crowded(open);
      const given = { ...charge, referenceNumber: 'INV-3' };
      const rule = (changes: readonly (readonly [typeof held, typeof held])[]) => () => {
        const change = draft();
        for (const [before, after] of changes) change.put('charges', before, after);
        change.event({ type: 'CHARGE_ACCEPTED', changes: [] });
        return change.rules(null);
      };
      await cytel.store.updateOperator(rule([[charge, given]]), DOING);
      const swapped = [
        { ...held, referenceNumber: 'INV-3' },
        { ...given, referenceNumber: 'INV-1' },
      ] as const;
      await cytel.store.updateOperator(
        rule([
          [held, swapped[0]],
          [given, swapped[1]],
        ]),
        DOING,
      );
      expect(await cytel.store.chargesById([held.id, charge.id])).toEqual(swapped);
    });
  });
}

type Wrong = (change: Draft, facts: Facts, world: Awaited<ReturnType<typeof crowded>>) => void;

/** A store in which everything that is unique is taken. */
async function crowded(open: OpenStore) {
  const { cytel, pantel } = await openWorld(open);
  const promotion = existing((await cytel.promotes('SPRING')).promotion);
  const anna = await cytel.subscribes('B-1');
  const { token } = await cytel.registers('B-2');
  const bella = existing(await cytel.store.customer({ billingSystemCustomerIdentifier: 'B-2' }));
  const { charges } = await cytel.receives([cytel.receipt(anna), cytel.receipt(anna)]);
  await cytel.decides('ACCEPTED', [item(existing(charges[0]), anna, 'INV-1')]);
  const [held, untouched] = await cytel.store.chargesById(charges.map(({ id }) => id));
  const { user } = await cytel.employs('anna');
  const { apiKey } = await pantel.drawsKey();
  const theirs = await pantel.subscribes('B-1');
  await cytel.registers('B-3');
  await cytel.terminates({ billingSystemCustomerIdentifier: 'B-3' });
  const { subscription: live } = await cytel.registers('B-3');
  const [former] = (await everything(cytel.store)).subscriptions.filter(
    ({ customerId, stage }) => customerId === live?.customerId && stage === 'CANCELLED',
  );
  const [subscription] = await cytel.store.latestSubscriptions([anna.id]);
  return {
    ...{ cytel, pantel, promotion, anna, bella, theirs },
    held: existing(held),
    open: existing(untouched),
    user: existing(user),
    theirKey: existing(apiKey),
    cancelled: existing(former),
    subscription: existing(subscription),
    tokenHash: hashOfSecret(existing(token).value),
  };
}
