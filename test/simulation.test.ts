import { describe, expect, it } from 'vitest';

import { failureWith } from './simulation/found.ts';
import { PLANTED } from './simulation/planted.ts';
import { again, play } from './simulation/play.ts';

describe('a simulation of months of billing', () => {
  it.each(Array.from({ length: 10 }, (_, k) => k * 10 + 1))(
    'agrees with a model of the domain after every step of ten seeds from %i on',
    { timeout: 120_000 },
    async (first) => {
      for (let seed = first; seed < first + 10; seed++) {
        const game = { seed, steps: 6 };
        const { steps, failure } = await play(game);
        expect(failure.length === 0 ? [] : [again(game), ...steps.slice(-3), ...failure]).toEqual([]);
      }
    },
  );

  // The others are found by test/long/planted.test.ts.
  it.each(PLANTED.slice(0, 3))('finds the planted bug $name', { timeout: 120_000 }, async (planted) => {
    expect(await failureWith(planted)).not.toEqual([]);
  });
});
