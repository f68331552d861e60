import { expect, it } from 'vitest';

import { everyFault } from './every-fault.ts';
import { LONG_CALLS } from './long-calls.ts';

/** One statement in so many fails here; in test/long each does. */
const STRIDE = 19;

it.each(LONG_CALLS)(
  'does $field once, whichever of its steps fails, and says when it did not',
  { timeout: 60_000 },
  async (call) => {
    const { met, told } = await everyFault(call, STRIDE);
    expect(met).toBeGreaterThan(5);
    expect(told).toBeGreaterThan(5);
  },
);
