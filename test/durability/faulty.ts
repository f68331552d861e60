import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';

import { openGateway, type Gateway } from '../../src/app.ts';
import { SCOPES } from '../../src/auth/credential.ts';
import { loadConfig } from '../../src/config.ts';
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
  /** The n-th statement from now on fails with that code, and it alone. */
  readonly arm: (n: number, code: FaultCode) => void;
  /** No statement fails any more; whether one had. */
  readonly disarm: () => boolean;
  readonly onStatement: (sql: string) => void;
}

export function breaker(): Breaker {
  let left = 0;
  let code: FaultCode = 'SQLITE_FULL';
  return {
    arm: (n, armed) => {
      left = n;
      code = armed;
    },
    disarm: () => {
      const fired = left <= 0;
      left = 0;
      return fired;
    },
    onStatement: () => {
      if (left > 0 && (left -= 1) === 0) {
        left = -1;
        throw new Database.SqliteError('injected by the test', code);
      }
    },
  };
}

/** A folder of this test's own. */
export function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'faults-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** When these stories happen. */
export const NOW = Date.UTC(2026, 2, 1, 12);

/** A gateway on a file, whose statements can be made to fail. */
export async function openFaulty(file: string, env: Record<string, string> = {}, time = { now: NOW }) {
  const statements = breaker();
  const config = loadConfig({ DATABASE_URL: file, DEMO_DATA: 'off', LOG_LEVEL: 'silent', ...env });
  const clock = () => time.now;
  const gateway = await openGateway(config, { clock, wallClock: clock, onStatement: statements.onStatement });
  onTestFinished(() => gateway.close());
  return { gateway, statements };
}

/** An operator that settles at once, with the key to everything of it. */
export async function employ({ store }: Gateway): Promise<string> {
  const operator = await telecom(store, 'cytel');
  return existing((await operator.drawsKey(SCOPES)).key);
}

/** What came back, as a client sees it; read loosely. */
export interface Answered {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly data?: Record<string, any> | null;
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}

/** Asks a gateway with a credential. */
export async function ask(
  gateway: Gateway,
  credential: string | null,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Answered> {
  const response = await gateway.fetch(
    new Request('http://gateway/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(credential !== null && { authorization: `Bearer ${credential}` }),
      },
      body: JSON.stringify({ query, variables }),
    }),
  );
  return (await response.json()) as Answered; // as GraphQL over HTTP has it
}

/** Every row of every table, as text, to compare before and after. */
export function contentOf(file: string, tables: readonly string[] = tablesOf(file)): string {
  return withFile(file, (connection) =>
    tables
      .map((table) => `${table}\n${JSON.stringify(connection.prepare(`SELECT * FROM ${table}`).raw().all())}`)
      .join('\n'),
  );
}

function tablesOf(file: string): string[] {
  const sql =
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
  return withFile(file, (connection) => connection.prepare<[], string>(sql).pluck().all());
}

function withFile<T>(file: string, read: (connection: Database.Database) => T): T {
  const connection = new Database(file, { readonly: true });
  try {
    return read(connection);
  } finally {
    connection.close();
  }
}
