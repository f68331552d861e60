import { expect, it } from 'vitest';

import { playRepeats } from '../durability/repeats/play.ts';

it('does each of 1,000 calls once, up to sixteen times at once, to two gateways that are killed ten times', async () => {
  const report = await playRepeats({ keys: 1000, kills: 10 });
  const { keys, calls, unanswered, kills, happened, expected, wrong } = report;
  process.stdout.write(
    `${keys} keys, ${calls} calls, ${unanswered} tries without an answer, ${kills} kills: ${wrong.length} wrong.\n`,
  );
  expect({ kills, wrong }).toEqual({ kills: 10, wrong: [] });
  expect(happened).toEqual(expected);
});
