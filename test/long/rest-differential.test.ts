import { it } from 'vitest';

import { playStories } from '../rest/differential/stories.ts';

it.each([100, 200, 300, 400, 500])(
  'leaves behind what GraphQL leaves behind, and says the same, in ten stories from %i on',
  async (first) => {
    const seeds = Array.from({ length: 10 }, (_, k) => first + k);
    await playStories(seeds, 200);
  },
);
