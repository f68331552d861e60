import { describe, expect, it } from 'vitest';

import { HOUR } from '../../src/time.ts';
import { openGateway } from './gateway.ts';

const ACCEPT = /* GraphQL */ `
  mutation ($charges: [AcceptedChargeInput!]!) {
    acceptCharges(input: { charges: $charges }) {
      charges {
        number
        status
        decision {
          verdict
        }
        referenceNumber
      }
      failedCharges {
        number
        errorCode
        errorDescription
      }
    }
  }
`;
const DECLINE = /* GraphQL */ `
  mutation ($charges: [DeclinedChargeInput!]!) {
    declineCharges(input: { charges: $charges }) {
      charges {
        number
        status
      }
      failedCharges {
        errorCode
      }
    }
  }
`;
const PROCESS = 'mutation { processCharges { processed remaining } }';
const ACKNOWLEDGE = /* GraphQL */ `
  mutation ($charges: [AcknowledgedChargeInput!]!) {
    acknowledgeCharges(input: { charges: $charges }) {
      charges {
        number
        status
        acknowledgedOn
        referenceNumber
      }
      failedCharges {
        number
        errorCode
      }
    }
  }
`;
const SUSPEND =
  'mutation { suspendSubscription(input: { by: { billingSystemCustomerIdentifier: "B-100" } }) { problems { code } } }';
const RECEIVE_DRY = /* GraphQL */ `
  mutation ($charges: [ReceivedChargeInput!]!) {
    receiveCharges(input: { charges: $charges, dryRun: true }) {
      charges {
        status
        subscription {
          stage
          charges {
            nodes {
              number
              status
            }
          }
        }
      }
    }
  }
`;
const STATUS_OF = 'query ($number: String!) { charge(number: $number) { status } }';
const CHARGES_OF = /* GraphQL */ `
  query ($customer: String!, $after: String) {
    customer(by: { billingSystemCustomerIdentifier: $customer }) {
      charges(first: 1, after: $after) {
        pageInfo {
          endCursor
        }
        nodes {
          number
        }
      }
    }
  }
`;
const TO_TAKE = '{ charges { totalCount nodes { number status billable } } }';

describe('The whole story', () => {
  it('goes from registration to a charge that is acknowledged and gone from the list', async () => {
    const { operator, netflix, wait } = await openGateway();
    await netflix.signsUp('B-100');
    const number = await netflix.charges('B-100');
    const item = { number, billingSystemCustomerIdentifier: 'B-100', referenceNumber: 'INV-7' };

    const { acceptCharges } = await operator.ask(ACCEPT, { charges: [item] });
    expect(acceptCharges).toEqual({
      charges: [{ number, status: 'PENDING', decision: { verdict: 'ACCEPTED' }, referenceNumber: 'INV-7' }],
      failedCharges: [],
    });
    expect(await operator.ask(PROCESS)).toEqual({ processCharges: { processed: 0, remaining: 0 } });
    wait(24 * HOUR);
    expect(await operator.ask(PROCESS)).toEqual({ processCharges: { processed: 1, remaining: 0 } });
    expect(await operator.ask(TO_TAKE)).toEqual({
      charges: { totalCount: 1, nodes: [{ number, status: 'APPROVED', billable: true }] },
    });

    const { acknowledgeCharges } = await operator.ask(ACKNOWLEDGE, { charges: [item] });
    expect(acknowledgeCharges).toMatchObject({
      charges: [{ number, acknowledgedOn: '2026-03-02T12:00:00.000Z', referenceNumber: 'INV-7' }],
      failedCharges: [],
    });
    expect(await operator.ask(TO_TAKE)).toEqual({ charges: { totalCount: 0, nodes: [] } });
  });

  it('has a dark twin: a declined charge cancels the subscription', async () => {
    const { operator, netflix, wait } = await openGateway();
    await netflix.signsUp('B-100');
    const number = await netflix.charges('B-100');
    await operator.ask(DECLINE, { charges: [{ number, billingSystemCustomerIdentifier: 'B-100' }] });
    wait(24 * HOUR);
    await operator.ask(PROCESS);

    const { charge } = await operator.ask(
      `query ($number: String!) {
        charge(number: $number) {
          status billable setAsDeclinedOn setAsApprovedOn
          subscription { stage lifeCycleState netflixState cancellationReason allowedActions entitledUntil }
        }
      }`,
      { number },
    );
    expect(charge).toEqual({
      status: 'DECLINED',
      billable: false,
      setAsDeclinedOn: '2026-03-02T12:00:00.000Z',
      setAsApprovedOn: null,
      subscription: {
        stage: 'CANCELLED',
        lifeCycleState: 'CANCELLED',
        netflixState: 'NOT_EFFECTIVE',
        cancellationReason: 'CHARGE_DECLINED',
        allowedActions: ['REGISTER'],
        entitledUntil: null,
      },
    });
  });

  it('shows in a dry run what a wrong charge would end, held charges included', async () => {
    const { operator, netflix } = await openGateway();
    const { netflixCustomerIdentifier } = await netflix.signsUp('B-100');
    await operator.ask(SUSPEND);
    const held = await netflix.charges('B-100');
    const wrong = {
      netflixChargeIdentifier: 'N-wrong',
      netflixCustomerIdentifier,
      amount: '9.99',
      currency: 'EUR',
      paidThroughDate: '2026-02-01',
      raisedOn: '2026-03-01T12:00:00Z',
    };

    const { receiveCharges } = await operator.ask(RECEIVE_DRY, { charges: [wrong] });
    expect(receiveCharges.charges[0].subscription).toEqual({
      stage: 'CANCELLED',
      charges: { nodes: [{ number: held, status: 'REJECTED' }] },
    });
    expect(await operator.ask(STATUS_OF, { number: held })).toEqual({ charge: { status: 'PENDING' } });
  });
});

describe('A cursor', () => {
  it('of another customer is refused like any that is not of the list', async () => {
    const { operator, netflix } = await openGateway();
    for (const customer of ['B-100', 'B-200']) {
      await netflix.signsUp(customer);
      await netflix.charges(customer);
    }
    const first = await operator.ask(CHARGES_OF, { customer: 'B-100' });
    const after = first.customer.charges.pageInfo.endCursor as string;

    expect((await operator.answer(CHARGES_OF, { customer: 'B-100', after })).errors).toBeUndefined();
    const { errors } = await operator.answer(CHARGES_OF, { customer: 'B-200', after });
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('A document that nobody could read', () => {
  it.each([
    ['fields', '{a'.repeat(20_000)],
    ['values', `{ node(id: ${'['.repeat(20_000)}`],
  ])('with 20,000 nested %s is the fault of the client', async (_what, document) => {
    const { operator } = await openGateway();
    const { errors } = await operator.answer(document);
    expect(errors?.[0]?.extensions.code).toBe('TOKEN_LIMIT');
  });
});
