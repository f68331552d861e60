/** Why the business says no to something about a subscription or its customer; customers, which must not know subscriptions, use it too. */
export interface SubscriptionProblem {
  readonly code: SubscriptionProblemCode;
  readonly message: string;
  /** The input field it is about, from the input down. */
  readonly path: readonly string[];
}
export type SubscriptionProblemCode =
  | 'CUSTOMER_NOT_FOUND'
  | 'NO_SUBSCRIPTION'
  | 'ALREADY_REGISTERED'
  | 'NOT_SIGNED_UP'
  | 'SUBSCRIPTION_CANCELLED'
  | 'PROMOTION_NOT_FOUND'
  | 'PROMOTION_NOT_IN_EFFECT'
  | 'TOKEN_UNKNOWN'
  | 'TOKEN_EXPIRED'
  | 'SIGN_UP_NOT_POSSIBLE'
  | 'IDENTIFIER_TAKEN';

/** Why a person cannot be erased yet. */
export interface ErasureProblem {
  readonly code: ErasureProblemCode;
  readonly message: string;
  /** The input field it is about, from the input down. */
  readonly path: readonly string[];
}
export type ErasureProblemCode =
  'CUSTOMER_NOT_FOUND' | 'SUBSCRIPTION_NOT_CANCELLED' | 'CHARGES_NOT_ACKNOWLEDGED' | 'IDENTIFIER_TAKEN';
