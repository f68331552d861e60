import { setTimeout as sleep } from 'node:timers/promises';

import type { Answer, Handler } from '../http/request.ts';
import { StorageFull, StoreBusy, StoreReadOnly, type Store } from '../store/store.ts';
import type { OpenMessages } from './backlog.ts';

/** Milliseconds in which the database has to have read and written. */
const DEADLINE = 1_000;
/** Milliseconds for which an answer is good, so that nobody can keep the database busy by asking. */
const GOOD_FOR = 1_000;

/** What keeps the gateway from working: a word for programs. */
type Obstacle = 'STOPPING' | 'MIGRATIONS' | 'BUSY' | 'TOO_SLOW' | 'STORAGE_FULL' | 'READ_ONLY' | 'DATABASE';

interface HealthOptions {
  readonly store: Pick<Store, 'probe'>;
  readonly backlog: () => Promise<OpenMessages>;
  readonly isStopping: () => boolean;
  readonly deadline?: number;
}

/** The handler that says the process is alive: an answer says it all. */
export const livez: Handler = () => json(200, { status: 'alive' });

/**
 * The handler that says whether requests should be sent here: 200 when the database has just read and written, else 503 and what is in the way.
 * What Netflix has still to be told is there to be seen, and in nobody's way.
 */
export function readyz({ store, backlog, isStopping, deadline = DEADLINE }: HealthOptions): Handler {
  let probing: Promise<Obstacle | null> | null = null;
  let obstacle: Obstacle | null = null;
  let knownUntil = 0;

  // One probe at a time: a second one would only wait for what the first one waits for.
  const probe = () =>
    (probing ??= obstacleOf(store).finally(() => {
      probing = null;
    }));

  const look = async (): Promise<Obstacle | null> => {
    if (isStopping()) return 'STOPPING';
    if (performance.now() < knownUntil) return obstacle;
    const found = await Promise.race([probe(), sleep(deadline, 'TOO_SLOW' as const, { ref: false })]);
    obstacle = found;
    knownUntil = performance.now() + GOOD_FOR;
    return found;
  };

  return async () => {
    const found = await look();
    if (found !== null) return json(503, { status: 'not ready', reason: found });
    const netflix = await backlog().catch(() => null);
    return json(200, { status: 'ready', netflix });
  };
}

async function obstacleOf(store: HealthOptions['store']): Promise<Obstacle | null> {
  try {
    const { lacking } = await store.probe();
    return lacking === 0 ? null : 'MIGRATIONS';
  } catch (error) {
    if (error instanceof StoreBusy) return 'BUSY';
    if (error instanceof StorageFull) return 'STORAGE_FULL';
    if (error instanceof StoreReadOnly) return 'READ_ONLY';
    return 'DATABASE';
  }
}

function json(status: number, body: object): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    body: `${JSON.stringify(body)}\n`,
  };
}
