import { builder } from '../graphql/builder.ts';
import { badUserInput } from '../graphql/errors.ts';
import { formatAmount, formatMoney } from './money.ts';

/** An amount in minor units of an ISO 4217 currency; a sum may need a bigint. */
interface Money {
  readonly amount: number | bigint;
  readonly currency: string;
}

export const MoneyType = builder.objectRef<Money>('Money').implement({
  description: 'An exact amount of money.',
  extensions: { cost: 0 },
  fields: (t) => ({
    amount: t.field({
      type: 'Decimal',
      description:
        'In units of the currency, with exactly as many decimals as the currency has: `"9.99"` in EUR, `"1000"` in JPY.',
      resolve: ({ amount, currency }) => formatAmount(amount, currency),
    }),
    currency: t.expose('currency', { type: 'CurrencyCode', description: 'The currency of the amount.' }),
    formatted: t.string({
      description: 'As people write it, such as `€9.99`. To show, not to calculate with.',
      args: {
        locale: t.arg.string({
          description:
            'Whose way of writing: a language tag such as `de-AT`, at most 64 characters. English when it is not given.',
        }),
      },
      resolve: (money, { locale }) => formatted(money, locale),
    }),
  }),
});

/** The amount as people of the locale write it, English ones when there is none; a malformed locale is `BAD_USER_INPUT`. */
export function formatted({ amount, currency }: Money, locale?: string | null): string {
  const text = formatMoney(amount, currency, locale);
  if (text !== null) return text;
  throw badUserInput([{ path: ['locale'], message: '`locale` must be a language tag such as de-AT.' }]);
}
