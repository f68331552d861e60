import { changesBetween, type Tellings } from '../../changes.ts';
import type { EventChange } from '../../events/event.ts';
import type { AdministrationProblem } from '../../operators/administration.ts';
import { draft, unchanged, type Facts, type Ruling } from '../../ruling.ts';
import { formatInstant, type Instant } from '../../time.ts';
import { SCOPES, type ApiKey, type Scope, type User } from '../credential.ts';

// Credentials live by the wall clock, which is handed in: `facts.now` is domain time, and that may have been moved.

/** Which user, and when, on the wall clock. */
export interface AboutUser {
  readonly username: string;
  readonly wallClock: Instant;
}

/** Which API key, and when, on the wall clock. */
interface AboutApiKey {
  readonly prefix: string;
  readonly wallClock: Instant;
}

export interface UserFacts extends Facts {
  /** The operator's user with the name. */
  readonly user: User | null;
  readonly newUserId: number;
}

export interface UserOutcome {
  readonly user: User | null;
  readonly problems: readonly AdministrationProblem[];
}

export interface ApiKeyFacts extends Facts {
  /** The operator's API key with the prefix. */
  readonly apiKey: ApiKey | null;
}

export interface NewApiKeyFacts extends Facts {
  readonly newApiKeyId: number;
  /** A new key, drawn by the store for this call: what its holder gets to see, and what is kept of it. */
  readonly drawn: { readonly prefix: string; readonly key: string; readonly hash: string };
}

/** Lets somebody log in with a password, of which only the hash (a PHC string of argon2id) comes here. */
export function createUser(
  creation: AboutUser & { readonly passwordHash: string; readonly scopes: readonly Scope[] },
  facts: UserFacts,
): Ruling<UserOutcome> {
  const { username, passwordHash, wallClock } = creation;
  if (facts.user !== null) {
    const message = `User ${username} already exists. Choose another name, or change this one.`;
    return unchanged({ user: null, problems: [{ code: 'ALREADY_EXISTS', message, path: ['username'] }] });
  }
  const user: User = {
    id: facts.newUserId,
    username,
    passwordHash,
    scopes: inOrder(creation.scopes),
    disabledOn: null,
    tokensFrom: wallClock,
    createdOn: wallClock,
  };
  const change = draft();
  change.put('users', null, user);
  change.event({ type: 'USER_CREATED', changes: userChanges(null, user) });
  return change.rules({ user, problems: [] });
}

/** Replaces a user's password; the tokens that the old one got are void. */
export function changePassword(
  { passwordHash, ...about }: AboutUser & { readonly passwordHash: string },
  facts: UserFacts,
): Ruling<UserOutcome> {
  return changeUser(about, facts, (user) => ({
    ...user,
    passwordHash,
    tokensFrom: movedOn(user, about.wallClock),
  }));
}

/** Replaces what a user may do, from the next request on. */
export function changeScopes(
  { scopes, ...about }: AboutUser & { readonly scopes: readonly Scope[] },
  facts: UserFacts,
): Ruling<UserOutcome> {
  return changeUser(about, facts, (user) => ({ ...user, scopes: inOrder(scopes) }));
}

/** Keeps a user from logging in; its tokens are void. */
export function disableUser(about: AboutUser, facts: UserFacts): Ruling<UserOutcome> {
  return changeUser(about, facts, (user) => ({ ...user, disabledOn: user.disabledOn ?? about.wallClock }));
}

/** Lets a disabled user log in again; tokens from before stay void. */
export function enableUser(about: AboutUser, facts: UserFacts): Ruling<UserOutcome> {
  return changeUser(about, facts, (user) =>
    user.disabledOn === null
      ? user
      : { ...user, disabledOn: null, tokensFrom: movedOn(user, about.wallClock) },
  );
}

function changeUser(
  { username }: AboutUser,
  facts: UserFacts,
  verb: (user: User) => User,
): Ruling<UserOutcome> {
  const { user } = facts;
  if (user === null) {
    const message = `There is no user ${username}. Create it, or check the name.`;
    return unchanged({ user: null, problems: [{ code: 'NOT_FOUND', message, path: ['username'] }] });
  }
  const after = verb(user);
  const changes = userChanges(user, after);
  if (changes.length === 0) return unchanged({ user, problems: [] });
  const change = draft();
  change.put('users', user, after);
  // An event has no place for a user's id: the name, which never changes, says which one it is about.
  change.event({
    type: 'USER_UPDATED',
    changes: [{ field: 'username', before: username, after: username }, ...changes],
  });
  return change.rules({ user: after, problems: [] });
}

/** Draws an API key; the outcome is the only place where the key itself is ever told. */
export function createApiKey(
  creation: {
    readonly name: string;
    readonly scopes: readonly Scope[];
    /** Null = never. */
    readonly expiresOn: Instant | null;
    readonly wallClock: Instant;
  },
  facts: NewApiKeyFacts,
): Ruling<{ apiKey: ApiKey | null; key: string | null; problems: readonly AdministrationProblem[] }> {
  const { name, expiresOn, wallClock } = creation;
  if (expiresOn !== null && expiresOn <= wallClock) {
    const message = `API key ${name} would have expired already on ${formatInstant(expiresOn)}. Let it expire later, or never.`;
    return unchanged({
      apiKey: null,
      key: null,
      problems: [{ code: 'NOT_ALLOWED', message, path: ['expiresOn'] }],
    });
  }
  const { prefix, hash, key } = facts.drawn;
  const apiKey: ApiKey = {
    id: facts.newApiKeyId,
    prefix,
    hash,
    name,
    scopes: inOrder(creation.scopes),
    expiresOn,
    revokedOn: null,
    createdOn: wallClock,
  };
  const change = draft();
  change.put('apiKeys', null, apiKey);
  change.event({ type: 'API_KEY_CREATED', changes: apiKeyChanges(null, apiKey) });
  return change.rules({ apiKey, key, problems: [] });
}

/** Makes an API key, and the tokens that were got with it, useless for good. */
export function revokeApiKey(
  { prefix, wallClock }: AboutApiKey,
  facts: ApiKeyFacts,
): Ruling<{ revoked: boolean; problems: readonly AdministrationProblem[] }> {
  const { apiKey } = facts;
  if (apiKey === null) {
    const message = `There is no API key ${prefix}. Check its prefix, the readable beginning of the key.`;
    return unchanged({ revoked: false, problems: [{ code: 'NOT_FOUND', message, path: ['prefix'] }] });
  }
  if (apiKey.revokedOn !== null) return unchanged({ revoked: true, problems: [] });
  const after = { ...apiKey, revokedOn: wallClock };
  const change = draft();
  change.put('apiKeys', apiKey, after);
  change.event({
    type: 'API_KEY_REVOKED',
    changes: [{ field: 'prefix', before: prefix, after: prefix }, ...apiKeyChanges(apiKey, after)],
  });
  return change.rules({ revoked: true, problems: [] });
}

// Tokens are told apart by this instant, so it moves on even when the clock does not.
function movedOn({ tokensFrom }: User, wallClock: Instant): Instant {
  return Math.max(wallClock, tokensFrom + 1);
}

function inOrder(scopes: readonly Scope[]): Scope[] {
  return SCOPES.filter((scope) => scopes.includes(scope));
}

// The hashes of secrets are named when they change, never told.
const USER_TELLINGS: Tellings<User> = {
  username: 'plain',
  passwordHash: 'personal',
  scopes: 'plain',
  disabledOn: 'instant',
};
const API_KEY_TELLINGS: Tellings<ApiKey> = {
  prefix: 'plain',
  name: 'plain',
  scopes: 'plain',
  expiresOn: 'instant',
  revokedOn: 'instant',
};

function userChanges(before: User | null, after: User): EventChange[] {
  return changesBetween(before && flat(before), flat(after), USER_TELLINGS);
}

function apiKeyChanges(before: ApiKey | null, after: ApiKey): EventChange[] {
  return changesBetween(before && flat(before), flat(after), API_KEY_TELLINGS);
}

function flat<T extends { readonly scopes: readonly Scope[] }>(
  credential: T,
): Omit<T, 'scopes'> & { readonly scopes: string } {
  return { ...credential, scopes: credential.scopes.join(' ') };
}
