import { describe, expect, it } from 'vitest';

import { PLANTED } from './simulation/planted.ts';
import { again, play } from './simulation/play.ts';

describe('a simulation of months of billing', () => {
  it.each(Array.from({ length: 10 }, (_, k) => k * 10 + 1))(
    'agrees with a model of the domain after every step of ten seeds from %i on',
    { timeout: 120_000 },
    async (first) => {
      for (let seed = first; seed < first + 10; seed++) {
        const game = { seed, steps: 10 };
        const { steps, failure } = await play(game);
        expect(failure.length === 0 ? [] : [again(game), ...steps.slice(-3), ...failure]).toEqual([]);
      }
    },
  );

  it.each(PLANTED)('finds the planted bug $name', { timeout: 120_000 }, async (planted) => {
    const from = planted.seed ?? 1;
    let failure: readonly string[] = [];
    for (let seed = from; failure.length === 0 && seed < from + 100; seed++)
      ({ failure } = await play({ seed, planted }));
    expect(failure).not.toEqual([]);
  });
});
