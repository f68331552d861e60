/** What is measured. */
export const OPERATIONS = ['Q1', 'Q2', 'Q3', 'M1', 'M2'] as const;
export type Operation = (typeof OPERATIONS)[number];

export const QUERIES: readonly Operation[] = ['Q1', 'Q2', 'Q3'];

/** What each does, for people. */
export const MEANING: Record<Operation, string> = {
  Q1: 'a customer by identifier with its subscription, promotions and last five charges',
  Q2: 'fifty unacknowledged charges, each with its subscription and customer',
  Q3: 'twenty customers, each with its subscription and five charges',
  M1: 'acknowledge fifty charges',
  M2: 'register one subscription',
};

/** The operations as every GraphQL server is asked; a server without GraphQL answers the same under `/Q1` and so on, given the variables alone. */
export const DOCUMENTS: Record<Operation, string> = {
  Q1: `query Q1($identifier: String!) {
  customer(by: { billingSystemCustomerIdentifier: $identifier }) {
    billingSystemCustomerIdentifier netflixCustomerIdentifier firstName lastName createdOn
    emails { emailAddress isPrimary }
    subscriptions(last: 1) {
      nodes {
        number stage lifeCycleState netflixState channel registeredOn signedUpOn entitledUntil
        promotions { redeemedOn promotion { code name } }
        prices { effectiveFrom amount { amount currency } }
      }
    }
    charges(first: 5, orderBy: NEWEST_FIRST) {
      nodes {
        number status paidThroughDate receivedOn referenceNumber acknowledgedOn
        amount { amount currency }
        localAmount { amount currency }
      }
    }
  }
}`,
  Q2: `query Q2($after: String) {
  charges(first: 50, after: $after) {
    nodes {
      number netflixChargeIdentifier status paidThroughDate receivedOn
      amount { amount currency }
      localAmount { amount currency }
      subscription { number stage entitledUntil }
      customer { billingSystemCustomerIdentifier firstName lastName }
    }
    pageInfo { hasNextPage endCursor }
  }
}`,
  Q3: `query Q3($after: String) {
  customers(first: 20, after: $after) {
    nodes {
      billingSystemCustomerIdentifier firstName lastName
      subscriptions(last: 1) { nodes { number stage netflixState entitledUntil } }
      charges(first: 5, orderBy: NEWEST_FIRST) {
        nodes { number status paidThroughDate amount { amount currency } }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`,
  M1: `mutation M1($charges: [AcknowledgedChargeInput!]!) {
  acknowledgeCharges(input: { charges: $charges }) {
    charges { number status referenceNumber acknowledgedOn }
    failedCharges { number errorCode }
  }
}`,
  M2: `mutation M2($input: RegisterSubscriptionInput!) {
  registerSubscription(input: $input) {
    subscription { number stage customer { billingSystemCustomerIdentifier netflixCustomerIdentifier } }
    netflixToken { value expiresOn redirectUrl handedOver }
    problems { code path }
  }
}`,
};

export type Variables = Readonly<Record<string, unknown>>;

/** A place in a list, as the gateway writes it; a first page that ends elsewhere tells that it does so no more. */
export function cursorOf(list: 'charges:OLDEST_FIRST' | 'customers', id: number): string {
  return Buffer.from(`${list}:${id}`).toString('base64url');
}
