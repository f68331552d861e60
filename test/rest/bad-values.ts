import type { Data } from '../api/gateway.ts';
import type { Schema } from './document.ts';

/** A call that is in order but for one parameter. */
export interface BadCall {
  /** The parameter that is wrong, as an answer has to name it. */
  readonly parameter: string;
  readonly given: Data;
}

/** Every call that differs from a good one by one bad parameter, as its schema has it; a query knows nothing but text. */
export function badCalls(schema: Schema, good: Data, isQuery: boolean): BadCall[] {
  return worsened(schema, good, '', isQuery).map(({ parameter, value }) => ({
    parameter,
    given: value as Data,
  }));
}

interface Worse {
  readonly parameter: string;
  readonly value: unknown;
}

function worsened(schema: Schema, good: unknown, parameter: string, isQuery: boolean): Worse[] {
  const here = parameter === '' ? [] : badValues(schema, isQuery).map((value) => ({ parameter, value }));
  if (isData(good) && isData(schema.properties)) {
    const required = new Set((schema.required as string[] | undefined) ?? []);
    const deeper = Object.entries(schema.properties).flatMap(([name, of]) => {
      const path = parameter === '' ? name : `${parameter}.${name}`;
      const missing = required.has(name) ? [{ parameter: path, value: undefined }] : [];
      // What a good call leaves out may not be given together with what it has.
      const wrong = name in good ? worsened(of as Schema, good[name], path, isQuery) : [];
      return [...missing, ...wrong].map((worse) => ({ ...worse, value: { ...good, [name]: worse.value } }));
    });
    return [...here, ...deeper];
  }
  if (Array.isArray(good) && isData(schema.items)) {
    const items = worsened(schema.items, good[0], `${parameter}[0]`, isQuery);
    const { maxItems } = schema as { maxItems: number };
    return [
      ...here,
      { parameter, value: Array.from({ length: maxItems + 1 }, () => good[0] as unknown) },
      ...items.map((worse) => ({ ...worse, value: [worse.value, ...good.slice(1)] })),
    ];
  }
  return here;
}

function badValues(schema: Schema, isQuery: boolean): unknown[] {
  const { type, enum: words, pattern, maxLength, oneOf } = schema;
  const otherThanText = isQuery ? [] : [5, true, {}, []];
  if (Array.isArray(oneOf) && type === undefined) {
    const [{ minimum, maximum }] = oneOf as [{ minimum: number; maximum: number }];
    const numbers = [minimum - 1, maximum + 1, 1.5, '1.5', 'x', '1e1', '0x10', ' 1', '９'];
    return isQuery ? numbers.map(String) : [...numbers, true, {}, []];
  }
  if (type === 'string') {
    return [
      ...otherThanText,
      ...(Array.isArray(words) ? ['NONE_OF_THEM', String(words[0]).toLowerCase()] : []),
      ...(typeof pattern === 'string' ? ['-'] : []),
      ...(typeof maxLength === 'number' ? ['x'.repeat(maxLength + 1), ...(isQuery ? [] : [''])] : []),
    ];
  }
  if (type === 'boolean') return ['true', 1, {}];
  if (type === 'array') return ['x', {}, []];
  return ['x', 5, true, []];
}

function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
