import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';

import { PLANTED } from './simulation/planted.ts';
import { play, type Played } from './simulation/play.ts';

/** A seed is told with its failure, so that `npm run simulate -- --seeds <seed>` shows it again. */
const told = (seed: number, { steps, failure }: Played) =>
  failure.length === 0 ? [] : [`seed ${seed}`, ...steps.slice(-3), ...failure];

describe('a simulation of months of billing', () => {
  it.each(Array.from({ length: 10 }, (_, k) => k * 10 + 1))(
    'agrees with a model of the domain after every step of ten seeds from %i on',
    { timeout: 60_000 },
    async (first) => {
      for (let seed = first; seed < first + 10; seed++) {
        expect(told(seed, await play({ seed, steps: 25 }))).toEqual([]);
      }
    },
  );

  it('goes on where it was when the gateway ends and is opened again', { timeout: 60_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'simulation-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    for (let seed = 1; seed <= 3; seed++) {
      expect(told(seed, await play({ seed, steps: 25, database: join(folder, `${seed}.sqlite`) }))).toEqual(
        [],
      );
    }
  });

  it('agrees with the model while the sandbox plays Netflix', { timeout: 60_000 }, async () => {
    for (let seed = 1; seed <= 5; seed++) {
      expect(told(seed, await play({ seed, steps: 25, netflix: true }))).toEqual([]);
    }
  });

  it.each(PLANTED)('finds the planted bug $name', { timeout: 60_000 }, async (planted) => {
    let seed = 0;
    let failure: readonly string[] = [];
    while (failure.length === 0 && seed < 40) ({ failure } = await play({ seed: (seed += 1), planted }));
    expect(failure).not.toEqual([]);
  });
});
