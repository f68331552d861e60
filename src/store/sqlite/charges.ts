import { and, eq, gte, isNotNull, isNull, lt, sql, type Placeholder, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';

import type { Charge } from '../../charges/charge.ts';
import { idOfNumber } from '../../ids.ts';
import type { ChargeFilter, Choice, Page, PageQuery, Parents } from '../store.ts';
import { forEachChoice } from './choosing.ts';
import { customerCondition } from './customers.ts';
import { listsOf, type Condition, type Whose } from './pages.ts';
import {
  byIds,
  changesIn,
  columnsOf,
  eachOf,
  insertInto,
  listOf,
  type Sqlite,
  statement,
  steady,
  steadyLimit,
} from './statement.ts';
import { charges, customers } from './tables.ts';

/** Reading and writing charges. */
export function chargeRows(sqlite: Sqlite) {
  const { drizzle } = sqlite;
  const { operatorId: _, ...columns } = columnsOf(charges);
  const lists = listsOf<Charge>(sqlite, charges, columns, ALWAYS);
  const each = sql`${eachOf('keys')} AS k`;
  const all = () => drizzle.select(columns);
  const byId = forEachChoice(columns, ALWAYS, (picked) => byIds<Charge>(sqlite, charges, picked));
  const withCustomers = statement<Charge & { customerIdentifier: string }>(
    sqlite,
    drizzle
      .select({
        ...columns,
        customerIdentifier: sql`${customers.billingSystemCustomerIdentifier}`.as('customerIdentifier'),
      })
      .from(each)
      .crossJoin(charges)
      .crossJoin(customers)
      .where(and(eq(charges.id, sql`k.value`), eq(customers.id, charges.customerId))),
  );
  const byNetflixIdentifier = statement<Charge>(
    sqlite,
    all()
      .from(each)
      .crossJoin(charges)
      .where(
        and(eq(charges.operatorId, steady('operatorId')), eq(charges.netflixChargeIdentifier, sql`k.value`)),
      ),
  );
  const heldOfSubscriptions = statement<Charge>(
    sqlite,
    all()
      .from(each)
      .crossJoin(charges)
      .where(and(eq(charges.subscriptionId, sql`k.value`), isNotNull(charges.heldOn)))
      .orderBy(charges.id),
  );
  const references = statement<{ id: number; referenceNumber: string }>(
    sqlite,
    drizzle
      .select({
        id: sql`${charges.id}`.as('id'),
        referenceNumber: sql`${charges.referenceNumber}`.as('referenceNumber'),
      })
      .from(each)
      .crossJoin(charges)
      .where(and(eq(charges.operatorId, steady('operatorId')), eq(charges.referenceNumber, sql`k.value`))),
  );
  const isDue = and(
    eq(charges.operatorId, steady('operatorId')),
    sql`${charges.status} = 'PENDING'`,
    isNull(charges.heldOn),
    sql`${charges.dueOn} <= ${sql.placeholder('now')}`,
    sql`(${charges.verdict} IS NOT NULL OR ${charges.onSilence} = 'APPROVE')`,
  );
  const due = statement<Charge>(
    sqlite,
    all().from(charges).where(isDue).orderBy(charges.id).limit(steadyLimit('limit')),
  );
  const dueCount = statement<{ count: number }>(
    sqlite,
    drizzle
      .select({ count: sql`count(*)`.as('count') })
      .from(charges)
      .where(isDue),
  );
  const unacknowledged = statement<{ count: number }>(
    sqlite,
    drizzle
      .select({ count: sql`count(*)`.as('count') })
      .from(charges)
      .where(and(eq(charges.customerId, sql.placeholder('customerId')), isNull(charges.acknowledgedOn))),
  );
  const insert = insertInto(sqlite, charges);
  const update = changesIn<Charge>(sqlite, charges, CHANGING);

  return {
    byId: (ids: readonly number[], choice?: Choice) => byId(choice).all({ keys: listOf(ids) }),
    /** With the operator's own key of the customer that each belongs to. */
    withCustomers: (ids: readonly number[]) =>
      withCustomers.all({ keys: listOf(ids) }).map(({ customerIdentifier: identifier, ...charge }) => ({
        charge: charge satisfies Charge,
        identifier,
      })),
    byNetflixIdentifier: (operatorId: number, identifiers: readonly string[]) =>
      byNetflixIdentifier.all({ operatorId, keys: listOf(identifiers) }),
    heldOfSubscriptions: (subscriptionIds: readonly number[]) =>
      heldOfSubscriptions.all({ keys: listOf(subscriptionIds) }),
    /** Who holds these reference numbers. */
    references: (operatorId: number, numbers: readonly string[]) =>
      references.all({ operatorId, keys: listOf(numbers) }),
    due: (operatorId: number, now: number, limit: number) => due.all({ operatorId, now, limit }),
    dueCount: (operatorId: number, now: number) => dueCount.get({ operatorId, now })?.count ?? 0,
    /** How many of a customer's charges have not been acknowledged. */
    unacknowledged: (customerId: number) => unacknowledged.get({ customerId })?.count ?? 0,
    pages: (
      operatorId: number,
      parents: Parents,
      query: PageQuery,
      filter: ChargeFilter,
      choice?: Choice,
    ): Promise<Page<Charge>[]> =>
      lists.pages(operatorId, whose(parents), query, conditionsOf(operatorId, parents, filter), { choice }),
    counts: (operatorId: number, parents: Parents, filter: ChargeFilter): Promise<number[]> =>
      lists.counts(operatorId, whose(parents), conditionsOf(operatorId, parents, filter)),
    insert: (operatorId: number, charge: Charge) => insert.run({ ...charge, operatorId }),
    update,
  };
}

/** What is read of a charge whatever is looked at. */
const ALWAYS = ['id', 'status'] satisfies readonly (keyof Charge)[];

/** What may change after a charge was received. */
const CHANGING = [
  'status',
  'statusReason',
  'settledOn',
  'heldOn',
  'verdict',
  'decidedOn',
  'referenceNumber',
  'acknowledgedOn',
] as const satisfies readonly (keyof Charge)[];

function whose(parents: Parents): Whose<Charge> {
  switch (parents.of) {
    case 'operator':
      return null;
    case 'customers':
      return { by: 'customerId', parents: parents.ids };
    case 'subscriptions':
      return { by: 'subscriptionId', parents: parents.ids };
  }
}

const OF_OPERATOR = eq(charges.operatorId, steady('operatorId'));
const PENDING = sql`${charges.status} = 'PENDING'`;

function conditionsOf(operatorId: number, parents: Parents, filter: ChargeFilter): Condition[] {
  const found: Condition[] = [];
  const add = (
    name: string,
    where: () => SQL | undefined,
    values: Condition['values'] = {},
    how?: Condition['found'],
  ) => found.push({ name, where: () => where() ?? sql`TRUE`, values, found: how });
  const compare = (
    name: string,
    value: string | number | undefined,
    where: (given: Placeholder) => SQL | undefined,
    how?: Condition['found'],
  ) => {
    if (value !== undefined)
      add(name, () => where(sql.placeholder(name)), { operatorId, [name]: value }, how);
  };
  const among = (
    name: string,
    values: readonly (string | number)[] | undefined,
    column: SQLiteColumn,
    how?: Condition['found'],
  ) => {
    const where = () => sql`${column} IN (SELECT value FROM ${eachOf(name)})`;
    if (values) add(name, where, { [name]: listOf(values) }, how);
  };
  // Offers an index over all of the operator's open charges, unless something narrower is asked for: SQLite would not know which is.
  const openOnes = isNarrow(parents, filter) ? undefined : OF_OPERATOR;
  // A partial index serves only a condition that stands in the statement as it stands in the index.
  const onlyPending = filter.status?.length === 1 && filter.status[0] === 'PENDING';

  if (filter.acknowledged === false)
    add('unacknowledged', () => and(openOnes, isNull(charges.acknowledgedOn)), { operatorId }, 'TOGETHER');
  if (filter.acknowledged === true) add('acknowledged', () => isNotNull(charges.acknowledgedOn));
  if (filter.processing === 'NOT_PROCESSED' || onlyPending)
    add('pending', () => and(openOnes, PENDING), { operatorId }, 'TOGETHER');
  if (filter.processing === 'PROCESSED') add('processed', () => sql`${charges.status} <> 'PENDING'`);
  if (!onlyPending) among('status', filter.status, charges.status);
  among('verdict', filter.verdict, charges.verdict);
  if (filter.undecided === true) add('undecided', () => isNull(charges.verdict));
  if (filter.undecided === false) add('decided', () => isNotNull(charges.verdict));
  if (filter.customer) found.push(customerCondition(operatorId, filter.customer, charges.customerId));
  if (filter.subscriptionNumber !== undefined) {
    const id = idOfNumber('S', operatorId, filter.subscriptionNumber) ?? 0;
    // Found by the customers, if those are given: SQLite would look through the whole subscription for each of them.
    const column = parents.of === 'customers' ? sql`+${charges.subscriptionId}` : charges.subscriptionId;
    compare('subscription', id, (given) => sql`${column} = ${given}`, 'FEW');
  }
  among(
    'ids',
    filter.numbers?.map((number) => idOfNumber('I', operatorId, number) ?? 0),
    charges.id,
    'FEW',
  );
  compare(
    'referenceNumber',
    filter.referenceNumber,
    (given) => and(OF_OPERATOR, eq(charges.referenceNumber, given)),
    'FEW',
  );
  compare('currency', filter.currency, (given) => eq(charges.currency, given));
  compare('receivedFrom', filter.receivedFrom, (given) => gte(charges.receivedOn, given));
  compare('receivedTo', filter.receivedTo, (given) => lt(charges.receivedOn, given));
  compare('paidThroughFrom', filter.paidThroughFrom, (given) => gte(charges.paidThroughDate, given));
  compare('paidThroughTo', filter.paidThroughTo, (given) => lt(charges.paidThroughDate, given));
  compare('decidableBefore', filter.decidableBefore, (given) =>
    and(
      openOnes,
      PENDING,
      isNull(charges.heldOn),
      sql`${charges.onSilence} = 'APPROVE'`,
      lt(charges.dueOn, given),
    ),
  );
  return found;
}

/** Whether it is about few charges, whatever else it asks: those of some customers or subscriptions, or some that are named. */
function isNarrow(
  parents: Parents,
  { customer, subscriptionNumber, numbers, referenceNumber }: ChargeFilter,
): boolean {
  const narrow = [customer, subscriptionNumber, numbers, referenceNumber];
  return parents.of !== 'operator' || narrow.some((given) => given !== undefined);
}
