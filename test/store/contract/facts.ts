import { expect, it } from 'vitest';

import { numberOf } from '../../../src/ids.ts';
import { unchanged } from '../../../src/ruling.ts';
import { hashOfSecret } from '../../../src/secrets.ts';
import { HOUR } from '../../../src/time.ts';
import { byIdentifier, DOING, existing, item, SIGNED_UP } from '../telecom.ts';
import { openWorld, type OpenStore } from '../world.ts';

/** A rule knows only what the store tells it: all of it, and nothing twice. */
export function factContract(open: OpenStore): void {
  it('tells each thing once, however often a call names it', async () => {
    const { cytel, clock } = await openWorld(open);
    const anna = await cytel.subscribes('B-1');
    await cytel.suspends(byIdentifier('B-1'));
    const receipt = cytel.receipt(anna, { raisedOn: clock.now() });
    const { charges } = await cytel.receives([receipt]);
    const { netflixChargeIdentifier, netflixCustomerIdentifier } = receipt;
    const facts = await cytel.store.receiveCharges(
      {
        netflixChargeIdentifiers: [netflixChargeIdentifier, netflixChargeIdentifier],
        netflixCustomerIdentifiers: [netflixCustomerIdentifier, netflixCustomerIdentifier],
      },
      ({ received, customers, subscriptions, heldCharges }) =>
        unchanged({ received, customers, subscriptions, heldCharges }),
      DOING,
    );
    const [subscription] = await cytel.store.latestSubscriptions([anna.id]);
    expect(facts).toEqual({
      received: new Map([[netflixChargeIdentifier, charges[0]]]),
      customers: new Map([[netflixCustomerIdentifier, anna]]),
      subscriptions: new Map([[anna.id, [subscription]]]),
      heldCharges: new Map([[subscription?.id, charges]]),
    });
  });

  it('rejects a charge once that waits when a whole call about its customer ends the subscription', async () => {
    const { cytel, clock } = await openWorld(open);
    const anna = await cytel.subscribes('B-1');
    await cytel.suspends(byIdentifier('B-1'));
    await cytel.receives([cytel.receipt(anna, { raisedOn: clock.now() })]);
    const broken = { raisedOn: clock.now(), paidThroughDate: '2026-05-01' };
    await cytel.receives([cytel.receipt(anna, broken), cytel.receipt(anna), cytel.receipt(anna)]);
    expect(await cytel.store.chargeTotals({})).toMatchObject([
      { status: 'BAD_REQUEST', count: 1 },
      { status: 'PENDING', count: 2 },
      { status: 'REJECTED', count: 1 },
    ]);
  });

  it('tells which charges are due: not held, their time come, decided or approved by silence', async () => {
    const { cytel, clock } = await openWorld(open);
    const anna = await cytel.subscribes('B-1');
    const bella = await cytel.subscribes('B-2');
    await cytel.suspends(byIdentifier('B-2'));
    const receive = async (customer = anna) =>
      existing((await cytel.receives([cytel.receipt(customer, { raisedOn: clock.now() })])).charges[0]);
    const first = await receive();
    await receive(bella);
    await cytel.changesTerms({ decisionWindowHours: 24 });
    const later = await receive();
    await cytel.changesTerms({ decisionWindowHours: 0, onSilence: 'WAIT' });
    await receive();
    const decided = await receive();
    await cytel.decides('ACCEPTED', [item(decided, anna), item(later, anna)]);
    const last = await receive();
    await cytel.decides('DECLINED', [item(last, anna)]);

    const due = (limit: number) =>
      cytel.store.settleCharges(
        limit,
        (facts) => unchanged({ due: facts.due.map(({ id }) => id), dueCount: facts.dueCount }),
        DOING,
      );
    expect(await due(10)).toEqual({ due: [first.id, decided.id, last.id], dueCount: 3 });
    expect(await due(2)).toEqual({ due: [first.id, decided.id], dueCount: 3 });
    expect(await due(3)).toMatchObject({ dueCount: 3 });
    clock.move(24 * HOUR - 1);
    expect(await due(10)).toMatchObject({ dueCount: 3 });
    clock.move(1);
    expect(await due(10)).toEqual({ due: [first.id, later.id, decided.id, last.id], dueCount: 4 });
  });

  it('tells what holds the references of a call, and whose the charges are', async () => {
    const { cytel } = await openWorld(open);
    const [anna, bella] = [await cytel.subscribes('B-1'), await cytel.subscribes('B-2')];
    const { charges } = await cytel.receives([
      cytel.receipt(anna),
      cytel.receipt(bella),
      cytel.receipt(anna),
    ]);
    const [first, second] = charges;
    await cytel.decides('ACCEPTED', [item(existing(first), anna, 'INV-1')]);
    const facts = await cytel.store.decideCharges(
      {
        numbers: ['I00000002', 'I00000002', 'I00000009', 'i00000001', 'I1', ''],
        referenceNumbers: ['INV-1', 'INV-2', 'INV-1'],
      },
      ({ charges, customerIdentifiers, references }) =>
        unchanged({ charges, customerIdentifiers, references }),
      DOING,
    );
    expect(facts).toEqual({
      charges: new Map([['I00000002', second]]),
      customerIdentifiers: new Map([[bella.id, 'B-2']]),
      references: new Map([['INV-1', first?.id]]),
    });
  });

  it('tells the newest token of a subscription, in the same millisecond too', async () => {
    const { cytel, clock } = await openWorld(open);
    const newest = () =>
      cytel.store.register(
        { billingSystemCustomerIdentifier: 'B-1', promotionCode: null },
        ({ token }) => unchanged(token?.hash),
        DOING,
      );
    for (const wait of [0, 0, HOUR, 0]) {
      clock.move(wait);
      const { token } = await cytel.registers('B-1');
      expect(await newest()).toBe(hashOfSecret(existing(token).value));
    }
  });

  it('tells when the previous subscription of the customer ended', async () => {
    const { cytel, clock } = await openWorld(open);
    const previous = (token: string) =>
      cytel.store.confirmSignUp(
        hashOfSecret(token),
        ({ subscription, previousCancelledOn }) => unchanged([subscription?.id, previousCancelledOn]),
        DOING,
      );
    const tokens: string[] = [];
    for (const _ of [1, 2, 3]) {
      tokens.push(existing((await cytel.registers('B-1')).token).value);
      clock.move(HOUR);
      await cytel.terminates(byIdentifier('B-1'));
    }
    const end = clock.now();
    expect(await Promise.all(tokens.map(previous))).toEqual([
      [cytel.nth(1), null],
      [cytel.nth(2), end - 2 * HOUR],
      [cytel.nth(3), end - HOUR],
    ]);
  });

  it('tells whether another customer has an identifier', async () => {
    const { cytel, pantel } = await openWorld(open);
    await cytel.registers('B-1');
    await cytel.registers('B-2');
    await pantel.registers('B-3');
    const taken = (newBillingSystemCustomerIdentifier: string | null) =>
      cytel.store.changeCustomer(
        { by: byIdentifier('B-1'), newBillingSystemCustomerIdentifier },
        ({ identifierTaken }) => unchanged(identifierTaken),
        DOING,
      );
    expect(await Promise.all(['B-1', 'B-2', 'B-3', null].map(taken))).toEqual([false, true, false, false]);
  });

  it('tells every exchange rate, oldest first, by currency', async () => {
    const { cytel } = await openWorld(open);
    const rate = (currency: string, value: string, effectiveFrom: number) => ({
      ...{ currency, rate: value, effectiveFrom },
    });
    const rates = [rate('CHF', '1', 2), rate('USD', '0.9', SIGNED_UP), rate('USD', '0.8', 5)];
    await cytel.changesTerms({ exchangeRates: rates });
    await cytel.changesTerms({ exchangeRates: [rate('USD', '0.85', 5)] });
    const expected = [rates[0], rate('USD', '0.85', 5), rates[1]];
    expect(await cytel.store.exchangeRates()).toEqual(expected);
    expect(await cytel.store.updateOperator((facts) => unchanged(facts.exchangeRates), DOING)).toEqual(
      expected,
    );
  });

  it('tells which ids come next', async () => {
    const { cytel } = await openWorld(open);
    const anna = await cytel.subscribes('B-1');
    await cytel.receives([cytel.receipt(anna), cytel.receipt(anna)]);
    const next = await cytel.store.updateOperator(
      ({ newId }) => unchanged([newId('customers'), newId('subscriptions', 0), newId('charges', 2)]),
      DOING,
    );
    expect(next).toEqual([2, 2, 5].map(cytel.nth));
    expect(numberOf('I', next[2] ?? 0)).toBe('I00000005');
  });
}
