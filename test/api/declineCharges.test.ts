import { describe, expect, it } from 'vitest';

import { HOUR } from '../../src/time.ts';
import { look, move, settle, tell, writes, type ItemVerb } from './charge-verbs.ts';
import { NOON, openGateway, type Data } from './gateway.ts';

const FATE_OF_BOTH = 'status setAsDeclinedOn subscription { stage cancellationReason cancelledOn }';

async function charged() {
  const opened = await openGateway();
  await opened.netflix.signsUp('B-100');
  return { ...opened, number: await opened.netflix.charges('B-100') };
}

describe('declineCharges', () => {
  it('declines what it can and explains the rest', async () => {
    const { operator, netflix, number } = await charged();
    await netflix.signsUp('B-200');
    const ofAnother = await netflix.charges('B-200');
    const items = [ofAnother, { number, referenceNumber: 'INV-7' }, 'I00000099', number];
    expect(await tell(operator, 'declineCharges', items)).toMatchObject({
      charges: [
        {
          number,
          status: 'PENDING',
          decision: { verdict: 'DECLINED', decidedOn: new Date(NOON).toISOString() },
          referenceNumber: 'INV-7',
        },
      ],
      failedCharges: [
        { number: ofAnother, errorCode: 'CUSTOMER_MISMATCH' },
        { number: 'I00000099', errorCode: 'CHARGE_NOT_FOUND' },
        { number, errorCode: 'DUPLICATE_ITEM' },
      ],
    });
  });

  it('ends the subscription when the charge is settled, not before', async () => {
    const { operator, number, wait } = await charged();
    await tell(operator, 'declineCharges', [number]);
    wait(24 * HOUR - 1);
    await settle(operator);
    expect(await look(operator, number, FATE_OF_BOTH)).toMatchObject({
      status: 'PENDING',
      subscription: { stage: 'ACTIVE' },
    });
    wait(1);
    await settle(operator);
    const settledOn = '2026-03-02T12:00:00.000Z';
    expect(await look(operator, number, FATE_OF_BOTH)).toEqual({
      status: 'DECLINED',
      setAsDeclinedOn: settledOn,
      subscription: { stage: 'CANCELLED', cancellationReason: 'CHARGE_DECLINED', cancelledOn: settledOn },
    });
  });

  it.each<[verb: ItemVerb, reference: string | null, errorCodes: string[]]>([
    ['declineCharges', null, []],
    ['declineCharges', 'INV-7', []],
    ['declineCharges', 'INV-8', ['ALREADY_PROCESSED']],
    ['acceptCharges', null, ['ALREADY_PROCESSED']],
  ])(
    'of a declined charge: %s with reference %s fails with %j',
    async (verb, referenceNumber, errorCodes) => {
      const opened = await charged();
      const { operator, number, wait } = opened;
      await tell(operator, 'declineCharges', [{ number, referenceNumber: 'INV-7' }]);
      wait(24 * HOUR);
      await settle(operator);
      writes(opened);
      const { failedCharges } = await tell(operator, verb, [{ number, referenceNumber }]);
      expect(failedCharges.map(({ errorCode }: Data) => errorCode)).toEqual(errorCodes);
      expect(writes(opened)).toEqual([]);
    },
  );

  it('cannot be repeated for a charge that something else settled', async () => {
    const { operator, netflix, wait } = await charged();
    wait(HOUR);
    await move(operator, 'suspend');
    const held = await netflix.charges('B-100');
    await tell(operator, 'declineCharges', [held]);
    await move(operator, 'terminate');
    expect(await tell(operator, 'declineCharges', [held])).toMatchObject({
      charges: [],
      failedCharges: [
        { errorCode: 'ALREADY_PROCESSED', errorDescription: expect.stringContaining(`${held} is REJECTED`) },
      ],
    });
  });

  it('answers on trial as it would, and changes nothing', async () => {
    const opened = await charged();
    const { operator, number } = opened;
    await tell(operator, 'acceptCharges', [number]);
    const items = [{ number, referenceNumber: 'A' }, 'I00000099'];
    writes(opened);
    const trial = await tell(operator, 'declineCharges', items, true);
    expect(writes(opened)).toEqual([]);
    expect(await look(operator, number)).toMatchObject({ decision: { verdict: 'ACCEPTED' } });
    expect(await tell(operator, 'declineCharges', items)).toEqual(trial);
    expect(trial).toMatchObject({ charges: [{ decision: { verdict: 'DECLINED' }, referenceNumber: 'A' }] });
  });
});
