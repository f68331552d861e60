import { DIFFERENCE_KINDS, type Difference, type DifferenceKind } from '../rest/comparison.ts';
import { loggedIn, type Logged } from '../rest/logged.ts';
import { noNumbers, type Numbers } from '../rest/numbers.ts';
import { replay } from '../rest/replay.ts';
import type { OperatorStore } from '../store/store.ts';
import { inputOf } from './input.ts';
import { linesOf } from './lines.ts';
import { settle } from './process.ts';
import type { GoTo } from './scratch.ts';
import { CommandEnded, EXIT, remark, say, type Terminal } from './terminal.ts';

/** What became of some calls. */
export interface Calls {
  calls: number;
  alike: number;
  different: number;
  passedOver: number;
}

/** What a replay has found so far. */
export interface Tally {
  /** By path. */
  readonly methods: Map<string, Calls>;
  readonly counts: Map<DifferenceKind, number>;
  unusable: number;
}

/** Nothing found yet. */
export function emptyTally(): Tally {
  const counts = new Map(DIFFERENCE_KINDS.map((kind) => [kind, 0]));
  return { methods: new Map(), counts, unusable: 0 };
}

/** What a replay takes. */
interface Replaying {
  readonly store: OperatorStore;
  readonly goTo: GoTo;
  readonly tally: Tally;
  readonly terminal: Terminal;
}

/** A line has at most so many bytes: it may hold an answer with a long list. */
const LONGEST_LINE = 16 * 1024 * 1024;

/** Replays a log; tells people and programs, line by line, what differs and what cannot be read, and programs a summary in the end. */
export async function* shadowRows(file: string, replaying: Replaying): AsyncGenerator<object> {
  const { tally, terminal } = replaying;
  const numbers = noNumbers();
  const { chunks, close } = await inputOf(file, terminal);
  try {
    for await (const line of linesOf(chunks, LONGEST_LINE)) {
      if (terminal.stopping.aborted) throw new CommandEnded(EXIT.stopped, 'Stopped before the end.');
      if (line.text?.trim() === '') continue;
      const logged = line.text === null ? { fault: line.fault } : loggedIn(line.text);
      if ('fault' in logged) {
        tally.unusable += 1;
        remark(terminal, `Line ${line.number} cannot be read: ${logged.fault}`);
        yield { kind: 'UNUSABLE_LINE', line: line.number, reason: logged.fault };
        continue;
      }
      for (const { kind, ...difference } of await differencesIn(logged, numbers, replaying)) {
        const { place, explanation } = difference;
        say(terminal, `Line ${line.number}, ${logged.path}, ${place}: ${explanation}`);
        yield { kind, line: line.number, verb: logged.verb, path: logged.path, ...difference };
      }
    }
  } finally {
    close();
  }
  if (terminal.stopping.aborted) throw new CommandEnded(EXIT.stopped, 'Stopped before the end.');
  yield summaryRow(tally);
}

async function differencesIn(
  logged: Logged,
  numbers: Numbers,
  { store, goTo, tally, terminal }: Replaying,
): Promise<readonly Difference[]> {
  const now = goTo(logged.at);
  // As a gateway that runs would have done by then.
  await settle(store, Infinity, terminal.stopping);
  const call = { store, doing: { actor: 'cli:shadow' }, now, signUpAddress: '' };
  const found = await replay(logged, call, numbers);
  const calls = tally.methods.get(logged.path) ?? { calls: 0, alike: 0, different: 0, passedOver: 0 };
  calls.calls += 1;
  if (found === null) calls.passedOver += 1;
  else if (found.length === 0) calls.alike += 1;
  else calls.different += 1;
  tally.methods.set(logged.path, calls);
  for (const { kind } of found ?? []) tally.counts.set(kind, (tally.counts.get(kind) ?? 0) + 1);
  return found ?? [];
}

function summaryRow({ methods, counts, unusable }: Tally) {
  const all = [...methods].map(([path, { calls, alike, different, passedOver }]) => ({
    path,
    calls,
    alike,
    different,
    passed_over: passedOver,
  }));
  return { kind: 'SUMMARY', methods: all, differences: Object.fromEntries(counts), unusable_lines: unusable };
}
