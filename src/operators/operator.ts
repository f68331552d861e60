import type { Instant } from '../time.ts';

/** What settles a charge that nobody decided on in time: it is approved, or it waits for a decision. */
export const SILENCE_POLICIES = ['APPROVE', 'WAIT'] as const;
export type SilencePolicy = (typeof SILENCE_POLICIES)[number];

/** A telecom or pay-TV company that bills Netflix on behalf of its own customers: the tenant that everything else belongs to. */
export interface Operator {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  /** ISO 4217: the currency it bills in, fixed when the operator is created. */
  readonly localCurrency: string;
  /** Hours between the receipt of a charge and the moment it may be settled; 0 = the next run. */
  readonly decisionWindowHours: number;
  readonly onSilence: SilencePolicy;
}

/** The longest decision window, a year: what Netflix raises must be settled some day. */
export const MOST_WINDOW_HOURS = 8_760;

/** What a new operator starts with unless told otherwise. */
export const DEFAULT_POLICY = { decisionWindowHours: 24, onSilence: 'APPROVE' } as const;

/** Local units per one unit of the currency, from an instant until a later rate takes over. */
export interface ExchangeRate {
  readonly currency: string;
  /** A canonical decimal with up to ten decimals. */
  readonly rate: string;
  readonly effectiveFrom: Instant;
}

/** The rate in force at an instant, or null when there is none: 1 for the operator's own currency. */
export function rateAt(
  operator: Operator,
  rates: readonly ExchangeRate[],
  currency: string,
  at: Instant,
): string | null {
  if (currency === operator.localCurrency) return '1';
  let found: ExchangeRate | null = null;
  for (const rate of rates) {
    if (
      rate.currency === currency &&
      rate.effectiveFrom <= at &&
      (!found || rate.effectiveFrom > found.effectiveFrom)
    )
      found = rate;
  }
  return found?.rate ?? null;
}
