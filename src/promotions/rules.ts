import { changesBetween, type Tellings } from '../changes.ts';
import type { AdministrationProblem } from '../operators/administration.ts';
import { draft, unchanged, type Facts, type Ruling } from '../ruling.ts';
import { formatInstant, type Instant } from '../time.ts';
import type { Promotion } from './promotion.ts';

/** A promotion as the operator describes it. */
export interface PromotionCreation {
  readonly code: string;
  readonly name: string;
  readonly description: string | null;
  readonly effectiveFrom: Instant;
  /** Null = open end. */
  readonly expiresOn: Instant | null;
}

/** What the operator wants to be true of a promotion: undefined keeps, null clears what may be empty. */
export interface PromotionUpdate {
  readonly code: string;
  /** A promotion always has one, so null keeps it too. */
  readonly name?: string | null | undefined;
  readonly description?: string | null | undefined;
  /** A promotion always has one, so null keeps it too. */
  readonly effectiveFrom?: Instant | null | undefined;
  readonly expiresOn?: Instant | null | undefined;
}

export interface PromotionFacts extends Facts {
  /** The operator's promotion with the code. */
  readonly promotion: Promotion | null;
}

export interface PromotionOutcome {
  readonly promotion: Promotion | null;
  readonly problems: readonly AdministrationProblem[];
}

/** Adds a promotion under a code that the operator has not used yet. */
export function createPromotion(
  creation: PromotionCreation,
  facts: PromotionFacts,
): Ruling<PromotionOutcome> {
  const { code, name, description, effectiveFrom, expiresOn } = creation;
  const problems = datesInWrongOrder(code, effectiveFrom, expiresOn, 'expiresOn');
  if (facts.promotion !== null) {
    problems.unshift({
      code: 'ALREADY_EXISTS',
      message: `Promotion ${code} already exists. Update it, or choose another code.`,
      path: ['code'],
    });
  }
  if (problems.length > 0) return unchanged({ promotion: null, problems });

  const promotion: Promotion = {
    id: facts.newId('promotions'),
    code,
    name,
    description,
    effectiveFrom,
    expiresOn,
  };
  const change = draft();
  change.put('promotions', null, promotion);
  change.event({ type: 'PROMOTION_CREATED', changes: changesBetween(null, promotion, TELLINGS) });
  return change.rules({ promotion, problems });
}

/** Changes a promotion; whoever has chosen it at registration keeps it. What is the same already changes nothing. */
export function updatePromotion(update: PromotionUpdate, facts: PromotionFacts): Ruling<PromotionOutcome> {
  const { promotion } = facts;
  const effectiveFrom = update.effectiveFrom ?? promotion?.effectiveFrom;
  const expiresOn = update.expiresOn === undefined ? promotion?.expiresOn : update.expiresOn;
  const problems = datesInWrongOrder(
    update.code,
    effectiveFrom,
    expiresOn,
    update.expiresOn ? 'expiresOn' : 'effectiveFrom',
  );
  if (promotion === null) {
    problems.unshift({
      code: 'NOT_FOUND',
      message: `There is no promotion ${update.code}. Create it, or check the code.`,
      path: ['code'],
    });
  }
  if (promotion === null || problems.length > 0) return unchanged({ promotion: null, problems });

  const updated: Promotion = {
    ...promotion,
    name: update.name ?? promotion.name,
    description: update.description === undefined ? promotion.description : update.description,
    effectiveFrom: update.effectiveFrom ?? promotion.effectiveFrom,
    expiresOn: update.expiresOn === undefined ? promotion.expiresOn : update.expiresOn,
  };
  const changes = changesBetween(promotion, updated, TELLINGS);
  if (changes.length === 0) return unchanged({ promotion, problems });
  const change = draft();
  change.put('promotions', promotion, updated);
  // An event has no place for a promotion's id: the code, which never changes, says which one it is about.
  change.event({
    type: 'PROMOTION_UPDATED',
    changes: [{ field: 'code', before: promotion.code, after: promotion.code }, ...changes],
  });
  return change.rules({ promotion: updated, problems });
}

const TELLINGS: Tellings<Promotion> = {
  code: 'plain',
  name: 'plain',
  description: 'plain',
  effectiveFrom: 'instant',
  expiresOn: 'instant',
};

function datesInWrongOrder(
  code: string,
  from: Instant | undefined,
  expires: Instant | null | undefined,
  field: 'effectiveFrom' | 'expiresOn',
): AdministrationProblem[] {
  if (from === undefined || expires === undefined || expires === null || expires > from) return [];
  const message = `Promotion ${code} cannot expire on ${formatInstant(expires)} when it takes effect on ${formatInstant(from)}. Let it expire later, or leave its end open.`;
  return [{ code: 'NOT_ALLOWED', message, path: [field] }];
}
