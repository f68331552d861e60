import { expect } from 'vitest';

import { CHARGE_ERRORS } from '../../../src/charges/charge.ts';
import { PROVISIONING_ERRORS } from '../../../src/provisioning/provisioning.ts';
import { METHODS } from '../../../src/rest/methods.ts';
import { REFUSALS } from '../../../src/rest/refusals.ts';
import { playStory, type Shown } from './story.ts';

/** What no story can bring about: tests of their own do, and nobody has a customer without any subscription. */
const NOT_OF_A_STORY: ReadonlySet<string> = new Set([
  'RATE_LIMITED',
  'NO_SUBSCRIPTION',
  'BUSY',
  'READ_ONLY',
  'TIMEOUT',
  'STORAGE_FULL',
  'INTERNAL_SERVER_ERROR',
]);

/** Plays stories and fails the test where the two gateways differ, or where a method or a code never came up. */
export async function playStories(seeds: readonly number[], steps: number): Promise<void> {
  const shown: Shown = { methods: new Map(), codes: new Map() };
  for (const seed of seeds) expect(await playStory(seed, steps, shown)).toEqual([]);
  expect(METHODS.map(({ path }) => path).filter((path) => !shown.methods.has(path))).toEqual([]);
  const codes = [...Object.keys(REFUSALS), ...CHARGE_ERRORS, ...PROVISIONING_ERRORS];
  expect(codes.filter((code) => !shown.codes.has(code) && !NOT_OF_A_STORY.has(code))).toEqual([]);
}
