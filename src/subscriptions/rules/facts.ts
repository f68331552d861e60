import type { Charge } from '../../charges/charge.ts';
import type { Address, Customer, Email, Given, Phone } from '../../customers/customer.ts';
import type { SubscriptionProblem } from '../../customers/problem.ts';
import type { Promotion } from '../../promotions/promotion.ts';
import type { Facts } from '../../ruling.ts';
import type { Instant } from '../../time.ts';
import type { Channel, NetflixSubscription, Price, SignUpToken } from '../subscription.ts';

// What the rules of subscriptions are told and what they answer.

/** What an operator asks for when it registers a customer; null = not given. */
export interface Registration {
  readonly billingSystemCustomerIdentifier: string;
  readonly promotionCode: string | null;
  readonly channel: Channel | null;
  /** Seconds, 1–86,400. */
  readonly validityDuration: number;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly address: Given<Address> | null;
  readonly email: Given<Email> | null;
  readonly phone: Given<Phone> | null;
}

export interface RegistrationFacts extends Facts {
  readonly customer: Customer | null;
  /** The customer's latest subscription. */
  readonly subscription: NetflixSubscription | null;
  /** The newest token of that subscription. */
  readonly token: SignUpToken | null;
  /** The one with the code that was given. */
  readonly promotion: Promotion | null;
  /** Drawn by the store for this call; in a dry run placeholders that nothing accepts. */
  readonly drawn: {
    readonly netflixCustomerIdentifier: string;
    readonly token: string;
    readonly tokenHash: string;
  };
}

export interface RegistrationOutcome {
  readonly subscription: NetflixSubscription | null;
  readonly customer: Customer | null;
  readonly token: {
    readonly value: string;
    readonly expiresOn: Instant;
    readonly handedOver: boolean;
  } | null;
  readonly problems: readonly SubscriptionProblem[];
}

export interface SubscriptionFacts extends Facts {
  readonly customer: Customer | null;
  /** The customer's latest subscription. */
  readonly subscription: NetflixSubscription | null;
  /** Its charges that wait for a suspension to end. */
  readonly heldCharges: readonly Charge[];
}

export interface SubscriptionOutcome {
  readonly subscription: NetflixSubscription | null;
  /** Charges that were released or rejected by it, as they now stand. */
  readonly charges: readonly Charge[];
  readonly problems: readonly SubscriptionProblem[];
}

export interface SignUp {
  readonly signedUpOn: Instant;
  /** Null = Netflix told none. */
  readonly prices: readonly Price[] | null;
}

export interface SignUpFacts extends Facts {
  readonly token: SignUpToken | null;
  readonly subscription: NetflixSubscription | null;
  /** When the customer's previous subscription was cancelled; null when there was none. */
  readonly previousCancelledOn: Instant | null;
}

export interface SignUpOutcome {
  readonly subscription: NetflixSubscription | null;
  readonly problems: readonly SubscriptionProblem[];
}
