import { GraphQLError, Kind, type ValueNode } from 'graphql';

import { isDecimal } from '../money/money.ts';
import { formatInstant, parseDate, parseInstant } from '../time.ts';
import { builder } from './builder.ts';
import { badUserInput } from './errors.ts';

builder.scalarType('Date', {
  description: 'A day of the calendar without a time zone, `YYYY-MM-DD`, such as `"2026-03-31"`.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
  serialize: (day) => day,
  ...readingText('Date', 'a day of the calendar such as "2026-03-31"', parseDate),
});

builder.scalarType('DateTime', {
  description:
    'An instant as RFC 3339 writes it. Answers are in UTC with milliseconds, such as `"2026-03-31T09:30:00.000Z"`; any offset is understood, and digits beyond the millisecond are cut off. It is told in domain time, by which charges are raised and settled and tokens for a sign-up expire, and which a sandbox can move ahead (`advanceTime`), unless its description names the wall clock, which nobody moves.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
  serialize: formatInstant,
  ...readingText('DateTime', 'an instant such as "2026-03-31T09:30:00Z"', parseInstant),
});

builder.scalarType('Decimal', {
  description:
    'An exact decimal, always a string, such as `"9.99"`: digits, perhaps a minus before them and a point within them, at most 40 characters. Zeros at the end mean nothing.',
  specifiedByURL: 'https://www.w3.org/TR/xmlschema11-2/#decimal',
  serialize: (decimal) => decimal,
  ...readingText('Decimal', 'a decimal as a string such as "9.99"', (text) =>
    isDecimal(text) ? text : null,
  ),
});

builder.scalarType('CurrencyCode', {
  description: 'A currency as ISO 4217 names it: three capital letters, such as `"EUR"`.',
  specifiedByURL: 'https://www.iso.org/iso-4217-currency-codes.html',
  serialize: (code) => code,
  ...readingText('CurrencyCode', 'a currency code of three capital letters such as "EUR"', (text) =>
    /^[A-Z]{3}$/.test(text) ? text : null,
  ),
});

/** Reads a scalar that is a string on the wire, in variables and in the document; `read` answers null for what it does not understand. */
function readingText<T>(scalar: string, expected: string, read: (text: string) => T | null) {
  const parse = (value: unknown, node?: ValueNode): T => {
    const known = typeof value === 'string' ? read(value) : null;
    if (known !== null) return known;
    const message = `${scalar} must be ${expected}, but was ${shown(value)}.`;
    throw new GraphQLError(message, {
      nodes: node ?? null,
      extensions: badUserInput([{ path: [], message }]).extensions,
    });
  };
  return {
    parseValue: (value: unknown) => parse(value),
    parseLiteral: (node: ValueNode) => parse(literal(node), node),
  };
}

function literal(node: ValueNode): unknown {
  switch (node.kind) {
    case Kind.STRING:
    case Kind.BOOLEAN:
    case Kind.ENUM:
      return node.value;
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.LIST:
      return [];
    default:
      return {};
  }
}

const MOST_SHOWN = 40;

/** A wrong value as messages show it: its beginning is enough to recognise it. */
function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(beginning(value));
  return beginning(JSON.stringify(value));
}

function beginning(text: string): string {
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}
