import { expect, it } from 'vitest';

import { slopeOf, verdictOn, type Sample } from './verdict.ts';

const MB = 1e6;

/** Half an hour in which each figure goes on as it is told here, by minute. */
function halfAnHour(course: (minute: number) => Partial<Sample>): Sample[] {
  return Array.from({ length: 30 }, (_, minute) => ({
    minute,
    requests: 1_000,
    median: 1,
    slow: 5,
    heap: 60 * MB,
    resident: 300 * MB,
    files: 50,
    wal: 4 * MB,
    delayMedian: 1,
    delayWorst: 10,
    ...course(minute),
  }));
}

const QUIET = { unexpected: new Set<string>() };

it('finds nothing wrong with figures that only waver', () => {
  const samples = halfAnHour((minute) => ({
    heap: (60 + 5 * Math.sin(minute)) * MB,
    files: 50 + (minute % 3),
  }));
  expect(verdictOn(samples, QUIET)).toMatchObject({ isGood: true });
});

it('forgives what grows while caches fill', () => {
  const samples = halfAnHour((minute) => ({ heap: (60 + 10 * Math.min(minute, 5)) * MB }));
  expect(verdictOn(samples, QUIET)).toMatchObject({ isGood: true });
});

it.each<[string, (minute: number) => Partial<Sample>]>([
  ['memory', (minute) => ({ heap: (60 + minute) * MB })],
  ['open files', (minute) => ({ files: 50 + minute })],
  ['the write-ahead log', (minute) => ({ wal: (4 + 4 * minute) * MB })],
])('finds that %s cannot go on like that', (_what, course) => {
  const { isGood, lines } = verdictOn(halfAnHour(course), QUIET);
  expect(isGood).toBe(false);
  expect(lines.filter((line) => line.startsWith('BAD'))).toHaveLength(1);
});

it('finds an answer that nobody expected', () => {
  expect(
    verdictOn(
      halfAnHour(() => ({})),
      { unexpected: new Set(['found 500']) },
    ),
  ).toMatchObject({
    isGood: false,
  });
});

it('lays the line with the least squares through points', () => {
  expect(
    slopeOf([
      [0, 1],
      [1, 3],
      [2, 5],
    ]),
  ).toBeCloseTo(2);
  expect(
    slopeOf([
      [0, 0],
      [1, 3],
      [2, 0],
    ]),
  ).toBeCloseTo(0);
});
