import { faultOf } from '../faults.ts';
import { isObject } from '../json.ts';
import { differencesBetween, type Difference, type Outcome } from './comparison.ts';
import type { Logged } from './logged.ts';
import type { Call } from './method.ts';
import { METHODS } from './methods.ts';
import type { Numbers } from './numbers.ts';
import { Refused } from './refusals.ts';

/**
 * Does what a logged call asked for, and compares the answers; `numbers` learns from both. Null for calls to log in or out: whoever
 * replays has no passwords.
 */
export async function replay(
  { verb, path, given, response }: Logged,
  call: Call,
  numbers: Numbers,
): Promise<readonly Difference[] | null> {
  const method = METHODS.find((one) => one.path === path && one.verb === verb);
  if (!method) {
    const explanation = `The gateway has no method ${verb} ${path}.`;
    return [{ kind: 'NO_SUCH_METHOD', place: 'path', old: path, here: null, explanation }];
  }
  if (method.scope === null) return null;
  const asked = numbers.inOurs(given);
  const here = await outcomeOf(() => method.prepare(isObject(asked) ? asked : given).answer(call));
  if (response.code === 'OK' && here.code === 'OK') numbers.learn(response.data, here.data);
  const old = { code: response.code, data: numbers.inOurs(response.data) };
  return differencesBetween(old, here, path.endsWith('/create'));
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
