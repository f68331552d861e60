import { expect, it } from 'vitest';

import { stops } from '../operations/stopping.ts';

const ROUNDS = Number(process.env.STOPS ?? 25);

it('stops under load again and again without breaking anything', { timeout: ROUNDS * 30_000 }, async () => {
  const slowest: number[] = [];
  for await (const { exit, milliseconds, broken, farewells, ready } of stops(ROUNDS)) {
    expect(broken).toEqual([]);
    expect(farewells.filter((farewell) => /SERVER_STOPPING.*event: complete/s.test(farewell))).toHaveLength(
      50,
    );
    expect(ready).toEqual([200, 503]);
    expect(exit).toEqual([0, null]);
    expect(milliseconds).toBeLessThan(10_000);
    slowest.push(milliseconds);
  }
  expect(slowest).toHaveLength(ROUNDS);
  console.log(`${ROUNDS} stops under load, the slowest took ${Math.round(Math.max(...slowest))} ms.`);
});
