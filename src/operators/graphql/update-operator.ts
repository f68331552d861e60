import type { Scope } from '../../auth/credential.ts';
import { builder } from '../../graphql/builder.ts';
import * as check from '../../graphql/checks.ts';
import { doing } from '../../graphql/context.ts';
import { dryRun, idempotencyKey, problems, replayed } from '../../graphql/mutation-fields.ts';
import { remember } from '../../store/loaders.ts';
import { AdministrationProblemType, OperatorType, SilencePolicyType } from './types.ts';
import { MOST_WINDOW_HOURS } from '../operator.ts';
import { updateOperator, type OperatorOutcome } from '../rules.ts';

/** Rates that one call can add. */
const MOST_RATES = 50;

const ExchangeRateInput = builder.inputType('ExchangeRateInput', {
  description: 'What one unit of a foreign currency is worth in the local currency from an instant on.',
  fields: (t) => ({
    currency: t.field({
      type: 'CurrencyCode',
      required: true,
      description:
        'The foreign currency, known to ISO 4217. Your own local currency is refused with `NOT_ALLOWED`: its rate is 1.',
      validate: { schema: check.knownCurrency },
    }),
    rate: t.field({
      type: 'Decimal',
      required: true,
      description:
        'Units of the local currency for one unit of `currency`: more than 0, at most 12 digits before the point and 10 after it.',
      validate: { schema: check.rate },
    }),
    effectiveFrom: t.field({
      type: 'DateTime',
      description:
        'Charges raised from then on are converted with it; those already received stay as they are. Null = now.',
    }),
  }),
});

const UpdateOperatorInput = builder.inputType('UpdateOperatorInput', {
  description: 'What shall change about your operator. Whatever is null or left out stays as it is.',
  fields: (t) => ({
    name: t.string({
      description: 'What people call the company: 1–255 characters.',
      validate: { schema: check.name },
    }),
    decisionWindowHours: t.int({
      description:
        'Hours between the receipt of a charge and the moment it may be settled: 0 (the next run) to 8,760 (a year). Charges already received keep their window.',
      validate: { schema: check.between(0, MOST_WINDOW_HOURS) },
    }),
    onSilence: t.field({
      type: SilencePolicyType,
      description:
        'What becomes of a charge without a decision once its window has ended. Charges already received keep their policy.',
    }),
    exchangeRates: t.field({
      type: [ExchangeRateInput],
      description: `Rates to add, at most ${MOST_RATES}. One for the same currency and instant as an earlier one takes its place; all others stay.`,
      validate: check.holding(0, MOST_RATES, 'exchange rates'),
    }),
    dryRun: dryRun(t),
    idempotencyKey: idempotencyKey(t),
  }),
});

const UpdateOperatorPayload = builder.objectRef<OperatorOutcome>('UpdateOperatorPayload').implement({
  description: 'What became of the change.',
  fields: (t) => ({
    operator: t.expose('operator', {
      type: OperatorType,
      nullable: true,
      description: 'As it now stands. Null when the call was refused.',
    }),
    problems: problems(t, AdministrationProblemType),
    replayed: replayed(t),
  }),
});

builder.mutationField('updateOperator', (t) =>
  t.field({
    type: UpdateOperatorPayload,
    description:
      'Changes how your operator works from now on: name, decision window, policy on silence, exchange rates. Scope: ADMIN.',
    extensions: { scope: 'ADMIN' satisfies Scope },
    args: { input: t.arg({ type: UpdateOperatorInput, required: true, description: 'What shall change.' }) },
    resolve: async (_root, { input }, context, info) => {
      const outcome = await context.store.updateOperator(
        (facts) => updateOperator(input, facts),
        doing(context, input, info),
      );
      remember(context.loaders, outcome);
      return outcome;
    },
  }),
);
