import { expect, it } from 'vitest';

import { askedBy, faultsOf, openInhabited, said } from '../grammar/asking.ts';

/** `GRAMMAR_REQUESTS=100000 npm run test:long -- grammar` asks more than the usual. */
const REQUESTS = Number(process.env.GRAMMAR_REQUESTS ?? 20_000);
const BLOCK = 1_000;

it.each(Array.from({ length: Math.ceil(REQUESTS / BLOCK) }, (_, n) => n * BLOCK + 1))(
  'answers a thousand requests of the grammar from seed %i on, and the same when one is asked often enough to be compiled',
  async (first) => {
    const inhabited = await openInhabited();
    const unhandled: unknown[] = [];
    const noted = (reason: unknown) => void unhandled.push(reason);
    process.on('unhandledRejection', noted);
    for (let seed = first; seed < first + BLOCK; seed += 1) {
      const { drawn, came } = await askedBy(seed, inhabited);
      const faults = faultsOf(came);
      expect(faults.length === 0 ? [] : [`seed ${seed}`, ...faults, drawn]).toEqual([]);
      if (seed % 10 !== 0 || !drawn.query.startsWith('query')) continue;
      for (let again = 0; again < 3; again += 1) {
        const { came: later } = await askedBy(seed, inhabited);
        expect([seed, said(JSON.parse(later.text) as object)]).toEqual([
          seed,
          said(JSON.parse(came.text) as object),
        ]);
      }
    }
    process.off('unhandledRejection', noted);
    expect(unhandled).toEqual([]);
  },
);
