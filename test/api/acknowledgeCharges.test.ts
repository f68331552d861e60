import { describe, expect, it } from 'vitest';

import { HOUR } from '../../src/time.ts';
import { look, move, settle, tell, writes } from './charge-verbs.ts';
import { NOON, openGateway, type Data } from './gateway.ts';

const TO_TAKE = '{ charges { nodes { number } } }';
const DAY_2 = new Date(NOON + 24 * HOUR).toISOString();

/** B-100 with that many charges, all approved a day later. */
async function approved(count = 1) {
  const opened = await openGateway();
  const { operator, netflix, wait } = opened;
  await netflix.signsUp('B-100');
  const numbers: string[] = [];
  while (numbers.length < count) numbers.push(await netflix.charges('B-100'));
  wait(24 * HOUR);
  await settle(operator);
  return { ...opened, numbers, number: numbers[0] ?? '' };
}

describe('acknowledgeCharges', () => {
  it('takes over what is processed, whatever became of it, and leaves the rest on the list', async () => {
    const { operator, netflix, wait } = await openGateway();
    for (const customer of ['B-100', 'B-200', 'B-300', 'B-400']) await netflix.signsUp(customer);
    const approved = await netflix.charges('B-100');
    const declined = await netflix.charges('B-200');
    const bad = await netflix.charges('B-300', { paidThroughDate: '2026-02-28' });
    await move(operator, 'terminate', 'B-400');
    const rejected = await netflix.charges('B-400');
    await tell(operator, 'declineCharges', [{ number: declined, billingSystemCustomerIdentifier: 'B-200' }]);
    wait(24 * HOUR);
    await settle(operator);
    const pending = await netflix.charges('B-100');
    await tell(operator, 'acceptCharges', [pending]);

    const of = (number: string, billingSystemCustomerIdentifier: string) => ({
      number,
      billingSystemCustomerIdentifier,
    });
    const { charges, failedCharges } = await tell(operator, 'acknowledgeCharges', [
      of(approved, 'B-100'),
      of(pending, 'B-100'),
      of(declined, 'B-200'),
      of(bad, 'B-300'),
      of(rejected, 'B-400'),
    ]);
    const acknowledgedOn = DAY_2;
    expect(charges).toMatchObject([
      { number: approved, status: 'APPROVED', acknowledgedOn },
      { number: declined, status: 'DECLINED', acknowledgedOn },
      { number: bad, status: 'BAD_REQUEST', acknowledgedOn },
      { number: rejected, status: 'REJECTED', acknowledgedOn },
    ]);
    expect(failedCharges).toEqual([
      {
        number: pending,
        referenceNumber: null,
        errorCode: 'NOT_PROCESSED',
        errorDescription: `Charge ${pending} is still PENDING. Acknowledge it once it is processed.`,
      },
    ]);
    expect(await operator.ask(TO_TAKE)).toEqual({ charges: { nodes: [{ number: pending }] } });
  });

  it.each<[has: string | null, given: string | null, then: string | null]>([
    [null, null, null],
    [null, 'INV-7', 'INV-7'],
    ['INV-7', 'INV-7', 'INV-7'],
    ['INV-7', null, 'INV-7'],
  ])('of a charge with reference %s, given %s, leaves it with %s', async (has, given, then) => {
    const { operator, netflix, wait } = await openGateway();
    await netflix.signsUp('B-100');
    const number = await netflix.charges('B-100');
    await tell(operator, 'acceptCharges', [{ number, referenceNumber: has }]);
    wait(24 * HOUR);
    await settle(operator);
    const answer = await tell(operator, 'acknowledgeCharges', [{ number, referenceNumber: given }]);
    expect(answer).toMatchObject({
      charges: [{ referenceNumber: then, acknowledgedOn: DAY_2 }],
      failedCharges: [],
    });
    expect(await look(operator, number)).toEqual(answer.charges[0]);
  });

  it.each<[first: string | null, again: string | null, errorCodes: string[]]>([
    ['INV-7', 'INV-7', []],
    [null, null, []],
    ['INV-7', 'INV-8', ['ALREADY_ACKNOWLEDGED']],
    ['INV-7', null, ['ALREADY_ACKNOWLEDGED']],
    [null, 'INV-7', ['ALREADY_ACKNOWLEDGED']],
  ])('with reference %s, then again with %s, fails with %j', async (first, again, errorCodes) => {
    const opened = await approved();
    const { operator, number, wait } = opened;
    await tell(operator, 'acknowledgeCharges', [{ number, referenceNumber: first }]);
    const standing = await look(operator, number);
    wait(HOUR);
    writes(opened);
    const { charges, failedCharges } = await tell(operator, 'acknowledgeCharges', [
      { number, referenceNumber: again },
    ]);
    expect(failedCharges.map(({ errorCode }: Data) => errorCode)).toEqual(errorCodes);
    expect(charges).toEqual(errorCodes.length === 0 ? [standing] : []);
    expect(writes(opened)).toEqual([]);
    expect(await look(operator, number)).toEqual(standing);
  });

  it('keeps the reference that a charge was settled with, and a reference to one charge', async () => {
    const { operator, netflix, wait } = await openGateway();
    await netflix.signsUp('B-100');
    const [one, two, three] = [
      await netflix.charges('B-100'),
      await netflix.charges('B-100'),
      await netflix.charges('B-100'),
    ];
    await tell(operator, 'acceptCharges', [{ number: one, referenceNumber: 'A' }]);
    wait(24 * HOUR);
    await settle(operator);
    const { charges, failedCharges } = await tell(operator, 'acknowledgeCharges', [
      { number: one, referenceNumber: 'B' },
      { number: two, referenceNumber: 'A' },
      { number: three, referenceNumber: 'C' },
      { number: two, referenceNumber: 'B' },
    ]);
    expect(charges).toMatchObject([{ number: three, referenceNumber: 'C' }]);
    expect(failedCharges).toMatchObject([
      {
        number: one,
        referenceNumber: 'B',
        errorCode: 'REFERENCE_NUMBER_DIFFERS',
        errorDescription: expect.stringContaining('with reference A, not B'),
      },
      {
        number: two,
        errorCode: 'REFERENCE_NUMBER_TAKEN',
        errorDescription: `Reference A already belongs to charge ${one}. Choose another one.`,
      },
      { number: two, errorCode: 'DUPLICATE_ITEM' },
    ]);
    const again = await tell(operator, 'acknowledgeCharges', [{ number: two, referenceNumber: 'C' }]);
    expect(again.failedCharges).toMatchObject([{ errorCode: 'REFERENCE_NUMBER_TAKEN' }]);
  });

  it('asks for the customer too', async () => {
    const { operator, netflix, number } = await approved();
    await netflix.signsUp('B-200');
    const item = { number, billingSystemCustomerIdentifier: 'B-200' };
    expect(await tell(operator, 'acknowledgeCharges', [item])).toMatchObject({
      charges: [],
      failedCharges: [{ errorCode: 'CUSTOMER_MISMATCH' }],
    });
  });

  it('leaves decision and status alone, and accepting can still be repeated', async () => {
    const { operator, netflix, wait } = await openGateway();
    await netflix.signsUp('B-100');
    const number = await netflix.charges('B-100');
    await tell(operator, 'acceptCharges', [number]);
    wait(24 * HOUR);
    await settle(operator);
    const before = await look(operator, number);
    await tell(operator, 'acknowledgeCharges', [{ number, referenceNumber: 'INV-7' }]);
    const after = { ...before, referenceNumber: 'INV-7', acknowledgedOn: DAY_2 };
    expect(await look(operator, number)).toEqual(after);
    expect(await tell(operator, 'acceptCharges', [number])).toEqual({ charges: [after], failedCharges: [] });
  });

  it('answers on trial as it would, and changes nothing', async () => {
    const opened = await approved(2);
    const { operator, numbers } = opened;
    const items = numbers.map((number) => ({ number, referenceNumber: 'INV-7' }));
    writes(opened);
    const trial = await tell(operator, 'acknowledgeCharges', items, true);
    expect(writes(opened)).toEqual([]);
    expect(await operator.ask(TO_TAKE)).toEqual({
      charges: { nodes: numbers.map((number) => ({ number })) },
    });
    expect(await tell(operator, 'acknowledgeCharges', items)).toEqual(trial);
    expect(trial).toMatchObject({
      charges: [{ number: numbers[0], acknowledgedOn: DAY_2 }],
      failedCharges: [{ number: numbers[1], errorCode: 'REFERENCE_NUMBER_TAKEN' }],
    });
  });
});
