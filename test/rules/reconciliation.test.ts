import { describe, expect, it } from 'vitest';

import type { Charge } from '../../src/charges/charge.ts';
import {
  differencesOf,
  leftOver,
  sumsOfSides,
  type Entry,
  type Remaining,
} from '../../src/charges/reconciliation.ts';
import { charge } from './charge-facts.ts';

/** What an operator has on file about `charge()`: 9.19 EUR, on line 2. */
function entry(given: Partial<Entry> = {}): Entry {
  return {
    line: 2,
    number: 'I00000012',
    referenceNumber: null,
    amount: 919,
    currency: 'EUR',
    status: null,
    ...given,
  };
}

describe('a charge and its entry', () => {
  it.each<[string[], Partial<Charge>, Partial<Entry>]>([
    [[], {}, {}],
    [[], {}, { status: 'PENDING' }],
    [['AMOUNT_DIFFERS'], {}, { amount: 918 }],
    [['AMOUNT_DIFFERS'], {}, { amount: 999, currency: 'USD' }],
    [['STATUS_DIFFERS'], {}, { status: 'APPROVED' }],
    [[], { referenceNumber: 'INV-1' }, { referenceNumber: 'INV-1' }],
    [['REFERENCE_DIFFERS'], { referenceNumber: 'INV-1' }, { referenceNumber: 'INV-2' }],
    [[], { referenceNumber: 'INV-1' }, {}],
    [[], {}, { referenceNumber: 'INV-2' }],
    [
      ['AMOUNT_DIFFERS', 'STATUS_DIFFERS', 'REFERENCE_DIFFERS'],
      { referenceNumber: 'INV-1' },
      { amount: 0, status: 'DECLINED', referenceNumber: 'INV-2' },
    ],
  ])('have the differences %j: %j and %j', (kinds, ours, theirs) => {
    const found = differencesOf(charge(ours), { entry: entry(theirs), again: null }, 'local');
    expect(found.map(({ kind }) => kind)).toEqual(kinds);
  });

  it('are compared by what Netflix asked when that is wanted', () => {
    const asked = entry({ amount: 999, currency: 'USD' });
    expect(differencesOf(charge(), { entry: asked, again: null }, 'netflix')).toEqual([]);
  });

  it('are missed when there is none, and told when there is one more', () => {
    expect(differencesOf(charge(), { entry: null, again: null }, 'local')).toEqual([
      { kind: 'MISSING_IN_FILE', charge: charge(), entry: null, firstLine: null },
    ]);
    const again = entry({ line: 7, number: null, referenceNumber: 'INV-1' });
    expect(differencesOf(charge(), { entry: entry(), again }, 'local')).toEqual([
      { kind: 'DUPLICATE_CHARGE', charge: charge(), entry: again, firstLine: 2 },
    ]);
  });
});

describe('an entry that is left over', () => {
  const none = { firstLineOfReference: null };
  it.each<[[string, number | null][], Omit<Remaining, 'entry'>, string | null]>([
    [[['MISSING_IN_GATEWAY', null]], { hasMet: false, firstLine: 2, ...none }, 'I00000099'],
    [[['MISSING_IN_GATEWAY', null]], { hasMet: false, firstLine: 2, ...none }, null],
    [[['DUPLICATE_CHARGE', 1]], { hasMet: false, firstLine: 1, ...none }, 'I00000099'],
    [[['DUPLICATE_REFERENCE', 1]], { hasMet: false, firstLine: 1, firstLineOfReference: 1 }, null],
    [[['DUPLICATE_REFERENCE', 1]], { hasMet: true, firstLine: 2, firstLineOfReference: 1 }, 'I00000012'],
    [
      [
        ['MISSING_IN_GATEWAY', null],
        ['DUPLICATE_REFERENCE', 1],
      ],
      { hasMet: false, firstLine: 2, firstLineOfReference: 1 },
      'I00000099',
    ],
    [[], { hasMet: true, firstLine: 2, firstLineOfReference: 2 }, 'I00000012'],
  ])('is %j: %j of %s', (expected, remaining, number) => {
    const own = entry({ number, referenceNumber: 'INV-1' });
    expect(leftOver({ entry: own, ...remaining })).toEqual(
      expected.map(([kind, firstLine]) => ({ kind, charge: null, entry: own, firstLine })),
    );
  });
});

it('adds up both sides by currency, beyond what a number holds', () => {
  const sums = sumsOfSides();
  const most = { amount: Number.MAX_SAFE_INTEGER, currency: 'USD' };
  for (const side of ['gateway', 'gateway', 'file'] as const) sums.add(side, most);
  sums.add('file', { amount: 5, currency: 'EUR' });
  expect(sums.all()).toEqual([
    { currency: 'EUR', gateway: { count: 0, amount: 0n }, file: { count: 1, amount: 5n } },
    {
      currency: 'USD',
      gateway: { count: 2, amount: 2n * BigInt(most.amount) },
      file: { count: 1, amount: BigInt(most.amount) },
    },
  ]);
});
