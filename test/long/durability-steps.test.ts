import { expect, it } from 'vitest';

import { everyFault } from '../durability/every-fault.ts';
import { LONG_CALLS } from '../durability/long-calls.ts';

it.each(LONG_CALLS)(
  'does $field once, whichever of its steps fails, and says when it did not',
  async (call) => {
    const { met, told } = await everyFault(call, 1);
    console.log(`${call.field}: ${met} faults, of which the caller was told ${told}`);
    expect(met).toBeGreaterThan(100);
    expect(told).toBeGreaterThan(100);
  },
);
