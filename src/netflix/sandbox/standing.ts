import type { Instant } from '../../time.ts';
import type { Token } from './database.ts';
import type { Membership } from './membership.ts';

/** How it stands with a sign-up token at an instant. */
export type Standing =
  /** The sandbox was not handed it, perhaps not yet. */
  | { readonly kind: 'UNKNOWN' }
  | {
      /** OPEN: one may sign up with it · SIGNED_UP: somebody did · REPLACED, EXPIRED: too late · ENDED: the operator ended it first. */
      readonly kind: 'OPEN' | 'SIGNED_UP' | 'REPLACED' | 'EXPIRED' | 'ENDED';
      readonly operatorCode: string;
    };

/** Judges a token as it will be judged by the gateway: good up to and including its expiry, and up to the instant at which it was replaced. */
export function judge(token: Token | null, membership: Membership | null, at: Instant): Standing {
  if (token === null || membership === null) return { kind: 'UNKNOWN' };
  const { operatorCode, signedUpOn, endedOn } = membership;
  if (endedOn !== null) return { kind: 'ENDED', operatorCode };
  if (signedUpOn !== null) return { kind: 'SIGNED_UP', operatorCode };
  if (token.replacedOn !== null && at > token.replacedOn) return { kind: 'REPLACED', operatorCode };
  return { kind: at > token.expiresOn ? 'EXPIRED' : 'OPEN', operatorCode };
}
