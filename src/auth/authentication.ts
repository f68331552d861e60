import type { Logger } from 'pino';

import type { Clock } from '../clock.ts';
import type { Operator } from '../operators/operator.ts';
import type { CredentialStore } from '../store/store.ts';
import { MINUTE, type Instant } from '../time.ts';
import type { Shared } from '../workers/shared.ts';
import { isApiKey, prefixOfApiKey } from './api-keys.ts';
import type { ApiKey, Caller, Scope, User } from './credential.ts';
import { isPassword } from './passwords.ts';
import { providerTokens } from './provider-tokens.ts';
import { logInThrottle, type Attempts } from './throttle.ts';
import { TOKEN_LIFE, tokensOf, type Claims } from './tokens.ts';

/** Nobody is known by what was presented; the message tells people what to do, and not which part of it was wrong. */
export class Unauthenticated extends Error {}

/** Finds out who is asking. Everything here lives by the wall clock. */
export interface Authentication {
  /** Throws `Unauthenticated` or `TooManyLogIns`. */
  logIn: (given: LogIn) => Promise<LoggedIn>;
  /** Throws `Unauthenticated` or `TooManyLogIns`. */
  logInWithApiKey: (given: LogInWithApiKey) => Promise<LoggedIn>;
  /** Releases the caller's token for good; an API key has none to release. */
  logOut: (caller: Caller) => Promise<void>;
  /** Whose credential an `Authorization` header presents; null when it presents none. Throws `Unauthenticated`. */
  whoIs: (authorization: string | null) => Promise<Caller | null>;
  readonly wallClock: Clock;
}

export interface LogIn {
  readonly username: string;
  readonly password: string;
  /** Code of the operator. */
  readonly organisation: string;
  readonly unit: string | null;
  /** Where it comes from; null where there is no network. */
  readonly clientAddress: string | null;
}

export interface LogInWithApiKey {
  readonly apiKey: string;
  readonly unit: string | null;
  /** Where it comes from; null where there is no network. */
  readonly clientAddress: string | null;
}

export interface LoggedIn {
  readonly token: string;
  readonly expiresOn: Instant;
  readonly viewer: Caller;
}

const HOW_TO_PRESENT =
  'Send the header `Authorization: Bearer …` with a token that `logIn` gave you, or with an API key.';
const EXPIRED = 'Your token has expired. Log in again.';
const NOT_VALID =
  'Your token or API key is not valid, or not any more. Log in again, or use another API key.';
const LOG_IN_FAILED =
  'User name, password and organisation do not belong together, or may not be used any more. Check all three.';
const API_KEY_FAILED =
  'This API key is not valid, or not any more. Check that it is complete, or ask for another one.';

/** Says how a caller that presented nothing can be known. */
export function nobody(): Unauthenticated {
  return new Unauthenticated(HOW_TO_PRESENT);
}

/** Authentication over what the store knows of credentials. */
export function authentication({
  credentials,
  secrets,
  wallClock,
  logIns,
  logger,
}: {
  readonly credentials: CredentialStore;
  /** Tokens are signed with the first; those signed with the others still work. */
  readonly secrets: readonly [current: string, ...older: string[]];
  readonly wallClock: Clock;
  /** What other workers see of log-ins; null = there are none. */
  readonly logIns: Shared<Attempts> | null;
  readonly logger: Pick<Logger, 'warn'>;
}): Authentication {
  const tokens = tokensOf(secrets, wallClock);
  const tokensOfProviders = providerTokens({ credentials, wallClock, logger });
  const throttle = logInThrottle(wallClock, logIns);

  const logIn = async ({
    username,
    password,
    organisation,
    unit,
    clientAddress,
  }: LogIn): Promise<LoggedIn> => {
    const attempt = throttle.begin({ user: JSON.stringify([organisation, username]), clientAddress });
    const found = await credentials.userByName(organisation, username);
    // Before anything is said of the user, so that an unknown one takes as long as a wrong password.
    const isRight = await isPassword(password, found?.user.passwordHash ?? null);
    if (!found || !isRight || found.user.disabledOn !== null) throw new Unauthenticated(LOG_IN_FAILED);
    attempt.succeeded();
    const { user, operator } = found;
    const { token, claims } = await tokens.issue({
      ...tokenOf(operator, unit, user.scopes),
      usr: user.username,
      key: null,
      since: user.tokensFrom,
    });
    return loggedIn(token, claims, userWithToken(claims, found));
  };

  const logInWithApiKey: Authentication['logInWithApiKey'] = async ({ apiKey: key, unit, clientAddress }) => {
    const attempt = throttle.begin({ user: null, clientAddress });
    const found = await holderOf(key);
    if (!found) throw new Unauthenticated(API_KEY_FAILED);
    attempt.succeeded();
    const { apiKey, operator } = found;
    const { token, claims } = await tokens.issue({
      ...tokenOf(operator, unit, apiKey.scopes),
      usr: null,
      key: apiKey.prefix,
      since: null,
    });
    return loggedIn(token, claims, apiKeyWithToken(claims, found));
  };

  const whoIs = async (authorization: string | null): Promise<Caller | null> => {
    if (authorization === null || authorization === '') return null;
    const credential = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    if (credential === undefined) throw nobody();
    const caller =
      prefixOfApiKey(credential) === null ? await ofToken(credential) : await ofApiKey(credential);
    if (!caller) throw new Unauthenticated(NOT_VALID);
    return caller;
  };

  const ofApiKey = async (key: string): Promise<Caller | null> => {
    const found = await holderOf(key);
    return found && apiKeyItself(found);
  };

  const ofToken = async (token: string): Promise<Caller | null> => {
    const claims = await tokens.verify(token);
    if (claims === 'EXPIRED') throw new Unauthenticated(EXPIRED);
    if (claims === 'FOREIGN') return ofProvider(token);
    if (claims.key !== null) {
      const found = await credentials.apiKeyOfToken(claims.jti, claims.key);
      return found && isAlive(found.apiKey) && isOf(claims, found.operator)
        ? apiKeyWithToken(claims, found)
        : null;
    }
    if (claims.usr === null) return null;
    const found = await credentials.userOfToken(claims.jti, claims.opr, claims.usr);
    const isGood = found?.user.disabledOn === null && found.user.tokensFrom === claims.since;
    return isGood && isOf(claims, found.operator) ? userWithToken(claims, found) : null;
  };

  const ofProvider = async (token: string): Promise<Caller | null> => {
    const caller = await tokensOfProviders.verify(token);
    if (caller === 'EXPIRED') throw new Unauthenticated(EXPIRED);
    return caller;
  };

  const holderOf = async (key: string) => {
    const prefix = prefixOfApiKey(key);
    const found = prefix === null ? null : await credentials.apiKeyByPrefix(prefix);
    return found && isApiKey(key, found.apiKey.hash) && isAlive(found.apiKey) ? found : null;
  };

  const isAlive = ({ revokedOn, expiresOn }: ApiKey) =>
    revokedOn === null && (expiresOn === null || wallClock() < expiresOn);

  const logOut = async ({ tokenId }: Caller) => {
    const now = wallClock();
    // No token that exists by now lives longer than that, whichever clock it was issued by.
    if (tokenId !== null) await credentials.releaseToken(tokenId, now + TOKEN_LIFE * 1000 + MINUTE, now);
  };

  return { logIn, logInWithApiKey, logOut, whoIs, wallClock };
}

function tokenOf(operator: Operator, unit: string | null, scopes: readonly Scope[]) {
  return { org: operator.code, opr: operator.id, oun: unit, scopes: [...scopes] };
}

/** A token of another gateway that happens to share the secret must not find an operator with the same id here. */
function isOf(claims: Claims, operator: Operator): boolean {
  return claims.org === operator.code && claims.opr === operator.id;
}

function userWithToken(claims: Claims, { user, operator }: { user: User; operator: Operator }): Caller {
  return {
    operator,
    username: user.username,
    isFromProvider: false,
    apiKeyPrefix: null,
    unit: claims.oun,
    scopes: both(claims.scopes, user.scopes),
    expiresOn: claims.exp * 1000,
    tokenId: claims.jti,
  };
}

function apiKeyWithToken(claims: Claims, found: { apiKey: ApiKey; operator: Operator }): Caller {
  const { apiKey } = found;
  return {
    ...apiKeyItself(found),
    unit: claims.oun,
    scopes: both(claims.scopes, apiKey.scopes),
    expiresOn: Math.min(claims.exp * 1000, apiKey.expiresOn ?? Infinity),
    tokenId: claims.jti,
  };
}

function apiKeyItself({ apiKey, operator }: { apiKey: ApiKey; operator: Operator }): Caller {
  return {
    operator,
    username: null,
    isFromProvider: false,
    apiKeyPrefix: apiKey.prefix,
    unit: null,
    scopes: new Set(apiKey.scopes),
    expiresOn: apiKey.expiresOn,
    tokenId: null,
  };
}

// A scope that was taken away works no more at once; one that was given takes a new log-in.
function both(inToken: readonly Scope[], now: readonly Scope[]): ReadonlySet<Scope> {
  return new Set(inToken.filter((scope) => now.includes(scope)));
}

function loggedIn(token: string, claims: Claims, viewer: Caller): LoggedIn {
  return { token, expiresOn: viewer.expiresOn ?? claims.exp * 1000, viewer };
}
