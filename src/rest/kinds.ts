import * as checks from '../checks.ts';
import { isObject } from '../json.ts';
import {
  optional,
  read,
  schemaOf,
  type Kind,
  type OneOf,
  type Parameters,
  type Schema,
  type Values,
} from './parameters.ts';
import { invalid } from './refusals.ts';

function text(check: checks.Check<string>, schema: Schema): Kind<string> {
  return {
    schema: { type: 'string', ...schema },
    read: (given, parameter) => {
      if (typeof given !== 'string') throw invalid(parameter, 'must be text');
      const fault = check(given);
      if (fault !== null) throw invalid(parameter, fault);
      return given;
    },
  };
}

export const identifier = text(checks.identifier, { minLength: 1, maxLength: 128 });
export const name = text(checks.name, { minLength: 1, maxLength: 255 });
export const note = text(checks.note, { minLength: 1, maxLength: 1000 });
export const emailAddress = text(checks.emailAddress, { format: 'email', maxLength: 254 });
export const phoneNumber = text(checks.phoneNumber, { maxLength: 40, examples: ['99123456'] });
export const areaCode = text(checks.areaCode, { maxLength: 20, examples: ['022'] });
export const country = text(checks.country, { pattern: '^[A-Z]{2}$', examples: ['CY'] });

const MOST_IN_A_CREDENTIAL = 256;

/** What people type to be let in; of a wrong one nothing is told. */
export const credential = text(
  ({ length }) =>
    length >= 1 && length <= MOST_IN_A_CREDENTIAL
      ? null
      : `must have 1 to ${MOST_IN_A_CREDENTIAL} characters`,
  { minLength: 1, maxLength: MOST_IN_A_CREDENTIAL },
);

/** What every method takes that needs a credential. */
export const token = optional(
  text(() => null, {}),
  'The token of `authentication/token`. It may be left out where `Authorization: Bearer …` has it.',
);

/** A whole number within bounds, as a number or as a string of digits. */
export function wholeNumber(least: number, most: number): Kind<number> {
  const check = checks.between(least, most);
  return {
    schema: {
      oneOf: [
        { type: 'integer', minimum: least, maximum: most },
        { type: 'string', pattern: least < 0 ? '^-?\\d+$' : '^\\d+$' },
      ],
    },
    read: (given, parameter) => {
      const number = typeof given === 'string' && /^-?\d+$/.test(given) ? Number(given) : given;
      if (typeof number !== 'number' || !Number.isInteger(number))
        throw invalid(parameter, 'must be a whole number, such as 1 or "1"');
      const fault = check(number);
      if (fault !== null) throw invalid(parameter, fault);
      return number;
    },
  };
}

export const trueOrFalse: Kind<boolean> = {
  schema: { type: 'boolean' },
  read: (given, parameter) => {
    if (typeof given !== 'boolean') throw invalid(parameter, 'must be true or false');
    return given;
  },
};

/** One word of a closed list. */
export function wordOf<const Word extends string>(words: readonly Word[]): Kind<Word> {
  return {
    schema: { type: 'string', enum: words },
    read: (given, parameter) => {
      const word = words.find((known) => known === given);
      if (word === undefined) throw invalid(parameter, `must be one of ${words.join(', ')}`);
      return word;
    },
  };
}

/** Characters of what was given that a message repeats at most. */
const MOST_ECHOED = 40;

/** Names of fields, separated by commas: those that shall be answered, each at most once. */
export function someOf(fields: readonly string[]): Kind<readonly string[]> {
  return {
    schema: { type: 'string', examples: [fields.slice(0, 2).join(',')] },
    read: (given, parameter) => {
      if (typeof given !== 'string') throw invalid(parameter, 'must be names separated by commas');
      const names = new Set(given.split(',').map((word) => word.trim()));
      const unknown = [...names].find((word) => !fields.includes(word));
      if (unknown !== undefined)
        throw invalid(
          parameter,
          `must name fields among ${fields.join(', ')}; "${unknown.slice(0, MOST_ECHOED).toWellFormed()}" is none of them`,
        );
      return fields.filter((field) => names.has(field));
    },
  };
}

/** An object with parameters of its own. */
export function objectWith<P extends Parameters>(parameters: P, oneOf: OneOf = []): Kind<Values<P>> {
  return {
    schema: schemaOf(parameters, oneOf),
    read: (given, parameter) => {
      if (!isObject(given)) throw invalid(parameter, 'must be an object');
      return read(given, parameters, oneOf, parameter);
    },
  };
}

/** So many of a kind, in order. */
export function setOf<T>(kind: Kind<T>, least: number, most: number): Kind<readonly T[]> {
  return {
    schema: { type: 'array', items: kind.schema, minItems: least, maxItems: most },
    read: (given, parameter) => {
      if (!Array.isArray(given)) throw invalid(parameter, 'must be a set, which is a JSON array');
      if (given.length < least || given.length > most)
        throw invalid(parameter, `must hold ${least} to ${most} items, but holds ${given.length}`);
      return given.map((item, place) => kind.read(item, `${parameter}[${place}]`));
    },
  };
}
