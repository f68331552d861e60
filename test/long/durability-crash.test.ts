import { expect, it } from 'vitest';

import { crash } from '../durability/crash/rounds.ts';

const ROUNDS = 60;

it(`has everything it answered, once, however suddenly it dies, ${ROUNDS} times`, async () => {
  const { rounds, answered, inFlight, findings } = await crash(ROUNDS);
  console.log(`${rounds} times killed, ${answered} answered mutations, ${inFlight} answers on their way`);
  expect(findings).toEqual([]);
  expect(rounds).toBe(ROUNDS);
  expect(answered).toBeGreaterThan(ROUNDS);
  expect(inFlight).toBeGreaterThan(ROUNDS);
});
