import Database from 'better-sqlite3';

import { idRange } from '../../../src/ids.ts';

/**
 * Makes a copy that was written to what its original is, as a fresh copy would be but without a new start of whoever serves it: what was added
 * goes, charges, sums and counters are as they were. Nobody else may be writing meanwhile.
 */
export function reset(copy: string, original: string): void {
  const connection = new Database(copy, { timeout: 10_000 });
  connection.prepare('ATTACH ? AS original').run(original);
  // What leads to what goes goes first. SQLite would look for it, and not everything has an index for that: the gateway deletes none of it.
  connection.pragma('foreign_keys = OFF');
  const { last } = idRange(1);
  connection.transaction(() => {
    const counters = connection
      .prepare<[], Record<string, number>>('SELECT * FROM original.operators WHERE id = 1')
      .get();
    const lastId = (table: string) =>
      connection
        .prepare<[number], { id: number }>(`SELECT max(id) AS id FROM original.${table} WHERE id <= ?`)
        .get(last)?.id ?? 0;
    connection.prepare('DELETE FROM events WHERE id > ? AND id <= ?').run(lastId('events'), last);
    const subscriptions = lastId('subscriptions');
    connection
      .prepare('DELETE FROM sign_up_tokens WHERE subscription_id > ? AND subscription_id <= ?')
      .run(subscriptions, last);
    connection.prepare('DELETE FROM subscriptions WHERE id > ? AND id <= ?').run(subscriptions, last);
    connection.prepare('DELETE FROM customers WHERE id > ? AND id <= ?').run(lastId('customers'), last);
    connection
      .prepare(
        `UPDATE charges SET acknowledged_on = NULL, reference_number = NULL
         WHERE id IN (SELECT id FROM original.charges WHERE operator_id = 1 AND acknowledged_on IS NULL) AND acknowledged_on IS NOT NULL`,
      )
      .run();
    connection.exec(
      'DELETE FROM charge_totals; INSERT INTO charge_totals SELECT * FROM original.charge_totals',
    );
    const {
      last_customer: customer,
      last_subscription: subscription,
      last_event: event,
      newest_on: newest,
    } = counters ?? {};
    connection
      .prepare(
        'UPDATE operators SET last_customer = ?, last_subscription = ?, last_event = ?, newest_on = ? WHERE id = 1',
      )
      .run(customer, subscription, event, newest);
  })();
  connection.exec('DETACH original');
  connection.pragma('wal_checkpoint(TRUNCATE)');
  connection.close();
}

/** Opens a database for a look; the caller closes it. */
export function opened(file: string): Database.Database {
  return new Database(file, { readonly: true });
}
