import type { Operator } from '../operators/operator.ts';
import type { Instant } from '../time.ts';

/** What a credential lets its holder do, always within its one operator. */
export const SCOPES = ['READ', 'WRITE', 'PROVISIONING', 'NETFLIX', 'ADMIN'] as const;
export type Scope = (typeof SCOPES)[number];

/** A person or program that logs in with a password. */
export interface User {
  readonly id: number;
  /** Unique per operator. */
  readonly username: string;
  /** PHC string of argon2id. */
  readonly passwordHash: string;
  readonly scopes: readonly Scope[];
  /** Since when it may not log in any more and its tokens are void; null while it may. */
  readonly disabledOn: Instant | null;
  /** Tokens issued before this instant are void: it moves on when the password changes. Wall clock. */
  readonly tokensFrom: Instant;
  readonly createdOn: Instant;
}

/** A long-lived secret for machines. Only its hash is kept; the prefix names it. */
export interface ApiKey {
  readonly id: number;
  /** Its readable beginning, unique over all operators. */
  readonly prefix: string;
  /** SHA-256 of the whole key, base64url. */
  readonly hash: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Wall clock; null = never. */
  readonly expiresOn: Instant | null;
  readonly revokedOn: Instant | null;
  readonly createdOn: Instant;
}

/** Who is asking, as the presented credential proves it. */
export interface Caller {
  readonly operator: Operator;
  /** The user's name, or the subject that the token of an identity provider names. */
  readonly username: string | null;
  /** Whether the operator's own identity provider vouches for it. */
  readonly isFromProvider: boolean;
  readonly apiKeyPrefix: string | null;
  readonly unit: string | null;
  readonly scopes: ReadonlySet<Scope>;
  /** When the credential stops working, wall clock; null = never. */
  readonly expiresOn: Instant | null;
  /** The token's own id when a token was presented, for its release. */
  readonly tokenId: string | null;
}

/** How events name whoever did something. */
export function actorOf(caller: Caller): string {
  const { username, apiKeyPrefix, isFromProvider } = caller;
  if (username === null) return `key:${apiKeyPrefix ?? ''}`;
  // A provider may call somebody what a user of ours is called.
  return `${isFromProvider ? 'idp' : 'user'}:${username}`;
}
