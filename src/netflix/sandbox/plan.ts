import { toMinor } from '../../money/money.ts';

/** What the sandbox's one plan costs a month, in minor units: 9.99, or 10 where a currency has no cents. */
export function standardPrice(currency: string): number {
  return firstAmountOf(['9.99', '10'], currency);
}

/** What it costs after it was raised: 11.99, or 12. */
export function raisedPrice(currency: string): number {
  return firstAmountOf(['11.99', '12'], currency);
}

function firstAmountOf(amounts: readonly string[], currency: string): number {
  for (const amount of amounts) {
    const counted = toMinor(amount, currency);
    if ('minor' in counted) return counted.minor;
  }
  throw new Error(`Expected a currency in which ${amounts.join(' or ')} is an amount, found ${currency}.`);
}

/**
 * What is left of a price under a promotion, in a month counted from 0. An offer is its operator's own, so the sandbox goes by the code: `FREE…`
 * and `WELCOME…` make the first month free, one that ends with a hyphen and a number up to 100, such as `FAMILY-50`, takes that many per cent
 * off the first three; every other code only has a name.
 */
export function lessPromotion(price: number, promotionCode: string | null, month: number): number {
  if (promotionCode === null) return price;
  if (/^(FREE|WELCOME)/.test(promotionCode)) return month < 1 ? 0 : price;
  const percent = Number(/-(\d{1,3})$/.exec(promotionCode)?.[1] ?? 0);
  return percent <= 100 && month < 3 ? Math.round((price * (100 - percent)) / 100) : price;
}
