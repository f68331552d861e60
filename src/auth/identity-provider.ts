import type { Scope } from './credential.ts';

/** The algorithms that a provider's tokens may be signed with: asymmetric ones only, so that nothing that is public can sign. */
export const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/** Where an operator's own people and programs get tokens that the gateway accepts beside its own. An operator has at most one. */
export interface IdentityProvider {
  readonly operatorId: number;
  /** What its tokens name as `iss`. With the audience it is unique among the trusted ones: only that pair tells whose a token is. */
  readonly issuer: string;
  /** What its tokens name in `aud`. */
  readonly audience: string;
  /** The address of its public keys, a JWKS. */
  readonly keysAddress: string;
  readonly algorithms: readonly Algorithm[];
  /** The claim that says what a token's holder may do: words in one string, or a list of them. */
  readonly scopeClaim: string;
  /** What those words mean here; any other word means nothing. */
  readonly scopes: ScopeWords;
  /** False once it was removed: no token of it is accepted. */
  readonly isTrusted: boolean;
}

/** What the words of a provider let their holder do. */
export type ScopeWords = Readonly<Record<string, readonly Scope[]>>;

/** The scopes that a claim gives; none for anything that is neither words in a string nor a list of them. */
export function scopesIn(claim: unknown, words: ScopeWords): ReadonlySet<Scope> {
  const given: readonly unknown[] =
    typeof claim === 'string' ? claim.split(' ') : Array.isArray(claim) ? claim : [];
  return new Set(
    given.flatMap((word) =>
      typeof word === 'string' && Object.hasOwn(words, word) ? (words[word] ?? []) : [],
    ),
  );
}

/** Why keys may not be fetched from an address, as the end of a sentence; null when they may. */
export function faultOfKeysAddress(address: string): string | null {
  if (!URL.canParse(address)) return 'must be an address such as https://login.example.com/keys';
  const { protocol, hostname, username, password, hash } = new URL(address);
  if (username !== '' || password !== '' || hash !== '') return 'must hold no user, password or fragment';
  // What is on this machine needs no certificate.
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return protocol === 'https:' || (protocol === 'http:' && isHere) ? null : 'must begin with https://';
}
