import { createHash } from 'node:crypto';

import { receive } from './charges.ts';
import {
  cancel,
  confirmSignUp,
  latestOf,
  type ModelOperator,
  type ModelSubscription,
  type News,
} from './model.ts';

// The part of the model that is about what Netflix tells.

/** Takes a piece of news in, or keeps it with the reason why not. */
export function hear(operator: ModelOperator, item: News, now: number): void {
  const code = takeIn(operator, item, now);
  if (code !== null) operator.refused.push({ item, code });
}

/** Tries those once more that are wanted. */
export function hearAgain(
  operator: ModelOperator,
  isWanted: (item: News, code: string) => boolean,
  now: number,
) {
  for (const refused of operator.refused.filter(({ item, code }) => isWanted(item, code))) {
    const code = takeIn(operator, refused.item, now);
    if (code === null) operator.refused.splice(operator.refused.indexOf(refused), 1);
    else refused.code = code;
  }
}

/** Why it could not be taken in; null = it was, now or before. */
function takeIn(operator: ModelOperator, item: News, now: number): string | null {
  const { kind, netflixCustomerIdentifier = '', prices = [] } = item;
  if (kind === 'SIGNED_UP') return signUp(operator, item, now);
  if (kind === 'CHARGE') return charge(operator, item, now);
  const customer = operator.customers.find((one) => one.netflixIdentifier === netflixCustomerIdentifier);
  if (!customer) return 'CUSTOMER_NOT_FOUND';
  const subscription = latestOf(operator, customer);
  if (subscription?.signedUpOn == null) return 'NOT_SIGNED_UP';
  if (kind === 'PRICES') changePrices(operator, subscription, prices, now);
  else if (subscription.signedUpOn <= (item.endedOn ?? 0))
    cancel(operator, subscription, 'ENDED_BY_NETFLIX', now);
  return null;
}

function signUp(
  operator: ModelOperator,
  { tokenHash, signedUpOn = 0, prices = [] }: News,
  now: number,
): string | null {
  const token = operator.tokens.find(
    ({ value }) => createHash('sha256').update(value).digest('base64url') === tokenHash,
  );
  const { subscription, problems } = confirmSignUp(
    operator,
    { token: token?.value ?? 'unknown', signedUpOn, prices },
    now,
  );
  if (!subscription) return problems[0] ?? '';
  // What came too early is looked at again.
  const early = ['NO_SUBSCRIPTION', 'NOT_SIGNED_UP'];
  const whose = subscription.customer.netflixIdentifier;
  hearAgain(operator, (one, code) => early.includes(code) && one.netflixCustomerIdentifier === whose, now);
  return null;
}

function charge(operator: ModelOperator, told: News, now: number): string | null {
  const { failed } = receive(
    operator,
    [
      {
        netflixChargeIdentifier: told.netflixChargeIdentifier ?? '',
        netflixCustomerIdentifier: told.netflixCustomerIdentifier ?? '',
        amount: told.amount ?? '',
        currency: told.currency ?? '',
        paidThroughDate: told.paidThroughDate ?? '',
        raisedOn: told.raisedOn ?? 0,
      },
    ],
    now,
  );
  return failed[0]?.errorCode ?? null;
}

function changePrices(
  operator: ModelOperator,
  subscription: ModelSubscription,
  prices: News['prices'] & object,
  now: number,
): void {
  if (JSON.stringify(prices) === JSON.stringify(subscription.prices)) return;
  subscription.prices = prices;
  operator.happened.push({ type: 'SUBSCRIPTION_PRICED', subject: subscription.number, on: now });
}
