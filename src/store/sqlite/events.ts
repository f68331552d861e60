import { eq, sql, type SQL } from 'drizzle-orm';

import type { Event } from '../../events/event.ts';
import { idOf, idOfNumber, idRange } from '../../ids.ts';
import type { Instant } from '../../time.ts';
import type { EventFilter, EventParents, Page, PageQuery } from '../store.ts';
import { customerCondition } from './customers.ts';
import { listsOf, type Condition, type IdRange, type Whose } from './pages.ts';
import {
  byIds,
  columnsOf,
  eachOf,
  handwritten,
  insertInto,
  listOf,
  type Sqlite,
  statement,
  steady,
} from './statement.ts';
import { events, operators, subscriptions } from './tables.ts';

/** Reading and adding events; nothing changes or deletes one. */
export function eventRows(sqlite: Sqlite) {
  const { operatorId: _, ...columns } = columnsOf(events);
  const lists = listsOf<Event>(sqlite, events, columns);
  const byId = byIds<Event>(sqlite, events, columns);
  const last = statement<{ last: number }>(
    sqlite,
    sqlite.drizzle
      .select({ last: sql`${operators.lastEvent}`.as('last') })
      .from(operators)
      .where(eq(operators.id, steady('operatorId'))),
  );
  // The sequence has no gaps and no event is earlier than the one before, so an instant is found as in a dictionary: 20 looks among a million,
  // and no index that every event would have to be added to. (A large number is bound as a float, whose half would have a fraction.)
  const firstFrom = handwritten<{ id: number }>(
    sqlite,
    sql`WITH RECURSIVE search(low, high) AS (
          VALUES (CAST(${sql.placeholder('first')} AS INTEGER), CAST(${sql.placeholder('behind')} AS INTEGER))
          UNION ALL
          SELECT iif(${events.occurredOn} < ${sql.placeholder('instant')}, ${events.id} + 1, low),
                 iif(${events.occurredOn} < ${sql.placeholder('instant')}, high, ${events.id})
          FROM search CROSS JOIN ${events} ON ${events.id} = (low + high) / 2
          WHERE low < high
        )
        SELECT low AS id FROM search WHERE low = high`,
  );
  const insert = insertInto(sqlite, events);

  /** The id of the newest event; that before the first one while there is none. */
  const lastId = (operatorId: number): number => idOf(operatorId, last.get({ operatorId })?.last ?? 0);

  /** The ids between which the events within the instants of a filter lie. */
  const within = (operatorId: number, { occurredFrom, occurredTo }: EventFilter): IdRange => {
    const all = idRange(operatorId);
    if (occurredFrom === undefined && occurredTo === undefined) return all;
    const behind = lastId(operatorId) + 1;
    const firstSince = (instant: Instant) => {
      const found = firstFrom.get({ first: all.first, behind, instant });
      if (!found) throw new Error(`Expected the events of operator ${operatorId} to have no gaps.`);
      return found.id;
    };
    return {
      first: occurredFrom === undefined ? all.first : firstSince(occurredFrom),
      last: occurredTo === undefined ? all.last : firstSince(occurredTo) - 1,
    };
  };

  return {
    byId: (ids: readonly number[]) => byId.all({ keys: listOf(ids) }),
    lastId,
    page: (operatorId: number, query: PageQuery): Promise<Page<Event>> => lists.page(operatorId, query, []),
    pages: (
      operatorId: number,
      parents: EventParents,
      query: PageQuery,
      filter: EventFilter,
    ): Promise<Page<Event>[]> =>
      lists.pages(operatorId, whose(parents), query, conditionsOf(operatorId, filter), {
        range: within(operatorId, filter),
      }),
    counts: async (operatorId: number, parents: EventParents, filter: EventFilter): Promise<number[]> => {
      const conditions = conditionsOf(operatorId, filter);
      const range = within(operatorId, filter);
      // Without gaps there is nothing to count.
      if (parents.of === 'operator' && conditions.length === 0)
        return [Math.max(0, Math.min(range.last, lastId(operatorId)) - range.first + 1)];
      return lists.counts(operatorId, whose(parents), conditions, range);
    },
    insert: (operatorId: number, event: Event) => insert.run({ ...event, operatorId }),
  };
}

function whose(parents: EventParents): Whose<Event> {
  const { of } = parents;
  if (of === 'operator') return null;
  const foundBy = of === 'subscriptions' ? isOfItsCustomer : undefined;
  return { by: LEADING_TO[of], parents: parents.ids, foundBy };
}

/** The events of a subscription are found among those of its customer: an index of their own would be one more place to write to for each. */
function isOfItsCustomer(subscription: SQL): SQL {
  const itsCustomer = sql`(SELECT ${subscriptions.customerId} FROM ${subscriptions} WHERE ${subscriptions.id} = ${subscription})`;
  return eq(events.customerId, itsCustomer);
}

const LEADING_TO = {
  customers: 'customerId',
  subscriptions: 'subscriptionId',
  charges: 'chargeId',
} as const;

function conditionsOf(operatorId: number, filter: EventFilter): Condition[] {
  const found: Condition[] = [];
  if (filter.types) {
    found.push({
      name: 'types',
      where: () => sql`${events.type} IN (SELECT value FROM ${eachOf('types')})`,
      values: { types: listOf(filter.types) },
    });
  }
  if (filter.customer) found.push(customerCondition(operatorId, filter.customer, events.customerId));
  // What no number of this operator can mean has no events.
  if (filter.subscriptionNumber !== undefined) {
    found.push({
      name: 'subscription',
      where: () =>
        sql`${eq(events.subscriptionId, sql.placeholder('subscription'))} AND ${isOfItsCustomer(steady('subscription'))}`,
      values: { subscription: idOfNumber('S', operatorId, filter.subscriptionNumber) ?? 0 },
      found: 'FEW',
    });
  }
  if (filter.chargeNumber !== undefined) {
    found.push({
      name: 'charge',
      where: () => eq(events.chargeId, sql.placeholder('charge')),
      values: { charge: idOfNumber('I', operatorId, filter.chargeNumber) ?? 0 },
      found: 'FEW',
    });
  }
  return found;
}
