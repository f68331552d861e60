import { describe, expect, it } from 'vitest';
import { rateAt, type ExchangeRate, type Operator } from '../../src/operators/operator.ts';
import { updateOperator, type GivenRate, type OperatorUpdate } from '../../src/operators/rules.ts';
import { at, facts, operator } from './facts.ts';

const NOW = '2026-05-10T12:00:00.000Z';
const JANUARY = at('2026-01-01T00:00:00Z');
const USD: ExchangeRate = { currency: 'USD', rate: '0.92', effectiveFrom: JANUARY };

const update = (given: OperatorUpdate) => updateOperator(given, { ...facts(NOW), exchangeRates: [USD] });

describe('changing how an operator works', () => {
  it.each<[OperatorUpdate, Operator, string, string, string]>([
    [{ name: 'Cytel Ltd' }, { ...operator, name: 'Cytel Ltd' }, 'name', 'Cytel', 'Cytel Ltd'],
    [{ decisionWindowHours: 0 }, { ...operator, decisionWindowHours: 0 }, 'decisionWindowHours', '24', '0'],
    [{ onSilence: 'WAIT' }, { ...operator, onSilence: 'WAIT' }, 'onSilence', 'APPROVE', 'WAIT'],
  ])('takes %j, with an event', (given, updated, field, before, after) => {
    const { outcome, changes } = update(given);
    expect(outcome).toEqual({ operator: updated, exchangeRates: [], problems: [] });
    expect(changes).toMatchObject({ operators: [{ before: operator, after: updated }], exchangeRates: [] });
    expect(changes.events).toEqual([{ type: 'OPERATOR_UPDATED', changes: [{ field, before, after }] }]);
  });

  it.each<[string, OperatorUpdate]>([
    ['nothing', {}],
    ['null', { name: null, decisionWindowHours: null, onSilence: null, exchangeRates: null }],
    ['what is so already', { name: 'Cytel', decisionWindowHours: 24, onSilence: 'APPROVE' }],
    ['a rate that is so already, by value', { exchangeRates: [{ ...USD, rate: '0.920' }] }],
  ])('changes nothing when given %s', (_what, given) => {
    const { outcome, changes } = update(given);
    expect(outcome).toMatchObject({ operator, problems: [] });
    expect(changes).toMatchObject({ operators: [], exchangeRates: [], events: [] });
  });
});

describe('adding exchange rates', () => {
  it.each<[string, GivenRate[], { before: ExchangeRate | null; after: ExchangeRate }[]]>([
    [
      'from now on when no instant is given',
      [{ currency: 'USD', rate: '0.9' }],
      [{ before: null, after: { currency: 'USD', rate: '0.9', effectiveFrom: at(NOW) } }],
    ],
    [
      'from an instant on, past or future, in canonical form',
      [{ currency: 'GBP', rate: '01.170', effectiveFrom: JANUARY - 1 }],
      [{ before: null, after: { currency: 'GBP', rate: '1.17', effectiveFrom: JANUARY - 1 } }],
    ],
    [
      'over the one of the same currency and instant',
      [{ currency: 'USD', rate: '0.95', effectiveFrom: JANUARY }],
      [{ before: USD, after: { ...USD, rate: '0.95' } }],
    ],
    [
      'the later of two for one currency and instant',
      [
        { currency: 'GBP', rate: '1.1' },
        { currency: 'GBP', rate: '1.2', effectiveFrom: at(NOW) },
      ],
      [{ before: null, after: { currency: 'GBP', rate: '1.2', effectiveFrom: at(NOW) } }],
    ],
  ])('adds %s', (_how, exchangeRates, expected) => {
    const { outcome, changes } = update({ exchangeRates });
    expect(outcome).toEqual({ operator, exchangeRates: expected.map(({ after }) => after), problems: [] });
    expect(changes).toMatchObject({ operators: [], exchangeRates: expected });
  });

  it('tells each rate by currency and instant, with the rest that changed', () => {
    const { changes } = update({
      onSilence: 'WAIT',
      exchangeRates: [
        { ...USD, rate: '0.95' },
        { currency: 'GBP', rate: '1.17' },
      ],
    });
    expect(changes.events).toEqual([
      {
        type: 'OPERATOR_UPDATED',
        changes: [
          { field: 'onSilence', before: 'APPROVE', after: 'WAIT' },
          { field: 'exchangeRates.USD.2026-01-01T00:00:00.000Z', before: '0.92', after: '0.95' },
          { field: `exchangeRates.GBP.${NOW}`, before: null, after: '1.17' },
        ],
      },
    ]);
  });

  it('refuses every rate of the local currency, and then changes nothing', () => {
    const { outcome, changes } = update({
      name: 'Cytel Ltd',
      exchangeRates: [
        { currency: 'EUR', rate: '1' },
        { currency: 'GBP', rate: '1.17' },
        { currency: 'EUR', rate: '2' },
      ],
    });
    expect(outcome).toMatchObject({
      operator: null,
      problems: [
        {
          code: 'NOT_ALLOWED',
          message: expect.stringContaining('EUR'),
          path: ['exchangeRates', '0', 'currency'],
        },
        { code: 'NOT_ALLOWED', path: ['exchangeRates', '2', 'currency'] },
      ],
    });
    expect(changes).toMatchObject({ operators: [], exchangeRates: [], events: [] });
  });
});

describe('the rate in force', () => {
  const RATES = [USD, { ...USD, rate: '0.95', effectiveFrom: at(NOW) }];

  it.each<[string, string, number, string | null]>([
    ['none before the first', 'USD', JANUARY - 1, null],
    ['the first from its instant on', 'USD', JANUARY, '0.92'],
    ['the first until the next takes over', 'USD', at(NOW) - 1, '0.92'],
    ['the next from its instant on', 'USD', at(NOW), '0.95'],
    ['none of another currency', 'GBP', at(NOW), null],
    ['1 for the local currency', 'EUR', 0, '1'],
  ])('is %s', (_which, currency, instant, rate) => {
    expect(rateAt(operator, RATES, currency, instant)).toBe(rate);
    expect(rateAt(operator, RATES.toReversed(), currency, instant)).toBe(rate);
  });
});
