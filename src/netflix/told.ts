import type { EventType } from '../events/event.ts';
import type { CancellationReason } from '../subscriptions/subscription.ts';
import type { MessageKind } from './port.ts';

/** How Netflix is told of an event, or null when it need not know of it. `ended`: why the subscription was cancelled, if it was. */
export function messageKindOf({
  type,
  ended,
}: {
  readonly type: EventType;
  readonly ended: CancellationReason | null;
}): MessageKind | null {
  switch (type) {
    case 'SUBSCRIPTION_REGISTERED':
      return 'HAND_OVER_TOKEN';
    case 'SUBSCRIPTION_SUSPENDED':
      return 'SUSPEND';
    case 'SUBSCRIPTION_UNSUSPENDED':
      return 'UNSUSPEND';
    case 'SUBSCRIPTION_CANCELLED':
      // It need not be told what it did itself.
      return ended === 'ENDED_BY_NETFLIX' ? null : 'TERMINATE';
    case 'CHARGE_PROCESSED':
      return 'TELL_OUTCOME';
    default:
      return null;
  }
}
