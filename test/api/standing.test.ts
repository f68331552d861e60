import { describe, expect, it } from 'vitest';

import { DAY, HOUR } from '../../src/time.ts';
import { move, settle, tell } from './charge-verbs.ts';
import { NOON, openGateway, type Client, type Data } from './gateway.ts';
import { B100, change, register } from './subscription-verbs.ts';

const STANDING = `
  hints
  subscription { number }
  signUpFunnel { registeredOn tokenHandedOverOn tokenExpiresOn tokenExpired signedUpOn firstChargeOn firstApprovalOn }
  untold { kind since attempts parkedOn reason subscription { number } }
  pendingCharges { count undecided held decidableUntil }
  provisioning { count oldestOn unlisted }
`;

async function standing(client: Client, by: Data = B100): Promise<Data> {
  const { customer } = await client.ask(
    `query ($by: CustomerBy!) { customer(by: $by) { standing { ${STANDING} } } }`,
    { by },
  );
  return customer.standing;
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}

const NOTHING_PENDING = { count: 0, undecided: 0, held: 0, decidableUntil: null };
const NOTHING_TO_PROVISION = { count: 0, oldestOn: null, unlisted: 0 };

describe('Why a customer is stuck', () => {
  it('shows how far it came, step by step', async () => {
    const { operator, netflix, wait } = await openGateway();
    await register(operator);
    const registered = {
      registeredOn: iso(NOON),
      tokenHandedOverOn: iso(NOON),
      tokenExpiresOn: iso(NOON + DAY),
      tokenExpired: false,
      signedUpOn: null,
      firstChargeOn: null,
      firstApprovalOn: null,
    };
    expect(await standing(operator)).toEqual({
      hints: ['The customer has not signed up at Netflix yet. The token is good until 2026-03-02 12:00 UTC.'],
      subscription: { number: 'S00000001' },
      signUpFunnel: registered,
      untold: [],
      pendingCharges: NOTHING_PENDING,
      provisioning: NOTHING_TO_PROVISION,
    });

    const again = wait(HOUR);
    await netflix.signsUp('B-100'); // with a new token
    const signedUp = {
      ...registered,
      tokenHandedOverOn: iso(again),
      tokenExpiresOn: iso(again + DAY),
      signedUpOn: iso(again),
    };
    expect(await standing(operator)).toMatchObject({
      hints: ['Netflix has not raised a charge yet.'],
      signUpFunnel: signedUp,
    });

    const charged = wait(HOUR);
    const number = await netflix.charges('B-100');
    const deadline = charged + DAY;
    expect(await standing(operator)).toMatchObject({
      hints: ['1 charge has no decision; without one the first is settled from 2026-03-02 14:00 UTC on.'],
      signUpFunnel: { ...signedUp, firstChargeOn: iso(charged) },
      pendingCharges: { count: 1, undecided: 1, held: 0, decidableUntil: iso(deadline) },
    });

    await tell(operator, 'acceptCharges', [number]);
    expect(await standing(operator)).toMatchObject({
      hints: [],
      pendingCharges: { count: 1, undecided: 0, decidableUntil: iso(deadline) },
    });

    const approved = wait(2 * DAY);
    await settle(operator);
    expect(await standing(operator)).toMatchObject({
      hints: [],
      signUpFunnel: { ...signedUp, firstChargeOn: iso(charged), firstApprovalOn: iso(approved) },
      pendingCharges: NOTHING_PENDING,
    });
  });

  it('tells a token that expired before the sign-up', async () => {
    const { operator, wait } = await openGateway();
    await register(operator);
    wait(DAY);
    expect(await standing(operator)).toMatchObject({ signUpFunnel: { tokenExpired: false } });
    wait(1);
    expect(await standing(operator)).toMatchObject({
      hints: [expect.stringContaining('The Netflix token expired on 2026-03-02 12:00 UTC')],
      signUpFunnel: { tokenExpired: true },
    });
    await register(operator);
    expect(await standing(operator)).toMatchObject({ signUpFunnel: { tokenExpired: false } });
  });

  it('tells charges that wait for the end of a suspension, and what ended', async () => {
    const { operator, netflix } = await openGateway();
    await netflix.signsUp('B-100');
    await change(operator, 'suspendSubscription');
    await netflix.charges('B-100');
    expect(await standing(operator)).toMatchObject({
      hints: [
        'The subscription is suspended since 2026-03-01 12:00 UTC. unsuspendSubscription ends that.',
        '1 charge waits for the suspension to end.',
      ],
      pendingCharges: { count: 1, held: 1, decidableUntil: null },
    });
    await move(operator, 'terminate');
    expect(await standing(operator)).toMatchObject({
      hints: [
        'The subscription was cancelled on 2026-03-01 12:00 UTC (TERMINATED_BY_OPERATOR). registerSubscription begins a new one.',
      ],
      pendingCharges: NOTHING_PENDING,
    });
  });

  it('tells charges that wait for a decision, however long it takes', async () => {
    const { operator, netflix, wait } = await openGateway({ onSilence: 'WAIT' });
    await netflix.signsUp('B-100');
    await netflix.charges('B-100');
    await netflix.charges('B-100');
    wait(30 * DAY);
    await settle(operator);
    expect(await standing(operator)).toMatchObject({
      hints: [expect.stringContaining('2 charges wait for your decision, however long it takes')],
      pendingCharges: { count: 2, undecided: 2, decidableUntil: null },
    });
  });

  it('tells provisioning that waits, and how much of it nobody sees any more', async () => {
    const { operator, netflix, wait } = await openGateway();
    await operator.ask(
      'mutation { createProvisioningProvider(input: { name: "Boxes" }) { problems { code } } }',
    );
    await register(operator);
    wait(7 * DAY + 1);
    await netflix.signsUp('B-100');
    const { hints, provisioning } = await standing(operator);
    expect(provisioning).toEqual({ count: 2, oldestOn: iso(NOON), unlisted: 1 });
    expect(hints).toContain(
      "2 provisioning requests wait for an answer since 2026-03-01 12:00 UTC. 1 of them is too old for the provider's list.",
    );
  });

  it('tells what Netflix does not know yet', async () => {
    const { gateway, operator } = await openGateway({}, { NETFLIX: 'sandbox' });
    await register(operator);
    expect(await standing(operator)).toMatchObject({
      hints: ['Netflix does not know the sign-up token yet, so it cannot be used yet.'],
      signUpFunnel: { tokenHandedOverOn: null },
      untold: [
        {
          kind: 'HAND_OVER_TOKEN',
          since: iso(NOON),
          attempts: 0,
          parkedOn: null,
          reason: null,
          subscription: { number: 'S00000001' },
        },
      ],
    });
    await gateway.runCourier();
    expect(await standing(operator)).toMatchObject({
      signUpFunnel: { tokenHandedOverOn: iso(NOON) },
      untold: [],
    });
  });

  it('tells what Netflix has refused, and what it could not be told', async () => {
    const { gateway, operator } = await openGateway({}, { NETFLIX: 'sandbox' });
    const refused = { billingSystemCustomerIdentifier: 'sandbox-refuse-token' };
    const lost = { billingSystemCustomerIdentifier: 'sandbox-timeout' };
    await register(operator, refused);
    await register(operator, lost);
    await gateway.runCourier();
    expect(await standing(operator, refused)).toMatchObject({
      hints: [
        expect.any(String),
        expect.stringMatching(
          /^Netflix refused the sign-up token of 2026-03-01 12:00 UTC: .* retryNetflix\.$/,
        ),
      ],
      untold: [{ kind: 'HAND_OVER_TOKEN', parkedOn: iso(NOON), reason: expect.stringMatching(/./) }],
    });
    expect(await standing(operator, lost)).toMatchObject({
      hints: [
        expect.any(String),
        expect.stringMatching(/^Netflix could not be told the sign-up token .* after one attempt: /),
      ],
      untold: [{ attempts: 1, parkedOn: null, reason: expect.stringMatching(/./) }],
    });
  });
});

describe('Subscriptions with an expired token', () => {
  it('are those whose customers cannot sign up any more; the others still can', async () => {
    const { operator, netflix, wait, another } = await openGateway();
    const customer = (billingSystemCustomerIdentifier: string, more: Data = {}) =>
      register(operator, { billingSystemCustomerIdentifier, ...more });
    await customer('expired', { validityDuration: 60 });
    await customer('renewed', { validityDuration: 60 });
    await customer('good');
    await netflix.signsUp('signed-up');
    await customer('cancelled', { validityDuration: 60 });
    await move(operator, 'terminate', 'cancelled');
    wait(60_000);
    const found = async (filter: Data, client = operator) => {
      const { subscriptions } = await client.ask(
        `query ($filter: SubscriptionFilter) {
          subscriptions(filter: $filter) { totalCount nodes { customer { billingSystemCustomerIdentifier } } }
        }`,
        { filter },
      );
      const names = subscriptions.nodes.map(({ customer: who }: Data) => who.billingSystemCustomerIdentifier);
      expect(subscriptions.totalCount).toBe(names.length);
      return names;
    };
    expect(await found({ tokenExpired: true })).toEqual([]);
    wait(1);
    await customer('renewed');
    expect(await found({ tokenExpired: true })).toEqual(['expired']);
    expect(await found({ stage: ['REGISTERED'], tokenExpired: true })).toEqual(['expired']);
    expect(await found({ stage: ['ACTIVE', 'CANCELLED'], tokenExpired: true })).toEqual([]);
    expect(await found({ tokenExpired: false })).toEqual(['renewed', 'good']);
    expect(await found({ stage: ['REGISTERED'], tokenExpired: null })).toEqual([
      'expired',
      'renewed',
      'good',
    ]);
    const other = await another();
    expect(await found({ tokenExpired: true }, other.operator)).toEqual([]);
  });
});
