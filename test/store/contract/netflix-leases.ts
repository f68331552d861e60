import { expect, it } from 'vitest';

import { MINUTE, SECOND } from '../../../src/time.ts';
import { openWorld, type OpenStore } from '../world.ts';

/** An operator's exchange belongs to one gateway, until it lets go or has not been heard of for a while. */
export function leaseContract(open: OpenStore): void {
  it('gives it to the first that asks, and to no other until its time is over', async () => {
    const { cytel, clock } = await openWorld(open);
    const { netflix } = cytel.store;
    const now = clock.now();
    expect(await netflix.hold('one', now, now + MINUTE)).toBe(true);
    expect(await netflix.hold('other', now, now + MINUTE)).toBe(false);
    expect(await netflix.hold('other', now + MINUTE - 1, now + 2 * MINUTE)).toBe(false);
    expect(await netflix.hold('other', now + MINUTE, now + 2 * MINUTE)).toBe(true);
    expect(await netflix.hold('one', now + MINUTE, now + 2 * MINUTE)).toBe(false);
  });

  it('leaves it to whoever has it for as long as that one asks again', async () => {
    const { cytel, clock } = await openWorld(open);
    const { netflix } = cytel.store;
    const begun = clock.now();
    for (let now = begun; now < begun + 5 * MINUTE; now += 30 * SECOND) {
      expect(await netflix.hold('one', now, now + MINUTE)).toBe(true);
      expect(await netflix.hold('other', now, now + MINUTE)).toBe(false);
    }
  });

  it('gives it to others at once when whoever has it lets go, and to nobody else’s word', async () => {
    const { cytel, clock } = await openWorld(open);
    const { netflix } = cytel.store;
    const now = clock.now();
    await netflix.hold('one', now, now + MINUTE);
    await netflix.letGo('other');
    expect(await netflix.hold('other', now, now + MINUTE)).toBe(false);
    await netflix.letGo('one');
    expect(await netflix.hold('other', now, now + MINUTE)).toBe(true);
    await netflix.letGo('one');
    expect(await netflix.hold('one', now, now + MINUTE)).toBe(false);
  });

  it('gives it to one of several that ask at once', async () => {
    const { cytel, clock } = await openWorld(open);
    const now = clock.now();
    const holders = Array.from({ length: 8 }, (_, n) => `holder ${String(n)}`);
    const held = await Promise.all(
      holders.map((holder) => cytel.store.netflix.hold(holder, now, now + MINUTE)),
    );
    expect(held.filter((isHeld) => isHeld)).toHaveLength(1);
  });

  it('knows each operator’s own, also when it is opened again', async () => {
    const { cytel, pantel, clock, reopened } = await openWorld(open);
    const now = clock.now();
    await cytel.store.netflix.hold('one', now, now + MINUTE);
    expect(await pantel.store.netflix.hold('other', now, now + MINUTE)).toBe(true);
    const again = (await reopened()).of(cytel.operator.id).netflix;
    expect(await again.hold('other', now, now + MINUTE)).toBe(false);
    expect(await again.hold('one', now, now + MINUTE)).toBe(true);
  });

  it('tells since when Netflix has not answered, and when it last did', async () => {
    const { cytel, pantel, clock } = await openWorld(open);
    const { netflix } = cytel.store;
    const now = clock.now();
    const never = { newsCursor: null, answeredOn: null, failingSince: null, failure: null };
    expect(await netflix.link()).toEqual(never);
    await netflix.hold('one', now, now + MINUTE);
    await netflix.heard(now, null);
    expect(await netflix.link()).toMatchObject({ ...never, answeredOn: now });
    await netflix.heard(now + 1, 'Busy.');
    await netflix.heard(now + 2, 'Gone.');
    expect(await netflix.link()).toMatchObject({
      ...never,
      answeredOn: now,
      failingSince: now + 1,
      failure: 'Gone.',
    });
    await netflix.heard(now + 3, null);
    expect(await netflix.link()).toMatchObject({ ...never, answeredOn: now + 3 });
    expect(await pantel.store.netflix.link()).toEqual(never);
  });
}
