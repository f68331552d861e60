import { hashOfSecret } from '../../src/secrets.ts';

const KEY = 'nbk_bench000_00000000000000000000000000000000000bench';

/** The API key that every generated database knows, so that any contender can be asked with it. */
export const BENCH_KEY = { key: KEY, prefix: KEY.slice(0, 12), hash: hashOfSecret(KEY) };

/** How events name whoever asks with it. */
export const BENCH_ACTOR = `key:${BENCH_KEY.prefix}`;
