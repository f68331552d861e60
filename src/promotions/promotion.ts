import type { Instant } from '../time.ts';

/** An offer of one operator that a customer may take at registration, chosen by its code. */
export interface Promotion {
  readonly id: number;
  /** The operator's own word for it, unique per operator. */
  readonly code: string;
  readonly name: string;
  readonly description: string | null;
  readonly effectiveFrom: Instant;
  /** From then on it may not be taken any more; null = open end. */
  readonly expiresOn: Instant | null;
}

/** Whether it may be taken at that instant: from its start, up to but not including its expiry. */
export function inEffect(promotion: Promotion, at: Instant): boolean {
  return promotion.effectiveFrom <= at && (promotion.expiresOn === null || at < promotion.expiresOn);
}
