import { expect, it } from 'vitest';

import { crash } from './crash/rounds.ts';

// The length of a day's work is in test/long, and `npm run crash` goes on for as long as one likes.
it('has everything it answered, once, however suddenly it dies', async () => {
  const { rounds, answered, inFlight, findings } = await crash(4);
  expect(findings).toEqual([]);
  expect(rounds).toBe(4);
  // A stream that was not answered, or not cut off, would prove nothing.
  expect(answered).toBeGreaterThan(0);
  expect(inFlight).toBeGreaterThan(0);
});
