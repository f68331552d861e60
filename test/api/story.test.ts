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
});
