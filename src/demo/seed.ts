import { SCOPES } from '../auth/credential.ts';
import { hashPassword } from '../auth/passwords.ts';
import { createApiKey, createUser } from '../auth/rules/credentials.ts';
import { DEFAULT_POLICY } from '../operators/operator.ts';
import { updateOperator } from '../operators/rules.ts';
import { createPromotion, type PromotionCreation } from '../promotions/rules.ts';
import { hashOfSecret } from '../secrets.ts';
import type { OperatorStore, Store } from '../store/store.ts';
import { addMonths, DAY, type Instant } from '../time.ts';
import { DEMO } from './demo.ts';
import { beginningOf, storyUpTo } from './story.ts';
import { verbsOn } from './verbs.ts';

const BY_SEED = { actor: 'cli:seed' };

/** A store whose domain time can be led through the past. */
interface TimeTravel {
  readonly store: Store;
  readonly now: Instant;
  /** From then on, the store's clock says this. */
  readonly goTo: (instant: Instant) => void;
}

/**
 * Adds the demo operator and lets it live through half a year, by the rules that hold for everybody, so that its history is true. Answers
 * false, and does nothing, when it exists already.
 */
export async function seedDemo({ store, now, goTo }: TimeTravel): Promise<boolean> {
  goTo(beginningOf(now));
  const operator = await store.addOperator({ ...DEMO.operator, ...DEFAULT_POLICY }, BY_SEED);
  if (!operator) return false;
  const own = store.of(operator.id);
  await addCredentials(own, now);
  await addOffers(own, now);
  for (const { at, play } of storyUpTo(now, verbsOn(own))) {
    goTo(at);
    await play();
  }
  return true;
}

async function addCredentials(store: OperatorStore, wallClock: Instant): Promise<void> {
  const user = {
    username: DEMO.username,
    passwordHash: await hashPassword(DEMO.password),
    scopes: SCOPES,
    wallClock,
  };
  await store.changeUser(DEMO.username, (facts) => createUser(user, facts), BY_SEED);
  const drawn = { prefix: DEMO.apiKeyPrefix, key: DEMO.apiKey, hash: hashOfSecret(DEMO.apiKey) };
  const apiKey = { name: 'Demo', scopes: SCOPES, expiresOn: null, wallClock };
  await store.addApiKey((facts) => createApiKey(apiKey, { ...facts, drawn }), BY_SEED);
}

async function addOffers(store: OperatorStore, now: Instant): Promise<void> {
  for (const promotion of promotionsAround(now)) {
    await store.changePromotion(promotion.code, (facts) => createPromotion(promotion, facts), BY_SEED);
  }
  const exchangeRates = [
    { currency: 'USD', rate: '0.92', effectiveFrom: beginningOf(now) },
    { currency: 'USD', rate: '0.89', effectiveFrom: addMonths(now, -1) },
  ];
  await store.updateOperator((facts) => updateOperator({ exchangeRates }, facts), BY_SEED);
}

function promotionsAround(now: Instant): PromotionCreation[] {
  return [
    {
      code: 'WELCOME',
      name: 'Welcome',
      description: 'The first month of Netflix is on us.',
      effectiveFrom: beginningOf(now),
      expiresOn: null,
    },
    {
      code: 'FAMILY',
      name: 'Family bundle',
      description: 'Netflix together with fibre and two mobile lines.',
      effectiveFrom: addMonths(now, -5),
      expiresOn: addMonths(now, 2),
    },
    {
      code: 'LAST-SEASON',
      name: 'Last season',
      description: 'Was for those who joined before last month.',
      effectiveFrom: beginningOf(now),
      expiresOn: addMonths(now, -1),
    },
    {
      code: 'NEXT-SEASON',
      name: 'Next season',
      description: 'Begins in three weeks.',
      effectiveFrom: now + 21 * DAY,
      expiresOn: addMonths(now + 21 * DAY, 3),
    },
  ];
}
