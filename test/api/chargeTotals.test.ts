import { describe, expect, it } from 'vitest';

import { DAY } from '../../src/time.ts';
import { move, receive, settle, tell, updateOperator } from './charge-verbs.ts';
import { NOON, openGateway, type Client, type Data } from './gateway.ts';

const TOTAL = 'status acknowledged count amount { amount currency } localAmount { amount currency }';

interface Charge {
  readonly status: string;
  readonly acknowledgedOn: string | null;
  readonly receivedOn: string;
  readonly amount: { readonly amount: string; readonly currency: string };
  readonly localAmount: { readonly amount: string; readonly currency: string };
}

async function totals(client: Client, filter?: Data | null): Promise<Data[]> {
  const { chargeTotals } = await client.ask(
    `query ($filter: ChargeTotalsFilter) { chargeTotals(filter: $filter) { ${TOTAL} } }`,
    { filter },
  );
  return chargeTotals as Data[];
}

/** Charges of three days in two currencies and every state. */
async function manyCharges() {
  const { operator, netflix, wait } = await openGateway();
  const USD = { currency: 'USD', rate: '0.925', effectiveFrom: '2000-01-01T00:00:00Z' };
  await updateOperator(operator, { exchangeRates: [USD] });
  for (const customer of ['B-100', 'B-200', 'B-300']) await netflix.signsUp(customer);
  for (let day = 0; day < 3; day += 1) {
    const numbers = [
      await netflix.charges('B-100', { amount: `${day + 1}.01` }),
      await netflix.charges('B-100', { amount: `${day + 1}.01`, currency: 'USD' }),
      await netflix.charges('B-100', { amount: '0.02', currency: 'USD' }),
    ];
    const other = await netflix.charges('B-200', { amount: '100' });
    if (day === 0) {
      await tell(operator, 'declineCharges', [{ number: other, billingSystemCustomerIdentifier: 'B-200' }]);
      await netflix.charges('B-300', { paidThroughDate: '2026-01-01', currency: 'USD' });
    }
    wait(DAY);
    await settle(operator);
    if (day < 2) await tell(operator, 'acknowledgeCharges', numbers.slice(day));
  }
  await netflix.charges('B-100', { currency: 'USD' });
  await move(operator, 'suspend');
  await netflix.charges('B-100', { currency: 'USD' });
  return operator;
}

async function everyCharge(client: Client): Promise<Charge[]> {
  const fields =
    'status acknowledgedOn receivedOn amount { amount currency } localAmount { amount currency }';
  const { customers } = await client.ask(
    `{ customers { nodes { charges(first: 50) { nodes { ${fields} } } } } }`,
  );
  return customers.nodes.flatMap(({ charges }: Data) => charges.nodes);
}

/** What the totals must be, from the charges themselves. */
function summed(charges: readonly Charge[]): Data[] {
  const groups = Map.groupBy(charges, ({ status, acknowledgedOn, amount }) =>
    [status, acknowledgedOn !== null, amount.currency].join(),
  );
  const cents = (text: string) => Math.round(Number(text) * 100);
  const sum = (amounts: readonly string[]) =>
    (amounts.reduce((sofar, amount) => sofar + cents(amount), 0) / 100).toFixed(2);
  return [...groups.values()].map((group) => ({
    status: group[0]?.status,
    acknowledged: group[0]?.acknowledgedOn !== null,
    count: group.length,
    amount: {
      amount: sum(group.map(({ amount }) => amount.amount)),
      currency: group[0]?.amount.currency,
    },
    localAmount: { amount: sum(group.map(({ localAmount }) => localAmount.amount)), currency: 'EUR' },
  }));
}

function inOrder(list: readonly Data[]): Data[] {
  return list.toSorted((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other)));
}

describe('chargeTotals', () => {
  it('are what the charges come to, whatever is asked', async () => {
    const operator = await manyCharges();
    const charges = await everyCharge(operator);
    const on = (day: string) => (charge: Charge) => charge.receivedOn.slice(0, 10) >= day;
    const cases: [Data | null | undefined, (charge: Charge) => boolean][] = [
      [undefined, () => true],
      [null, () => true],
      [{ status: null, acknowledged: null, currency: null, receivedFrom: null }, () => true],
      [{ status: ['PENDING'] }, ({ status }) => status === 'PENDING'],
      [{ status: ['APPROVED', 'REJECTED'] }, ({ status }) => status === 'APPROVED' || status === 'REJECTED'],
      [{ status: [] }, () => false],
      [{ acknowledged: true }, ({ acknowledgedOn }) => acknowledgedOn !== null],
      [{ acknowledged: false }, ({ acknowledgedOn }) => acknowledgedOn === null],
      [{ currency: 'USD' }, ({ amount }) => amount.currency === 'USD'],
      [{ currency: 'AAA' }, () => false],
      [{ receivedFrom: '2026-03-02' }, on('2026-03-02')],
      [{ receivedTo: '2026-03-02' }, (charge) => !on('2026-03-02')(charge)],
      [{ receivedFrom: '2026-03-02', receivedTo: '2026-03-02' }, () => false],
      [
        { receivedFrom: '2026-03-02', receivedTo: '2026-03-04', status: ['APPROVED'], currency: 'EUR' },
        (charge) =>
          on('2026-03-02')(charge) &&
          !on('2026-03-04')(charge) &&
          charge.status === 'APPROVED' &&
          charge.amount.currency === 'EUR',
      ],
    ];
    for (const [filter, matches] of cases) {
      const found = await totals(operator, filter);
      expect(inOrder(found), JSON.stringify(filter)).toEqual(inOrder(summed(charges.filter(matches))));
    }
    const statuses = (await totals(operator)).map(({ status }) => status as string);
    expect(new Set(statuses)).toEqual(
      new Set(['APPROVED', 'BAD_REQUEST', 'DECLINED', 'PENDING', 'REJECTED']),
    );
  });

  it('move with each charge and leave nothing behind', async () => {
    const { operator, netflix, wait } = await openGateway();
    await netflix.signsUp('B-100');
    const number = await netflix.charges('B-100');
    const money = { amount: '9.99', currency: 'EUR' };
    const only = (status: string, acknowledged: boolean) => [
      { status, acknowledged, count: 1, amount: money, localAmount: money },
    ];
    expect(await totals(operator)).toEqual(only('PENDING', false));
    wait(DAY);
    await settle(operator);
    expect(await totals(operator)).toEqual(only('APPROVED', false));
    await tell(operator, 'acknowledgeCharges', [number]);
    expect(await totals(operator)).toEqual(only('APPROVED', true));
  });

  it('are exact beyond what one amount can be', async () => {
    const { operator, netflix, wait } = await openGateway();
    const { netflixCustomerIdentifier } = await netflix.signsUp('B-100');
    for (let day = 0; day < 2; day += 1) {
      const charges = Array.from({ length: 500 }, (_, k) => ({
        netflixChargeIdentifier: `N-${day}-${k}`,
        netflixCustomerIdentifier,
        amount: '90071992547409.91',
        currency: 'EUR',
        paidThroughDate: '2099-12-31',
        raisedOn: new Date(NOON).toISOString(),
      }));
      expect((await receive(operator, charges)).charges).toHaveLength(500);
      wait(DAY);
    }
    const { chargeTotals } = await operator.ask(
      '{ chargeTotals { count amount { amount formatted } localAmount { amount } } }',
    );
    // 1,000 × (2^53 − 1) cents, of which a double knows every 1,024th.
    const amount = '90071992547409910.00';
    expect(chargeTotals).toEqual([
      { count: 1000, amount: { amount, formatted: '€90,071,992,547,409,910.00' }, localAmount: { amount } },
    ]);
  });

  it("add up the caller's own charges only", async () => {
    const { operator, netflix, another } = await openGateway();
    await netflix.signsUp('B-100');
    await netflix.charges('B-100');
    const other = await another({ localCurrency: 'USD' });
    expect(await totals(other.operator)).toEqual([]);
    await other.netflix.signsUp('B-100');
    await other.netflix.charges('B-100', { amount: '5', currency: 'USD' });
    expect(await totals(other.operator)).toMatchObject([{ count: 1, localAmount: { currency: 'USD' } }]);
    expect(await totals(operator)).toMatchObject([{ count: 1, localAmount: { currency: 'EUR' } }]);
  });
});
