import { faultOf } from '../faults.ts';
import { differencesBetween, type Difference, type Outcome } from './comparison.ts';
import type { Logged } from './logged.ts';
import type { Call } from './method.ts';
import { METHODS } from './methods.ts';
import { Refused } from './refusals.ts';

/** Does what a logged call asked for, and compares the answers. Null for calls to log in or out: whoever replays has no passwords. */
export async function replay(logged: Logged, call: Call): Promise<readonly Difference[] | null> {
  const { verb, path, given, response } = logged;
  const method = METHODS.find((one) => one.path === path && one.verb === verb);
  if (!method) return [{ place: 'path', explanation: `The gateway has no method ${verb} ${path}.` }];
  if (method.scope === null) return null;
  const here = await outcomeOf(() => method.prepare(given).answer(call));
  return differencesBetween(response, here, path.endsWith('/create'));
}

async function outcomeOf(answer: () => Promise<unknown>): Promise<Outcome> {
  try {
    const data: unknown = JSON.parse(JSON.stringify(await answer()));
    return { code: 'OK', message: '', data };
  } catch (error) {
    const told = error instanceof Refused ? error : faultOf(error);
    if (!told) throw error;
    return { code: told.code, message: told.message, data: {} };
  }
}
