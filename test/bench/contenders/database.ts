import Database from 'better-sqlite3';

import { isApiKey, prefixOfApiKey } from '../../../src/auth/api-keys.ts';
import { onStatement, started } from './process.ts';

/** The database as the gateway opens it: what was answered survives a power failure, references lead somewhere, and the sizes are the same. */
export function openDatabase(): Database.Database {
  const database = new Database(started.databaseFile, {
    timeout: 5_000,
    ...(onStatement && { verbose: onStatement }),
  });
  for (const setting of [
    'journal_mode = WAL',
    'synchronous = FULL',
    'temp_store = MEMORY',
    'cache_size = -262144',
    'wal_autocheckpoint = 2000',
    'foreign_keys = ON',
  ])
    database.pragma(setting);
  return database;
}

/** Who is asking. */
export interface Caller {
  readonly operatorId: number;
  readonly scopes: readonly string[];
  readonly actor: string;
}

interface KeyRow {
  readonly operatorId: number;
  readonly hash: string;
  readonly scopes: string;
  readonly expiresOn: number | null;
  readonly revokedOn: number | null;
}

/** Whose API key an `Authorization` header presents, looked up on every request so that a revoked one works no more; null = nobody's. */
export function authenticationOver(
  database: Database.Database,
): (authorization: string | undefined) => Caller | null {
  const byPrefix = database.prepare<[string], KeyRow>(
    `SELECT k.operator_id AS operatorId, k.hash, k.scopes, k.expires_on AS expiresOn, k.revoked_on AS revokedOn
     FROM api_keys k JOIN operators o ON o.id = k.operator_id WHERE k.prefix = ?`,
  );
  return (authorization) => {
    const key = authorization?.startsWith('Bearer ') ? authorization.slice(7) : '';
    const prefix = prefixOfApiKey(key);
    const found = prefix === null ? undefined : byPrefix.get(prefix);
    if (!found || prefix === null || !isApiKey(key, found.hash)) return null;
    if (found.revokedOn !== null || (found.expiresOn !== null && found.expiresOn <= Date.now())) return null;
    return { operatorId: found.operatorId, scopes: found.scopes.split(' '), actor: `key:${prefix}` };
  };
}

/** Columns under their names in TypeScript: `columns('c', ['paidThroughDate'])` is `c.paid_through_date AS paidThroughDate`. */
export function columns(table: string, names: readonly string[]): string {
  return names.map((name) => `${table}.${snake(name)} AS ${name}`).join(', ');
}

/** The column of a table for a name in TypeScript. */
export function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
