import type { Packed } from '../packed.ts';
import { addMonths, type CalendarDate, type Instant } from '../time.ts';

export const STAGES = ['REGISTERED', 'ACTIVE', 'SUSPENDED', 'CANCELLED'] as const;
export type Stage = (typeof STAGES)[number];

export const LIFE_CYCLE_STATES = ['EFFECTIVE', 'NOT_EFFECTIVE', 'CANCELLED'] as const;
export type LifeCycleState = (typeof LIFE_CYCLE_STATES)[number];

export const NETFLIX_STATES = ['EFFECTIVE', 'NOT_EFFECTIVE'] as const;
export type NetflixState = (typeof NETFLIX_STATES)[number];

export const CHANNELS = ['WEB', 'STORE', 'MOBILE', 'BROADBAND', 'OTHER'] as const;
export type Channel = (typeof CHANNELS)[number];

export const CANCELLATION_REASONS = [
  'TERMINATED_BY_OPERATOR',
  'CHARGE_DECLINED',
  'CHARGE_BAD_REQUEST',
  'ENDED_BY_NETFLIX',
] as const;
export type CancellationReason = (typeof CANCELLATION_REASONS)[number];

export type SubscriptionAction = 'REGISTER' | 'SUSPEND' | 'UNSUSPEND' | 'TERMINATE';

/** A customer's Netflix subscription that is billed through the operator. A customer has at most one that is not cancelled. */
export interface NetflixSubscription {
  readonly id: number;
  readonly customerId: number;
  readonly stage: Stage;
  /** What Netflix last confirmed. */
  readonly netflixState: NetflixState;
  readonly cancellationReason: CancellationReason | null;
  readonly channel: Channel | null;
  /** The promotion chosen at registration; it counts as redeemed from the sign-up on. */
  readonly promotionId: number | null;
  readonly prices: Packed<readonly Price[]>;
  readonly registeredOn: Instant;
  readonly signedUpOn: Instant | null;
  /** Since when it is suspended; null while it is not. */
  readonly suspendedOn: Instant | null;
  readonly cancelledOn: Instant | null;
  /** The latest paid-through date of its approved charges. */
  readonly entitledUntil: CalendarDate | null;
}

/** What Netflix asks for the plan from a day on. */
export interface Price {
  /** Minor units of the currency. */
  readonly amount: number;
  readonly currency: string;
  readonly effectiveFrom: CalendarDate;
}

/** A secret that lets one customer's browser sign up at Netflix; only its hash is kept. */
export interface SignUpToken {
  /** SHA-256 of the token, base64url. */
  readonly hash: string;
  readonly subscriptionId: number;
  readonly issuedOn: Instant;
  /** The last instant at which it is good. */
  readonly expiresOn: Instant;
  /** When a later token took its place: good for sign-ups up to and including that instant. */
  readonly replacedOn: Instant | null;
  /** When it did its work. */
  readonly usedOn: Instant | null;
  /** When Netflix came to know it; null until then. */
  readonly handedOverOn: Instant | null;
}

/** Seconds that a sign-up token lives at most, and when nothing is said: a day. */
export const LONGEST_VALIDITY = 86_400;

/** Where a customer's browser goes to sign up with a token. */
export function signUpLink(signUpAddress: string, token: string): string {
  return `${signUpAddress}?token=${encodeURIComponent(token)}`;
}

/** The life of a subscription as the old system words it; `stage` tells apart the two situations that share NOT_EFFECTIVE. */
export const LIFE_CYCLE_STATE_OF: Record<Stage, LifeCycleState> = {
  REGISTERED: 'NOT_EFFECTIVE',
  ACTIVE: 'EFFECTIVE',
  SUSPENDED: 'NOT_EFFECTIVE',
  CANCELLED: 'CANCELLED',
};

/** Which promotion counts as redeemed within the last ten calendar months: none before sign-up, none later than that. */
export function redeemedPromotion(
  subscription: NetflixSubscription,
  now: Instant,
): { promotionId: number; redeemedOn: Instant } | null {
  const { promotionId, signedUpOn } = subscription;
  return promotionId !== null && signedUpOn !== null && signedUpOn >= addMonths(now, -10)
    ? { promotionId, redeemedOn: signedUpOn }
    : null;
}

/** What would change something now. A cancelled subscription allows a new registration only while it is its customer's latest. */
export function allowedActions(stage: Stage, isLatest: boolean): readonly SubscriptionAction[] {
  switch (stage) {
    case 'REGISTERED':
      return ['REGISTER', 'TERMINATE'];
    case 'ACTIVE':
      return ['SUSPEND', 'TERMINATE'];
    case 'SUSPENDED':
      return ['UNSUSPEND', 'TERMINATE'];
    case 'CANCELLED':
      return isLatest ? ['REGISTER'] : [];
  }
}
