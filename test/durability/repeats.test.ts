import { expect, it } from 'vitest';

import { playRepeats } from './repeats/play.ts';

it('does each of 40 calls once, however often they come, to two gateways that are killed in between', async () => {
  const { calls, happened, expected, kills, wrong } = await playRepeats({ keys: 40, kills: 2 });
  expect({ calls, kills, wrong }).toEqual({ calls: 308, kills: 2, wrong: [] });
  expect(happened).toEqual(expected);
}, 60_000);
