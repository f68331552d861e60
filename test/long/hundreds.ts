import { expect, it } from 'vitest';

import { again, play } from '../simulation/play.ts';

/** Plays a thousand seeds, a hundred in each test. A file has a core to itself, so several files share the work. */
export function playThousandFrom(least: number): void {
  it.each(Array.from({ length: 10 }, (_, k) => least + k * 100))(
    'agrees with a model of the domain after every step of a hundred seeds from %i on',
    async (first) => {
      for (let seed = first; seed < first + 100; seed++) {
        const game = { seed, steps: 30 };
        const { steps, failure } = await play(game);
        expect(failure.length === 0 ? [] : [again(game), ...steps.slice(-3), ...failure]).toEqual([]);
      }
    },
  );
}
