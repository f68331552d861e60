import { describe, expect, it } from 'vitest';
import type { Charge } from '../../src/charges/charge.ts';
import { idOf } from '../../src/ids.ts';
import { draft } from '../../src/ruling.ts';
import { cancel, suspend, terminate, unsuspend } from '../../src/subscriptions/rules/life-cycle.ts';
import type { SubscriptionFacts } from '../../src/subscriptions/rules/facts.ts';
import {
  allowedActions,
  CANCELLATION_REASONS,
  LIFE_CYCLE_STATE_OF,
  redeemedPromotion,
  STAGES,
  type Stage,
} from '../../src/subscriptions/subscription.ts';
import { at, customer, facts, operator, subscription } from './facts.ts';

const NOW = at('2026-05-01T00:00:00Z');
const NOW_TEXT = '2026-05-01T00:00:00.000Z';
const SUSPENDED_TEXT = '2026-03-01T00:00:00.000Z';
const by = { billingSystemCustomerIdentifier: 'B-100' };

/** A charge that waits for the suspension of `subscription('SUSPENDED')` to end. */
function heldCharge(n: number): Charge {
  return {
    id: idOf(operator.id, n),
    netflixChargeIdentifier: `nc-${n}`,
    customerId: customer().id,
    subscriptionId: subscription().id,
    amount: 999,
    currency: 'EUR',
    localAmount: 999,
    localCurrency: 'EUR',
    paidThroughDate: '2026-04-30',
    raisedOn: at('2026-04-01T00:00:00Z'),
    receivedOn: at('2026-04-02T00:00:00Z'),
    status: 'PENDING',
    statusReason: null,
    settledOn: null,
    heldOn: at('2026-04-02T00:00:00Z'),
    dueOn: at('2026-04-03T00:00:00Z'),
    onSilence: 'APPROVE',
    verdict: null,
    decidedOn: null,
    referenceNumber: null,
    acknowledgedOn: null,
  };
}

const found = (stage: Stage, given: Partial<SubscriptionFacts> = {}): SubscriptionFacts => ({
  ...facts(NOW),
  customer: customer(),
  subscription: subscription(stage),
  heldCharges: [],
  ...given,
});

const whose = { customerId: customer().id, subscriptionId: subscription().id };

describe('suspending', () => {
  it('takes an active subscription out of effect', () => {
    const { outcome, changes } = suspend(by, found('ACTIVE'));
    const suspended = subscription('SUSPENDED', { suspendedOn: NOW });
    expect(outcome).toEqual({ subscription: suspended, charges: [], problems: [] });
    expect(changes.subscriptions).toEqual([{ before: subscription('ACTIVE'), after: suspended }]);
    expect(changes.events).toEqual([
      {
        type: 'SUBSCRIPTION_SUSPENDED',
        ...whose,
        changes: [
          { field: 'stage', before: 'ACTIVE', after: 'SUSPENDED' },
          { field: 'netflixState', before: 'EFFECTIVE', after: 'NOT_EFFECTIVE' },
          { field: 'suspendedOn', before: null, after: NOW_TEXT },
        ],
      },
    ]);
  });
});

describe('unsuspending', () => {
  it('takes a suspended subscription up again', () => {
    const { outcome, changes } = unsuspend(by, found('SUSPENDED'));
    expect(outcome).toEqual({ subscription: subscription('ACTIVE'), charges: [], problems: [] });
    expect(changes.subscriptions).toEqual([
      { before: subscription('SUSPENDED'), after: subscription('ACTIVE') },
    ]);
    expect(changes.events).toEqual([
      {
        type: 'SUBSCRIPTION_UNSUSPENDED',
        ...whose,
        changes: [
          { field: 'stage', before: 'SUSPENDED', after: 'ACTIVE' },
          { field: 'netflixState', before: 'NOT_EFFECTIVE', after: 'EFFECTIVE' },
          { field: 'suspendedOn', before: SUSPENDED_TEXT, after: null },
        ],
      },
    ]);
  });

  it('releases the charges that waited for it, due when they were due before', () => {
    const held = [heldCharge(1), heldCharge(2)];
    const { outcome, changes } = unsuspend(by, found('SUSPENDED', { heldCharges: held }));
    const released = held.map((charge) => ({ ...charge, heldOn: null }));
    expect(outcome.charges).toEqual(released);
    expect(changes.charges).toEqual(held.map((before, k) => ({ before, after: released[k] })));
  });
});

describe('terminating', () => {
  it.each(['REGISTERED', 'ACTIVE', 'SUSPENDED'] as const)('ends a subscription that is %s', (stage) => {
    const { outcome, changes } = terminate(by, found(stage));
    const cancelled = subscription(stage, {
      stage: 'CANCELLED',
      netflixState: 'NOT_EFFECTIVE',
      cancellationReason: 'TERMINATED_BY_OPERATOR',
      suspendedOn: null,
      cancelledOn: NOW,
    });
    expect(outcome).toEqual({ subscription: cancelled, charges: [], problems: [] });
    expect(changes.subscriptions).toEqual([{ before: subscription(stage), after: cancelled }]);
    expect(changes.events).toMatchObject([{ type: 'SUBSCRIPTION_CANCELLED', ...whose }]);
  });

  it('rejects the charges that waited for the suspension to end', () => {
    const held = [heldCharge(1), heldCharge(2)];
    const { outcome, changes } = terminate(by, found('SUSPENDED', { heldCharges: held }));
    const statusReason =
      'Subscription S00000001 was cancelled while this charge waited for its suspension to end.';
    const rejected = held.map((charge) => ({
      ...charge,
      status: 'REJECTED',
      statusReason,
      settledOn: NOW,
      heldOn: null,
    }));
    expect(outcome.charges).toEqual(rejected);
    expect(changes.charges).toEqual(held.map((before, k) => ({ before, after: rejected[k] })));
    expect(changes.events).toMatchObject([
      { type: 'SUBSCRIPTION_CANCELLED' },
      { type: 'CHARGE_PROCESSED', ...whose, chargeId: idOf(operator.id, 1) },
      { type: 'CHARGE_PROCESSED', ...whose, chargeId: idOf(operator.id, 2) },
    ]);
    expect(changes.events[1]?.changes).toContainEqual({
      field: 'status',
      before: 'PENDING',
      after: 'REJECTED',
    });
  });
});

describe('what is so already', () => {
  it.each([
    ['suspending what is suspended', suspend, 'SUSPENDED'],
    ['unsuspending what is active', unsuspend, 'ACTIVE'],
    ['terminating what is cancelled', terminate, 'CANCELLED'],
  ] as const)('stays as it is: %s', (_what, rule, stage) => {
    const { outcome, changes } = rule(by, found(stage));
    expect(outcome).toEqual({ subscription: subscription(stage), charges: [], problems: [] });
    expect(Object.values(changes).flat()).toEqual([]);
  });
});

describe('a refusal', () => {
  const nobody = { customer: null, subscription: null };
  it.each([
    ['suspending before sign-up', suspend, found('REGISTERED'), 'NOT_SIGNED_UP'],
    ['unsuspending before sign-up', unsuspend, found('REGISTERED'), 'NOT_SIGNED_UP'],
    ['suspending what is cancelled', suspend, found('CANCELLED'), 'SUBSCRIPTION_CANCELLED'],
    ['unsuspending what is cancelled', unsuspend, found('CANCELLED'), 'SUBSCRIPTION_CANCELLED'],
    [
      'suspending without a subscription',
      suspend,
      found('ACTIVE', { subscription: null }),
      'NO_SUBSCRIPTION',
    ],
    [
      'unsuspending without a subscription',
      unsuspend,
      found('ACTIVE', { subscription: null }),
      'NO_SUBSCRIPTION',
    ],
    [
      'terminating without a subscription',
      terminate,
      found('ACTIVE', { subscription: null }),
      'NO_SUBSCRIPTION',
    ],
    ['suspending without a customer', suspend, found('ACTIVE', nobody), 'CUSTOMER_NOT_FOUND'],
    ['unsuspending without a customer', unsuspend, found('ACTIVE', nobody), 'CUSTOMER_NOT_FOUND'],
    ['terminating without a customer', terminate, found('ACTIVE', nobody), 'CUSTOMER_NOT_FOUND'],
  ])('answers %s and changes nothing', (_what, rule, known, code) => {
    const { outcome, changes } = rule(by, known);
    expect(outcome).toMatchObject({ subscription: null, charges: [], problems: [{ code, path: ['by'] }] });
    expect(outcome.problems[0]?.message).toMatch(/ustomer B-100\b/);
    expect(Object.values(changes).flat()).toEqual([]);
  });

  it('names the customer by the identifier that was given', () => {
    const { outcome } = suspend({ netflixCustomerIdentifier: 'pai-100' }, found('CANCELLED'));
    expect(outcome.problems[0]?.message).toBe(
      'Subscription S00000001 of customer with the Netflix customer identifier pai-100 was cancelled on 2026-04-01T00:00:00.000Z and cannot be suspended. Register the customer again.',
    );
  });
});

describe('cancelling in the course of something else', () => {
  it.each(CANCELLATION_REASONS)('keeps its reason: %s', (reason) => {
    const change = draft();
    const { subscription: cancelled } = cancel(change, subscription('SUSPENDED'), [], reason, facts(NOW));
    expect(cancelled).toMatchObject({ stage: 'CANCELLED', cancellationReason: reason, cancelledOn: NOW });
    expect(change.rules(null).changes.events).toEqual([
      {
        type: 'SUBSCRIPTION_CANCELLED',
        ...whose,
        changes: [
          { field: 'stage', before: 'SUSPENDED', after: 'CANCELLED' },
          { field: 'cancellationReason', before: null, after: reason },
          { field: 'suspendedOn', before: SUSPENDED_TEXT, after: null },
          { field: 'cancelledOn', before: null, after: NOW_TEXT },
        ],
      },
    ]);
  });

  it('happens once: the first reason and instant stay, and no held charge is settled twice', () => {
    const change = draft();
    const held = [heldCharge(1)];
    const first = cancel(change, subscription('SUSPENDED'), held, 'CHARGE_DECLINED', facts(NOW));
    const second = cancel(change, first.subscription, held, 'CHARGE_BAD_REQUEST', facts(NOW + 1));
    expect(second).toEqual({ subscription: first.subscription, charges: [] });
    expect(change.rules(null).changes.events).toHaveLength(2);
  });
});

describe('a subscription', () => {
  it.each([
    ['REGISTERED', 'NOT_EFFECTIVE', ['REGISTER', 'TERMINATE']],
    ['ACTIVE', 'EFFECTIVE', ['SUSPEND', 'TERMINATE']],
    ['SUSPENDED', 'NOT_EFFECTIVE', ['UNSUSPEND', 'TERMINATE']],
    ['CANCELLED', 'CANCELLED', ['REGISTER']],
  ] as const)('that is %s is %s to the old system and allows %s', (stage, lifeCycleState, actions) => {
    expect(LIFE_CYCLE_STATE_OF[stage]).toBe(lifeCycleState);
    expect(allowedActions(stage, true)).toEqual(actions);
  });

  it("that is cancelled and not its customer's latest allows nothing", () => {
    expect(STAGES.map((stage) => allowedActions(stage, false).length)).toEqual([2, 2, 2, 0]);
  });
});

describe('a promotion counts as redeemed', () => {
  const redeemed = (now: string, signedUpOn: string | null, promotionId: number | null = 7) =>
    redeemedPromotion(
      subscription('ACTIVE', { promotionId, signedUpOn: signedUpOn === null ? null : at(signedUpOn) }),
      at(now),
    );

  it.each([
    ['from the sign-up on', '2026-02-01T00:00:00Z', '2026-02-01T00:00:00Z', true],
    ['for ten calendar months', '2026-12-01T00:00:00Z', '2026-02-01T00:00:00Z', true],
    ['no longer than that', '2026-12-01T00:00:00.001Z', '2026-02-01T00:00:00Z', false],
    ['to the end of a month that is too short', '2026-12-31T00:00:00Z', '2026-02-28T00:00:00Z', true],
    ['never before the sign-up', '2026-02-01T00:00:00Z', null, false],
  ])('%s', (_when, now, signedUpOn, expected) => {
    expect(redeemed(now, signedUpOn)).toEqual(
      expected ? { promotionId: 7, redeemedOn: at(signedUpOn ?? '') } : null,
    );
  });

  it('only when one was chosen', () => {
    expect(redeemed('2026-02-01T00:00:00Z', '2026-02-01T00:00:00Z', null)).toBeNull();
  });
});
