import { builder } from '../../graphql/builder.ts';
import type { AdministrationProblem, AdministrationProblemCode } from '../administration.ts';
import type { ExchangeRate, Operator, SilencePolicy } from '../operator.ts';
import { withRates } from '../rules.ts';

export const SilencePolicyType = builder.enumType('SilencePolicy', {
  description: 'What becomes of a charge that nobody decided on before its decision window ended.',
  values: {
    APPROVE: { description: 'It is approved: silence means yes.' },
    WAIT: { description: 'It stays `PENDING` until somebody decides, however long that takes.' },
  } satisfies Record<SilencePolicy, object>,
});

const ExchangeRateType = builder.objectRef<ExchangeRate>('ExchangeRate').implement({
  description:
    'What one unit of a foreign currency is worth in the local currency, from an instant until a later rate takes over.',
  fields: (t) => ({
    currency: t.expose('currency', { type: 'CurrencyCode', description: 'The foreign currency.' }),
    rate: t.expose('rate', {
      type: 'Decimal',
      description: 'Units of the local currency for one unit of `currency`, up to 10 decimals.',
    }),
    effectiveFrom: t.expose('effectiveFrom', {
      type: 'DateTime',
      description:
        'Charges that Netflix raises from then on are converted with it, until a later rate of the same currency takes over.',
    }),
  }),
});

/** The tenant as its own people see it. */
export const OperatorType = builder.objectRef<Operator>('Operator');

builder.node(OperatorType, {
  description:
    'A telecom or pay-TV company that bills Netflix on behalf of its own customers. You only ever see your own.',
  id: { resolve: ({ id }) => String(id), parse: Number },
  loadManyWithoutCache: (ids, { loaders }) => Promise.all(ids.map((id) => loaders.operators.load(id))),
  fields: (t) => ({
    code: t.exposeString('code', {
      description: 'The short name that its people log in with as `organisation`.',
    }),
    name: t.exposeString('name', { description: 'What people call the company.' }),
    localCurrency: t.expose('localCurrency', {
      type: 'CurrencyCode',
      description:
        'The currency it bills its customers in; every charge has a `localAmount` in it. It never changes.',
    }),
    decisionWindowHours: t.exposeInt('decisionWindowHours', {
      description:
        'Hours between the receipt of a charge and the moment it may be settled; 0 means the next run. A charge keeps the window that it was received under.',
    }),
    onSilence: t.expose('onSilence', {
      type: SilencePolicyType,
      description:
        'What becomes of a charge without a decision once its window has ended. A charge keeps the policy that it was received under.',
    }),
    exchangeRates: t.field({
      type: [ExchangeRateType],
      description:
        'Every rate that was ever set, future ones included, by currency and then the oldest first. The local currency needs none.',
      resolve: async (_operator, _args, { store, loaders }) =>
        withRates(await store.exchangeRates(), loaders.left.exchangeRates),
    }),
  }),
});

const AdministrationProblemCodeType = builder.enumType('AdministrationProblemCode', {
  description: 'Why a change of the set-up was refused.',
  values: {
    NOT_FOUND: { description: 'Your operator has nothing with that name.' },
    ALREADY_EXISTS: { description: 'The name is in use already.' },
    NOT_ALLOWED: { description: 'It exists, but this cannot be done to it; the message says why.' },
  } satisfies Record<AdministrationProblemCode, object>,
});

/** Why a change of the operator's set-up was refused; part of every administration payload. */
export const AdministrationProblemType = builder
  .objectRef<AdministrationProblem>('AdministrationProblem')
  .implement({
    description: 'One reason why a change of the set-up was refused. A refused call changes nothing.',
    fields: (t) => ({
      code: t.expose('code', {
        type: AdministrationProblemCodeType,
        description: 'The reason, for programs.',
      }),
      message: t.exposeString('message', {
        description: 'The reason in English and what to do about it, for people.',
      }),
      path: t.exposeStringList('path', {
        description: 'The input field it is about, from `input` down, such as `["code"]`.',
      }),
    }),
  });
