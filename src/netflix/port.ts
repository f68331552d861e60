import type { FinalStatus } from '../charges/charge.ts';
import type { CalendarDate, Instant } from '../time.ts';

/**
 * Netflix's side, in our words. Every call is about one operator, named by its code. Both verbs may be repeated: a message carries our own
 * number, news come after a cursor. A call that gets no clear answer (time-out, connection, 5xx) throws `NetflixUnreachable`: nobody knows
 * whether it arrived, so it is made again.
 */
export interface Netflix {
  tell: (operatorCode: string, message: Message) => Promise<Reply>;
  /** At most `limit` pieces of news after the cursor (null = from the beginning), oldest first, each with the cursor behind it. */
  news: (operatorCode: string, after: string | null, limit: number) => Promise<readonly News[]>;
  close: () => Promise<void>;
}

/** One thing that Netflix is told. A repeated `number` is the same message; one that was refused is judged anew. */
export type Message = {
  readonly number: string;
  readonly netflixCustomerIdentifier: string;
  readonly subscriptionNumber: string;
  /** When it became so with us. */
  readonly at: Instant;
} & (
  | {
      readonly kind: 'HAND_OVER_TOKEN';
      readonly tokenHash: string;
      /** The last instant at which it is good. */
      readonly expiresOn: Instant;
      /** ISO 4217: what the operator bills in. */
      readonly currency: string;
      /** The offer that the customer took at registration; null = none. */
      readonly promotionCode: string | null;
      /** How a sandbox shall behave towards this customer, see `SCENARIOS`; null towards the real Netflix. */
      readonly sandboxScenario: string | null;
    }
  | { readonly kind: 'SUSPEND' | 'UNSUSPEND' | 'TERMINATE' }
  | { readonly kind: 'TELL_OUTCOME'; readonly netflixChargeIdentifier: string; readonly outcome: FinalStatus }
);
export type MessageKind = Message['kind'];

/** Accepted, or refused for good with Netflix's reason. */
export type Reply = { readonly accepted: true } | { readonly accepted: false; readonly reason: string };

/** One thing that Netflix tells. */
export type News = { readonly cursor: string } & NewsItem;
export type NewsItem =
  | {
      readonly kind: 'SIGNED_UP';
      readonly tokenHash: string;
      readonly signedUpOn: Instant;
      readonly prices: readonly ToldPrice[];
    }
  | {
      readonly kind: 'CHARGE';
      readonly netflixChargeIdentifier: string;
      readonly netflixCustomerIdentifier: string;
      /** Decimal text in the currency's units. */
      readonly amount: string;
      readonly currency: string;
      readonly paidThroughDate: CalendarDate;
      readonly raisedOn: Instant;
    }
  | {
      readonly kind: 'PRICES';
      readonly netflixCustomerIdentifier: string;
      readonly prices: readonly ToldPrice[];
    }
  | { readonly kind: 'ENDED'; readonly netflixCustomerIdentifier: string; readonly endedOn: Instant };

export interface ToldPrice {
  /** Decimal text in the currency's units. */
  readonly amount: string;
  readonly currency: string;
  readonly effectiveFrom: CalendarDate;
}

/** Netflix gave no clear answer; the message says what was expected and what was found, and holds no secret. */
export class NetflixUnreachable extends Error {
  override readonly name = 'NetflixUnreachable';
  /** Milliseconds for which it is of no use to ask again; null = nobody knows. */
  readonly retryAfter: number | null;

  constructor(
    message: string,
    { retryAfter = null, ...options }: { retryAfter?: number | null; cause?: unknown } = {},
  ) {
    super(message, options);
    this.retryAfter = retryAfter;
  }
}
