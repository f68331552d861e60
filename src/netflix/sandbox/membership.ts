import type { Instant } from '../../time.ts';
import type { NewsItem } from '../port.ts';

/** A Netflix membership as the sandbox knows it, from the moment at which it is handed a token for it. */
export interface Membership {
  readonly operatorCode: string;
  readonly subscriptionNumber: string;
  readonly netflixCustomerIdentifier: string;
  readonly currency: string;
  readonly promotionCode: string | null;
  /** The word of the scenario that steers it, as it was told; null = none. */
  readonly scenario: string | null;
  readonly signedUpOn: Instant | null;
  readonly isSuspended: boolean;
  readonly endedOn: Instant | null;
  /** How many of its months have begun, charged or not. */
  readonly months: number;
  /** When something is due next; null = nothing is. */
  readonly dueOn: Instant | null;
}

/** A piece of news and when the gateway may hear it. */
export interface Delivery {
  readonly deliverOn: Instant;
  readonly item: NewsItem;
}

/** What became of a membership, and what there is to tell about it. */
export interface Step {
  readonly membership: Membership;
  readonly deliveries: readonly Delivery[];
}
