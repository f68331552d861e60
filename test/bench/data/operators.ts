import { hashPassword } from '../../../src/auth/passwords.ts';
import { createApiKey, createUser } from '../../../src/auth/rules/credentials.ts';
import { DEFAULT_POLICY } from '../../../src/operators/operator.ts';
import { updateOperator } from '../../../src/operators/rules.ts';
import { createPromotion } from '../../../src/promotions/rules.ts';
import type { OperatorStore, Store } from '../../../src/store/store.ts';
import { DAY, type Instant } from '../../../src/time.ts';
import { BENCH_KEY } from '../credential.ts';

const BY_HAND = { actor: 'cli:bench' };
const PROMOTIONS = 20;

/** Promotions that can be taken now and at any time; those above have expired. */
export const LASTING_PROMOTIONS = 15;

/** What one euro is in dollars never changes here. */
export const RATE_OF_USD = '0.92';

export function promotionCode(n: number): string {
  return `OFFER-${String(n).padStart(2, '0')}`;
}

/** Adds the operator that is measured and a small one beside it, each as the product itself adds them. */
export async function setUpOperators(
  store: Store,
  now: Instant,
): Promise<{ measured: number; beside: number }> {
  const measured = await operatorNamed(store, 'bench', now);
  const beside = await operatorNamed(store, 'beside', now);
  const wallClock = now;
  const passwordHash = await hashPassword('a password for the bench');
  await measured.changeUser(
    'bench',
    (facts) => createUser({ username: 'bench', passwordHash, scopes: ['READ', 'WRITE'], wallClock }, facts),
    BY_HAND,
  );
  await measured.addApiKey(
    (facts) =>
      createApiKey(
        { name: 'bench', scopes: ['READ', 'WRITE'], expiresOn: null, wallClock },
        { ...facts, drawn: BENCH_KEY },
      ),
    BY_HAND,
  );
  return { measured: measured.operatorId, beside: beside.operatorId };
}

async function operatorNamed(store: Store, code: string, now: Instant): Promise<OperatorStore> {
  const operator = { ...DEFAULT_POLICY, code, name: `Operator ${code}`, localCurrency: 'EUR' };
  const added = await store.addOperator(operator, BY_HAND);
  if (!added) throw new Error(`Expected an empty database, found operator ${code}.`);
  const own = store.of(added.id);
  const exchangeRates = [{ currency: 'USD', rate: RATE_OF_USD, effectiveFrom: now }];
  await own.updateOperator((facts) => updateOperator({ exchangeRates }, facts), BY_HAND);
  for (let n = 1; n <= PROMOTIONS; n++) {
    const creation = {
      code: promotionCode(n),
      name: `Offer ${n}`,
      description: n % 2 === 0 ? `Netflix for ${n} weeks at half the price.` : null,
      effectiveFrom: now,
      expiresOn: n <= LASTING_PROMOTIONS ? null : now + 90 * DAY,
    };
    await own.changePromotion(creation.code, (facts) => createPromotion(creation, facts), BY_HAND);
  }
  return own;
}
