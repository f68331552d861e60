import { describe, expect, it } from 'vitest';

import { HOUR } from '../../src/time.ts';
import { look, move, settle, tell, writes, type Item, type ItemVerb } from './charge-verbs.ts';
import { NOON, openGateway, type Data } from './gateway.ts';

/** B-100 with that many charges, I00000001 and on, and B-200 with the one after them. */
async function charged(count: number) {
  const opened = await openGateway();
  const { netflix } = opened;
  await netflix.signsUp('B-100');
  await netflix.signsUp('B-200');
  const numbers: string[] = [];
  while (numbers.length < count) numbers.push(await netflix.charges('B-100'));
  return { ...opened, numbers, ofAnother: await netflix.charges('B-200') };
}

const NOON_TEXT = new Date(NOON).toISOString();
const ACCEPTED = { verdict: 'ACCEPTED', decidedOn: NOON_TEXT };

describe('acceptCharges', () => {
  it('accepts what it can and explains the rest, both in the order of the call', async () => {
    const { operator, numbers, ofAnother, wait, netflix } = await charged(3);
    wait(24 * HOUR);
    await settle(operator);
    const [processed = ''] = numbers;
    const open = await netflix.charges('B-100');
    const next = await netflix.charges('B-100');
    await tell(operator, 'acceptCharges', [{ number: open, referenceNumber: 'INV-1' }]);

    const answer = await tell(operator, 'acceptCharges', [
      'I00000099',
      { number: ofAnother, referenceNumber: 'INV-2' },
      { number: next, referenceNumber: 'INV-1' },
      processed,
      { number: open, referenceNumber: 'INV-3' },
      'I00000099',
      { number: next, referenceNumber: 'INV-4' },
    ]);
    expect(answer).toEqual({
      charges: [
        {
          number: open,
          status: 'PENDING',
          decision: { verdict: 'ACCEPTED', decidedOn: '2026-03-02T12:00:00.000Z' },
          referenceNumber: 'INV-3',
          acknowledgedOn: null,
        },
      ],
      failedCharges: [
        {
          number: 'I00000099',
          referenceNumber: null,
          errorCode: 'CHARGE_NOT_FOUND',
          errorDescription: 'There is no charge I00000099. Check the number.',
        },
        {
          number: ofAnother,
          referenceNumber: 'INV-2',
          errorCode: 'CUSTOMER_MISMATCH',
          errorDescription: `Charge ${ofAnother} does not belong to customer B-100. Check the number and the customer.`,
        },
        {
          number: next,
          referenceNumber: 'INV-1',
          errorCode: 'REFERENCE_NUMBER_TAKEN',
          errorDescription: `Reference INV-1 already belongs to charge ${open}. Choose another one.`,
        },
        {
          number: processed,
          referenceNumber: null,
          errorCode: 'ALREADY_PROCESSED',
          errorDescription: expect.stringContaining(`Charge ${processed} is APPROVED already.`),
        },
        {
          number: 'I00000099',
          referenceNumber: null,
          errorCode: 'DUPLICATE_ITEM',
          errorDescription: 'Charge I00000099 is in this call already. Name it once.',
        },
        {
          number: next,
          referenceNumber: 'INV-4',
          errorCode: 'DUPLICATE_ITEM',
          errorDescription: expect.any(String),
        },
      ],
    });
    // A failed item changes neither decision nor reference.
    expect(await look(operator, next)).toMatchObject({ decision: null, referenceNumber: null });
  });

  // An item is the place of the charge and the reference that it asks for. The first two have A and B to begin with.
  it.each<[what: string, items: string[], references: (string | null)[], failed: string[]]>([
    ['a reference that an earlier item has freed', ['1 Z', '2 A'], ['Z', 'A', null], []],
    ['a whole chain of them', ['1 Z', '2 A', '3 B'], ['Z', 'A', 'B'], []],
    ['its own again', ['1 A', '2'], ['A', 'B', null], []],
    ['not what a later item will free', ['2 A', '1 Z'], ['Z', 'B', null], ['REFERENCE_NUMBER_TAKEN']],
    ['not what an earlier item has taken', ['1 Z', '3 Z'], ['Z', 'B', null], ['REFERENCE_NUMBER_TAKEN']],
    [
      'not what an item that failed would have freed',
      ['1 B', '3 A'],
      ['A', 'B', null],
      ['REFERENCE_NUMBER_TAKEN', 'REFERENCE_NUMBER_TAKEN'],
    ],
  ])('lets references move within one call: it takes %s', async (_what, items, references, failed) => {
    const { operator, numbers } = await charged(3);
    const named = (given: string[]) =>
      given.map((item): Item => {
        const [place, referenceNumber = null] = item.split(' ');
        return { number: numbers[Number(place) - 1] ?? '', referenceNumber };
      });
    await tell(operator, 'acceptCharges', named(['1 A', '2 B']));

    const { failedCharges } = await tell(operator, 'acceptCharges', named(items));
    expect(failedCharges.map(({ errorCode }: Data) => errorCode)).toEqual(failed);
    const standing = await Promise.all(numbers.map((number) => look(operator, number, 'referenceNumber')));
    expect(standing.map(({ referenceNumber }) => referenceNumber as unknown)).toEqual(references);
  });

  it('frees a reference for good once another takes its place', async () => {
    const { operator, numbers, ofAnother } = await charged(1);
    const [number = ''] = numbers;
    await tell(operator, 'acceptCharges', [{ number, referenceNumber: 'A' }]);
    await tell(operator, 'acceptCharges', [{ number, referenceNumber: 'B' }]);
    const theirs = { number: ofAnother, billingSystemCustomerIdentifier: 'B-200', referenceNumber: 'A' };
    expect(await tell(operator, 'acceptCharges', [theirs])).toMatchObject({
      charges: [{ referenceNumber: 'A' }],
      failedCharges: [],
    });
  });

  it.each<[what: string, reference: string | null]>([
    ['with its reference', 'INV-7'],
    ['without one', null],
  ])('is safe to repeat %s: nothing changes', async (_what, referenceNumber) => {
    const opened = await charged(1);
    const { operator, numbers, wait } = opened;
    const [number = ''] = numbers;
    const first = await tell(operator, 'acceptCharges', [{ number, referenceNumber: 'INV-7' }]);
    wait(HOUR);
    writes(opened);
    expect(await tell(operator, 'acceptCharges', [{ number, referenceNumber }])).toEqual(first);
    expect(writes(opened)).toEqual([]);
  });

  it('and declining overrule each other until the charge is settled', async () => {
    const { operator, numbers, wait } = await charged(1);
    const [number = ''] = numbers;
    const told = async (verb: ItemVerb, referenceNumber?: string) => {
      wait(HOUR);
      const { charges } = await tell(operator, verb, [
        { number, ...(referenceNumber && { referenceNumber }) },
      ]);
      return charges[0] as unknown;
    };
    const decided = (verdict: string, hour: number, referenceNumber: string | null) => ({
      number,
      status: 'PENDING',
      decision: { verdict, decidedOn: new Date(NOON + hour * HOUR).toISOString() },
      referenceNumber,
      acknowledgedOn: null,
    });
    expect(await told('declineCharges', 'A')).toEqual(decided('DECLINED', 1, 'A'));
    expect(await told('acceptCharges')).toEqual(decided('ACCEPTED', 2, 'A'));
    // The same verdict with another reference is the decision that was made then.
    expect(await told('acceptCharges', 'B')).toEqual(decided('ACCEPTED', 2, 'B'));
    expect(await told('declineCharges')).toEqual(decided('DECLINED', 4, 'B'));
    expect(await told('acceptCharges')).toEqual(decided('ACCEPTED', 5, 'B'));
    wait(24 * HOUR);
    await settle(operator);
    expect(await look(operator, number, 'status')).toEqual({ status: 'APPROVED' });
  });

  it.each<[settledBy: 'acceptCharges' | null, verb: ItemVerb, reference: string | null, failed: boolean]>([
    ['acceptCharges', 'acceptCharges', null, false],
    ['acceptCharges', 'acceptCharges', 'INV-7', false],
    ['acceptCharges', 'acceptCharges', 'INV-8', true],
    ['acceptCharges', 'declineCharges', null, true],
    // Approved by silence is not that very decision.
    [null, 'acceptCharges', null, true],
    [null, 'declineCharges', null, true],
  ])('of a charge approved by %s: %s with reference %s fails: %s', async (by, verb, reference, failed) => {
    const opened = await charged(1);
    const { operator, numbers, wait } = opened;
    const [number = ''] = numbers;
    if (by) await tell(operator, by, [{ number, referenceNumber: 'INV-7' }]);
    wait(24 * HOUR);
    await settle(operator);
    const standing = await look(operator, number);
    writes(opened);

    const { charges, failedCharges } = await tell(operator, verb, [{ number, referenceNumber: reference }]);
    expect(charges).toEqual(failed ? [] : [standing]);
    expect(failedCharges.map(({ errorCode }: Data) => errorCode)).toEqual(
      failed ? ['ALREADY_PROCESSED'] : [],
    );
    expect(writes(opened)).toEqual([]);
    expect(await look(operator, number)).toEqual(standing);
  });

  it('takes a charge that is held or due, as long as it is not settled', async () => {
    const { operator, netflix, numbers, wait } = await charged(1);
    wait(48 * HOUR);
    await move(operator, 'suspend');
    const held = await netflix.charges('B-100');
    const { charges, failedCharges } = await tell(operator, 'acceptCharges', [...numbers, held]);
    expect(failedCharges).toEqual([]);
    expect(charges).toMatchObject([
      { decision: { verdict: 'ACCEPTED' } },
      { number: held, status: 'PENDING' },
    ]);
  });

  it.each<[what: string, item: Partial<Item>, errorCode: string]>([
    ['numbers', { number: 'i00000001' }, 'CHARGE_NOT_FOUND'],
    ['numbers', { number: 'I000000001' }, 'CHARGE_NOT_FOUND'],
    ['numbers', { number: 'I00000001 ' }, 'CHARGE_NOT_FOUND'],
    ['customers', { billingSystemCustomerIdentifier: 'b-100' }, 'CUSTOMER_MISMATCH'],
    ['customers', { billingSystemCustomerIdentifier: 'B-100 ' }, 'CUSTOMER_MISMATCH'],
  ])('compares %s byte for byte: %j is %s', async (_what, item, errorCode) => {
    const { operator } = await charged(1);
    const { failedCharges } = await tell(operator, 'acceptCharges', [{ number: 'I00000001', ...item }]);
    expect(failedCharges).toMatchObject([{ errorCode }]);
  });

  it.each<[what: string, other: string]>([
    ['letters', 'inv-é'],
    ['spaces', 'INV-é '],
    ['ways to write an accent', 'INV-é'.normalize('NFD')],
  ])('tells references apart that differ in %s only', async (_what, other) => {
    const { operator, numbers } = await charged(2);
    const items = ['INV-é'.normalize('NFC'), other].map((referenceNumber, k) => ({
      number: numbers[k] ?? '',
      referenceNumber,
    }));
    expect(await tell(operator, 'acceptCharges', items)).toMatchObject({
      charges: [{}, { referenceNumber: other }],
      failedCharges: [],
    });
  });

  it("knows no other operator's charge or reference", async () => {
    const { operator, numbers, another } = await charged(1);
    const [number = ''] = numbers;
    const other = await another();
    await other.netflix.signsUp('B-100');
    expect(await tell(other.operator, 'acceptCharges', [number])).toMatchObject({
      failedCharges: [{ errorCode: 'CHARGE_NOT_FOUND' }],
    });
    expect(await other.netflix.charges('B-100')).toBe(number);
    for (const client of [operator, other.operator]) {
      const answer = await tell(client, 'acceptCharges', [{ number, referenceNumber: 'INV-7' }]);
      expect(answer).toMatchObject({ charges: [{ referenceNumber: 'INV-7' }] });
    }
  });

  it('takes fifty charges in one call', async () => {
    const { operator, numbers } = await charged(50);
    const { charges } = await tell(operator, 'acceptCharges', numbers);
    expect(charges).toHaveLength(50);
    expect(charges[49]).toMatchObject({ number: numbers[49], decision: ACCEPTED });
  });

  it('answers on trial as it would, and changes nothing', async () => {
    const opened = await charged(3);
    const { operator, numbers, ofAnother } = opened;
    const [one = '', two = ''] = numbers;
    await tell(operator, 'acceptCharges', [{ number: one, referenceNumber: 'A' }]);
    const items = [
      { number: one, referenceNumber: 'B' },
      { number: two, referenceNumber: 'A' },
      ofAnother,
      { number: two, referenceNumber: 'C' },
    ];
    writes(opened);
    const trial = await tell(operator, 'acceptCharges', items, true);
    expect(writes(opened)).toEqual([]);
    expect(await look(operator, two)).toMatchObject({ decision: null, referenceNumber: null });
    expect(await tell(operator, 'acceptCharges', items)).toEqual(trial);
    expect(trial).toMatchObject({
      charges: [
        { number: one, referenceNumber: 'B' },
        { number: two, referenceNumber: 'A' },
      ],
      failedCharges: [{ errorCode: 'CUSTOMER_MISMATCH' }, { errorCode: 'DUPLICATE_ITEM' }],
    });
  });
});
