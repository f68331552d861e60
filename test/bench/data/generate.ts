import type Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';

import { connect } from '../../../src/store/sqlite/connect.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { rowsOf, type Rows } from '../../../src/store/sqlite/rows.ts';
import { putSubscription } from '../../../src/subscriptions/rules/moves.ts';
import type { NetflixSubscription } from '../../../src/subscriptions/subscription.ts';
import { DAY, type Instant } from '../../../src/time.ts';
import { BENCH_ACTOR } from '../credential.ts';
import { faultsOfBooks } from './books.ts';
import { CHARGING, chargeCustomers, PERIODS } from './charges.ts';
import { signUpCustomers } from './customers.ts';
import { journalOf } from './journal.ts';
import { setUpOperators } from './operators.ts';

const SIGNING_UP = 60 * DAY;
const BESIDE = 500;

/**
 * Fills a new database with so many charges over a tenth as many customers, as if the product had run up to that instant: every row, event,
 * sum and counter is there, and the same again for the same arguments (but for the salt of one password). Throws when something does not
 * add up.
 */
export async function generate(file: string, charges: number, until: Instant): Promise<void> {
  if (charges % PERIODS !== 0)
    throw new Error(`Expected a multiple of ${PERIODS} charges, found ${charges}.`);
  const begin = until - CHARGING - SIGNING_UP;
  const store = openSqliteStore({ file, clock: () => begin });
  const { measured, beside } = await setUpOperators(store, begin);
  store.close();

  const { connection } = connect(file);
  // Nothing is lost when this stops halfway: the file is only kept once it is whole.
  for (const setting of [
    'journal_mode = OFF',
    'synchronous = OFF',
    'cache_size = -1000000',
    'foreign_keys = OFF',
  ]) {
    connection.pragma(setting);
  }
  const rows = rowsOf({ connection, drizzle: drizzle(connection) });
  withoutIndexes(connection, () => {
    live(rows, measured, charges, begin);
    live(rows, beside, BESIDE, begin);
  });
  const faults = [...faultsOfBooks(connection), ...brokenReferences(connection)];
  if (faults.length > 0) throw new Error(`The generated data does not add up:\n${faults.join('\n')}`);
  connection.pragma('journal_mode = WAL');
  connection.close();
}

function live(rows: Rows, operatorId: number, charges: number, begin: Instant): void {
  const journal = journalOf(rows, operatorId, BENCH_ACTOR);
  const customers = charges / PERIODS;
  const from = begin + SIGNING_UP;
  const { running, ...drawn } = signUpCustomers(rows, journal, { customers, from: begin, to: from });
  const lastCharge = chargeCustomers(rows, journal, { running, charges, from });
  const end = from + CHARGING;
  for (const [n, subscription] of running.entries()) {
    const isSuspended = n % 50 === 3 && subscription.stage === 'ACTIVE';
    const left: NetflixSubscription = isSuspended
      ? { ...subscription, stage: 'SUSPENDED', netflixState: 'NOT_EFFECTIVE', suspendedOn: end }
      : subscription;
    if (isSuspended)
      journal.tellAll((change) => putSubscription(change, 'SUSPENDED', subscription, left), end);
    rows.subscriptions.insert(operatorId, left);
  }
  journal.close({ ...drawn, lastCharge });
}

/** Indexes are many times faster to build over rows that are there; a unique one still refuses what comes twice. */
function withoutIndexes(connection: Database.Database, fill: () => void): void {
  const indexes = connection
    .prepare<[], { name: string; sql: string }>(
      "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL",
    )
    .all();
  for (const { name } of indexes) connection.exec(`DROP INDEX "${name}"`);
  connection.exec('BEGIN');
  fill();
  connection.exec('COMMIT');
  for (const { sql } of indexes) connection.exec(sql);
}

function brokenReferences(connection: Database.Database): string[] {
  const broken = connection.pragma('foreign_key_check');
  return Array.isArray(broken)
    ? broken.map((reference) => `A reference leads nowhere: ${JSON.stringify(reference)}.`)
    : [];
}
