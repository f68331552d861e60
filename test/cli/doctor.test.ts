import { readFileSync, rmSync, writeFileSync } from 'node:fs';

import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';

import { openStore } from '../../src/storage.ts';
import { platform } from '../store/platform.ts';
import { byIdentifier, telecom } from '../store/telecom.ts';
import { seededCommandLine } from './command-line.ts';

/** How a database is damaged in plain SQL, and which checks find it. The demo is operator 1, so its n-th thing has the id 4294967296 + n. */
const DAMAGES: readonly (readonly [what: string, sql: string, checks: readonly string[]])[] = [
  [
    'a reference to nothing',
    'UPDATE charges SET subscription_id = 4294967296 + 900 WHERE id = 4294967296 + 1',
    ['links'],
  ],
  ['an index that is gone', 'DROP INDEX charges_reference_number', ['schema']],
  ['a column that was added', 'ALTER TABLE charges ADD note TEXT', ['schema']],
  [
    'an id of another operator',
    'UPDATE charges SET id = 2 * 4294967296 + 1 WHERE id = (SELECT max(id) FROM charges)',
    ['ids', 'numbers of charges'],
  ],
  [
    'a charge that is gone',
    'DELETE FROM charges WHERE id = 4294967296 + 3',
    ['links', 'numbers of charges', 'totals'],
  ],
  [
    'a counter that fell behind',
    'UPDATE operators SET last_charge = last_charge - 1',
    ['numbers of charges'],
  ],
  ['a counter that ran ahead', 'UPDATE operators SET last_customer = 99', ['numbers of customers']],
  ['an event that is gone', 'DELETE FROM events WHERE id = 4294967296 + 20', ['numbers of events']],
  [
    'events in the wrong order',
    'UPDATE events SET occurred_on = 1 WHERE id = 4294967296 + 20',
    ['order of events'],
  ],
  ['an operator that knows no news', 'UPDATE operators SET newest_on = 5', ['order of events']],
  ['an event of no type', "UPDATE events SET type = 'LUNCH' WHERE id = 4294967296 + 2", ['events']],
  [
    'charges in the wrong order',
    'UPDATE charges SET received_on = 1 WHERE id = 4294967296 + 7',
    ['order of charges', 'totals'],
  ],
  ['a sum that is not one', 'UPDATE charge_totals SET amount = amount + 1 WHERE count = 0', ['totals']],
  ['a sum of nothing', 'DELETE FROM charge_totals WHERE count > 0', ['totals']],
  [
    'a charge that became dearer',
    'UPDATE charges SET amount = amount + 1, local_amount = local_amount + 1 WHERE id = 4294967296 + 5',
    ['totals'],
  ],
  [
    'money beyond its limit',
    'UPDATE charges SET amount = 9007199254740993, local_amount = 9007199254740993 WHERE id = 4294967296 + 5',
    ['money'],
  ],
  ['a fraction of a cent', 'UPDATE charges SET amount = 9.5 WHERE id = 4294967296 + 5', ['money']],
  ['an unknown currency', "UPDATE charges SET currency = 'ABC' WHERE id = 4294967296 + 5", ['money']],
  [
    'a final status without an instant',
    "UPDATE charges SET settled_on = NULL WHERE status = 'DECLINED'",
    ['final statuses'],
  ],
  [
    'an instant without a final status',
    "UPDATE charges SET settled_on = 5 WHERE status = 'PENDING'",
    ['final statuses'],
  ],
  [
    'a final status that nobody told of',
    "UPDATE charges SET status = 'REJECTED' WHERE id = (SELECT min(id) FROM charges WHERE status = 'APPROVED')",
    ['history of charges: status', 'totals'],
  ],
  [
    'a pending charge that is acknowledged',
    "UPDATE charges SET acknowledged_on = 5 WHERE status = 'PENDING'",
    ['handover'],
  ],
  [
    'a decision without an instant',
    'UPDATE charges SET decided_on = NULL WHERE verdict IS NOT NULL',
    ['decisions'],
  ],
  [
    'a reference that is there twice',
    "DROP INDEX charges_reference_number; UPDATE charges SET reference_number = 'INV' WHERE id <= 4294967296 + 2",
    ['references', 'history of charges: referenceNumber'],
  ],
  [
    'a second running subscription',
    "DROP INDEX subscriptions_one_live; UPDATE subscriptions SET customer_id = 4294967296 + 1, stage = 'ACTIVE', cancelled_on = NULL",
    ['running subscriptions', 'one customer', 'history of subscriptions: stage'],
  ],
  [
    'an event without the customer of its subscription',
    "UPDATE events SET customer_id = NULL WHERE id = (SELECT min(id) FROM events WHERE type = 'CHARGE_RECEIVED')",
    ['one customer'],
  ],
  [
    'a declined charge that cancelled nobody',
    `UPDATE subscriptions SET stage = 'ACTIVE', cancelled_on = NULL, cancellation_reason = NULL
     WHERE id = (SELECT subscription_id FROM charges WHERE status = 'DECLINED')`,
    ['consequences', 'history of subscriptions: stage'],
  ],
  [
    'a subscription that is active without a sign-up',
    "UPDATE subscriptions SET signed_up_on = NULL WHERE stage = 'ACTIVE'",
    ['stages', 'sign-ups'],
  ],
  [
    'a service that was never paid for',
    "UPDATE subscriptions SET entitled_until = '2099-01-01' WHERE id = 4294967296 + 1",
    ['entitlement'],
  ],
  [
    'a held charge of a subscription that runs',
    `UPDATE charges SET held_on = 5 WHERE status = 'PENDING' AND subscription_id IN (SELECT id FROM subscriptions WHERE stage = 'ACTIVE')`,
    ['held charges'],
  ],
  [
    'a platform that was never asked',
    `DELETE FROM provisioning_requests WHERE id = 4294967296 + 1`,
    ['numbers of provisioning_requests'],
  ],
  [
    'a message about another subscription',
    `INSERT INTO netflix_messages (id, operator_id, subscription_id, kind, attempts, next_try_on)
     SELECT id, 1, 4294967296 + 1, 'SUSPEND', 0, 0 FROM events WHERE type = 'SUBSCRIPTION_CANCELLED'`,
    ['messages'],
  ],
  [
    'a message without its token',
    `INSERT INTO netflix_messages (id, operator_id, subscription_id, kind, attempts, next_try_on)
     SELECT id, 1, subscription_id, 'HAND_OVER_TOKEN', 0, 0 FROM events WHERE type = 'SUBSCRIPTION_REGISTERED' LIMIT 1`,
    ['tokens on their way'],
  ],
];

describe('gateway doctor', () => {
  it('finds nothing in a database that is in order, and leaves it alone', async () => {
    const { gateway, file } = await seededCommandLine();
    const before = readFileSync(file('gateway.sqlite'));
    expect(await gateway('doctor')).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: `${file('gateway.sqlite')} keeps every promise.\n`,
    });
    expect(readFileSync(file('gateway.sqlite')).equals(before)).toBe(true);
  });

  it.each(DAMAGES)('finds %s', async (_what, sql, checks) => {
    const { gateway, file } = await seededCommandLine();
    damage(file('gateway.sqlite'), sql);
    const { exitCode, stdout, stderr } = await gateway('doctor --json');
    const findings = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, string>); // as the command prints them
    expect(findings.map(({ check }) => check)).toEqual(expect.arrayContaining([...checks]));
    expect(findings.every(({ promise, found }) => promise && found)).toBe(true);
    expect(exitCode).toBe(1);
    expect(stderr).toBe(`${findings.length} findings in ${file('gateway.sqlite')}\n`);
  });

  it('finds a platform that was not asked for what it has to know', async () => {
    const { gateway, file } = await seededCommandLine();
    const config = { production: false, databaseFile: file('gateway.sqlite'), netflix: 'none' } as const;
    const store = openStore(config, { clock: Date.now });
    const cytel = await telecom(store, 'cytel');
    await cytel.subscribes('B-1');
    await platform(cytel, 'boxes');
    await platform(cytel, 'phones');
    await cytel.suspends(byIdentifier('B-1'));
    store.close();
    expect((await gateway('doctor')).exitCode).toBe(0);
    damage(
      config.databaseFile,
      "UPDATE provisioning_requests SET type = 'ADD_UDR' WHERE operator_id = 2 AND id & 1",
    );
    expect((await gateway('doctor')).stdout).toBe(
      'derived requests: subscription S00000001 of operator 2 has 0 requests of type DEACTIVATE_SUBSCRIBER at provider 1 of operator 2, its events want 1. (Every event that a platform has to know of has a request at every provider that there was.)\n',
    );
    damage(
      config.databaseFile,
      "UPDATE provisioning_requests SET sequence_number = sequence_number + 100, error_code = 'E'",
    );
    const { stdout } = await gateway('doctor');
    for (const check of ['answers of platforms', 'sequences of platforms'])
      expect(stdout).toMatch(new RegExp(`^${check}: `, 'm'));
  });

  it('goes on behind a page that cannot be read', async () => {
    const { gateway, file } = await seededCommandLine();
    const bytes = readFileSync(file('gateway.sqlite'));
    bytes.fill(0xa5, bytes.length - 3 * 4096);
    writeFileSync(file('gateway.sqlite'), bytes);
    const { exitCode, stdout } = await gateway('doctor');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^file: /m);
  });

  it.each<[string, (file: string) => void, RegExp]>([
    ['is not there', (file) => rmSync(file), /cannot be opened/],
    ['is none', (file) => writeFileSync(file, 'Dear diary, '.repeat(500)), /is not a SQLite database/],
    [
      'lacks migrations',
      (file) => damage(file, 'DELETE FROM __drizzle_migrations WHERE id > 1'),
      /lacks \d+ migrations; run the command migrate first\.\n$/,
    ],
    [
      'comes from a newer version',
      (file) =>
        damage(
          file,
          `INSERT INTO __drizzle_migrations (hash, created_at) SELECT 'later', 9999999999999 + value FROM json_each('${JSON.stringify([...Array(1000).keys()])}')`,
        ),
      /comes from a newer version/,
    ],
  ])('does not examine a database that %s', async (_what, change, sentence) => {
    const { gateway, file } = await seededCommandLine();
    change(file('gateway.sqlite'));
    const { exitCode, stdout, stderr } = await gateway('doctor');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(sentence);
  });
});

/** Changes a database behind the gateway's back. */
function damage(file: string, sql: string): void {
  const connection = new Database(file);
  connection.pragma('foreign_keys = OFF');
  connection.exec(sql);
  connection.close();
}
