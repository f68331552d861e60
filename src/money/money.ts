import { LRUCache } from 'lru-cache';

import { minorUnits } from './currencies.ts';

/** An exact decimal as a plain value, digits × 10^-scale, in its shortest form: equal decimals have equal parts. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

/** Why an amount cannot be counted in minor units of a currency. */
export type AmountFault = 'UNKNOWN_CURRENCY' | 'NOT_REPRESENTABLE' | 'NEGATIVE';

const LONGEST_DECIMAL = 40;
const LONGEST_RATE_BEFORE_POINT = 12;
const LONGEST_RATE_AFTER_POINT = 10;
const LARGEST_AMOUNT = BigInt(Number.MAX_SAFE_INTEGER);

/**
 * Reads `-?digits[.digits]` of at most forty characters; null for anything else: no plus, no exponent, no separators,
 * no spaces, digits on both sides of a point. Leading zeros and zeros at the end mean nothing, -0 is 0.
 */
export function parseDecimal(text: string): Decimal | null {
  if (text.length > LONGEST_DECIMAL) return null;
  const parts = /^(-?\d+)(?:\.(\d+))?$/.exec(text);
  if (!parts) return null;
  const [, whole = '', fraction = ''] = parts;
  const decimals = fraction.replace(/0+$/, '');
  return { digits: BigInt(whole + decimals), scale: decimals.length };
}

/** Whether the text is a decimal that `parseDecimal` reads. */
export function isDecimal(text: string): boolean {
  return parseDecimal(text) !== null;
}

/**
 * A decimal text as minor units of an ISO 4217 currency, or the first fault: a currency unknown; more decimals than it
 * has (zeros at the end do not count) or more than 2^53 − 1 minor units either way; negative. Zero is an amount.
 */
export function toMinor(
  text: string,
  currency: string,
): { readonly minor: number } | { readonly fault: AmountFault } {
  const { digits, scale } = decimalOf(text);
  const units = minorUnits(currency);
  if (units === null) return { fault: 'UNKNOWN_CURRENCY' };
  if (scale > units) return { fault: 'NOT_REPRESENTABLE' };
  const minor = digits * 10n ** BigInt(units - scale);
  if (minor > LARGEST_AMOUNT || minor < -LARGEST_AMOUNT) return { fault: 'NOT_REPRESENTABLE' };
  return minor < 0n ? { fault: 'NEGATIVE' } : { minor: Number(minor) };
}

/**
 * A rate in its one canonical form, without needless zeros; null unless it is positive, with at most 12 digits before
 * the point and 10 after it.
 */
export function parseRate(text: string): string | null {
  const rate = parseDecimal(text);
  if (!rate || rate.digits <= 0n || rate.scale > LONGEST_RATE_AFTER_POINT) return null;
  if (rate.digits >= 10n ** BigInt(LONGEST_RATE_BEFORE_POINT + rate.scale)) return null;
  return withPoint(String(rate.digits), rate.scale);
}

/** Whether the text can be an exchange rate. */
export function isRate(text: string): boolean {
  return parseRate(text) !== null;
}

/**
 * Minor units of `from` as minor units of `to`, at a rate of so many `to` per one `from`, rounded half up; null above
 * 2^53 − 1. Exact: nothing is rounded before the one rounding at the end.
 */
export function convert(minor: number, from: string, to: string, rate: string): number | null {
  if (!Number.isSafeInteger(minor) || minor < 0) throw new Error(`Expected minor units, found ${minor}.`);
  const { digits, scale } = decimalOf(rate);
  if (digits <= 0n) throw new Error(`Expected a positive exchange rate, found ${rate}.`);
  const product = BigInt(minor) * digits * 10n ** BigInt(unitsOf(to));
  const divisor = 10n ** BigInt(unitsOf(from) + scale);
  const converted = (2n * product + divisor) / (2n * divisor);
  return converted > LARGEST_AMOUNT ? null : Number(converted);
}

/** Minor units as a decimal text with exactly the currency's decimals: 5 of EUR is `0.05`, 1000 of JPY is `1000`. */
export function formatAmount(minor: number | bigint, currency: string): string {
  if (typeof minor === 'number' && !Number.isSafeInteger(minor)) {
    throw new Error(`Expected minor units, found ${minor}.`);
  }
  return withPoint(String(minor), unitsOf(currency));
}

/**
 * Minor units as people of a locale (a BCP 47 tag of at most 64 characters, English when there is none) write them,
 * such as `€9.99`, with the ISO 4217 decimals; null when the locale is not a valid tag.
 */
export function formatMoney(minor: number | bigint, currency: string, locale?: string | null): string | null {
  const formatter = formatterFor(locale ?? 'en', currency);
  if (!formatter) return null;
  // Handed over as text, the amount stays exact: a number would be the nearest binary fraction.
  return formatter.format(formatAmount(minor, currency) as Intl.StringNumericLiteral);
}

const LONGEST_LOCALE = 64;
const MOST_FORMATTERS = 200;
const formatters = new LRUCache<string, Intl.NumberFormat>({ max: MOST_FORMATTERS });

/** Making a formatter costs thirty times what using it does; clients choose the locale, so only so many are kept. */
function formatterFor(locale: string, currency: string): Intl.NumberFormat | null {
  const key = `${currency} ${locale}`;
  const known = formatters.get(key);
  if (known) return known;
  if (!isLocale(locale)) return null;
  const digits = unitsOf(currency);
  const formatter = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  formatters.set(key, formatter);
  return formatter;
}

function isLocale(text: string): boolean {
  if (text.length > LONGEST_LOCALE) return false;
  try {
    Intl.getCanonicalLocales(text);
    return true;
  } catch {
    return false;
  }
}

/** Puts the point before the last so many digits of an integer, filling up with zeros. */
function withPoint(integer: string, decimals: number): string {
  if (decimals === 0) return integer;
  const sign = integer.startsWith('-') ? '-' : '';
  const digits = integer.slice(sign.length).padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

function decimalOf(text: string): Decimal {
  const decimal = parseDecimal(text);
  if (!decimal) throw new Error(`Expected a decimal such as 9.99, found ${text}.`);
  return decimal;
}

function unitsOf(currency: string): number {
  const units = minorUnits(currency);
  if (units === null) throw new Error(`Expected an ISO 4217 currency with minor units, found ${currency}.`);
  return units;
}
