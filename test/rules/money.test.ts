import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CURRENCIES, minorUnits } from '../../src/money/currencies.ts';
import {
  convert,
  formatAmount,
  formatMoney,
  isDecimal,
  isRate,
  parseDecimal,
  parseRate,
  toMinor,
} from '../../src/money/money.ts';

const LARGEST = Number.MAX_SAFE_INTEGER;
const anyCurrency = fc.constantFrom(...CURRENCIES);
const anyMinor = fc.nat({ max: LARGEST });

describe('currencies', () => {
  it.each([
    ['EUR', 2],
    ['HUF', 2],
    ['IDR', 2],
    ['MGA', 2],
    ['MRU', 2],
    ['JPY', 0],
    ['ISK', 0],
    ['UGX', 0],
    ['UYI', 0],
    ['IQD', 3],
    ['TND', 3],
    ['CLF', 4],
    ['UYW', 4],
    ['BOV', 2],
    ['USN', 2],
    ['XAD', 2],
    ['XCG', 2],
    ['ZWG', 2],
    ['SLE', 2],
    ['VED', 2],
  ])('counts %s with the %i decimals of ISO 4217', (code, decimals) => {
    expect(minorUnits(code)).toBe(decimals);
  });

  it.each([
    'XAU',
    'XDR',
    'XTS',
    'XXX',
    'ANG',
    'BGN',
    'CUC',
    'HRK',
    'SLL',
    'ZWL',
    'ABC',
    'eur',
    '',
    'EUR ',
    'constructor',
  ])('does not count amounts in "%s"', (code) => {
    expect(minorUnits(code)).toBeNull();
  });

  it('knows each code of the list once', () => {
    const byDecimals = Object.groupBy(CURRENCIES, (code) => String(minorUnits(code)));
    expect(new Set(CURRENCIES).size).toBe(165);
    expect(CURRENCIES.every((code) => /^[A-Z]{3}$/.test(code))).toBe(true);
    expect(Object.entries(byDecimals).map(([decimals, codes]) => [decimals, codes?.length])).toEqual([
      ['0', 17],
      ['2', 139],
      ['3', 7],
      ['4', 2],
    ]);
  });
});

describe('decimals', () => {
  it.each([
    ['9.99', 999n, 2],
    ['-9.99', -999n, 2],
    ['1000', 1000n, 0],
    ['007.50', 75n, 1],
    ['0.10', 1n, 1],
    ['-0', 0n, 0],
    ['-0.00', 0n, 0],
    ['-0.5', -5n, 1],
    ['1234567890123456789012345678901234567890', 1234567890123456789012345678901234567890n, 0],
  ])('reads %s exactly, in its shortest form', (text, digits, scale) => {
    expect(parseDecimal(text)).toEqual({ digits, scale });
    expect(isDecimal(text)).toBe(true);
  });

  it.each([
    '',
    ' ',
    '.5',
    '5.',
    '+1',
    '1e3',
    '1,5',
    '1_000',
    ' 1',
    '1 ',
    '1\n',
    '--1',
    '0x10',
    'NaN',
    '٣',
    '1'.repeat(41),
  ])('refuses "%s"', (text) => {
    expect(parseDecimal(text)).toBeNull();
    expect(isDecimal(text)).toBe(false);
  });
});

describe('amounts', () => {
  it.each([
    ['9.99', 'EUR', 999],
    ['9.990000', 'EUR', 999],
    ['9.9', 'EUR', 990],
    ['0', 'EUR', 0],
    ['-0.00', 'EUR', 0],
    ['1000.00', 'JPY', 1000],
    ['1.234', 'BHD', 1234],
    ['0.0001', 'CLF', 1],
    ['90071992547409.91', 'EUR', LARGEST],
  ])('counts %s %s as %i minor units', (text, currency, minor) => {
    expect(toMinor(text, currency)).toEqual({ minor });
  });

  it.each([
    ['9.999', 'XXX', 'UNKNOWN_CURRENCY'],
    ['9.999', 'EUR', 'NOT_REPRESENTABLE'],
    ['0.5', 'JPY', 'NOT_REPRESENTABLE'],
    ['90071992547409.92', 'EUR', 'NOT_REPRESENTABLE'],
    ['-9.999', 'EUR', 'NOT_REPRESENTABLE'],
    ['-90071992547409.92', 'EUR', 'NOT_REPRESENTABLE'],
    ['-0.01', 'EUR', 'NEGATIVE'],
    ['-90071992547409.91', 'EUR', 'NEGATIVE'],
  ])('refuses %s %s: %s', (text, currency, fault) => {
    expect(toMinor(text, currency)).toEqual({ fault });
  });

  it.each([
    [999, 'EUR', '9.99'],
    [5, 'EUR', '0.05'],
    [-5, 'EUR', '-0.05'],
    [-1000, 'EUR', '-10.00'],
    [0, 'EUR', '0.00'],
    [-0, 'EUR', '0.00'],
    [1000, 'JPY', '1000'],
    [1, 'CLF', '0.0001'],
    [123456789012345678901234567890n, 'BHD', '123456789012345678901234567.890'],
  ])('writes %s of %s as %s', (minor, currency, text) => {
    expect(formatAmount(minor, currency)).toBe(text);
  });

  it('come back as they were written, in every currency', () => {
    fc.assert(
      fc.property(anyCurrency, anyMinor, (currency, minor) => {
        const text = formatAmount(minor, currency);
        expect(toMinor(text, currency)).toEqual({ minor });
        expect(text.split('.')[1]?.length ?? 0).toBe(minorUnits(currency));
        expect(formatAmount(BigInt(minor), currency)).toBe(text);
      }),
    );
  });

  it('are never made up from what is none', () => {
    expect(() => formatAmount(1, 'XAU')).toThrow('found XAU');
    expect(() => formatAmount(0.5, 'EUR')).toThrow('found 0.5');
    expect(() => toMinor('a lot', 'EUR')).toThrow('found a lot');
  });
});

describe('exchange rates', () => {
  it.each([
    ['1', '1'],
    ['412.50', '412.5'],
    ['007', '7'],
    ['0.0000000001', '0.0000000001'],
    ['1.00000000000000', '1'],
    ['999999999999.9999999999', '999999999999.9999999999'],
  ])('%s is kept as %s', (text, canonical) => {
    expect(parseRate(text)).toBe(canonical);
    expect(isRate(text)).toBe(true);
  });

  it.each(['0', '0.00', '-1', '0.00000000001', '1000000000000', '1000000000000.5', '1e3', ''])(
    '"%s" is none',
    (text) => {
      expect(parseRate(text)).toBeNull();
      expect(isRate(text)).toBe(false);
    },
  );

  it.each([
    [999, 'EUR', 'EUR', '1', 999],
    [999, 'EUR', 'HUF', '412.5', 412088], // 4120.875
    [1, 'EUR', 'USD', '0.5', 1],
    [1, 'EUR', 'USD', '0.4999999999', 0],
    [1, 'JPY', 'EUR', '0.0062', 1],
    [100, 'EUR', 'JPY', '161.5', 162],
    [100, 'EUR', 'KWD', '0.3333333333', 333],
    [1000, 'JPY', 'CLF', '0.0000005', 5],
    [0, 'EUR', 'USD', '1.1', 0],
    [LARGEST, 'EUR', 'EUR', '1', LARGEST],
    [LARGEST, 'EUR', 'EUR', '1.0000000001', null],
    [LARGEST, 'JPY', 'EUR', '0.01', LARGEST],
    [LARGEST, 'JPY', 'EUR', '0.0100000001', null],
  ])('turn %s of %s into %s at %s: %s', (minor, from, to, rate, local) => {
    expect(convert(minor, from, to, rate)).toBe(local);
  });

  it('round half up to the nearest minor unit, whatever the currencies', () => {
    const anyRate = fc.bigInt({ min: 1n, max: 10n ** 13n });
    fc.assert(
      fc.property(
        fc.nat({ max: 1e12 }),
        anyCurrency,
        anyCurrency,
        anyRate,
        (minor, from, to, tenBillionths) => {
          const rate = `${tenBillionths / 10n ** 10n}.${String(tenBillionths % 10n ** 10n).padStart(10, '0')}`;
          const local = convert(minor, from, to, rate);
          fc.pre(local !== null);
          const exact = BigInt(minor) * tenBillionths * 10n ** BigInt(minorUnits(to) ?? 0);
          const unit = 10n ** BigInt(10 + (minorUnits(from) ?? 0));
          const tooMuch = 2n * (BigInt(local) * unit - exact);
          expect(tooMuch <= unit && tooMuch > -unit).toBe(true);
        },
      ),
    );
  });

  it.each([
    [-1, 'EUR', 'USD', '1'],
    [0.5, 'EUR', 'USD', '1'],
    [1, 'EUR', 'USD', '0'],
    [1, 'EUR', 'USD', 'one'],
    [1, 'EUR', 'XXX', '1'],
    [1, 'XXX', 'EUR', '1'],
  ])('are not applied to what no rule let in: %s %s to %s at %s', (minor, from, to, rate) => {
    expect(() => convert(minor, from, to, rate)).toThrow('Expected');
  });
});

describe('money for people', () => {
  it.each([
    [999, 'EUR', undefined, '€9.99'],
    [999, 'EUR', null, '€9.99'],
    [-5, 'EUR', 'en', '-€0.05'],
    [123456, 'EUR', 'de-DE', '1.234,56 €'],
    [500, 'HUF', 'en', 'HUF 5.00'],
    [1000, 'JPY', 'en', '¥1,000'],
    [1234, 'IQD', 'en', 'IQD 1.234'],
    [1, 'CLF', 'en', 'CLF 0.0001'],
    [100, 'XAD', 'en', 'XAD 1.00'],
    [LARGEST, 'UYW', 'en', 'UYW 900,719,925,474.0991'],
    [12345678901234567890n, 'EUR', 'en', '€123,456,789,012,345,678.90'],
  ])('writes %s of %s for %s as %s', (minor, currency, locale, text) => {
    expect(formatMoney(minor, currency, locale)?.replace(/\s/g, ' ')).toBe(text);
  });

  it.each(['', 'e', 'en_US', 'not a locale', 'x'.repeat(65)])(
    'writes nothing for "%s", which is no locale',
    (locale) => {
      expect(formatMoney(999, 'EUR', locale)).toBeNull();
    },
  );

  it('goes on writing however many locales are asked for', () => {
    const written = Array.from({ length: 500 }, (_, i) => formatMoney(999, 'EUR', `en-x-tag${i}`));
    expect(new Set(written)).toEqual(new Set(['€9.99']));
  });
});
