import { openStore } from '../storage.ts';
import { aheadOf, type Clock } from '../clock.ts';
import { loadStorageConfig } from '../config.ts';
import { keptOffset } from '../netflix/sandbox/time.ts';
import type { OperatorStore, Store } from '../store/store.ts';
import { CommandEnded, EXIT, type Terminal } from './terminal.ts';

/** Opens the database of the settings for some work, with the domain time that it is there, and closes it whatever becomes of that. */
export async function withStore<T>(
  terminal: Terminal,
  work: (store: Store, clock: Clock) => Promise<T>,
): Promise<T> {
  const { clock, setOffset } = aheadOf(terminal.clock);
  const store = openStore(loadStorageConfig(terminal.env), { clock });
  try {
    setOffset(await keptOffset(store));
    return await work(store, clock);
  } finally {
    store.close();
  }
}

/** The same for the share of one operator; ends the command when there is none with that code. */
export async function withOperator<T>(
  terminal: Terminal,
  code: string,
  work: (store: OperatorStore, clock: Clock) => Promise<T>,
): Promise<T> {
  return withStore(terminal, async (store, clock) =>
    work(store.of((await operatorNamed(code, store)).id), clock),
  );
}

/** The operator with that code; ends the command when there is none. */
export async function operatorNamed(code: string, store: Store) {
  const operator = await store.operatorByCode(code);
  if (operator) return operator;
  const known = (await store.operators()).map((one) => one.code);
  const hint =
    known.length === 0 ? 'Add it with the command operator create.' : `There are: ${known.join(', ')}.`;
  throw new CommandEnded(EXIT.unusable, `There is no operator ${code}. ${hint}`);
}

/** Ends the command with what the business said no to; returns when it did not. */
export function refuseAny(problems: readonly { readonly message: string }[]): void {
  if (problems.length > 0)
    throw new CommandEnded(EXIT.refused, problems.map(({ message }) => message).join('\n'));
}
