import type { Scope } from '../../auth/credential.ts';
import { builder } from '../../graphql/builder.ts';
import { connection } from '../../graphql/pages.ts';
import { inEffect, type Promotion } from '../promotion.ts';

/** An offer as operators see it. */
export const PromotionType = builder.objectRef<Promotion>('Promotion');

builder.node(PromotionType, {
  description: 'An offer of your operator that a customer may take at registration, chosen by its code.',
  id: { resolve: ({ id }) => String(id), parse: Number },
  loadManyWithoutCache: (ids, { loaders }) => Promise.all(ids.map((id) => loaders.promotions.load(id))),
  fields: (t) => ({
    code: t.exposeString('code', {
      description: "The operator's own word for it, unique and unchanging; what a registration names.",
    }),
    name: t.exposeString('name', { description: 'What people call it.' }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'What it offers, for people. Null when nobody wrote it down.',
    }),
    effectiveFrom: t.expose('effectiveFrom', {
      type: 'DateTime',
      description: 'The first instant at which it can be taken.',
    }),
    expiresOn: t.expose('expiresOn', {
      type: 'DateTime',
      nullable: true,
      description:
        'From this instant on it cannot be taken any more; whoever took it before keeps it. Null = open end.',
    }),
    inEffect: t.boolean({
      description: 'Whether it can be taken right now: `effectiveFrom` has come, `expiresOn` has not.',
      resolve: (promotion, _args, { now }) => inEffect(promotion, now),
    }),
  }),
});

const PromotionConnection = builder.connectionObject(
  { type: PromotionType, name: 'PromotionConnection', description: 'A page of promotions.' },
  { name: 'PromotionEdge', description: 'A promotion and its place in the list.' },
);

builder.queryField('promotions', (t) =>
  t.connection(
    {
      type: PromotionType,
      description: 'The promotions of your operator, the oldest first. Scope: READ.',
      extensions: { scope: 'READ' satisfies Scope },
      args: {
        inEffectAt: t.arg({
          type: 'DateTime',
          description: 'Only those that can be taken at this instant. All of them when it is not given.',
        }),
      },
      resolve: (_root, { inEffectAt, ...args }, { store }) => {
        const filter = { inEffectAt: inEffectAt ?? undefined };
        return connection(
          { list: 'promotions', operatorId: store.operatorId, args },
          {
            page: (query) => store.promotionPage(query, filter),
            count: () => store.countPromotions(filter),
          },
        );
      },
    },
    PromotionConnection,
  ),
);
