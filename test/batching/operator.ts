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
      const { number, customer } = confirmSignUp.subscription;
      return { identifier, number, netflixCustomerIdentifier: customer.netflixCustomerIdentifier, currency };
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
  const subscriptions = customers.map(({ number }) => number);
  return { items, receipts: receipts.slice(0, customers.length), subscriptions };
}

/**
 * Gives each of these subscriptions a provider of its own, with requests that carry everything; besides, the provider with the code 1 has one
 * request for each.
 */
export async function provision({ ask }: Client, numbers: readonly string[]): Promise<void> {
  await ask(ADD_PROVIDER, { name: 'All', alternativeCode: '1' });
  await Promise.all(
    numbers.map(async (subscriptionNumber, n) => {
      const name = `Provider ${n}`;
      await ask(ADD_PROVIDER, { name });
      const own = { subscriptionNumber, provider: { name } };
      const inputs = [
        { ...own, type: 'UPDATE_SUBSCRIBER' },
        { ...own, type: 'DEACTIVATE_SUBSCRIBER' },
        { ...own, type: 'CANCEL_UDR', service: { code: 'UHD', name: 'Ultra HD' } },
        { ...own, type: 'REMOVE_INSTALLED_ITEM', installedItem: BOX },
        { ...own, provider: { alternativeCode: '1' }, type: 'UPDATE_ADDRESS' },
        // A subscription that is over cannot have this one, so the others carry enough for two.
        ...(n % 2 === 0 ? [{ ...own, type: 'BECOME_SUBSCRIBER', installedItems: [BOX, BOX] }] : []),
      ];
      for (const input of inputs) await ask(REQUEST, { input });
    }),
  );
}

/** The oldest charge of each customer, and its subscription. */
export interface Population {
  /** As operators name them to decide on them. */
  readonly items: readonly object[];
  /** As Netflix delivered them. */
  readonly receipts: readonly object[];
  /** The numbers of the subscriptions. */
  readonly subscriptions: readonly string[];
}

const NOW = formatInstant(NOON);
const BOX = { code: 'BOX', serialNumber: '1' };

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
      subscription { number customer { netflixCustomerIdentifier } }
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
const ADD_PROVIDER = /* GraphQL */ `
  mutation ($name: String!, $alternativeCode: String) {
    createProvisioningProvider(input: { name: $name, alternativeCode: $alternativeCode }) {
      problems {
        message
      }
    }
  }
`;
const REQUEST = /* GraphQL */ `
  mutation ($input: RequestProvisioningInput!) {
    requestProvisioning(input: $input) {
      problems {
        message
      }
    }
  }
`;
