import type { Draft, Facts } from '../../ruling.ts';
import { cancel } from '../../subscriptions/rules/life-cycle.ts';
import type { CancellationReason, NetflixSubscription } from '../../subscriptions/subscription.ts';
import type { CalendarDate } from '../../time.ts';
import type { Charge } from '../charge.ts';

/** What the charges of one call do to their subscriptions. Whatever an earlier charge did, a later one finds. */
interface Consequences {
  /** The subscription as the charges so far have left it. */
  subscriptionNow: (subscription: NetflixSubscription) => NetflixSubscription;
  /** Every subscription that the charges so far have changed, as they have left it. */
  changedSubscriptions: () => readonly NetflixSubscription[];
  /** Every held charge that the charges so far have rejected, as it now stands. */
  rejectedCharges: () => readonly Charge[];
  /** The charge as the charges so far have left it: one that was held is rejected with its subscription. */
  chargeNow: (charge: Charge) => Charge;
  /** From now on the charge waits for its subscription's suspension to end. */
  hold: (charge: Charge) => void;
  /** An approved charge entitles to service up to its paid-through date, on a cancelled subscription too: it was used. */
  entitle: (subscription: NetflixSubscription, until: CalendarDate) => void;
  /** A charge that is not approved ends its subscription, unless it has ended already. */
  end: (subscription: NetflixSubscription, reason: CancellationReason) => void;
}

/** Writes consequences into the draft; `heldCharges` are those that wait already, by subscription id. */
export function consequences(
  change: Draft,
  facts: Facts & { readonly heldCharges: ReadonlyMap<number, readonly Charge[]> },
): Consequences {
  const subscriptions = new Map<number, NetflixSubscription>();
  const heldNow = new Map<number, Charge[]>();
  // By Netflix's identifier: in a dry run all new charges have the same placeholder for an id.
  const rejected = new Map<string, Charge>();
  const subscriptionNow = (subscription: NetflixSubscription) =>
    subscriptions.get(subscription.id) ?? subscription;

  return {
    subscriptionNow,
    changedSubscriptions: () => [...subscriptions.values()],
    rejectedCharges: () => [...rejected.values()],
    chargeNow: (charge) => rejected.get(charge.netflixChargeIdentifier) ?? charge,
    hold: (charge) => {
      const held = heldNow.get(charge.subscriptionId);
      if (held) held.push(charge);
      else heldNow.set(charge.subscriptionId, [charge]);
    },
    entitle: (subscription, until) => {
      const before = subscriptionNow(subscription);
      if (before.entitledUntil !== null && before.entitledUntil >= until) return;
      const after = { ...before, entitledUntil: until };
      change.put('subscriptions', before, after);
      subscriptions.set(after.id, after);
    },
    end: (subscription, reason) => {
      const before = subscriptionNow(subscription);
      if (before.cancelledOn !== null) return;
      const held = [...(facts.heldCharges.get(before.id) ?? []), ...(heldNow.get(before.id) ?? [])];
      const ended = cancel(change, before, held, reason, facts);
      subscriptions.set(before.id, ended.subscription);
      for (const charge of ended.charges) rejected.set(charge.netflixChargeIdentifier, charge);
    },
  };
}
