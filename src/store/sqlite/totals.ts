import { sql } from 'drizzle-orm';

import { CHARGE_STATUSES, type Charge, type ChargeStatus } from '../../charges/charge.ts';
import type { Change } from '../../ruling.ts';
import { dayOf } from '../../time.ts';
import type { ChargeFilter, ChargeTotal, ChargeTotalsFilter } from '../store.ts';
import { handwritten, listOf, type Sqlite, steady } from './statement.ts';
import { chargeTotals } from './tables.ts';

/** Keeping and reading the sums over charges. */
export function totalRows(sqlite: Sqlite) {
  const given = (name: string) => sql`${sql.placeholder(name)}`;
  // SQLite would turn a sum beyond 64 bits into a floating-point number without a word; the table's CHECK refuses that.
  const add = handwritten(
    sqlite,
    sql`INSERT INTO ${chargeTotals} (operator_id, day, status, acknowledged, currency, count, amount, local_amount)
        VALUES (${given('operatorId')}, ${given('day')}, ${given('status')}, ${given('acknowledged')},
                ${given('currency')}, ${given('count')}, ${given('amount')}, ${given('localAmount')})
        ON CONFLICT (operator_id, day, status, acknowledged, currency) DO UPDATE SET
          count = count + excluded.count, amount = amount + excluded.amount,
          local_amount = local_amount + excluded.local_amount`,
  );
  const read = handwritten<TotalRow>(
    sqlite,
    sql`SELECT status, acknowledged, currency, count, amount, local_amount AS "localAmount" FROM ${chargeTotals}
        WHERE operator_id = ${steady('operatorId')} AND count > 0
          AND day >= ${given('from')} AND day < ${given('to')}
          AND (${given('status')} IS NULL OR status IN (SELECT value FROM json_each(${given('status')})))
          AND (${given('acknowledged')} IS NULL OR acknowledged = ${given('acknowledged')})
          AND (${given('currency')} IS NULL OR currency = ${given('currency')})
        ORDER BY status, acknowledged, currency`,
    { bigints: true },
  );

  const totals = (operatorId: number, filter: ChargeTotalsFilter): ChargeTotal[] => {
    const rows = read.all({
      operatorId,
      from: filter.receivedFrom ?? '',
      to: filter.receivedTo ?? '~',
      status: filter.status ? listOf(filter.status) : null,
      acknowledged: filter.acknowledged === undefined ? null : Number(filter.acknowledged),
      currency: filter.currency ?? null,
    });
    const sums = new Map<string, ChargeTotal>();
    for (const row of rows) {
      const key = `${row.status} ${String(row.acknowledged)} ${row.currency}`;
      const sofar = sums.get(key) ?? { count: 0, amount: 0n, localAmount: 0n };
      sums.set(key, {
        status: row.status,
        acknowledged: row.acknowledged === 1n,
        currency: row.currency,
        count: sofar.count + Number(row.count),
        amount: sofar.amount + row.amount,
        localAmount: sofar.localAmount + row.localAmount,
      });
    }
    return [...sums.values()];
  };

  return {
    /** Moves the sums along with what changed about charges. */
    move: (operatorId: number, changes: readonly Change<Charge>[]): void => {
      for (const { key, count, amount, localAmount } of movesOf(changes)) {
        if (count !== 0n || amount !== 0n || localAmount !== 0n)
          add.run({ operatorId, ...key, count, amount, localAmount });
      }
    },

    /** How many charges match a filter, without counting them one by one; null when the sums cannot tell. */
    count: (operatorId: number, filter: ChargeFilter): number | null => {
      const summed = summedPart(filter);
      return summed && totals(operatorId, summed).reduce((sum, { count }) => sum + count, 0);
    },

    read: totals,
  };
}

interface TotalRow {
  readonly status: ChargeStatus;
  readonly acknowledged: bigint;
  readonly currency: string;
  readonly count: bigint;
  readonly amount: bigint;
  readonly localAmount: bigint;
}

interface Move {
  readonly key: {
    readonly day: string;
    readonly status: string;
    readonly acknowledged: number;
    readonly currency: string;
  };
  count: bigint;
  amount: bigint;
  localAmount: bigint;
}

function movesOf(changes: readonly Change<Charge>[]): Iterable<Move> {
  const moves = new Map<string, Move>();
  const move = (charge: Charge, sign: 1n | -1n) => {
    const acknowledged = charge.acknowledgedOn === null ? 0 : 1;
    const key = {
      day: dayOf(charge.receivedOn),
      status: charge.status,
      acknowledged,
      currency: charge.currency,
    };
    const name = `${key.day} ${key.status} ${String(acknowledged)} ${key.currency}`;
    const sum = moves.get(name) ?? { key, count: 0n, amount: 0n, localAmount: 0n };
    moves.set(name, sum);
    sum.count += sign;
    sum.amount += sign * BigInt(charge.amount);
    sum.localAmount += sign * BigInt(charge.localAmount);
  };
  for (const { before, after } of changes) {
    if (before) move(before, -1n);
    move(after, 1n);
  }
  return moves.values();
}

function summedPart({
  acknowledged,
  processing,
  status,
  currency,
  ...others
}: ChargeFilter): ChargeTotalsFilter | null {
  if (Object.values(others).some((given) => given !== undefined)) return null;
  const isWanted = (each: ChargeStatus) =>
    processing === undefined || (processing === 'NOT_PROCESSED') === (each === 'PENDING');
  return { acknowledged, currency, status: (status ?? CHARGE_STATUSES).filter(isWanted) };
}
