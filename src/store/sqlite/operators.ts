import { asc, eq, sql } from 'drizzle-orm';

import type { ExchangeRate, Operator } from '../../operators/operator.ts';
import { columnsOf, insertInto, type Sqlite, statement, steady, updateOf } from './statement.ts';
import { exchangeRates, operators, settings } from './tables.ts';

/** An operator with the counters that its transactions draw from. */
export type OperatorRow = Operator & Counters;
export interface Counters {
  readonly lastUser: number;
  readonly lastPromotion: number;
  readonly lastCustomer: number;
  readonly lastSubscription: number;
  readonly lastCharge: number;
  readonly lastEvent: number;
  readonly lastProvider: number;
  readonly lastProvisioningRequest: number;
  readonly newestOn: number;
}

/** Reading and writing operators, their exchange rates and their counters. */
export function operatorRows(sqlite: Sqlite) {
  const { drizzle } = sqlite;
  const columns = columnsOf(operators);
  const byId = statement<OperatorRow>(
    sqlite,
    drizzle
      .select(columns)
      .from(operators)
      .where(eq(operators.id, sql.placeholder('id'))),
  );
  const byCode = statement<OperatorRow>(
    sqlite,
    drizzle
      .select(columns)
      .from(operators)
      .where(eq(operators.code, sql.placeholder('code'))),
  );
  const all = statement<OperatorRow>(sqlite, drizzle.select(columns).from(operators).orderBy(operators.code));
  const lastId = statement<{ id: number | null }>(
    sqlite,
    drizzle.select({ id: sql`max(${operators.id})`.as('id') }).from(operators),
  );
  const insert = insertInto(sqlite, operators);
  const update = updateOf(sqlite, operators, ['name', 'decisionWindowHours', 'onSilence']);
  const count = updateOf(sqlite, operators, Object.keys(NO_COUNTS));
  const rates = statement<ExchangeRate>(
    sqlite,
    drizzle
      .select((({ operatorId: _, ...rest }) => rest)(columnsOf(exchangeRates)))
      .from(exchangeRates)
      .where(eq(exchangeRates.operatorId, steady('operatorId')))
      .orderBy(asc(exchangeRates.currency), asc(exchangeRates.effectiveFrom)),
  );
  const putRate = insertInto(sqlite, exchangeRates, [
    exchangeRates.operatorId,
    exchangeRates.currency,
    exchangeRates.effectiveFrom,
  ]);
  const setting = statement<{ value: string }>(
    sqlite,
    drizzle
      .select({ value: sql`${settings.value}`.as('value') })
      .from(settings)
      .where(eq(settings.name, sql.placeholder('name'))),
  );
  const putSetting = insertInto(sqlite, settings, [settings.name]);

  return {
    byId: (id: number): OperatorRow => {
      const found = byId.get({ id });
      if (!found) throw new Error(`Expected operator ${String(id)}, found none.`);
      return found;
    },
    byCode: (code: string): OperatorRow | null => byCode.get({ code }) ?? null,
    all: () => all.all(),
    nextId: () => (lastId.get()?.id ?? 0) + 1,
    insert: (operator: OperatorRow) => insert.run({ ...operator }),
    update: (operator: Operator) => update.run({ ...operator }),
    count: (id: number, counters: Counters) => count.run({ ...counters, id }),
    rates: (operatorId: number) => rates.all({ operatorId }),
    putRate: (operatorId: number, rate: ExchangeRate) => putRate.run({ ...rate, operatorId }),
    setting: (name: string): string | null => setting.get({ name })?.value ?? null,
    putSetting: (name: string, value: string) => putSetting.run({ name, value }),
  };
}

/** What a new operator starts with. */
export const NO_COUNTS: Counters = {
  lastUser: 0,
  lastPromotion: 0,
  lastCustomer: 0,
  lastSubscription: 0,
  lastCharge: 0,
  lastEvent: 0,
  lastProvider: 0,
  lastProvisioningRequest: 0,
  newestOn: 0,
};

/** The operator without the counters, which are nobody's business outside the store. */
export function operatorOf(row: OperatorRow): Operator {
  const { id, code, name, localCurrency, decisionWindowHours, onSilence } = row;
  return { id, code, name, localCurrency, decisionWindowHours, onSilence };
}
