import type { ApiKeyFacts, NewApiKeyFacts, UserFacts } from '../auth/rules/credentials.ts';
import type { ApiKey, User } from '../auth/credential.ts';
import type { IdentityProvider } from '../auth/identity-provider.ts';
import type { IdentityProviderFacts } from '../auth/rules/identity-provider.ts';
import type { Charge, ChargeStatus, ChargeVerdict } from '../charges/charge.ts';
import type { DecisionFacts, ReceiptFacts, SettlementFacts } from '../charges/rules/facts.ts';
import type { Customer, CustomerBy } from '../customers/customer.ts';
import type { ErasureFacts } from '../customers/rules/erasure.ts';
import type { CustomerFacts } from '../customers/rules/update.ts';
import type { Event, EventType } from '../events/event.ts';
import type { ExchangeRate, Operator } from '../operators/operator.ts';
import type { OperatorFacts } from '../operators/rules.ts';
import type { Promotion } from '../promotions/promotion.ts';
import type { Once } from './idempotency.ts';
import type { NetflixStore } from './netflix-store.ts';
import type { ProvisioningStore } from './provisioning-store.ts';
import type { PromotionFacts } from '../promotions/rules.ts';
import type { Ruling } from '../ruling.ts';
import type {
  Channel,
  LifeCycleState,
  NetflixState,
  NetflixSubscription,
  Stage,
} from '../subscriptions/subscription.ts';
import type { Standing } from '../standing/standing.ts';
import type { RegistrationFacts, SignUpFacts, SubscriptionFacts } from '../subscriptions/rules/facts.ts';
import type { CalendarDate, Instant } from '../time.ts';

/**
 * What every database keeps: the promises are in test/store/contract.ts. Reading answers in the order of what was asked, null where there is
 * nothing. Deciding is one transaction: the facts are found, the rule is asked, its ruling is written with its events, totals and numbers; a
 * throw in the rule writes nothing. A database that stays locked by others throws `StoreBusy`, a full one `StorageFull`, one that cannot be
 * written `StoreReadOnly`; what takes too long to read throws `ReadTimedOut`.
 */
export interface Store {
  /** One operator's share; nothing that is reached through it belongs to anyone else. */
  of: (operatorId: number) => OperatorStore;
  readonly credentials: CredentialStore;
  operatorByCode: (code: string) => Promise<Operator | null>;
  /** Every operator, by code. */
  operators: () => Promise<Operator[]>;
  /** Adds an operator; null when its code is taken. */
  addOperator: (operator: Omit<Operator, 'id'>, doing: Doing) => Promise<Operator | null>;
  /** Whose sign-up token has this hash, whatever became of it; null when nobody's. */
  operatorOfSignUpToken: (hash: string) => Promise<number | null>;
  /** The setting of that name as it stands, after writing `initial` when there was none. */
  setting: (name: string, initial: string) => Promise<string>;
  /** Writes the setting anew from what it was (null = there was none), in one transaction; answers what it is then. */
  changeSetting: (name: string, change: (found: string | null) => string) => Promise<string>;
  /** Reads and writes, to see whether that works; tells how many migrations the database lacks. Throws what keeps it from it. */
  probe: () => Promise<{ readonly lacking: number }>;
  /** The setting of that name, or null. */
  settingIfAny: (name: string) => Promise<string | null>;
  /** Calls the listener with an operator's id whenever something of it was written here (another process's writes are not heard). */
  onWritten: (listener: (operatorId: number) => void) => void;
  close: () => void;
}

/** What signing in has to look up. None of it is bound to an operator, since it finds out which one is asking. */
export interface CredentialStore {
  userByName: (operatorCode: string, username: string) => Promise<{ user: User; operator: Operator } | null>;
  apiKeyByPrefix: (prefix: string) => Promise<{ apiKey: ApiKey; operator: Operator } | null>;
  /** The user behind a token, unless the token was released. */
  userOfToken: (
    jti: string,
    operatorId: number,
    username: string,
  ) => Promise<{ user: User; operator: Operator } | null>;
  /** The API key behind a token that was got with one, unless the token was released. */
  apiKeyOfToken: (jti: string, prefix: string) => Promise<{ apiKey: ApiKey; operator: Operator } | null>;
  /** Every trusted identity provider with this issuer; none when the token was released. */
  identityProvidersOfToken: (
    tokenId: string,
    issuer: string,
  ) => Promise<{ provider: IdentityProvider; operator: Operator }[]>;
  /** Releases a token for good; forgets those that have expired by `now`. */
  releaseToken: (jti: string, expiresOn: Instant, now: Instant) => Promise<void>;
}

/** Who decides, whether it is only asked what would happen, and by what a repeat of it is known. */
export interface Doing {
  /** As events name it, see `actorOf`. */
  readonly actor: string;
  readonly dryRun?: boolean;
  /** Null or left out = every call is a new one, and so is every dry run. What a repeat is answered with, see `Replay`. */
  readonly once?: Once | null;
}

/** The columns of a thing that its reader will look at; others may be missing from what it gets. The same columns have the same key. */
export interface Choice {
  readonly key: string;
  readonly names: readonly string[];
  /** False when its reader does not want to know whether more follow a page of them: then `Page.more` is false. */
  readonly more?: boolean;
}

/** What a request looks at of the things that have many columns; left out = everything. */
export interface Choices {
  readonly charges?: Choice;
  readonly subscriptions?: Choice;
  readonly customers?: Choice;
}

type Rule<F, O> = (facts: F) => Ruling<O>;

export interface OperatorStore {
  readonly operatorId: number;
  operator: () => Promise<Operator>;
  /** Oldest first, by currency. */
  exchangeRates: () => Promise<ExchangeRate[]>;
  users: () => Promise<User[]>;
  apiKeys: () => Promise<ApiKey[]>;
  /** The identity provider that it trusts, or null. */
  identityProvider: () => Promise<IdentityProvider | null>;

  promotionsById: (ids: readonly number[]) => Promise<(Promotion | null)[]>;
  customersById: (ids: readonly number[], choice?: Choice) => Promise<(Customer | null)[]>;
  subscriptionsById: (ids: readonly number[], choice?: Choice) => Promise<(NetflixSubscription | null)[]>;
  chargesById: (ids: readonly number[], choice?: Choice) => Promise<(Charge | null)[]>;
  eventsById: (ids: readonly number[]) => Promise<(Event | null)[]>;
  customer: (by: CustomerBy, choice?: Choice) => Promise<Customer | null>;
  /** For each customer, its latest subscription, cancelled or not. */
  latestSubscriptions: (customerIds: readonly number[]) => Promise<(NetflixSubscription | null)[]>;

  /** Where each of these customers stands, in a constant number of statements. */
  standings: (customerIds: readonly number[]) => Promise<(Standing | null)[]>;

  /** The id of the newest event: how far the sequence goes. */
  lastEventId: () => Promise<number>;
  /** The sequence of everything that changed. */
  eventPage: (query: PageQuery) => Promise<Page<Event>>;
  eventPages: (parents: EventParents, query: PageQuery, filter: EventFilter) => Promise<Page<Event>[]>;
  promotionPage: (query: PageQuery, filter: PromotionFilter) => Promise<Page<Promotion>>;
  customerPage: (query: PageQuery, filter: CustomerFilter, choice?: Choice) => Promise<Page<Customer>>;
  /** One page for each parent, all in a constant number of statements; a single page for the operator as a whole. */
  subscriptionPages: (
    parents: Parents,
    query: PageQuery,
    filter: SubscriptionFilter,
    choice?: Choice,
  ) => Promise<Page<NetflixSubscription>[]>;
  chargePages: (
    parents: Parents,
    query: PageQuery,
    filter: ChargeFilter,
    choice?: Choice,
  ) => Promise<Page<Charge>[]>;
  countEvents: (parents: EventParents, filter: EventFilter) => Promise<number[]>;
  countPromotions: (filter: PromotionFilter) => Promise<number>;
  countCustomers: (filter: CustomerFilter) => Promise<number>;
  countSubscriptions: (parents: Parents, filter: SubscriptionFilter) => Promise<number[]>;
  countCharges: (parents: Parents, filter: ChargeFilter) => Promise<number[]>;
  /** Pending charges that may be settled by now. */
  countDueCharges: () => Promise<number>;
  chargeTotals: (filter: ChargeTotalsFilter) => Promise<ChargeTotal[]>;

  /** The exchange with Netflix. */
  readonly netflix: NetflixStore;
  /** Its platforms, and what they are asked to do. */
  readonly provisioning: ProvisioningStore;

  updateOperator: <O>(rule: Rule<OperatorFacts, O>, doing: Doing) => Promise<O>;
  changeUser: <O>(username: string, rule: Rule<UserFacts, O>, doing: Doing) => Promise<O>;
  addApiKey: <O>(rule: Rule<NewApiKeyFacts, O>, doing: Doing) => Promise<O>;
  changeApiKey: <O>(prefix: string, rule: Rule<ApiKeyFacts, O>, doing: Doing) => Promise<O>;
  changeIdentityProvider: <O>(
    wanted: Pick<IdentityProvider, 'issuer' | 'audience'> | null,
    rule: Rule<IdentityProviderFacts, O>,
    doing: Doing,
  ) => Promise<O>;
  changePromotion: <O>(code: string, rule: Rule<PromotionFacts, O>, doing: Doing) => Promise<O>;
  changeCustomer: <O>(about: AboutCustomer, rule: Rule<CustomerFacts, O>, doing: Doing) => Promise<O>;
  eraseCustomer: <O>(by: CustomerBy, rule: Rule<ErasureFacts, O>, doing: Doing) => Promise<O>;
  register: <O>(about: AboutRegistration, rule: Rule<RegistrationFacts, O>, doing: Doing) => Promise<O>;
  changeSubscription: <O>(by: CustomerBy, rule: Rule<SubscriptionFacts, O>, doing: Doing) => Promise<O>;
  confirmSignUp: <O>(tokenHash: string, rule: Rule<SignUpFacts, O>, doing: Doing) => Promise<O>;
  receiveCharges: <O>(about: AboutReceipts, rule: Rule<ReceiptFacts, O>, doing: Doing) => Promise<O>;
  decideCharges: <O>(about: AboutCharges, rule: Rule<DecisionFacts, O>, doing: Doing) => Promise<O>;
  settleCharges: <O>(limit: number, rule: Rule<SettlementFacts, O>, doing: Doing) => Promise<O>;

  /**
   * Does once for each key what takes more than one transaction. Throws `IdempotencyKeyInProgress` while another call does it; what was
   * stopped half-way is taken over, and `work` goes on from where it had come.
   */
  doInSteps: <O extends object, P>(work: (progress: Progress<P>) => Promise<O>, doing: Doing) => Promise<O>;
}

/** How far a call has come that takes more than one transaction. What tells it is written as JSON. */
export interface Progress<P> {
  /** As it was kept last by the try that was stopped; null for a call that begins. */
  readonly before: P | null;
  /**
   * Keeps how far it has come. Called inside the transaction of each step, so that the one is never written without the other. Throws
   * `IdempotencyKeyInProgress` when another call has taken over: then the step is not done either.
   */
  readonly keep: (progress: P) => void;
}

export interface AboutCustomer {
  readonly by: CustomerBy;
  readonly newBillingSystemCustomerIdentifier: string | null;
}
export interface AboutRegistration {
  readonly billingSystemCustomerIdentifier: string;
  readonly promotionCode: string | null;
}
export interface AboutReceipts {
  readonly netflixChargeIdentifiers: readonly string[];
  readonly netflixCustomerIdentifiers: readonly string[];
}
export interface AboutCharges {
  readonly numbers: readonly string[];
  readonly referenceNumbers: readonly string[];
}

/** Whose lists: the whole operator's, or one for each customer or subscription. */
export type Parents =
  | { readonly of: 'operator' }
  | { readonly of: 'customers'; readonly ids: readonly number[] }
  | { readonly of: 'subscriptions'; readonly ids: readonly number[] };

/** Whose events: a charge's own, a subscription's with those of its charges and requests, a customer's with those of its subscriptions. */
export type EventParents = Parents | { readonly of: 'charges'; readonly ids: readonly number[] };

/** Up to `size` rows next to a place in the sequence, in ascending order of id unless `newestFirst`. */
export interface PageQuery {
  readonly size: number;
  /** Rows behind this id in the order of the list. */
  readonly after: number | null;
  /** Rows before this id in the order of the list. */
  readonly before: number | null;
  /** Take the rows at the end of the range (`last`) instead of at its beginning. */
  readonly fromEnd: boolean;
  readonly newestFirst: boolean;
  readonly offset: number;
}

/** In the order of the list, whichever end was taken. */
export interface Page<T> {
  readonly rows: readonly T[];
  /** Whether there is more beyond the end that was walked to. */
  readonly more: boolean;
}

export interface PromotionFilter {
  readonly inEffectAt?: Instant | undefined;
}
export interface CustomerFilter {
  /** Taken as it is: wildcards are plain characters; case does not matter. */
  readonly search?: string | undefined;
  readonly createdFrom?: Instant | undefined;
  readonly createdTo?: Instant | undefined;
}
/** `…From` is inclusive, `…To` exclusive; an empty list matches nothing. */
export interface SubscriptionFilter {
  readonly customer?: CustomerBy | undefined;
  readonly stage?: readonly Stage[] | undefined;
  readonly lifeCycleState?: readonly LifeCycleState[] | undefined;
  readonly netflixState?: readonly NetflixState[] | undefined;
  readonly channel?: readonly Channel[] | undefined;
  /** Not signed up, with a sign-up token that has, or has not, expired by then. */
  readonly tokenExpired?: { readonly is: boolean; readonly by: Instant } | undefined;
  readonly registeredFrom?: Instant | undefined;
  readonly registeredTo?: Instant | undefined;
}
export interface ChargeFilter {
  readonly acknowledged?: boolean | undefined;
  readonly processing?: 'NOT_PROCESSED' | 'PROCESSED' | undefined;
  readonly status?: readonly ChargeStatus[] | undefined;
  readonly verdict?: readonly ChargeVerdict[] | undefined;
  /** True: no decision recorded; false: one is. */
  readonly undecided?: boolean | undefined;
  readonly customer?: CustomerBy | undefined;
  readonly subscriptionNumber?: string | undefined;
  readonly numbers?: readonly string[] | undefined;
  readonly referenceNumber?: string | undefined;
  readonly currency?: string | undefined;
  readonly receivedFrom?: Instant | undefined;
  readonly receivedTo?: Instant | undefined;
  readonly paidThroughFrom?: CalendarDate | undefined;
  readonly paidThroughTo?: CalendarDate | undefined;
  /** Pending ones whose decision window ends before this instant. */
  readonly decidableBefore?: Instant | undefined;
}
/** `…From` is inclusive, `…To` exclusive; an empty list matches nothing. */
export interface EventFilter {
  readonly types?: readonly EventType[] | undefined;
  readonly customer?: CustomerBy | undefined;
  readonly subscriptionNumber?: string | undefined;
  readonly chargeNumber?: string | undefined;
  readonly occurredFrom?: Instant | undefined;
  readonly occurredTo?: Instant | undefined;
}
export interface ChargeTotalsFilter {
  readonly receivedFrom?: CalendarDate | undefined;
  readonly receivedTo?: CalendarDate | undefined;
  readonly status?: readonly ChargeStatus[] | undefined;
  readonly acknowledged?: boolean | undefined;
  readonly currency?: string | undefined;
}
/** Sums in minor units; bigint, since a sum may be larger than any single amount. */
export interface ChargeTotal {
  readonly status: ChargeStatus;
  readonly acknowledged: boolean;
  readonly currency: string;
  readonly count: number;
  readonly amount: bigint;
  readonly localAmount: bigint;
}

/** The next try may succeed: others held the database's write lock for too long. */
export class StoreBusy extends Error {}
/** Reading took longer than it may, and was ended. */
export class ReadTimedOut extends Error {
  /** Milliseconds that it had. */
  readonly deadline: number;

  constructor(deadline: number) {
    super(`Expected rows within ${String(deadline)} ms, found none.`);
    this.deadline = deadline;
  }
}
/** The disk or the database's size limit is used up; nothing was written. */
export class StorageFull extends Error {}
/** The database cannot be written, only read. */
export class StoreReadOnly extends Error {}
