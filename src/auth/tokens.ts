import { createSecretKey, randomUUID, type KeyObject } from 'node:crypto';

import { errors, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';

import type { Clock } from '../clock.ts';
import type { Instant } from '../time.ts';
import { SCOPES } from './credential.ts';

/** Seconds a token lives, whatever is done with it. */
export const TOKEN_LIFE = 7_200;

const ALGORITHM = 'HS256';
const ISSUER = 'netflix-billing-gateway';
const AUDIENCE = 'netflix-billing-gateway';

/** How many verified tokens are remembered, so that a busy client's signature is not computed anew for every request. */
const MOST_REMEMBERED = 5_000;

const claimsSchema = z
  .object({
    jti: z.string(),
    /** User name; null when the token was got with an API key. */
    usr: z.string().nullable(),
    /** Prefix of that API key; null when it was got with a password. */
    key: z.string().nullable(),
    /** Code of the operator. */
    org: z.string(),
    /** Id of the operator. */
    opr: z.int(),
    /** Unit of the organisation: recorded and echoed, it restricts nothing. */
    oun: z.string().nullable(),
    scopes: z.array(z.enum(SCOPES)),
    /** The user's `tokensFrom` at that time, null for an API key: once it has moved on, the token is void. The seconds of `iat` could not tell. */
    since: z.int().nullable(),
    iat: z.int(),
    exp: z.int(),
  })
  .refine(({ iat, exp }) => exp - iat <= TOKEN_LIFE);

/** What a token of ours says. */
export type Claims = z.infer<typeof claimsSchema>;

/** Issues and verifies tokens: JWTs signed with HS256. */
export interface Tokens {
  issue: (about: Omit<Claims, 'jti' | 'iat' | 'exp'>) => Promise<{ token: string; claims: Claims }>;
  /** What a token of ours says that has not expired. Whether it was released, or its holder disabled, it cannot say. */
  verify: (token: string) => Promise<Claims | 'EXPIRED' | 'FOREIGN'>;
}

/** Tokens are signed with the first secret; those signed with the others still work, so that a secret can be replaced. */
export function tokensOf(secrets: readonly [current: string, ...older: string[]], wallClock: Clock): Tokens {
  const [current] = secrets;
  const keys = secrets.map(keyOf);
  const verified = new LRUCache<string, Claims>({ maxSize: MOST_REMEMBERED, sizeCalculation: () => 1 });

  return {
    issue: async (about) => {
      const iat = Math.floor(wallClock() / 1000);
      const claims = { ...about, jti: randomUUID(), iat, exp: iat + TOKEN_LIFE };
      const jwt = new SignJWT({ ...claims, iss: ISSUER, aud: AUDIENCE }).setProtectedHeader({
        alg: ALGORITHM,
        typ: 'JWT',
      });
      return { token: await jwt.sign(keyOf(current)), claims };
    },
    verify: async (token) => {
      const claims = verified.get(token) ?? (await verifySignature(token, keys, wallClock()));
      if (typeof claims === 'string') return claims;
      if (wallClock() >= claims.exp * 1000) return 'EXPIRED';
      verified.set(token, claims);
      return claims;
    },
  };
}

async function verifySignature(
  token: string,
  keys: readonly KeyObject[],
  now: Instant,
): Promise<Claims | 'EXPIRED' | 'FOREIGN'> {
  for (const key of keys) {
    try {
      // The algorithm is pinned: what the token's header says of it only counts when it says the same.
      const rules = {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: AUDIENCE,
        currentDate: new Date(now),
      };
      const claims = claimsSchema.safeParse((await jwtVerify(token, key, rules)).payload);
      return claims.success ? claims.data : 'FOREIGN';
    } catch (error) {
      if (error instanceof errors.JWTExpired) return 'EXPIRED';
      if (!(error instanceof errors.JOSEError)) throw error;
    }
  }
  return 'FOREIGN';
}

function keyOf(secret: string): KeyObject {
  return createSecretKey(secret, 'utf8');
}
