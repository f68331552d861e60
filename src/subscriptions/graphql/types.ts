import { CustomerType } from '../../customers/graphql/types.ts';
import { builder } from '../../graphql/builder.ts';
import { formatted, MoneyType } from '../../money/graphql.ts';
import { numberOf } from '../../ids.ts';
import { unpack } from '../../packed.ts';
import { PromotionType } from '../../promotions/graphql/types.ts';
import { referred } from '../../store/loaders.ts';
import {
  allowedActions,
  LIFE_CYCLE_STATE_OF,
  redeemedPromotion,
  type CancellationReason,
  type Channel,
  type LifeCycleState,
  type NetflixState,
  type NetflixSubscription,
  type Price,
  type Stage,
  type SubscriptionAction,
} from '../subscription.ts';

export const StageType = builder.enumType('SubscriptionStage', {
  description: 'Where a subscription stands in its life.',
  values: {
    REGISTERED: { description: 'Registered with you; the customer has not signed up at Netflix yet.' },
    ACTIVE: { description: 'Signed up at Netflix; service and charges run.' },
    SUSPENDED: {
      description: 'Signed up, but suspended by you; charges raised meanwhile wait until it ends.',
    },
    CANCELLED: { description: 'Ended for good. A new registration makes a new subscription.' },
  } satisfies Record<Stage, object>,
});

export const LifeCycleStateType = builder.enumType('LifeCycleState', {
  description:
    'The life of a subscription as the old system words it; `stage` tells apart the two situations that share `NOT_EFFECTIVE`.',
  values: {
    EFFECTIVE: { description: 'Signed up and not suspended.' },
    NOT_EFFECTIVE: { description: 'Not signed up yet, or suspended.' },
    CANCELLED: { description: 'Ended for good.' },
  } satisfies Record<LifeCycleState, object>,
});

export const NetflixStateType = builder.enumType('NetflixState', {
  description: "What Netflix last confirmed about the customer's service; it may be a moment behind `stage`.",
  values: {
    EFFECTIVE: { description: 'Netflix serves the customer.' },
    NOT_EFFECTIVE: { description: 'Netflix does not serve the customer.' },
  } satisfies Record<NetflixState, object>,
});

const CancellationReasonType = builder.enumType('CancellationReason', {
  description: 'Why a subscription ended.',
  values: {
    TERMINATED_BY_OPERATOR: { description: 'You terminated it.' },
    CHARGE_DECLINED: { description: 'One of its charges was settled as `DECLINED`.' },
    CHARGE_BAD_REQUEST: {
      description: 'One of its charges was settled as `BAD_REQUEST`: its data was erroneous.',
    },
    ENDED_BY_NETFLIX: { description: 'Netflix ended it.' },
  } satisfies Record<CancellationReason, object>,
});

export const ChannelType = builder.enumType('Channel', {
  description: 'Where the customer took the offer.',
  values: {
    WEB: { description: 'On a web site.' },
    STORE: { description: 'In a shop.' },
    MOBILE: { description: 'In an app.' },
    BROADBAND: { description: 'Together with a broadband connection.' },
    OTHER: { description: 'Anywhere else.' },
  } satisfies Record<Channel, object>,
});

const SubscriptionActionType = builder.enumType('SubscriptionAction', {
  description: 'Something that you can do to a subscription, each with a mutation of its own.',
  values: {
    REGISTER: {
      description:
        '`registerSubscription`: a new Netflix token while it is `REGISTERED`, a new subscription once it is `CANCELLED`.',
    },
    SUSPEND: { description: '`suspendSubscription`.' },
    UNSUSPEND: { description: '`unsuspendSubscription`.' },
    TERMINATE: { description: '`terminateSubscription`.' },
  } satisfies Record<SubscriptionAction, object>,
});

const RedeemedPromotionType = builder
  .objectRef<{ readonly promotionId: number; readonly redeemedOn: number }>('RedeemedPromotion')
  .implement({
    description: 'A promotion that a customer chose at registration and redeemed by signing up.',
    fields: (t) => ({
      promotion: t.field({
        type: PromotionType,
        description: 'Which one.',
        resolve: ({ promotionId }, _args, { loaders }) => referred(loaders.promotions, promotionId),
      }),
      redeemedOn: t.expose('redeemedOn', {
        type: 'DateTime',
        description: 'When it was redeemed: the instant of the sign-up.',
      }),
    }),
  });

const PriceType = builder.objectRef<Price>('Price').implement({
  description: 'What Netflix asks for the plan from a day on, until the next price takes over.',
  fields: (t) => ({
    formattedPrice: t.string({
      description:
        'The amount as English-speaking people write it, such as `€9.99`; `amount.formatted` knows other languages.',
      resolve: (price) => formatted(price),
    }),
    amount: t.field({
      type: MoneyType,
      description: 'The amount for each period of billing.',
      resolve: (price) => price,
    }),
    effectiveFrom: t.expose('effectiveFrom', {
      type: 'Date',
      description: 'The first day on which it holds.',
    }),
  }),
});

/** A subscription as operators see it; charges add what leads to them. */
export const NetflixSubscriptionType = builder.objectRef<NetflixSubscription>('NetflixSubscription');

builder.node(NetflixSubscriptionType, {
  description:
    "A customer's Netflix subscription that is billed through your operator. A customer has at most one that is not cancelled.",
  extensions: { columns: 'subscriptions' },
  id: { resolve: ({ id }) => String(id), parse: Number, extensions: { reads: [] } },
  loadManyWithoutCache: (ids, { loaders }) => Promise.all(ids.map((id) => loaders.subscriptions.load(id))),
  fields: (t) => ({
    number: t.string({
      extensions: { reads: [] },
      description:
        'What people call it: `S` and at least 8 digits, such as `S00000012`. Unique within your operator, never changed.',
      resolve: ({ id }) => numberOf('S', id),
    }),
    customer: t.field({
      extensions: { reads: ['customerId'] },
      type: CustomerType,
      description: 'Whose subscription it is.',
      resolve: ({ customerId }, _args, { loaders }) => referred(loaders.customers, customerId),
    }),
    lifeCycleState: t.field({
      extensions: { reads: [] },
      type: LifeCycleStateType,
      description: 'Its life as the old system words it; `stage` says more.',
      resolve: ({ stage }) => LIFE_CYCLE_STATE_OF[stage],
    }),
    netflixState: t.expose('netflixState', {
      type: NetflixStateType,
      description: 'What Netflix last confirmed.',
    }),
    stage: t.expose('stage', { type: StageType, description: 'Where it stands in its life.' }),
    cancellationReason: t.expose('cancellationReason', {
      type: CancellationReasonType,
      nullable: true,
      description: 'Why it ended. Null while it has not.',
    }),
    entitledUntil: t.expose('entitledUntil', {
      type: 'Date',
      nullable: true,
      description:
        'The last day that the customer has been billed for: the latest paid-through date of an approved charge. Null while there is none.',
    }),
    channel: t.expose('channel', {
      type: ChannelType,
      nullable: true,
      description: 'Where the customer took the offer. Null when you did not say.',
    }),
    promotions: t.field({
      extensions: { reads: ['promotionId', 'signedUpOn'] },
      type: [RedeemedPromotionType],
      description:
        'Promotions redeemed in the last 10 calendar months. Empty before the sign-up: only then does a chosen promotion count.',
      resolve: (subscription, _args, { now }) => {
        const redeemed = redeemedPromotion(subscription, now);
        return redeemed ? [redeemed] : [];
      },
    }),
    prices: t.field({
      type: [PriceType],
      description:
        'What Netflix asks for the plan, as Netflix told it with the sign-up. Empty until then, or when it told none.',
      resolve: ({ prices }) => unpack(prices),
    }),
    allowedActions: t.field({
      extensions: { reads: ['customerId'] },
      type: [SubscriptionActionType],
      description:
        'What would change something now. Empty for a cancelled subscription that a later one has followed.',
      resolve: async ({ id, customerId, stage }, _args, { loaders }) => {
        if (stage !== 'CANCELLED') return allowedActions(stage, true);
        const latest = await loaders.latestSubscriptions.load(customerId);
        return allowedActions(stage, latest?.id === id);
      },
    }),
    registeredOn: t.expose('registeredOn', {
      type: 'DateTime',
      description: 'When you registered it for the first time; a new Netflix token does not change that.',
    }),
    signedUpOn: t.expose('signedUpOn', {
      type: 'DateTime',
      nullable: true,
      description:
        'When the customer signed up at Netflix. Null before that. Earlier than `registeredOn` for a membership that existed already.',
    }),
    suspendedOn: t.expose('suspendedOn', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when it is suspended. Null while it is not.',
    }),
    cancelledOn: t.expose('cancelledOn', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ended. Null while it has not.',
    }),
  }),
});
