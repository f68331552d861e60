import type {
  ProvisioningProvider,
  ProvisioningProviderBy,
  ProvisioningRequest,
} from '../provisioning/provisioning.ts';
import type {
  ProviderCreation,
  ProviderFacts,
  RequestFacts,
  ResponseFacts,
} from '../provisioning/rules/facts.ts';
import type { Ruling } from '../ruling.ts';
import type { Instant } from '../time.ts';
import type { Doing, Page, PageQuery } from './store.ts';

type Rule<F, O> = (facts: F) => Ruling<O>;

/** One operator's providers and their requests. What is promised of `OperatorStore` is promised here too. */
export interface ProvisioningStore {
  providersById: (ids: readonly number[]) => Promise<(ProvisioningProvider | null)[]>;
  requestsById: (ids: readonly number[]) => Promise<(ProvisioningRequest | null)[]>;
  provider: (by: ProvisioningProviderBy) => Promise<ProvisioningProvider | null>;
  providerPage: (query: PageQuery) => Promise<Page<ProvisioningProvider>>;
  countProviders: () => Promise<number>;
  /** One page for each subscription, all in one statement. */
  requestPages: (
    subscriptionIds: readonly number[],
    query: PageQuery,
  ) => Promise<Page<ProvisioningRequest>[]>;
  countRequests: (subscriptionIds: readonly number[]) => Promise<number[]>;
  /** A provider's list of work, see `PendingQuery`. */
  pendingPage: (query: PendingQuery) => Promise<PendingPage>;
  countPending: (query: Pick<PendingQuery, 'providerId' | 'since'>) => Promise<number>;

  createProvider: <O>(about: ProviderCreation, rule: Rule<ProviderFacts, O>, doing: Doing) => Promise<O>;
  request: <O>(about: AboutRequest, rule: Rule<RequestFacts, O>, doing: Doing) => Promise<O>;
  respond: <O>(about: AboutResponses, rule: Rule<ResponseFacts, O>, doing: Doing) => Promise<O>;
}

interface AboutRequest {
  readonly subscriptionNumber: string;
  readonly provider: ProvisioningProviderBy;
}
interface AboutResponses {
  readonly provider: ProvisioningProviderBy;
  readonly numbers: readonly string[];
}

/**
 * A page of the PENDING requests of a provider that were created at `since` or later. A subscription's requests stand together, by scheduled
 * date and number; subscriptions stand by the first of their requests, compared in the same way.
 */
export interface PendingQuery {
  readonly providerId: number;
  readonly since: Instant;
  readonly size: number;
  /** Requests behind this place; null = from the beginning. */
  readonly after: PendingPlace | null;
  /** How many requests to skip. */
  readonly offset: number;
}

/** A place in that order, whether or not what was there is still listed. */
export interface PendingPlace {
  /** The scheduled date and the id of the first request of the subscription. */
  readonly first: readonly [Instant, number];
  /** Those of the request itself. */
  readonly own: readonly [Instant, number];
}

export interface PendingPage {
  readonly rows: readonly PendingRow[];
  readonly more: boolean;
}
export interface PendingRow {
  readonly request: ProvisioningRequest;
  /** What the provider calls the subscriber; null while it has not said. */
  readonly accountNumber: string | null;
  readonly place: PendingPlace;
}
