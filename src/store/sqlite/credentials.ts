import { and, eq, lt, sql } from 'drizzle-orm';

import type { ApiKey, User } from '../../auth/credential.ts';
import { columnsOf, handwritten, insertInto, statement, updateOf, type Sqlite } from './statement.ts';
import { apiKeys, operators, releasedTokens, users } from './tables.ts';

type Stored<T> = Omit<T, 'scopes'> & { readonly scopes: string };

/** Reading and writing users, API keys and released tokens. */
export function credentialRows(sqlite: Sqlite) {
  const { drizzle } = sqlite;
  const userColumns = columnsOf(users);
  const keyColumns = columnsOf(apiKeys);
  const operatorId = sql.placeholder('operatorId');
  const notReleased = sql`NOT EXISTS (SELECT 1 FROM ${releasedTokens} WHERE ${releasedTokens.jti} = ${sql.placeholder('jti')})`;
  const aUser = () => drizzle.select(userColumns).from(users);
  const aKey = () => drizzle.select(keyColumns).from(apiKeys);

  const userByName = statement<Stored<User> & Owned>(
    sqlite,
    aUser()
      .innerJoin(operators, eq(operators.id, users.operatorId))
      .where(
        and(
          eq(operators.code, sql.placeholder('operatorCode')),
          eq(users.username, sql.placeholder('username')),
        ),
      ),
  );
  const ofUsername = and(eq(users.operatorId, operatorId), eq(users.username, sql.placeholder('username')));
  const userOfOperator = statement<Stored<User> & Owned>(sqlite, aUser().where(ofUsername));
  const userOfToken = statement<Stored<User> & Owned>(sqlite, aUser().where(and(ofUsername, notReleased)));
  const usersOf = statement<Stored<User> & Owned>(
    sqlite,
    aUser().where(eq(users.operatorId, operatorId)).orderBy(users.username),
  );
  const insertUser = insertInto(sqlite, users);
  const updateUser = updateOf(sqlite, users, ['passwordHash', 'scopes', 'disabledOn', 'tokensFrom']);

  const ofPrefix = eq(apiKeys.prefix, sql.placeholder('prefix'));
  const keyByPrefix = statement<Stored<ApiKey> & Owned>(sqlite, aKey().where(ofPrefix));
  const keyOfToken = statement<Stored<ApiKey> & Owned>(sqlite, aKey().where(and(ofPrefix, notReleased)));
  const keysOf = statement<Stored<ApiKey> & Owned>(
    sqlite,
    aKey().where(eq(apiKeys.operatorId, operatorId)).orderBy(apiKeys.id),
  );
  const lastKey = statement<{ id: number | null }>(
    sqlite,
    drizzle.select({ id: sql`max(${apiKeys.id})`.as('id') }).from(apiKeys),
  );
  const insertKey = insertInto(sqlite, apiKeys);
  const updateKey = updateOf(sqlite, apiKeys, ['revokedOn', 'expiresOn', 'name']);

  const release = insertInto(sqlite, releasedTokens, [releasedTokens.jti]);
  const forget = handwritten(
    sqlite,
    sql`DELETE FROM ${releasedTokens} WHERE ${lt(releasedTokens.expiresOn, sql.placeholder('now'))}`,
  );

  return {
    userByName: (operatorCode: string, username: string) =>
      read<User>(userByName.get({ operatorCode, username })),
    user: (operatorId: number, username: string) => read<User>(userOfOperator.get({ operatorId, username })),
    userOfToken: (jti: string, operatorId: number, username: string) =>
      read<User>(userOfToken.get({ jti, operatorId, username })),
    users: (operatorId: number) => usersOf.all({ operatorId }).map((row) => withScopes<User>(row)),
    insertUser: (operatorId: number, user: User) => insertUser.run({ ...stored(user), operatorId }),
    updateUser: (user: User) => updateUser.run(stored(user)),
    apiKey: (prefix: string) => read<ApiKey>(keyByPrefix.get({ prefix })),
    apiKeyOfToken: (jti: string, prefix: string) => read<ApiKey>(keyOfToken.get({ jti, prefix })),
    apiKeys: (operatorId: number) => keysOf.all({ operatorId }).map((row) => withScopes<ApiKey>(row)),
    nextApiKeyId: () => (lastKey.get()?.id ?? 0) + 1,
    insertApiKey: (operatorId: number, apiKey: ApiKey) => insertKey.run({ ...stored(apiKey), operatorId }),
    updateApiKey: (apiKey: ApiKey) => updateKey.run(stored(apiKey)),
    release: (jti: string, expiresOn: number, now: number) => {
      forget.run({ now });
      release.run({ jti, expiresOn });
    },
  };
}

interface Owned {
  readonly operatorId: number;
}

function stored<T extends User | ApiKey>({ scopes, ...credential }: T) {
  return { ...credential, scopes: scopes.join(' ') };
}

function withScopes<T>({ operatorId: _, ...row }: Stored<T> & Owned): T {
  const credential: unknown = { ...row, scopes: row.scopes.split(' ').filter((scope) => scope !== '') };
  return credential as T; // as `stored` wrote it
}

function read<T>(row: (Stored<T> & Owned) | undefined): { credential: T; operatorId: number } | null {
  return row ? { credential: withScopes<T>(row), operatorId: row.operatorId } : null;
}
