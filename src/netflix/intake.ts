import { MOST_FUTURE, receiveCharges } from '../charges/rules/receipt.ts';
import type { CustomerBy } from '../customers/customer.ts';
import { toMinor } from '../money/money.ts';
import type { RefusedNews } from '../store/netflix-store.ts';
import type { OperatorStore } from '../store/store.ts';
import { pagesOf } from '../store/walking.ts';
import { endByNetflix, price } from '../subscriptions/rules/news.ts';
import { confirmSignUp } from '../subscriptions/rules/sign-up.ts';
import type { Price } from '../subscriptions/subscription.ts';
import type { Instant } from '../time.ts';
import type { NewsItem, ToldPrice } from './port.ts';

/** Why a piece of news could not be taken in: a code of the rule that refused it, and its sentence. */
interface Refusal {
  readonly code: string;
  readonly reason: string;
}

/** Told the id of refused news in the transaction that notes what became of it. */
type Along = (id: number) => void;

const BY_NETFLIX = { actor: 'netflix' };

/**
 * Takes one piece of news in by the rules that hold for everybody; null = done, also when it was done before. `along` is done with each piece of
 * refused news that comes in because of it, see `retryNews`.
 */
export async function takeIn(
  store: OperatorStore,
  item: NewsItem,
  now: Instant,
  along?: Along,
): Promise<Refusal | null> {
  switch (item.kind) {
    case 'SIGNED_UP': {
      const prices = pricesOf(item.prices);
      if ('refusal' in prices) return prices.refusal;
      const signUp = { signedUpOn: item.signedUpOn, prices: prices.prices };
      const { subscription, problems } = await store.confirmSignUp(
        item.tokenHash,
        (facts) => confirmSignUp(signUp, facts),
        BY_NETFLIX,
      );
      if (problems[0])
        return { code: problems[0].code, reason: problems.map(({ message }) => message).join(' ') };
      if (subscription) await retryWhatWasTooEarly(store, subscription.customerId, now, along);
      return null;
    }
    case 'CHARGE': {
      if (item.raisedOn > now + MOST_FUTURE) {
        return {
          code: 'RAISED_IN_THE_FUTURE',
          reason: 'The charge would be raised more than five minutes from now.',
        };
      }
      const about = {
        netflixChargeIdentifiers: [item.netflixChargeIdentifier],
        netflixCustomerIdentifiers: [item.netflixCustomerIdentifier],
      };
      const { failed } = await store.receiveCharges(
        about,
        (facts) => receiveCharges([item], facts),
        BY_NETFLIX,
      );
      return failed[0] ? { code: failed[0].errorCode, reason: failed[0].errorDescription } : null;
    }
    case 'PRICES': {
      const prices = pricesOf(item.prices);
      if ('refusal' in prices) return prices.refusal;
      const by = { netflixCustomerIdentifier: item.netflixCustomerIdentifier };
      return refusalOf(
        await store.changeSubscription(by, (facts) => price(prices.prices, by, facts), BY_NETFLIX),
      );
    }
    case 'ENDED': {
      const by: CustomerBy = { netflixCustomerIdentifier: item.netflixCustomerIdentifier };
      return refusalOf(
        await store.changeSubscription(by, (facts) => endByNetflix(item.endedOn, by, facts), BY_NETFLIX),
      );
    }
  }
}

/** Tries to take refused news in after all. */
export async function retryNews(
  store: OperatorStore,
  now: Instant,
  isWanted: (refused: RefusedNews) => boolean,
  along?: Along,
): Promise<void> {
  for await (const rows of pagesOf(store.netflix.refusedNews)) {
    for (const { id, item } of rows.filter(isWanted)) {
      await store.netflix.settleNews(id, await takeIn(store, item, now, along), () => along?.(id));
    }
  }
}

// Before the sign-up counts as taken in, so that whoever stops in between comes back to it.
async function retryWhatWasTooEarly(
  store: OperatorStore,
  customerId: number,
  now: Instant,
  along: Along | undefined,
): Promise<void> {
  const [customer] = await store.customersById([customerId]);
  await retryNews(
    store,
    now,
    ({ code, item }) =>
      (code === 'NO_SUBSCRIPTION' || code === 'NOT_SIGNED_UP') &&
      item.kind !== 'SIGNED_UP' &&
      item.netflixCustomerIdentifier === customer?.netflixCustomerIdentifier,
    along,
  );
}

function refusalOf(problem: { readonly code: string; readonly message: string } | null): Refusal | null {
  return problem && { code: problem.code, reason: problem.message };
}

function pricesOf(
  told: readonly ToldPrice[],
): { readonly prices: readonly Price[] } | { readonly refusal: Refusal } {
  const prices: Price[] = [];
  for (const { amount, currency, effectiveFrom } of told) {
    const counted = toMinor(amount, currency);
    if ('fault' in counted) {
      return {
        refusal: { code: counted.fault, reason: `${amount} ${currency} is no price that can be kept.` },
      };
    }
    prices.push({ amount: counted.minor, currency, effectiveFrom });
  }
  return { prices };
}
