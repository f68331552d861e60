import { describe, expect, it } from 'vitest';

import { HOUR } from '../../src/time.ts';
import { look, writes } from './charge-verbs.ts';
import { openGateway } from './gateway.ts';
import { B100, change, changing, faultsOf, register, STANDING } from './subscription-verbs.ts';

const AT_NOON = '2026-03-01T12:00:00.000Z';
const VERBS = ['suspendSubscription', 'unsuspendSubscription', 'terminateSubscription'] as const;
/** The subscription as the list of its customer has it: an answer must not say two things of one subscription. */
const TWICE = `${STANDING} customer { subscriptions { nodes { ${STANDING} } } }`;

describe('Suspending', () => {
  it('keeps the subscription from being served until it is unsuspended', async () => {
    const { operator, netflix, wait } = await openGateway();
    await netflix.signsUp('B-100');
    wait(HOUR);
    const suspended = await change(operator, 'suspendSubscription');
    expect(suspended).toEqual({
      subscription: {
        number: 'S00000001',
        stage: 'SUSPENDED',
        lifeCycleState: 'NOT_EFFECTIVE',
        netflixState: 'NOT_EFFECTIVE',
        cancellationReason: null,
        channel: null,
        allowedActions: ['UNSUSPEND', 'TERMINATE'],
        registeredOn: AT_NOON,
        signedUpOn: AT_NOON,
        suspendedOn: '2026-03-01T13:00:00.000Z',
        cancelledOn: null,
      },
      problems: [],
    });
    wait(HOUR);
    expect(await change(operator, 'unsuspendSubscription')).toEqual({
      subscription: {
        ...suspended.subscription,
        stage: 'ACTIVE',
        lifeCycleState: 'EFFECTIVE',
        netflixState: 'EFFECTIVE',
        allowedActions: ['SUSPEND', 'TERMINATE'],
        suspendedOn: null,
      },
      problems: [],
    });
  });

  it('holds a charge that is raised meanwhile, until it is unsuspended', async () => {
    const { operator, netflix } = await openGateway();
    await netflix.signsUp('B-100');
    await change(operator, 'suspendSubscription');
    const number = await netflix.charges('B-100');
    expect(await look(operator, number, 'status decidableUntil')).toEqual({
      status: 'PENDING',
      decidableUntil: null,
    });
    const { subscription } = await change(
      operator,
      'unsuspendSubscription',
      {},
      'charges { nodes { number decidableUntil } }',
    );
    expect(subscription.charges.nodes).toEqual([{ number, decidableUntil: '2026-03-02T12:00:00.000Z' }]);
  });

  it.each([
    ['suspendSubscription', []],
    ['unsuspendSubscription', ['suspendSubscription']],
    ['terminateSubscription', []],
  ] as const)('is safe to repeat, as every verb is: %s', async (verb, before) => {
    const opened = await openGateway();
    const { operator, netflix, wait } = opened;
    await netflix.signsUp('B-100');
    for (const earlier of before) await change(operator, earlier);
    const first = await change(operator, verb);
    wait(HOUR);
    writes(opened);
    expect(await change(operator, verb)).toEqual(first);
    expect(writes(opened)).toEqual([]);
  });
});

describe('A verb that does not fit', () => {
  it.each(VERBS)('finds no customer: %s', async (verb) => {
    const { operator, netflix, another } = await openGateway();
    const { netflixCustomerIdentifier } = await netflix.signsUp('B-100');
    const other = await another();
    for (const [by, name] of [
      [B100, 'B-100'],
      [{ netflixCustomerIdentifier }, `with the Netflix customer identifier ${netflixCustomerIdentifier}`],
    ]) {
      expect(await change(other.operator, verb, { by })).toEqual({
        subscription: null,
        problems: [
          {
            code: 'CUSTOMER_NOT_FOUND',
            message: expect.stringContaining(`There is no customer ${name as string}.`),
            path: ['by'],
          },
        ],
      });
    }
    expect(await change(operator, verb, { by: { netflixCustomerIdentifier } })).toMatchObject({
      problems: [],
    });
  });

  it.each(['suspendSubscription', 'unsuspendSubscription'] as const)(
    'is refused before the sign-up and after the end: %s',
    async (verb) => {
      const { operator } = await openGateway();
      await register(operator);
      expect(await change(operator, verb)).toMatchObject({
        subscription: null,
        problems: [{ code: 'NOT_SIGNED_UP', path: ['by'] }],
      });
      await change(operator, 'terminateSubscription');
      expect(await change(operator, verb)).toMatchObject({
        subscription: null,
        problems: [{ code: 'SUBSCRIPTION_CANCELLED', path: ['by'] }],
      });
    },
  );

  it.each([
    ['no customer', {}],
    ['two identifiers', { ...B100, netflixCustomerIdentifier: 'PAI-1' }],
    ['an identifier and null', { ...B100, netflixCustomerIdentifier: null }],
  ])('is badly formed with %s', async (_what, by) => {
    const { operator } = await openGateway();
    const answer = await operator.answer(changing('suspendSubscription'), { input: { by } });
    expect(faultsOf(answer)).toEqual([['input.by', expect.stringContaining('Exactly one key')]]);
  });
});

describe('A dry run', () => {
  it.each([
    ['suspendSubscription', []],
    ['unsuspendSubscription', ['suspendSubscription']],
    ['terminateSubscription', []],
    ['terminateSubscription', ['suspendSubscription']],
    ['suspendSubscription', ['terminateSubscription']],
  ] as const)('of %s after %j answers as the call would, and changes nothing', async (verb, before) => {
    const opened = await openGateway();
    const { operator, netflix, wait } = opened;
    await netflix.signsUp('B-100');
    for (const earlier of before) await change(operator, earlier);
    wait(HOUR);
    writes(opened);
    const dry = await change(operator, verb, { dryRun: true }, TWICE);
    expect(writes(opened)).toEqual([]);
    expect(await change(operator, verb, {}, TWICE)).toEqual(dry);
  });
});
