import fc from 'fast-check';
import { expect, it } from 'vitest';

import type { EventType } from '../../../src/events/event.ts';
import { everything } from '../everything.ts';
import { asTold, replay } from '../replay.ts';
import { aWalk, walk } from '../walk.ts';
import { byIdentifier, DOING, existing } from '../telecom.ts';
import { openWorld, type OpenStore } from '../world.ts';

/** Every change has its event, written with it. */
export function historyContract(open: OpenStore): void {
  it('tells the whole life of every charge and subscription, whatever happens', async () => {
    const world = await openWorld(open);
    let run = 0;
    await fc.assert(
      fc.asyncProperty(aWalk, async (moments) => {
        const telecom = await world.telecom(`walk-${String((run += 1))}`);
        await walk(telecom, world.clock, moments);
        const { customers, subscriptions, charges, events } = await everything(telecom.store);
        const told = replay(events);
        for (const charge of charges) {
          expect(told.charges(charge.id, CHARGE_FIELDS)).toEqual(asTold(charge, CHARGE_FIELDS));
        }
        for (const subscription of subscriptions) {
          expect(told.subscriptions(subscription.id, SUBSCRIPTION_FIELDS)).toEqual(
            asTold(subscription, SUBSCRIPTION_FIELDS),
          );
          const approved = charges.filter(
            ({ subscriptionId, status }) => subscriptionId === subscription.id && status === 'APPROVED',
          );
          const until = approved.map(({ paidThroughDate }) => paidThroughDate).toSorted();
          expect(subscription.entitledUntil).toBe(until.at(-1) ?? null);
        }

        const count = (type: EventType) => events.filter((event) => event.type === type).length;
        expect(count('CHARGE_RECEIVED')).toBe(charges.length);
        expect(count('CHARGE_PROCESSED')).toBe(charges.filter(({ settledOn }) => settledOn !== null).length);
        expect(count('CHARGE_ACKNOWLEDGED')).toBe(
          charges.filter(({ acknowledgedOn }) => acknowledgedOn !== null).length,
        );
        expect(count('SUBSCRIPTION_SIGNED_UP')).toBe(
          subscriptions.filter(({ signedUpOn }) => signedUpOn !== null).length,
        );
        expect(count('SUBSCRIPTION_CANCELLED')).toBe(
          subscriptions.filter(({ cancelledOn }) => cancelledOn !== null).length,
        );
        const registered = events.filter(({ type }) => type === 'SUBSCRIPTION_REGISTERED');
        expect(new Set(registered.map(({ subscriptionId }) => subscriptionId)).size).toBe(
          subscriptions.length,
        );
        expect(new Set(registered.map(({ customerId }) => customerId)).size).toBe(customers.length);
      }),
      RUNS,
    );
  });

  it('names who did it, when, and what it was about', async () => {
    const { cytel, clock } = await openWorld(open);
    clock.move(1234);
    const anna = await cytel.subscribes('B-1');
    const { charges } = await cytel.receives([cytel.receipt(anna)], { actor: 'netflix' });
    const { id: chargeId, subscriptionId } = existing(charges[0]);
    const { events } = await everything(cytel.store);
    expect(events.slice(1)).toMatchObject([
      {
        type: 'SUBSCRIPTION_REGISTERED',
        actor: DOING.actor,
        customerId: anna.id,
        subscriptionId,
        chargeId: null,
      },
      {
        type: 'SUBSCRIPTION_SIGNED_UP',
        actor: DOING.actor,
        customerId: anna.id,
        subscriptionId,
        chargeId: null,
      },
      { type: 'CHARGE_RECEIVED', actor: 'netflix', customerId: anna.id, subscriptionId, chargeId },
    ]);
    expect(events.slice(1).map(({ occurredOn }) => occurredOn)).toEqual(Array(3).fill(clock.now()));
  });

  it('writes as many events as a ruling tells, in their order', async () => {
    const { cytel } = await openWorld(open);
    const anna = await cytel.subscribes('B-1');
    await cytel.receives(Array.from({ length: 50 }, () => cytel.receipt(anna)));
    await cytel.suspends(byIdentifier('B-1'));
    const { charges, events } = await everything(cytel.store);
    const received = events.filter(({ type }) => type === 'CHARGE_RECEIVED');
    expect(received.map(({ chargeId }) => chargeId)).toEqual(charges.map(({ id }) => id));
    expect(events.at(-1)?.type).toBe('SUBSCRIPTION_SUSPENDED');
  });

  it('has an event for every kind of thing that an operator keeps', async () => {
    const { cytel } = await openWorld(open);
    const rates = { exchangeRates: [{ currency: 'USD', rate: '0.92' }] };
    await cytel.changesTerms(rates);
    await cytel.promotes('SPRING');
    await cytel.employs('anna');
    const { events, exchangeRates } = await everything(cytel.store);
    expect(exchangeRates).toMatchObject([{ currency: 'USD', rate: '0.92' }]);
    expect(events.map(({ type }) => type)).toEqual([
      ...['OPERATOR_CREATED', 'OPERATOR_UPDATED', 'PROMOTION_CREATED', 'USER_CREATED'],
    ]);
  });
}

// The same walks each time: what fails here fails for everybody. Another seed is for whoever looks for more.
const RUNS = { seed: 20_260_510, numRuns: 25, endOnFailure: true };

const CHARGE_FIELDS = [
  ...(['status', 'statusReason', 'settledOn', 'heldOn', 'verdict', 'decidedOn', 'referenceNumber'] as const),
  'acknowledgedOn',
] as const;

const SUBSCRIPTION_FIELDS = [
  ...(['stage', 'netflixState', 'cancellationReason', 'channel', 'promotionId', 'registeredOn'] as const),
  ...(['signedUpOn', 'suspendedOn', 'cancelledOn'] as const),
] as const;
