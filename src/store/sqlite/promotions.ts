import { and, eq, gt, isNull, lte, or, sql } from 'drizzle-orm';

import type { Promotion } from '../../promotions/promotion.ts';
import type { Page, PageQuery, PromotionFilter } from '../store.ts';
import { listsOf, type Condition } from './pages.ts';
import {
  byIds,
  columnsOf,
  insertInto,
  listOf,
  type Sqlite,
  statement,
  steady,
  updateOf,
} from './statement.ts';
import { promotions } from './tables.ts';

/** Reading and writing promotions. */
export function promotionRows(sqlite: Sqlite) {
  const { operatorId: _, ...columns } = columnsOf(promotions);
  const lists = listsOf<Promotion>(sqlite, promotions, columns);
  const select = () => sqlite.drizzle.select(columns);
  const byId = byIds<Promotion>(sqlite, promotions, columns);
  const byCode = statement<Promotion>(
    sqlite,
    select()
      .from(promotions)
      .where(
        and(eq(promotions.operatorId, steady('operatorId')), eq(promotions.code, sql.placeholder('code'))),
      ),
  );
  const insert = insertInto(sqlite, promotions);
  const update = updateOf(sqlite, promotions, ['name', 'description', 'effectiveFrom', 'expiresOn']);

  return {
    byId: (ids: readonly number[]) => byId.all({ keys: listOf(ids) }),
    byCode: (operatorId: number, code: string): Promotion | null => byCode.get({ operatorId, code }) ?? null,
    page: (operatorId: number, query: PageQuery, filter: PromotionFilter): Promise<Page<Promotion>> =>
      lists.page(operatorId, query, conditionsOf(filter)),
    count: (operatorId: number, filter: PromotionFilter): Promise<number> =>
      lists.count(operatorId, conditionsOf(filter)),
    insert: (operatorId: number, promotion: Promotion) => insert.run({ ...promotion, operatorId }),
    update: (promotion: Promotion) => update.run({ ...promotion }),
  };
}

function conditionsOf({ inEffectAt: at }: PromotionFilter): Condition[] {
  if (at === undefined) return [];
  const instant = sql.placeholder('at');
  const where = () =>
    sql`${and(lte(promotions.effectiveFrom, instant), or(isNull(promotions.expiresOn), gt(promotions.expiresOn, instant)))}`;
  return [{ name: 'inEffectAt', where, values: { at } }];
}
