import fc from 'fast-check';
import { expect, it } from 'vitest';

import type { Charge } from '../../src/charges/charge.ts';
import type { Change } from '../../src/ruling.ts';
import type { NetflixSubscription, Stage } from '../../src/subscriptions/subscription.ts';
import { aVerb, life } from './lives.ts';

/** Where a subscription may go from a stage; where it is, it may stay. */
const MOVES: Record<Stage, readonly Stage[]> = {
  REGISTERED: ['ACTIVE', 'CANCELLED'],
  ACTIVE: ['SUSPENDED', 'CANCELLED'],
  SUSPENDED: ['ACTIVE', 'CANCELLED'],
  CANCELLED: [],
};

it('never moves a charge or a subscription where it must not go, whatever is done in whichever order', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(aVerb, { minLength: 5, maxLength: 60, size: 'max' }), (verbs) => {
      const { live, subscriptions, charges } = life((changes) => {
        for (const change of changes.charges) expectLegalCharge(change, seen);
        for (const change of changes.subscriptions) expectLegalSubscription(change, seen);
      });
      for (const verb of verbs) {
        live(verb);
        expect([...subscriptions.values()].filter(({ stage }) => stage !== 'CANCELLED').length).toBeLessThan(
          2,
        );
        for (const { status, subscriptionId, heldOn } of charges.values()) {
          const stage = subscriptions.get(subscriptionId)?.stage;
          if (status !== 'PENDING' && status !== 'APPROVED') expect(stage).toBe('CANCELLED');
          if (heldOn !== null) expect({ status, stage }).toEqual({ status: 'PENDING', stage: 'SUSPENDED' });
        }
      }
    }),
    { numRuns: 400, seed: 20_260_301, endOnFailure: true },
  );
  // Every legal move was made, so nothing was legal for want of a try.
  const legal = [
    ...Object.entries(MOVES).flatMap(([from, all]) => all.map((to) => `${from} → ${to}`)),
    ...['APPROVED', 'DECLINED', 'BAD_REQUEST', 'REJECTED'].map((to) => `PENDING → ${to}`),
    'held',
    'released',
    'acknowledged',
  ];
  expect([...seen].toSorted()).toEqual(legal.toSorted());
});

function expectLegalSubscription({ before, after }: Change<NetflixSubscription>, seen: Set<string>): void {
  const { stage, signedUpOn, suspendedOn, cancelledOn, cancellationReason } = after;
  if (before === null) expect(stage).toBe('REGISTERED');
  else if (before.stage !== stage) {
    expect(MOVES[before.stage]).toContain(stage);
    seen.add(`${before.stage} → ${stage}`);
  }
  if (before?.stage === 'CANCELLED')
    expect(after).toEqual({
      ...before,
      netflixState: after.netflixState,
      entitledUntil: after.entitledUntil,
    });
  if (before?.signedUpOn != null) expect(signedUpOn).toBe(before.signedUpOn);
  if (before?.entitledUntil != null) expect((after.entitledUntil ?? '') >= before.entitledUntil).toBe(true);
  expect({
    signedUp: stage === 'CANCELLED' || (signedUpOn !== null) === (stage !== 'REGISTERED'),
    suspended: (suspendedOn !== null) === (stage === 'SUSPENDED'),
    cancelled: (cancelledOn !== null) === (stage === 'CANCELLED'),
    reason: (cancellationReason !== null) === (stage === 'CANCELLED'),
  }).toEqual({ signedUp: true, suspended: true, cancelled: true, reason: true });
}

function expectLegalCharge({ before, after }: Change<Charge>, seen: Set<string>): void {
  const { status, settledOn, statusReason, heldOn, acknowledgedOn } = after;
  expect({
    settled: (settledOn !== null) === (status !== 'PENDING'),
    reason: (statusReason !== null) === (status !== 'PENDING'),
    acknowledged: acknowledgedOn === null || status !== 'PENDING',
    decided: (after.verdict === null) === (after.decidedOn === null),
  }).toEqual({ settled: true, reason: true, acknowledged: true, decided: true });
  if (heldOn !== null) seen.add('held');
  if (before === null) {
    if (status !== 'PENDING') seen.add(`PENDING → ${status}`);
    return;
  }
  if (before.heldOn !== null && heldOn === null && status === 'PENDING') seen.add('released');
  if (before.acknowledgedOn === null && acknowledgedOn !== null) seen.add('acknowledged');
  if (before.status === 'PENDING') {
    if (status !== 'PENDING') seen.add(`PENDING → ${status}`);
  } else {
    // What is final stays, but for the handover and a reference that comes with it.
    expect(after).toEqual({ ...before, acknowledgedOn, referenceNumber: after.referenceNumber });
  }
  if (before.acknowledgedOn !== null) expect(after).toEqual(before);
  for (const field of [
    'id',
    'customerId',
    'subscriptionId',
    'amount',
    'localAmount',
    'receivedOn',
    'dueOn',
  ] as const)
    expect(after[field]).toBe(before[field]);
}
