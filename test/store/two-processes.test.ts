import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';

import { connect } from '../../src/store/sqlite/connect.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { ownFolder } from '../own-folder.ts';
import { everything } from './everything.ts';
import type { Report } from './processes/report.ts';
import { telecom } from './telecom.ts';
import { totalled } from './totalled.ts';

const CUSTOMERS = 60;

it('lets two processes write and a third one read: nothing is lost, skipped, doubled or locked', async () => {
  const file = join(ownFolder(), 'gateway.db');

  // All three open a file that does not exist yet.
  const writers = ['north', 'south'].map((name) => start('writer.ts', file, name, String(CUSTOMERS)));
  const reader = start('reader.ts', file);
  const written = await Promise.all(writers.map(reportOf));
  reader.send('nobody writes any more');
  const read = await reportOf(reader);

  for (const { errors } of [...written, read]) expect(errors).toEqual([]);
  const store = openSqliteStore({ file, clock: Date.now });
  onTestFinished(() => store.close());
  const cytel = await telecom(store, 'cytel');
  const { customers, subscriptions, charges, events, totals } = await everything(cytel.store);

  const shared = CUSTOMERS / 5;
  const own = 2 * (CUSTOMERS - shared);
  expect(customers).toHaveLength(own + shared);
  expect(subscriptions.filter(({ stage }) => stage === 'ACTIVE')).toHaveLength(own + shared);
  expect(charges).toHaveLength(2 * own);
  expect(totals).toEqual(totalled(charges));
  // Whatever a writer was told is true, and nothing else; the numbers have no gaps.
  const ids = (rows: readonly { readonly id: number }[]) => rows.map(({ id }) => id);
  const told = (what: 'charges' | 'accepted' | 'acknowledged') =>
    written.flatMap((report) => report[what]).toSorted((a, b) => a - b);
  expect(told('charges')).toEqual(ids(charges));
  expect(told('accepted')).toEqual(ids(charges.filter(({ referenceNumber }) => referenceNumber !== null)));
  expect(told('acknowledged')).toEqual(ids(charges.filter(({ acknowledgedOn }) => acknowledgedOn !== null)));
  expect(told('acknowledged').length).toBeGreaterThan(0);
  const numbered = (rows: readonly unknown[]) => rows.map((_, index) => cytel.nth(index + 1));
  for (const rows of [customers, subscriptions, charges, events]) expect(ids(rows)).toEqual(numbered(rows));
  const instants = events.map(({ occurredOn }) => occurredOn);
  expect(instants).toEqual(instants.toSorted((a, b) => a - b));
  // The reader followed it all, in the order of the commits.
  expect(read.events).toEqual(ids(events));
  expect(read.charges).toEqual(ids(charges));
});

it('waits for the lock of another process asleep: SQLite itself, which everybody would wait for, tries for 5 ms', () => {
  const { connection } = connect(':memory:');
  onTestFinished(() => void connection.close());
  expect(connection.pragma('busy_timeout', { simple: true })).toBe(5);
});

function start(script: string, ...arguments_: string[]): ChildProcess {
  const child = fork(fileURLToPath(new URL(`processes/${script}`, import.meta.url)), arguments_, {
    execPath: process.execPath,
    execArgv: [],
  });
  onTestFinished(() => void child.kill());
  return child;
}

/** What the process reports, unless it ends before. */
async function reportOf(child: ChildProcess): Promise<Report> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`Expected a report, found that the process ended with ${String(code)}.`);
  });
  const [report] = (await Promise.race([once(child, 'message'), ended])) as [Report]; // as report.ts sends it
  return report;
}
