import type { ApiKey, User } from './auth/credential.ts';
import type { IdentityProvider } from './auth/identity-provider.ts';
import type { Charge } from './charges/charge.ts';
import type { Customer } from './customers/customer.ts';
import type { NewEvent } from './events/event.ts';
import type { ExchangeRate, Operator } from './operators/operator.ts';
import type {
  ProvisioningAccount,
  ProvisioningProvider,
  ProvisioningRequest,
} from './provisioning/provisioning.ts';
import type { Promotion } from './promotions/promotion.ts';
import type { NetflixSubscription, SignUpToken } from './subscriptions/subscription.ts';
import type { Instant } from './time.ts';

/** What a rule hands back: what has to change, and what the caller is told. A dry run is a ruling that nobody applies. */
export interface Ruling<Outcome> {
  readonly changes: Changes;
  readonly outcome: Outcome;
}

/** The kinds of thing that a rule can add or change. */
interface Kinds {
  operators: Operator;
  exchangeRates: ExchangeRate;
  users: User;
  apiKeys: ApiKey;
  identityProviders: IdentityProvider;
  promotions: Promotion;
  customers: Customer;
  subscriptions: NetflixSubscription;
  signUpTokens: SignUpToken;
  charges: Charge;
  provisioningProviders: ProvisioningProvider;
  provisioningRequests: ProvisioningRequest;
  provisioningAccounts: ProvisioningAccount;
}

/** A thing as it was (null: it is new) and as it shall be. */
export interface Change<T> {
  readonly before: T | null;
  readonly after: T;
}

export type Changes = { readonly [K in keyof Kinds]: readonly Change<Kinds[K]>[] } & {
  readonly events: readonly NewEvent[];
};

/** What every rule may know: the instant of the transaction, whose it is, and the ids that come next. */
export interface Facts {
  /** Taken inside the transaction, never before the operator's newest event. */
  readonly now: Instant;
  readonly operator: Operator;
  /** The id of the k-th (from 0) new thing of a kind; in a dry run a placeholder that nothing accepts. */
  readonly newId: (kind: Drawn, k?: number) => number;
  /** Whether Netflix is told of what happens and confirms it afterwards; otherwise it counts as confirmed at once. */
  readonly netflixIsTold: boolean;
}

/** The kinds whose ids a rule is handed. */
export type Drawn =
  'promotions' | 'customers' | 'subscriptions' | 'charges' | 'provisioningProviders' | 'provisioningRequests';

/** Collects what a rule changes, one after the other; `rules` closes it with what the caller is told. */
export interface Draft {
  /** The thing as it shall be. Putting a thing that was put before goes on from there. */
  put: <K extends keyof Kinds>(kind: K, before: Kinds[K] | null, after: Kinds[K]) => void;
  event: (event: NewEvent) => void;
  rules: <Outcome>(outcome: Outcome) => Ruling<Outcome>;
}

/** An empty draft: nothing changes yet. */
export function draft(): Draft {
  const things: { [K in keyof Kinds]: Change<Kinds[K]>[] } = {
    operators: [],
    exchangeRates: [],
    users: [],
    apiKeys: [],
    identityProviders: [],
    promotions: [],
    customers: [],
    subscriptions: [],
    signUpTokens: [],
    charges: [],
    provisioningProviders: [],
    provisioningRequests: [],
    provisioningAccounts: [],
  };
  const events: NewEvent[] = [];
  // Where a thing stands in its list as it was put last, so that going on from there needs no search.
  const places = new Map<unknown, number>();
  return {
    put: <K extends keyof Kinds>(kind: K, before: Kinds[K] | null, after: Kinds[K]) => {
      const sofar: Change<Kinds[K]>[] = things[kind];
      const place = before === null ? undefined : places.get(before);
      const earlier = place === undefined ? undefined : sofar[place];
      if (place === undefined || earlier === undefined) {
        places.set(after, sofar.push({ before, after }) - 1);
      } else {
        sofar[place] = { before: earlier.before, after };
        places.delete(before);
        places.set(after, place);
      }
    },
    event: (event) => {
      events.push(event);
    },
    rules: (outcome) => ({ changes: { ...things, events }, outcome }),
  };
}

/** A ruling that changes nothing. */
export function unchanged<Outcome>(outcome: Outcome): Ruling<Outcome> {
  return draft().rules(outcome);
}
