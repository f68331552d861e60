import type { Promised } from './words.ts';

/** What is there once: in which table, by which columns, among which rows. */
const UNIQUE: readonly (readonly [what: string, table: string, columns: string, among?: string])[] = [
  ['operators', 'operators', 'code'],
  ['user names', 'users', 'operator_id, username'],
  ['promotion codes', 'promotions', 'operator_id, code'],
  ['customer identifiers', 'customers', 'operator_id, billing_system_customer_identifier'],
  ['Netflix customer identifiers', 'customers', 'netflix_customer_identifier'],
  ['Netflix charge identifiers', 'charges', 'operator_id, netflix_charge_identifier'],
  ['references', 'charges', 'operator_id, reference_number', 'reference_number IS NOT NULL'],
  ['running subscriptions', 'subscriptions', 'customer_id', "stage <> 'CANCELLED'"],
  ['current tokens', 'sign_up_tokens', 'subscription_id', 'replaced_on IS NULL'],
  ['provider names', 'provisioning_providers', 'operator_id, name'],
];

/** What is there once, counted: an index may be missing, or be damaged itself. */
export const uniqueness: readonly Promised[] = UNIQUE.map(([what, table, columns, among = 'true']) => ({
  check: what,
  promise: `There is one row of ${table} at most for each ${columns}${among === 'true' ? '' : ` where ${among}`}`,
  sql: `SELECT count(*) || ' rows of ${table} share ${columns}: ' || ${columns.split(', ').join(" || ', ' || ")} || '.'
        FROM ${table} NOT INDEXED WHERE ${among} GROUP BY ${columns} HAVING count(*) > 1`,
}));
