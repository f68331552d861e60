import fc from 'fast-check';
import { expect, it } from 'vitest';

import {
  CHARGE_STATUSES,
  CHARGE_VERDICTS,
  decidableUntil,
  type Charge,
} from '../../../src/charges/charge.ts';
import type { Customer, CustomerBy } from '../../../src/customers/customer.ts';
import { numberOf } from '../../../src/ids.ts';
import type { ChargeFilter, Parents } from '../../../src/store/store.ts';
import { DAY, HOUR } from '../../../src/time.ts';
import { everything } from '../everything.ts';
import { aPageQuery, listed } from '../listed.ts';
import { ALL, byIdentifier, existing, item, SIGNED_UP } from '../telecom.ts';
import { openWorld, type OpenStore } from '../world.ts';

const WHOLE = { of: 'operator' } as const;

/** Each field of a filter holds back what does not match, alone and together. */
export function chargeFilterContract(open: OpenStore): void {
  it('by each field alone', async () => {
    const { store, charges, owners, samples } = await gallery(open);
    for (const filter of Object.values(samples).flat()) {
      const rows = charges.filter((charge) => matches(charge, filter, owners));
      const [page] = await store.chargePages(WHOLE, ALL, filter);
      const [count] = await store.countCharges(WHOLE, filter);
      expect({ filter, rows: page?.rows, count }).toEqual({ filter, rows, count: rows.length });
    }
    // Each field has a value here that keeps some and holds back others: a filter that does nothing would not pass.
    for (const [field, filters] of Object.entries(samples)) {
      const counts = filters.map(
        (filter) => charges.filter((charge) => matches(charge, filter, owners)).length,
      );
      const parts = counts.filter((count) => count > 0 && count < charges.length);
      expect({ field, parts: parts.length }).not.toEqual({ field, parts: 0 });
    }
  });

  it('by any fields together, on any page of any list', async () => {
    const { store, charges, owners, samples } = await gallery(open);
    const sometimes = (filters: readonly ChargeFilter[]) =>
      fc.option(fc.constantFrom(...filters), { freq: 1 });
    const aFilter = fc
      .tuple(...Object.values(samples).map(sometimes))
      .map((chosen) => chosen.reduce<ChargeFilter>((sofar, filter) => ({ ...sofar, ...filter }), {}));
    const customers = [...owners.keys()];
    const subscriptions = [...new Set(charges.map(({ subscriptionId }) => subscriptionId))];

    await fc.assert(
      fc.asyncProperty(aFilter, aPageQuery(charges.map(({ id }) => id)), async (filter, query) => {
        const matching = charges.filter((charge) => matches(charge, filter, owners));
        const proves = async (parents: Parents, lists: readonly Charge[][]) => {
          expect(await store.chargePages(parents, query, filter)).toEqual(
            lists.map((list) => listed(list, query)),
          );
          expect(await store.countCharges(parents, filter)).toEqual(lists.map(({ length }) => length));
        };
        await proves(WHOLE, [matching]);
        await proves(
          { of: 'customers', ids: customers },
          customers.map((id) => matching.filter(({ customerId }) => customerId === id)),
        );
        await proves(
          { of: 'subscriptions', ids: subscriptions },
          subscriptions.map((id) => matching.filter(({ subscriptionId }) => subscriptionId === id)),
        );
      }),
      { seed: 20_260_513, numRuns: 300 },
    );
  });

  it.each<[string, ChargeFilter]>([
    ['no status', { status: [] }],
    ['no verdict', { verdict: [] }],
    ['no number', { numbers: [] }],
  ])('matches nothing by an empty list: %s', async (_what, filter) => {
    const { store } = await gallery(open);
    expect(await store.chargePages(WHOLE, ALL, filter)).toEqual([{ rows: [], more: false }]);
    expect(await store.countCharges(WHOLE, filter)).toEqual([0]);
  });
}

/** What a filter says in words, one charge at a time. */
function matches(charge: Charge, filter: ChargeFilter, owners: ReadonlyMap<number, Customer>): boolean {
  const { status, verdict } = charge;
  const { acknowledged, processing, undecided, customer, receivedFrom, receivedTo, decidableBefore } = filter;
  const owner = existing(owners.get(charge.customerId));
  const isOwner = (by: CustomerBy) =>
    'billingSystemCustomerIdentifier' in by
      ? by.billingSystemCustomerIdentifier === owner.billingSystemCustomerIdentifier
      : by.netflixCustomerIdentifier === owner.netflixCustomerIdentifier;
  const until = decidableUntil(charge) ?? Infinity;
  return (
    (acknowledged === undefined || acknowledged === (charge.acknowledgedOn !== null)) &&
    (processing === undefined || (processing === 'NOT_PROCESSED') === (status === 'PENDING')) &&
    (filter.status?.includes(status) ?? true) &&
    (filter.verdict === undefined || (verdict !== null && filter.verdict.includes(verdict))) &&
    (undecided === undefined || undecided === (verdict === null)) &&
    (customer === undefined || isOwner(customer)) &&
    (filter.subscriptionNumber ?? numberOf('S', charge.subscriptionId)) ===
      numberOf('S', charge.subscriptionId) &&
    (filter.numbers?.includes(numberOf('I', charge.id)) ?? true) &&
    (filter.referenceNumber ?? charge.referenceNumber) === charge.referenceNumber &&
    (filter.currency ?? charge.currency) === charge.currency &&
    (receivedFrom === undefined || charge.receivedOn >= receivedFrom) &&
    (receivedTo === undefined || charge.receivedOn < receivedTo) &&
    (filter.paidThroughFrom === undefined || charge.paidThroughDate >= filter.paidThroughFrom) &&
    (filter.paidThroughTo === undefined || charge.paidThroughDate < filter.paidThroughTo) &&
    (decidableBefore === undefined || until < decidableBefore)
  );
}

/** Charges of every status and in every situation, and values for every field of a filter. */
async function gallery(open: OpenStore) {
  const { cytel, pantel, clock } = await openWorld(open);
  const { store } = cytel;
  const rates = [{ currency: 'USD', rate: '0.92', effectiveFrom: SIGNED_UP }];
  await cytel.changesTerms({ exchangeRates: rates });
  const stranger = await pantel.subscribes('B-1');
  await pantel.receives([pantel.receipt(stranger)]);

  const [anna, bella] = [await cytel.subscribes('B-1'), await cytel.subscribes('B-2')];
  const [clara, dora] = [await cytel.subscribes('B-3'), await cytel.subscribes('B-4')];
  const owners = new Map([anna, bella, clara, dora].map((customer) => [customer.id, customer]));
  await cytel.suspends(byIdentifier('B-3'));

  const { charges: first } = await cytel.receives([
    cytel.receipt(anna),
    cytel.receipt(anna, { currency: 'USD', paidThroughDate: '2026-07-01' }),
    cytel.receipt(bella),
    cytel.receipt(dora, { paidThroughDate: '2026-04-01' }),
  ]);
  await cytel.decides('ACCEPTED', [item(existing(first[0]), anna, 'INV-1')]);
  await cytel.decides('DECLINED', [item(existing(first[2]), bella, 'INV-2')]);
  clock.move(HOUR);
  await cytel.settles();
  await cytel.acknowledges([item(existing(first[0]), anna), item(existing(first[2]), bella)]);

  clock.move(DAY);
  await cytel.changesTerms({ decisionWindowHours: 24 });
  const { charges: second } = await cytel.receives([
    cytel.receipt(anna),
    cytel.receipt(anna, { currency: 'USD', paidThroughDate: '2026-08-01' }),
    cytel.receipt(bella, { raisedOn: clock.now() }),
    cytel.receipt(clara, { raisedOn: clock.now() }),
    cytel.receipt(clara, { raisedOn: clock.now(), paidThroughDate: '2026-08-01' }),
  ]);
  await cytel.decides('ACCEPTED', [
    item(existing(second[0]), anna, 'INV-3'),
    item(existing(second[3]), clara),
  ]);
  clock.move(DAY);
  await cytel.changesTerms({ onSilence: 'WAIT' });
  await cytel.receives([cytel.receipt(anna), cytel.receipt(anna, { currency: 'USD' })]);

  const { charges } = await everything(store);
  const instants = [...new Set(charges.map(({ receivedOn }) => receivedOn))].flatMap((instant) => [
    instant,
    instant + 1,
  ]);
  const days = ['2026-04-01', '2026-06-09', '2026-06-10', '2026-08-01'];
  const people = [clara, stranger].map(({ netflixCustomerIdentifier }) => ({ netflixCustomerIdentifier }));
  const samples: { [K in keyof ChargeFilter]-?: readonly ChargeFilter[] } = {
    acknowledged: [{ acknowledged: true }, { acknowledged: false }],
    processing: [{ processing: 'PROCESSED' }, { processing: 'NOT_PROCESSED' }],
    status: [
      ...CHARGE_STATUSES.map((status) => ({ status: [status] })),
      { status: ['PENDING', 'REJECTED'] },
      { status: ['APPROVED', 'APPROVED'] },
      { status: [] },
    ],
    verdict: [
      ...CHARGE_VERDICTS.map((verdict) => ({ verdict: [verdict] })),
      { verdict: CHARGE_VERDICTS },
      { verdict: [] },
    ],
    undecided: [{ undecided: true }, { undecided: false }],
    customer: [...['B-1', 'B-2', 'b-1', 'B-9'].map(byIdentifier), ...people].map((customer) => ({
      customer,
    })),
    subscriptionNumber: ['S00000001', 'S00000003', 'S00000099', 's00000001', ''].map(
      (subscriptionNumber) => ({
        subscriptionNumber,
      }),
    ),
    numbers: [['I00000001'], ['I00000002', 'I00000005', 'I00000099', 'i00000003', '4'], []].map(
      (numbers) => ({
        numbers,
      }),
    ),
    referenceNumber: ['INV-1', 'INV-3', 'inv-1', 'INV-9', ''].map((referenceNumber) => ({ referenceNumber })),
    currency: ['EUR', 'USD', 'CHF'].map((currency) => ({ currency })),
    receivedFrom: instants.map((receivedFrom) => ({ receivedFrom })),
    receivedTo: instants.map((receivedTo) => ({ receivedTo })),
    paidThroughFrom: days.map((paidThroughFrom) => ({ paidThroughFrom })),
    paidThroughTo: days.map((paidThroughTo) => ({ paidThroughTo })),
    decidableBefore: charges
      .flatMap(({ dueOn }) => [dueOn, dueOn + 1])
      .map((decidableBefore) => ({ decidableBefore })),
  };
  return { store, charges, owners, samples };
}
