import { sql } from 'drizzle-orm';
import {
  check,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
  type AnySQLiteColumn,
} from 'drizzle-orm/sqlite-core';

// Instants are UTC milliseconds, money is integer minor units, calendar dates are 'YYYY-MM-DD'. Ids hold their operator (src/ids.ts), so an
// operator's rows lie together and every list is a range of the key; those of API keys alone count over all operators. Every foreign key column has an index: a delete would scan without.

export const operators = sqliteTable('operators', {
  id: integer().primaryKey(),
  code: text().notNull().unique(),
  name: text().notNull(),
  localCurrency: text('local_currency').notNull(),
  decisionWindowHours: integer('decision_window_hours').notNull(),
  onSilence: text('on_silence').notNull(),
  // How many of each kind were drawn so far; drawn in the transaction that uses them, so that nothing is skipped.
  lastUser: integer('last_user').notNull().default(0),
  lastPromotion: integer('last_promotion').notNull().default(0),
  lastCustomer: integer('last_customer').notNull().default(0),
  lastSubscription: integer('last_subscription').notNull().default(0),
  lastCharge: integer('last_charge').notNull().default(0),
  lastEvent: integer('last_event').notNull().default(0),
  lastProvider: integer('last_provider').notNull().default(0),
  lastProvisioningRequest: integer('last_provisioning_request').notNull().default(0),
  /** The instant of the newest event: no later transaction is earlier. */
  newestOn: integer('newest_on').notNull().default(0),
});

const operatorId = () =>
  integer('operator_id')
    .notNull()
    .references((): AnySQLiteColumn => operators.id);

export const exchangeRates = sqliteTable(
  'exchange_rates',
  {
    operatorId: operatorId(),
    currency: text().notNull(),
    effectiveFrom: integer('effective_from').notNull(),
    rate: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.operatorId, table.currency, table.effectiveFrom] })],
);

export const users = sqliteTable(
  'users',
  {
    id: integer().primaryKey(),
    operatorId: operatorId(),
    username: text().notNull(),
    passwordHash: text('password_hash').notNull(),
    scopes: text().notNull(),
    disabledOn: integer('disabled_on'),
    tokensFrom: integer('tokens_from').notNull(),
    createdOn: integer('created_on').notNull(),
  },
  (table) => [uniqueIndex('users_username').on(table.operatorId, table.username)],
);

export const apiKeys = sqliteTable(
  'api_keys',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    operatorId: operatorId(),
    prefix: text().notNull().unique(),
    hash: text().notNull(),
    name: text().notNull(),
    scopes: text().notNull(),
    expiresOn: integer('expires_on'),
    revokedOn: integer('revoked_on'),
    createdOn: integer('created_on').notNull(),
  },
  (table) => [index('api_keys_operator').on(table.operatorId)],
);

/** Tokens that were released before their time; kept until they would have expired anyway. */
export const releasedTokens = sqliteTable(
  'released_tokens',
  {
    jti: text().primaryKey(),
    expiresOn: integer('expires_on').notNull(),
  },
  (table) => [index('released_tokens_expiry').on(table.expiresOn)],
);

/** What came of calls that may be repeated, for a day. Nobody can read it who does not have the caller's key. */
export const idempotencyKeys = sqliteTable(
  'idempotency_keys',
  {
    operatorId: operatorId(),
    mutation: text().notNull(),
    keyHash: text('key_hash').notNull(),
    inputHash: text('input_hash').notNull(),
    /** The outcome, things as ids, sealed under the key itself. While the call has a holder: how far it has come, null at its first step. */
    outcome: text(),
    /** By the wall clock; a day later the key is forgotten. */
    usedOn: integer('used_on').notNull(),
    /** Domain time. */
    begunOn: integer('begun_on').notNull(),
    /** The call that is at work, in more than one transaction, and until when nobody else may take it over; wall clock. Null = it is done. */
    holder: text(),
    heldUntil: integer('held_until'),
  },
  (table) => [
    primaryKey({ columns: [table.operatorId, table.mutation, table.keyHash] }),
    index('idempotency_keys_used').on(table.usedOn),
  ],
);

/** Where operators have their own people's tokens from; one each at most. */
export const identityProviders = sqliteTable(
  'identity_providers',
  {
    operatorId: operatorId().primaryKey(),
    issuer: text().notNull(),
    audience: text().notNull(),
    keysAddress: text('keys_address').notNull(),
    algorithms: text().notNull(),
    scopeClaim: text('scope_claim').notNull(),
    scopes: text().notNull(),
    isTrusted: integer('is_trusted').notNull(),
  },
  (table) => [
    // What a token says of itself must tell one operator.
    uniqueIndex('identity_providers_tokens')
      .on(table.issuer, table.audience)
      .where(sql`is_trusted = 1`),
    check('identity_providers_trusted', sql`is_trusted IN (0, 1)`),
  ],
);

/** What one database keeps about itself, such as the secret of a development gateway. */
export const settings = sqliteTable('settings', {
  name: text().primaryKey(),
  value: text().notNull(),
});

export const promotions = sqliteTable(
  'promotions',
  {
    id: integer().primaryKey(),
    operatorId: operatorId(),
    code: text().notNull(),
    name: text().notNull(),
    description: text(),
    effectiveFrom: integer('effective_from').notNull(),
    expiresOn: integer('expires_on'),
  },
  (table) => [uniqueIndex('promotions_code').on(table.operatorId, table.code)],
);

export const customers = sqliteTable(
  'customers',
  {
    id: integer().primaryKey(),
    operatorId: operatorId(),
    billingSystemCustomerIdentifier: text('billing_system_customer_identifier').notNull(),
    netflixCustomerIdentifier: text('netflix_customer_identifier').notNull().unique(),
    firstName: text('first_name'),
    lastName: text('last_name'),
    addresses: text().notNull(),
    emails: text().notNull(),
    phones: text().notNull(),
    /** What `search` looks into: names, e-mail addresses, phone numbers and the identifier, in lower case, a line each. */
    searchText: text('search_text').notNull(),
    createdOn: integer('created_on').notNull(),
  },
  (table) => [
    uniqueIndex('customers_billing_system_identifier').on(
      table.operatorId,
      table.billingSystemCustomerIdentifier,
    ),
  ],
);

export const subscriptions = sqliteTable(
  'subscriptions',
  {
    id: integer().primaryKey(),
    operatorId: operatorId(),
    customerId: integer('customer_id')
      .notNull()
      .references(() => customers.id),
    stage: text().notNull(),
    netflixState: text('netflix_state').notNull(),
    cancellationReason: text('cancellation_reason'),
    channel: text(),
    promotionId: integer('promotion_id').references(() => promotions.id),
    prices: text().notNull(),
    registeredOn: integer('registered_on').notNull(),
    signedUpOn: integer('signed_up_on'),
    suspendedOn: integer('suspended_on'),
    cancelledOn: integer('cancelled_on'),
    entitledUntil: text('entitled_until'),
  },
  (table) => [
    index('subscriptions_customer').on(table.customerId),
    index('subscriptions_promotion').on(table.promotionId),
    index('subscriptions_stage').on(table.operatorId, table.stage),
    uniqueIndex('subscriptions_one_live')
      .on(table.customerId)
      .where(sql`cancelled_on IS NULL`),
  ],
);

export const signUpTokens = sqliteTable(
  'sign_up_tokens',
  {
    hash: text().primaryKey(),
    operatorId: operatorId(),
    subscriptionId: integer('subscription_id')
      .notNull()
      .references(() => subscriptions.id),
    issuedOn: integer('issued_on').notNull(),
    expiresOn: integer('expires_on').notNull(),
    replacedOn: integer('replaced_on'),
    usedOn: integer('used_on'),
    handedOverOn: integer('handed_over_on'),
  },
  (table) => [
    index('sign_up_tokens_operator').on(table.operatorId),
    index('sign_up_tokens_subscription').on(table.subscriptionId),
  ],
);

export const charges = sqliteTable(
  'charges',
  {
    id: integer().primaryKey(),
    operatorId: operatorId(),
    netflixChargeIdentifier: text('netflix_charge_identifier').notNull(),
    customerId: integer('customer_id')
      .notNull()
      .references(() => customers.id),
    subscriptionId: integer('subscription_id')
      .notNull()
      .references(() => subscriptions.id),
    amount: integer().notNull(),
    currency: text().notNull(),
    localAmount: integer('local_amount').notNull(),
    localCurrency: text('local_currency').notNull(),
    paidThroughDate: text('paid_through_date').notNull(),
    raisedOn: integer('raised_on').notNull(),
    receivedOn: integer('received_on').notNull(),
    status: text().notNull(),
    statusReason: text('status_reason'),
    settledOn: integer('settled_on'),
    heldOn: integer('held_on'),
    dueOn: integer('due_on').notNull(),
    onSilence: text('on_silence').notNull(),
    verdict: text(),
    decidedOn: integer('decided_on'),
    referenceNumber: text('reference_number'),
    acknowledgedOn: integer('acknowledged_on'),
  },
  (table) => [
    uniqueIndex('charges_netflix_identifier').on(table.operatorId, table.netflixChargeIdentifier),
    uniqueIndex('charges_reference_number')
      .on(table.operatorId, table.referenceNumber)
      .where(sql`reference_number IS NOT NULL`),
    // Holds most of what lists of customers' charges show, so that a page of them is found in one place for each customer and not in one for each
    // charge. What an acknowledgement changes is left to the table: charges of many customers are acknowledged together.
    index('charges_customer').on(
      table.customerId,
      table.id,
      table.status,
      table.paidThroughDate,
      table.receivedOn,
      table.amount,
      table.currency,
      table.localAmount,
      table.localCurrency,
    ),
    index('charges_subscription').on(table.subscriptionId),
    // The list that operators read all day stays small, whatever the table holds.
    index('charges_unacknowledged')
      .on(table.operatorId, table.id)
      .where(sql`acknowledged_on IS NULL`),
    // Everything that is still open: pending charges by their place in the sequence, with what says whether they are due.
    index('charges_pending')
      .on(table.operatorId, table.id, table.dueOn)
      .where(sql`status = 'PENDING'`),
    index('charges_held')
      .on(table.subscriptionId)
      .where(sql`held_on IS NOT NULL`),
  ],
);

/** Sums that would need a scan over all charges, kept by the transaction that changes a charge. `day` is that of receipt, in UTC. */
export const chargeTotals = sqliteTable(
  'charge_totals',
  {
    operatorId: operatorId(),
    day: text().notNull(),
    status: text().notNull(),
    /** 0 or 1. */
    acknowledged: integer().notNull(),
    currency: text().notNull(),
    count: integer().notNull(),
    amount: integer().notNull(),
    localAmount: integer('local_amount').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.operatorId, table.day, table.status, table.acknowledged, table.currency] }),
    check('charge_totals_exact', sql`typeof(amount) = 'integer' AND typeof(local_amount) = 'integer'`),
  ],
);

export const events = sqliteTable(
  'events',
  {
    id: integer().primaryKey(),
    /** No foreign key: the id holds the operator already, and this is the busiest table. */
    operatorId: integer('operator_id').notNull(),
    type: text().notNull(),
    occurredOn: integer('occurred_on').notNull(),
    actor: text().notNull(),
    customerId: integer('customer_id').references(() => customers.id),
    subscriptionId: integer('subscription_id').references(() => subscriptions.id),
    chargeId: integer('charge_id').references(() => charges.id),
    provisioningRequestId: integer('provisioning_request_id').references(
      (): AnySQLiteColumn => provisioningRequests.id,
    ),
    changes: text().notNull(),
  },
  (table) => [
    // No index for what is only a foreign key: nothing that events are about is ever deleted.
    index('events_customer').on(table.customerId),
    index('events_charge')
      .on(table.chargeId)
      .where(sql`charge_id IS NOT NULL`),
    index('events_provisioning_request')
      .on(table.provisioningRequestId)
      .where(sql`provisioning_request_id IS NOT NULL`),
  ],
);

export const provisioningProviders = sqliteTable(
  'provisioning_providers',
  {
    id: integer().primaryKey(),
    operatorId: operatorId(),
    name: text().notNull(),
    alternativeCode: text('alternative_code'),
  },
  (table) => [
    uniqueIndex('provisioning_providers_name').on(table.operatorId, table.name),
    uniqueIndex('provisioning_providers_alternative_code')
      .on(table.operatorId, table.alternativeCode)
      .where(sql`alternative_code IS NOT NULL`),
  ],
);

export const provisioningRequests = sqliteTable(
  'provisioning_requests',
  {
    id: integer().primaryKey(),
    operatorId: operatorId(),
    type: text().notNull(),
    state: text().notNull(),
    providerId: integer('provider_id')
      .notNull()
      .references(() => provisioningProviders.id),
    subscriptionId: integer('subscription_id')
      .notNull()
      .references(() => subscriptions.id),
    customerId: integer('customer_id')
      .notNull()
      .references(() => customers.id),
    sequenceNumber: integer('sequence_number').notNull(),
    createdOn: integer('created_on').notNull(),
    scheduledDate: integer('scheduled_date').notNull(),
    executedDate: integer('executed_date'),
    services: text().notNull(),
    installedItems: text('installed_items').notNull(),
    errorCode: text('error_code'),
    errorDescription: text('error_description'),
    accountNumber: text('account_number'),
  },
  (table) => [
    // Ids are in the order of creation: by this index the end of the window becomes an id.
    index('provisioning_requests_created').on(table.operatorId, table.createdOn, table.id),
    index('provisioning_requests_customer').on(table.customerId),
    uniqueIndex('provisioning_requests_sequence').on(
      table.subscriptionId,
      table.providerId,
      table.sequenceNumber,
    ),
    // A provider's list of work: the requests of one subscription, and all of them by date.
    index('provisioning_requests_pending')
      .on(table.providerId, table.subscriptionId, table.scheduledDate, table.id)
      .where(sql`state = 'PENDING'`),
    index('provisioning_requests_scheduled')
      .on(table.providerId, table.scheduledDate, table.id)
      .where(sql`state = 'PENDING'`),
    // The few that were to be carried out before they were created: they alone are listed and older than the window.
    index('provisioning_requests_backdated')
      .on(table.providerId, table.scheduledDate, table.id)
      .where(sql`state = 'PENDING' AND scheduled_date < created_on`),
    index('provisioning_requests_provider').on(table.providerId),
  ],
);

/** What a provider calls a subscriber. */
export const provisioningAccounts = sqliteTable(
  'provisioning_accounts',
  {
    providerId: integer('provider_id')
      .notNull()
      .references(() => provisioningProviders.id),
    subscriptionId: integer('subscription_id')
      .notNull()
      .references(() => subscriptions.id),
    accountNumber: text('account_number').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.providerId, table.subscriptionId] }),
    index('provisioning_accounts_subscription').on(table.subscriptionId),
  ],
);

/** What Netflix is still to be told: one row for each event that it has to know of, added with the event and gone once it is told. */
export const netflixMessages = sqliteTable(
  'netflix_messages',
  {
    /** The event that it tells. */
    id: integer()
      .primaryKey()
      .references(() => events.id),
    operatorId: operatorId(),
    subscriptionId: integer('subscription_id')
      .notNull()
      .references(() => subscriptions.id),
    kind: text().notNull(),
    /** The token that it hands over; null for any other message. */
    tokenHash: text('token_hash').references(() => signUpTokens.hash),
    attempts: integer().notNull(),
    /** Not before then, by the wall clock. */
    nextTryOn: integer('next_try_on').notNull(),
    /** Since when it is given up because Netflix refused it for good; null while it is on its way. */
    parkedOn: integer('parked_on'),
    /** What Netflix said, or why it could not be reached the last time. */
    reason: text(),
  },
  (table) => [
    index('netflix_messages_operator').on(table.operatorId, table.parkedOn, table.id),
    index('netflix_messages_subscription').on(table.subscriptionId, table.id),
    index('netflix_messages_token').on(table.tokenHash),
  ],
);

/** News of Netflix that the gateway had to refuse, kept for a retry. */
export const netflixNews = sqliteTable(
  'netflix_news',
  {
    id: integer().primaryKey(),
    operatorId: operatorId(),
    /** Netflix's own cursor behind it. */
    cursor: text().notNull(),
    /** As Netflix told it, JSON. */
    item: text().notNull(),
    code: text().notNull(),
    reason: text().notNull(),
    parkedOn: integer('parked_on').notNull(),
  },
  (table) => [uniqueIndex('netflix_news_cursor').on(table.operatorId, table.cursor)],
);

/** How an operator's exchange with Netflix stands, and which gateway tends to it. */
export const netflixLinks = sqliteTable('netflix_links', {
  operatorId: integer('operator_id')
    .primaryKey()
    .references(() => operators.id),
  /** Netflix's cursor behind the last news that was taken in; null = none yet. */
  newsCursor: text('news_cursor'),
  /** The gateway that tends to it, and until when nobody else may; wall clock. */
  holder: text(),
  heldUntil: integer('held_until').notNull(),
  /** When Netflix last answered, and since when it has not; wall clock. */
  answeredOn: integer('answered_on'),
  failingSince: integer('failing_since'),
  failure: text(),
});
