import { operatorIn, shown, type Promised } from './words.ts';

/** What a row refers to: the column, and whose id it holds. */
const REFERENCES: Readonly<Record<string, readonly string[]>> = {
  subscriptions: ['customer_id', 'promotion_id'],
  charges: ['customer_id', 'subscription_id'],
  events: ['customer_id', 'subscription_id', 'charge_id', 'provisioning_request_id'],
  sign_up_tokens: ['subscription_id'],
  netflix_messages: ['id', 'subscription_id'],
  provisioning_requests: ['provider_id', 'subscription_id', 'customer_id'],
};

/** Nothing of one operator refers to anything of another, and what belongs together agrees on whose it is. */
export const belonging: readonly Promised[] = [
  {
    check: 'operators apart',
    promise: 'What belongs to one operator refers to nothing of another',
    sql: [
      ...Object.entries(REFERENCES).flatMap(([table, columns]) =>
        columns.map(
          (column) =>
            `SELECT 'Row ' || rowid || ' of ${table} belongs to operator ' || operator_id || ', its ${column} to operator ' || ${operatorIn(column)} || '.'
             FROM ${table} WHERE ${operatorIn(column)} <> operator_id`,
        ),
      ),
      `SELECT 'The account of subscription ' || subscription_id || ' is at a provider of another operator.' FROM provisioning_accounts
       WHERE ${operatorIn('provider_id')} <> ${operatorIn('subscription_id')}`,
    ].join(' UNION ALL '),
  },
  {
    check: 'one customer',
    promise: 'What names a customer and a subscription names the customer of that subscription',
    sql: ['charges', 'events', 'provisioning_requests']
      .map(
        (table) =>
          `SELECT 'Row ' || t.id || ' of ${table} names customer ' || ${shown('t.customer_id')} || ', its subscription belongs to ' || s.customer_id || '.'
           FROM ${table} AS t JOIN subscriptions AS s ON s.id = t.subscription_id WHERE t.customer_id IS NOT s.customer_id`,
      )
      .join(' UNION ALL '),
  },
];
