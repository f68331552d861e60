import { and, eq, gte, lt, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';

import type { Customer, CustomerBy } from '../../customers/customer.ts';
import { unpack } from '../../packed.ts';
import type { Choice, CustomerFilter, Page, PageQuery } from '../store.ts';
import { forEachChoice } from './choosing.ts';
import { listsOf, type Condition } from './pages.ts';
import {
  byIds,
  columnsOf,
  eachOf,
  insertInto,
  listOf,
  type Sqlite,
  statement,
  steady,
  updateOf,
} from './statement.ts';
import { customers } from './tables.ts';

/** Reading and writing customers. */
export function customerRows(sqlite: Sqlite) {
  const { drizzle } = sqlite;
  const { searchText: _, operatorId: __, ...columns } = columnsOf(customers);
  const lists = listsOf<Customer>(sqlite, customers, columns, ALWAYS);
  const each = sql`${eachOf('keys')} AS k`;
  const operatorId = steady('operatorId');
  const key = sql.placeholder('key');
  const one = (where: ReturnType<typeof and>) =>
    forEachChoice(columns, ALWAYS, (picked) =>
      statement<Customer>(sqlite, drizzle.select(picked).from(customers).where(where)),
    );

  const byId = forEachChoice(columns, ALWAYS, (picked) => byIds<Customer>(sqlite, customers, picked));
  const byBillingIdentifier = one(
    and(eq(customers.operatorId, operatorId), eq(customers.billingSystemCustomerIdentifier, key)),
  );
  const byNetflixIdentifier = one(
    and(eq(customers.operatorId, operatorId), eq(customers.netflixCustomerIdentifier, key)),
  );
  const byNetflixIdentifiers = statement<Customer>(
    sqlite,
    drizzle
      .select(columns)
      .from(each)
      .crossJoin(customers)
      .where(
        and(eq(customers.netflixCustomerIdentifier, sql`k.value`), eq(customers.operatorId, operatorId)),
      ),
  );
  const insert = insertInto(sqlite, customers);
  const update = updateOf(sqlite, customers, CHANGING);

  return {
    byId: (ids: readonly number[], choice?: Choice) => byId(choice).all({ keys: listOf(ids) }),
    by: (operatorId: number, by: CustomerBy, choice?: Choice): Customer | null =>
      ('billingSystemCustomerIdentifier' in by
        ? byBillingIdentifier(choice).get({ operatorId, key: by.billingSystemCustomerIdentifier })
        : byNetflixIdentifier(choice).get({ operatorId, key: by.netflixCustomerIdentifier })) ?? null,
    byNetflixIdentifiers: (operatorId: number, identifiers: readonly string[]) =>
      byNetflixIdentifiers.all({ operatorId, keys: listOf(identifiers) }),
    page: (
      operatorId: number,
      query: PageQuery,
      filter: CustomerFilter,
      choice?: Choice,
    ): Promise<Page<Customer>> => lists.page(operatorId, query, conditionsOf(filter), choice),
    count: (operatorId: number, filter: CustomerFilter): Promise<number> =>
      lists.count(operatorId, conditionsOf(filter)),
    insert: (operatorId: number, customer: Customer) =>
      insert.run({ ...customer, operatorId, searchText: searchTextOf(customer) }),
    update: (customer: Customer) => update.run({ ...customer, searchText: searchTextOf(customer) }),
  };
}

/** What is read of a customer whatever is looked at. */
const ALWAYS = ['id'] satisfies readonly (keyof Customer)[];

const CHANGING = [
  'billingSystemCustomerIdentifier',
  'firstName',
  'lastName',
  'addresses',
  'emails',
  'phones',
  'searchText',
] as const satisfies readonly (keyof Customer | 'searchText')[];

/** Rows of one customer, found by the identifier that the caller knows. */
export function customerCondition(operatorId: number, by: CustomerBy, column: SQLiteColumn): Condition {
  const [identifier, value] =
    'billingSystemCustomerIdentifier' in by
      ? [customers.billingSystemCustomerIdentifier, by.billingSystemCustomerIdentifier]
      : [customers.netflixCustomerIdentifier, by.netflixCustomerIdentifier];
  return {
    name: identifier.name,
    where: () =>
      sql`${column} = (SELECT ${customers.id} FROM ${customers} WHERE ${customers.operatorId} = ${steady('operatorId')} AND ${identifier} = ${sql.placeholder('customer')})`,
    values: { operatorId, customer: value },
    found: 'FEW',
  };
}

function conditionsOf(filter: CustomerFilter): Condition[] {
  const found: Condition[] = [];
  if (filter.search !== undefined) {
    const search = folded(filter.search);
    found.push({
      name: 'search',
      where: () => sql`instr(${customers.searchText}, ${sql.placeholder('search')}) > 0`,
      values: { search },
    });
  }
  if (filter.createdFrom !== undefined) {
    const values = { createdFrom: filter.createdFrom };
    found.push({
      name: 'createdFrom',
      where: () => gte(customers.createdOn, sql.placeholder('createdFrom')),
      values,
    });
  }
  if (filter.createdTo !== undefined) {
    const values = { createdTo: filter.createdTo };
    found.push({
      name: 'createdTo',
      where: () => lt(customers.createdOn, sql.placeholder('createdTo')),
      values,
    });
  }
  return found;
}

// A phone number is found as it was written and by its digits alone.
function searchTextOf(customer: Customer): string {
  const names = [customer.firstName, customer.lastName].filter((name) => name !== null).join(' ');
  const emails = unpack(customer.emails).map(({ emailAddress }) => emailAddress);
  const phones = unpack(customer.phones).flatMap(({ number }) => [number, number.replace(/\D/g, '')]);
  return folded([customer.billingSystemCustomerIdentifier, names, ...emails, ...phones].join('\n'));
}

// The same letters can come as different code points, and a sigma that ends what was typed may stand within a name.
function folded(text: string): string {
  return text.normalize('NFC').toLowerCase().replaceAll('ς', 'σ');
}
