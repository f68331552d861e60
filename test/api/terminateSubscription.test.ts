import { describe, expect, it } from 'vitest';

import { HOUR } from '../../src/time.ts';
import { look, settle } from './charge-verbs.ts';
import { openGateway } from './gateway.ts';
import { change, register, STANDING } from './subscription-verbs.ts';

describe('Terminating', () => {
  it.each(['REGISTERED', 'ACTIVE', 'SUSPENDED'])('ends a subscription that is %s for good', async (stage) => {
    const { operator, netflix, wait } = await openGateway();
    await register(operator);
    if (stage !== 'REGISTERED') await netflix.signsUp('B-100');
    if (stage === 'SUSPENDED') await change(operator, 'suspendSubscription');
    wait(HOUR);
    expect(await change(operator, 'terminateSubscription')).toEqual({
      subscription: {
        number: 'S00000001',
        stage: 'CANCELLED',
        lifeCycleState: 'CANCELLED',
        netflixState: 'NOT_EFFECTIVE',
        cancellationReason: 'TERMINATED_BY_OPERATOR',
        channel: null,
        allowedActions: ['REGISTER'],
        registeredOn: '2026-03-01T12:00:00.000Z',
        signedUpOn: stage === 'REGISTERED' ? null : '2026-03-01T12:00:00.000Z',
        suspendedOn: null,
        cancelledOn: '2026-03-01T13:00:00.000Z',
      },
      problems: [],
    });
  });

  it('rejects a charge that waits for the suspension to end, in a dry run too', async () => {
    const { operator, netflix } = await openGateway();
    await netflix.signsUp('B-100');
    await change(operator, 'suspendSubscription');
    const number = await netflix.charges('B-100');
    const fields = `${STANDING} charges { nodes { number status statusReason setAsRejectedOn } }`;
    const dry = await change(operator, 'terminateSubscription', { dryRun: true }, fields);
    expect(await look(operator, number, 'status')).toEqual({ status: 'PENDING' });
    const { subscription } = await change(operator, 'terminateSubscription', {}, fields);
    expect(subscription).toEqual(dry.subscription);
    expect(subscription.charges.nodes).toEqual([
      {
        number,
        status: 'REJECTED',
        statusReason:
          'Subscription S00000001 was cancelled while this charge waited for its suspension to end.',
        setAsRejectedOn: '2026-03-01T12:00:00.000Z',
      },
    ]);
  });

  it('leaves due what was raised before: the service was used', async () => {
    const { operator, netflix, wait } = await openGateway();
    await netflix.signsUp('B-100');
    const number = await netflix.charges('B-100');
    await change(operator, 'terminateSubscription');
    expect(await look(operator, number, 'status')).toEqual({ status: 'PENDING' });
    wait(24 * HOUR);
    await settle(operator);
    expect(await look(operator, number, 'status')).toEqual({ status: 'APPROVED' });
  });

  it('is about the latest subscription', async () => {
    const { operator, netflix } = await openGateway();
    await netflix.signsUp('B-100');
    await change(operator, 'terminateSubscription');
    await register(operator);
    const { subscription } = await change(operator, 'terminateSubscription');
    expect(subscription).toMatchObject({ number: 'S00000002', stage: 'CANCELLED', signedUpOn: null });
  });
});
