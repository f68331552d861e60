import type { Worker } from 'node:cluster';

import { countedIn, together, type Figures } from '../monitoring/metrics.ts';
import type { FromWorker, ToWorker } from './messages.ts';

/**
 * The figures of all workers. What one had counted when it was last asked stays among them after its end: to whoever draws graphs, a sum that
 * falls is one that began anew.
 */
export function figuresAmong(workers: ReadonlySet<Worker>): () => Promise<readonly Figures[]> {
  const latest = new Map<Worker, Figures>();
  let ofThoseThatEnded: Figures = [];
  return async () => {
    await Promise.all(
      Array.from(workers, async (worker) => {
        const figures = await figuresOf(worker);
        if (figures !== null) latest.set(worker, figures);
      }),
    );
    for (const [worker, figures] of latest) {
      if (workers.has(worker)) continue;
      latest.delete(worker);
      ofThoseThatEnded = together([ofThoseThatEnded, countedIn(figures)]);
    }
    return [...latest.values(), ofThoseThatEnded];
  };
}

/** The figures of a worker; null when it ends before it tells them. */
function figuresOf(worker: Worker): Promise<Figures | null> {
  return new Promise((resolve, reject) => {
    const hear = (message: FromWorker) => {
      if ('figures' in message) end(() => resolve(message.figures));
      if ('withoutFigures' in message) end(() => reject(new Error(message.withoutFigures)));
    };
    const leave = () => end(() => resolve(null));
    const end = (settle: () => void) => {
      worker.off('message', hear);
      worker.off('exit', leave);
      settle();
    };
    worker.on('message', hear);
    worker.on('exit', leave);
    worker.send({ asked: 'figures' } satisfies ToWorker, () => undefined);
  });
}
