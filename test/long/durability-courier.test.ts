import { expect, it } from 'vitest';

import { everyMishap } from '../durability/exchange.ts';

it('makes up for each statement, call and answer that fails between a gateway and Netflix', async () => {
  const points = await everyMishap({ calls: 1, statements: 1 });
  console.log(
    `${points.STATEMENT} statements, ${points.CALL} calls and ${points.ANSWER} answers failed, one by one`,
  );
  expect(points.STATEMENT).toBeGreaterThan(200);
  expect(points.CALL).toBeGreaterThan(10);
  expect(points.ANSWER).toBeGreaterThan(10);
});
