import { z } from 'zod';

import { isCountry } from './countries.ts';
import { minorUnits } from './money/currencies.ts';
import { isRate } from './money/money.ts';

/** Finds out what is wrong with a value: the end of a sentence that begins with the name of its field. Null = nothing is. */
export type Check<T> = (value: T) => string | null;

/** A key by which the operator, Netflix or the gateway knows something: 1–128 characters (code points), none of them a control character. */
export const identifier = text(128);

/** What people call something. */
export const name = text(255);

/** Longer text for people. */
export const note = text(1000);

/** What somebody looks for; empty = anything. */
export const searchText = text(255, 0);

/** The form of an e-mail address, not whether it exists. */
export const emailAddress: Check<string> = (value) =>
  value.length <= 254 && z.regexes.rfc5322Email.test(value) && isPlain(value)
    ? null
    : 'must be an e-mail address such as anna@example.com, of at most 254 characters';

/** A phone number as people write it; 3–20 digits. */
export const phoneNumber: Check<string> = (value) =>
  value.length <= 40 && isDialled(value) && digitsIn(value) >= 3 && digitsIn(value) <= 20
    ? null
    : 'must be a phone number such as +357 22 123456: 3 to 20 digits with spaces, dots, hyphens, slashes or parentheses between them';

/** The area code of a phone number; 1–8 digits. */
export const areaCode: Check<string> = (value) =>
  value.length <= 20 && isDialled(value) && digitsIn(value) >= 1 && digitsIn(value) <= 8
    ? null
    : 'must be an area code such as 022: 1 to 8 digits with spaces, dots, hyphens, slashes or parentheses between them';

/** ISO 3166-1 alpha-2. */
export const country: Check<string> = (value) =>
  isCountry(value) ? null : 'must be a country of ISO 3166-1 in two capital letters, such as CY';

/** A currency that amounts can be counted in. */
export const knownCurrency: Check<string> = (value) =>
  minorUnits(value) === null ? `must be a currency of ISO 4217, which ${value} is not` : null;

/** Local units per one unit of a currency. */
export const rate: Check<string> = (value) =>
  isRate(value) ? null : 'must be more than 0, with at most 12 digits before the point and 10 after it';

/** An integer within bounds, both inclusive. */
export function between(least: number, most: number): Check<number> {
  return (value) =>
    value >= least && value <= most ? null : `must be between ${least} and ${most}, but was ${value}`;
}

const CONTROL = /\p{Cc}/u;

function text(most: number, least = 1): Check<string> {
  return (value) => {
    const bounds = `must have ${least} to ${most} characters`;
    // A string is at least as long as its code points are many, and at most twice as long.
    if (value.length > 2 * most) return bounds;
    const length = Array.from(value).length;
    if (length < least || length > most) return `${bounds}, but has ${length}`;
    if (CONTROL.test(value)) return 'must not contain control characters, such as a line break';
    // Half a surrogate pair cannot be stored as it is: two identifiers would become one.
    return value.isWellFormed() ? null : 'must be well-formed Unicode';
  };
}

/** Whether every character of it is a whole one, and none a control character. */
function isPlain(value: string): boolean {
  return !CONTROL.test(value) && value.isWellFormed();
}

/** Whether it is digits with separators between them, parentheses perhaps around them. */
function isDialled(value: string): boolean {
  return /^\+?\(?\d(?:[\d ().\-/]*[\d)])?$/.test(value);
}

function digitsIn(value: string): number {
  return value.replace(/\D/g, '').length;
}
