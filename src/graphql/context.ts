import type { Authentication } from '../auth/authentication.ts';
import type { Caller } from '../auth/credential.ts';
import type { LiveFeed } from '../events/live.ts';
import type { HttpRequest } from '../http/request.ts';
import type { Loaders } from '../store/loaders.ts';
import type { Doing, OperatorStore } from '../store/store.ts';
import type { Instant } from '../time.ts';
import { onceFor, type Repeatable } from './repeats.ts';

/** What a resolver may use: who is asking, the store of that caller's operator alone, and the loaders of this one request. */
export interface Context {
  readonly httpRequest: HttpRequest;
  readonly caller: Caller;
  /** Looks at the credential again: throws what a new request with it would be refused with. */
  readonly admit: () => Promise<unknown>;
  /** How events name the caller. */
  readonly actor: string;
  readonly store: OperatorStore;
  readonly loaders: Loaders;
  readonly live: LiveFeed;
  readonly authentication: Authentication;
  /** The network address that the request comes from; null where there is no network. */
  readonly clientAddress: string | null;
  /** The instant of this request in domain time, the same for every field of an answer. */
  readonly now: Instant;
  /** Lets that many days of domain time pass; `along` is told how many have, in the transaction of each. Null unless the sandbox plays Netflix. */
  readonly advanceTime: ((days: number, along: (passed: number) => void) => Promise<Instant>) | null;
  /** Where a customer's browser goes with its Netflix token. */
  readonly signUpAddress: string;
}

/** The mutation that is resolved, as resolvers are told. */
export interface Mutation {
  readonly fieldName: string;
}

/** Who does what a mutation does, whether it is only asked what would happen, and by what a repeat of it is known. */
export function doing({ actor, authentication }: Context, input: Repeatable, { fieldName }: Mutation): Doing {
  const once = onceFor(fieldName, input, authentication.wallClock);
  return { actor, dryRun: input.dryRun ?? false, once };
}
