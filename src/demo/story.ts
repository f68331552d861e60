import { addMonths, dayOf, DAY, HOUR, MINUTE, type Instant } from '../time.ts';
import { PEOPLE, type Person } from './people.ts';
import type { Raised, verbsOn } from './verbs.ts';

type Verbs = ReturnType<typeof verbsOn>;

/** Something that happens at an instant. */
interface Scene {
  readonly at: Instant;
  readonly play: () => Promise<unknown>;
}

/** When the story begins. */
export function beginningOf(now: Instant): Instant {
  return addMonths(now, -6);
}

/**
 * Half a year in the life of the demo operator, up to now, so that it never looks old: subscriptions in every stage, charges in every status,
 * some held, some decided but not settled, some settled but not acknowledged. Sorted by time.
 */
export function storyUpTo(now: Instant, verbs: Verbs): Scene[] {
  const scenes: Scene[] = [];
  const at = (instant: Instant, play: Scene['play']) => {
    if (instant <= now) scenes.push({ at: instant, play });
  };
  const ago = (time: number, months = 0) => addMonths(now - time, -months);

  /** Registers, and signs up an hour before the first charge. */
  const joins = (
    person: Person,
    on: Instant,
    promotion: string | null = null,
    price?: { amount: number; currency: string },
  ) => {
    at(on - 80 * MINUTE, () => verbs.register(person, promotion));
    at(on - HOUR, () => verbs.signUp(person, on - HOUR, price));
  };
  const isCharged = (person: Person, on: Instant, raised?: Raised) =>
    at(on + 2 * MINUTE, () => verbs.receive(person, on, raised));
  const settles = (on: Instant) => at(on + 25 * HOUR, () => verbs.settle());
  const accepts = (person: Person, on: Instant) =>
    at(on + 2 * HOUR, () =>
      verbs.decide('ACCEPTED', person, `INV-${dayOf(on).replaceAll('-', '')}-${person.n}`),
    );
  const acknowledges = (person: Person, on: Instant) => at(on + 26 * HOUR, () => verbs.acknowledge(person));

  /** Charged, accepted, settled and acknowledged, a month each, from so many months ago to so many. */
  const pays = (
    person: Person,
    time: number,
    { from, to }: { from: number; to: number },
    raised?: Raised,
  ) => {
    for (let months = from; months >= to; months -= 1) {
      const on = ago(time, months);
      isCharged(person, on, raised);
      accepts(person, on);
      settles(on);
      acknowledges(person, on);
    }
  };

  // A fortnight ago the platform was connected that switches set-top boxes on and off; at first somebody looked after it.
  at(ago(13 * DAY), () => verbs.connect());
  at(ago(12 * DAY - HOUR), () => verbs.answer('P00000001', 'P00000002'));
  at(ago(9 * DAY + 2 * HOUR), () => verbs.answer('P00000003'));
  at(ago(9 * DAY - HOUR), () => verbs.reject('P00000004'));

  const { aoife, tomas, niamh, ruairi, saoirse, eoin, clodagh, fergus, maeve, declan, grainne, cormac } =
    PEOPLE;

  // Approved, waiting to be acknowledged.
  joins(aoife, ago(5 * DAY, 4), 'WELCOME');
  pays(aoife, 5 * DAY, { from: 4, to: 1 });
  isCharged(aoife, ago(5 * DAY));
  accepts(aoife, ago(5 * DAY));
  settles(ago(5 * DAY));

  // Pending: not decided, accepted, declined.
  joins(tomas, ago(3 * HOUR, 3));
  pays(tomas, 3 * HOUR, { from: 3, to: 1 });
  isCharged(tomas, ago(3 * HOUR));

  joins(niamh, ago(6 * HOUR, 3), 'LAST-SEASON');
  pays(niamh, 6 * HOUR, { from: 3, to: 1 });
  isCharged(niamh, ago(6 * HOUR));
  accepts(niamh, ago(6 * HOUR));

  joins(ruairi, ago(9 * HOUR, 2));
  pays(ruairi, 9 * HOUR, { from: 2, to: 1 });
  isCharged(ruairi, ago(9 * HOUR));
  at(ago(8 * HOUR), () => verbs.decide('DECLINED', ruairi));

  // Suspended, with a charge that waits for it to end.
  joins(saoirse, ago(8 * DAY, 3), 'FAMILY');
  pays(saoirse, 8 * DAY, { from: 3, to: 1 });
  at(ago(12 * DAY), () => verbs.suspend(saoirse));
  isCharged(saoirse, ago(8 * DAY));

  // Cancelled by a charge that was declined.
  joins(eoin, ago(11 * DAY, 2));
  pays(eoin, 11 * DAY, { from: 2, to: 1 });
  isCharged(eoin, ago(11 * DAY));
  at(ago(11 * DAY - HOUR), () => verbs.decide('DECLINED', eoin, `CN-${eoin.n}`));
  settles(ago(11 * DAY));

  // Cancelled by a charge for a time that was over when it was raised.
  joins(clodagh, ago(4 * DAY, 2));
  pays(clodagh, 4 * DAY, { from: 2, to: 1 });
  isCharged(clodagh, ago(4 * DAY), { paidThroughDate: dayOf(ago(6 * DAY)) });

  // Terminated, and charged all the same: rejected.
  joins(fergus, ago(2 * DAY, 2), 'WELCOME');
  pays(fergus, 2 * DAY, { from: 2, to: 1 });
  at(ago(20 * DAY), () => verbs.terminate(fergus));
  isCharged(fergus, ago(2 * DAY));

  // Billed in another currency; the last charge was approved by silence.
  const premium = { amount: 1149, currency: 'USD' };
  joins(maeve, ago(7 * DAY, 3), 'FAMILY', premium);
  pays(maeve, 7 * DAY, { from: 3, to: 1 }, { amount: '11.49', currency: 'USD' });
  isCharged(maeve, ago(7 * DAY), { amount: '11.49', currency: 'USD' });
  settles(ago(7 * DAY));

  // Left, came back with a free month, and once let a charge wait.
  joins(declan, ago(DAY, 5));
  pays(declan, DAY, { from: 5, to: 4 });
  at(ago(20 * DAY, 3), () => verbs.terminate(declan));
  joins(declan, ago(40 * DAY), 'WELCOME');
  isCharged(declan, ago(40 * DAY), { amount: '0.00' });
  settles(ago(40 * DAY));
  at(ago(39 * DAY - 2 * HOUR), () => verbs.acknowledge(declan));
  at(ago(12 * DAY), () => verbs.suspend(declan));
  isCharged(declan, ago(10 * DAY));
  at(ago(9 * DAY), () => verbs.unsuspend(declan));
  settles(ago(9 * DAY));

  // Registered: one still has a good token, the other's has expired.
  at(ago(3 * HOUR), () => verbs.register(grainne, 'FAMILY'));
  at(ago(6 * DAY), () => verbs.register(cormac));

  return scenes.toSorted((one, other) => one.at - other.at);
}
