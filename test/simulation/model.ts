// What the domain says, told a second time and as plainly as possible: plain data that is changed in place, whole lists that are searched.
// Nothing of the product is imported here; where the two differ, one of them is wrong. Subscriptions first; charges.ts, platforms.ts and news.ts
// go on.

export const SECOND = 1000;
export const HOUR = 3600 * SECOND;
export const DAY = 24 * HOUR;

export interface ModelOperator {
  readonly localCurrency: string;
  windowHours: number;
  onSilence: 'APPROVE' | 'WAIT';
  /** Local units per one unit of the currency, as decimal text, from an instant on. */
  readonly rates: { readonly currency: string; rate: string; readonly from: number }[];
  readonly promotions: { readonly code: string; readonly from: number; readonly expires: number | null }[];
  readonly customers: ModelCustomer[];
  readonly subscriptions: ModelSubscription[];
  readonly tokens: ModelToken[];
  readonly charges: ModelCharge[];
  /** Names of its outside platforms. */
  readonly providers: string[];
  readonly requests: ModelRequest[];
  readonly happened: Happening[];
  /** News of Netflix that could not be taken in, the oldest first. */
  readonly refused: RefusedNews[];
  /** Whether Netflix is told of what happens and confirms it later; otherwise it counts as confirmed at once. */
  readonly isNetflixTold: boolean;
  /** Whether this is a copy in which it is only tried out what would happen. */
  isTrial: boolean;
}

export interface ModelCustomer {
  identifier: string;
  firstName: string | null;
  /** Drawn by the gateway, learned from its answer; empty until then. */
  netflixIdentifier: string;
}

export interface ModelSubscription {
  readonly number: string;
  readonly customer: ModelCustomer;
  stage: 'REGISTERED' | 'ACTIVE' | 'SUSPENDED' | 'CANCELLED';
  /** What Netflix last confirmed. */
  isEffective: boolean;
  reason: string | null;
  channel: string | null;
  promotion: string | null;
  prices: readonly ModelPrice[];
  readonly registeredOn: number;
  signedUpOn: number | null;
  suspendedOn: number | null;
  cancelledOn: number | null;
  entitledUntil: string | null;
  /** What the platform calls it. */
  accountNumber: string | null;
}

export interface ModelPrice {
  readonly amount: string;
  readonly currency: string;
  readonly effectiveFrom: string;
}

export interface ModelToken {
  /** Drawn by the gateway, learned from its answer; empty until then. */
  value: string;
  readonly subscription: ModelSubscription;
  readonly expiresOn: number;
  replacedOn: number | null;
  isUsed: boolean;
}

export type Status = 'PENDING' | 'APPROVED' | 'DECLINED' | 'BAD_REQUEST' | 'REJECTED';
export type Verdict = 'ACCEPTED' | 'DECLINED';

export interface ModelCharge {
  readonly number: string;
  readonly identifier: string;
  readonly subscription: ModelSubscription;
  readonly amount: bigint;
  readonly currency: string;
  readonly localAmount: bigint;
  readonly paidThrough: string;
  readonly raisedOn: number;
  readonly receivedOn: number;
  readonly dueOn: number;
  readonly onSilence: 'APPROVE' | 'WAIT';
  status: Status;
  settledOn: number | null;
  isHeld: boolean;
  verdict: Verdict | null;
  decidedOn: number | null;
  reference: string | null;
  acknowledgedOn: number | null;
}

export interface ModelRequest {
  readonly number: string;
  readonly type: string;
  readonly provider: string;
  readonly subscription: ModelSubscription;
  readonly sequence: number;
  readonly createdOn: number;
  readonly scheduledOn: number;
  state: 'PENDING' | 'COMPLETED' | 'REJECTED';
  /** What was said with the answer. */
  answer: string | null;
}

/** A piece of news as Netflix told it, and why it waits. */
export interface RefusedNews {
  readonly item: News;
  code: string;
}

/** What Netflix tells, as far as it is looked into here. */
export interface News {
  readonly kind: 'SIGNED_UP' | 'CHARGE' | 'PRICES' | 'ENDED';
  readonly tokenHash?: string;
  readonly signedUpOn?: number;
  readonly prices?: readonly ModelPrice[];
  readonly netflixChargeIdentifier?: string;
  readonly netflixCustomerIdentifier?: string;
  readonly amount?: string;
  readonly currency?: string;
  readonly paidThroughDate?: string;
  readonly raisedOn?: number;
  readonly endedOn?: number;
}

/** An event: its type, and the number or identifier of what it happened to. */
export interface Happening {
  readonly type: string;
  readonly subject: string;
  readonly on: number;
}

/** Why a call about a subscription is refused, or the subscription as it now stands. */
export interface Answered {
  readonly subscription: ModelSubscription | null;
  readonly problems: readonly string[];
}

const refused = (...problems: string[]): Answered => ({ subscription: null, problems });
const standing = (subscription: ModelSubscription): Answered => ({ subscription, problems: [] });

/** `I00000012` for the twelfth of a kind; in a trial, where nothing is drawn, the number that nothing ever has. */
export function nextNumber(operator: ModelOperator, letter: string, things: readonly unknown[]): string {
  return letter + String(operator.isTrial ? 0 : things.length + 1).padStart(8, '0');
}

export function customerCalled(operator: ModelOperator, identifier: string): ModelCustomer | undefined {
  return operator.customers.find((customer) => customer.identifier === identifier);
}

export function subscriptionsOf(operator: ModelOperator, customer: ModelCustomer): ModelSubscription[] {
  return operator.subscriptions.filter((subscription) => subscription.customer === customer);
}

export function latestOf(
  operator: ModelOperator,
  customer: ModelCustomer | undefined,
): ModelSubscription | undefined {
  return customer && subscriptionsOf(operator, customer).at(-1);
}

/** Writes an event about a subscription, and what the operator's platforms are asked to do about it. */
export function happens(
  operator: ModelOperator,
  type: string,
  subscription: ModelSubscription,
  on: number,
  requested: string | null = null,
): void {
  operator.happened.push({ type, subject: subscription.number, on });
  if (requested !== null) request(operator, requested, subscription, on);
}

function request(operator: ModelOperator, type: string, subscription: ModelSubscription, on: number): void {
  for (const provider of operator.providers) requestOf(operator, { provider, type, subscription, on });
}

/** Writes a request for a platform down. */
export function requestOf(
  operator: ModelOperator,
  { provider, type, subscription, on, scheduledOn = on }: Requested,
): ModelRequest {
  const earlier = operator.requests.filter(
    (one) => one.provider === provider && one.subscription === subscription,
  );
  const made: ModelRequest = {
    number: nextNumber(operator, 'P', operator.requests),
    type,
    provider,
    subscription,
    sequence: earlier.length + 1,
    createdOn: on,
    scheduledOn,
    state: 'PENDING',
    answer: null,
  };
  operator.requests.push(made);
  operator.happened.push({ type: 'PROVISIONING_REQUESTED', subject: made.number, on });
  return made;
}

interface Requested {
  readonly provider: string;
  readonly type: string;
  readonly subscription: ModelSubscription;
  readonly on: number;
  readonly scheduledOn?: number;
}

export interface Registering {
  readonly billingSystemCustomerIdentifier: string;
  readonly promotionCode?: string;
  readonly channel?: string;
  readonly validityDuration?: number;
  readonly firstName?: string;
}

export function register(operator: ModelOperator, given: Registering, now: number): Answered {
  const known = customerCalled(operator, given.billingSystemCustomerIdentifier);
  const latest = latestOf(operator, known);
  const problems: string[] = [];
  if (latest?.stage === 'ACTIVE' || latest?.stage === 'SUSPENDED') problems.push('ALREADY_REGISTERED');
  if (given.promotionCode !== undefined) {
    const promotion = operator.promotions.find(({ code }) => code === given.promotionCode);
    if (!promotion) problems.push('PROMOTION_NOT_FOUND');
    else if (now < promotion.from || (promotion.expires !== null && now >= promotion.expires))
      problems.push('PROMOTION_NOT_IN_EFFECT');
  }
  if (problems.length > 0) return refused(...problems);

  const customer: ModelCustomer = known ?? {
    identifier: given.billingSystemCustomerIdentifier,
    firstName: given.firstName ?? null,
    netflixIdentifier: '',
  };
  if (!known) operator.customers.push(customer);
  const waiting = latest?.stage === 'REGISTERED' ? latest : null;
  const subscription: ModelSubscription = waiting ?? {
    number: nextNumber(operator, 'S', operator.subscriptions),
    customer,
    stage: 'REGISTERED',
    isEffective: false,
    reason: null,
    channel: null,
    promotion: null,
    prices: [],
    registeredOn: now,
    signedUpOn: null,
    suspendedOn: null,
    cancelledOn: null,
    entitledUntil: null,
    accountNumber: null,
  };
  if (!waiting) operator.subscriptions.push(subscription);
  subscription.channel = given.channel ?? subscription.channel;
  subscription.promotion = given.promotionCode ?? subscription.promotion;
  for (const token of operator.tokens) if (token.subscription === subscription) token.replacedOn ??= now;
  operator.tokens.push({
    value: '',
    subscription,
    expiresOn: now + (given.validityDuration ?? 86_400) * SECOND,
    replacedOn: null,
    isUsed: false,
  });
  happens(operator, 'SUBSCRIPTION_REGISTERED', subscription, now, waiting ? null : 'BECOME_SUBSCRIBER');
  return standing(subscription);
}

export interface SigningUp {
  readonly token: string;
  readonly signedUpOn: number;
  readonly prices: readonly ModelPrice[] | null;
}

export function confirmSignUp(operator: ModelOperator, told: SigningUp, now: number): Answered {
  const { signedUpOn } = told;
  const token = operator.tokens.find(({ value }) => value === told.token);
  if (token?.isUsed) return standing(token.subscription);
  const problems = signedUpOn > now ? ['SIGN_UP_NOT_POSSIBLE'] : [];
  if (!token || (token.replacedOn !== null && signedUpOn > token.replacedOn))
    return refused('TOKEN_UNKNOWN', ...problems);

  const { subscription } = token;
  if (signedUpOn > token.expiresOn) problems.push('TOKEN_EXPIRED');
  if (subscription.stage === 'CANCELLED') problems.push('SUBSCRIPTION_CANCELLED');
  if (subscription.signedUpOn !== null) problems.push('SIGN_UP_NOT_POSSIBLE');
  const all = subscriptionsOf(operator, subscription.customer);
  const previous = all[all.indexOf(subscription) - 1];
  if (previous?.cancelledOn != null && signedUpOn < previous.cancelledOn)
    problems.push('SIGN_UP_NOT_POSSIBLE');
  if (problems.length > 0) return refused(...problems);

  subscription.stage = 'ACTIVE';
  subscription.isEffective = true;
  subscription.signedUpOn = signedUpOn;
  subscription.prices = told.prices ?? subscription.prices;
  token.isUsed = true;
  happens(operator, 'SUBSCRIPTION_SIGNED_UP', subscription, now, 'ACTIVATE_SUBSCRIBER');
  return standing(subscription);
}

export type Order = 'suspend' | 'unsuspend' | 'terminate';

export function order(operator: ModelOperator, what: Order, identifier: string, now: number): Answered {
  const customer = customerCalled(operator, identifier);
  if (!customer) return refused('CUSTOMER_NOT_FOUND');
  const subscription = latestOf(operator, customer);
  if (!subscription) return refused('NO_SUBSCRIPTION');
  if (what === 'terminate') {
    cancel(operator, subscription, 'TERMINATED_BY_OPERATOR', now);
    return standing(subscription);
  }
  const [from, to] = what === 'suspend' ? ['ACTIVE', 'SUSPENDED'] : ['SUSPENDED', 'ACTIVE'];
  if (subscription.stage === to) return standing(subscription);
  if (subscription.stage !== from)
    return refused(subscription.stage === 'CANCELLED' ? 'SUBSCRIPTION_CANCELLED' : 'NOT_SIGNED_UP');
  if (!operator.isNetflixTold) subscription.isEffective = what === 'unsuspend';
  if (what === 'suspend') {
    subscription.stage = 'SUSPENDED';
    subscription.suspendedOn = now;
    happens(operator, 'SUBSCRIPTION_SUSPENDED', subscription, now, 'DEACTIVATE_SUBSCRIBER');
    return standing(subscription);
  }
  subscription.stage = 'ACTIVE';
  subscription.suspendedOn = null;
  happens(operator, 'SUBSCRIPTION_UNSUSPENDED', subscription, now, 'ACTIVATE_SUBSCRIBER');
  for (const charge of heldFor(operator, subscription)) {
    charge.isHeld = false;
    operator.happened.push({ type: 'CHARGE_RELEASED', subject: charge.number, on: now });
  }
  return standing(subscription);
}

/** Ends a subscription for good; what waited for its suspension to end is rejected. */
export function cancel(
  operator: ModelOperator,
  subscription: ModelSubscription,
  reason: string,
  now: number,
): void {
  if (subscription.stage === 'CANCELLED') return;
  subscription.stage = 'CANCELLED';
  if (!operator.isNetflixTold || reason === 'ENDED_BY_NETFLIX') subscription.isEffective = false;
  subscription.reason = reason;
  subscription.cancelledOn = now;
  subscription.suspendedOn = null;
  happens(operator, 'SUBSCRIPTION_CANCELLED', subscription, now, 'DEACTIVATE_SUBSCRIBER');
  for (const charge of heldFor(operator, subscription)) {
    charge.isHeld = false;
    charge.status = 'REJECTED';
    charge.settledOn = now;
    operator.happened.push({ type: 'CHARGE_PROCESSED', subject: charge.number, on: now });
  }
}

function heldFor(operator: ModelOperator, subscription: ModelSubscription): ModelCharge[] {
  return operator.charges.filter((charge) => charge.isHeld && charge.subscription === subscription);
}

export interface Renaming {
  readonly identifier: string;
  readonly newIdentifier?: string;
  readonly firstName?: string;
}

/** Changes a customer's data: why not, or nothing. */
export function rename(operator: ModelOperator, given: Renaming, now: number): readonly string[] {
  const customer = customerCalled(operator, given.identifier);
  const identifier = given.newIdentifier ?? given.identifier;
  const holder = customerCalled(operator, identifier);
  const problems = [
    ...(customer ? [] : ['CUSTOMER_NOT_FOUND']),
    ...(holder && holder !== customer ? ['IDENTIFIER_TAKEN'] : []),
  ];
  if (!customer || problems.length > 0) return problems;
  const firstName = given.firstName ?? customer.firstName;
  if (identifier === customer.identifier && firstName === customer.firstName) return [];
  customer.identifier = identifier;
  customer.firstName = firstName;
  operator.happened.push({ type: 'CUSTOMER_UPDATED', subject: identifier, on: now });
  const latest = latestOf(operator, customer);
  if (latest && latest.stage !== 'CANCELLED') request(operator, 'UPDATE_SUBSCRIBER', latest, now);
  return [];
}

/** Blanks a person once nothing is left to be served or billed: why not, or nothing. */
export function erase(operator: ModelOperator, identifier: string, now: number): readonly string[] {
  const customer = customerCalled(operator, identifier);
  if (!customer) return ['CUSTOMER_NOT_FOUND'];
  const runs = subscriptionsOf(operator, customer).some(({ stage }) => stage !== 'CANCELLED');
  const isOpen = operator.charges.some(
    (charge) => charge.subscription.customer === customer && charge.acknowledgedOn === null,
  );
  const problems = [
    ...(runs ? ['SUBSCRIPTION_NOT_CANCELLED'] : []),
    ...(isOpen ? ['CHARGES_NOT_ACKNOWLEDGED'] : []),
  ];
  const erased = `ERASED-${customer.netflixIdentifier}`;
  if (problems.length > 0 || customer.identifier === erased) return problems;
  customer.identifier = erased;
  customer.firstName = null;
  operator.happened.push({ type: 'CUSTOMER_ERASED', subject: erased, on: now });
  return [];
}

export interface Policy {
  readonly decisionWindowHours?: number;
  readonly onSilence?: 'APPROVE' | 'WAIT';
  readonly exchangeRates?: readonly {
    readonly currency: string;
    readonly rate: string;
    readonly from?: number;
  }[];
}

/** Changes how the operator works from now on. */
export function updateOperator(operator: ModelOperator, policy: Policy, now: number): void {
  const { decisionWindowHours = operator.windowHours, onSilence = operator.onSilence } = policy;
  let isChanged = decisionWindowHours !== operator.windowHours || onSilence !== operator.onSilence;
  operator.windowHours = decisionWindowHours;
  operator.onSilence = onSilence;
  for (const { currency, rate, from = now } of policy.exchangeRates ?? []) {
    const same = operator.rates.find((one) => one.currency === currency && one.from === from);
    isChanged ||= same?.rate !== rate;
    if (same) same.rate = rate;
    else operator.rates.push({ currency, rate, from });
  }
  if (isChanged) operator.happened.push({ type: 'OPERATOR_UPDATED', subject: '', on: now });
}
