import { describe, expect, it } from 'vitest';
import { acknowledgeCharges } from '../../src/charges/rules/acknowledgement.ts';
import type { Charge, FinalStatus } from '../../src/charges/charge.ts';
import type { ChargeItem } from '../../src/charges/rules/facts.ts';
import { charge, decisionFacts, item, NOW, nth } from './charge-facts.ts';

const APPROVED = { status: 'APPROVED', settledOn: NOW - 1 } as const;
const ACKNOWLEDGED = { ...APPROVED, acknowledgedOn: NOW - 1 } as const;
const OTHER = { id: nth(13), netflixChargeIdentifier: 'nx-13' };

describe('acknowledging', () => {
  it('takes a charge over, with an event', () => {
    const before = charge(APPROVED);
    const { outcome, changes } = acknowledgeCharges(
      [item({ referenceNumber: 'INV-7' })],
      decisionFacts(before),
    );
    const after = charge({ ...APPROVED, acknowledgedOn: NOW, referenceNumber: 'INV-7' });
    expect(outcome).toEqual({ charges: [after], failed: [] });
    expect(changes).toMatchObject({ charges: [{ before, after }], subscriptions: [] });
    expect(changes.events).toEqual([
      {
        type: 'CHARGE_ACKNOWLEDGED',
        customerId: nth(1),
        subscriptionId: nth(1),
        chargeId: nth(12),
        changes: [
          { field: 'referenceNumber', before: null, after: 'INV-7' },
          { field: 'acknowledgedOn', before: null, after: '2026-05-10T12:00:00.000Z' },
        ],
      },
    ]);
  });

  it.each<FinalStatus>(['APPROVED', 'DECLINED', 'BAD_REQUEST', 'REJECTED'])(
    'takes over what is %s',
    (status) => {
      const { outcome } = acknowledgeCharges([item()], decisionFacts(charge({ ...APPROVED, status })));
      expect(outcome).toMatchObject({ charges: [{ status, acknowledgedOn: NOW }], failed: [] });
    },
  );

  it.each<[string, string | null, string | null, string | null]>([
    ['has none and gets none', null, null, null],
    ['has none and gets one', null, 'INV-7', 'INV-7'],
    ['has one and is given it again', 'INV-7', 'INV-7', 'INV-7'],
    ['has one and keeps it when none is given', 'INV-7', null, 'INV-7'],
  ])('leaves a charge with its reference: it %s', (_what, known, given, kept) => {
    const facts = decisionFacts(charge({ ...APPROVED, referenceNumber: known }));
    const { outcome } = acknowledgeCharges([item({ referenceNumber: given })], facts);
    expect(outcome).toMatchObject({ charges: [{ referenceNumber: kept, acknowledgedOn: NOW }], failed: [] });
  });

  it.each<[string, string | null]>([
    ['with the same reference', 'INV-7'],
    ['without one, as before', null],
  ])('is safe to repeat %s', (_what, referenceNumber) => {
    const before = charge({ ...ACKNOWLEDGED, referenceNumber });
    const { outcome, changes } = acknowledgeCharges([item({ referenceNumber })], decisionFacts(before));
    expect(outcome).toEqual({ charges: [before], failed: [] });
    expect(changes).toMatchObject({ charges: [], events: [] });
  });

  it.each<[string, Partial<Charge>, Partial<ChargeItem>, string, RegExp]>([
    ['an unknown number', APPROVED, { number: 'I00000099' }, 'CHARGE_NOT_FOUND', /charge I00000099/],
    [
      'another customer',
      APPROVED,
      { billingSystemCustomerIdentifier: 'B-200' },
      'CUSTOMER_MISMATCH',
      /B-200/,
    ],
    ['one that is PENDING', {}, {}, 'NOT_PROCESSED', /I00000012 is still PENDING/],
    [
      'one that is decided but not settled yet',
      { verdict: 'ACCEPTED', decidedOn: NOW - 1 },
      {},
      'NOT_PROCESSED',
      /PENDING/,
    ],
    [
      'another reference, again',
      { ...ACKNOWLEDGED, referenceNumber: 'INV-7' },
      { referenceNumber: 'INV-8' },
      'ALREADY_ACKNOWLEDGED',
      /with reference INV-7/,
    ],
    [
      'no reference, again',
      { ...ACKNOWLEDGED, referenceNumber: 'INV-7' },
      {},
      'ALREADY_ACKNOWLEDGED',
      /with reference INV-7/,
    ],
    [
      'a first reference, again',
      ACKNOWLEDGED,
      { referenceNumber: 'INV-8' },
      'ALREADY_ACKNOWLEDGED',
      /without a reference/,
    ],
    [
      'another reference than it has',
      { ...APPROVED, referenceNumber: 'INV-7' },
      { referenceNumber: 'INV-8' },
      'REFERENCE_NUMBER_DIFFERS',
      /INV-7, not INV-8/,
    ],
    [
      'a reference that another charge has',
      APPROVED,
      { referenceNumber: 'INV-13' },
      'REFERENCE_NUMBER_TAKEN',
      /^Reference INV-13 already belongs to charge I00000013\./,
    ],
    // Which of two faults is told.
    [
      'another customer before PENDING',
      {},
      { billingSystemCustomerIdentifier: 'B-200' },
      'CUSTOMER_MISMATCH',
      /B-200/,
    ],
    [
      'PENDING before a reference that another charge has',
      {},
      { referenceNumber: 'INV-13' },
      'NOT_PROCESSED',
      /PENDING/,
    ],
    [
      'acknowledged before a reference that another charge has',
      ACKNOWLEDGED,
      { referenceNumber: 'INV-13' },
      'ALREADY_ACKNOWLEDGED',
      /acknowledged/,
    ],
    [
      'its own reference before the other charge that has the given one',
      { ...APPROVED, referenceNumber: 'INV-7' },
      { referenceNumber: 'INV-13' },
      'REFERENCE_NUMBER_DIFFERS',
      /INV-7/,
    ],
  ])('refuses %s', (_what, known, given, errorCode, description) => {
    const facts = decisionFacts(
      charge(known),
      charge({ ...OTHER, customerId: nth(2), referenceNumber: 'INV-13' }),
    );
    const asked = item(given);
    const { outcome, changes } = acknowledgeCharges([asked], facts);
    const { number, referenceNumber } = asked;
    const errorDescription = expect.stringMatching(description);
    expect(outcome).toEqual({
      charges: [],
      failed: [{ number, referenceNumber, errorCode, errorDescription }],
    });
    expect(changes).toMatchObject({ charges: [], events: [] });
  });

  it('refuses what the same call named or took before', () => {
    const facts = decisionFacts(charge(APPROVED), charge({ ...OTHER, ...APPROVED }));
    const items = [{ referenceNumber: 'INV-7' }, { number: 'I00000013', referenceNumber: 'INV-7' }, {}].map(
      item,
    );
    const { outcome } = acknowledgeCharges(items, facts);
    expect(outcome.charges.map(({ id }) => id)).toEqual([nth(12)]);
    expect(outcome.failed).toMatchObject([
      { number: 'I00000013', errorCode: 'REFERENCE_NUMBER_TAKEN' },
      { number: 'I00000012', errorCode: 'DUPLICATE_ITEM' },
    ]);
  });
});
