import type { Message, MessageKind, NewsItem } from '../netflix/port.ts';
import type { ConfirmationFacts } from '../netflix/rules.ts';
import type { Ruling } from '../ruling.ts';
import type { Instant } from '../time.ts';
import type { Doing, Page, PageQuery } from './store.ts';

/**
 * One operator's exchange with Netflix: what is still to be told, what had to be refused, and which gateway tends to it. Everything here
 * lives by the wall clock; that is what waiting and trying again are measured with. What is heard, and how far the news were taken in, is
 * noted of an exchange that has been held before.
 */
export interface NetflixStore {
  /** Takes the exchange over until then, or keeps it; false while another gateway has it. */
  hold: (holder: string, now: Instant, until: Instant) => Promise<boolean>;
  /** Lets others take it over at once. */
  letGo: (holder: string) => Promise<void>;
  link: () => Promise<NetflixLink>;
  /** Netflix has answered, or (with what went wrong) it has not. */
  heard: (now: Instant, failure: string | null) => Promise<void>;

  /** Messages that may be sent now: of each subscription the first that is on its way, oldest first. */
  due: (now: Instant, limit: number) => Promise<DueMessage[]>;
  /** Sends it again not before then. */
  postpone: (id: number, nextTryOn: Instant, reason: string) => Promise<void>;
  /**
   * Netflix has taken it: the rule confirms what follows, and the message is gone, with whatever parked before it about the subscription's
   * state is out of date now. Nothing happens to one that is gone already.
   */
  told: (id: number, rule: (facts: ConfirmationFacts) => Ruling<null>, doing: Doing) => Promise<void>;
  /** Netflix refuses it for good: the rule notes that, and the message waits for somebody to retry it. */
  park: (
    id: number,
    refusal: { readonly on: Instant; readonly reason: string },
    rule: (facts: ConfirmationFacts) => Ruling<null>,
    doing: Doing,
  ) => Promise<void>;

  /** Moves on behind a piece of news; one that had to be refused is kept. */
  moveOn: (cursor: string, refused: Omit<RefusedNews, 'id'> | null) => Promise<void>;
  refusedNews: (query: PageQuery) => Promise<Page<RefusedNews>>;
  countRefusedNews: () => Promise<number>;
  /** A piece of refused news was taken in after all, or is refused for another reason now; `along` is done in the same transaction. */
  settleNews: (
    id: number,
    refusal: { readonly code: string; readonly reason: string } | null,
    along?: () => void,
  ) => Promise<void>;
  parkedMessages: (query: PageQuery) => Promise<Page<ParkedMessage>>;
  countParkedMessages: () => Promise<number>;
  /** Puts parked messages on their way again; the ids of those that were parked, which `along` is told in the same transaction. */
  retryMessages: (
    ids: readonly number[],
    now: Instant,
    along?: (retried: readonly number[]) => void,
  ) => Promise<number[]>;
  backlog: () => Promise<Backlog>;
}

/** How the exchange stands. */
export interface NetflixLink {
  readonly newsCursor: string | null;
  readonly answeredOn: Instant | null;
  /** Null while Netflix answers. */
  readonly failingSince: Instant | null;
  readonly failure: string | null;
}

/** A message with the id of the event that it tells. */
export interface DueMessage {
  readonly id: number;
  readonly attempts: number;
  readonly message: Message;
  /** The operator's own key of the customer: for the sandbox's scenarios alone, never for Netflix. */
  readonly billingSystemCustomerIdentifier: string;
}

export interface ParkedMessage {
  readonly id: number;
  readonly kind: MessageKind;
  readonly subscriptionId: number;
  readonly parkedOn: Instant;
  readonly reason: string;
}

/** News that could not be taken in, with the code and the sentence of the rule that refused it. */
export interface RefusedNews {
  readonly id: number;
  readonly cursor: string;
  readonly item: NewsItem;
  readonly code: string;
  readonly reason: string;
  readonly parkedOn: Instant;
}

export interface Backlog {
  readonly waiting: number;
  /** When the oldest of them happened, in domain time; null when none waits. */
  readonly oldestWaitingOn: Instant | null;
}
