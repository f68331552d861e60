// Ready-made operations for GraphiQL, a text for each capability; the first operation of each names its tab.

export const CUSTOMERS = `
# What is known of one customer: subscriptions, the latest charges, what may be done next.
query Customer($by: CustomerBy!) {
  customer(by: $by) {
    billingSystemCustomerIdentifier
    netflixCustomerIdentifier
    firstName
    lastName
    emails { emailAddress isPrimary }
    subscriptions {
      nodes {
        number
        stage
        lifeCycleState
        netflixState
        entitledUntil
        allowedActions
        promotions { redeemedOn promotion { code name } }
        prices { formattedPrice effectiveFrom }
      }
    }
    charges(first: 5, orderBy: NEWEST_FIRST) { nodes { number status localAmount { formatted } } }
  }
}

# Who matches: names, e-mail addresses, phone numbers, identifiers.
query Customers($search: String) {
  customers(filter: { search: $search }) {
    totalCount
    nodes { billingSystemCustomerIdentifier firstName lastName subscriptions(last: 1) { nodes { number stage } } }
  }
}

# Why is this customer stuck? The hints are for whoever has it on the phone.
query WhyIsThisCustomerStuck($stuck: CustomerBy!) {
  customer(by: $stuck) {
    standing {
      hints
      signUpFunnel { registeredOn tokenHandedOverOn tokenExpiresOn tokenExpired signedUpOn firstChargeOn firstApprovalOn }
      untold { kind since attempts parkedOn reason }
      pendingCharges { count undecided held decidableUntil }
      provisioning { count oldestOn unlisted }
    }
    charges(filter: { processing: NOT_PROCESSED }) { nodes { number decidableUntil decision { verdict } } }
  }
}

# Whom to call: those who cannot sign up any more.
query ExpiredTokens {
  subscriptions(filter: { stage: REGISTERED, tokenExpired: true }) {
    nodes { number registeredOn customer { firstName lastName phones { number } } }
  }
}

# The last charge is taken over; then the person can be erased. Without dryRun that is for good.
mutation EraseCustomer($last: AcknowledgeChargesInput!, $gone: CustomerBy!) {
  acknowledgeCharges(input: $last) { failedCharges { number errorCode errorDescription } }
  eraseCustomer(input: { by: $gone, dryRun: true }) {
    customer { billingSystemCustomerIdentifier netflixCustomerIdentifier firstName lastName emails { emailAddress } }
    problems { code message }
  }
}
`;

export const CHARGES = `
# The charges that are still to be taken over, the oldest first.
query Charges {
  charges(first: 20) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      number
      status
      statusReason
      billable
      amount { formatted }
      localAmount { formatted }
      paidThroughDate
      decision { verdict decidedOn }
      decidableUntil
      referenceNumber
      customer { billingSystemCustomerIdentifier }
    }
  }
}

# Those that wait for a decision.
query ChargesToDecide {
  charges(filter: { undecided: true, processing: NOT_PROCESSED }) { nodes { number decidableUntil localAmount { formatted } } }
}

query Charge($number: String!) {
  charge(number: $number) {
    number
    status
    receivedOn
    setAsApprovedOn
    setAsDeclinedOn
    setAsBadRequestOn
    setAsRejectedOn
    acknowledgedOn
    subscription { number stage }
  }
}

query ChargeTotals {
  chargeTotals { status acknowledged count amount { formatted } localAmount { formatted } }
}
`;

export const DECISIONS = `
# Bill these charges. The good ones take effect, the others come back with the reason.
mutation AcceptCharges($accept: AcceptChargesInput!) {
  acceptCharges(input: $accept) {
    charges { number status decision { verdict } referenceNumber }
    failedCharges { number errorCode errorDescription }
  }
}

# Do not bill them; once they are processed, their subscriptions end.
mutation DeclineCharges($decline: DeclineChargesInput!) {
  declineCharges(input: $decline) {
    charges { number status decision { verdict } decidableUntil }
    failedCharges { number errorCode errorDescription }
  }
}

# Taken over into billing: they leave the list.
mutation AcknowledgeCharges($acknowledge: AcknowledgeChargesInput!) {
  acknowledgeCharges(input: $acknowledge) {
    charges { number status acknowledgedOn }
    failedCharges { number errorCode errorDescription }
  }
}
`;

export const SUBSCRIPTIONS = `
# Open the redirectUrl in a browser: the sandbox stands in for Netflix's sign-up page.
mutation RegisterSubscription($registration: RegisterSubscriptionInput!) {
  registerSubscription(input: $registration) {
    subscription { number stage allowedActions }
    netflixToken { value expiresOn redirectUrl }
    problems { code message path }
  }
}

mutation SuspendSubscription($by: CustomerBy!) {
  suspendSubscription(input: { by: $by }) { subscription { number stage } problems { code message } }
}

mutation UnsuspendSubscription($by: CustomerBy!) {
  unsuspendSubscription(input: { by: $by }) { subscription { number stage } problems { code message } }
}

# Only what would happen; without dryRun it ends for good.
mutation TerminateSubscription($by: CustomerBy!) {
  terminateSubscription(input: { by: $by, dryRun: true }) { subscription { number stage } problems { code message } }
}

mutation UpdateCustomer($update: UpdateCustomerInput!) {
  updateCustomer(input: $update) { customer { firstName lastName emails { emailAddress } } problems { code message } }
}

query Subscriptions($by: CustomerBy) {
  subscriptions(by: $by) { totalCount nodes { number stage registeredOn signedUpOn suspendedOn cancelledOn cancellationReason } }
}
`;

export const PROMOTIONS = `
# All of them; inEffect says which can be taken now.
query Promotions {
  promotions { nodes { code name description effectiveFrom expiresOn inEffect } }
}
`;

export const NETFLIX = `
# Netflix's side, for trying things out. It raises a charge …
mutation ReceiveCharges($receive: ReceiveChargesInput!) {
  receiveCharges(input: $receive) {
    charges { number status statusReason decidableUntil localAmount { formatted } }
    failedReceipts { netflixChargeIdentifier errorCode errorDescription }
  }
}

# … settles what is due …
mutation ProcessCharges {
  processCharges { processed remaining }
}

# … and reports who signed up, with the token that registerSubscription gave.
mutation ConfirmSignUp($signUp: ConfirmSignUpInput!) {
  confirmSignUp(input: $signUp) { subscription { number stage signedUpOn } problems { code message } }
}

# What Netflix has still to be told, and what was refused on either side.
query NetflixExchange {
  netflixExchange {
    waiting
    oldestWaitingOn
    answeredOn
    failingSince
    parkedMessages { nodes { id kind reason parkedOn subscription { number } } }
    refusedNews { nodes { id kind code reason netflixChargeIdentifier } }
  }
}

# Tries once more what was refused, by the ids of NetflixExchange.
mutation RetryNetflix($ids: [ID!]!) {
  retryNetflix(input: { ids: $ids }) { retried problems { code message } }
}

# Lets a month pass: the sandbox raises what is due each day.
mutation AdvanceTime {
  advanceTime(input: { days: 31 }) { now problems { code message } }
}
`;

export const PROVISIONING = `
# What waits for a platform of the operator, by subscription.
query Provisioning($provider: ProvisioningProviderBy!) {
  pendingProvisioningRequests(provider: $provider) {
    totalCount
    pageInfo { hasNextPage endCursor }
    groups {
      subscription { number stage }
      accountNumber
      requests {
        number
        type
        scheduledDate
        accountInformation { firstName lastName billingSystemCustomerIdentifier }
        address { streetName streetNumber townCity country }
        services { code name quantity }
      }
    }
  }
}

# What the platform has made of it.
mutation RespondToProvisioningRequests($respond: RespondToProvisioningRequestsInput!) {
  respondToProvisioningRequests(input: $respond) {
    provisioningRequests { number state executedDate accountNumber errorCode }
    failedProvisioningRequests { number errorCode errorDescription }
  }
}

# Most requests are raised by what happens to a subscription. This one is not.
mutation RequestProvisioning($wanted: RequestProvisioningInput!) {
  requestProvisioning(input: $wanted) {
    provisioningRequest { number type state sequenceNumber installedItem { code serialNumber } }
    problems { code message path }
  }
}

query ProvisioningRequest($number: String!) {
  provisioningRequest(number: $number) { number type state createdOn executedDate errorCode errorDescription provider { name } }
}

query ProvisioningProviders {
  provisioningProviders { nodes { name alternativeCode } }
}

mutation CreateProvisioningProvider($newProvider: CreateProvisioningProviderInput!) {
  createProvisioningProvider(input: $newProvider) { provisioningProvider { name alternativeCode } problems { code message } }
}
`;

export const EVENTS = `
# The last things that changed: who, what, when, before and after.
query Events($events: EventFilter) {
  events(last: 10, filter: $events) {
    totalCount
    pageInfo { endCursor }
    nodes {
      type
      occurredOn
      actor
      subject { ... on Charge { number } ... on NetflixSubscription { number } ... on Customer { billingSystemCustomerIdentifier } }
      changes { field before after }
    }
  }
}

# The whole life of one charge.
query ChargeHistory($number: String!) {
  charge(number: $number) { number events { nodes { type occurredOn actor changes { field before after } } } }
}
`;

export const LIVE_UPDATES = `
# Leave this running, do something in another window, and see it come. After a break, go on behind the last cursor.
subscription ChargeChanged($after: String) {
  chargeChanged(after: $after) {
    cursor
    event { type occurredOn actor }
    charge { number status localAmount { formatted } customer { billingSystemCustomerIdentifier } }
  }
}

subscription SubscriptionChanged($after: String) {
  subscriptionChanged(after: $after) {
    cursor
    event { type occurredOn actor }
    subscription { number stage netflixState cancellationReason customer { billingSystemCustomerIdentifier } }
  }
}
`;

export const ADMINISTRATION = `
query Operator {
  viewer {
    operator { code name localCurrency decisionWindowHours onSilence exchangeRates { currency rate effectiveFrom } }
  }
}

mutation UpdateOperator($policy: UpdateOperatorInput!) {
  updateOperator(input: $policy) { operator { decisionWindowHours onSilence } problems { code message } }
}

mutation CreatePromotion($promotion: CreatePromotionInput!) {
  createPromotion(input: $promotion) { promotion { code inEffect } problems { code message } }
}

mutation UpdatePromotion($promotionUpdate: UpdatePromotionInput!) {
  updatePromotion(input: $promotionUpdate) { promotion { code name expiresOn } problems { code message } }
}

# The key is in this answer and nowhere else.
mutation CreateApiKey($apiKey: CreateApiKeyInput!) {
  createApiKey(input: $apiKey) { apiKey prefix problems { code message } }
}

mutation RevokeApiKey($prefix: String!) {
  revokeApiKey(input: { prefix: $prefix }) { revoked problems { code message } }
}
`;

export const CREDENTIALS = `
query Viewer {
  viewer { operator { code name } username apiKeyPrefix unit scopes expiresOn }
}

# A token for two hours; put it into the Authorization header below in place of the API key.
mutation LogIn($logIn: LogInInput!) {
  logIn(input: $logIn) { token expiresOn viewer { username scopes } }
}

mutation LogInWithApiKey($logInWithApiKey: LogInWithApiKeyInput!) {
  logInWithApiKey(input: $logInWithApiKey) { token expiresOn viewer { apiKeyPrefix scopes } }
}

# Releases the token of the header.
mutation LogOut {
  logOut { released }
}
`;
