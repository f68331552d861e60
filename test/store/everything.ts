import type { OperatorStore } from '../../src/store/store.ts';
import { ALL } from './telecom.ts';

const WHOLE = { of: 'operator' } as const;

/** All that one operator's store has to tell, to compare before and after. */
export async function everything(store: OperatorStore) {
  const [subscriptions] = await store.subscriptionPages(WHOLE, ALL, {});
  const [charges] = await store.chargePages(WHOLE, ALL, {});
  return {
    operator: await store.operator(),
    exchangeRates: await store.exchangeRates(),
    users: await store.users(),
    apiKeys: await store.apiKeys(),
    promotions: (await store.promotionPage(ALL, {})).rows,
    customers: (await store.customerPage(ALL, {})).rows,
    subscriptions: subscriptions?.rows ?? [],
    charges: charges?.rows ?? [],
    totals: await store.chargeTotals({}),
    events: (await store.eventPage(ALL)).rows,
  };
}
