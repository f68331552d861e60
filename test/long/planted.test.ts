import { expect, it } from 'vitest';

import { failureWith } from '../simulation/found.ts';
import { PLANTED } from '../simulation/planted.ts';

it.each(PLANTED)('The simulation finds the planted bug $name', async (planted) => {
  expect(await failureWith(planted)).not.toEqual([]);
});
