import { z } from 'zod';

import { isCountry } from '../countries.ts';
import { minorUnits } from '../money/currencies.ts';
import { isRate } from '../money/money.ts';

// Each check is for the `validate` option of an argument or input field. Its messages begin with the name of the field that they are about.

/** A key by which the operator, Netflix or the gateway knows something: 1–128 characters (code points), none of them a control character. */
export const identifier = text(128);

/** What people call something. */
export const name = text(255);

/** Longer text for people. */
export const note = text(1000);

/** What somebody looks for; empty = anything. */
export const searchText = text(255, 0);

/** The form of an e-mail address, not whether it exists. */
export const emailAddress = checked((value: string) =>
  value.length <= 254 && z.regexes.rfc5322Email.test(value) && isPlain(value)
    ? null
    : 'must be an e-mail address such as anna@example.com, of at most 254 characters',
);

/** A phone number as people write it; 3–20 digits. */
export const phoneNumber = checked((value: string) =>
  value.length <= 40 && isDialled(value) && digitsIn(value) >= 3 && digitsIn(value) <= 20
    ? null
    : 'must be a phone number such as +357 22 123456: 3 to 20 digits with spaces, dots, hyphens, slashes or parentheses between them',
);

/** The area code of a phone number; 1–8 digits. */
export const areaCode = checked((value: string) =>
  value.length <= 20 && isDialled(value) && digitsIn(value) >= 1 && digitsIn(value) <= 8
    ? null
    : 'must be an area code such as 022: 1 to 8 digits with spaces, dots, hyphens, slashes or parentheses between them',
);

/** ISO 3166-1 alpha-2. */
export const country = checked((value: string) =>
  isCountry(value) ? null : 'must be a country of ISO 3166-1 in two capital letters, such as CY',
);

/** A currency that amounts can be counted in. */
export const knownCurrency = checked((value: string) =>
  minorUnits(value) === null ? `must be a currency of ISO 4217, which ${value} is not` : null,
);

/** Local units per one unit of a currency. */
export const rate = checked((value: string) =>
  isRate(value) ? null : 'must be more than 0, with at most 12 digits before the point and 10 after it',
);

/** An integer within bounds, both inclusive. */
export function between(least: number, most: number): z.ZodType<number> {
  return checked((value: number) =>
    value >= least && value <= most ? null : `must be between ${least} and ${most}, but was ${value}`,
  );
}

/** How many items a list holds, for `validate` beside its `items`. */
export function holding(least: number, most: number, items: string) {
  const message = `Give ${least} to ${most} ${items}.`;
  const bound = (size: number): [number, { message: string }] => [size, { message }];
  return { minLength: bound(least), maxLength: bound(most) };
}

/** That exactly one of the fields is given: `@oneOf`, for every executor. */
export function exactlyOne<Field extends string>(
  ...fields: readonly Field[]
): Refinement<Readonly<Partial<Record<Field, unknown>>>> {
  const names = fields.map((field) => `\`${field}\``).join(' and ');
  return [
    (value) => fields.filter((field) => value[field] != null).length === 1,
    { message: `Give exactly one of ${names}.` },
  ];
}

/** That one of several contacts is marked as the primary one; a lone one is it anyway. */
export const onePrimary: Refinement<readonly { readonly isPrimary?: boolean | null | undefined }[]> = [
  (contacts) => contacts.length <= 1 || contacts.filter(({ isPrimary }) => isPrimary).length === 1,
  { message: 'Mark exactly one of several as primary.' },
];

/** A check of a whole list or input object, as plugin-zod takes it. */
export type Refinement<T> = [holds: (value: T) => boolean, fault: { message: string; path?: string[] }];

const CONTROL = /\p{Cc}/u;

function text(most: number, least = 1): z.ZodType<string> {
  return checked((value: string) => {
    const bounds = `must have ${least} to ${most} characters`;
    // A string is at least as long as its code points are many, and at most twice as long.
    if (value.length > 2 * most) return bounds;
    const length = Array.from(value).length;
    if (length < least || length > most) return `${bounds}, but has ${length}`;
    if (CONTROL.test(value)) return 'must not contain control characters, such as a line break';
    // Half a surrogate pair cannot be stored as it is: two identifiers would become one.
    return value.isWellFormed() ? null : 'must be well-formed Unicode';
  });
}

/** `fault` finishes the sentence that the name of the field begins; null = all is well. */
function checked<T>(fault: (value: T) => string | null): z.ZodType<T> {
  return z.custom<T>().refine((value) => fault(value) === null, {
    error: ({ path, input }) => `${fieldAt(path ?? [])} ${fault(input as T) ?? 'is not right'}.`, // the value that was just refused
  });
}

function fieldAt(path: readonly PropertyKey[]): string {
  const index = path.findLastIndex((step) => typeof step === 'string');
  const [field, item] = path.slice(index);
  return `\`${String(field)}${typeof item === 'number' ? `[${item}]` : ''}\``;
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
