import { describe, expect, it } from 'vitest';
import { decideCharges } from '../../src/charges/rules/decision.ts';
import type { Charge, ChargeVerdict } from '../../src/charges/charge.ts';
import type { ChargeItem } from '../../src/charges/rules/facts.ts';
import { charge, decisionFacts, item, NOW, nth } from './charge-facts.ts';
import { at } from './facts.ts';

const YESTERDAY = at('2026-05-09T18:00:00Z');
const ACCEPTED = { verdict: 'ACCEPTED', decidedOn: YESTERDAY } as const;
const DECLINED = { verdict: 'DECLINED', decidedOn: YESTERDAY } as const;
const APPROVED = { status: 'APPROVED', settledOn: NOW - 1 } as const;
const OTHER = { id: nth(13), netflixChargeIdentifier: 'nx-13' };
const ABOUT_OTHER = { number: 'I00000013' };

/** The events of a ruling as type and changed fields. */
function told({ changes }: ReturnType<typeof decideCharges>) {
  return changes.events.map(({ type, changes: fields }) => [type, ...fields.map(({ field }) => field)]);
}

describe('accepting and declining', () => {
  it('records the verdict, when it was made and the reference', () => {
    const before = charge();
    const { outcome, changes } = decideCharges(
      'ACCEPTED',
      [item({ referenceNumber: 'INV-7' })],
      decisionFacts(before),
    );
    const after = charge({ verdict: 'ACCEPTED', decidedOn: NOW, referenceNumber: 'INV-7' });
    expect(outcome).toEqual({ charges: [after], failed: [] });
    expect(changes).toMatchObject({ charges: [{ before, after }], subscriptions: [] });
    expect(changes.events).toEqual([
      {
        type: 'CHARGE_ACCEPTED',
        customerId: nth(1),
        subscriptionId: nth(1),
        chargeId: nth(12),
        changes: [
          { field: 'verdict', before: null, after: 'ACCEPTED' },
          { field: 'decidedOn', before: null, after: '2026-05-10T12:00:00.000Z' },
          { field: 'referenceNumber', before: null, after: 'INV-7' },
        ],
      },
    ]);
  });

  it.each<[string, ChargeVerdict, Partial<Charge>, string | null, Partial<Charge>, string[]]>([
    [
      'a verdict',
      'DECLINED',
      {},
      null,
      { verdict: 'DECLINED', decidedOn: NOW },
      ['CHARGE_DECLINED', 'verdict', 'decidedOn'],
    ],
    [
      'another verdict, which wins',
      'DECLINED',
      ACCEPTED,
      null,
      { verdict: 'DECLINED', decidedOn: NOW },
      ['CHARGE_DECLINED', 'verdict', 'decidedOn'],
    ],
    [
      'and back',
      'ACCEPTED',
      DECLINED,
      null,
      { verdict: 'ACCEPTED', decidedOn: NOW },
      ['CHARGE_ACCEPTED', 'verdict', 'decidedOn'],
    ],
    [
      'another verdict, which keeps the reference',
      'DECLINED',
      { ...ACCEPTED, referenceNumber: 'INV-7' },
      null,
      { verdict: 'DECLINED', decidedOn: NOW, referenceNumber: 'INV-7' },
      ['CHARGE_DECLINED', 'verdict', 'decidedOn'],
    ],
    [
      'a first reference',
      'ACCEPTED',
      ACCEPTED,
      'INV-7',
      { ...ACCEPTED, referenceNumber: 'INV-7' },
      ['CHARGE_ACCEPTED', 'referenceNumber'],
    ],
    [
      'another reference, which replaces the old',
      'DECLINED',
      { ...DECLINED, referenceNumber: 'INV-7' },
      'INV-8',
      { ...DECLINED, referenceNumber: 'INV-8' },
      ['CHARGE_DECLINED', 'referenceNumber'],
    ],
    [
      'a verdict on a charge that is held',
      'ACCEPTED',
      { heldOn: YESTERDAY },
      null,
      { heldOn: YESTERDAY, verdict: 'ACCEPTED', decidedOn: NOW },
      ['CHARGE_ACCEPTED', 'verdict', 'decidedOn'],
    ],
    [
      'a verdict when it is due but not settled yet',
      'ACCEPTED',
      { dueOn: NOW - 1 },
      null,
      { dueOn: NOW - 1, verdict: 'ACCEPTED', decidedOn: NOW },
      ['CHARGE_ACCEPTED', 'verdict', 'decidedOn'],
    ],
  ])('takes %s', (_what, verdict, before, referenceNumber, after, event) => {
    const ruling = decideCharges(verdict, [item({ referenceNumber })], decisionFacts(charge(before)));
    expect(ruling.outcome).toEqual({ charges: [charge(after)], failed: [] });
    expect(ruling.changes.charges).toEqual([{ before: charge(before), after: charge(after) }]);
    expect(told(ruling)).toEqual([event]);
  });

  it.each<[string, ChargeVerdict, Partial<Charge>, string | null]>([
    ['the same verdict', 'ACCEPTED', ACCEPTED, null],
    ['the same verdict and reference', 'DECLINED', { ...DECLINED, referenceNumber: 'INV-7' }, 'INV-7'],
    ['the same verdict, the reference left out', 'ACCEPTED', { ...ACCEPTED, referenceNumber: 'INV-7' }, null],
    [
      'accept, after that approved it',
      'ACCEPTED',
      { ...ACCEPTED, ...APPROVED, referenceNumber: 'INV-7' },
      'INV-7',
    ],
    [
      'accept, after that approved it, the reference left out',
      'ACCEPTED',
      { ...ACCEPTED, ...APPROVED, referenceNumber: 'INV-7' },
      null,
    ],
    [
      'decline, after that settled it',
      'DECLINED',
      { ...DECLINED, status: 'DECLINED', settledOn: NOW - 1 },
      null,
    ],
    [
      'accept, after that approved it and it was acknowledged',
      'ACCEPTED',
      { ...ACCEPTED, ...APPROVED, acknowledgedOn: NOW - 1 },
      null,
    ],
  ])('is safe to repeat: %s', (_what, verdict, known, referenceNumber) => {
    const before = charge(known);
    const { outcome, changes } = decideCharges(verdict, [item({ referenceNumber })], decisionFacts(before));
    expect(outcome).toEqual({ charges: [before], failed: [] });
    expect(changes).toMatchObject({ charges: [], events: [] });
  });

  it.each<[string, ChargeVerdict, Partial<Charge>, Partial<ChargeItem>, string, RegExp]>([
    ['an unknown number', 'ACCEPTED', {}, { number: 'I00000099' }, 'CHARGE_NOT_FOUND', /charge I00000099/],
    [
      'a number that is written otherwise',
      'ACCEPTED',
      {},
      { number: 'I000000012' },
      'CHARGE_NOT_FOUND',
      /I000000012/,
    ],
    [
      'another customer',
      'ACCEPTED',
      {},
      { billingSystemCustomerIdentifier: 'B-200' },
      'CUSTOMER_MISMATCH',
      /I00000012 .* customer B-200/,
    ],
    [
      'a customer that is written otherwise',
      'ACCEPTED',
      {},
      { billingSystemCustomerIdentifier: 'b-100' },
      'CUSTOMER_MISMATCH',
      /b-100/,
    ],
    [
      'one that was approved by silence',
      'ACCEPTED',
      APPROVED,
      {},
      'ALREADY_PROCESSED',
      /I00000012 is APPROVED already/,
    ],
    [
      'one that was settled by the other verdict',
      'DECLINED',
      { ...ACCEPTED, ...APPROVED },
      {},
      'ALREADY_PROCESSED',
      /APPROVED/,
    ],
    [
      'one that was rejected, though it had been accepted',
      'ACCEPTED',
      { ...ACCEPTED, status: 'REJECTED', settledOn: NOW - 1 },
      {},
      'ALREADY_PROCESSED',
      /REJECTED/,
    ],
    [
      'one that was rejected, though it had been declined',
      'DECLINED',
      { ...DECLINED, status: 'REJECTED', settledOn: NOW - 1 },
      {},
      'ALREADY_PROCESSED',
      /REJECTED/,
    ],
    [
      'a bad request',
      'DECLINED',
      { status: 'BAD_REQUEST', settledOn: NOW - 1 },
      {},
      'ALREADY_PROCESSED',
      /BAD_REQUEST/,
    ],
    [
      'another reference of one that it settled',
      'ACCEPTED',
      { ...ACCEPTED, ...APPROVED, referenceNumber: 'INV-7' },
      { referenceNumber: 'INV-8' },
      'ALREADY_PROCESSED',
      /with reference INV-7/,
    ],
    [
      'a first reference of one that it settled',
      'ACCEPTED',
      { ...ACCEPTED, ...APPROVED },
      { referenceNumber: 'INV-8' },
      'ALREADY_PROCESSED',
      /without a reference/,
    ],
    [
      'another reference of one that is acknowledged',
      'ACCEPTED',
      { ...ACCEPTED, ...APPROVED, acknowledgedOn: NOW - 1 },
      { referenceNumber: 'INV-8' },
      'ALREADY_PROCESSED',
      /APPROVED/,
    ],
    [
      'a reference that another charge has',
      'ACCEPTED',
      {},
      { referenceNumber: 'INV-13' },
      'REFERENCE_NUMBER_TAKEN',
      /^Reference INV-13 already belongs to charge I00000013\./,
    ],
    [
      'such a reference with the verdict that is recorded',
      'ACCEPTED',
      ACCEPTED,
      { referenceNumber: 'INV-13' },
      'REFERENCE_NUMBER_TAKEN',
      /INV-13/,
    ],
    // Which of two faults is told.
    [
      'another customer before the final status',
      'ACCEPTED',
      APPROVED,
      { billingSystemCustomerIdentifier: 'B-200' },
      'CUSTOMER_MISMATCH',
      /B-200/,
    ],
    [
      'the final status before a reference that another charge has',
      'ACCEPTED',
      APPROVED,
      { referenceNumber: 'INV-13' },
      'ALREADY_PROCESSED',
      /APPROVED/,
    ],
  ])('refuses %s', (_what, verdict, known, given, errorCode, description) => {
    const facts = decisionFacts(
      charge(known),
      charge({ ...OTHER, customerId: nth(2), referenceNumber: 'INV-13' }),
    );
    const asked = item(given);
    const { outcome, changes } = decideCharges(verdict, [asked], facts);
    const { number, referenceNumber } = asked;
    const errorDescription = expect.stringMatching(description);
    expect(outcome).toEqual({
      charges: [],
      failed: [{ number, referenceNumber, errorCode, errorDescription }],
    });
    expect(changes).toMatchObject({ charges: [], events: [] });
  });

  it.each<[string, Partial<ChargeItem>]>([
    ['accepted', {}],
    ['refused', { billingSystemCustomerIdentifier: 'B-200' }],
  ])('refuses a number that was in the call before and was %s', (_what, first) => {
    const { outcome } = decideCharges(
      'ACCEPTED',
      [item(first), item({ referenceNumber: 'INV-7' })],
      decisionFacts(charge()),
    );
    expect(outcome.failed.at(-1)).toMatchObject({
      number: 'I00000012',
      referenceNumber: 'INV-7',
      errorCode: 'DUPLICATE_ITEM',
    });
    expect(outcome.charges.length + outcome.failed.length).toBe(2);
  });

  it('tells a duplicate even of what is unknown', () => {
    const unknown = item({ number: 'I00000099' });
    const { outcome } = decideCharges('ACCEPTED', [unknown, unknown], decisionFacts());
    expect(outcome.failed.map(({ errorCode }) => errorCode)).toEqual(['CHARGE_NOT_FOUND', 'DUPLICATE_ITEM']);
  });

  it('accepts what it can and explains the rest, both in the order of the call', () => {
    const facts = decisionFacts(charge(), charge(OTHER), charge({ id: nth(14), ...APPROVED }));
    const items = ['I00000014', 'I00000013', 'I00000099', 'I00000012'].map((number) => item({ number }));
    const { outcome, changes } = decideCharges('ACCEPTED', items, facts);
    expect(outcome.charges.map(({ id }) => id)).toEqual([nth(13), nth(12)]);
    expect(outcome.failed.map(({ number, errorCode }) => [number, errorCode])).toEqual([
      ['I00000014', 'ALREADY_PROCESSED'],
      ['I00000099', 'CHARGE_NOT_FOUND'],
    ]);
    expect(changes.events.map(({ chargeId }) => chargeId)).toEqual([nth(13), nth(12)]);
  });
});

describe('references within one call', () => {
  const both = () => decisionFacts(charge({ referenceNumber: 'INV-7' }), charge(OTHER));

  it.each<[string, Partial<ChargeItem>[], (string | null)[], string[]]>([
    [
      'one that an earlier item took is taken',
      [{ referenceNumber: 'INV-9' }, { ...ABOUT_OTHER, referenceNumber: 'INV-9' }],
      ['INV-9'],
      ['REFERENCE_NUMBER_TAKEN'],
    ],
    [
      'one that an earlier item gave up is free',
      [{ referenceNumber: 'INV-9' }, { ...ABOUT_OTHER, referenceNumber: 'INV-7' }],
      ['INV-9', 'INV-7'],
      [],
    ],
    [
      'one that a later item gives up is not free yet',
      [{ ...ABOUT_OTHER, referenceNumber: 'INV-7' }, { referenceNumber: 'INV-9' }],
      ['INV-9'],
      ['REFERENCE_NUMBER_TAKEN'],
    ],
    [
      'a refused item takes none',
      [
        { billingSystemCustomerIdentifier: 'B-200', referenceNumber: 'INV-9' },
        { ...ABOUT_OTHER, referenceNumber: 'INV-9' },
      ],
      ['INV-9'],
      ['CUSTOMER_MISMATCH'],
    ],
    [
      'a refused item gives up none',
      [
        { billingSystemCustomerIdentifier: 'B-200', referenceNumber: 'INV-9' },
        { ...ABOUT_OTHER, referenceNumber: 'INV-7' },
      ],
      [],
      ['CUSTOMER_MISMATCH', 'REFERENCE_NUMBER_TAKEN'],
    ],
    [
      'an item without one gives up none',
      [{}, { ...ABOUT_OTHER, referenceNumber: 'INV-7' }],
      ['INV-7'],
      ['REFERENCE_NUMBER_TAKEN'],
    ],
  ])('%s', (_what, items, references, errors) => {
    const { outcome } = decideCharges('ACCEPTED', items.map(item), both());
    expect(outcome.charges.map(({ referenceNumber }) => referenceNumber)).toEqual(references);
    expect(outcome.failed.map(({ errorCode }) => errorCode)).toEqual(errors);
  });

  it('leaves the facts as they were, so that the rule can run again', () => {
    const facts = both();
    const items = [item({ referenceNumber: 'INV-9' }), item({ ...ABOUT_OTHER, referenceNumber: 'INV-7' })];
    decideCharges('ACCEPTED', items, facts);
    expect(facts).toMatchObject({ charges: both().charges, references: both().references });
  });
});
