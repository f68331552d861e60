import { named, NUMBERED, numberIn, operatorIn, type NumberedTable, type Promised } from './words.ts';

const TABLES = Object.keys(NUMBERED) as NumberedTable[]; // the keys of NUMBERED

/** Ids hold their operator, and the numbers in them have no gaps. */
export const numbering: readonly Promised[] = [
  {
    check: 'ids',
    promise: 'Every id lies in the range of its operator',
    sql: [
      ...TABLES.map(
        (table) =>
          `SELECT 'Row ' || id || ' of ${table} belongs to operator ' || operator_id || '.' FROM ${table}
           WHERE ${operatorIn('id')} <> operator_id OR ${numberIn('id')} = 0`,
      ),
      `SELECT 'Refused news ' || id || ' belong to operator ' || operator_id || '.' FROM netflix_news
       WHERE ${operatorIn('id')} <> operator_id OR ${numberIn('id')} = 0`,
    ].join(' UNION ALL '),
  },
  ...TABLES.map((table) => ({
    check: `numbers of ${table}`,
    promise: 'Numbers count from 1 without gaps, and the counter stands at the last one',
    sql: `SELECT printf('Operator %d has counted %d, and has %d of them, the last ${NUMBERED[table].letter}%d.', o.id, o.counted, count(t.id), ifnull(max(${numberIn('t.id')}), 0))
          FROM (SELECT id, ${NUMBERED[table].counter} AS counted FROM operators) AS o
          LEFT JOIN ${table} AS t ON t.id BETWEEN (o.id << 32) + 1 AND (o.id << 32) + 4294967295
          GROUP BY o.id HAVING count(t.id) <> o.counted OR ifnull(max(${numberIn('t.id')}), 0) <> o.counted`,
  })),
  {
    check: 'order of charges',
    promise: 'A later charge was not received earlier',
    sql: `SELECT ${named('charges', 'id')} || ' was received before the one in front of it.'
          FROM (SELECT id, received_on, lag(received_on) OVER (PARTITION BY ${operatorIn('id')} ORDER BY id) AS before FROM charges)
          WHERE received_on < before`,
  },
];
