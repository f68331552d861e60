import { and, desc, eq, gte, lt, sql, type Placeholder, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';

import {
  LIFE_CYCLE_STATE_OF,
  STAGES,
  type Stage,
  type NetflixSubscription,
  type SignUpToken,
} from '../../subscriptions/subscription.ts';
import type { Choice, Page, PageQuery, Parents, SubscriptionFilter } from '../store.ts';
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
  steadyText,
  updateOf,
} from './statement.ts';
import { signUpTokens, subscriptions } from './tables.ts';

/** Reading and writing subscriptions and their sign-up tokens. */
export function subscriptionRows(sqlite: Sqlite) {
  const { drizzle } = sqlite;
  const { operatorId: _, ...columns } = columnsOf(subscriptions);
  const lists = listsOf<NetflixSubscription>(sqlite, subscriptions, columns, ALWAYS);
  const each = sql`${eachOf('keys')} AS k`;
  const byId = forEachChoice(columns, ALWAYS, (picked) =>
    byIds<NetflixSubscription>(sqlite, subscriptions, picked),
  );
  const ofCustomers = statement<NetflixSubscription>(
    sqlite,
    drizzle
      .select(columns)
      .from(each)
      .crossJoin(subscriptions)
      .where(eq(subscriptions.customerId, sql`k.value`))
      .orderBy(subscriptions.id),
  );
  const newest = drizzle
    .select({ id: sql`max(${subscriptions.id})`.as('newest') })
    .from(subscriptions)
    .where(eq(subscriptions.customerId, sql`k.value`));
  const latestOfCustomers = statement<NetflixSubscription>(
    sqlite,
    drizzle
      .select(columns)
      .from(each)
      .crossJoin(subscriptions)
      .where(sql`${subscriptions.id} = (${newest})`),
  );
  const insert = insertInto(sqlite, subscriptions);
  const update = changesIn<NetflixSubscription>(sqlite, subscriptions, CHANGING);

  const { operatorId: __, ...tokenColumns } = columnsOf(signUpTokens);
  const tokenByHash = statement<SignUpToken>(
    sqlite,
    drizzle
      .select(tokenColumns)
      .from(signUpTokens)
      .where(
        and(
          eq(signUpTokens.hash, sql.placeholder('hash')),
          eq(signUpTokens.operatorId, steady('operatorId')),
        ),
      ),
  );
  // A replaced token was issued earlier than its successor, or in the same millisecond: then the one not replaced is the newest.
  const newestToken = statement<SignUpToken>(
    sqlite,
    drizzle
      .select(tokenColumns)
      .from(signUpTokens)
      .where(eq(signUpTokens.subscriptionId, steady('subscriptionId')))
      .orderBy(desc(sql`${signUpTokens.replacedOn} IS NULL`), desc(signUpTokens.issuedOn))
      .limit(steadyLimit(1)),
  );
  const operatorOfToken = statement<{ operatorId: number }>(
    sqlite,
    drizzle
      .select({ operatorId: sql`${signUpTokens.operatorId}`.as('operatorId') })
      .from(signUpTokens)
      .where(eq(signUpTokens.hash, sql.placeholder('hash'))),
  );
  const insertToken = insertInto(sqlite, signUpTokens);
  const updateToken = updateOf(sqlite, signUpTokens, ['replacedOn', 'usedOn', 'handedOverOn'], 'hash');

  return {
    byId: (ids: readonly number[], choice?: Choice) => byId(choice).all({ keys: listOf(ids) }),
    /** Every subscription of these customers, oldest first. */
    ofCustomers: (customerIds: readonly number[]) => ofCustomers.all({ keys: listOf(customerIds) }),
    latestOfCustomers: (customerIds: readonly number[]) =>
      latestOfCustomers.all({ keys: listOf(customerIds) }),
    pages: (
      operatorId: number,
      parents: Parents,
      query: PageQuery,
      filter: SubscriptionFilter,
      choice?: Choice,
    ): Promise<Page<NetflixSubscription>[]> =>
      lists.pages(operatorId, whose(parents), query, conditionsOf(operatorId, parents, filter), { choice }),
    counts: (operatorId: number, parents: Parents, filter: SubscriptionFilter): Promise<number[]> =>
      lists.counts(operatorId, whose(parents), conditionsOf(operatorId, parents, filter)),
    insert: (operatorId: number, subscription: NetflixSubscription) =>
      insert.run({ ...subscription, operatorId }),
    update,
    token: (operatorId: number, hash: string): SignUpToken | null =>
      tokenByHash.get({ operatorId, hash }) ?? null,
    newestToken: (subscriptionId: number): SignUpToken | null => newestToken.get({ subscriptionId }) ?? null,
    operatorOfToken: (hash: string): number | null => operatorOfToken.get({ hash })?.operatorId ?? null,
    insertToken: (operatorId: number, token: SignUpToken) => insertToken.run({ ...token, operatorId }),
    updateToken: (token: SignUpToken) => updateToken.run({ ...token }),
  };
}

/** What is read of a subscription whatever is looked at. */
const ALWAYS = ['id', 'stage'] satisfies readonly (keyof NetflixSubscription)[];

const CHANGING = [
  'stage',
  'netflixState',
  'cancellationReason',
  'channel',
  'promotionId',
  'prices',
  'signedUpOn',
  'suspendedOn',
  'cancelledOn',
  'entitledUntil',
] as const satisfies readonly (keyof NetflixSubscription)[];

function whose(parents: Parents): Whose<NetflixSubscription> {
  if (parents.of === 'operator') return null;
  if (parents.of === 'customers') return { by: 'customerId', parents: parents.ids };
  throw new Error(`Expected subscriptions of customers, found those of ${parents.of}.`);
}

function conditionsOf(operatorId: number, parents: Parents, filter: SubscriptionFilter): Condition[] {
  const found: Condition[] = [];
  const among = (name: string, values: readonly string[] | undefined, column: SQLiteColumn) => {
    if (!values) return;
    const where = () => sql`${column} IN (SELECT value FROM ${eachOf(name)})`;
    found.push({ name, where, values: { [name]: listOf(values) } });
  };
  const compare = (name: string, value: number | undefined, where: (given: Placeholder) => SQL) => {
    if (value !== undefined)
      found.push({ name, where: () => where(sql.placeholder(name)), values: { [name]: value } });
  };
  const inStages = (name: string, stages: readonly Stage[] | undefined) => {
    const [stage, ...others] = stages ?? [];
    if (stage === undefined || others.length > 0 || parents.of !== 'operator' || filter.customer) {
      among(name, stages, subscriptions.stage);
      return;
    }
    // Those in one stage lie together in their index, in the order of the list.
    const ofOperator = eq(subscriptions.operatorId, steady('operatorId'));
    const where = () => sql`${and(ofOperator, eq(subscriptions.stage, steadyText(name)))}`;
    found.push({ name: `only ${name}`, where, values: { operatorId, [name]: stage }, found: 'TOGETHER' });
  };
  const states = filter.lifeCycleState;
  if (filter.customer) found.push(customerCondition(operatorId, filter.customer, subscriptions.customerId));
  const { tokenExpired } = filter;
  // Whoever can still sign up, or no longer can, is REGISTERED.
  inStages('stage', tokenExpired ? stillToSignUp(filter.stage) : filter.stage);
  inStages('lifeCycle', states && STAGES.filter((stage) => states.includes(LIFE_CYCLE_STATE_OF[stage])));
  among('netflixState', filter.netflixState, subscriptions.netflixState);
  among('channel', filter.channel, subscriptions.channel);
  if (tokenExpired) {
    const { is, by } = tokenExpired;
    found.push({
      name: is ? 'tokenExpired' : 'tokenGood',
      where: () =>
        sql`EXISTS (SELECT 1 FROM ${signUpTokens} AS t WHERE t.subscription_id = ${subscriptions.id} AND t.replaced_on IS NULL AND t.expires_on ${sql.raw(is ? '<' : '>=')} ${sql.placeholder('tokenBy')})`,
      values: { tokenBy: by },
    });
  }
  compare('registeredFrom', filter.registeredFrom, (given) => gte(subscriptions.registeredOn, given));
  compare('registeredTo', filter.registeredTo, (given) => lt(subscriptions.registeredOn, given));
  return found;
}

function stillToSignUp(stages: readonly Stage[] | undefined): readonly Stage[] {
  return !stages || stages.includes('REGISTERED') ? ['REGISTERED'] : [];
}
