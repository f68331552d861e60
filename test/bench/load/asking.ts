import { LOAD_CORE, messageOf, startOn } from '../pinned.ts';
import type { FromLoad, Learned, Run, RunResult, ToLearn, ToLoad } from './messages.ts';

/** The process that asks, seen from here. */
export interface Asking {
  /** Reads what can be asked of a database, which must not be one that is written to. */
  prepare: (file: string) => Promise<void>;
  learn: (target: ToLearn) => Promise<Learned>;
  run: (run: Run) => Promise<RunResult>;
  stop: () => void;
}

/** Starts the process that asks, on a core of its own. */
export function startAsking(): Asking {
  const child = startOn(LOAD_CORE, ['load/main.ts']);
  const ask = async (message: ToLoad): Promise<FromLoad> => {
    const next = messageOf(child);
    child.send(message);
    const answer = (await next) as FromLoad; // what load/main.ts sends
    if ('failure' in answer) throw new Error(answer.failure);
    return answer;
  };
  return {
    prepare: async (file) => {
      await ask({ task: 'prepare', file });
    },
    learn: async (target) => {
      const answer = await ask({ ...target, task: 'learn' });
      if ('learned' in answer) return answer.learned;
      throw new Error('Expected what was learned.');
    },
    run: async (run) => {
      const answer = await ask({ ...run, task: 'run' });
      if ('result' in answer) return answer.result;
      throw new Error('Expected the result of a run.');
    },
    stop: () => child.disconnect(),
  };
}
