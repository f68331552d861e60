/** A point in time: UTC milliseconds since 1970, within the years 0001 to 9999. */
export type Instant = number;

/** A day of the calendar, `YYYY-MM-DD`, within the years 0001 to 9999; it has no time zone, and text order is its order. */
export type CalendarDate = string;

/** A second in milliseconds. */
export const SECOND = 1_000;

/** A minute in milliseconds. */
export const MINUTE = 60 * SECOND;

/** An hour in milliseconds. */
export const HOUR = 60 * MINUTE;

/** A day of UTC in milliseconds: every one has 24 hours. */
export const DAY = 24 * HOUR;

const FIRST_INSTANT = Date.parse('0001-01-01T00:00:00.000Z');
const LAST_INSTANT = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * Reads an RFC 3339 date-time with `Z` or an offset; null for anything else. Digits beyond the millisecond are cut off.
 * Refused: days and times that do not exist, 24:00:00, and leap seconds (:60), which milliseconds since 1970 cannot name.
 */
export function parseInstant(text: string): Instant | null {
  const parts =
    /^(\d{4}-\d\d-\d\d)T((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(\d+))?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i.exec(
      text,
    );
  if (!parts) return null;
  const [, day = '', time = '', fraction = '', zone = ''] = parts;
  if (parseDate(day) === null) return null;
  const milliseconds = fraction.slice(0, 3).padEnd(3, '0');
  const instant = Date.parse(`${day}T${time}.${milliseconds}${zone.toUpperCase()}`);
  return instant >= FIRST_INSTANT && instant <= LAST_INSTANT ? instant : null;
}

/** The instant as RFC 3339 in UTC, always with milliseconds: `2026-11-21T18:30:00.000Z`. */
export function formatInstant(instant: Instant): string {
  const sinceMidnight = instant - Math.floor(instant / DAY) * DAY;
  const seconds = Math.floor(sinceMidnight / 1000);
  const minutes = Math.floor(seconds / 60);
  const time = `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(seconds % 60)}`;
  return `${dayOf(instant)}T${time}.${String(sinceMidnight % 1000).padStart(3, '0')}Z`;
}

/** Reads `YYYY-MM-DD`; null for anything else, days that do not exist included. */
export function parseDate(text: string): CalendarDate | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return null;
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8))];
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month) ? text : null;
}

const MOST_DAYS = 1000;
const days = new Map<number, CalendarDate>();

/** The day of the instant in UTC. Days are remembered, which makes a page of instants three times as fast to write. */
export function dayOf(instant: Instant): CalendarDate {
  if (!Number.isInteger(instant) || instant < FIRST_INSTANT || instant > LAST_INSTANT) {
    throw new Error(`Expected milliseconds within the years 0001 to 9999, found ${instant}.`);
  }
  const number = Math.floor(instant / DAY);
  const known = days.get(number);
  if (known !== undefined) return known;
  const day = new Date(instant).toISOString().slice(0, 10);
  if (days.size >= MOST_DAYS) days.clear();
  days.set(number, day);
  return day;
}

/**
 * The same day and time in UTC so many calendar months later (earlier when negative), on the last day of a month that
 * is too short.
 */
export function addMonths(instant: Instant, months: number): Instant {
  const date = new Date(instant);
  const total = date.getUTCFullYear() * 12 + date.getUTCMonth() + months;
  const year = Math.floor(total / 12);
  const month = total - year * 12;
  return date.setUTCFullYear(year, month, Math.min(date.getUTCDate(), daysIn(year, month + 1)));
}

/** How many days the month (1 to 12) has. */
function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
