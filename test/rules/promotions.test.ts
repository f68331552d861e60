import { describe, expect, it } from 'vitest';
import { inEffect } from '../../src/promotions/promotion.ts';
import {
  createPromotion,
  updatePromotion,
  type PromotionCreation,
  type PromotionUpdate,
} from '../../src/promotions/rules.ts';
import { at, facts, promotion } from './facts.ts';

const NOW = '2026-05-01T00:00:00Z';
const SUMMER: PromotionCreation = {
  code: 'SUMMER',
  name: 'Summer',
  description: 'Three months',
  effectiveFrom: at('2026-06-01T00:00:00Z'),
  expiresOn: null,
};

describe('creating a promotion', () => {
  const create = (
    given: Partial<PromotionCreation> = {},
    known: ReturnType<typeof promotion> | null = null,
  ) => createPromotion({ ...SUMMER, ...given }, { ...facts(NOW), promotion: known });

  it('adds it, with an event that tells it all', () => {
    const { outcome, changes } = create();
    const added = { id: facts(NOW).newId('promotions'), ...SUMMER };
    expect(outcome).toEqual({ promotion: added, problems: [] });
    expect(changes.promotions).toEqual([{ before: null, after: added }]);
    expect(changes.events).toEqual([
      {
        type: 'PROMOTION_CREATED',
        changes: [
          { field: 'code', before: null, after: 'SUMMER' },
          { field: 'name', before: null, after: 'Summer' },
          { field: 'description', before: null, after: 'Three months' },
          { field: 'effectiveFrom', before: null, after: '2026-06-01T00:00:00.000Z' },
        ],
      },
    ]);
  });

  it('refuses a code that is in use', () => {
    const { outcome, changes } = create({ code: 'SPRING' }, promotion());
    expect(outcome).toMatchObject({
      promotion: null,
      problems: [{ code: 'ALREADY_EXISTS', path: ['code'] }],
    });
    expect([changes.promotions, changes.events]).toEqual([[], []]);
  });

  it.each([
    ['before', '2026-05-31T23:59:59Z', ['NOT_ALLOWED']],
    ['as', '2026-06-01T00:00:00Z', ['NOT_ALLOWED']],
    ['after', '2026-06-01T00:00:00.001Z', []],
  ])('judges one that expires %s it takes effect', (_when, expiresOn, codes) => {
    const { outcome } = create({ expiresOn: at(expiresOn) });
    expect(outcome.problems.map(({ code }) => code)).toEqual(codes);
  });

  it('names both instants that are in the wrong order', () => {
    const { outcome } = create({ expiresOn: at('2026-05-31T00:00:00Z') });
    expect(outcome.problems[0]?.message).toMatch(/2026-05-31T00:00:00.000Z.*2026-06-01T00:00:00.000Z/);
    expect(outcome.problems[0]?.path).toEqual(['expiresOn']);
  });

  it('answers with every problem that applies', () => {
    const { outcome } = create({ code: 'SPRING', expiresOn: SUMMER.effectiveFrom }, promotion());
    expect(outcome.problems.map(({ code }) => code)).toEqual(['ALREADY_EXISTS', 'NOT_ALLOWED']);
  });
});

describe('updating a promotion', () => {
  const update = (
    given: Omit<PromotionUpdate, 'code'>,
    known: ReturnType<typeof promotion> | null = promotion(),
  ) => updatePromotion({ code: 'SPRING', ...given }, { ...facts(NOW), promotion: known });

  it('keeps what is missing, clears what is null, sets what is given, and says which promotion it is about', () => {
    const { outcome, changes } = update({ name: 'Early spring', expiresOn: null });
    const updated = promotion({ name: 'Early spring', expiresOn: null });
    expect(outcome).toEqual({ promotion: updated, problems: [] });
    expect(changes.promotions).toEqual([{ before: promotion(), after: updated }]);
    expect(changes.events).toEqual([
      {
        type: 'PROMOTION_UPDATED',
        changes: [
          { field: 'code', before: 'SPRING', after: 'SPRING' },
          { field: 'name', before: 'Spring', after: 'Early spring' },
          { field: 'expiresOn', before: '2026-07-01T00:00:00.000Z', after: null },
        ],
      },
    ]);
  });

  it('keeps a name and a start that cannot be cleared', () => {
    const { outcome, changes } = update({ name: null, effectiveFrom: null });
    expect(outcome).toEqual({ promotion: promotion(), problems: [] });
    expect(changes.events).toEqual([]);
  });

  it('changes nothing when everything is so already', () => {
    const { name, description, effectiveFrom, expiresOn } = promotion();
    const { outcome, changes } = update({ name, description, effectiveFrom, expiresOn });
    expect(outcome).toEqual({ promotion: promotion(), problems: [] });
    expect([changes.promotions, changes.events]).toEqual([[], []]);
  });

  it.each<[string, Omit<PromotionUpdate, 'code'>, string]>([
    ['a new start behind the known end', { effectiveFrom: at('2026-07-01T00:00:00Z') }, 'effectiveFrom'],
    ['a new end before the known start', { expiresOn: at('2025-12-31T00:00:00Z') }, 'expiresOn'],
  ])('refuses %s', (_what, given, field) => {
    const { outcome, changes } = update(given);
    expect(outcome).toMatchObject({ promotion: null, problems: [{ code: 'NOT_ALLOWED', path: [field] }] });
    expect(changes.promotions).toEqual([]);
  });

  it('does not know a code that was never created', () => {
    expect(update({ name: 'x' }, null).outcome).toMatchObject({
      promotion: null,
      problems: [{ code: 'NOT_FOUND', path: ['code'] }],
    });
  });

  it('answers with every problem that applies', () => {
    const { outcome } = update({ effectiveFrom: at(NOW), expiresOn: at(NOW) }, null);
    expect(outcome.problems.map(({ code }) => code)).toEqual(['NOT_FOUND', 'NOT_ALLOWED']);
  });
});

describe('a promotion is in effect', () => {
  it.each([
    ['before its start', '2025-12-31T23:59:59.999Z', false],
    ['from its start', '2026-01-01T00:00:00Z', true],
    ['until its expiry', '2026-06-30T23:59:59.999Z', true],
    ['at its expiry', '2026-07-01T00:00:00Z', false],
  ])('%s: %s → %s', (_when, instant, expected) => {
    expect(inEffect(promotion(), at(instant))).toBe(expected);
  });

  it('for ever when its end is open', () => {
    expect(inEffect(promotion({ expiresOn: null }), at('9999-12-31T00:00:00Z'))).toBe(true);
  });
});
