import { expect, it } from 'vitest';

import { play } from '../simulation/play.ts';

it.each(Array.from({ length: 20 }, (_, k) => k * 100 + 1))(
  'agrees with a model of the domain after every step of a hundred seeds from %i on',
  async (first) => {
    for (let seed = first; seed < first + 100; seed++) {
      const { steps, failure } = await play({ seed, steps: 60, netflix: seed % 4 === 0 });
      expect(failure.length === 0 ? [] : [`seed ${seed}`, ...steps.slice(-3), ...failure]).toEqual([]);
    }
  },
);
