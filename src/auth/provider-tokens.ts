import { decodeJwt, errors, jwtVerify, type JWTPayload } from 'jose';
import type { Logger } from 'pino';
import { z } from 'zod';

import type { Clock } from '../clock.ts';
import type { Operator } from '../operators/operator.ts';
import { hashOfSecret } from '../secrets.ts';
import type { CredentialStore } from '../store/store.ts';
import type { Caller } from './credential.ts';
import { scopesIn, type IdentityProvider } from './identity-provider.ts';
import { KeysUnavailable, providerKeys } from './provider-keys.ts';
import { TOKEN_LIFE } from './tokens.ts';

/** Seconds that the clock of a provider may differ from ours. */
const TOLERANCE = 30;

const claimsSchema = z.object({
  sub: z
    .string()
    .max(128)
    .regex(/^\P{Cc}+$/u),
  iat: z.number(),
  exp: z.number(),
});

/** Verifies tokens that the identity provider of an operator has issued. */
interface ProviderTokens {
  /** Whose token it is; null when it is not one that can be trusted now, whatever the reason. */
  verify: (token: string) => Promise<Caller | 'EXPIRED' | null>;
}

/**
 * A token says who its provider is, and for whom it was issued; only that pair, which one operator trusts, tells whose it is. It lives as long
 * as it says, but no longer than one of ours.
 */
export function providerTokens({
  credentials,
  wallClock,
  logger,
}: {
  readonly credentials: Pick<CredentialStore, 'identityProvidersOfToken'>;
  readonly wallClock: Clock;
  readonly logger: Pick<Logger, 'warn'>;
}): ProviderTokens {
  const keysAt = providerKeys({ wallClock, logger });

  const trusted = async (token: string, { provider, operator }: Trusted, tokenId: string) => {
    const { payload } = await jwtVerify(token, keysAt(provider.keysAddress), {
      algorithms: [...provider.algorithms],
      issuer: provider.issuer,
      audience: provider.audience,
      requiredClaims: ['sub', 'exp'],
      maxTokenAge: TOKEN_LIFE,
      clockTolerance: TOLERANCE,
      currentDate: new Date(wallClock()),
    });
    const claims = claimsSchema.safeParse(payload);
    if (!claims.success) return null;
    const scopes = scopesIn(payload[provider.scopeClaim], provider.scopes);
    return callerOf(operator, claims.data, scopes, tokenId);
  };

  return {
    verify: async (token) => {
      const said = unverified(token);
      if (!said) return null;
      const known = await credentials.identityProvidersOfToken(said.tokenId, said.issuer);
      const [found, ...others] = known.filter(({ provider }) => said.audiences.includes(provider.audience));
      // Issued for two operators at once, it would be nobody's to say whose it is.
      if (!found || others.length > 0) return null;
      try {
        return await trusted(token, found, said.tokenId);
      } catch (error) {
        if (error instanceof errors.JWTExpired) return 'EXPIRED';
        if (error instanceof errors.JOSEError || error instanceof KeysUnavailable) return null;
        throw error;
      }
    },
  };
}

function callerOf(
  operator: Operator,
  { sub, iat, exp }: z.infer<typeof claimsSchema>,
  scopes: Caller['scopes'],
  tokenId: string,
): Caller {
  return {
    operator,
    username: sub,
    isFromProvider: true,
    apiKeyPrefix: null,
    unit: null,
    scopes,
    // Providers may tell fractions of a second (RFC 7519, NumericDate).
    expiresOn: Math.floor(Math.min(exp, iat + TOKEN_LIFE) * 1000),
    tokenId,
  };
}

interface Trusted {
  readonly provider: IdentityProvider;
  readonly operator: Operator;
}

/** What a token says before anybody has looked whether it is true; null for what is none. */
function unverified(token: string) {
  try {
    const { iss, aud }: JWTPayload = decodeJwt(token);
    if (typeof iss !== 'string') return null;
    const audiences = [aud ?? []].flat();
    // Not of the signature: some can be written in two ways.
    return { issuer: iss, audiences, tokenId: hashOfSecret(token.slice(0, token.lastIndexOf('.'))) };
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
}
