import type { Scope } from '../../auth/credential.ts';
import { customerBy, CustomerByInput, CustomerType } from '../../customers/graphql/types.ts';
import { builder } from '../../graphql/builder.ts';
import * as check from '../../graphql/checks.ts';
import type { Context } from '../../graphql/context.ts';
import { connection, type ListReading, type PageArguments } from '../../graphql/pages.ts';
import { idOfNumber } from '../../ids.ts';
import { only, type Loaders } from '../../store/loaders.ts';
import type { ChargeFilter } from '../../store/store.ts';
import { NetflixSubscriptionType } from '../../subscriptions/graphql/types.ts';
import type { Charge } from '../charge.ts';
import { ChargeStatusType, ChargeType, ChargeVerdictType } from './types.ts';

const ChargeProcessing = builder.enumType('ChargeProcessing', {
  description: 'Whether a charge has its final status.',
  values: {
    NOT_PROCESSED: { description: 'It is `PENDING`.' },
    PROCESSED: { description: 'It is `APPROVED`, `DECLINED`, `BAD_REQUEST` or `REJECTED`.' },
  } satisfies Record<NonNullable<ChargeFilter['processing']>, object>,
});

const ChargeOrder = builder.enumType('ChargeOrder', {
  description: 'The order of a list of charges: that of their receipt, which is that of their numbers.',
  values: {
    OLDEST_FIRST: { description: 'The one received first comes first.' },
    NEWEST_FIRST: { description: 'The one received last comes first.' },
  },
});

const ChargeFilterInput = builder.inputType('ChargeFilter', {
  description:
    'Which charges to list: those that meet all of what is given. Null means the same as not given; an empty list matches nothing.',
  fields: (t) => ({
    acknowledged: t.boolean({
      description:
        'True: only those you have acknowledged; false: only those you have not. When it is not given, `charges` at the root lists those you have not, unless `numbers` or `referenceNumber` is given; under a customer or subscription all are listed.',
    }),
    processing: t.field({ type: ChargeProcessing, description: 'Processed or not.' }),
    status: t.field({ type: [ChargeStatusType], description: 'In one of these statuses.' }),
    verdict: t.field({
      type: [ChargeVerdictType],
      description: 'With one of these decisions; none matches one without a decision.',
    }),
    undecided: t.boolean({
      description:
        'True: only those without a decision, processed ones included; false: only those with one.',
    }),
    customer: t.field({ type: CustomerByInput, description: 'Of this customer.' }),
    subscriptionNumber: t.string({
      description: 'Of the subscription with this number, such as `S00000012`.',
      validate: { schema: check.identifier },
    }),
    numbers: t.stringList({
      description:
        'With one of these numbers, at most 50. Numbers that your operator does not have are passed over.',
      validate: { ...check.holding(0, 50, 'numbers'), items: { schema: check.identifier } },
    }),
    referenceNumber: t.string({
      description: 'With this reference of yours.',
      validate: { schema: check.identifier },
    }),
    currency: t.field({ type: 'CurrencyCode', description: 'Asked for by Netflix in this currency.' }),
    receivedFrom: t.field({ type: 'DateTime', description: 'Received at this instant or later.' }),
    receivedTo: t.field({ type: 'DateTime', description: 'Received before this instant.' }),
    paidThroughFrom: t.field({ type: 'Date', description: 'Paid through this day or a later one.' }),
    paidThroughTo: t.field({ type: 'Date', description: 'Paid through a day before this one.' }),
    decidableBefore: t.field({
      type: 'DateTime',
      description: '`PENDING` ones whose decision window ends before this instant: what to decide on first.',
    }),
  }),
});

const ChargeConnection = builder.connectionObject(
  { type: ChargeType, name: 'ChargeConnection', description: 'A page of charges.' },
  { name: 'ChargeEdge', description: 'A charge and its place in the list.' },
);

builder.queryFields((t) => ({
  charge: t.field({
    type: ChargeType,
    nullable: true,
    description: 'One charge by its number. Null when your operator has none with that number. Scope: READ.',
    extensions: { scope: 'READ' satisfies Scope },
    args: {
      number: t.arg.string({
        required: true,
        description: 'Its number, such as `I00002706`.',
        validate: { schema: check.identifier },
      }),
    },
    resolve: (_root, { number }, { store, loaders }) => {
      const id = idOfNumber('I', store.operatorId, number);
      return id === null ? null : loaders.charges.load(id);
    },
  }),
  charges: t.connection(
    {
      type: ChargeType,
      description:
        'Your list of work: the charges of your operator that you have not acknowledged, the oldest first, at most 50 a page. The filter opens it to others. Scope: READ.',
      extensions: { scope: 'READ' satisfies Scope },
      args: {
        filter: t.arg({
          type: ChargeFilterInput,
          description: 'Which of them. Those not acknowledged when it is not given.',
        }),
        orderBy: t.arg({ type: ChargeOrder, description: '`OLDEST_FIRST` when it is not given.' }),
        offset: t.arg.int({
          description:
            'Skip that many, 0 or more, as the old system did; not together with a cursor or `last`. A list that shrinks while you acknowledge it makes an offset skip charges: cursors do not.',
        }),
      },
      resolve: (_root, args, context) => {
        const { store, loaders } = context;
        const parents = { of: 'operator' } as const;
        const filter = workList(chargeFilter(args.filter));
        return chargeConnection('charges', args, context, {
          page: async (query) =>
            only(await store.chargePages(parents, query, filter, loaders.choices.charges)),
          count: async () => only(await store.countCharges(parents, filter)),
        });
      },
    },
    ChargeConnection,
  ),
}));

const nestedArgs = builder.args((t) => ({
  filter: t.field({ type: ChargeFilterInput, description: 'Which of them. All when it is not given.' }),
  orderBy: t.field({ type: ChargeOrder, description: '`OLDEST_FIRST` when it is not given.' }),
}));

builder.objectField(CustomerType, 'charges', (t) =>
  t.connection(
    {
      extensions: { reads: [] },
      type: ChargeType,
      description: 'Every charge of the customer, acknowledged ones included, the oldest first.',
      args: nestedArgs,
      resolve: ({ id }, args, context) => {
        const filter = chargeFilter(args.filter);
        return chargeConnection(`Customer.charges:${id}`, args, context, {
          page: (query) => context.loaders.chargesOfCustomers.page(id, query, filter),
          count: () => context.loaders.chargesOfCustomers.count(id, filter),
        });
      },
    },
    ChargeConnection,
  ),
);

builder.objectField(NetflixSubscriptionType, 'charges', (t) =>
  t.connection(
    {
      extensions: { reads: [] },
      type: ChargeType,
      description: 'Every charge of the subscription, acknowledged ones included, the oldest first.',
      args: nestedArgs,
      resolve: ({ id }, args, context) => {
        const filter = chargeFilter(args.filter);
        return chargeConnection(`NetflixSubscription.charges:${id}`, args, context, {
          page: (query) => context.loaders.chargesOfSubscriptions.page(id, query, filter),
          count: () => context.loaders.chargesOfSubscriptions.count(id, filter),
        });
      },
    },
    ChargeConnection,
  ),
);

interface ChargeArguments extends PageArguments {
  readonly orderBy?: 'OLDEST_FIRST' | 'NEWEST_FIRST' | null | undefined;
}

function chargeConnection(
  name: string,
  args: ChargeArguments,
  { store: { operatorId }, loaders }: Context,
  { page, count }: ListReading<Charge>,
) {
  const order = args.orderBy ?? 'OLDEST_FIRST';
  const newestFirst = order === 'NEWEST_FIRST';
  const reading = { page: readingAhead(page, loaders), count };
  return connection({ list: `${name}:${order}`, operatorId, args, newestFirst }, reading);
}

/** Reads with a page, all at once, whom and what its charges are for, if the request looks at it: at that of these or of other charges. */
function readingAhead(
  page: ListReading<Charge>['page'],
  { choices, customers, subscriptions }: Loaders,
): ListReading<Charge>['page'] {
  const looksAt = (column: keyof Charge) => choices.charges?.names.includes(column) === true;
  const [ofCustomers, ofSubscriptions] = [looksAt('customerId'), looksAt('subscriptionId')];
  if (!ofCustomers && !ofSubscriptions) return page;
  return async (query) => {
    const found = await page(query);
    await Promise.all([
      ofCustomers && customers.readAhead(found.rows.map(({ customerId }) => customerId)),
      ofSubscriptions && subscriptions.readAhead(found.rows.map(({ subscriptionId }) => subscriptionId)),
    ]);
    return found;
  };
}

/** What operators work through all day: nothing that they have acknowledged, unless they ask for it. */
function workList(filter: ChargeFilter): ChargeFilter {
  const { acknowledged, numbers, referenceNumber } = filter;
  const isAskedFor = acknowledged !== undefined || numbers !== undefined || referenceNumber !== undefined;
  return isAskedFor ? filter : { ...filter, acknowledged: false };
}

function chargeFilter(filter: typeof ChargeFilterInput.$inferInput | null | undefined): ChargeFilter {
  if (!filter) return {};
  return {
    acknowledged: filter.acknowledged ?? undefined,
    processing: filter.processing ?? undefined,
    status: filter.status ?? undefined,
    verdict: filter.verdict ?? undefined,
    undecided: filter.undecided ?? undefined,
    customer: filter.customer ? customerBy(filter.customer) : undefined,
    subscriptionNumber: filter.subscriptionNumber ?? undefined,
    numbers: filter.numbers ?? undefined,
    referenceNumber: filter.referenceNumber ?? undefined,
    currency: filter.currency ?? undefined,
    receivedFrom: filter.receivedFrom ?? undefined,
    receivedTo: filter.receivedTo ?? undefined,
    paidThroughFrom: filter.paidThroughFrom ?? undefined,
    paidThroughTo: filter.paidThroughTo ?? undefined,
    decidableBefore: filter.decidableBefore ?? undefined,
  };
}
