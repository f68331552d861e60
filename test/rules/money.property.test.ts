import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { CURRENCIES, minorUnits } from '../../src/money/currencies.ts';
import { convert, formatAmount, toMinor } from '../../src/money/money.ts';

const LARGEST = Number.MAX_SAFE_INTEGER;
const anyMinor = fc.oneof(fc.nat({ max: LARGEST }), fc.constantFrom(0, 1, LARGEST - 1, LARGEST));

describe.each(CURRENCIES)('%s', (currency) => {
  const units = minorUnits(currency) ?? NaN;

  it('is read as it is written, with zeros that mean nothing on either side', () => {
    fc.assert(
      fc.property(anyMinor, fc.nat({ max: 3 }), fc.nat({ max: 3 }), (minor, before, after) => {
        const text = formatAmount(minor, currency);
        expect(text.split('.')[1]?.length ?? 0).toBe(units);
        const padded = `${'0'.repeat(before)}${text}${text.includes('.') ? '' : '.'}${'0'.repeat(after + (units === 0 ? 1 : 0))}`;
        for (const written of [text, padded]) expect(toMinor(written, currency)).toEqual({ minor });
      }),
    );
  });

  it('holds as much as 2^53 − 1 minor units, not one more, none below zero and no part of one', () => {
    const beyond = formatAmount(BigInt(LARGEST) + 1n, currency);
    expect(toMinor(formatAmount(LARGEST, currency), currency)).toEqual({ minor: LARGEST });
    expect(toMinor(beyond, currency)).toEqual({ fault: 'NOT_REPRESENTABLE' });
    expect(toMinor(formatAmount(-1, currency), currency)).toEqual({ fault: 'NEGATIVE' });
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 40 }), fc.integer({ min: 1, max: 9 }), (minor, part) => {
        const text = formatAmount(minor, currency);
        const finer = `${text}${text.includes('.') ? '' : '.'}${part}`;
        expect(toMinor(finer, currency)).toEqual({ fault: 'NOT_REPRESENTABLE' });
      }),
    );
  });

  it('is the same at a rate of 1', () => {
    fc.assert(
      fc.property(anyMinor, (minor) => {
        expect(convert(minor, currency, currency, '1')).toBe(minor);
      }),
    );
  });
});

/** A currency for each number of decimals that there is. */
const EXPONENTS = [...Map.groupBy(CURRENCIES, minorUnits).values()].flatMap(([currency]) => currency ?? []);
const PAIRS = EXPONENTS.flatMap((from) => EXPONENTS.map((to) => [from, to] as const));

it('has currencies with none, two, three and four decimals', () => {
  expect(EXPONENTS.map(minorUnits).toSorted()).toEqual([0, 2, 3, 4]);
});

describe.each(PAIRS)('from %s to %s', (from, to) => {
  const power = (currency: string) => 10n ** BigInt(minorUnits(currency) ?? 0);

  it('is rounded half up, once, and refused beyond the limit', () => {
    const anyRate = fc.tuple(fc.bigInt({ min: 1n, max: 10n ** 14n }), fc.nat({ max: 10 }));
    fc.assert(
      fc.property(anyMinor, anyRate, (minor, [digits, scale]) => {
        const text = String(digits).padStart(scale + 1, '0');
        const rate = scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`;
        // The exact result is a / b minor units; a whole number n is that rounded half up if n − ½ ≤ a / b < n + ½.
        const [a, b] = [BigInt(minor) * digits * power(to), power(from) * 10n ** BigInt(scale)];
        const converted = convert(minor, from, to, rate);
        if (converted === null) {
          expect(2n * a >= (2n * BigInt(LARGEST) + 1n) * b).toBe(true);
          return;
        }
        const n = BigInt(converted);
        expect((2n * n - 1n) * b <= 2n * a && 2n * a < (2n * n + 1n) * b).toBe(true);
      }),
    );
  });

  it('never makes less of more', () => {
    const anyRate = fc.constantFrom('0.0000000001', '0.92', '1', '163.5', '999999999999');
    fc.assert(
      fc.property(anyMinor, anyMinor, anyRate, (one, other, rate) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)];
        expect(convert(less, from, to, rate) ?? Infinity).toBeLessThanOrEqual(
          convert(more, from, to, rate) ?? Infinity,
        );
      }),
    );
  });
});
