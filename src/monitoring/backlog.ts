import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';
import { SECOND } from '../time.ts';

/** What Netflix has still to be told, over all operators. */
export interface OpenMessages {
  readonly waiting: number;
  /** Since when the oldest waits, in seconds of domain time; null when none waits. */
  readonly oldestSeconds: number | null;
  /** For how many operators Netflix does not answer. */
  readonly unreachable: number;
}

/** How old a count may be, in milliseconds: it is for people and graphs, and takes as long as much is waiting. */
const GOOD_FOR = 10_000;

/** Counts what Netflix has still to be told, now and then. */
export function backlogOf(store: Pick<Store, 'operators' | 'of'>, clock: Clock): () => Promise<OpenMessages> {
  let counted: Promise<OpenMessages> | null = null;
  let countedAt = 0;
  const count = async (): Promise<OpenMessages> => {
    const exchanges = (await store.operators()).map(({ id }) => store.of(id).netflix);
    const backlogs = await Promise.all(exchanges.map((exchange) => exchange.backlog()));
    const links = await Promise.all(exchanges.map((exchange) => exchange.link()));
    const oldest = backlogs.flatMap(({ oldestWaitingOn }) => oldestWaitingOn ?? []);
    return {
      waiting: backlogs.reduce((sum, { waiting }) => sum + waiting, 0),
      unreachable: links.filter(({ failingSince }) => failingSince !== null).length,
      oldestSeconds:
        oldest.length === 0 ? null : Math.max(0, Math.round((clock() - Math.min(...oldest)) / SECOND)),
    };
  };
  return () => {
    if (counted && performance.now() - countedAt < GOOD_FOR) return counted;
    countedAt = performance.now();
    counted = count();
    // The next one who asks counts anew.
    counted.catch(() => (counted = null));
    return counted;
  };
}
