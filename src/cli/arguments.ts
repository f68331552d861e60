import { InvalidArgumentError } from 'commander';
import { z } from 'zod';

import { idOfNumber, numberOf, type NumberLetter } from '../ids.ts';
import { parseRate } from '../money/money.ts';
import { minorUnits } from '../money/currencies.ts';
import { parseDate, parseInstant } from '../time.ts';

// How the value of an option is read; what cannot be read ends the command with the sentence that is thrown here.

/** An instant as RFC 3339 writes it, or a day, which means its first instant in UTC. */
export function instant(text: string): number {
  const known = parseInstant(parseDate(text) === null ? text : `${text}T00:00:00Z`);
  return known ?? invalid('It must be an instant such as 2026-03-31T09:30:00Z, or a day such as 2026-03-31.');
}

/** A day of the calendar. */
export function date(text: string): string {
  return parseDate(text) ?? invalid('It must be a day such as 2026-03-31.');
}

/** A currency of ISO 4217. */
export function currency(text: string): string {
  return minorUnits(text) === null ? invalid('It must be a currency of ISO 4217 such as EUR.') : text;
}

/** The code of an operator: it goes into a shell and into log-ins as it is. */
export function operatorCode(text: string): string {
  return /^[\w-]{1,64}$/.test(text)
    ? text
    : invalid('It must be 1 to 64 letters of a to z, digits, hyphens and underscores, such as cytel.');
}

/** Local units per one unit of a currency. */
export function rate(text: string): string {
  return (
    parseRate(text) ??
    invalid('It must be more than 0, with at most 12 digits before the point and 10 after it.')
  );
}

export function yesOrNo(text: string): boolean {
  return text === 'yes' || text === 'no' ? text === 'yes' : invalid('It must be yes or no.');
}

/** A whole number within bounds, both inclusive. */
export function between(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
    return number >= least && number <= most
      ? number
      : invalid(`It must be a whole number from ${least} to ${most}.`);
  };
}

/** Words of a closed list, separated by commas. */
export function someOf<const T extends string>(words: readonly T[]): (text: string) => T[] {
  return (text) =>
    text
      .split(',')
      .map(
        (given) =>
          words.find((word) => word === given.trim().toUpperCase()) ??
          invalid(`They must be among ${words.join(', ')}.`),
      );
}

/** One word of a closed list. */
export function oneOf<const T extends string>(words: readonly T[]): (text: string) => T {
  return (text) =>
    words.find((word) => word.toLowerCase() === text.toLowerCase()) ??
    invalid(`It must be one of ${words.join(', ')}.`);
}

/** What people read of a thing of that kind; whether there is such a thing is not looked up. */
export function number(letter: NumberLetter): (text: string) => string {
  return (text) => {
    // The form is the same whoever the operator is.
    const isOne = idOfNumber(letter, 1, text) !== null;
    return isOne ? text : invalid(`It must be a number such as ${numberOf(letter, 1)}.`);
  };
}

/** Several of them, separated by commas. */
export function numbers(letter: NumberLetter): (text: string) => string[] {
  return (text) => text.split(',').map((given) => number(letter)(given.trim()));
}

/** Text that a check of the API understands too. */
export function checkedBy(check: z.ZodType<string>, field: string): (text: string) => string {
  const shape = z.object({ [field]: check }); // the check names the field that it finds itself in
  return (text) => {
    const { error } = shape.safeParse({ [field]: text });
    return error ? invalid(error.issues.map(({ message }) => message).join(' ')) : text;
  };
}

function invalid(message: string): never {
  throw new InvalidArgumentError(message);
}
