import type { Scope } from '../../auth/credential.ts';
import { builder } from '../../graphql/builder.ts';
import { connection } from '../../graphql/pages.ts';
import { encodeGlobalId } from '../../ids.ts';
import { referred } from '../../store/loaders.ts';
import type { Backlog, NetflixLink, ParkedMessage, RefusedNews } from '../../store/netflix-store.ts';
import { NetflixSubscriptionType } from '../../subscriptions/graphql/types.ts';
import type { MessageKind, NewsItem } from '../port.ts';

/** What `retryNetflix` takes ids of. */
export const PARKED = 'ParkedNetflixMessage';
export const REFUSED = 'RefusedNetflixNews';

/** What Netflix is told, as operators see it. */
export const MessageKindType = builder.enumType('NetflixMessageKind', {
  description: 'What Netflix is told.',
  values: {
    HAND_OVER_TOKEN: { description: 'A sign-up token was issued: its hash and expiry, and for whom.' },
    SUSPEND: { description: 'A subscription was suspended.' },
    UNSUSPEND: { description: 'A subscription was taken up again.' },
    TERMINATE: { description: 'A subscription was cancelled.' },
    TELL_OUTCOME: { description: 'A charge got its final status.' },
  } satisfies Record<MessageKind, object>,
});

const NewsKindType = builder.enumType('NetflixNewsKind', {
  description: 'What Netflix tells.',
  values: {
    SIGNED_UP: { description: 'A customer has signed up.' },
    CHARGE: { description: 'A charge was raised.' },
    PRICES: { description: 'The plan has other prices.' },
    ENDED: { description: 'A membership has ended.' },
  } satisfies Record<NewsItem['kind'], object>,
});

const ParkedMessageType = builder.objectRef<ParkedMessage>(PARKED).implement({
  description: 'Something that Netflix was told and refused for good. It waits until somebody retries it.',
  fields: (t) => ({
    id: t.id({ description: 'For `retryNetflix`.', resolve: ({ id }) => encodeGlobalId(PARKED, id) }),
    kind: t.expose('kind', { type: MessageKindType, description: 'What Netflix was told.' }),
    subscription: t.field({
      type: NetflixSubscriptionType,
      description: 'What it is about.',
      resolve: ({ subscriptionId }, _args, { loaders }) => referred(loaders.subscriptions, subscriptionId),
    }),
    parkedOn: t.expose('parkedOn', {
      type: 'DateTime',
      description: 'When Netflix refused it, by the wall clock.',
    }),
    reason: t.exposeString('reason', { description: "Netflix's reason." }),
  }),
});

const RefusedNewsType = builder.objectRef<RefusedNews>(REFUSED).implement({
  description:
    'News of Netflix that the gateway could not take in. It waits until somebody retries it; a charge or an ending that came before its sign-up is retried by itself.',
  fields: (t) => ({
    id: t.id({ description: 'For `retryNetflix`.', resolve: ({ id }) => encodeGlobalId(REFUSED, id) }),
    kind: t.field({
      type: NewsKindType,
      description: 'What Netflix told.',
      resolve: ({ item }) => item.kind,
    }),
    netflixChargeIdentifier: t.string({
      nullable: true,
      description: "Netflix's own key of the charge. Null for other news.",
      resolve: ({ item }) => (item.kind === 'CHARGE' ? item.netflixChargeIdentifier : null),
    }),
    netflixCustomerIdentifier: t.string({
      nullable: true,
      description: 'Whom it is about. Null for a sign-up, which Netflix knows by its token.',
      resolve: ({ item }) => (item.kind === 'SIGNED_UP' ? null : item.netflixCustomerIdentifier),
    }),
    code: t.exposeString('code', {
      description:
        'Why it was refused, for programs: a code of `SubscriptionProblemCode` or `ReceiptErrorCode`, `RAISED_IN_THE_FUTURE`, or a fault of an amount.',
    }),
    reason: t.exposeString('reason', { description: 'Why, in English.' }),
    parkedOn: t.expose('parkedOn', {
      type: 'DateTime',
      description: 'When it was refused first, by the wall clock.',
    }),
  }),
});

const ParkedMessageConnection = builder.connectionObject(
  {
    type: ParkedMessageType,
    name: 'ParkedNetflixMessageConnection',
    description: 'A page of messages that Netflix has refused.',
  },
  { name: 'ParkedNetflixMessageEdge', description: 'A refused message and its place in the list.' },
);

const RefusedNewsConnection = builder.connectionObject(
  {
    type: RefusedNewsType,
    name: 'RefusedNetflixNewsConnection',
    description: 'A page of news that the gateway has refused.',
  },
  { name: 'RefusedNetflixNewsEdge', description: 'A piece of refused news and its place in the list.' },
);

/** What is read of the exchange once a field asks for it, and then kept for the others. */
interface Exchange {
  readonly backlog: () => Promise<Backlog>;
  readonly link: () => Promise<NetflixLink>;
}

const ExchangeType = builder.objectRef<Exchange>('NetflixExchange').implement({
  description: 'How the exchange of your operator with Netflix stands.',
  fields: (t) => ({
    waiting: t.int({
      description: 'Messages that Netflix has still to be told.',
      resolve: async ({ backlog }) => (await backlog()).waiting,
    }),
    oldestWaitingOn: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the oldest of them happened, in domain time. Null when none waits.',
      resolve: async ({ backlog }) => (await backlog()).oldestWaitingOn,
    }),
    answeredOn: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'When Netflix last answered, by the wall clock, which `advanceTime` does not move. Null when it never has.',
      resolve: async ({ link }) => (await link()).answeredOn,
    }),
    failingSince: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Since when Netflix has not answered, by the wall clock. Null while it does.',
      resolve: async ({ link }) => (await link()).failingSince,
    }),
    failure: t.string({
      nullable: true,
      description: 'What went wrong the last time. Null while Netflix answers.',
      resolve: async ({ link }) => (await link()).failure,
    }),
    parkedMessages: t.connection(
      {
        type: ParkedMessageType,
        description: 'What Netflix has refused for good, the oldest first.',
        resolve: (_parent, args, { store: { operatorId, netflix } }) =>
          connection(
            { list: 'parkedMessages', operatorId, args },
            { page: netflix.parkedMessages, count: netflix.countParkedMessages },
          ),
      },
      ParkedMessageConnection,
    ),
    refusedNews: t.connection(
      {
        type: RefusedNewsType,
        description: 'What Netflix has told and the gateway could not take in, the oldest first.',
        resolve: (_parent, args, { store: { operatorId, netflix } }) =>
          connection(
            { list: 'refusedNews', operatorId, args },
            { page: netflix.refusedNews, count: netflix.countRefusedNews },
          ),
      },
      RefusedNewsConnection,
    ),
  }),
});

builder.queryField('netflixExchange', (t) =>
  t.field({
    type: ExchangeType,
    extensions: { scope: 'READ' satisfies Scope },
    description:
      'What Netflix has still to be told, what was refused on either side, and whether it answers. Scope: READ.',
    resolve: (_root, _args, { store: { netflix } }): Exchange => {
      let backlog: Promise<Backlog> | undefined;
      let link: Promise<NetflixLink> | undefined;
      return {
        backlog: () => (backlog ??= netflix.backlog()),
        link: () => (link ??= netflix.link()),
      };
    },
  }),
);
