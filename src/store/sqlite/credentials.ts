import { and, eq, lt, ne, sql } from 'drizzle-orm';

import type { ApiKey, User } from '../../auth/credential.ts';
import type { IdentityProvider } from '../../auth/identity-provider.ts';
import {
  columnsOf,
  handwritten,
  insertInto,
  type Sqlite,
  statement,
  steady,
  steadyText,
  updateOf,
} from './statement.ts';
import { apiKeys, identityProviders, operators, releasedTokens, users } from './tables.ts';

type Stored<T> = Omit<T, 'scopes'> & { readonly scopes: string };

/** Reading and writing users, API keys and released tokens. */
export function credentialRows(sqlite: Sqlite) {
  const { drizzle } = sqlite;
  const userColumns = columnsOf(users);
  const keyColumns = columnsOf(apiKeys);
  const operatorId = steady('operatorId');
  const notReleased = sql`NOT EXISTS (SELECT 1 FROM ${releasedTokens} WHERE ${releasedTokens.jti} = ${sql.placeholder('jti')})`;
  const aUser = () => drizzle.select(userColumns).from(users);
  const aKey = () => drizzle.select(keyColumns).from(apiKeys);

  const userByName = statement<Stored<User> & Owned>(
    sqlite,
    aUser()
      .innerJoin(operators, eq(operators.id, users.operatorId))
      .where(and(eq(operators.code, steadyText('operatorCode')), eq(users.username, steadyText('username')))),
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

  const aProvider = () => drizzle.select(columnsOf(identityProviders)).from(identityProviders);
  // Written out, since the index holds only those.
  const isTrusted = sql`${identityProviders.isTrusted} = 1`;
  const ofIssuer = eq(identityProviders.issuer, sql.placeholder('issuer'));
  const providerOf = statement<StoredProvider>(
    sqlite,
    aProvider().where(eq(identityProviders.operatorId, operatorId)),
  );
  const providersOfToken = statement<StoredProvider>(
    sqlite,
    aProvider().where(and(isTrusted, ofIssuer, notReleased)),
  );
  const trustedElsewhere = statement<StoredProvider>(
    sqlite,
    aProvider().where(
      and(
        isTrusted,
        ofIssuer,
        eq(identityProviders.audience, sql.placeholder('audience')),
        ne(identityProviders.operatorId, operatorId),
      ),
    ),
  );
  const putProvider = insertInto(sqlite, identityProviders, [identityProviders.operatorId]);

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
    identityProvider: (operatorId: number) => {
      const row = providerOf.get({ operatorId });
      return row ? readProvider(row) : null;
    },
    identityProvidersOfToken: (jti: string, issuer: string) =>
      providersOfToken.all({ jti, issuer }).map(readProvider),
    isTrustedElsewhere: (
      operatorId: number,
      { issuer, audience }: Pick<IdentityProvider, 'issuer' | 'audience'>,
    ) => trustedElsewhere.get({ operatorId, issuer, audience }) !== undefined,
    putIdentityProvider: ({ algorithms, scopes, isTrusted, ...provider }: IdentityProvider) =>
      putProvider.run({
        ...provider,
        algorithms: algorithms.join(' '),
        scopes: JSON.stringify(scopes),
        isTrusted: Number(isTrusted),
      }),
    release: (jti: string, expiresOn: number, now: number) => {
      forget.run({ now });
      release.run({ jti, expiresOn });
    },
  };
}

interface Owned {
  readonly operatorId: number;
}

interface StoredProvider {
  readonly operatorId: number;
  readonly issuer: string;
  readonly audience: string;
  readonly keysAddress: string;
  readonly algorithms: string;
  readonly scopeClaim: string;
  readonly scopes: string;
  readonly isTrusted: number;
}

function readProvider({ algorithms, scopes, isTrusted, ...provider }: StoredProvider): IdentityProvider {
  return {
    ...provider,
    algorithms: algorithms.split(' ') as IdentityProvider['algorithms'], // as `putIdentityProvider` wrote them
    scopes: JSON.parse(scopes) as IdentityProvider['scopes'],
    isTrusted: isTrusted === 1,
  };
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
