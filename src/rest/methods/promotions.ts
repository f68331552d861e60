import type { Promotion } from '../../promotions/promotion.ts';
import type { OperatorStore } from '../../store/store.ts';
import { all } from '../../store/walking.ts';
import { instant, instantOrNull, schemaOfFields, text, textOrNull, writer, type Fields } from '../fields.ts';
import { someOf } from '../kinds.ts';
import { method } from '../method.ts';
import { optional } from '../parameters.ts';

/** A promotion as the old wire has it. */
export const PROMOTION: Fields<Promotion> = {
  code: text('What a registration names it by.', ({ code }) => code),
  name: text('What people call it.', ({ name }) => name),
  description: textOrNull('What it offers.', ({ description }) => description),
  effective_from: instant('From then on it can be taken.', ({ effectiveFrom }) => effectiveFrom),
  expires_on: instantOrNull(
    'From then on it cannot be taken any more; null = open end.',
    ({ expiresOn }) => expiresOn,
  ),
};

export const listPromotions = method('READ', {
  verb: 'GET',
  path: 'netflix/promotions/list',
  summary: 'Lists promotions',
  description: 'Those in effect or still to come, the oldest first.',
  parameters: {
    fields_set: optional(someOf(Object.keys(PROMOTION)), 'The fields that are wanted; all when missing.'),
  },
  data: { type: 'array', items: schemaOfFields(PROMOTION, true) },
  answer: async ({ fields_set }, { store, now }) => {
    const current = (await promotionsOf(store)).filter(
      ({ expiresOn }) => expiresOn === null || expiresOn > now,
    );
    return current.map(writer(PROMOTION, fields_set));
  },
});

function promotionsOf(store: OperatorStore): Promise<Promotion[]> {
  return all((query) => store.promotionPage(query, {}));
}
