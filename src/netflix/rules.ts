import { changesBetween } from '../changes.ts';
import { draft, unchanged, type Facts, type Ruling } from '../ruling.ts';
import { confirmedIn } from '../subscriptions/rules/moves.ts';
import type { NetflixSubscription, SignUpToken, Stage } from '../subscriptions/subscription.ts';
import type { MessageKind } from './port.ts';

export interface ConfirmationFacts extends Facts {
  readonly kind: MessageKind;
  /** The subscription that the message is about. */
  readonly subscription: NetflixSubscription;
  /** The token that it hands over; null for any other message. */
  readonly token: SignUpToken | null;
}

/** What Netflix confirms with each message about a subscription's stage. */
const CONFIRMS = {
  SUSPEND: 'SUSPENDED',
  UNSUSPEND: 'ACTIVE',
  TERMINATE: 'CANCELLED',
} as const satisfies Partial<Record<MessageKind, Stage>>;

/** Netflix has taken a message: a token is handed over, or its state of the subscription is what the message asked for. */
export function confirm({ kind, subscription, token, now }: ConfirmationFacts): Ruling<null> {
  const change = draft();
  const about = { customerId: subscription.customerId, subscriptionId: subscription.id };
  switch (kind) {
    case 'HAND_OVER_TOKEN': {
      if (token?.handedOverOn !== null) return unchanged(null);
      change.put('signUpTokens', token, { ...token, handedOverOn: now });
      const changes = [{ field: 'netflixToken', before: null, after: null }];
      change.event({ type: 'NETFLIX_CONFIRMED', ...about, changes });
      return change.rules(null);
    }
    case 'SUSPEND':
    case 'UNSUSPEND':
    case 'TERMINATE': {
      // What Netflix ended since is over, whatever it was still told of before.
      const isOver = subscription.cancellationReason === 'ENDED_BY_NETFLIX';
      const { netflixState } = isOver ? subscription : confirmedIn(CONFIRMS[kind], subscription);
      const after = { ...subscription, netflixState };
      if (netflixState !== subscription.netflixState) change.put('subscriptions', subscription, after);
      const changes = changesBetween(subscription, after, { netflixState: 'plain' });
      change.event({ type: 'NETFLIX_CONFIRMED', ...about, changes });
      return change.rules(null);
    }
    case 'TELL_OUTCOME':
      // Nothing of ours depends on it.
      return unchanged(null);
  }
}

/** Netflix refuses a message for good: nothing moves, and everybody can see why. */
export function refuse(reason: string, { kind, subscription }: ConfirmationFacts): Ruling<null> {
  const change = draft();
  change.event({
    type: 'NETFLIX_REFUSED',
    customerId: subscription.customerId,
    subscriptionId: subscription.id,
    changes: [{ field: kind, before: null, after: reason }],
  });
  return change.rules(null);
}
