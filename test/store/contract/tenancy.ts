import { expect, it } from 'vitest';

import { numberOf } from '../../../src/ids.ts';
import { unchanged } from '../../../src/ruling.ts';
import { hashOfSecret } from '../../../src/secrets.ts';
import { everything } from '../everything.ts';
import { ALL, byIdentifier, DOING, existing, item } from '../telecom.ts';
import { openWorld, type OpenStore } from '../world.ts';

/** What belongs to one operator answers as missing to every other, whichever way it is asked for. */
export function tenancyContract(open: OpenStore): void {
  it('finds nothing by ids of another operator', async () => {
    const { cytel, pantel } = await occupied(open);
    const { promotions, customers, subscriptions, charges } = await everything(cytel.store);
    const ids = (rows: readonly { readonly id: number }[]) => rows.map(({ id }) => id);
    expect(await cytel.store.customersById(ids(customers))).toEqual(customers);
    expect(await pantel.store.promotionsById(ids(promotions))).toEqual([null]);
    expect(await pantel.store.customersById(ids(customers))).toEqual([null, null]);
    expect(await pantel.store.subscriptionsById(ids(subscriptions))).toEqual([null, null]);
    expect(await pantel.store.chargesById(ids(charges))).toEqual([null, null]);
    expect(await pantel.store.latestSubscriptions(ids(customers))).toEqual([null, null]);
    expect(await cytel.store.standings(ids(customers))).toMatchObject(
      ids(customers).map((customerId) => ({ customerId })),
    );
    expect(await pantel.store.standings(ids(customers))).toEqual([null, null]);
  });

  it('answers in the order of the ids, with null for those of another operator and those that nobody has', async () => {
    const { cytel, pantel, anna, theirs } = await occupied(open);
    const wanted = [cytel.nth(9), theirs.id, pantel.nth(2), anna.id, pantel.nth(0), -1, 0.5, theirs.id];
    const found = await pantel.store.customersById(wanted);
    expect(found.map((customer) => customer?.billingSystemCustomerIdentifier ?? null)).toEqual([
      ...[null, 'B-1', 'B-7', null, null, null, null, 'B-1'],
    ]);
  });

  it('finds customers by its own identifiers only', async () => {
    const { cytel, pantel, anna, theirs } = await occupied(open);
    expect(await pantel.store.customer(byIdentifier('B-1'))).toEqual(theirs);
    expect(await pantel.store.customer(byIdentifier('B-2'))).toBeNull();
    const { netflixCustomerIdentifier } = anna;
    expect(await cytel.store.customer({ netflixCustomerIdentifier })).toEqual(anna);
    expect(await pantel.store.customer({ netflixCustomerIdentifier })).toBeNull();
    const asked = pantel.store.changeCustomer(
      { by: { netflixCustomerIdentifier }, newBillingSystemCustomerIdentifier: 'B-2' },
      ({ customer, identifierTaken }) => unchanged({ customer, identifierTaken }),
      DOING,
    );
    expect(await asked).toEqual({ customer: null, identifierTaken: false });
    const erased = pantel.store.eraseCustomer(
      { netflixCustomerIdentifier },
      ({ customer, runningSubscription, unacknowledgedCharges }) =>
        unchanged({ customer, runningSubscription, unacknowledgedCharges }),
      DOING,
    );
    expect(await erased).toEqual({
      customer: null,
      runningSubscription: null,
      unacknowledgedCharges: 0,
    });
  });

  it('lists and counts nothing of another operator, whatever cursor, parent or filter is given', async () => {
    const { cytel, pantel, anna, theirs, charge } = await occupied(open);
    const before = await everything(pantel.store);
    expect(before).toMatchObject({ promotions: [], charges: [], totals: [], users: [], apiKeys: [] });
    expect(before.events).toHaveLength(1 + 2 * 2);
    for (const cursor of [cytel.nth(0), cytel.nth(1), cytel.nth(1_000_000)]) {
      const { rows } = await pantel.store.eventPage({ ...ALL, after: cursor });
      expect(rows).toEqual(before.events);
      const newest = await pantel.store.eventPage({ ...ALL, before: cursor, newestFirst: true });
      expect(newest.rows).toEqual(before.events.toReversed());
      expect(await pantel.store.eventPage({ ...ALL, before: cursor })).toEqual({ rows: [], more: false });
    }
    for (const cursor of [pantel.nth(0), pantel.nth(1), pantel.nth(1_000_000)]) {
      const { rows } = await cytel.store.customerPage({ ...ALL, before: cursor }, {});
      expect(rows).toHaveLength(2);
      expect(await cytel.store.customerPage({ ...ALL, after: cursor }, {})).toEqual({
        rows: [],
        more: false,
      });
    }
    const parents = { of: 'customers', ids: [anna.id, theirs.id] } as const;
    const [hers, own] = await pantel.store.subscriptionPages(parents, ALL, {});
    expect(hers).toEqual({ rows: [], more: false });
    expect(own?.rows).toMatchObject([{ customerId: theirs.id }]);
    expect(await pantel.store.countSubscriptions(parents, {})).toEqual([0, 1]);
    expect(await pantel.store.chargePages(parents, ALL, {})).toEqual([
      { rows: [], more: false },
      { rows: [], more: false },
    ]);
    expect(
      await pantel.store.countCharges({ of: 'subscriptions', ids: [charge.subscriptionId] }, {}),
    ).toEqual([0]);

    const { netflixCustomerIdentifier } = anna;
    const customer = { netflixCustomerIdentifier };
    const numbers = [numberOf('I', charge.id)];
    const subscriptionNumber = numberOf('S', charge.subscriptionId);
    for (const filter of [{ customer }, { numbers }, { subscriptionNumber }, { referenceNumber: 'INV-1' }]) {
      expect(await cytel.store.countCharges({ of: 'operator' }, filter)).not.toEqual([0]);
      expect(await pantel.store.countCharges({ of: 'operator' }, filter)).toEqual([0]);
      expect(await pantel.store.chargePages({ of: 'operator' }, ALL, filter)).toEqual([
        { rows: [], more: false },
      ]);
    }
    expect(await pantel.store.countSubscriptions({ of: 'operator' }, { customer })).toEqual([0]);
  });

  it('tells a rule nothing of another operator', async () => {
    const { pantel, anna, charge, apiKeyPrefix } = await occupied(open);
    const numbers = [numberOf('I', charge.id)];
    const decision = await pantel.store.decideCharges(
      { numbers, referenceNumbers: ['INV-1'] },
      ({ charges, references, customerIdentifiers }) =>
        unchanged([charges.size, references.size, customerIdentifiers.size]),
      DOING,
    );
    expect(decision).toEqual([0, 0, 0]);
    const { netflixChargeIdentifier } = charge;
    const { netflixCustomerIdentifier } = anna;
    const receipt = await pantel.store.receiveCharges(
      {
        netflixChargeIdentifiers: [netflixChargeIdentifier],
        netflixCustomerIdentifiers: [netflixCustomerIdentifier],
      },
      (facts) => unchanged([facts.received.size, facts.customers.size, facts.subscriptions.size]),
      DOING,
    );
    expect(receipt).toEqual([0, 0, 0]);
    const registration = await pantel.store.register(
      { billingSystemCustomerIdentifier: 'B-2', promotionCode: 'SPRING' },
      ({ customer, subscription, promotion, token }) =>
        unchanged({ customer, subscription, promotion, token }),
      DOING,
    );
    expect(registration).toEqual({ customer: null, subscription: null, promotion: null, token: null });
    const promotion = await pantel.store.changePromotion(
      'SPRING',
      (facts) => unchanged(facts.promotion),
      DOING,
    );
    expect(promotion).toBeNull();
    expect(await pantel.store.changeUser('anna', ({ user }) => unchanged(user), DOING)).toBeNull();
    expect(
      await pantel.store.changeApiKey(apiKeyPrefix, ({ apiKey }) => unchanged(apiKey), DOING),
    ).toBeNull();
    const due = await pantel.store.settleCharges(
      10,
      (facts) => unchanged([facts.due.length, facts.dueCount]),
      DOING,
    );
    expect(due).toEqual([0, 0]);
  });

  it('tells whose a sign-up token is, and signs nobody up with one of another operator', async () => {
    const { store, cytel, pantel, openToken } = await occupied(open);
    expect(await store.operatorOfSignUpToken(hashOfSecret(openToken))).toBe(cytel.operator.id);
    expect(await store.operatorOfSignUpToken('nobody’s')).toBeNull();
    expect(await pantel.signsUp(openToken)).toMatchObject({ problems: [{ code: 'TOKEN_UNKNOWN' }] });
    const { token } = await pantel.registers('B-8');
    expect(await cytel.signsUp(existing(token).value)).toMatchObject({
      problems: [{ code: 'TOKEN_UNKNOWN' }],
    });
    expect(await cytel.signsUp(openToken)).toMatchObject({ problems: [] });
  });

  it('gives two operators the same identifiers, references, codes, names and numbers', async () => {
    const { pantel, theirs, charge } = await occupied(open);
    const { netflixChargeIdentifier } = charge;
    await pantel.promotes('SPRING');
    await pantel.employs('anna');
    const { charges } = await pantel.receives([pantel.receipt(theirs, { netflixChargeIdentifier })]);
    const own = existing(charges[0]);
    expect(numberOf('I', own.id)).toBe(numberOf('I', charge.id));
    const decided = await pantel.decides('ACCEPTED', [item(own, theirs, 'INV-1')]);
    expect(decided).toMatchObject({ charges: [{ id: own.id, referenceNumber: 'INV-1' }], failed: [] });
    await pantel.updates({ by: byIdentifier('B-7'), newBillingSystemCustomerIdentifier: 'B-2' });
    const { customers, promotions, users } = await everything(pantel.store);
    expect([customers, promotions, users]).toMatchObject([
      [{ billingSystemCustomerIdentifier: 'B-1' }, { billingSystemCustomerIdentifier: 'B-2' }],
      [{ code: 'SPRING' }],
      [{ username: 'anna' }],
    ]);
  });

  it('changes nothing of another operator', async () => {
    const { store, cytel, pantel, theirs, charge } = await occupied(open);
    const before = await everything(cytel.store);
    const { netflixChargeIdentifier } = charge;
    await pantel.receives([pantel.receipt(theirs, { netflixChargeIdentifier })]);
    await pantel.decides('DECLINED', [item(charge, theirs, 'INV-1')]);
    await pantel.settles();
    await pantel.terminates(byIdentifier('B-1'));
    const terms = { name: 'Pan', exchangeRates: [{ currency: 'USD', rate: '0.9' }] };
    await pantel.changesTerms(terms);
    expect((await everything(pantel.store)).charges).toMatchObject([{ status: 'DECLINED' }]);
    expect(await everything(cytel.store)).toEqual(before);
    expect(await store.operatorByCode('cytel')).toEqual(cytel.operator);
  });

  it('refuses to work for an operator that does not exist', async () => {
    const { store } = await occupied(open);
    const nobody = store.of(99);
    await expect(nobody.operator()).rejects.toThrow('operator 99');
    await expect(nobody.settleCharges(1, () => unchanged(null), DOING)).rejects.toThrow('operator 99');
  });
}

/** Cytel has everything; Pantel has two customers of its own, and nothing else. */
async function occupied(open: OpenStore) {
  const { store, cytel, pantel } = await openWorld(open);
  await cytel.promotes('SPRING');
  const anna = await cytel.subscribes('B-1', { promotionCode: 'SPRING' });
  const received = await cytel.receives([cytel.receipt(anna), cytel.receipt(anna)]);
  const charge = existing(received.charges[0]);
  await cytel.decides('ACCEPTED', [item(charge, anna, 'INV-1')]);
  const { token } = await cytel.registers('B-2');
  const { apiKey } = await cytel.drawsKey();
  await cytel.employs('anna');
  const theirs = await pantel.subscribes('B-1');
  await pantel.subscribes('B-7');
  return {
    ...{ store, cytel, pantel, anna, theirs, charge },
    openToken: existing(token).value,
    apiKeyPrefix: existing(apiKey).prefix,
  };
}
