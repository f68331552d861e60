import type { CustomerBy } from '../../customers/customer.ts';
import { customerNotFound } from '../../customers/rules/update.ts';
import { numberOf } from '../../ids.ts';
import { formatMoney } from '../../money/money.ts';
import { unpack } from '../../packed.ts';
import type { Promotion } from '../../promotions/promotion.ts';
import type { Ruling } from '../../ruling.ts';
import { all } from '../../store/walking.ts';
import type { SubscriptionFacts, SubscriptionOutcome } from '../../subscriptions/rules/facts.ts';
import { suspend, terminate, unsuspend } from '../../subscriptions/rules/life-cycle.ts';
import {
  LIFE_CYCLE_STATES,
  LIFE_CYCLE_STATE_OF,
  NETFLIX_STATES,
  redeemedPromotion,
  type NetflixSubscription,
  type Price,
} from '../../subscriptions/subscription.ts';
import { CUSTOMER, CUSTOMER_ONE_OF, customerBy, customerParameter } from '../customers.ts';
import { schemaOfFields, set, text, word, writer, type Fields } from '../fields.ts';
import { someOf } from '../kinds.ts';
import { method, NOTHING, type Call } from '../method.ts';
import { optional } from '../parameters.ts';
import { refuseAny, Refused } from '../refusals.ts';
import { PROMOTION } from './promotions.ts';

const PRICE: Fields<Price> = {
  FormattedPrice: text(
    'The price as people write it.',
    ({ amount, currency }) => formatMoney(amount, currency) ?? '',
  ),
};

interface Shown {
  readonly subscription: NetflixSubscription;
  /** Redeemed in the last ten months. */
  readonly promotions: readonly Promotion[];
}

const SUBSCRIPTION: Fields<Shown> = {
  subscription_number: text('What people call it.', ({ subscription }) => numberOf('S', subscription.id)),
  netflix_sate: word(
    'What Netflix last confirmed. (So spelled.)',
    NETFLIX_STATES,
    ({ subscription }) => subscription.netflixState,
  ),
  life_cycle_state: word(
    'Where it stands in its life; NOT_EFFECTIVE = not signed up yet, or suspended.',
    LIFE_CYCLE_STATES,
    ({ subscription }) => LIFE_CYCLE_STATE_OF[subscription.stage],
  ),
  promotions_set: set(
    'Promotions redeemed in the last 10 months.',
    PROMOTION,
    ({ promotions }) => promotions,
  ),
  prices_set: set('What Netflix asks for the plan.', PRICE, ({ subscription }) =>
    unpack(subscription.prices),
  ),
};

/** Of the customer only who it is. */
const WHICH_ALONE = { key: 'id', names: ['id'] };

export const showSubscriptions = method('READ', {
  verb: 'GET',
  path: 'netflix/subscriptions/show',
  summary: "Shows a customer's subscriptions",
  description: 'All that the customer has or had, the oldest first.',
  parameters: {
    ...CUSTOMER,
    fields_set: optional(someOf(Object.keys(SUBSCRIPTION)), 'The fields that are wanted; all when missing.'),
  },
  oneOf: CUSTOMER_ONE_OF,
  data: { type: 'array', items: schemaOfFields(SUBSCRIPTION, true) },
  refusals: ['CUSTOMER_NOT_FOUND'],
  answer: async (given, { store, now }) => {
    const by = customerBy(given);
    const customer = await store.customer(by, WHICH_ALONE);
    if (!customer)
      throw new Refused('CUSTOMER_NOT_FOUND', customerParameter(given), customerNotFound(by).message);
    const subscriptions = await all(async (query) => {
      const [page] = await store.subscriptionPages({ of: 'customers', ids: [customer.id] }, query, {});
      return page ?? { rows: [], more: false };
    });
    const redeemed = subscriptions.map((subscription) => redeemedPromotion(subscription, now));
    const ids = redeemed.flatMap((one) => one?.promotionId ?? []);
    const promotions = new Map(
      (await store.promotionsById(ids)).flatMap((one) => (one ? [[one.id, one]] : [])),
    );
    return subscriptions.map((subscription, place) => {
      const promotion = promotions.get(redeemed[place]?.promotionId ?? 0);
      const shown = { subscription, promotions: promotion ? [promotion] : [] };
      return writer(SUBSCRIPTION, given.fields_set)(shown);
    });
  },
});

type Verb = (by: CustomerBy, facts: SubscriptionFacts) => Ruling<SubscriptionOutcome>;

async function change(verb: Verb, given: Parameters<typeof customerBy>[0], { store, doing }: Call) {
  const by = customerBy(given);
  const { problems } = await store.changeSubscription(by, (facts) => verb(by, facts), doing);
  refuseAny(problems, () => customerParameter(given));
  return {};
}

const shape = { verb: 'POST', parameters: CUSTOMER, oneOf: CUSTOMER_ONE_OF, data: NOTHING } as const;

export const suspendSubscription = method('WRITE', {
  ...shape,
  path: 'netflix/subscriptions/suspend',
  summary: 'Suspends a subscription',
  description: 'Charges that Netflix raises meanwhile wait until it ends. Suspended already is a success.',
  refusals: ['CUSTOMER_NOT_FOUND', 'NO_SUBSCRIPTION', 'NOT_SIGNED_UP', 'SUBSCRIPTION_CANCELLED'],
  answer: (given, call) => change(suspend, given, call),
});

export const unsuspendSubscription = method('WRITE', {
  ...shape,
  path: 'netflix/subscriptions/unsuspend',
  summary: 'Ends a suspension',
  description: 'Charges that waited for it are released. Active already is a success.',
  refusals: ['CUSTOMER_NOT_FOUND', 'NO_SUBSCRIPTION', 'NOT_SIGNED_UP', 'SUBSCRIPTION_CANCELLED'],
  answer: (given, call) => change(unsuspend, given, call),
});

export const terminateSubscription = method('WRITE', {
  ...shape,
  path: 'netflix/subscriptions/terminate',
  summary: 'Cancels a subscription for good',
  description: 'Signed up or not. Cancelled already is a success.',
  refusals: ['CUSTOMER_NOT_FOUND', 'NO_SUBSCRIPTION'],
  answer: (given, call) => change(terminate, given, call),
});
