import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import type { Logger } from 'pino';

import type { Clock } from '../clock.ts';
import { MINUTE, SECOND, type Instant } from '../time.ts';

/** As long as keys are used that were fetched. */
const FRESH = 10 * MINUTE;

/** The least between two attempts to fetch them, whatever became of the first: tokens that anybody makes up cannot be made into load. */
const COOL_DOWN = 30 * SECOND;

/** Milliseconds that a provider has to answer in, its whole answer included. */
const PATIENCE = 3 * SECOND;

/** Bytes that the keys of a provider may have. */
const MOST_BYTES = 128 * 1024;

/** The keys of an identity provider cannot be had now, so none of its tokens can be verified. */
export class KeysUnavailable extends Error {}

interface Kept {
  keys: ReturnType<typeof createLocalJWKSet> | null;
  fetchedOn: Instant;
  triedOn: Instant;
  fetching: Promise<void> | null;
}

/**
 * The public keys of identity providers by their address, fetched when they are needed: after ten minutes, and when a token names a key that
 * is not known, but at most twice a minute. Throws `KeysUnavailable`, never more than one fetch of an address at a time.
 */
export function providerKeys({
  wallClock,
  logger,
  patience = PATIENCE,
}: {
  readonly wallClock: Clock;
  readonly logger: Pick<Logger, 'warn'>;
  readonly patience?: number;
}): (address: string) => JWTVerifyGetKey {
  const known = new Map<string, Kept>();

  const keptOf = (address: string): Kept => {
    const kept = known.get(address) ?? { keys: null, fetchedOn: 0, triedOn: 0, fetching: null };
    known.set(address, kept);
    return kept;
  };

  const fetchInto = async (kept: Kept, address: string) => {
    kept.triedOn = wallClock();
    try {
      kept.keys = createLocalJWKSet(await read(address, patience));
      kept.fetchedOn = kept.triedOn;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      logger.warn({ address, reason }, 'The keys of an identity provider cannot be had.');
      throw new KeysUnavailable(reason, { cause: error });
    }
  };

  const refresh = async (kept: Kept, address: string) => {
    if (!kept.fetching && wallClock() - kept.triedOn < COOL_DOWN)
      throw new KeysUnavailable('They were asked for a moment ago.');
    kept.fetching ??= fetchInto(kept, address).finally(() => (kept.fetching = null));
    await kept.fetching;
  };

  return (address) => {
    const kept = keptOf(address);
    return async (header, token) => {
      if (wallClock() - kept.fetchedOn >= FRESH) await refresh(kept, address);
      const inKept = async () => {
        if (!kept.keys) throw new KeysUnavailable('There are none.');
        return kept.keys(header, token);
      };
      try {
        return await inKept();
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        await refresh(kept, address);
        return inKept();
      }
    };
  };
}

async function read(address: string, patience: number): Promise<JSONWebKeySet> {
  // A redirect could lead inside, and keys have no reason to be anywhere else.
  const response = await fetch(address, {
    redirect: 'error',
    headers: { accept: 'application/jwk-set+json, application/json' },
    signal: AbortSignal.timeout(patience),
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`It answers with status ${response.status}.`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new Error(`It answers with more than ${MOST_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString()) as JSONWebKeySet; // createLocalJWKSet looks whether it is one
}
