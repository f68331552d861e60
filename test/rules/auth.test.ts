import { describe, expect, it } from 'vitest';
import type { ApiKey, User } from '../../src/auth/credential.ts';
import {
  changePassword,
  changeScopes,
  createApiKey,
  createUser,
  disableUser,
  enableUser,
  revokeApiKey,
  type UserFacts,
} from '../../src/auth/rules/credentials.ts';
import type { Ruling } from '../../src/ruling.ts';
import { at, facts } from './facts.ts';

/** Domain time has been moved ahead; credentials do not care. */
const DOMAIN_TIME = '2027-01-01T00:00:00Z';
const wallClock = at('2026-05-10T12:00:00Z');
const WALL_CLOCK = '2026-05-10T12:00:00.000Z';
const BEFORE = at('2026-01-01T00:00:00Z');

const ANNA: User = {
  id: 7,
  username: 'anna',
  passwordHash: '$argon2id$old',
  scopes: ['READ', 'WRITE'],
  disabledOn: null,
  tokensFrom: BEFORE,
  createdOn: BEFORE,
};
const about = { username: 'anna', wallClock };
const NAMED = { field: 'username', before: 'anna', after: 'anna' };

function knowing(user: User | null): UserFacts {
  return { ...facts(DOMAIN_TIME), user, newUserId: 8 };
}

describe('creating a user', () => {
  const creation = { ...about, passwordHash: '$argon2id$new', scopes: ['ADMIN', 'READ', 'ADMIN'] } as const;

  it('adds one, by the wall clock, with an event that keeps the hash to itself', () => {
    const { outcome, changes } = createUser(creation, knowing(null));
    const user: User = {
      id: 8,
      username: 'anna',
      passwordHash: '$argon2id$new',
      scopes: ['READ', 'ADMIN'],
      disabledOn: null,
      tokensFrom: wallClock,
      createdOn: wallClock,
    };
    expect(outcome).toEqual({ user, problems: [] });
    expect(changes.users).toEqual([{ before: null, after: user }]);
    expect(changes.events).toEqual([
      {
        type: 'USER_CREATED',
        changes: [
          { field: 'username', before: null, after: 'anna' },
          { field: 'passwordHash', before: null, after: null },
          { field: 'scopes', before: null, after: 'READ ADMIN' },
        ],
      },
    ]);
  });

  it('refuses a name that is in use', () => {
    const { outcome, changes } = createUser(creation, knowing(ANNA));
    expect(outcome).toMatchObject({ user: null, problems: [{ code: 'ALREADY_EXISTS', path: ['username'] }] });
    expect(changes).toMatchObject({ users: [], events: [] });
  });
});

const DISABLED: User = { ...ANNA, disabledOn: BEFORE };
const VERBS: [string, (known: UserFacts) => Ruling<{ user: User | null; problems: readonly object[] }>][] = [
  ['changing the password', (known) => changePassword({ ...about, passwordHash: '$argon2id$new' }, known)],
  ['changing the scopes', (known) => changeScopes({ ...about, scopes: ['READ'] }, known)],
  ['disabling', (known) => disableUser(about, known)],
  ['enabling', (known) => enableUser(about, known)],
];

describe('changing a user', () => {
  it.each(VERBS)('says that nobody has the name: %s', (_what, verb) => {
    const { outcome, changes } = verb(knowing(null));
    expect(outcome).toMatchObject({
      user: null,
      problems: [{ code: 'NOT_FOUND', message: expect.stringContaining('anna'), path: ['username'] }],
    });
    expect(changes).toMatchObject({ users: [], events: [] });
  });

  it.each<[string, ReturnType<typeof changePassword>, User, User, object]>([
    [
      'a new password voids the tokens of the old',
      changePassword({ ...about, passwordHash: '$argon2id$new' }, knowing(ANNA)),
      ANNA,
      { ...ANNA, passwordHash: '$argon2id$new', tokensFrom: wallClock },
      { field: 'passwordHash', before: null, after: null },
    ],
    [
      'new scopes replace the old',
      changeScopes({ ...about, scopes: ['NETFLIX', 'READ'] }, knowing(ANNA)),
      ANNA,
      { ...ANNA, scopes: ['READ', 'NETFLIX'] },
      { field: 'scopes', before: 'READ WRITE', after: 'READ NETFLIX' },
    ],
    [
      'disabling holds from this instant on',
      disableUser(about, knowing(ANNA)),
      ANNA,
      { ...ANNA, disabledOn: wallClock },
      { field: 'disabledOn', before: null, after: WALL_CLOCK },
    ],
    [
      'enabling revives no tokens',
      enableUser(about, knowing(DISABLED)),
      DISABLED,
      { ...DISABLED, disabledOn: null, tokensFrom: wallClock },
      { field: 'disabledOn', before: '2026-01-01T00:00:00.000Z', after: null },
    ],
  ])('%s', (_what, { outcome, changes }, before, after, change) => {
    expect(outcome).toEqual({ user: after, problems: [] });
    expect(changes.users).toEqual([{ before, after }]);
    expect(changes.events).toEqual([{ type: 'USER_UPDATED', changes: [NAMED, change] }]);
  });

  it('voids tokens even when the wall clock has not moved since they were issued', () => {
    const user: User = { ...ANNA, tokensFrom: wallClock };
    const { outcome } = changePassword({ ...about, passwordHash: '$argon2id$new' }, knowing(user));
    expect(outcome.user?.tokensFrom).toBe(wallClock + 1);
  });

  it.each<[string, ReturnType<typeof changePassword>, User]>([
    [
      'the same scopes in another order',
      changeScopes({ ...about, scopes: ['WRITE', 'READ'] }, knowing(ANNA)),
      ANNA,
    ],
    ['disabling once more', disableUser(about, knowing(DISABLED)), DISABLED],
    ['enabling once more', enableUser(about, knowing(ANNA)), ANNA],
  ])('is safe to repeat: %s', (_what, { outcome, changes }, user) => {
    expect(outcome).toEqual({ user, problems: [] });
    expect(changes).toMatchObject({ users: [], events: [] });
  });
});

const KEY: ApiKey = {
  id: 3,
  prefix: 'nbk_4f2a',
  hash: 'old',
  name: 'Billing run',
  scopes: ['READ'],
  expiresOn: null,
  revokedOn: null,
  createdOn: BEFORE,
};
const drawn = { prefix: 'nbk_9c1d', key: 'nbk_9c1d_secret', hash: 'new' };
const knowingKey = (apiKey: ApiKey | null) => ({ ...facts(DOMAIN_TIME), apiKey, newApiKeyId: 4, drawn });

describe('creating an API key', () => {
  const create = (expiresOn: number | null) =>
    createApiKey({ name: 'Nightly', scopes: ['WRITE', 'READ'], expiresOn, wallClock }, knowingKey(null));

  it('tells the key once and keeps its hash, with an event that tells neither', () => {
    const { outcome, changes } = create(wallClock + 1);
    const apiKey: ApiKey = {
      id: 4,
      prefix: 'nbk_9c1d',
      hash: 'new',
      name: 'Nightly',
      scopes: ['READ', 'WRITE'],
      expiresOn: wallClock + 1,
      revokedOn: null,
      createdOn: wallClock,
    };
    expect(outcome).toEqual({ apiKey, key: 'nbk_9c1d_secret', problems: [] });
    expect(changes.apiKeys).toEqual([{ before: null, after: apiKey }]);
    expect(changes.events).toEqual([
      {
        type: 'API_KEY_CREATED',
        changes: [
          { field: 'prefix', before: null, after: 'nbk_9c1d' },
          { field: 'name', before: null, after: 'Nightly' },
          { field: 'scopes', before: null, after: 'READ WRITE' },
          { field: 'expiresOn', before: null, after: '2026-05-10T12:00:00.001Z' },
        ],
      },
    ]);
  });

  it.each([
    ['never', null, []],
    ['later', wallClock + 1, []],
    ['now', wallClock, ['NOT_ALLOWED']],
    ['before', wallClock - 1, ['NOT_ALLOWED']],
  ])('judges one that expires %s by the wall clock', (_when, expiresOn, codes) => {
    const { outcome, changes } = create(expiresOn);
    expect(outcome.problems.map(({ code }) => code)).toEqual(codes);
    expect(outcome.key === null).toBe(codes.length > 0);
    expect(changes.apiKeys).toHaveLength(codes.length === 0 ? 1 : 0);
  });
});

describe('revoking an API key', () => {
  const revoke = (apiKey: ApiKey | null) =>
    revokeApiKey({ prefix: 'nbk_4f2a', wallClock }, knowingKey(apiKey));

  it('ends it at this instant of the wall clock', () => {
    const { outcome, changes } = revoke(KEY);
    expect(outcome).toEqual({ revoked: true, problems: [] });
    expect(changes.apiKeys).toEqual([{ before: KEY, after: { ...KEY, revokedOn: wallClock } }]);
    expect(changes.events).toEqual([
      {
        type: 'API_KEY_REVOKED',
        changes: [
          { field: 'prefix', before: 'nbk_4f2a', after: 'nbk_4f2a' },
          { field: 'revokedOn', before: null, after: WALL_CLOCK },
        ],
      },
    ]);
  });

  it('is safe to repeat', () => {
    const { outcome, changes } = revoke({ ...KEY, revokedOn: BEFORE });
    expect(outcome).toEqual({ revoked: true, problems: [] });
    expect(changes).toMatchObject({ apiKeys: [], events: [] });
  });

  it('says that there is none with the prefix', () => {
    const { outcome, changes } = revoke(null);
    expect(outcome).toMatchObject({
      revoked: false,
      problems: [{ code: 'NOT_FOUND', message: expect.stringContaining('nbk_4f2a'), path: ['prefix'] }],
    });
    expect(changes).toMatchObject({ apiKeys: [], events: [] });
  });
});
