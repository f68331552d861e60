import cluster, { type Worker } from 'node:cluster';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { destination, type Logger } from 'pino';

import type { Config } from '../config.ts';
import { stopListening } from '../http/listening.ts';
import { begunToListen } from '../listening.ts';
import { loggerOf } from '../monitoring/logger.ts';
import { scrapedServer } from '../monitoring/scraping.ts';
import { MINUTE, SECOND } from '../time.ts';
import { passOn, type Outlet } from './lines.ts';
import type { Begun, FromWorker, ToWorker } from './messages.ts';
import { relayBetween } from './relay.ts';

/** The first and the longest pause before another worker takes the place of one that ended; each is twice as long as the one before. */
const FIRST_PAUSE = SECOND / 10;
const LONGEST_PAUSE = 30 * SECOND;

/** Whoever lived that long does not count as one that cannot live. */
const LONG_LIFE = MINUTE;

const PROGRAM = fileURLToPath(new URL('../start.mjs', import.meta.url));

export interface Watching {
  readonly count: number;
  readonly config: Config;
  /** Aborts when all of them shall stop. */
  readonly stopping: AbortSignal;
  /** Says that the gateway answers. */
  readonly announce: (begun: Begun, logger: Logger) => void;
}

/** How a process ended: one of them is null. */
export interface End {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/**
 * Lets several processes answer behind one port until they shall stop, and puts another in the place of each that ends before. Answers with the
 * end of the first one if that cannot begin, which has told why, and else with null. Throws `CannotStart`.
 */
export async function watchWorkers({ count, config, stopping, announce }: Watching): Promise<End | null> {
  const outlet = destination({ sync: false });
  const logger = loggerOf(config, { outlet });
  const answering = new Set<Worker>();
  const closing = new Set<Worker>();
  const relay = relayBetween(answering);
  const scraped = await scrapedFrom(answering, config, logger);
  cluster.setupPrimary({ exec: PROGRAM, args: ['serve'], stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });

  const letLeave = () => {
    const isOneOpen = [...answering].some((worker) => !closing.has(worker));
    if (stopping.aborted && isOneOpen) return;
    for (const worker of closing) worker.send({ mayBeLeft: true } satisfies ToWorker, () => undefined);
  };

  const start = () => {
    const worker = cluster.fork();
    const begun = new Promise<Begun | null>((resolve) => {
      worker.on('message', (message: FromWorker) => {
        relay(worker, message);
        if ('begun' in message) {
          answering.add(worker);
          resolve(message.begun);
        }
        if ('takesNoMore' in message) {
          closing.add(worker);
          letLeave();
        }
      });
      worker.on('exit', () => {
        answering.delete(worker);
        closing.delete(worker);
        letLeave();
        resolve(null);
      });
    });
    return { worker, begun, ended: endOf(worker, outlet) };
  };

  /** Keeps one place filled. */
  const keep = async (first = start()) => {
    let pause = FIRST_PAUSE;
    for (let { worker, ended } = first; ; { worker, ended } = start()) {
      const since = performance.now();
      const end = await ended;
      if (stopping.aborted) return;
      if (performance.now() - since > LONG_LIFE) pause = FIRST_PAUSE;
      logger.error(
        { worker: worker.process.pid, ...end, pause },
        'A worker ended unexpectedly; another takes its place.',
      );
      const isOver = await sleep(pause, false, { signal: stopping }).catch(() => true);
      if (isOver) return;
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    }
  };

  const stop = () => {
    // Told twice, as by a terminal that tells every process, a worker stops no faster.
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGTERM');
  };
  stopping.addEventListener('abort', stop);
  try {
    // It alone creates, migrates and seeds the database.
    const first = start();
    if (stopping.aborted) stop();
    const begun = await first.begun;
    if (begun === null) {
      const end = await first.ended;
      return stopping.aborted ? null : end;
    }
    announce(begun, logger);
    const others = stopping.aborted ? [] : Array.from({ length: count - 1 }, () => keep());
    await Promise.all([keep(first), ...others]);
    return null;
  } finally {
    if (scraped) await stopListening(scraped, 0);
    await new Promise<void>((resolve) => outlet.flush(() => resolve()));
  }
}

async function endOf(worker: Worker, outlet: Outlet): Promise<End> {
  const { stdout } = worker.process;
  const ended = new Promise<End>((resolve) => {
    worker.on('exit', (exitCode: number | null, signal: string | null) => resolve({ exitCode, signal }));
    // Of one that could not be started, there is nothing else.
    worker.on('error', () => {
      if (worker.process.pid === undefined) resolve({ exitCode: null, signal: null });
    });
  });
  const [end] = await Promise.all([ended, stdout && passOn(stdout, outlet)]);
  return end;
}

async function scrapedFrom(answering: ReadonlySet<Worker>, config: Config, logger: Logger) {
  if (config.metrics === null) return null;
  // Neither is loaded unless it is asked for.
  const { handlerOfAll } = await import('../monitoring/metrics.ts');
  const { figuresAmong } = await import('./figures.ts');
  const server = scrapedServer(handlerOfAll(figuresAmong(answering)), logger, config);
  await begunToListen(server, config.metrics, 'METRICS_');
  return server;
}
