/** What an identifier is of. */
export const KINDS = [
  'customer',
  'otherCustomer',
  'netflixCustomer',
  'netflixCharge',
  'reference',
  'charge',
  'settledCharge',
  'subscription',
  'provisioningRequest',
  'promotion',
  'provider',
  'providerCode',
  'apiKeyPrefix',
  'signUpToken',
  'user',
  'organisation',
  'idempotencyKey',
  // These three depend on what is asked.
  'globalId',
  'parked',
  'cursor',
] as const;
export type Kind = (typeof KINDS)[number];

/** Secrets prove who is asking, so nobody is asked for another one's; a call still has to give its own. */
export const SECRETS = ['password', 'apiKey'] as const;
export type Secret = (typeof SECRETS)[number];

/** By the place that takes it, or by its name where that says enough. */
const IDENTIFIERS: Readonly<Record<string, Kind>> = {
  billingSystemCustomerIdentifier: 'customer',
  newBillingSystemCustomerIdentifier: 'otherCustomer',
  search: 'customer',
  netflixCustomerIdentifier: 'netflixCustomer',
  netflixChargeIdentifier: 'netflixCharge',
  referenceNumber: 'reference',
  numbers: 'charge',
  chargeNumber: 'charge',
  'Query.charge.number': 'charge',
  'AcceptedChargeInput.number': 'charge',
  'AcknowledgedChargeInput.number': 'settledCharge',
  'DeclinedChargeInput.number': 'charge',
  subscriptionNumber: 'subscription',
  'Query.subscription.number': 'subscription',
  'Query.provisioningRequest.number': 'provisioningRequest',
  'ProvisioningResponseInput.number': 'provisioningRequest',
  promotionCode: 'promotion',
  'CreatePromotionInput.code': 'promotion',
  'UpdatePromotionInput.code': 'promotion',
  'CreateProvisioningProviderInput.name': 'provider',
  'ProvisioningProviderBy.name': 'provider',
  alternativeCode: 'providerCode',
  prefix: 'apiKeyPrefix',
  'ConfirmSignUpInput.token': 'signUpToken',
  username: 'user',
  organisation: 'organisation',
  idempotencyKey: 'idempotencyKey',
  'Query.node.id': 'globalId',
  'Query.nodes.ids': 'globalId',
  'ProvisioningProviderBy.id': 'globalId',
  'RetryNetflixInput.ids': 'parked',
  after: 'cursor',
  before: 'cursor',
};

/** Text that identifies nothing: whole inputs, and single places. */
const WORDS = new Set([
  ...['AddressInput', 'EmailInput', 'PhoneInput', 'InstalledItemInput', 'ProvisioningServiceInput'],
  ...['Money.formatted.locale', 'LogInInput.unit', 'LogInWithApiKeyInput.unit', 'CreateApiKeyInput.name'],
  ...['CreatePromotionInput.name', 'CreatePromotionInput.description', 'UpdateOperatorInput.name'],
  ...['UpdatePromotionInput.name', 'UpdatePromotionInput.description'],
  ...['RegisterSubscriptionInput.firstName', 'RegisterSubscriptionInput.lastName'],
  ...['UpdateCustomerInput.firstName', 'UpdateCustomerInput.lastName'],
  ...['ProvisioningResponseInput.accountNumber', 'ProvisioningResponseInput.errorCode'],
  'ProvisioningResponseInput.errorDescription',
]);

/** What a place of type String or ID takes; throws when nobody has said so yet. */
export function taken(owner: string, name: string): Kind | Secret | 'words' {
  const coordinate = `${owner}.${name}`;
  const secret = SECRETS.find((known) => known === name);
  if (secret) return secret;
  if (WORDS.has(owner) || WORDS.has(coordinate)) return 'words';
  const kind = IDENTIFIERS[coordinate] ?? IDENTIFIERS[name];
  if (kind) return kind;
  throw new Error(`Say in ${import.meta.filename} what ${coordinate} takes.`);
}
