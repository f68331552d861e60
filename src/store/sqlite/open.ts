import { drizzle } from 'drizzle-orm/better-sqlite3';

import type { ApiKey, User } from '../../auth/credential.ts';
import type { Instant } from '../../time.ts';
import type { CredentialStore, OperatorStore, Store } from '../store.ts';
import { connect, type Connecting } from './connect.ts';
import { lackingIn } from './migrate.ts';
import { operatorStore } from './operator-store.ts';
import { operatorOf } from './operators.ts';
import { readerOf, type ReaderOptions } from './reader.ts';
import { rowsOf, type Rows } from './rows.ts';
import { snapshotOn, type Snapshot } from './snapshot.ts';
import { addOperator } from './transaction.ts';
import type { DatabaseWatch } from '../watch.ts';
import { writerOf, type Write } from './writer.ts';

export interface SqliteOptions extends Connecting {
  /** A path, or ':memory:'. */
  readonly file: string;
  /** Domain time. */
  readonly clock: () => Instant;
  /** Whether Netflix is told of what happens and confirms it afterwards; otherwise everything counts as confirmed at once. */
  readonly netflixIsTold?: () => boolean;
  /** Milliseconds that a write waits for the locks of others before it is refused as `StoreBusy`. */
  readonly writingPatience?: number;
  /** How long lists are read by processes of their own; left out, or for a database in memory, they are read here. */
  readonly reading?: ReaderOptions | undefined;
  readonly watch?: DatabaseWatch | undefined;
}

/** Opens, creates and migrates a SQLite store. Throws `UnusableDatabase` with one sentence for whoever started the gateway. */
export function openSqliteStore({
  file,
  clock,
  netflixIsTold = () => false,
  writingPatience,
  reading,
  watch,
  ...connecting
}: SqliteOptions): Store {
  const { connection } = connect(file, connecting);
  // Nobody else can see a database in memory.
  const reader = reading && !connection.memory ? readerOf(file, reading) : undefined;
  const snapshot = snapshotOn(connection);
  const rows = rowsOf({ connection, drizzle: drizzle(connection), reader, watch });
  const write = writerOf(connection, { patience: writingPatience, snapshot, watch });
  const stores = new Map<number, OperatorStore>();
  const listeners = new Set<(operatorId: number) => void>();
  const written = (operatorId: number) => listeners.forEach((listener) => listener(operatorId));

  return {
    of: (operatorId) => {
      const known = stores.get(operatorId);
      if (known) return known;
      const made = operatorStore({ rows, write, clock, netflixIsTold, written }, operatorId);
      stores.set(operatorId, made);
      return made;
    },
    credentials: credentialStore(rows, snapshot, write),
    operatorByCode: async (code) => {
      const found = rows.operators.byCode(code);
      return found && operatorOf(found);
    },
    operators: async () => rows.operators.all().map(operatorOf),
    addOperator: (operator, { actor }) => write(() => addOperator(rows, operator, clock(), actor)),
    operatorOfSignUpToken: async (hash) => rows.subscriptions.operatorOfToken(hash),
    setting: async (name, initial) =>
      rows.operators.setting(name) ??
      (await write(() => {
        // Another process may have been first.
        const found = rows.operators.setting(name);
        if (found === null) rows.operators.putSetting(name, initial);
        return found ?? initial;
      })),
    changeSetting: (name, change) =>
      write(() => {
        const value = change(rows.operators.setting(name));
        rows.operators.putSetting(name, value);
        return value;
      }),
    probe: async () => {
      const lacking = lackingIn(connection);
      await write(() => rows.operators.putSetting('probed', String(clock())));
      return { lacking };
    },
    settingIfAny: async (name) => {
      // Processes tell each other by it, whatever a request has begun to read meanwhile.
      snapshot.end();
      return rows.operators.setting(name);
    },
    onWritten: (listener) => {
      listeners.add(listener);
    },
    close: () => {
      reader?.close();
      connection.close();
    },
  };
}

/** Creates the database when there is none and applies the migrations that it lacks. */
export function migrateSqlite(file: string): { applied: number } {
  const { connection, applied } = connect(file);
  connection.close();
  return { applied };
}

function credentialStore(
  { credentials, operators }: Rows,
  snapshot: Snapshot,
  write: Write,
): CredentialStore {
  const owner = (operatorId: number) => operatorOf(operators.byId(operatorId));
  const user = (found: Found<User>) => found && { user: found.credential, operator: owner(found.operatorId) };
  const apiKey = (found: Found<ApiKey>) =>
    found && { apiKey: found.credential, operator: owner(found.operatorId) };
  /** What was looked up in the present state: there, everybody is looked up once, however many requests they send together. */
  const lookedUp = new Map<string, unknown>();
  // A request begins by asking whose it is; what it reads at once is read in the same state.
  const inPresentState = () => {
    if (snapshot.renew()) lookedUp.clear();
    return credentials;
  };
  const once = <T>(key: string, lookUp: (now: typeof credentials) => T): T => {
    const now = inPresentState();
    if (!lookedUp.has(key)) lookedUp.set(key, lookUp(now));
    return lookedUp.get(key) as T; // the first word of a key says what kind of thing it is
  };
  return {
    userByName: async (operatorCode, username) => user(inPresentState().userByName(operatorCode, username)),
    apiKeyByPrefix: async (prefix) => once(`key ${prefix}`, (now) => apiKey(now.apiKey(prefix))),
    userOfToken: async (jti, operatorId, username) =>
      once(`user ${operatorId} ${jti} ${username}`, (now) =>
        user(now.userOfToken(jti, operatorId, username)),
      ),
    apiKeyOfToken: async (jti, prefix) =>
      once(`token ${jti} ${prefix}`, (now) => apiKey(now.apiKeyOfToken(jti, prefix))),
    identityProvidersOfToken: async (tokenId, issuer) =>
      inPresentState()
        .identityProvidersOfToken(tokenId, issuer)
        .map((provider) => ({ provider, operator: owner(provider.operatorId) })),
    releaseToken: (jti, expiresOn, now) =>
      write(() => {
        credentials.release(jti, expiresOn, now);
      }),
  };
}

type Found<T> = { readonly credential: T; readonly operatorId: number } | null;
