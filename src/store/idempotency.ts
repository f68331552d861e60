import type { Clock } from '../clock.ts';

/**
 * By what a call is known when it comes again: its operator, its mutation and its caller's key. A repeat is not done again; it is answered
 * with what came of the call, the things of it as they then stand.
 */
export interface Once {
  /** As the caller gave it. Only a hash of it is kept. */
  readonly key: string;
  /** The mutation: the same key with another one is another call. */
  readonly mutation: string;
  /** What was asked for, hashed: the same key with another input is refused. */
  readonly inputHash: string;
  /** Real time: whoever got no answer waits by it, and domain time may be moved by months. */
  readonly wallClock: Clock;
}

/** What an earlier call with the same key came to; the call that is answered with it did nothing. */
export type Replay<Outcome> = Outcome & { readonly replayed: true };

/** Whether an outcome is that of an earlier call. */
export function isReplay(outcome: object): boolean {
  return 'replayed' in outcome;
}

/** The key was used before, with another input. */
export class IdempotencyKeyReused extends Error {}
/** Another call with the key is at work, or was stopped a moment ago. */
export class IdempotencyKeyInProgress extends Error {}
