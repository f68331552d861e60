import type { Charge } from '../../src/charges/charge.ts';
import type { ChargeTotal, ChargeTotalsFilter } from '../../src/store/store.ts';
import { dayOf } from '../../src/time.ts';

/** The sums over charges as their contract words them, one charge at a time. */
export function totalled(charges: readonly Charge[], filter: ChargeTotalsFilter = {}): ChargeTotal[] {
  const totals = new Map<string, ChargeTotal>();
  for (const charge of charges.filter((each) => matches(each, filter))) {
    const { status, currency } = charge;
    const acknowledged = charge.acknowledgedOn !== null;
    const key = [status, String(acknowledged), currency].join(' ');
    const sofar = totals.get(key) ?? {
      status,
      acknowledged,
      currency,
      count: 0,
      amount: 0n,
      localAmount: 0n,
    };
    totals.set(key, {
      ...sofar,
      count: sofar.count + 1,
      amount: sofar.amount + BigInt(charge.amount),
      localAmount: sofar.localAmount + BigInt(charge.localAmount),
    });
  }
  return [...totals].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, total]) => total);
}

function matches(charge: Charge, filter: ChargeTotalsFilter): boolean {
  const day = dayOf(charge.receivedOn);
  return (
    (filter.receivedFrom === undefined || day >= filter.receivedFrom) &&
    (filter.receivedTo === undefined || day < filter.receivedTo) &&
    (filter.status?.includes(charge.status) ?? true) &&
    (filter.acknowledged === undefined || filter.acknowledged === (charge.acknowledgedOn !== null)) &&
    (filter.currency === undefined || filter.currency === charge.currency)
  );
}
