import type { Logger } from 'pino';

import { MOST_SETTLED } from '../charges/charge.ts';
import { settleCharges } from '../charges/rules/settlement.ts';
import type { Clock } from '../clock.ts';
import type { Operator } from '../operators/operator.ts';
import { StoreBusy, type OperatorStore, type Store } from '../store/store.ts';
import { MINUTE, SECOND } from '../time.ts';
import { delivererTo } from './delivery.ts';
import { fetcherFrom } from './fetching.ts';
import { leasesIn } from './leases.ts';
import type { Netflix } from './port.ts';
import { turnsOf } from './turns.ts';

/** Tells Netflix what it has still to be told, brings back what is new, and settles the charges that are due. */
export interface Courier {
  /** One round over every operator, settling included; an operator is tended once at a time, whoever asks. */
  readonly run: () => Promise<void>;
  /** Has every exchange to itself from now on; whoever had it leaves it alone within half a minute. */
  readonly takeOver: () => Promise<void>;
  /** Runs in rounds from now on. */
  readonly start: () => void;
  /** Waits for what is running to end. */
  readonly stop: () => Promise<void>;
}

export interface CourierOptions {
  readonly store: Store;
  /** Null = nobody is told and nothing comes back; charges are settled all the same. */
  readonly netflix: Netflix | null;
  readonly isSandbox: boolean;
  /** Domain time. */
  readonly clock: Clock;
  readonly wallClock: Clock;
  readonly logger: Logger;
  /** Done before each round. */
  readonly beforeRound?: () => Promise<void>;
  /** Told of each round that begins by the timer. */
  readonly onRound?: (() => void) | undefined;
  /** Milliseconds between two rounds. */
  readonly pause?: number;
}

/** One thing that a round does for an operator; it ends early when it may not go on. */
export type Errand = (
  operator: Operator,
  own: OperatorStore,
  mayGoOn: () => Promise<boolean>,
) => Promise<void>;

/** An errand, and the least milliseconds between two rounds of the timer that run it. */
interface Paced {
  readonly errand: Errand;
  readonly every: number;
}

/** Milliseconds in which several writes become one turn. */
const SOON = 20;
/** How often the timer settles what is due. Decision windows are hours long, and a minute leaves room for whoever settles by hand. */
const BETWEEN_SETTLEMENTS = MINUTE;

const BY_TIMER = { actor: 'timer' };

/**
 * The courier survives a crash at any point: a message is gone only in the transaction that writes what Netflix confirmed, the news cursor
 * moves only after the news is in, and both sides know what they have seen before. Several gateways share the work, an operator each.
 */
export function courierOf({
  store,
  netflix,
  isSandbox,
  clock,
  wallClock,
  logger,
  beforeRound,
  onRound,
  pause = SECOND,
}: CourierOptions): Courier {
  const leases = leasesIn(store, wallClock);
  const beginning = new Set<Promise<unknown>>();
  const woken = new Set<number>();
  let timer: NodeJS.Timeout | null = null;
  let wakeTimer: NodeJS.Timeout | null = null;
  let isStopped = false;

  const settle: Errand = async (_operator, own, mayGoOn) => {
    while ((await own.countDueCharges()) > 0 && (await mayGoOn())) {
      const { processed } = await own.settleCharges(MOST_SETTLED, settleCharges, BY_TIMER);
      if (processed === 0) return;
    }
  };
  const deliver = netflix && delivererTo({ netflix, isSandbox, wallClock, logger });
  const all: readonly Paced[] = [
    ...(deliver ? [{ errand: deliver, every: 0 }] : []),
    // Not whenever something is written: Netflix would be asked as often as the gateway is.
    ...(netflix ? [{ errand: fetcherFrom({ netflix, clock, wallClock }), every: pause }] : []),
    { errand: settle, every: BETWEEN_SETTLEMENTS },
  ];
  const doneOn = new Map(all.map(({ errand }) => [errand, wallClock()]));

  // What goes wrong with one errand or operator leaves the others alone.
  const tend = async (operator: Operator, wanted: ReadonlySet<Errand>) => {
    const own = store.of(operator.id);
    const mayGoOn = async () => !isStopped && (await leases.isOurs(own));
    for (const { errand } of all) {
      if (!wanted.has(errand)) continue;
      try {
        if (await mayGoOn()) await errand(operator, own, mayGoOn);
      } catch (error) {
        // The lock of another process is no fault; the next round comes soon.
        if (error instanceof StoreBusy)
          logger.debug({ operator: operator.code }, 'The courier found the database busy.');
        else logger.error({ operator: operator.code, err: error }, 'The courier met a fault.');
      }
    }
  };

  const turns = turnsOf(tend);

  const tendEach = async (errands: readonly Errand[], operators: () => Promise<readonly Operator[]>) => {
    if (isStopped) return [];
    const begun = operators();
    beginning.add(begun);
    try {
      return (await begun).map((operator) => turns.take(operator, errands));
    } finally {
      beginning.delete(begun);
    }
  };

  const beginRound = (paced: readonly Paced[]) => {
    const errands = paced.map(({ errand }) => errand);
    for (const errand of errands) doneOn.set(errand, wallClock());
    return tendEach(errands, async () => {
      await beforeRound?.();
      return store.operators();
    });
  };

  const noteFault = (error: unknown) => {
    logger.error({ err: error }, 'The courier met a fault.');
  };

  // The next round does not wait for this one: whoever is still busy with it has the next turn after it.
  const next = () => {
    if (isStopped) return;
    timer = setTimeout(() => {
      onRound?.();
      beginRound(all.filter(({ errand, every }) => wallClock() - (doneOn.get(errand) ?? 0) >= every))
        .catch(noteFault)
        .finally(next);
    }, pause);
    timer.unref();
  };

  // What has just been written is told at once rather than with the next round.
  const wake = (operatorId: number) => {
    if (isStopped || deliver === null) return;
    woken.add(operatorId);
    wakeTimer ??= setTimeout(() => {
      wakeTimer = null;
      const ids = [...woken];
      woken.clear();
      tendEach([deliver], () => Promise.all(ids.map((id) => store.of(id).operator()))).catch(noteFault);
    }, SOON).unref();
  };

  return {
    run: async () => {
      await Promise.all(await beginRound(all));
    },
    takeOver: leases.takeAll,
    start: () => {
      store.onWritten(wake);
      next();
    },
    stop: async () => {
      isStopped = true;
      for (const pending of [timer, wakeTimer]) if (pending) clearTimeout(pending);
      // Whoever asked for the round is told of its fault.
      await Promise.allSettled(beginning);
      await turns.over();
      await leases.letGo();
    },
  };
}
