import type { Packed } from '../packed.ts';
import type { Instant } from '../time.ts';

export const EVENT_TYPES = [
  'SUBSCRIPTION_REGISTERED',
  'SUBSCRIPTION_SIGNED_UP',
  'SUBSCRIPTION_SUSPENDED',
  'SUBSCRIPTION_UNSUSPENDED',
  'SUBSCRIPTION_CANCELLED',
  'CUSTOMER_UPDATED',
  'CHARGE_RECEIVED',
  'CHARGE_ACCEPTED',
  'CHARGE_DECLINED',
  'CHARGE_RELEASED',
  'CHARGE_PROCESSED',
  'CHARGE_ACKNOWLEDGED',
  'PROMOTION_CREATED',
  'PROMOTION_UPDATED',
  'PROVISIONING_REQUESTED',
  'PROVISIONING_ANSWERED',
  'NETFLIX_CONFIRMED',
  'NETFLIX_REFUSED',
  'SUBSCRIPTION_PRICED',
  'CUSTOMER_ERASED',
  'PROVISIONING_PROVIDER_CREATED',
  'OPERATOR_CREATED',
  'OPERATOR_UPDATED',
  'USER_CREATED',
  'USER_UPDATED',
  'API_KEY_CREATED',
  'API_KEY_REVOKED',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** One field that changed. Personal fields are named, their values never told, so that a person can be erased. */
export interface EventChange {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What a rule says happened; who did it, when, and its place in the sequence are added as it is written. */
export interface NewEvent {
  readonly type: EventType;
  readonly customerId?: number;
  readonly subscriptionId?: number;
  readonly chargeId?: number;
  readonly provisioningRequestId?: number;
  readonly changes: readonly EventChange[];
}

/** One change of state, kept for ever: audit trail, live updates, what Netflix is still to be told. Its id is its place in the sequence. */
export interface Event {
  readonly id: number;
  readonly type: EventType;
  readonly occurredOn: Instant;
  /** Who did it, such as `user:anna`, `key:nbk_4f2a`, `cli:receive` or `netflix`. */
  readonly actor: string;
  readonly customerId: number | null;
  readonly subscriptionId: number | null;
  readonly chargeId: number | null;
  readonly provisioningRequestId: number | null;
  readonly changes: Packed<readonly EventChange[]>;
}
