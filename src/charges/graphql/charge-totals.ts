import type { Scope } from '../../auth/credential.ts';
import { builder } from '../../graphql/builder.ts';
import { MoneyType } from '../../money/graphql.ts';
import type { ChargeTotal } from '../../store/store.ts';
import { ChargeStatusType } from './types.ts';

const ChargeTotalsFilter = builder.inputType('ChargeTotalsFilter', {
  description:
    'Which charges to add up: those that meet all of what is given. Null means the same as not given; an empty list matches nothing.',
  fields: (t) => ({
    receivedFrom: t.field({ type: 'Date', description: 'Received on this day (UTC) or later.' }),
    receivedTo: t.field({ type: 'Date', description: 'Received before this day (UTC).' }),
    status: t.field({ type: [ChargeStatusType], description: 'In one of these statuses.' }),
    acknowledged: t.boolean({
      description: 'True: only those you have acknowledged; false: only those you have not.',
    }),
    currency: t.field({ type: 'CurrencyCode', description: 'Asked for by Netflix in this currency.' }),
  }),
});

const ChargeTotalType = builder.objectRef<ChargeTotal>('ChargeTotal').implement({
  description: 'The charges of one status and currency, acknowledged or not, added up.',
  fields: (t) => ({
    status: t.expose('status', { type: ChargeStatusType, description: 'The status of them all.' }),
    acknowledged: t.exposeBoolean('acknowledged', { description: 'Whether you have acknowledged them.' }),
    count: t.exposeInt('count', { description: 'How many they are.' }),
    amount: t.field({
      type: MoneyType,
      description: 'What Netflix asks for altogether, in the currency of them all.',
      resolve: ({ amount, currency }) => ({ amount, currency }),
    }),
    localAmount: t.field({
      type: MoneyType,
      description:
        'The same in your local currency: the sum of the charges as they were converted one by one.',
      resolve: ({ localAmount }, _args, { caller }) => ({
        amount: localAmount,
        currency: caller.operator.localCurrency,
      }),
    }),
  }),
});

builder.queryField('chargeTotals', (t) =>
  t.field({
    type: [ChargeTotalType],
    description:
      'Your charges added up by status, acknowledgement and currency, acknowledged ones included; combinations without a charge are left out. Fast however many charges there are. Scope: READ.',
    extensions: { scope: 'READ' satisfies Scope },
    args: {
      filter: t.arg({ type: ChargeTotalsFilter, description: 'Which of them. All when it is not given.' }),
    },
    resolve: (_root, { filter }, { store }) =>
      store.chargeTotals({
        receivedFrom: filter?.receivedFrom ?? undefined,
        receivedTo: filter?.receivedTo ?? undefined,
        status: filter?.status ?? undefined,
        acknowledged: filter?.acknowledged ?? undefined,
        currency: filter?.currency ?? undefined,
      }),
  }),
);
