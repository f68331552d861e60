import { z } from 'zod';

import * as checks from '../checks.ts';

// The checks of an input, each for the `validate` option of an argument or input field. Messages begin with the name of the field that they are about.

export const identifier = checked(checks.identifier);
export const name = checked(checks.name);
export const note = checked(checks.note);
export const searchText = checked(checks.searchText);
export const emailAddress = checked(checks.emailAddress);
export const phoneNumber = checked(checks.phoneNumber);
export const areaCode = checked(checks.areaCode);
export const country = checked(checks.country);
export const knownCurrency = checked(checks.knownCurrency);
export const rate = checked(checks.rate);

/** An integer within bounds, both inclusive. */
export function between(least: number, most: number): z.ZodType<number> {
  return checked(checks.between(least, most));
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
type Refinement<T> = [holds: (value: T) => boolean, fault: { message: string; path?: string[] }];

function checked<T>(fault: checks.Check<T>): z.ZodType<T> {
  return z.custom<T>().refine((value) => fault(value) === null, {
    error: ({ path, input }) => `${fieldAt(path ?? [])} ${fault(input as T) ?? 'is not right'}.`, // the value that was just refused
  });
}

function fieldAt(path: readonly PropertyKey[]): string {
  const index = path.findLastIndex((step) => typeof step === 'string');
  const [field, item] = path.slice(index);
  return `\`${String(field)}${typeof item === 'number' ? `[${item}]` : ''}\``;
}
