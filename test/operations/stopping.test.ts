import { expect, it } from 'vitest';

import { stops } from './stopping.ts';

it(
  'stops under load without breaking a request, and says farewell to every live update',
  { timeout: 120_000 },
  async () => {
    for await (const { exit, milliseconds, answered, broken, farewells, ready } of stops(2)) {
      expect(broken).toEqual([]);
      expect(answered).toBeGreaterThan(0);
      expect(farewells).toHaveLength(50);
      for (const farewell of farewells) expect(farewell).toMatch(/SERVER_STOPPING.*event: complete/s);
      expect(ready).toEqual([200, 503]);
      expect(exit).toEqual([0, null]);
      expect(milliseconds).toBeLessThan(10_000);
    }
  },
);
