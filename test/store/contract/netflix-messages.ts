import { expect, it } from 'vitest';

import { confirm, refuse } from '../../../src/netflix/rules.ts';
import { messageKindOf } from '../../../src/netflix/told.ts';
import type { DueMessage } from '../../../src/store/netflix-store.ts';
import { hashOfSecret } from '../../../src/secrets.ts';
import { HOUR, MINUTE, SECOND } from '../../../src/time.ts';
import { ALL, byIdentifier, DOING, DRY, existing, item, type Telecom } from '../telecom.ts';
import { openWorld, type OpenStore } from '../world.ts';

const TOLD = { netflixIsTold: true };
const B1 = byIdentifier('B-1');
const BY_NETFLIX = { actor: 'netflix' };
const fail = () => {
  throw new Error('Failed on purpose.');
};

/** What Netflix is to be told is written with what happened, and gone only with what it confirms. */
export function messageContract(open: OpenStore): void {
  it('has a message for each event that Netflix has to know of, under the event’s id and with what it says', async () => {
    const { cytel, clock } = await openWorld(open, TOLD);
    await cytel.promotes('SPRING');
    const { customer, token } = await cytel.registers('B-1', { promotionCode: 'SPRING' });
    await cytel.signsUp(existing(token).value);
    const anna = existing(customer);
    const { charges } = await cytel.receives([cytel.receipt(anna)]);
    await cytel.settles();
    await cytel.suspends(B1);
    await cytel.unsuspends(B1);
    await cytel.terminates(B1);
    const told = await tellEverything(cytel);
    const common = {
      netflixCustomerIdentifier: anna.netflixCustomerIdentifier,
      subscriptionNumber: 'S00000001',
      at: clock.now(),
    };
    expect(told.map(({ message: { number: _, ...message } }) => message)).toEqual([
      {
        ...common,
        kind: 'HAND_OVER_TOKEN',
        tokenHash: hashOfSecret(existing(token).value),
        expiresOn: existing(token).expiresOn,
        currency: 'EUR',
        promotionCode: 'SPRING',
        sandboxScenario: null,
      },
      {
        ...common,
        kind: 'TELL_OUTCOME',
        netflixChargeIdentifier: charges[0]?.netflixChargeIdentifier,
        outcome: 'APPROVED',
      },
      { ...common, kind: 'SUSPEND' },
      { ...common, kind: 'UNSUSPEND' },
      { ...common, kind: 'TERMINATE' },
    ]);
    expect(new Set(told.map(({ message }) => message.number)).size).toBe(5);
    expect(told.map(({ id }) => id)).toEqual(await idsOfTellingEvents(cytel));
    expect(told.map((due) => due.billingSystemCustomerIdentifier)).toEqual(Array(5).fill('B-1'));
  });

  it('has none of a dry run, of a rule that throws, or where Netflix is not told', async () => {
    const { cytel } = await openWorld(open, TOLD);
    await cytel.registers('B-1', {}, DRY);
    const about = { billingSystemCustomerIdentifier: 'B-1', promotionCode: null };
    await expect(cytel.store.register(about, fail, DOING)).rejects.toThrow('on purpose');
    expect(await cytel.store.netflix.backlog()).toEqual({ waiting: 0, oldestWaitingOn: null });
    const { cytel: untold } = await openWorld(open);
    await untold.subscribes('B-1');
    expect(await untold.store.netflix.backlog()).toEqual({ waiting: 0, oldestWaitingOn: null });
  });

  it('says how many wait and since when', async () => {
    const { cytel, clock } = await openWorld(open, TOLD);
    const begun = clock.now();
    await cytel.registers('B-1');
    clock.move(HOUR);
    await cytel.registers('B-2');
    const { netflix } = cytel.store;
    expect(await netflix.backlog()).toEqual({ waiting: 2, oldestWaitingOn: begun });
    await netflix.told((await dueIn(cytel))[0]?.id ?? 0, confirm, BY_NETFLIX);
    expect(await netflix.backlog()).toEqual({ waiting: 1, oldestWaitingOn: begun + HOUR });
  });

  it('offers the first message of each subscription only, the oldest first, and as many as are wanted', async () => {
    const { cytel } = await openWorld(open, TOLD);
    for (const name of ['B-1', 'B-2', 'B-3']) {
      await cytel.subscribes(name);
      await cytel.suspends(byIdentifier(name));
    }
    const due = await dueIn(cytel);
    expect(due.map(({ message }) => [message.kind, message.subscriptionNumber])).toEqual([
      ['HAND_OVER_TOKEN', 'S00000001'],
      ['HAND_OVER_TOKEN', 'S00000002'],
      ['HAND_OVER_TOKEN', 'S00000003'],
    ]);
    expect(await dueIn(cytel, 2)).toEqual(due.slice(0, 2));
    await cytel.store.netflix.told(due[1]?.id ?? 0, confirm, BY_NETFLIX);
    expect((await dueIn(cytel)).map(({ message }) => [message.kind, message.subscriptionNumber])).toEqual([
      ['HAND_OVER_TOKEN', 'S00000001'],
      ['SUSPEND', 'S00000002'],
      ['HAND_OVER_TOKEN', 'S00000003'],
    ]);
  });

  it('keeps what was postponed, and what comes behind it, until its time and not longer', async () => {
    const { cytel, clock } = await openWorld(open, TOLD);
    const now = clock.now();
    await cytel.registers('B-1');
    await cytel.terminates(B1);
    await cytel.registers('B-2');
    const { netflix } = cytel.store;
    const [first, second] = await dueIn(cytel);
    await netflix.postpone(first?.id ?? 0, now + SECOND, 'Gone.');
    expect(await netflix.due(now, 10)).toEqual([second]);
    expect(await netflix.due(now + SECOND - 1, 10)).toEqual([second]);
    expect(await netflix.due(now + SECOND, 10)).toEqual([{ ...first, attempts: 1 }, second]);
    await netflix.postpone(first?.id ?? 0, now + MINUTE, 'Gone.');
    expect(await netflix.due(now + MINUTE, 10)).toEqual([{ ...first, attempts: 2 }, second]);
    expect(await netflix.backlog()).toMatchObject({ waiting: 3 });
  });

  it('writes what Netflix confirms as the message goes, both or neither', async () => {
    const { cytel } = await openWorld(open, TOLD);
    await cytel.subscribes('B-1');
    await tellEverything(cytel);
    await cytel.suspends(B1);
    const { netflix } = cytel.store;
    const [due] = await dueIn(cytel);
    const before = await eventsOf(cytel);
    await expect(netflix.told(existing(due).id, fail, BY_NETFLIX)).rejects.toThrow('on purpose');
    expect([await dueIn(cytel), await eventsOf(cytel)]).toEqual([[due], before]);
    expect(await netflixStateIn(cytel)).toBe('EFFECTIVE');
    await netflix.told(existing(due).id, confirm, BY_NETFLIX);
    expect(await dueIn(cytel)).toEqual([]);
    expect(await netflixStateIn(cytel)).toBe('NOT_EFFECTIVE');
    expect((await eventsOf(cytel)).slice(before.length)).toMatchObject([
      { type: 'NETFLIX_CONFIRMED', actor: 'netflix' },
    ]);
  });

  it('tells of the oldest 50 of each customer where that stands', async () => {
    const { cytel } = await openWorld(open, TOLD);
    const customer = await cytel.subscribes('B-1');
    for (let n = 0; n < 30; n += 1) {
      await cytel.suspends(B1);
      await cytel.unsuspends(B1);
    }
    const { customer: other } = await cytel.registers('B-2');
    const standings = await cytel.store.standings([customer.id, existing(other).id]);
    const kinds = standings.map((standing) => existing(standing).untold.map(({ kind }) => kind));
    expect(kinds.map(({ length }) => length)).toEqual([50, 1]);
    expect(kinds[0]?.slice(0, 3)).toEqual(['HAND_OVER_TOKEN', 'SUSPEND', 'UNSUSPEND']);
  });

  it('keeps a message of which it is only asked what would happen', async () => {
    const { cytel, clock } = await openWorld(open, TOLD);
    await cytel.registers('B-1');
    const { netflix } = cytel.store;
    const due = await dueIn(cytel);
    const id = existing(due[0]).id;
    await netflix.told(id, confirm, DRY);
    await netflix.park(id, { on: clock.now(), reason: 'No.' }, (facts) => refuse('No.', facts), DRY);
    expect(await dueIn(cytel)).toEqual(due);
  });

  it('is told once that a message has gone, or is parked, by however many at once', async () => {
    const { cytel, clock } = await openWorld(open, TOLD);
    await cytel.registers('B-1');
    await cytel.registers('B-2');
    const { netflix } = cytel.store;
    const [one, other] = (await dueIn(cytel)).map(({ id }) => id);
    await Promise.all([1, 2, 3].map(() => netflix.told(one ?? 0, confirm, BY_NETFLIX)));
    await netflix.told(one ?? 0, fail, BY_NETFLIX);
    const on = clock.now();
    await netflix.told(other ?? 0, confirm, BY_NETFLIX);
    await netflix.park(other ?? 0, { on, reason: 'Late.' }, fail, BY_NETFLIX);
    const types = (await eventsOf(cytel)).map(({ type }) => type);
    expect(types.filter((type) => type === 'NETFLIX_CONFIRMED')).toHaveLength(2);
    expect(await netflix.countParkedMessages()).toBe(0);
  });

  it('parks what was refused with its reason, both with its event or neither, and lets what comes behind it go on', async () => {
    const { cytel, clock } = await openWorld(open, TOLD);
    await cytel.registers('B-1');
    await cytel.terminates(B1);
    const { netflix } = cytel.store;
    const id = existing((await dueIn(cytel))[0]).id;
    const refusal = { on: clock.now(), reason: 'Not today.' };
    await expect(netflix.park(id, refusal, fail, BY_NETFLIX)).rejects.toThrow('on purpose');
    expect([await netflix.countParkedMessages(), await netflix.backlog()]).toMatchObject([0, { waiting: 2 }]);
    await parks(cytel, id, refusal);
    expect((await dueIn(cytel)).map(({ message }) => message.kind)).toEqual(['TERMINATE']);
    expect(await netflix.parkedMessages(ALL)).toMatchObject({
      rows: [
        {
          ...{ id, kind: 'HAND_OVER_TOKEN', subscriptionId: cytel.nth(1) },
          ...{ parkedOn: refusal.on, reason: 'Not today.' },
        },
      ],
      more: false,
    });
    expect(await netflix.countParkedMessages()).toBe(1);
    expect(await netflix.backlog()).toMatchObject({ waiting: 1 });
    expect((await eventsOf(cytel)).at(-1)).toMatchObject({ type: 'NETFLIX_REFUSED' });
  });

  it('lists what is parked in pages, the oldest first', async () => {
    const { cytel, clock } = await openWorld(open, TOLD);
    for (let n = 1; n <= 5; n += 1) await cytel.registers(`B-${String(n)}`);
    const ids = (await dueIn(cytel)).map(({ id }) => id);
    for (const id of ids.toReversed()) await parks(cytel, id, { on: clock.now(), reason: 'No.' });
    const { parkedMessages } = cytel.store.netflix;
    const page = async (query: object) => {
      const { rows, more } = await parkedMessages({ ...ALL, size: 2, ...query });
      return [rows.map(({ id }) => ids.indexOf(id)), more];
    };
    expect(await page({})).toEqual([[0, 1], true]);
    expect(await page({ after: ids[1] })).toEqual([[2, 3], true]);
    expect(await page({ after: ids[3] })).toEqual([[4], false]);
    expect(await page({ fromEnd: true })).toEqual([[3, 4], true]);
    expect(await page({ fromEnd: true, before: ids[1] })).toEqual([[0], false]);
    expect(await page({ newestFirst: true, after: ids[2] })).toEqual([[1, 0], false]);
  });

  it('sends what somebody retries as if for the first time, once, and in its old place', async () => {
    const { cytel, clock } = await openWorld(open, TOLD);
    await cytel.registers('B-1');
    await cytel.terminates(B1);
    const { netflix } = cytel.store;
    const due = existing((await dueIn(cytel))[0]);
    await netflix.postpone(due.id, clock.now(), 'Gone.');
    await parks(cytel, due.id, { on: clock.now(), reason: 'No.' });
    const retried = await Promise.all(
      [1, 2].map(() => netflix.retryMessages([due.id, cytel.nth(999)], clock.now() + 1)),
    );
    expect(retried.flat()).toEqual([due.id]);
    expect(await netflix.countParkedMessages()).toBe(0);
    expect(await netflix.due(clock.now(), 10)).toEqual([]);
    expect(await netflix.due(clock.now() + 1, 10)).toEqual([due]);
  });

  it('forgets what was parked about a state that Netflix has left since, and no outcome of a charge', async () => {
    const { cytel, clock } = await openWorld(open, TOLD);
    const anna = await cytel.subscribes('B-1');
    const { charges } = await cytel.receives([cytel.receipt(anna)]);
    await cytel.decides('ACCEPTED', [item(existing(charges[0]), anna)]);
    await cytel.settles();
    await cytel.suspends(B1);
    await cytel.unsuspends(B1);
    for (
      let due = await dueIn(cytel);
      due[0] && due[0].message.kind !== 'UNSUSPEND';
      due = await dueIn(cytel)
    )
      await parks(cytel, due[0].id, { on: clock.now(), reason: 'No.' });
    const { netflix } = cytel.store;
    const parked = async () => (await netflix.parkedMessages(ALL)).rows.map(({ kind }) => kind);
    expect(await parked()).toEqual(['HAND_OVER_TOKEN', 'TELL_OUTCOME', 'SUSPEND']);
    await tellEverything(cytel);
    expect(await parked()).toEqual(['TELL_OUTCOME']);
  });

  it('is each operator’s own, whichever way a message is named', async () => {
    const { cytel, pantel, clock } = await openWorld(open, TOLD);
    await cytel.registers('B-1');
    await cytel.registers('B-2');
    const [one, other] = await dueIn(cytel);
    await parks(cytel, existing(other).id, { on: clock.now(), reason: 'No.' });
    const { netflix: theirs } = pantel.store;
    const ids = [existing(one).id, existing(other).id];
    for (const id of ids) {
      await theirs.told(id, fail, BY_NETFLIX);
      await theirs.park(id, { on: clock.now(), reason: 'Theirs.' }, fail, BY_NETFLIX);
      await theirs.postpone(id, clock.now() + HOUR, 'Theirs.');
    }
    expect(await theirs.retryMessages(ids, clock.now())).toEqual([]);
    expect(await theirs.due(clock.now(), 10)).toEqual([]);
    expect(await theirs.backlog()).toEqual({ waiting: 0, oldestWaitingOn: null });
    expect([await theirs.parkedMessages(ALL), await theirs.countParkedMessages()]).toEqual([
      { rows: [], more: false },
      0,
    ]);
    expect(await dueIn(cytel)).toEqual([one]);
    expect((await cytel.store.netflix.parkedMessages(ALL)).rows).toMatchObject([{ reason: 'No.' }]);
  });

  it('delivers in order for each subscription while others write, and still does when it is opened again', async () => {
    const { cytel, reopened, store } = await openWorld(open, TOLD);
    const names = Array.from({ length: 12 }, (_, n) => `B-${String(n + 1)}`);
    const writing = names.map(async (name) => {
      await cytel.subscribes(name);
      await cytel.suspends(byIdentifier(name));
      await cytel.unsuspends(byIdentifier(name));
    });
    const told = await tellEverything(cytel);
    await Promise.all(writing);
    told.push(...(await tellEverything(cytel)));
    await Promise.all(names.map((name) => cytel.terminates(byIdentifier(name))));
    expect(store.of(cytel.operator.id).operatorId).toBe(cytel.operator.id);
    told.push(...(await tellEverything({ store: (await reopened()).of(cytel.operator.id) })));
    const bySubscription = Map.groupBy(told, ({ message }) => message.subscriptionNumber);
    expect(bySubscription.size).toBe(12);
    for (const messages of bySubscription.values()) {
      expect(messages.map(({ message }) => message.kind)).toEqual([
        ...['HAND_OVER_TOKEN', 'SUSPEND', 'UNSUSPEND', 'TERMINATE'],
      ]);
    }
  });
}

const LATER = Number.MAX_SAFE_INTEGER;

function dueIn({ store }: Pick<Telecom, 'store'>, limit = 10): Promise<DueMessage[]> {
  return store.netflix.due(LATER, limit);
}

/** Tells everything that waits, as Netflix would have it; answers what it was, in that order. */
async function tellEverything(telecom: Pick<Telecom, 'store'>): Promise<DueMessage[]> {
  const told: DueMessage[] = [];
  for (let due = await dueIn(telecom); due.length > 0; due = await dueIn(telecom)) {
    for (const { id } of due) await telecom.store.netflix.told(id, confirm, BY_NETFLIX);
    told.push(...due);
  }
  return told;
}

function parks({ store }: Telecom, id: number, refusal: { readonly on: number; readonly reason: string }) {
  return store.netflix.park(id, refusal, (facts) => refuse(refusal.reason, facts), BY_NETFLIX);
}

async function eventsOf({ store }: Telecom) {
  return (await store.eventPage(ALL)).rows;
}

async function idsOfTellingEvents(telecom: Telecom): Promise<number[]> {
  const events = await eventsOf(telecom);
  return events.filter(({ type }) => messageKindOf({ type, ended: null }) !== null).map(({ id }) => id);
}

async function netflixStateIn({ store }: Telecom) {
  const [page] = await store.subscriptionPages({ of: 'operator' }, ALL, {});
  return page?.rows[0]?.netflixState;
}
