import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addMonths,
  DAY,
  dayOf,
  formatInstant,
  HOUR,
  MINUTE,
  parseDate,
  parseInstant,
} from '../../src/time.ts';

const FIRST = '0001-01-01T00:00:00.000Z';
const LAST = '9999-12-31T23:59:59.999Z';
const anyInstant = fc.integer({ min: Date.parse(FIRST), max: Date.parse(LAST) });

/** An instant from text that the test knows to be one. */
function at(text: string): number {
  return parseInstant(text) ?? NaN;
}

describe('instants', () => {
  it.each([
    ['2026-11-21T18:30:00Z', '2026-11-21T18:30:00.000Z'],
    ['2026-11-21T18:30:00.5Z', '2026-11-21T18:30:00.500Z'],
    ['2026-11-21T18:30:00.123999Z', '2026-11-21T18:30:00.123Z'],
    ['1969-12-31T23:59:59.9999Z', '1969-12-31T23:59:59.999Z'],
    ['2026-11-21t18:30:00z', '2026-11-21T18:30:00.000Z'],
    ['2026-11-21T18:30:00+02:00', '2026-11-21T16:30:00.000Z'],
    ['2026-11-21T18:30:00-05:30', '2026-11-22T00:00:00.000Z'],
    ['2026-11-21T18:30:00-00:00', '2026-11-21T18:30:00.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['0001-01-01T00:00:00Z', FIRST],
    ['0099-03-01T00:00:00Z', '0099-03-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', LAST],
  ])('reads %s as %s', (text, instant) => {
    expect(formatInstant(at(text))).toBe(instant);
  });

  it.each([
    '',
    '2026-11-21',
    '2026-11-21T18:30:00',
    '2026-11-21T18:30Z',
    '2026-11-21 18:30:00Z',
    '2026-11-21T18:30:00.Z',
    '2026-11-21T18:30:00,5Z',
    '2026-11-21T18:30:00Z ',
    '2026-11-21T18:30:00+0200',
    '2026-11-21T18:30:00+24:00',
    '2026-11-21T18:30:00+02:60',
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-13-10T00:00:00Z',
    '2026-11-21T24:00:00Z',
    '2026-11-21T18:60:00Z',
    '2016-12-31T23:59:60Z',
    '0000-12-31T23:59:59Z',
    '0001-01-01T00:00:00+00:01',
    '9999-12-31T23:59:59-00:01',
    '10000-01-01T00:00:00Z',
    '1795285800000',
  ])('refuses "%s"', (text) => {
    expect(parseInstant(text)).toBeNull();
  });

  it('are written as the platform writes them, and read back', () => {
    fc.assert(
      fc.property(anyInstant, (instant) => {
        const text = formatInstant(instant);
        expect(text).toBe(new Date(instant).toISOString());
        expect(parseInstant(text)).toBe(instant);
        expect(dayOf(instant)).toBe(text.slice(0, 10));
      }),
    );
  });

  it.each([Date.parse(FIRST) - 1, Date.parse(LAST) + 1, 0.5, NaN])(
    'are never written when they are %s',
    (instant) => {
      expect(() => formatInstant(instant)).toThrow('Expected milliseconds');
      expect(() => dayOf(instant)).toThrow('Expected milliseconds');
    },
  );
});

describe('calendar dates', () => {
  it.each(['2026-03-31', '2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31'])('reads %s', (text) => {
    expect(parseDate(text)).toBe(text);
  });

  it.each([
    '',
    '2026-02-29',
    '1900-02-29',
    '2026-04-31',
    '2026-00-01',
    '2026-01-00',
    '2026-13-01',
    '0000-01-01',
    '2026-3-1',
    '20260301',
    '2026-03-31T00:00:00Z',
    '2026-03-31\n',
    '+2026-03-31',
  ])('refuses "%s"', (text) => {
    expect(parseDate(text)).toBeNull();
  });

  it('are exactly the days that instants have', () => {
    const { year, month, day } = { year: fc.nat(10_000), month: fc.nat(13), day: fc.nat(32) };
    fc.assert(
      fc.property(year, month, day, (year, month, day) => {
        const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
        const date = new Date(0);
        date.setUTCFullYear(year, month - 1, day);
        expect(parseDate(text) !== null).toBe(year > 0 && date.toISOString().startsWith(text));
      }),
      { numRuns: 1000 },
    );
  });

  it('change at midnight in UTC', () => {
    expect(dayOf(at('2026-11-21T23:59:59.999Z'))).toBe('2026-11-21');
    expect(dayOf(at('2026-11-22T00:30:00+01:00'))).toBe('2026-11-21');
    expect(dayOf(at('2026-11-22T00:00:00Z'))).toBe('2026-11-22');
  });
});

describe('months', () => {
  it.each([
    ['2026-11-21T18:30:00.123Z', -10, '2026-01-21T18:30:00.123Z'],
    ['2026-12-31T12:00:00.000Z', -10, '2026-02-28T12:00:00.000Z'],
    ['2024-12-31T12:00:00.000Z', -10, '2024-02-29T12:00:00.000Z'],
    ['2026-03-31T12:00:00.000Z', -10, '2025-05-31T12:00:00.000Z'],
    ['2026-01-31T00:00:00.000Z', 1, '2026-02-28T00:00:00.000Z'],
    ['2026-01-31T00:00:00.000Z', 13, '2027-02-28T00:00:00.000Z'],
    ['2026-05-31T00:00:00.000Z', 0, '2026-05-31T00:00:00.000Z'],
    ['0050-01-31T00:00:00.000Z', -1, '0049-12-31T00:00:00.000Z'],
  ])('%s and %i months are %s, the last day where a month is too short', (from, months, to) => {
    expect(formatInstant(addMonths(at(from), months))).toBe(to);
  });

  it('never lead to another month than the one that was counted', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: at('1900-01-01T00:00:00Z'), max: at('2900-01-01T00:00:00Z') }),
        fc.integer({ min: -120, max: 120 }),
        (instant, months) => {
          const [before, after] = [new Date(instant), new Date(addMonths(instant, months))];
          const count = (date: Date) => date.getUTCFullYear() * 12 + date.getUTCMonth();
          expect(count(after) - count(before)).toBe(months);
          expect(after.getUTCDate()).toBeLessThanOrEqual(before.getUTCDate());
        },
      ),
    );
  });
});

it('a day is 24 hours of 60 minutes', () => {
  expect(at('2026-03-30T00:00:00Z') - at('2026-03-29T00:00:00Z')).toBe(DAY);
  expect([HOUR, DAY]).toEqual([60 * MINUTE, 24 * HOUR]);
});
