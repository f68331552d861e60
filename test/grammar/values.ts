import {
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLInputType,
} from 'graphql';

import type { Draw } from '../simulation/draw.ts';

/** What the gateway knows already, by the words that ask for it: numbers, identifiers, global ids, cursors. */
export type Known = Readonly<Record<string, readonly string[]>>;

/** Texts that somebody may try. */
const TEXTS = [
  '',
  'x',
  'Anna',
  'I00000001',
  "'; DROP TABLE charges; --",
  '%',
  '_',
  '\u0000',
  '😀'.repeat(40),
  'a\u0301\u202E',
  'x'.repeat(300),
  '-1',
  'null',
  '__proto__',
];
const NUMBERS = [0, 1, 2, 5, 20, 50, 51, -1, 1_000, 2_147_483_647, -2_147_483_648];
const SCALARS: Readonly<Record<string, readonly unknown[]>> = {
  Boolean: [true, false],
  Float: [0, 1.5, -1e30],
  Date: ['2026-03-31', '2026-01-01', '0001-01-01', '9999-12-31', '2024-02-29'],
  DateTime: [
    '2026-03-31T09:30:00Z',
    '2026-01-01T00:00:00.000+02:00',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
  ],
  Decimal: ['9.99', '0', '-1', '1000', '0.001', '9'.repeat(39)],
  CurrencyCode: ['EUR', 'JPY', 'USD', 'KWD', 'ZZZ'],
};
/** What no scalar wants. */
const WRONG = [null, 7, 'x', true, [], {}, [[]], { a: 1 }, 1e300, '2026-02-30'];

/** A value for a variable of that type: mostly one that fits, and one that means something. `name` says what it is for. */
export function drawValue(
  draw: Draw,
  type: GraphQLInputType,
  known: Known,
  name: string,
  depth = 0,
): unknown {
  if (draw.chance(0.01)) return draw.any(WRONG);
  if (!isNonNullType(type) && draw.chance(0.05)) return null;
  const bare = getNullableType(type);
  if (isListType(bare))
    return Array.from({ length: draw.between(0, 3) }, () =>
      drawValue(draw, bare.ofType, known, name, depth + 1),
    );
  if (isEnumType(bare)) return draw.any(bare.getValues())?.name;
  if (isInputObjectType(bare)) {
    const fields = Object.values(bare.getFields());
    const chosen = bare.isOneOf
      ? [draw.any(fields)].filter((field) => field !== undefined)
      : fields.filter((field) => isNonNullType(field.type) || draw.chance(depth > 3 ? 0.05 : 0.35));
    return Object.fromEntries(
      chosen.map((field) => [
        field.name,
        drawValue(
          draw,
          bare.isOneOf && !draw.chance(0.02) ? nonNull(field.type) : field.type,
          known,
          field.name,
          depth + 1,
        ) ?? (bare.isOneOf ? 'B-1' : null),
      ]),
    );
  }
  if (bare.name === 'Int')
    return name === 'first' || name === 'last' ? draw.between(1, 5) : draw.any(NUMBERS);
  const scalar = SCALARS[bare.name];
  if (scalar) return draw.any(scalar);
  const meant = known[name] ?? known[bare.name] ?? [];
  return meant.length > 0 && draw.chance(0.85) ? draw.any(meant) : draw.any(TEXTS);
}

function nonNull(type: GraphQLInputType): GraphQLInputType {
  return getNullableType(type);
}

/** The value as it is written into a document. */
export function written(value: unknown, type: GraphQLInputType): string {
  const bare = getNullableType(type);
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) {
    const items = isListType(bare) ? bare.ofType : bare;
    return `[${value.map((item) => written(item, items)).join(', ')}]`;
  }
  if (typeof value === 'object') {
    const fields = isInputObjectType(bare) ? bare.getFields() : {};
    const entries = Object.entries(value).map(([name, each]) => {
      const field = fields[name];
      return `${name}: ${field ? written(each, field.type) : JSON.stringify(each)}`;
    });
    return `{ ${entries.join(', ')} }`;
  }
  return isEnumType(bare) && typeof value === 'string' ? value : JSON.stringify(value);
}
