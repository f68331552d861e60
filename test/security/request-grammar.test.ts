import { expect, it } from 'vitest';

import { askedBy, faultsOf, openInhabited } from '../grammar/asking.ts';

it('answers whatever the grammar of the schema allows, and what is nearly that, with a code for each error', async () => {
  const inhabited = await openInhabited();
  let answers = 0;
  for (let seed = 1; seed <= 500; seed += 1) {
    const { drawn, came } = await askedBy(seed, inhabited);
    const faults = faultsOf(came);
    expect(faults.length === 0 ? [] : [`seed ${seed}`, ...faults, drawn]).toEqual([]);
    if (came.data != null) answers += 1;
  }
  // It would be no use if nearly nothing could be asked.
  expect(answers).toBeGreaterThan(150);
});
