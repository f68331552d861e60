import type { Worker } from 'node:cluster';

import type { Fellows } from './fellows.ts';
import { SOON, type Begun, type FromWorker, type News, type ToWorker } from './messages.ts';
import type { Shared } from './shared.ts';

/** The other workers, as this one knows them: whatever it tells goes through the process that started all of them. */
export function fellowsOf(self: Worker): Fellows {
  const hear = (listener: (message: ToWorker) => void) => void self.on('message', listener);
  const shared = <Said>(about: News['about']): Shared<Said> => ({
    tellSoon: (said) => {
      setTimeout(() => tell(self, { news: [{ about, said: said() }] }), SOON).unref();
    },
    onNews: (listener) => {
      hear((message) => {
        if (!('news' in message)) return;
        for (const news of message.news) if (news.about === about) listener(news.said as Said); // what another worker tells of the same matter
      });
    },
  });
  return {
    spending: shared('spending'),
    logIns: shared('logIns'),
    tellFigures: (figures) => {
      hear((message) => {
        if (!('asked' in message)) return;
        figures().then(
          (told) => tell(self, { figures: told }),
          (error: unknown) => tell(self, { withoutFigures: String(error) }),
        );
      });
    },
    mayBeLeft: () =>
      new Promise((resolve) => {
        hear((message) => {
          if ('mayBeLeft' in message) resolve();
        });
        tell(self, { takesNoMore: true });
      }),
  };
}

/** Tells that this worker answers. */
export function tellBegun(self: Worker, begun: Begun): void {
  tell(self, { begun });
}

// Without the process that started it a worker ends, so nobody has to know that it was not told.
function tell(self: Worker, message: FromWorker): void {
  self.send(message, () => undefined);
}
