import { formatAmount } from '../money/money.ts';
import { formatInstant, type CalendarDate, type Instant } from '../time.ts';
import type { Schema } from './parameters.ts';

/** A field of something that is answered: what it is called, what it looks like, and where it comes from. */
interface Field<T> {
  readonly schema: Schema;
  /** Undefined leaves it out, null says that there is none. */
  readonly of: (thing: T) => unknown;
}
export type Fields<T> = Readonly<Record<string, Field<T>>>;

/** Writes things as clients see them: all of their fields, or those that were asked for, in the order of the table. */
export function writer<T>(fields: Fields<T>, wanted: readonly string[] | null = null): (thing: T) => object {
  const all = Object.entries(fields);
  const shown = wanted === null ? all : all.filter(([name]) => wanted.includes(name));
  return (thing) => {
    const found: Record<string, unknown> = {};
    for (const [name, { of }] of shown) found[name] = of(thing);
    return found;
  };
}

/** The schema of a thing with these fields; `mayLack` = not all of them need be there. */
export function schemaOfFields(fields: Fields<never>, mayLack = false): Schema {
  const entries = Object.entries(fields);
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, { schema }]) => [name, schema])),
    ...(!mayLack && { required: entries.map(([name]) => name) }),
    additionalProperties: false,
  };
}

export function text<T>(description: string, of: (thing: T) => string): Field<T> {
  return { schema: { type: 'string', description }, of };
}

export function textOrNull<T>(description: string, of: (thing: T) => string | null): Field<T> {
  return { schema: { type: ['string', 'null'], description }, of };
}

export function word<T>(description: string, words: readonly string[], of: (thing: T) => string): Field<T> {
  return { schema: { type: 'string', enum: words, description }, of };
}

export function wholeNumber<T>(description: string, of: (thing: T) => number): Field<T> {
  return { schema: { type: 'integer', description }, of };
}

export function trueOrFalse<T>(description: string, of: (thing: T) => boolean): Field<T> {
  return { schema: { type: 'boolean', description }, of };
}

const DATE = { pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}$', examples: ['2026-11-20T08:15:00'] };

/** An instant in UTC, to the second. */
export function instant<T>(description: string, of: (thing: T) => Instant): Field<T> {
  return { schema: { type: 'string', ...DATE, description }, of: (thing) => toTheSecond(of(thing)) };
}

export function instantOrNull<T>(description: string, of: (thing: T) => Instant | null): Field<T> {
  const schema = { type: ['string', 'null'], ...DATE, description };
  return {
    schema,
    of: (thing) => {
      const at = of(thing);
      return at === null ? null : toTheSecond(at);
    },
  };
}

/** A day: its first second. */
export function day<T>(description: string, of: (thing: T) => CalendarDate): Field<T> {
  return { schema: { type: 'string', ...DATE, description }, of: (thing) => `${of(thing)}T00:00:00` };
}

/** Units of a currency as an exact JSON number: `minor` counts its minor units. */
export function amount<T>(
  description: string,
  of: (thing: T) => { readonly minor: number; readonly currency: string },
): Field<T> {
  return {
    schema: { type: 'number', description },
    of: (thing) => {
      const { minor, currency } = of(thing);
      const digits = withoutEndingZeros(formatAmount(minor, currency));
      const number = Number(digits);
      return String(number) === digits ? number : rawJSON(digits);
    },
  };
}

/** Things of one kind. */
export function set<T, Item>(
  description: string,
  fields: Fields<Item>,
  of: (thing: T) => readonly Item[],
): Field<T> {
  return {
    schema: { type: 'array', items: schemaOfFields(fields), description },
    of: (thing) => of(thing).map(writer(fields)),
  };
}

/** A thing inside the thing, of which what is absent is left out; null when there is none. */
export function objectOrNull<T, Inner>(
  description: string,
  fields: Fields<Inner>,
  of: (thing: T) => Inner | null,
): Field<T> {
  return {
    schema: { ...schemaOfFields(fields, true), type: ['object', 'null'], description },
    of: (thing) => {
      const inner = of(thing);
      return inner === null ? null : withoutNulls(writer(fields)(inner));
    },
  };
}

/** Things of one kind, of each of which what is absent is left out. */
export function setOfSome<T, Item>(
  description: string,
  fields: Fields<Item>,
  of: (thing: T) => readonly Item[],
): Field<T> {
  return {
    schema: { type: 'array', items: schemaOfFields(fields, true), description },
    of: (thing) => of(thing).map(writer(fields)).map(withoutNulls),
  };
}

function toTheSecond(at: Instant): string {
  return formatInstant(at).slice(0, 'YYYY-MM-DDThh:mm:ss'.length);
}

function withoutEndingZeros(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
}

function withoutNulls(object: object): object {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
}

// A binary fraction cannot hold every amount: where it does not, the digits go into the answer as they are.
const { rawJSON } = JSON as typeof JSON & { rawJSON: (text: string) => object }; // Node has it, TypeScript's ES2024 not yet
