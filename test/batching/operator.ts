import { CURRENCIES } from '../../src/money/currencies.ts';
import { formatInstant } from '../../src/time.ts';
import { NOON, type Client } from '../api/gateway.ts';

/** Charges that each customer gets. */
const CHARGES_EACH = 5;

/** That many currencies, no two of them the same and none of them the operator's own. */
export function differentCurrencies(size: number): string[] {
  return CURRENCIES.filter((currency) => currency !== 'EUR').slice(0, size);
}

/**
 * Gives an operator a customer for each of these currencies, at most 50, with promotion, subscription, contacts, price and charges of its own.
 * The oldest charges are one of each customer, and accepted; in the end every other subscription is cancelled.
 */
export async function populate({ ask }: Client, currencies: readonly string[]): Promise<Population> {
  await ask(ADD_RATES, {
    exchangeRates: [...new Set(currencies)].map((currency) => ({
      currency,
      rate: '0.5',
      effectiveFrom: NOW,
    })),
  });
  const customers = await Promise.all(
    currencies.map(async (currency, n) => {
      const identifier = `B-${n}`;
      await ask(OFFER, { code: `PROMO-${n}` });
      const { registerSubscription } = await ask(REGISTER, { identifier, promotionCode: `PROMO-${n}` });
      const { token } = registerSubscription.netflixToken;
      const { confirmSignUp } = await ask(SIGN_UP, { token, currency });
      const { netflixCustomerIdentifier } = confirmSignUp.subscription.customer;
      return { identifier, netflixCustomerIdentifier, currency };
    }),
  );
  const receipts = Array.from({ length: CHARGES_EACH }, (_, round) =>
    customers.map(({ identifier, netflixCustomerIdentifier, currency }) => ({
      netflixChargeIdentifier: `N-${identifier}-${round}`,
      netflixCustomerIdentifier,
      amount: '1',
      currency,
      paidThroughDate: '2099-12-31',
      raisedOn: NOW,
    })),
  ).flat();
  const { receiveCharges } = await ask(RECEIVE, { charges: receipts });
  const items = customers.map(({ identifier }, n) => ({
    number: receiveCharges.charges[n].number,
    billingSystemCustomerIdentifier: identifier,
    referenceNumber: `INV-${n}`,
  }));
  await ask(ACCEPT, { charges: items });
  for (const { identifier } of customers.filter((_, n) => n % 2 === 1)) await ask(TERMINATE, { identifier });
  return { items, receipts: receipts.slice(0, customers.length) };
}

/** The oldest charge of each customer. */
export interface Population {
  /** As operators name them to decide on them. */
  readonly items: readonly object[];
  /** As Netflix delivered them. */
  readonly receipts: readonly object[];
}

const NOW = formatInstant(NOON);

const ADD_RATES = /* GraphQL */ `
  mutation ($exchangeRates: [ExchangeRateInput!]!) {
    updateOperator(input: { exchangeRates: $exchangeRates }) {
      problems {
        message
      }
    }
  }
`;
const OFFER = /* GraphQL */ `
  mutation ($code: String!) {
    createPromotion(input: { code: $code, name: "An offer", effectiveFrom: "2026-01-01T00:00:00Z" }) {
      problems {
        message
      }
    }
  }
`;
const REGISTER = /* GraphQL */ `
  mutation ($identifier: String!, $promotionCode: String!) {
    registerSubscription(
      input: {
        billingSystemCustomerIdentifier: $identifier
        promotionCode: $promotionCode
        address: { type: HOME, streetName: "Harbour Row" }
        email: { type: PERSONAL, emailAddress: "anna@example.com" }
        phone: { type: MOBILE, number: "+353 20 915 1001" }
      }
    ) {
      netflixToken {
        token: value
      }
    }
  }
`;
const SIGN_UP = /* GraphQL */ `
  mutation ($token: String!, $currency: CurrencyCode!) {
    confirmSignUp(
      input: {
        token: $token
        signedUpOn: "${NOW}"
        prices: [{ amount: "1", currency: $currency, effectiveFrom: "2026-03-01" }]
      }
    ) {
      subscription { customer { netflixCustomerIdentifier } }
    }
  }
`;
const RECEIVE = /* GraphQL */ `
  mutation ($charges: [ReceivedChargeInput!]!) {
    receiveCharges(input: { charges: $charges }) {
      charges {
        number
      }
    }
  }
`;
const ACCEPT = /* GraphQL */ `
  mutation ($charges: [AcceptedChargeInput!]!) {
    acceptCharges(input: { charges: $charges }) {
      failedCharges {
        errorDescription
      }
    }
  }
`;
const TERMINATE = /* GraphQL */ `
  mutation ($identifier: String!) {
    terminateSubscription(input: { by: { billingSystemCustomerIdentifier: $identifier } }) {
      problems {
        message
      }
    }
  }
`;
