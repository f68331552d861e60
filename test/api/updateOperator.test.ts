import { describe, expect, it } from 'vitest';

import { HOUR } from '../../src/time.ts';
import { writes } from './charge-verbs.ts';
import { openGateway, type Client, type Data } from './gateway.ts';
import { faultsOf } from './subscription-verbs.ts';

const FIELDS = `code name localCurrency decisionWindowHours onSilence
  exchangeRates { currency rate effectiveFrom }`;
const UPDATE = `mutation ($input: UpdateOperatorInput!) {
  updateOperator(input: $input) { operator { ${FIELDS} } problems { code message path } }
}`;
const FIRST = {
  code: 'first',
  name: 'Operator first',
  localCurrency: 'EUR',
  decisionWindowHours: 24,
  onSilence: 'APPROVE',
  exchangeRates: [],
};
const NOON = '2026-03-01T12:00:00.000Z';

async function update(client: Client, input: Data): Promise<Data> {
  return (await client.ask(UPDATE, { input })).updateOperator;
}

async function operatorOf(client: Client): Promise<Data> {
  return (await client.ask(`{ viewer { operator { ${FIELDS} } } }`)).viewer.operator;
}

describe('updateOperator', () => {
  it('changes what is given and keeps what is null or left out', async () => {
    const opened = await openGateway();
    const { operator, another } = opened;
    const other = await another();
    const { operator: updated, problems } = await update(operator, { name: 'Τηλέφωνα', onSilence: 'WAIT' });
    expect([updated, problems]).toEqual([{ ...FIRST, name: 'Τηλέφωνα', onSilence: 'WAIT' }, []]);
    expect(await operatorOf(operator)).toEqual(updated);
    expect(await operatorOf(other.operator)).toMatchObject({ code: 'other1', onSilence: 'APPROVE' });

    writes(opened);
    const nothing = { name: null, decisionWindowHours: null, onSilence: null, exchangeRates: null };
    for (const input of [{}, nothing, { onSilence: 'WAIT', exchangeRates: [] }])
      expect(await update(operator, input)).toEqual({ operator: updated, problems: [] });
    expect(writes(opened)).toEqual([]);
  });

  it.each([0, 8760])('takes a decision window of %i hours', async (decisionWindowHours) => {
    const { operator } = await openGateway();
    await update(operator, { decisionWindowHours });
    expect(await operatorOf(operator)).toEqual({ ...FIRST, decisionWindowHours });
  });

  it('adds exchange rates, and overwrites only one of the same currency and instant', async () => {
    const { operator, wait } = await openGateway();
    const usd = (rate: string, effectiveFrom?: string | null) => ({ currency: 'USD', rate, effectiveFrom });
    await update(operator, { exchangeRates: [usd('0.9200'), { currency: 'GBP', rate: '01.15' }] });
    const gbp = { currency: 'GBP', rate: '1.15', effectiveFrom: NOON };
    expect((await operatorOf(operator)).exchangeRates).toEqual([gbp, usd('0.92', NOON)]);

    wait(HOUR);
    const rates = [usd('0.93', null), usd('0.9', '2026-01-01T00:00:00Z'), usd('0.91', NOON)];
    const { operator: updated } = await update(operator, { exchangeRates: rates });
    const all = [
      gbp,
      usd('0.9', '2026-01-01T00:00:00.000Z'),
      usd('0.91', NOON),
      usd('0.93', '2026-03-01T13:00:00.000Z'),
    ];
    expect(updated.exchangeRates).toEqual(all);
    expect((await operatorOf(operator)).exchangeRates).toEqual(all);
  });

  it('lets the last of several rates for one currency and instant win', async () => {
    const { operator } = await openGateway();
    const exchangeRates = ['1', '3', '2'].map((rate) => ({ currency: 'USD', rate, effectiveFrom: NOON }));
    const { operator: updated } = await update(operator, { exchangeRates });
    expect(updated.exchangeRates).toEqual([exchangeRates[2]]);
  });

  it('answers on trial as it would, and changes nothing', async () => {
    const opened = await openGateway();
    const { operator } = opened;
    const usd = (rate: string, effectiveFrom: string) => ({ currency: 'USD', rate, effectiveFrom });
    await update(operator, { exchangeRates: [usd('0.92', NOON)] });
    const before = await operatorOf(operator);
    const exchangeRates = [
      usd('0.9', '2026-04-01T00:00:00Z'),
      usd('0.91', NOON),
      { currency: 'GBP', rate: '1.2' },
    ];
    writes(opened);
    const trial = await update(operator, { name: 'New', exchangeRates, dryRun: true });
    expect(writes(opened)).toEqual([]);
    expect(await operatorOf(operator)).toEqual(before);
    expect(await update(operator, { name: 'New', exchangeRates })).toEqual(trial);
  });

  it('tells a repeated call the rates as they now stand', async () => {
    const { operator } = await openGateway();
    const usd = (rate: string) => ({ exchangeRates: [{ currency: 'USD', rate, effectiveFrom: NOON }] });
    await update(operator, { ...usd('0.92'), idempotencyKey: 'k' });
    const { operator: updated } = await update(operator, usd('0.93'));
    expect((await update(operator, { ...usd('0.92'), idempotencyKey: 'k' })).operator).toEqual(updated);
  });

  it('refuses a rate of the local currency, each with its place, and changes nothing', async () => {
    const opened = await openGateway();
    writes(opened);
    const exchangeRates = ['EUR', 'USD', 'EUR'].map((currency) => ({ currency, rate: '1' }));
    expect(await update(opened.operator, { name: 'New', exchangeRates })).toMatchObject({
      operator: null,
      problems: [
        { code: 'NOT_ALLOWED', path: ['exchangeRates', '0', 'currency'] },
        { code: 'NOT_ALLOWED', path: ['exchangeRates', '2', 'currency'] },
      ],
    });
    expect(writes(opened)).toEqual([]);
    expect(await operatorOf(opened.operator)).toEqual(FIRST);
  });

  const rated = (rate: unknown, currency = 'USD') => ({ exchangeRates: [{ currency, rate }] });
  const RATE = 'exchangeRates.0.rate';
  it.each([
    ['an empty name', { name: '' }, 'name', '1 to 255 characters'],
    ['a window in the past', { decisionWindowHours: -1 }, 'decisionWindowHours', 'was -1'],
    ['a window of more than a year', { decisionWindowHours: 8761 }, 'decisionWindowHours', 'was 8761'],
    ['a window without an end', { decisionWindowHours: 2 ** 31 }, 'decisionWindowHours', '32-bit'],
    ['an unknown policy', { onSilence: 'DECLINE' }, 'onSilence', 'does not exist'],
    ['a rate of nothing', rated('0.0'), RATE, 'must be more than 0'],
    ['a negative rate', rated('-1'), RATE, 'must be more than 0'],
    ['a rate of 11 decimals', rated('1.12345678901'), RATE, '10 after it'],
    ['a rate of 13 digits', rated('1234567890123'), RATE, 'at most 12 digits'],
    ['a rate with an exponent', rated('1e3'), RATE, 'must be a decimal'],
    ['a rate that is a number', rated(1.5), RATE, 'must be a decimal as a string'],
    ['an unknown currency', rated('1', 'AAA'), 'exchangeRates.0.currency', 'which AAA is not'],
    ['51 rates', { exchangeRates: Array(51).fill(rated('1').exchangeRates[0]) }, 'exchangeRates', '0 to 50'],
  ])('is badly formed with %s', async (_what, input, path, message) => {
    const { operator } = await openGateway();
    const faults = faultsOf(await operator.answer(UPDATE, { input }));
    expect(faults).toEqual([[`input.${path}`, expect.stringContaining(message)]]);
    expect(await operatorOf(operator)).toEqual(FIRST);
  });

  it('is told every fault at once', async () => {
    const { operator } = await openGateway();
    const exchangeRates = [
      { currency: 'AAA', rate: '0' },
      { currency: 'USD', rate: '-1' },
    ];
    const input = { name: '', decisionWindowHours: -1, exchangeRates };
    const faults = faultsOf(await operator.answer(UPDATE, { input }));
    expect(faults.map(([path]) => path)).toEqual([
      'input.name',
      'input.decisionWindowHours',
      'input.exchangeRates.0.currency',
      'input.exchangeRates.0.rate',
      'input.exchangeRates.1.rate',
    ]);
  });
});
