import type { Scope } from '../../auth/credential.ts';
import { builder } from '../../graphql/builder.ts';
import * as check from '../../graphql/checks.ts';
import { doing } from '../../graphql/context.ts';
import { dryRun, idempotencyKey } from '../../graphql/mutation-fields.ts';
import { minorUnits } from '../../money/currencies.ts';
import { toMinor } from '../../money/money.ts';
import { hashOfSecret } from '../../secrets.ts';
import { remember } from '../../store/loaders.ts';
import type { CalendarDate } from '../../time.ts';
import { subscriptionPayload } from './mutations.ts';
import { confirmSignUp } from '../rules/sign-up.ts';
import type { Price } from '../subscription.ts';

/** Prices that one sign-up can come with. */
const MOST_PRICES = 50;

/** A price as Netflix reports it, its amount in units of the currency. */
interface GivenPrice {
  readonly amount: string;
  readonly currency: string;
  readonly effectiveFrom: CalendarDate;
}

const PriceInput = builder.inputRef<GivenPrice>('PriceInput').implement({
  description: 'What Netflix asks for the plan from a day on.',
  fields: (t) => ({
    amount: t.field({
      type: 'Decimal',
      required: true,
      description:
        'Units of the currency for each period of billing: 0 or more, with at most as many decimals as the currency has.',
    }),
    currency: t.field({
      type: 'CurrencyCode',
      required: true,
      description: 'Its currency, known to ISO 4217.',
      validate: { schema: check.knownCurrency },
    }),
    effectiveFrom: t.field({ type: 'Date', required: true, description: 'The first day on which it holds.' }),
  }),
  validate: {
    refine: [
      // A currency that is not known is a fault of its own.
      ({ amount, currency }) => minorUnits(currency) === null || 'minor' in toMinor(amount, currency),
      {
        message:
          '`amount` must be 0 or more, with at most as many decimals as the currency has, and at most 2^53 − 1 of its minor units.',
        path: ['amount'],
      },
    ],
  },
});

const ConfirmSignUpInput = builder.inputType('ConfirmSignUpInput', {
  description: 'What Netflix reports about a sign-up.',
  fields: (t) => ({
    token: t.string({
      required: true,
      description: 'The Netflix token that the customer signed up with: 1–128 characters.',
      validate: { schema: check.identifier },
    }),
    signedUpOn: t.field({
      type: 'DateTime',
      required: true,
      description:
        'When the customer signed up; the token is judged at this instant, however late the report comes. It may lie before the registration (a membership that existed already), not in the future.',
    }),
    prices: t.field({
      type: [PriceInput],
      description: `What Netflix asks for the plan, at most ${MOST_PRICES} prices. Null = Netflix told none.`,
      validate: check.holding(0, MOST_PRICES, 'prices'),
    }),
    dryRun: dryRun(t),
    idempotencyKey: idempotencyKey(t),
  }),
});

const ConfirmSignUpPayload = subscriptionPayload('ConfirmSignUpPayload', 'What became of the report.');

builder.mutationField('confirmSignUp', (t) =>
  t.field({
    type: ConfirmSignUpPayload,
    description:
      "Takes over from Netflix that a customer signed up with its token: the subscription becomes active. Again with the token that did it is a success, whatever else the report says. For Netflix's side. Scope: NETFLIX.",
    extensions: { scope: 'NETFLIX' satisfies Scope },
    args: { input: t.arg({ type: ConfirmSignUpInput, required: true, description: 'Which sign-up.' }) },
    resolve: async (_root, { input }, context, info) => {
      const signUp = { signedUpOn: input.signedUpOn, prices: input.prices?.map(priceOf) ?? null };
      const hash = hashOfSecret(input.token);
      const outcome = await context.store.confirmSignUp(
        hash,
        (facts) => confirmSignUp(signUp, facts),
        doing(context, input, info),
      );
      remember(context.loaders, { subscriptions: [outcome.subscription] });
      return outcome;
    },
  }),
);

function priceOf({ amount, currency, effectiveFrom }: GivenPrice): Price {
  const counted = toMinor(amount, currency);
  if ('fault' in counted)
    throw new Error(`Expected an amount that was checked, found ${amount} ${currency}.`);
  return { amount: counted.minor, currency, effectiveFrom };
}
