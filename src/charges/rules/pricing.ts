import { minorUnits } from '../../money/currencies.ts';
import { convert, toMinor } from '../../money/money.ts';
import { rateAt } from '../../operators/operator.ts';
import { formatInstant } from '../../time.ts';
import type { Charge } from '../charge.ts';
import type { Receipt, ReceiptFacts, ReceiptRefusal } from './facts.ts';

/** What a charge costs, in what Netflix asks for and in what the operator bills, both in minor units. */
type Price = Pick<Charge, 'amount' | 'localAmount' | 'localCurrency'>;

/**
 * Prices receipts with the rate that was in force when the charge was raised, rounded half up, or says why it cannot: the currency first, then
 * what cannot be counted in one of the two currencies, then what is negative.
 */
export function pricing({
  operator,
  exchangeRates,
}: ReceiptFacts): (receipt: Receipt) => Price | ReceiptRefusal {
  const { localCurrency } = operator;
  const rates = Map.groupBy(exchangeRates, ({ currency }) => currency);

  return (receipt) => {
    const { currency } = receipt;
    if (minorUnits(currency) === null) return unknownCurrency(receipt);
    const rate = rateAt(operator, rates.get(currency) ?? [], currency, receipt.raisedOn);
    if (rate === null) return noRate(receipt, localCurrency);

    // The size comes before the sign, so the two are judged apart.
    const isNegative = receipt.amount.startsWith('-');
    const size = toMinor(isNegative ? receipt.amount.slice(1) : receipt.amount, currency);
    if ('fault' in size) return notRepresentable(receipt, currency);
    const localAmount = convert(size.minor, currency, localCurrency, rate);
    if (localAmount === null) return notRepresentable(receipt, localCurrency);
    if (isNegative && size.minor > 0) return negative(receipt);
    return { amount: size.minor, localAmount, localCurrency };
  };
}

function unknownCurrency({ currency }: Receipt): ReceiptRefusal {
  return {
    errorCode: 'CURRENCY_NOT_CONFIGURED',
    errorDescription: `${currency} is not a currency of ISO 4217. Check the code.`,
  };
}

function noRate({ currency, raisedOn }: Receipt, localCurrency: string): ReceiptRefusal {
  return {
    errorCode: 'CURRENCY_NOT_CONFIGURED',
    errorDescription: `No exchange rate from ${currency} to ${localCurrency} was in force on ${formatInstant(raisedOn)}. Add one with updateOperator, then send the charge again.`,
  };
}

function notRepresentable({ amount, currency }: Receipt, counted: string): ReceiptRefusal {
  return {
    errorCode: 'AMOUNT_NOT_REPRESENTABLE',
    errorDescription: `${amount} ${currency} cannot be counted in minor units of ${counted}: it has more decimals than the currency, or is too large. Correct the amount.`,
  };
}

function negative({ amount, currency }: Receipt): ReceiptRefusal {
  return {
    errorCode: 'AMOUNT_NEGATIVE',
    errorDescription: `${amount} ${currency} is negative. Credits and refunds are not billed here.`,
  };
}
