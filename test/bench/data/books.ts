import type Database from 'better-sqlite3';

import { idOf, idRange } from '../../../src/ids.ts';

const COUNTED = {
  promotions: 'last_promotion',
  customers: 'last_customer',
  subscriptions: 'last_subscription',
  charges: 'last_charge',
  events: 'last_event',
};

const SUMS = `SELECT date(received_on / 1000, 'unixepoch') AS day, status, acknowledged_on IS NOT NULL AS acknowledged, currency,
  count(*) AS count, sum(amount) AS amount, sum(local_amount) AS local_amount
  FROM charges WHERE id BETWEEN ? AND ? GROUP BY 1, 2, 3, 4`;
const KEPT = `SELECT day, status, acknowledged, currency, count, amount, local_amount FROM charge_totals
  WHERE operator_id = ? AND count > 0`;

/**
 * What does not add up in a database: counters against rows, sequences with gaps, sums that are not the sums, operators that are older than
 * their events. A sentence each; none when all is well.
 */
export function faultsOfBooks(connection: Database.Database): string[] {
  const operators = connection
    .prepare<[], Record<string, number> & { id: number }>('SELECT * FROM operators')
    .all();
  return operators.flatMap((operator) => {
    const { id } = operator;
    const { first, last } = idRange(id);
    const faults: string[] = [];
    for (const [table, counter] of Object.entries(COUNTED)) {
      const found = connection
        .prepare<[number, number], { count: number; newest: number | null }>(
          `SELECT count(*) AS count, max(id) AS newest FROM ${table} WHERE id BETWEEN ? AND ?`,
        )
        .get(first, last);
      const counted = operator[counter] ?? -1;
      if (found?.count !== counted || (found.newest ?? idOf(id, 0)) !== idOf(id, counted)) {
        faults.push(
          `Expected ${counted} ${table} of operator ${id} without a gap, found ${found?.count ?? 0}.`,
        );
      }
    }
    const strange = connection
      .prepare(`SELECT * FROM (${SUMS} EXCEPT ${KEPT}) UNION ALL SELECT * FROM (${KEPT} EXCEPT ${SUMS})`)
      .all(first, last, id, id, first, last);
    for (const sum of strange)
      faults.push(`Expected sums of operator ${id} as its charges have them, found ${JSON.stringify(sum)}.`);
    const newest = connection
      .prepare<[number], { at: number }>('SELECT occurred_on AS at FROM events WHERE id = ?')
      .get(idOf(id, operator.last_event ?? 0));
    if (newest && newest.at > (operator.newest_on ?? 0))
      faults.push(`Operator ${id} is older than its newest event.`);
    return faults;
  });
}
