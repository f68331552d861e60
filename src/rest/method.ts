import type { Authentication } from '../auth/authentication.ts';
import type { Scope } from '../auth/credential.ts';
import type { Doing, OperatorStore } from '../store/store.ts';
import type { Instant } from '../time.ts';
import { read, type OneOf, type Parameters, type Schema, type Values } from './parameters.ts';
import type { Refusal } from './refusals.ts';

/** What a call gives, before anybody has looked at it: the query of a GET, the body of a POST. */
export type Given = Readonly<Record<string, unknown>>;

/** A call of somebody who is known. */
export interface Call {
  readonly store: OperatorStore;
  /** Who writes, and whether it is only asked what would happen. */
  readonly doing: Doing;
  /** Domain time. */
  readonly now: Instant;
  /** Where a customer's browser goes with its Netflix token. */
  readonly signUpAddress: string;
}

/** A call of somebody who comes to log in or out. */
export interface Entrance {
  readonly authentication: Authentication;
  readonly clientAddress: string | null;
  /** The header `Authorization`. */
  readonly authorization: string | null;
}

/** A call whose parameters are in order. */
interface Prepared<Context> {
  /** Points of what the caller may ask. */
  readonly cost: number;
  /** The `data` of the answer, ready for JSON. Throws `Refused` and what the store throws. */
  readonly answer: (context: Context) => Promise<unknown>;
}

interface Described {
  readonly verb: 'GET' | 'POST';
  /** Behind the base address, such as `netflix/charges/list`. */
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: Parameters;
  readonly oneOf: OneOf;
  /** What `data` looks like. */
  readonly data: Schema;
  /** Codes that the whole call can be refused with, besides those that every method has. */
  readonly refusals: readonly Refusal[];
}

/** A method of the old API: everything that is known of it, for whoever answers it, documents it or tests it. */
export type Method =
  | (Described & { readonly scope: Scope; readonly prepare: (given: Given) => Prepared<Call> })
  | (Described & { readonly scope: null; readonly prepare: (given: Given) => Prepared<Entrance> });

type Definition<P extends Parameters, Context> = Omit<Described, 'parameters' | 'oneOf' | 'refusals'> & {
  readonly parameters: P;
  readonly oneOf?: OneOf;
  readonly refusals?: readonly Refusal[];
  /** Left out = 1. */
  readonly cost?: (given: Values<P>) => number;
  readonly answer: (given: Values<P>, context: Context) => Promise<unknown>;
};

/** A method that needs a token with that scope. */
export function method<P extends Parameters>(scope: Scope, definition: Definition<P, Call>): Method {
  return { ...described(definition), scope, prepare: preparing(definition) };
}

/** A method of those who come to log in or out. */
export function entry<P extends Parameters>(definition: Definition<P, Entrance>): Method {
  return { ...described(definition), scope: null, prepare: preparing(definition) };
}

function described<P extends Parameters, Context>(definition: Definition<P, Context>): Described {
  const { verb, path, summary, description, parameters, oneOf = [], data, refusals = [] } = definition;
  return { verb, path, summary, description, parameters, oneOf, data, refusals };
}

function preparing<P extends Parameters, Context>({
  parameters,
  oneOf,
  cost = () => 1,
  answer,
}: Definition<P, Context>) {
  return (given: Given): Prepared<Context> => {
    const values = read(given, parameters, oneOf);
    return { cost: cost(values), answer: (context) => answer(values, context) };
  };
}

/** What a method answers that has no result, and one of whose items none failed. */
export const NOTHING: Schema = { type: 'object', additionalProperties: false };
