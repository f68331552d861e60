import { describe, expect, it } from 'vitest';

import { HOUR } from '../../src/time.ts';
import { look, move, settle, tell, updateOperator, writes, type ItemVerb } from './charge-verbs.ts';
import { NOON, openGateway, type Client, type Data } from './gateway.ts';

const NOTHING = { processed: 0, remaining: 0 };
const ONE = { processed: 1, remaining: 0 };

async function subscribed(settings: Parameters<typeof openGateway>[0] = {}) {
  const opened = await openGateway(settings);
  await opened.netflix.signsUp('B-100');
  return opened;
}

async function statusOf(client: Client, ...numbers: string[]): Promise<string[]> {
  const found = await Promise.all(numbers.map((number) => look(client, number, 'status')));
  return found.map(({ status }) => status as string);
}

describe('processCharges', () => {
  it.each<[verb: ItemVerb | null, status: string, reason: RegExp]>([
    ['acceptCharges', 'APPROVED', /operator accepted it/],
    ['declineCharges', 'DECLINED', /operator declined it/],
    [null, 'APPROVED', /did not decide in time/],
  ])(
    'settles what is due, at the end of its window and not before: %s → %s',
    async (verb, status, reason) => {
      const { operator, netflix, wait } = await subscribed({ decisionWindowHours: 2 });
      const number = await netflix.charges('B-100', { raisedOn: new Date(NOON).toISOString() });
      if (verb) await tell(operator, verb, [number]);
      wait(2 * HOUR - 1);
      expect(await settle(operator)).toEqual(NOTHING);
      expect(await statusOf(operator, number)).toEqual(['PENDING']);
      wait(1);
      expect(await settle(operator)).toEqual(ONE);
      expect(await look(operator, number, 'status statusReason')).toEqual({
        status,
        statusReason: expect.stringMatching(reason),
      });
      expect(await settle(operator)).toEqual(NOTHING);
    },
  );

  it('settles with the next run what has no window', async () => {
    const { operator, netflix } = await subscribed({ decisionWindowHours: 0 });
    const number = await netflix.charges('B-100');
    expect(await settle(operator)).toEqual(ONE);
    expect(await statusOf(operator, number)).toEqual(['APPROVED']);
  });

  it('waits for a decision where silence means nothing', async () => {
    const { operator, netflix, wait } = await subscribed({ onSilence: 'WAIT' });
    const [early, late, never] = [
      await netflix.charges('B-100'),
      await netflix.charges('B-100'),
      await netflix.charges('B-100'),
    ];
    await tell(operator, 'acceptCharges', [early]);
    wait(24 * HOUR - 1);
    expect(await settle(operator)).toEqual(NOTHING);
    wait(1);
    expect(await settle(operator)).toEqual(ONE);
    wait(1000 * HOUR);
    await updateOperator(operator, { onSilence: 'APPROVE' });
    expect(await settle(operator)).toEqual(NOTHING);
    await tell(operator, 'acceptCharges', [late]);
    expect(await settle(operator)).toEqual(ONE);
    expect(await statusOf(operator, early, late, never)).toEqual(['APPROVED', 'APPROVED', 'PENDING']);
  });

  it('leaves alone what a suspension holds, until it is over', async () => {
    const { operator, netflix, wait } = await subscribed();
    const before = await netflix.charges('B-100');
    wait(HOUR);
    await move(operator, 'suspend');
    const during = await netflix.charges('B-100');
    await tell(operator, 'acceptCharges', [during]);
    wait(48 * HOUR);
    expect(await settle(operator)).toEqual(ONE);
    expect(await statusOf(operator, before, during)).toEqual(['APPROVED', 'PENDING']);

    await move(operator, 'unsuspend');
    // Released for good: the next suspension does not hold it again.
    await move(operator, 'suspend');
    expect(await settle(operator)).toEqual(ONE);
    expect(await statusOf(operator, during)).toEqual(['APPROVED']);
  });

  it('finds rejected already what was held when its subscription ended', async () => {
    const { operator, netflix, wait } = await subscribed();
    await move(operator, 'suspend');
    const held = await netflix.charges('B-100');
    await tell(operator, 'acceptCharges', [held]);
    await move(operator, 'terminate');
    expect(await look(operator, held, 'status setAsRejectedOn statusReason')).toEqual({
      status: 'REJECTED',
      setAsRejectedOn: '2026-03-01T12:00:00.000Z',
      statusReason: expect.stringMatching(/S00000001 was cancelled while this charge waited/),
    });
    wait(48 * HOUR);
    expect(await settle(operator)).toEqual(NOTHING);
  });

  it('ends the subscription of a declined charge, rejects what it held, and bills what it used', async () => {
    const { operator, netflix, wait } = await subscribed();
    const first = await netflix.charges('B-100', { paidThroughDate: '2026-03-31' });
    const declined = await netflix.charges('B-100', { paidThroughDate: '2026-06-30' });
    const last = await netflix.charges('B-100', { paidThroughDate: '2026-04-30' });
    await tell(operator, 'declineCharges', [declined]);
    wait(HOUR);
    await move(operator, 'suspend');
    const held = await netflix.charges('B-100', { paidThroughDate: '2026-12-31' });
    wait(23 * HOUR);

    expect(await settle(operator)).toEqual({ processed: 3, remaining: 0 });
    expect(await statusOf(operator, first, declined, last, held)).toEqual([
      'APPROVED',
      'DECLINED',
      'APPROVED',
      'REJECTED',
    ]);
    const { subscription } = await operator.ask(
      '{ subscription(number: "S00000001") { stage cancellationReason cancelledOn suspendedOn entitledUntil } }',
    );
    expect(subscription).toEqual({
      stage: 'CANCELLED',
      cancellationReason: 'CHARGE_DECLINED',
      cancelledOn: '2026-03-02T12:00:00.000Z',
      suspendedOn: null,
      entitledUntil: '2026-04-30',
    });
  });

  it('bills what was raised before a cancellation, and never shortens what was paid', async () => {
    const { operator, netflix, wait } = await subscribed();
    const long = await netflix.charges('B-100', { paidThroughDate: '2026-05-31' });
    const short = await netflix.charges('B-100', { paidThroughDate: '2026-03-31' });
    wait(HOUR);
    await move(operator, 'terminate');
    wait(23 * HOUR);
    expect(await settle(operator)).toEqual({ processed: 2, remaining: 0 });
    expect(
      await look(operator, long, 'status subscription { stage cancellationReason entitledUntil }'),
    ).toEqual({
      status: 'APPROVED',
      subscription: {
        stage: 'CANCELLED',
        cancellationReason: 'TERMINATED_BY_OPERATOR',
        entitledUntil: '2026-05-31',
      },
    });
    expect(await statusOf(operator, short)).toEqual(['APPROVED']);
  });

  it('settles as many as it is told, in order of number, and says what remains', async () => {
    const { operator, netflix, wait } = await subscribed();
    const numbers: string[] = [];
    while (numbers.length < 5) {
      numbers.push(await netflix.charges('B-100'));
      wait(HOUR);
    }
    await netflix.charges('B-100');
    wait(23 * HOUR);
    expect(await settle(operator, { limit: 2 })).toEqual({ processed: 2, remaining: 3 });
    expect(await statusOf(operator, ...numbers)).toEqual([
      'APPROVED',
      'APPROVED',
      'PENDING',
      'PENDING',
      'PENDING',
    ]);
    expect(await settle(operator, { limit: 3 })).toEqual({ processed: 3, remaining: 0 });
    expect(await settle(operator, { limit: 1000 })).toEqual(NOTHING);
  });

  it.each(['', '(input: null)', '(input: {})', '(input: { limit: null, dryRun: null })'])(
    'settles a thousand when nothing is said: processCharges%s',
    async (args) => {
      const { operator, netflix, wait } = await subscribed();
      await netflix.charges('B-100');
      wait(24 * HOUR);
      const asked = `mutation { processCharges${args} { processed remaining } }`;
      expect(await operator.ask(asked)).toEqual({ processCharges: ONE });
    },
  );

  it('settles for its own operator only', async () => {
    const { operator, netflix, wait, another } = await subscribed();
    const other = await another();
    await other.netflix.signsUp('B-100');
    const [mine, theirs] = [await netflix.charges('B-100'), await other.netflix.charges('B-100')];
    wait(24 * HOUR);
    expect(await settle(operator)).toEqual(ONE);
    expect(await statusOf(operator, mine)).toEqual(['APPROVED']);
    expect(await statusOf(other.operator, theirs)).toEqual(['PENDING']);
  });

  it('answers on trial as it would, and changes nothing', async () => {
    const opened = await subscribed();
    const { operator, netflix, wait } = opened;
    const numbers = [await netflix.charges('B-100'), await netflix.charges('B-100')];
    await tell(operator, 'declineCharges', numbers);
    wait(24 * HOUR);
    writes(opened);
    for (const input of [{ limit: 1 }, { limit: 2 }, {}] as Data[]) {
      const { processed } = await settle(operator, { ...input, dryRun: true });
      expect(processed).toBe(input.limit ?? 2);
    }
    expect(writes(opened)).toEqual([]);
    expect(await statusOf(operator, ...numbers)).toEqual(['PENDING', 'PENDING']);
    expect(await settle(operator, { limit: 1, dryRun: true })).toEqual(await settle(operator, { limit: 1 }));
  });
});
