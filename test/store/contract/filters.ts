import { expect, it } from 'vitest';

import { pack } from '../../../src/packed.ts';
import { draft } from '../../../src/ruling.ts';
import type { CustomerFilter, SubscriptionFilter } from '../../../src/store/store.ts';
import { DAY } from '../../../src/time.ts';
import { everything } from '../everything.ts';
import { ALL, at, byIdentifier, DOING, existing, SIGNED_UP } from '../telecom.ts';
import { openWorld, type OpenStore } from '../world.ts';

const WHOLE = { of: 'operator' } as const;

/** Customers, subscriptions and promotions by what they are. */
export function filterContract(open: OpenStore): void {
  it.each<[string, string[]]>([
    ['', ['B_1', 'B-2', 'C%3', 'Ö4']],
    ['b', ['B_1', 'B-2']],
    ['B-2', ['B-2']],
    ['b_1', ['B_1']],
    ['b-1', []],
    ['%', ['C%3']],
    ['_', ['B_1']],
    ['%3', ['C%3']],
    ['%1', []],
    ['_2', []],
    ['\\', []],
    ["'", ['C%3']],
    ['ANNA PAPADOPOULOU', ['B_1']],
    ['Papadopoulou Anna', []],
    ['anna@example', ['B_1']],
    ['ÄRGER', ['Ö4']],
    ['A\u0308RGER', ['Ö4']],
    ['ö4', ['Ö4']],
    ['+357 22-1', ['B-2']],
    ['35722123', ['B-2']],
    ['nicosia', []],
  ])('searches customers for %j as it is written, in either case', async (search, expected) => {
    const { cytel } = await people(open);
    const { rows } = await cytel.store.customerPage(ALL, { search });
    expect(rows.map((customer) => customer.billingSystemCustomerIdentifier)).toEqual(expected);
    expect(await cytel.store.countCustomers({ search })).toBe(expected.length);
  });

  it('searches for what a customer has become, not for what it was', async () => {
    const { cytel } = await people(open);
    const by = byIdentifier('B_1');
    await cytel.store.changeCustomer(
      { by, newBillingSystemCustomerIdentifier: null },
      ({ customer }) => {
        const change = draft();
        const after = { ...existing(customer), firstName: 'Bella', emails: pack([]) };
        change.put('customers', customer, after);
        change.event({ type: 'CUSTOMER_UPDATED', customerId: after.id, changes: [] });
        return change.rules(null);
      },
      DOING,
    );
    expect(await cytel.store.countCustomers({ search: 'bella papa' })).toBe(1);
    expect(await cytel.store.countCustomers({ search: 'anna' })).toBe(0);
  });

  it.each<[CustomerFilter, string[]]>([
    [{ createdFrom: at('2026-05-11T12:00:00Z') }, ['B-2', 'C%3', 'Ö4']],
    [{ createdTo: at('2026-05-11T12:00:00Z') }, ['B_1']],
    [{ createdFrom: at('2026-05-11T12:00:00.001Z'), createdTo: at('2026-05-13T12:00:00Z') }, ['C%3']],
    [{ createdFrom: at('2026-05-11T12:00:00Z'), search: 'b' }, ['B-2']],
  ])('finds customers created within %j', async (filter, expected) => {
    const { cytel } = await people(open);
    const { rows } = await cytel.store.customerPage(ALL, filter);
    expect(rows.map((customer) => customer.billingSystemCustomerIdentifier)).toEqual(expected);
    expect(await cytel.store.countCustomers(filter)).toBe(expected.length);
  });

  it('compares identifiers byte for byte', async () => {
    const { cytel } = await openWorld(open);
    const names = ['B-1', 'b-1', 'B-1 ', ' B-1', '\u00e9', 'e\u0301', '1', '01', '1.0'];
    for (const name of names) await cytel.registers(name);
    for (const name of names) {
      const found = await cytel.store.customer(byIdentifier(name));
      expect(found?.billingSystemCustomerIdentifier).toBe(name);
    }
    expect((await everything(cytel.store)).customers).toHaveLength(names.length);
  });

  it.each<[SubscriptionFilter, number[]]>([
    [{}, [1, 2, 3, 4, 5]],
    [{ customer: byIdentifier('B-1') }, [1, 5]],
    [{ customer: byIdentifier('B-9') }, []],
    [{ stage: ['ACTIVE'] }, [2]],
    [{ stage: ['ACTIVE', 'SUSPENDED'] }, [2, 3]],
    [{ stage: [] }, []],
    [{ lifeCycleState: ['NOT_EFFECTIVE'] }, [3, 4, 5]],
    [{ lifeCycleState: ['EFFECTIVE', 'CANCELLED'] }, [1, 2]],
    [{ lifeCycleState: [] }, []],
    [{ lifeCycleState: ['NOT_EFFECTIVE'], stage: ['SUSPENDED', 'CANCELLED'] }, [3]],
    [{ netflixState: ['EFFECTIVE'] }, [2]],
    [{ netflixState: ['EFFECTIVE', 'NOT_EFFECTIVE'] }, [1, 2, 3, 4, 5]],
    [{ netflixState: [] }, []],
    [{ channel: ['WEB'] }, [2, 4]],
    [{ channel: ['WEB', 'STORE'] }, [2, 3, 4]],
    [{ channel: [] }, []],
    [{ registeredFrom: at('2026-05-12T12:00:00Z') }, [3, 4, 5]],
    [{ registeredTo: at('2026-05-12T12:00:00Z') }, [1, 2]],
    [{ registeredFrom: at('2026-05-11T12:00:00Z'), registeredTo: at('2026-05-13T12:00:00Z') }, [2, 3]],
    [{ channel: ['WEB'], stage: ['REGISTERED'], registeredFrom: 0 }, [4]],
  ])('finds subscriptions by %j', async (filter, expected) => {
    const { cytel, clock } = await openWorld(open);
    await cytel.subscribes('B-1');
    for (const [name, channel] of [
      ['B-2', 'WEB'],
      ['B-3', 'STORE'],
    ] as const) {
      clock.move(DAY);
      await cytel.subscribes(name, { channel });
    }
    clock.move(DAY);
    await cytel.registers('B-4', { channel: 'WEB' });
    await cytel.suspends(byIdentifier('B-3'));
    await cytel.terminates(byIdentifier('B-1'));
    await cytel.registers('B-1');

    const ids = expected.map(cytel.nth);
    const [page] = await cytel.store.subscriptionPages(WHOLE, ALL, filter);
    expect(page?.rows.map(({ id }) => id)).toEqual(ids);
    expect(await cytel.store.countSubscriptions(WHOLE, filter)).toEqual([ids.length]);
    const { customers, subscriptions } = await everything(cytel.store);
    const parents = { of: 'customers', ids: customers.map(({ id }) => id) } as const;
    const theirs = customers.map((customer) =>
      subscriptions.filter(({ id, customerId }) => customerId === customer.id && ids.includes(id)),
    );
    expect(await cytel.store.subscriptionPages(parents, ALL, filter)).toEqual(
      theirs.map((rows) => ({ rows, more: false })),
    );
    expect(await cytel.store.countSubscriptions(parents, filter)).toEqual(theirs.map(({ length }) => length));
  });

  it('finds promotions in effect: from their start, up to but not including their expiry', async () => {
    const { cytel } = await openWorld(open);
    await cytel.promotes('OPEN');
    await cytel.promotes('SPRING', at('2026-06-01T00:00:00Z'));
    const inEffect = async (instant: number) => {
      const { rows } = await cytel.store.promotionPage(ALL, { inEffectAt: instant });
      expect(await cytel.store.countPromotions({ inEffectAt: instant })).toBe(rows.length);
      return rows.map(({ code }) => code);
    };
    expect(await inEffect(SIGNED_UP - 1)).toEqual([]);
    expect(await inEffect(SIGNED_UP)).toEqual(['OPEN', 'SPRING']);
    expect(await inEffect(at('2026-05-31T23:59:59.999Z'))).toEqual(['OPEN', 'SPRING']);
    expect(await inEffect(at('2026-06-01T00:00:00Z'))).toEqual(['OPEN']);
  });
}

/** Four customers that came a day after the other. */
async function people(open: OpenStore) {
  const world = await openWorld(open);
  const { cytel, clock } = world;
  const email = { type: 'PERSONAL', isPrimary: null, emailAddress: 'Anna@Example.com', notes: null } as const;
  const phone = { type: 'MOBILE', isPrimary: null, areaCode: null, country: null, notes: null } as const;
  const given = { firstName: 'Anna', lastName: 'Papadopoulou', email };
  await cytel.registers('B_1', given);
  clock.move(DAY);
  await cytel.registers('B-2', { phone: { ...phone, number: '+357 22-123 456' } });
  clock.move(DAY);
  await cytel.registers('C%3', { lastName: "O'Neill" });
  clock.move(DAY);
  await cytel.registers('Ö4', { lastName: 'Ärger' });
  return world;
}
