import Database from 'better-sqlite3';

import { openGateway, type Gateway } from '../../src/app.ts';
import { SCOPES } from '../../src/auth/credential.ts';
import { hashPassword } from '../../src/auth/passwords.ts';
import { loadConfig } from '../../src/config.ts';
import { END_SNAPSHOT } from '../../src/store/sqlite/snapshot.ts';
import { NOON } from '../api/gateway.ts';
import { openDiscreetly } from '../security/discreetly.ts';
import { existing, telecom } from '../store/telecom.ts';

/** What SQLite can say instead of running a statement, and what the caller is told then. */
export const FAULTS = {
  SQLITE_IOERR_WRITE: 'INTERNAL_SERVER_ERROR',
  SQLITE_FULL: 'STORAGE_FULL',
  SQLITE_READONLY: 'READ_ONLY',
} as const;
export type FaultCode = keyof typeof FAULTS;

/** Lets one statement of a database fail. */
export interface Breaker {
  /** The n-th statement from now on fails with that code; it alone, or with all that follow. */
  readonly arm: (n: number, code: FaultCode, lasts?: boolean) => void;
  /** No statement fails any more; whether one had. */
  readonly disarm: () => boolean;
  readonly onStatement: (sql: string) => void;
}

export function breaker(): Breaker {
  let left = 0;
  let code: FaultCode = 'SQLITE_FULL';
  let lasts = false;
  return {
    arm: (n, armed, isLasting = false) => {
      left = n;
      code = armed;
      lasts = isLasting;
    },
    disarm: () => {
      const fired = left <= 0;
      left = 0;
      lasts = false;
      return fired;
    },
    onStatement: (sql) => {
      // Nobody waits for it: it is tried again, see test/store/snapshot.test.ts.
      if (sql === END_SNAPSHOT) return;
      if (left > 0 ? (left -= 1) > 0 : !lasts) return;
      throw new Database.SqliteError('injected by the test', code);
    },
  };
}

/** Domain time, and the wall clock where it is another. */
export interface Time {
  now: number;
  wall?: number;
}

/** A gateway on a file, whose statements can be made to fail. Whoever opens it closes it: a test that opens a thousand cannot keep them all. */
export async function openFaulty(file: string, env: Record<string, string> = {}, time: Time = { now: NOON }) {
  const statements = breaker();
  const config = loadConfig({ DATABASE_URL: file, DEMO_DATA: 'off', ...env });
  const gateway = await openDiscreetly((logger) =>
    openGateway(config, {
      logger,
      clock: () => time.now,
      wallClock: () => time.wall ?? time.now,
      onStatement: statements.onStatement,
    }),
  );
  return { gateway, statements };
}

/** With what the operator's only user logs in. */
export const LOG_IN = { organisation: 'cytel', username: 'anna', password: 'correct horse battery' };

/** An operator that settles at once and has a user, with the key to everything of it. */
export async function employ({ store }: Gateway): Promise<string> {
  const operator = await telecom(store, LOG_IN.organisation);
  await operator.employs(LOG_IN.username, await hashPassword(LOG_IN.password));
  return existing((await operator.drawsKey(SCOPES)).key);
}

/** Every row of every table, as text, to compare before and after. */
export function contentOf(file: string, tables: readonly string[] = tablesOf(file)): string {
  return reading(file, (connection) =>
    tables
      .map((table) => `${table}\n${JSON.stringify(connection.prepare(`SELECT * FROM ${table}`).raw().all())}`)
      .join('\n'),
  );
}

function tablesOf(file: string): string[] {
  const sql =
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
  return reading(file, (connection) => connection.prepare<[], string>(sql).pluck().all());
}

/** Reads from a file that others may have open. */
export function reading<T>(file: string, read: (connection: Database.Database) => T): T {
  const connection = new Database(file, { readonly: true });
  try {
    return read(connection);
  } finally {
    connection.close();
  }
}
