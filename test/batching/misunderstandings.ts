import { unchanged } from '../../src/ruling.ts';
import type { OperatorStore } from '../../src/store/store.ts';
import { NOON } from '../api/gateway.ts';

/** Has Netflix refuse that many messages, each about another subscription, and the gateway as much news of Netflix. */
export async function misunderstand({ netflix }: OperatorStore, size: number): Promise<void> {
  await netflix.hold('test', NOON, NOON);
  for (const { id } of await netflix.due(NOON, size))
    await netflix.park(id, { on: NOON, reason: `No to ${String(id)}.` }, () => unchanged(null), {
      actor: 'test',
    });
  for (let n = 0; n < size; n += 1) {
    const cursor = String(n);
    const item = {
      kind: 'CHARGE',
      netflixChargeIdentifier: `X-${cursor}`,
      netflixCustomerIdentifier: `PAI-${cursor}`,
      amount: '1',
      currency: 'EUR',
      paidThroughDate: '2099-12-31',
      raisedOn: NOON + n,
    } as const;
    const refusal = { code: `CODE_${cursor}`, reason: `Reason ${cursor}.`, parkedOn: NOON + n };
    await netflix.moveOn(cursor, { cursor, item, ...refusal });
  }
}
