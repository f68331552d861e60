import { join } from 'node:path';
import Database from 'better-sqlite3';
import { parse } from 'graphql';
import { expect, it, onTestFinished } from 'vitest';

import { choicesOf } from '../../src/graphql/choices.ts';
import { schema } from '../../src/graphql/schema.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { ChargeFilter, EventFilter, PageQuery, Parents } from '../../src/store/store.ts';
import { ownFolder } from '../own-folder.ts';
import { platform } from './platform.ts';
import { ALL, byIdentifier, DRY, existing, item, telecom } from './telecom.ts';

const BY_CUSTOMER =
  'customers by customers_billing_system_identifier (operator_id=? AND billing_system_customer_identifier=?)';
const CHARGE_BY_ID = 'charges by key (rowid=?)';
const OF_CUSTOMER = 'charges by charges_customer (customer_id=? AND id>? AND id<?)';
const OF_SUBSCRIPTION = 'charges by charges_subscription (subscription_id=? AND rowid>? AND rowid<?)';
const UNACKNOWLEDGED = 'charges by charges_unacknowledged (operator_id=? AND id>? AND id<?)';
const PENDING = 'charges by charges_pending (operator_id=? AND id>? AND id<?)';
const BY_REFERENCE =
  'charges by charges_reference_number (operator_id=? AND reference_number=? AND rowid>? AND rowid<?)';

it.each<[string, ChargeFilter, string[]]>([
  ['of an operator', {}, ['charges by key (rowid>? AND rowid<?)']],
  ['not acknowledged', { acknowledged: false }, [UNACKNOWLEDGED]],
  ['processed, not acknowledged', { acknowledged: false, processing: 'PROCESSED' }, [UNACKNOWLEDGED]],
  ['pending', { status: ['PENDING'] }, [PENDING]],
  ['not processed', { processing: 'NOT_PROCESSED', undecided: true }, [PENDING]],
  ['decidable before', { decidableBefore: 1 }, [PENDING]],
  ['of a customer', { customer: byIdentifier('B-1') }, [OF_CUSTOMER, BY_CUSTOMER]],
  [
    'of a customer, not acknowledged',
    { customer: byIdentifier('B-1'), acknowledged: false },
    [OF_CUSTOMER, BY_CUSTOMER],
  ],
  ['of a subscription', { subscriptionNumber: 'S00000001' }, [OF_SUBSCRIPTION]],
  ['of a subscription, pending', { subscriptionNumber: 'S00000001', status: ['PENDING'] }, [OF_SUBSCRIPTION]],
  ['by number', { numbers: ['I00000001'] }, [CHARGE_BY_ID]],
  ['by number, pending', { numbers: ['I00000001'], status: ['PENDING'] }, [CHARGE_BY_ID]],
  ['by reference', { referenceNumber: 'INV-1' }, [BY_REFERENCE]],
  ['by reference, not acknowledged', { referenceNumber: 'INV-1', acknowledged: false }, [BY_REFERENCE]],
])('finds the charges %s by their index', async (_what, filter, plan) => {
  const { store, plansOf } = await watched();
  for (const query of QUERIES) {
    expect(await plansOf(() => store.chargePages(WHOLE, query, filter))).toEqual(plan);
  }
});

it.each<[string, Parents['of'], ChargeFilter, string]>([
  ['customer', 'customers', {}, OF_CUSTOMER],
  ['customer, not acknowledged', 'customers', { acknowledged: false }, OF_CUSTOMER],
  ['customer, pending', 'customers', { status: ['PENDING'] }, OF_CUSTOMER],
  ['customer, decidable before', 'customers', { decidableBefore: 1 }, OF_CUSTOMER],
  ['customer, of a subscription', 'customers', { subscriptionNumber: 'S00000001' }, OF_CUSTOMER],
  ['subscription', 'subscriptions', {}, OF_SUBSCRIPTION],
  ['subscription, not acknowledged', 'subscriptions', { acknowledged: false }, OF_SUBSCRIPTION],
])('finds and counts the charges of each %s by the index of its parents', async (_what, of, filter, plan) => {
  const { store, plansOf, nth } = await watched();
  const parents: Parents = of === 'operator' ? WHOLE : { of, ids: [nth(1), nth(2)] };
  for (const query of QUERIES) {
    // Where the page of each ends, and all up to there.
    expect(await plansOf(() => store.chargePages(parents, query, filter))).toEqual([plan, plan]);
  }
  expect(await plansOf(() => store.countCharges(parents, filter))).toEqual([plan]);
});

it('finds most of what is shown of the charges of customers in their index, and looks no charge up', async () => {
  const { store, stepsOf, nth } = await watched();
  const shown =
    '{ charges { nodes { number status paidThroughDate receivedOn amount { amount } localAmount { currency } } } }';
  const { charges: choice } = choicesOf(schema, parse(shown));
  const parents: Parents = { of: 'customers', ids: [nth(1), nth(2)] };
  for (const query of QUERIES) {
    const steps = await stepsOf(() => store.chargePages(parents, query, {}, choice));
    expect(steps.filter((step) => step.includes(' charges '))).toEqual([
      'SEARCH charges USING COVERING INDEX charges_customer (customer_id=? AND id>? AND id<?)',
      'SEARCH charges USING COVERING INDEX charges_customer (customer_id=? AND id>? AND id<?)',
    ]);
  }
});

it.each<ChargeFilter>([
  {},
  { acknowledged: false },
  { status: ['APPROVED'] },
  { processing: 'PROCESSED', currency: 'EUR' },
])('takes the count of charges by %j from the totals', async (filter) => {
  const { store, plansOf } = await watched();
  expect(await plansOf(() => store.countCharges(WHOLE, filter))).toEqual([
    'charge_totals by sqlite_autoindex_charge_totals_1 (operator_id=? AND day>? AND day<?)',
  ]);
});

it('finds once for each parent where its page ends, also where no index has the order of the list', async () => {
  const { store, stepsOf, nth } = await watched();
  const steps = await stepsOf(() => store.provisioning.requestPages([nth(1), nth(2)], FIRST));
  const isOfRequests = (step: string) => step.includes(' provisioning_requests ');
  // The search for the end stands inside of what is made once; what comes behind it only scans that.
  const [first, behind] = [steps.findIndex(isOfRequests), steps.indexOf('SCAN k')];
  expect(steps.filter(isOfRequests)).toHaveLength(2);
  expect(steps[0]).toBe('MATERIALIZE k');
  expect([first < behind, steps.findLastIndex(isOfRequests) > behind]).toEqual([true, true]);
});

it('writes to no index of customers’ charges when charges are acknowledged', async () => {
  const { cytel, anna, charge, textsOf, planner } = await watched();
  await cytel.settles();
  const texts = await textsOf(() => cytel.acknowledges([item(charge, anna, 'INV-1')]));
  const updates = texts.filter((text) => /^update "?charges"? /i.test(text));
  expect(updates).toHaveLength(1);
  const root = planner
    .prepare<[], { rootpage: number }>("SELECT rootpage FROM sqlite_schema WHERE name = 'charges_customer'")
    .get()?.rootpage;
  const opened = updates.flatMap((text) =>
    planner
      .prepare<[], { opcode: string; p2: number }>(`EXPLAIN ${text}`)
      .all()
      .filter(({ opcode }) => opcode === 'OpenWrite')
      .map(({ p2 }) => p2),
  );
  expect(opened.length).toBeGreaterThan(1);
  expect(opened).not.toContain(root);
});

it('finds everything else by its index', async () => {
  const { store, plansOf, nth } = await watched();
  const [query] = QUERIES;
  const ofCustomers = { of: 'customers', ids: [nth(1), nth(2)] } as const;
  const ofOne = { of: 'customers', ids: [nth(1)] } as const;
  const ofEach = 'subscriptions by subscriptions_customer (customer_id=? AND rowid>? AND rowid<?)';
  const byKey = (table: string) => [`${table} by key (rowid=?)`];
  const walked = (table: string) => [`${table} by key (rowid>? AND rowid<?)`];

  expect(await plansOf(() => store.eventPage(query))).toEqual(walked('events'));
  expect(await plansOf(() => store.eventPage({ ...query, newestFirst: true }))).toEqual(walked('events'));
  const ofSubscriptions = { of: 'subscriptions', ids: [nth(1), nth(2)] } as const;
  const itsCustomer = byKey('subscriptions');
  const eventsOfEach = 'events by events_customer (customer_id=? AND rowid>? AND rowid<?)';
  expect(await plansOf(() => store.eventPages(ofSubscriptions, query, {}))).toEqual([
    ...[eventsOfEach, ...itsCustomer, eventsOfEach, ...itsCustomer],
  ]);
  expect(await plansOf(() => store.countEvents(ofSubscriptions, {}))).toEqual([eventsOfEach, ...itsCustomer]);
  expect(await plansOf(() => store.customerPage(query, {}))).toEqual(walked('customers'));
  expect(await plansOf(() => store.subscriptionPages(WHOLE, query, {}))).toEqual(walked('subscriptions'));
  expect(await plansOf(() => store.subscriptionPages(ofCustomers, query, { stage: ['ACTIVE'] }))).toEqual([
    ofEach,
    ofEach,
  ]);
  expect(await plansOf(() => store.subscriptionPages(ofOne, query, { stage: ['ACTIVE'] }))).toEqual([ofEach]);
  expect(await plansOf(() => store.countSubscriptions(ofCustomers, { stage: ['ACTIVE'] }))).toEqual([ofEach]);
  expect(
    await plansOf(() => store.subscriptionPages(WHOLE, query, { lifeCycleState: ['CANCELLED'] })),
  ).toEqual(['subscriptions by subscriptions_stage (operator_id=? AND stage=? AND rowid>? AND rowid<?)']);
  expect(await plansOf(() => store.chargesById([nth(1)]))).toEqual(byKey('charges'));
  expect(await plansOf(() => store.customersById([nth(1)]))).toEqual(byKey('customers'));
  expect(await plansOf(() => store.latestSubscriptions([nth(1)]))).toEqual([
    ...byKey('subscriptions'),
    'subscriptions by subscriptions_customer (customer_id=?)',
  ]);
  expect(await plansOf(() => store.customer(byIdentifier('B-1')))).toEqual([BY_CUSTOMER]);
  expect(await plansOf(() => store.customer({ netflixCustomerIdentifier: 'PAI-1' }))).toEqual([
    'customers by customers_netflix_customer_identifier_unique (netflix_customer_identifier=?)',
  ]);
});

it.each<[string, EventFilter, string]>([
  ['a customer', { customer: byIdentifier('B-1') }, 'events_customer (customer_id=? AND '],
  ['a subscription', { subscriptionNumber: 'S00000001' }, 'events_customer (customer_id=? AND '],
  ['a charge', { chargeNumber: 'I00000001' }, 'events_charge (charge_id=? AND '],
  ['an operator', {}, 'key ('],
  ['some kinds', { types: ['CHARGE_RECEIVED'] }, 'key ('],
])('finds the events of %s by their place in the sequence, whenever they happened', async (_what, of, by) => {
  const { store, plansOf } = await watched();
  for (const query of QUERIES) {
    const plans = await plansOf(() => store.eventPages(WHOLE, query, { ...of, occurredFrom: 1 }));
    // A look at one event in each step of the search, and then the page.
    expect(plans.filter((plan) => plan.startsWith('events '))).toEqual([
      'events by key (rowid=?)',
      `events by ${by}rowid>? AND rowid<?)`,
    ]);
  }
});

it('finds where a customer stands by what the customer has, not by what waits', async () => {
  const { store, plansOf, nth } = await watched();
  expect(await plansOf(() => store.standings([nth(1)]))).toEqual([
    's by key (rowid=?)',
    'subscriptions by subscriptions_customer (customer_id=?)',
    't by sign_up_tokens_subscription (subscription_id=?)',
    'charges by charges_subscription (subscription_id=?)',
    'charges by charges_subscription (subscription_id=?)',
    'm by key (rowid=?)',
    'own by subscriptions_customer (customer_id=?)',
    'n by netflix_messages_subscription (subscription_id=?)',
    's by key (rowid=?)',
    'e by key (rowid=?)',
    'c by charges_customer (customer_id=?)',
    'r by provisioning_requests_customer (customer_id=?)',
  ]);
  const filter = { tokenExpired: { is: true, by: 0 } };
  expect(await plansOf(() => store.subscriptionPages(WHOLE, FIRST, filter))).toEqual([
    'subscriptions by subscriptions_stage (operator_id=? AND stage=? AND rowid>? AND rowid<?)',
    't by sign_up_tokens_subscription (subscription_id=?)',
  ]);
});

it('decides about charges by their indexes', async () => {
  const { cytel, anna, charge, plansOf } = await watched();
  const theirs = [
    'operators by key (rowid=?)',
    'customers by customers_netflix_customer_identifier_unique (netflix_customer_identifier=?)',
    'subscriptions by subscriptions_customer (customer_id=?)',
    'charges by charges_netflix_identifier (operator_id=? AND netflix_charge_identifier=?)',
    'charges by charges_held (subscription_id=?)',
    'exchange_rates by sqlite_autoindex_exchange_rates_1 (operator_id=?)',
  ];
  expect(await plansOf(() => cytel.receives([cytel.receipt(anna)], DRY))).toEqual(theirs);
  expect(await plansOf(() => cytel.decides('ACCEPTED', [item(charge, anna, 'INV-1')], DRY))).toEqual([
    'operators by key (rowid=?)',
    'charges by key (rowid=?)',
    'customers by key (rowid=?)',
    'charges by charges_reference_number (operator_id=? AND reference_number=?)',
  ]);
  const due = 'charges by charges_pending (operator_id=?)';
  expect(await plansOf(() => cytel.settles(1, DRY))).toEqual([
    ...['operators by key (rowid=?)', due, due],
    ...['subscriptions by key (rowid=?)', 'charges by charges_held (subscription_id=?)'],
  ]);
});

it('finds the work of a provider by its indexes, and walks from one subscription to the next', async () => {
  const { cytel, plansOf } = await watched();
  const boxes = await platform(cytel, 'Boxes');
  const lastBefore =
    'provisioning_requests by provisioning_requests_created (operator_id=? AND created_on<?)';
  const next = 'other by provisioning_requests_pending (provider_id=? AND subscription_id=?)';
  expect(await plansOf(() => boxes.pending())).toEqual([
    lastBefore,
    'one by provisioning_requests_backdated (provider_id=? AND scheduled_date>? AND scheduled_date<?)',
    next,
    'one by provisioning_requests_scheduled (provider_id=? AND scheduled_date>?)',
    next,
    'all of SCAN first',
    'provisioning_requests by provisioning_requests_pending (provider_id=? AND subscription_id=?)',
    'account by sqlite_autoindex_provisioning_accounts_1 (provider_id=? AND subscription_id=?)',
  ]);
  const query = { providerId: boxes.provider.id, since: 0 };
  expect(await plansOf(() => cytel.store.provisioning.countPending(query))).toEqual([
    lastBefore,
    'provisioning_requests by provisioning_requests_scheduled (provider_id=?)',
  ]);
  expect(await plansOf(() => boxes.responds(['P00000001'], DRY))).toEqual([
    'operators by key (rowid=?)',
    'provisioning_providers by provisioning_providers_name (operator_id=? AND name=?)',
    'provisioning_requests by key (rowid=?)',
    'provisioning_accounts by sqlite_autoindex_provisioning_accounts_1 (provider_id=? AND subscription_id=?)',
  ]);
});

it('never walks a whole table, whatever an operator does', async () => {
  const { gateway, cytel, anna, plansOf } = await watched();
  const plans = await plansOf(async () => {
    const { token } = await cytel.registers('B-2');
    await cytel.registers('B-2', { firstName: 'Bella' });
    await cytel.signsUp(existing(token).value);
    await cytel.updates({ by: byIdentifier('B-2'), newBillingSystemCustomerIdentifier: 'B-3' });
    await cytel.suspends(byIdentifier('B-3'));
    await cytel.unsuspends(byIdentifier('B-3'));
    const { charges } = await cytel.receives([cytel.receipt(anna)]);
    const items = charges.map((charge) => item(charge, anna, 'INV-2'));
    await cytel.decides('DECLINED', items);
    await cytel.settles();
    await cytel.acknowledges(items);
    await cytel.terminates(byIdentifier('B-3'));
    await cytel.erases(byIdentifier('B-3'));
    await cytel.store.standings([anna.id]);
    await cytel.store.subscriptionPages(WHOLE, FIRST, { tokenExpired: { is: true, by: 0 } });
    await cytel.promotes('SPRING');
    await cytel.employs('anna');
    await cytel.drawsKey();
    await cytel.changesTerms({ name: 'Cytel', exchangeRates: [{ currency: 'USD', rate: '0.9' }] });
    await gateway.credentials.userByName('cytel', 'anna');
    await gateway.credentials.userOfToken('jti', cytel.operator.id, 'anna');
    await gateway.credentials.apiKeyOfToken('jti', 'nbk');
    await gateway.operatorOfSignUpToken('hash');
    await gateway.operatorByCode('cytel');
    await gateway.setting('secret', 'drawn');
    await cytel.store.users();
    await cytel.store.apiKeys();
    await cytel.store.chargeTotals({});
    await cytel.store.promotionPage(ALL, { inEffectAt: 0 });
  });
  expect(plans.length).toBeGreaterThan(100);
  expect(plans.filter((plan) => plan.startsWith('all of'))).toEqual([]);
});

const WHOLE = { of: 'operator' } as const;
const FIRST: PageQuery = { ...ALL, size: 50 };
/** The first page and the last one, from either end of the list. */
const QUERIES = [
  FIRST,
  { ...FIRST, after: 1 },
  { ...FIRST, newestFirst: true },
  { ...FIRST, fromEnd: true },
] as const;

/** A store that tells how SQLite finds what an act reads or changes. */
async function watched() {
  const file = join(ownFolder(), 'gateway.db');
  let texts: string[] = [];
  const store = openSqliteStore({ file, clock: Date.now, onStatement: (text) => texts.push(text) });
  const planner = new Database(file, { readonly: true });
  onTestFinished(() => {
    planner.close();
    store.close();
  });
  const cytel = await telecom(store, 'cytel');
  const anna = await cytel.subscribes('B-1');
  const { charges } = await cytel.receives([cytel.receipt(anna)]);
  const textsOf = async (act: () => Promise<unknown>) => {
    texts = [];
    await act();
    return texts.filter((text) => /^(with|select|insert|update|delete)/i.test(text));
  };
  const stepsOf = async (act: () => Promise<unknown>) =>
    (await textsOf(act))
      .flatMap((text) => planner.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${text}`).all())
      .map(({ detail }) => detail);
  const plansOf = async (act: () => Promise<unknown>) => (await stepsOf(act)).flatMap(inShort);
  return {
    gateway: store,
    store: cytel.store,
    cytel,
    anna,
    charge: existing(charges[0]),
    nth: cytel.nth,
    planner,
    textsOf,
    stepsOf,
    plansOf,
  };
}

/**
 * A table that is looked into: `charges by charges_customer (customer_id=?)`, or `all of charges`; nothing for other steps, nor for what a
 * statement is given as a list, `k`.
 */
function inShort(step: string): string[] {
  const [, table = '', index = '', columns = ''] =
    /^SEARCH (\w+)(?: USING (?:COVERING )?(?:INDEX (\w+)|INTEGER PRIMARY KEY) (\(.+\)))?/.exec(step) ?? [];
  if (table) return [`${table} by ${index || 'key'} ${columns}`];
  const isListed = step === 'SCAN k' || step.includes('VIRTUAL TABLE');
  return step.startsWith('SCAN') && !isListed ? [`all of ${step}`] : [];
}
