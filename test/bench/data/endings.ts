import type { CancellationReason, NetflixSubscription } from '../../../src/subscriptions/subscription.ts';
import type { Instant } from '../../../src/time.ts';

/** The subscription, ended for good; Netflix knows at once. */
export function cancelled(
  subscription: NetflixSubscription,
  cancellationReason: CancellationReason,
  cancelledOn: Instant,
): NetflixSubscription {
  return {
    ...subscription,
    stage: 'CANCELLED',
    netflixState: 'NOT_EFFECTIVE',
    cancellationReason,
    suspendedOn: null,
    cancelledOn,
  };
}
