import { invalid } from './refusals.ts';

/** A JSON Schema (2020-12). */
export type Schema = Readonly<Record<string, unknown>>;

/** What values a parameter can have. */
export interface Kind<T> {
  /** As clients send it. */
  readonly schema: Schema;
  /** The value in our words. Throws `Refused`, naming the parameter. */
  readonly read: (given: unknown, parameter: string) => T;
}

/** A parameter of a method, or of an object that is one. Null and missing are the same. */
export interface Parameter<T> {
  readonly kind: Kind<T>;
  readonly description: string;
  readonly isMandatory: boolean;
}
export type Parameters = Readonly<Record<string, Parameter<unknown>>>;
export type Values<P extends Parameters> = {
  readonly [Name in keyof P]: P[Name] extends Parameter<infer T> ? T : never;
};

export function mandatory<T>(kind: Kind<T>, description: string): Parameter<T> {
  return { kind, description, isMandatory: true };
}

export function optional<T>(kind: Kind<T>, description: string): Parameter<T | null> {
  return { kind, description, isMandatory: false };
}

/** Semi-optional parameters: exactly one of those that are named is given. Empty = there are none. */
export type OneOf = readonly string[];

/** Reads what a call gives, the first fault first. Parameters that there are not are passed over: old clients send more than the documents name. */
export function read<P extends Parameters>(
  given: Readonly<Record<string, unknown>>,
  parameters: P,
  oneOf: OneOf = [],
  within = '',
): Values<P> {
  const named = (name: string) => (within === '' ? name : `${within}.${name}`);
  const valueOf = (name: string) => (Object.hasOwn(given, name) ? (given[name] ?? null) : null);
  const chosen = oneOf.filter((name) => valueOf(name) !== null);
  if (oneOf.length > 0 && chosen.length !== 1) {
    const others = chosen.length === 0 ? 'is missing: give' : 'is given with another: give';
    throw invalid(named(chosen[0] ?? oneOf[0] ?? ''), `${others} exactly one of ${oneOf.join(', ')}`);
  }
  const values = Object.entries(parameters).map(([name, { kind, isMandatory }]) => {
    const value = valueOf(name);
    if (value === null && isMandatory) throw invalid(named(name), 'is missing');
    return [name, value === null ? null : kind.read(value, named(name))];
  });
  return Object.fromEntries(values) as Values<P>; // one value for each parameter, read by its own kind
}

/** The schema of an object with these parameters. */
export function schemaOf(parameters: Parameters, oneOf: OneOf = []): Schema {
  const entries = Object.entries(parameters);
  const required = entries.filter(([, { isMandatory }]) => isMandatory).map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(
      entries.map(([name, { kind, description }]) => [name, { ...kind.schema, description }]),
    ),
    ...(required.length > 0 && { required }),
    ...(oneOf.length > 0 && { oneOf: oneOf.map((name) => ({ required: [name] })) }),
  };
}
