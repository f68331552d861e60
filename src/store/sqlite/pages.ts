import { and, asc, desc, eq, getTableColumns, gt, gte, lt, lte, sql, type SQL } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';

import { idRange } from '../../ids.ts';
import type { Choice, Page, PageQuery } from '../store.ts';
import { chosen } from './choosing.ts';
import {
  columnsOf,
  eachOf,
  handwritten,
  listOf,
  type Sqlite,
  statement,
  type Statement,
  steady,
  steadyLimit,
  type Values,
} from './statement.ts';
import { mayWalk, walkerOf } from './walks.ts';

/** One thing that a filter asks for: a name, the same SQL for the same name, and the values of its placeholders. */
export interface Condition {
  readonly name: string;
  readonly where: () => SQL;
  readonly values?: Values;
  /**
   * How its rows are found: `FEW` that an index knows, or all of them `TOGETHER` in an index, in the order of the list. Left out, rows are looked
   * at one by one.
   */
  readonly found?: 'FEW' | 'TOGETHER' | undefined;
}

/** Whose lists: rows of the operator, or for each of the parents those that lead to it. */
export type Whose<Row> = {
  /** The column that leads to the parent. */
  readonly by: keyof Row & string;
  readonly parents: readonly number[];
  /** What else is true of the rows of a parent, where that is how an index finds them. */
  readonly foundBy?: ((parent: SQL) => SQL) | undefined;
} | null;

/** Where a list lies in its table, both ends included; the whole operator's range of ids unless it is known more narrowly. */
export interface IdRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Reads pages of a table by key, and counts them. A statement is written and compiled at the first use of its shape, then kept. What may
 * have to look at many rows to find its own goes by the walker.
 */
export interface Lists<Row> {
  page: (
    operatorId: number,
    query: PageQuery,
    conditions: readonly Condition[],
    choice?: Choice,
  ) => Promise<Page<Row>>;
  count: (operatorId: number, conditions: readonly Condition[]) => Promise<number>;
  /** One for each parent, in one statement; for no parents, one of the whole operator. */
  pages: (
    operatorId: number,
    whose: Whose<Row>,
    query: PageQuery,
    conditions: readonly Condition[],
    narrower?: { readonly range?: IdRange | undefined; readonly choice?: Choice | undefined },
  ) => Promise<Page<Row>[]>;
  counts: (
    operatorId: number,
    whose: Whose<Row>,
    conditions: readonly Condition[],
    range?: IdRange,
  ) => Promise<number[]>;
}

/** The lists of one table whose key is `id`; `always` are the columns that are read whatever is looked at. */
export function listsOf<Row extends { readonly id: number }>(
  sqlite: Sqlite,
  table: SQLiteTable & { id: SQLiteColumn },
  columns = columnsOf(table),
  always: readonly string[] = [],
): Lists<Row> {
  const pageShapes = new Map<string, Statement<Row>>();
  const countShapes = new Map<string, Statement<{ parent: number | null; count: number }>>();
  const [above, below] = [gt(table.id, sql.placeholder('lower')), lt(table.id, sql.placeholder('upper'))];
  const range = and(above, below);
  const walker = walkerOf(sqlite, table);
  const ofTable: Readonly<Record<string, SQLiteColumn>> = getTableColumns(table);
  const leadsTo = ({ by, foundBy }: Exclude<Whose<Row>, null>, parent: SQL) => {
    const column = ofTable[by];
    if (!column) throw new Error(`Expected a column ${by}, found none.`);
    return and(eq(column, parent), foundBy?.(parent));
  };

  const lists: Pick<Lists<Row>, 'pages' | 'counts'> = {
    pages: async (
      operatorId,
      whose,
      query,
      conditions,
      { range: ids = idRange(operatorId), choice } = {},
    ) => {
      const descending = query.newestFirst !== query.fromEnd;
      const [alone] = whose?.parents.length === 1 ? whose.parents : [];
      const isAlone = alone !== undefined;
      const variant = [whose?.by, isAlone, descending, choice?.key];
      const read = shapeIn(pageShapes, variant, conditions, () => {
        const picked = chosen(columns, whose && !isAlone ? [...always, whose.by] : always, choice);
        const matching = whose ? leadsTo(whose, isAlone ? steady('parent') : sql`k.value`) : undefined;
        const theirs = and(...conditions.map((condition) => condition.where()), matching);
        const where = and(theirs, range);
        const order = descending ? desc(table.id) : asc(table.id);
        const [limit, offset] = [steadyLimit('limit'), steadyLimit('offset')];
        if (!whose || isAlone) {
          return statement<Row>(
            sqlite,
            sqlite.drizzle.select(picked).from(table).where(where).orderBy(order).limit(limit).offset(offset),
          );
        }
        // Each parent's page as a range of ids: first where it ends, once for each, then all up to there. Where an index holds all that is looked
        // at, no row is looked up.
        const [lower, upper] = [steady('lower'), steady('upper')];
        const last = sqlite.drizzle
          .select({ id: table.id })
          .from(table)
          .where(where)
          .orderBy(order)
          .limit(steadyLimit(1))
          .offset(steadyLimit('beforeLast'));
        const edge = descending ? sql`coalesce(${last}, ${lower} + 1)` : sql`coalesce(${last}, ${upper} - 1)`;
        const upToEdge = descending
          ? and(below, gte(table.id, sql`k.edge`))
          : and(above, lte(table.id, sql`k.edge`));
        const rows = sqlite.drizzle
          .select(picked)
          .from(sql`k`)
          .crossJoin(table)
          .where(and(theirs, upToEdge))
          .orderBy(order);
        return handwritten<Row>(
          sqlite,
          sql`WITH k AS MATERIALIZED (SELECT k.value, ${edge} AS edge FROM ${eachOf('parents')} AS k) ${rows.getSQL()}`,
        );
      });
      const parents = isAlone ? { parent: alone } : parentsOf(whose);
      const wanted = query.size + (choice?.more === false ? 0 : 1);
      const values = { ...valuesOf(conditions), ...boundsOf(ids, query, wanted), ...parents };
      const rows =
        !whose && mayWalk(conditions, query.offset)
          ? await walker.page({ read, operatorId, conditions, values }, descending)
          : read.all(values);
      if (!whose || isAlone) return [pageOf(rows, query)];
      const found = new Map<number, Row[]>(whose.parents.map((parent) => [parent, []]));
      for (const row of rows) {
        const parent = row[whose.by];
        if (typeof parent === 'number') found.get(parent)?.push(row);
      }
      return whose.parents.map((parent) => pageOf((found.get(parent) ?? []).slice(query.offset), query));
    },

    counts: async (operatorId, whose, conditions, { first, last } = idRange(operatorId)) => {
      const read = shapeIn(countShapes, [whose?.by], conditions, () => {
        const where = and(...conditions.map((condition) => condition.where()), range);
        const count = sql<number>`count(*)`.as('count');
        if (!whose) return statement(sqlite, sqlite.drizzle.select({ count }).from(table).where(where));
        const counted = sqlite.drizzle
          .select({ count })
          .from(table)
          .where(and(leadsTo(whose, sql`k.value`), where));
        return statement(
          sqlite,
          sqlite.drizzle
            .select({
              parent: sql<number>`k.value`.as('parent'),
              count: sql<number>`(${counted})`.as('count'),
            })
            .from(sql`${eachOf('parents')} AS k`),
        );
      });
      const values = { ...valuesOf(conditions), lower: first - 1, upper: last + 1, ...parentsOf(whose) };
      const rows =
        whose || conditions.some(({ found }) => found === 'FEW')
          ? read.all(values)
          : await walker.all({ read, operatorId, conditions, values });
      if (!whose) return [rows[0]?.count ?? 0];
      const counts = new Map(rows.map(({ parent, count }) => [parent, count]));
      return whose.parents.map((parent) => counts.get(parent) ?? 0);
    },
  };
  return {
    ...lists,
    page: async (operatorId, query, conditions, choice) =>
      (await lists.pages(operatorId, null, query, conditions, { choice }))[0] ?? NOTHING,
    count: async (operatorId, conditions) => (await lists.counts(operatorId, null, conditions))[0] ?? 0,
  };
}

const NOTHING = { rows: [], more: false };

/** How many statements of one table are kept. */
const MOST_SHAPES = 300;

function shapeIn<S>(
  shapes: Map<string, S>,
  variant: readonly unknown[],
  conditions: readonly Condition[],
  write: () => S,
): S {
  // A column and a condition may have the same name.
  const key = JSON.stringify([variant, conditions.map(({ name }) => name)]);
  const known = shapes.get(key);
  if (known) return known;
  const written = write();
  // There are more ways to combine filters than statements worth keeping; the usual ones are soon back.
  if (shapes.size >= MOST_SHAPES) shapes.clear();
  shapes.set(key, written);
  return written;
}

function valuesOf(conditions: readonly Condition[]): Values {
  return Object.assign({}, ...conditions.map(({ values }) => values ?? {})) as Values;
}

function parentsOf(whose: { readonly parents: readonly number[] } | null): Values {
  return whose ? { parents: listOf(whose.parents) } : {};
}

// The operator's range of ids binds every list to its operator; a cursor only narrows it.
function boundsOf({ first, last }: IdRange, query: PageQuery, limit: number) {
  const [above, below] = query.newestFirst ? [query.before, query.after] : [query.after, query.before];
  return {
    lower: Math.max(first - 1, above ?? 0),
    upper: Math.min(last + 1, below ?? Infinity),
    limit,
    offset: query.offset,
    /** How many are passed over before the last one. */
    beforeLast: query.offset + limit - 1,
  };
}

function pageOf<Row>(rows: readonly Row[], query: PageQuery): Page<Row> {
  const page = rows.slice(0, query.size);
  return { rows: query.fromEnd ? page.reverse() : page, more: rows.length > query.size };
}
