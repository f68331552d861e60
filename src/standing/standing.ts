import type { MessageKind } from '../netflix/port.ts';
import type { Instant } from '../time.ts';

/** Everything about a customer that has not come to its end yet, and how far it got: why it is stuck, if it is. */
export interface Standing {
  readonly customerId: number;
  /** The newest sign-up token of its latest subscription. */
  readonly tokenHandedOverOn: Instant | null;
  readonly tokenExpiresOn: Instant | null;
  /** Of its latest subscription: when its first charge was received, and when the first one was approved. */
  readonly firstChargeOn: Instant | null;
  readonly firstApprovalOn: Instant | null;
  /** What Netflix has not confirmed of any of its subscriptions, oldest first. */
  readonly untold: readonly UntoldMessage[];
  readonly pendingCharges: PendingCharges;
  readonly provisioning: WaitingProvisioning;
}

/** Something that Netflix has still to be told, or has refused. */
export interface UntoldMessage {
  readonly subscriptionId: number;
  readonly kind: MessageKind;
  /** When it happened. */
  readonly since: Instant;
  readonly attempts: number;
  /** Since when it is given up because Netflix refused it for good; null while it is on its way. */
  readonly parkedOn: Instant | null;
  /** What went wrong the last time; null when nothing did. */
  readonly reason: string | null;
}

export interface PendingCharges {
  readonly count: number;
  readonly undecided: number;
  /** How many wait for a suspension to end. */
  readonly held: number;
  /** How many wait for a decision, however long it takes. */
  readonly waiting: number;
  /** The earliest instant from which one of them may be settled; null when none has a deadline. */
  readonly decidableUntil: Instant | null;
}

export interface WaitingProvisioning {
  readonly count: number;
  /** When the oldest was created; null when none waits. */
  readonly oldestOn: Instant | null;
  /** How many are so old that they have left their provider's list of work. */
  readonly unlisted: number;
}

export const NO_PENDING_CHARGES: PendingCharges = {
  count: 0,
  undecided: 0,
  held: 0,
  waiting: 0,
  decidableUntil: null,
};
export const NO_PROVISIONING: WaitingProvisioning = { count: 0, oldestOn: null, unlisted: 0 };
