import type { AdministrationProblem } from '../../operators/administration.ts';
import type { Facts } from '../../ruling.ts';
import type { NetflixSubscription } from '../../subscriptions/subscription.ts';
import type { Instant } from '../../time.ts';
import type {
  InstalledItem,
  ProvisioningErrorCode,
  ProvisioningProvider,
  ProvisioningProviderBy,
  ProvisioningRequest,
  ProvisioningRequestType,
  ProvisioningService,
} from '../provisioning.ts';

// What the rules of provisioning are told and what they answer. The rules: provider.ts, request.ts, response.ts.

export interface ProviderCreation {
  readonly name: string;
  readonly alternativeCode: string | null;
}

export interface ProviderFacts extends Facts {
  /** The operator's provider of that name. */
  readonly named: ProvisioningProvider | null;
  /** The operator's provider with that alternative code. */
  readonly coded: ProvisioningProvider | null;
}

export interface ProviderOutcome {
  readonly provider: ProvisioningProvider | null;
  readonly problems: readonly AdministrationProblem[];
}

/** A request that somebody raises by hand; null = not given. */
export interface WantedRequest {
  readonly subscriptionNumber: string;
  readonly provider: ProvisioningProviderBy;
  readonly type: ProvisioningRequestType;
  /** Null = now. */
  readonly scheduledDate: Instant | null;
  readonly service: ProvisioningService | null;
  readonly services: readonly ProvisioningService[] | null;
  readonly installedItem: InstalledItem | null;
  readonly installedItems: readonly InstalledItem[] | null;
}

export interface RequestFacts extends Facts {
  readonly provider: ProvisioningProvider | null;
  readonly subscription: NetflixSubscription | null;
  /** The sequence number of its newest request at that provider; 0 = none yet. */
  readonly lastSequence: number;
}

export interface RequestOutcome {
  readonly request: ProvisioningRequest | null;
  readonly problems: readonly AdministrationProblem[];
}

/** What became of one request, as its provider reports it. */
export interface ProvisioningResponse {
  readonly number: string;
  readonly status: 'ACCEPTED' | 'REJECTED';
  readonly errorCode: string | null;
  readonly errorDescription: string | null;
  readonly accountNumber: string | null;
}

export interface ResponseFacts extends Facts {
  readonly provider: ProvisioningProvider | null;
  /** The provider's own requests among the numbers, by number. */
  readonly requests: ReadonlyMap<string, ProvisioningRequest>;
  /** What the provider calls the subscribers of those requests, by subscription id. */
  readonly accountNumbers: ReadonlyMap<number, string>;
}

export interface ResponseOutcome {
  /** The responses that were taken, in the order of the call: their requests as they now stand. */
  readonly requests: readonly ProvisioningRequest[];
  readonly failed: readonly FailedResponse[];
}
/** Why a response fails: the code, and a sentence that says what to do. */
export interface ResponseRefusal {
  readonly errorCode: ProvisioningErrorCode;
  readonly errorDescription: string;
}
export interface FailedResponse extends ResponseRefusal {
  readonly number: string;
}
