import DataLoader from 'dataloader';

import type { Charge } from '../charges/charge.ts';
import type { Customer } from '../customers/customer.ts';
import type { Event } from '../events/event.ts';
import type { ExchangeRate, Operator } from '../operators/operator.ts';
import type { Promotion } from '../promotions/promotion.ts';
import type { ProvisioningProvider, ProvisioningRequest } from '../provisioning/provisioning.ts';
import type { Standing } from '../standing/standing.ts';
import type { NetflixSubscription } from '../subscriptions/subscription.ts';
import { RowLoader } from './row-loader.ts';
import type {
  ChargeFilter,
  Choices,
  EventFilter,
  EventParents,
  OperatorStore,
  Page,
  PageQuery,
  Parents,
  SubscriptionFilter,
} from './store.ts';

/** One page for each parent that asks for it: all parents that want the same page are answered together. */
export interface PagesOf<T, Filter> {
  page: (parent: number, query: PageQuery, filter: Filter) => Promise<Page<T>>;
  count: (parent: number, filter: Filter) => Promise<number>;
}

/** DataLoaders over one operator's store, for one request: whatever is wanted in one turn is fetched in one batch. */
export interface Loaders {
  /** What the request looks at, and so what is read for it. */
  readonly choices: Choices;
  readonly operators: DataLoader<number, Operator | null>;
  readonly promotions: DataLoader<number, Promotion | null>;
  readonly customers: RowLoader<Customer>;
  readonly subscriptions: RowLoader<NetflixSubscription>;
  readonly charges: DataLoader<number, Charge | null>;
  readonly events: DataLoader<number, Event | null>;
  /** By customer: its latest subscription, cancelled or not. */
  readonly latestSubscriptions: DataLoader<number, NetflixSubscription | null>;
  /** By customer. */
  readonly standings: DataLoader<number, Standing | null>;
  readonly subscriptionsOfCustomers: PagesOf<NetflixSubscription, SubscriptionFilter>;
  readonly chargesOfCustomers: PagesOf<Charge, ChargeFilter>;
  readonly chargesOfSubscriptions: PagesOf<Charge, ChargeFilter>;
  readonly eventsOfCustomers: PagesOf<Event, EventFilter>;
  readonly eventsOfSubscriptions: PagesOf<Event, EventFilter>;
  readonly eventsOfCharges: PagesOf<Event, EventFilter>;
  readonly provisioningProviders: DataLoader<number, ProvisioningProvider | null>;
  readonly provisioningRequests: DataLoader<number, ProvisioningRequest | null>;
  readonly provisioningRequestsOfSubscriptions: PagesOf<ProvisioningRequest, null>;
  /** What a mutation left, mostly by id. Pages show it instead of what they read, so that an answer says one thing of a thing, after a dry run too. */
  readonly left: {
    readonly exchangeRates: ExchangeRate[];
    readonly subscriptions: Map<number, NetflixSubscription>;
    readonly charges: Map<number, Charge>;
    readonly provisioningRequests: Map<number, ProvisioningRequest>;
  };
}

/** What a row refers to, at once when it is known already. A reference that leads nowhere is a fault of ours. */
export function referred<T>(loader: Referable<T>, id: number): T | Promise<T> {
  return loader.known?.(id) ?? loaded(loader, id);
}

interface Referable<T> {
  readonly load: (id: number) => Promise<T | null>;
  readonly known?: (id: number) => T | undefined;
}

async function loaded<T>(loader: Referable<T>, id: number): Promise<T> {
  const found = await loader.load(id);
  if (found === null) throw new Error(`Expected a row with the id ${id}, found none.`);
  return found;
}

/** The answer for the only parent that was asked about. */
export function only<T>(answers: readonly T[]): T {
  const [answer] = answers;
  if (answer === undefined || answers.length > 1)
    throw new Error(`Expected one answer, found ${answers.length}.`);
  return answer;
}

/** Fresh loaders; what they read they remember until the request ends or a mutation tells them better. */
export function loadersOver(store: OperatorStore, choices: Choices = {}): Loaders {
  const { provisioning } = store;
  const left: Loaders['left'] = {
    exchangeRates: [],
    subscriptions: new Map(),
    charges: new Map(),
    provisioningRequests: new Map(),
  };
  const chargesOf = (of: 'customers' | 'subscriptions') =>
    pagesOf<Charge, ChargeFilter>(
      (ids, query, filter) => store.chargePages(parents(of, ids), query, filter, choices.charges),
      (ids, filter) => store.countCharges(parents(of, ids), filter),
      left.charges,
    );
  const eventsOf = (of: Exclude<EventParents['of'], 'operator'>) =>
    pagesOf<Event, EventFilter>(
      (ids, query, filter) => store.eventPages({ of, ids }, query, filter),
      (ids, filter) => store.countEvents({ of, ids }, filter),
      NEVER_CHANGED,
    );
  return {
    choices,
    operators: new DataLoader(async (ids) => {
      const own = await store.operator();
      return ids.map((id) => (id === own.id ? own : null));
    }),
    promotions: new DataLoader((ids) => store.promotionsById(ids)),
    customers: new RowLoader((ids) => store.customersById(ids, choices.customers)),
    subscriptions: new RowLoader((ids) => store.subscriptionsById(ids, choices.subscriptions)),
    charges: new DataLoader((ids) => store.chargesById(ids, choices.charges)),
    events: new DataLoader((ids) => store.eventsById(ids)),
    latestSubscriptions: new DataLoader((ids) => store.latestSubscriptions(ids)),
    standings: new DataLoader((ids) => store.standings(ids)),
    subscriptionsOfCustomers: pagesOf(
      (ids, query, filter) =>
        store.subscriptionPages(parents('customers', ids), query, filter, choices.subscriptions),
      (ids, filter) => store.countSubscriptions(parents('customers', ids), filter),
      left.subscriptions,
    ),
    chargesOfCustomers: chargesOf('customers'),
    chargesOfSubscriptions: chargesOf('subscriptions'),
    eventsOfCustomers: eventsOf('customers'),
    eventsOfSubscriptions: eventsOf('subscriptions'),
    eventsOfCharges: eventsOf('charges'),
    provisioningProviders: new DataLoader((ids) => provisioning.providersById(ids)),
    provisioningRequests: new DataLoader((ids) => provisioning.requestsById(ids)),
    provisioningRequestsOfSubscriptions: pagesOf<ProvisioningRequest, null>(
      (ids, query) => provisioning.requestPages(ids, query),
      (ids) => provisioning.countRequests(ids),
      left.provisioningRequests,
    ),
    left,
  };
}

const NEVER_CHANGED: ReadonlyMap<number, Event> = new Map();

/** Makes a request forget what it read and remember what a mutation left: the state it answers with is the state it wrote. */
export function remember(
  loaders: Loaders,
  now: {
    readonly exchangeRates?: readonly ExchangeRate[];
    readonly promotions?: readonly (Promotion | null)[];
    readonly customers?: readonly (Customer | null)[];
    readonly subscriptions?: readonly (NetflixSubscription | null)[];
    readonly charges?: readonly (Charge | null)[];
    readonly provisioningProviders?: readonly (ProvisioningProvider | null)[];
    readonly provisioningRequests?: readonly (ProvisioningRequest | null)[];
  },
): void {
  loaders.operators.clearAll();
  loaders.latestSubscriptions.clearAll();
  loaders.standings.clearAll();
  loaders.promotions.clearAll();
  loaders.customers.clearAll();
  loaders.subscriptions.clearAll();
  loaders.charges.clearAll();
  loaders.provisioningProviders.clearAll();
  loaders.provisioningRequests.clearAll();
  loaders.left.exchangeRates.length = 0;
  loaders.left.subscriptions.clear();
  loaders.left.charges.clear();
  loaders.left.provisioningRequests.clear();
  loaders.left.exchangeRates.push(...(now.exchangeRates ?? []));
  for (const promotion of now.promotions ?? [])
    if (promotion) loaders.promotions.prime(promotion.id, promotion);
  for (const customer of now.customers ?? []) if (customer) loaders.customers.put(customer);
  for (const charge of now.charges ?? []) {
    if (!charge) continue;
    loaders.charges.prime(charge.id, charge);
    loaders.left.charges.set(charge.id, charge);
  }
  for (const subscription of now.subscriptions ?? []) {
    if (!subscription) continue;
    loaders.subscriptions.put(subscription);
    loaders.left.subscriptions.set(subscription.id, subscription);
  }
  for (const provider of now.provisioningProviders ?? [])
    if (provider) loaders.provisioningProviders.prime(provider.id, provider);
  for (const request of now.provisioningRequests ?? []) {
    if (!request) continue;
    loaders.provisioningRequests.prime(request.id, request);
    loaders.left.provisioningRequests.set(request.id, request);
  }
}

function parents(of: 'customers' | 'subscriptions', ids: readonly number[]): Parents {
  return { of, ids };
}

// A page is the same for two parents when its arguments are; one loader each keeps the batches apart.
function pagesOf<T extends { readonly id: number }, Filter extends object | null>(
  fetchPages: (ids: readonly number[], query: PageQuery, filter: Filter) => Promise<Page<T>[]>,
  fetchCounts: (ids: readonly number[], filter: Filter) => Promise<number[]>,
  left: ReadonlyMap<number, T>,
): PagesOf<T, Filter> {
  const pages: {
    readonly query: PageQuery;
    readonly key: string;
    readonly loader: DataLoader<number, Page<T>>;
  }[] = [];
  const counts = new Map<string, DataLoader<number, number>>();
  // Not cached: a mutation in the same request may have changed any list.
  const loaderOf = <V>(fetch: (ids: readonly number[]) => Promise<V[]>) =>
    new DataLoader<number, V>(fetch, { cache: false });
  const pagesFor = (query: PageQuery, filter: Filter) => {
    const key = filterKey(filter);
    // Forty nested lists ask for their loader, nearly always for the same one: to compare takes less than to write and look up a key.
    const known = pages.find((one) => one.key === key && isSame(one.query, query));
    if (known) return known.loader;
    const loader = loaderOf((ids) => fetchPages(ids, query, filter));
    pages.push({ query, key, loader });
    return loader;
  };
  const countsFor = (filter: Filter) => {
    const key = filterKey(filter);
    const known = counts.get(key);
    if (known) return known;
    const loader = loaderOf((ids) => fetchCounts(ids, filter));
    counts.set(key, loader);
    return loader;
  };
  return {
    page: (parent, query, filter) => {
      const found = pagesFor(query, filter).load(parent);
      if (left.size === 0) return found;
      return found.then((page) => ({ ...page, rows: page.rows.map((row) => left.get(row.id) ?? row) }));
    },
    count: (parent, filter) => countsFor(filter).load(parent),
  };
}

function isSame(one: PageQuery, other: PageQuery): boolean {
  return (
    one.size === other.size &&
    one.after === other.after &&
    one.before === other.before &&
    one.fromEnd === other.fromEnd &&
    one.newestFirst === other.newestFirst &&
    one.offset === other.offset
  );
}

function filterKey(filter: object | null): string {
  return filter === null || Object.keys(filter).length === 0 ? '' : JSON.stringify(filter);
}
