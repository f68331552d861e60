import { it } from 'vitest';

import { playStories } from './differential/stories.ts';

it(
  'leaves behind what GraphQL leaves behind, and says the same, in every method and with every code',
  { timeout: 120_000 },
  async () => {
    await playStories([1, 2, 3, 4], 200);
  },
);
