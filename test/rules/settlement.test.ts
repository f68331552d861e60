import { describe, expect, it } from 'vitest';
import type { Charge, FinalStatus } from '../../src/charges/charge.ts';
import { settleCharges } from '../../src/charges/rules/settlement.ts';
import { charge, NOW, nth, settlementFacts } from './charge-facts.ts';
import { subscription } from './facts.ts';

const ACCEPTED = { verdict: 'ACCEPTED', decidedOn: NOW - 1 } as const;
const DECLINED = { verdict: 'DECLINED', decidedOn: NOW - 1 } as const;

/** Charge I0000000n. */
function numbered(n: number, given: Partial<Charge> = {}): Charge {
  return charge({ id: nth(n), netflixChargeIdentifier: `nx-${n}`, ...given });
}

describe('settling what is due', () => {
  it.each<[string, Partial<Charge>, FinalStatus, string]>([
    ['as accepted', ACCEPTED, 'APPROVED', 'The operator accepted it.'],
    ['as declined', DECLINED, 'DECLINED', 'The operator declined it.'],
    ['as decided under WAIT', { ...DECLINED, onSilence: 'WAIT' }, 'DECLINED', 'The operator declined it.'],
    ['by silence', {}, 'APPROVED', 'The operator did not decide in time, and its policy is to approve then.'],
  ])('goes by what the operator said: %s', (_how, given, status, statusReason) => {
    const before = charge(given);
    const { outcome, changes } = settleCharges(settlementFacts([before]));
    expect(outcome).toEqual({ processed: 1, remaining: 0 });
    expect(changes.charges).toEqual([
      {
        before,
        after: charge({ ...given, status, statusReason, settledOn: NOW }),
      },
    ]);
    expect(changes.events[0]).toEqual({
      type: 'CHARGE_PROCESSED',
      customerId: nth(1),
      subscriptionId: nth(1),
      chargeId: nth(12),
      changes: [
        { field: 'status', before: 'PENDING', after: status },
        { field: 'statusReason', before: null, after: statusReason },
        { field: 'settledOn', before: null, after: '2026-05-10T12:00:00.000Z' },
      ],
    });
  });

  it('counts what is due beyond the limit', () => {
    const { outcome } = settleCharges(settlementFacts([numbered(1), numbered(2)], { dueCount: 5 }));
    expect(outcome).toEqual({ processed: 2, remaining: 3 });
  });

  it('does nothing when nothing is due', () => {
    const { outcome, changes } = settleCharges(settlementFacts([]));
    expect(outcome).toEqual({ processed: 0, remaining: 0 });
    expect(changes).toMatchObject({ charges: [], subscriptions: [], events: [] });
  });

  it('breaks on a charge that waits for a decision, which is never due', () => {
    expect(() => settleCharges(settlementFacts([charge({ onSilence: 'WAIT' })]))).toThrow(/decided charge/);
  });
});

describe('an approved charge', () => {
  it.each<[string, string | null, string[], string | undefined]>([
    ['for the first time', null, ['2026-06-09'], '2026-06-09'],
    ['further than before', '2026-05-09', ['2026-06-09'], '2026-06-09'],
    ['no further than before', '2026-07-09', ['2026-06-09'], undefined],
    [
      'as far as the latest of several, in whatever order',
      null,
      ['2026-06-09', '2026-08-09', '2026-07-09'],
      '2026-08-09',
    ],
  ])('entitles to service %s', (_how, entitledUntil, dates, after) => {
    const before = subscription('ACTIVE', { entitledUntil });
    const due = dates.map((paidThroughDate, k) => numbered(k + 1, { paidThroughDate }));
    const { changes } = settleCharges(settlementFacts(due, { subscriptions: [before] }));
    expect(changes.subscriptions).toEqual(
      after === undefined ? [] : [{ before, after: { ...before, entitledUntil: after } }],
    );
  });

  it('entitles to service on a cancelled subscription too: it was used', () => {
    const cancelled = subscription('CANCELLED');
    const { changes } = settleCharges(settlementFacts([charge()], { subscriptions: [cancelled] }));
    expect(changes.charges).toMatchObject([{ after: { status: 'APPROVED' } }]);
    expect(changes.subscriptions).toEqual([
      { before: cancelled, after: { ...cancelled, entitledUntil: '2026-06-09' } },
    ]);
  });

  it('leaves other subscriptions alone', () => {
    const others = [subscription('ACTIVE', { id: nth(1) }), subscription('ACTIVE', { id: nth(2) })];
    const { changes } = settleCharges(
      settlementFacts([charge({ subscriptionId: nth(2) })], { subscriptions: others }),
    );
    expect(changes.subscriptions.map(({ after }) => after.id)).toEqual([nth(2)]);
  });
});

describe('a declined charge', () => {
  it('cancels its subscription and rejects the charges that are held', () => {
    const suspended = subscription('SUSPENDED');
    const held = numbered(13, { heldOn: NOW - 1 });
    const { outcome, changes } = settleCharges(
      settlementFacts([charge(DECLINED)], { subscriptions: [suspended], held: [held] }),
    );
    expect(outcome).toEqual({ processed: 1, remaining: 0 });
    expect(changes.subscriptions).toMatchObject([
      {
        before: suspended,
        after: { stage: 'CANCELLED', cancellationReason: 'CHARGE_DECLINED', cancelledOn: NOW },
      },
    ]);
    expect(changes.charges).toMatchObject([
      { after: { id: nth(12), status: 'DECLINED' } },
      { before: held, after: { id: nth(13), status: 'REJECTED', heldOn: null } },
    ]);
    expect(changes.events.map(({ type, chargeId }) => [type, chargeId])).toEqual([
      ['CHARGE_PROCESSED', nth(12)],
      ['SUBSCRIPTION_CANCELLED', undefined],
      ['CHARGE_PROCESSED', nth(13)],
    ]);
  });

  it('leaves a subscription as it is that has ended already', () => {
    const { changes } = settleCharges(
      settlementFacts([charge(DECLINED)], { subscriptions: [subscription('CANCELLED')] }),
    );
    expect(changes.subscriptions).toEqual([]);
    expect(changes.events.map(({ type }) => type)).toEqual(['CHARGE_PROCESSED']);
  });

  it('ends its subscription once, and changes nothing for the other charges that are due', () => {
    const before = subscription();
    const due = [
      numbered(1, { paidThroughDate: '2026-05-20' }),
      numbered(2, DECLINED),
      numbered(3, { ...ACCEPTED, paidThroughDate: '2026-06-20' }),
      numbered(4, DECLINED),
    ];
    const { changes } = settleCharges(settlementFacts(due, { subscriptions: [before] }));
    expect(changes.charges.map(({ after }) => after.status)).toEqual([
      'APPROVED',
      'DECLINED',
      'APPROVED',
      'DECLINED',
    ]);
    expect(changes.subscriptions).toMatchObject([
      {
        before,
        after: { stage: 'CANCELLED', cancellationReason: 'CHARGE_DECLINED', entitledUntil: '2026-06-20' },
      },
    ]);
    expect(changes.events.filter(({ type }) => type === 'SUBSCRIPTION_CANCELLED')).toHaveLength(1);
  });
});
