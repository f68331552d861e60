import { randomUUID } from 'node:crypto';

import type { Logger } from 'pino';

import { settleCharges } from '../charges/rules/settlement.ts';
import type { Clock } from '../clock.ts';
import type { Operator } from '../operators/operator.ts';
import { StoreBusy, type OperatorStore, type Store } from '../store/store.ts';
import { MINUTE, SECOND, type Instant } from '../time.ts';
import { delivererTo } from './delivery.ts';
import { fetcherFrom } from './fetching.ts';
import type { Netflix } from './port.ts';

/** Tells Netflix what it has still to be told, brings back what is new, and settles the charges that are due. */
export interface Courier {
  /** One round over every operator, settling included; rounds do not overlap, whoever asks. */
  readonly run: () => Promise<void>;
  /** Has every exchange to itself from now on; whoever had it leaves it alone within half a minute. */
  readonly takeOver: () => Promise<void>;
  /** Runs in rounds from now on. */
  readonly start: () => void;
  /** Waits for the running round to end. */
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

/** How long a gateway has an operator's exchange to itself; another takes over when it dies. */
const HELD = 60 * SECOND;
/** Milliseconds in which several writes become one round. */
const SOON = 20;
const MOST_SETTLED = 1_000;
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
  pause = SECOND,
}: CourierOptions): Courier {
  const holder = randomUUID();
  const heldUntil = new Map<number, Instant>();
  let running: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isStopped = false;
  let isWoken = false;

  const settle: Errand = async (_operator, own, mayGoOn) => {
    while ((await own.countDueCharges()) > 0 && (await mayGoOn())) {
      const { processed } = await own.settleCharges(MOST_SETTLED, settleCharges, BY_TIMER);
      if (processed === 0) return;
    }
  };
  const exchange: readonly Paced[] = netflix
    ? [
        { errand: delivererTo({ netflix, isSandbox, wallClock, logger }), every: 0 },
        // Not whenever something is written: Netflix would be asked as often as the gateway is.
        { errand: fetcherFrom({ netflix, clock, wallClock }), every: pause },
      ]
    : [];
  const all: readonly Paced[] = [...exchange, { errand: settle, every: BETWEEN_SETTLEMENTS }];
  const doneOn = new Map(all.map(({ errand }) => [errand, wallClock()]));
  const wanted = new Set<Errand>();

  const round = async () => {
    if (isStopped) return;
    const errands = all.map(({ errand }) => errand).filter((errand) => wanted.has(errand));
    wanted.clear();
    for (const errand of errands) doneOn.set(errand, wallClock());
    await beforeRound?.();
    for (const operator of await store.operators()) await tend(operator, errands);
  };

  // What goes wrong with one errand or operator leaves the others alone.
  const tend = async (operator: Operator, errands: readonly Errand[]) => {
    const own = store.of(operator.id);
    const mayGoOn = async () => !isStopped && (await isOurs(own));
    for (const errand of errands) {
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

  // Held on to from round to round, and renewed in good time: an idle gateway writes next to nothing.
  const isOurs = async (own: OperatorStore): Promise<boolean> => {
    const now = wallClock();
    return (heldUntil.get(own.operatorId) ?? 0) - now > HELD / 2 || (await hold(own, now));
  };

  const hold = async (own: OperatorStore, unlessHeldBeyond: Instant): Promise<boolean> => {
    const until = wallClock() + HELD;
    const isHeld = await own.netflix.hold(holder, unlessHeldBeyond, until);
    heldUntil.set(own.operatorId, isHeld ? until : 0);
    return isHeld;
  };

  // A round that runs already may have begun too early for whoever asks now.
  const run = async (paced = all) => {
    for (const { errand } of paced) wanted.add(errand);
    await running;
    running ??= round().finally(() => {
      running = null;
    });
    await running;
  };

  const next = (after: number) => {
    if (timer) clearTimeout(timer);
    if (isStopped) return;
    timer = setTimeout(() => {
      isWoken = false;
      run(all.filter(({ errand, every }) => wallClock() - (doneOn.get(errand) ?? 0) >= every))
        .catch((error: unknown) => {
          logger.error({ err: error }, 'The courier met a fault.');
        })
        .finally(() => {
          next(isWoken ? SOON : pause);
        });
    }, after);
    timer.unref();
  };

  // What has just been written is told at once rather than with the next round.
  const wake = () => {
    if (timer === null || isWoken) return;
    isWoken = true;
    if (!running) next(SOON);
  };

  return {
    run: () => run(),
    takeOver: async () => {
      for (const { id } of await store.operators()) await hold(store.of(id), Number.MAX_SAFE_INTEGER);
    },
    start: () => {
      if (netflix) store.onWritten(wake);
      next(pause);
    },
    stop: async () => {
      isStopped = true;
      if (timer) clearTimeout(timer);
      // Whoever asked for the round is told of its fault.
      await running?.catch(() => undefined);
      for (const [operatorId, until] of heldUntil)
        if (until > 0) await store.of(operatorId).netflix.letGo(holder);
    },
  };
}
