import { expect, it } from 'vitest';

import { everyMishap } from './exchange.ts';

/** One in so many fails here; in test/long each does. */
const STRIDE = { calls: 4, statements: 37 };

it('makes up for whatever goes wrong between a gateway and Netflix', { timeout: 120_000 }, async () => {
  const points = await everyMishap(STRIDE);
  console.log(
    `${points.STATEMENT} statements, ${points.CALL} calls and ${points.ANSWER} answers failed, one by one`,
  );
  expect(points.CALL).toBeGreaterThan(2);
  expect(points.ANSWER).toBeGreaterThan(2);
  expect(points.STATEMENT).toBeGreaterThan(5);
});
