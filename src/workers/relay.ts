import type { Worker } from 'node:cluster';

import { SOON, type FromWorker, type News, type ToWorker } from './messages.ts';

/** Tells each worker what the others tell; what comes within a moment goes on together. */
export function relayBetween(workers: ReadonlySet<Worker>) {
  let untold: { readonly from: Worker; readonly news: readonly News[] }[] = [];
  const tellAll = () => {
    const told = untold;
    untold = [];
    for (const worker of workers) {
      const news = told.flatMap(({ from, news }) => (from === worker ? [] : news));
      // One that is ending need not know.
      if (news.length > 0) worker.send({ news } satisfies ToWorker, () => undefined);
    }
  };
  return (from: Worker, message: FromWorker) => {
    if (!('news' in message)) return;
    if (untold.push({ from, news: message.news }) === 1) setTimeout(tellAll, SOON).unref();
  };
}
