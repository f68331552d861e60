import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Command } from 'commander';

import { backUp, CannotStart, openStore } from '../storage.ts';
import { aheadOf, movable } from '../clock.ts';
import { loadStorageConfig } from '../config.ts';
import { keptOffset } from '../netflix/sandbox/time.ts';
import { loggedIn, type Logged } from '../rest/logged.ts';
import { replay } from '../rest/replay.ts';
import type { Store } from '../store/store.ts';
import type { Instant } from '../time.ts';
import { operatorNamed } from './database.ts';
import { chunksOf, opened } from './input.ts';
import { linesOf } from './lines.ts';
import { settle } from './process.ts';
import { CommandEnded, EXIT, remark, say, table, type Terminal } from './terminal.ts';

interface Options {
  readonly operator: string;
}

export function addShadow(program: Command, terminal: Terminal): void {
  program
    .command('shadow')
    .summary('compare the old REST API with what the old system answered')
    .description(
      'Replays a log of calls of the old system, in its order, and explains everything that is answered differently here. It works on a copy of the database, which is thrown away: calls take effect for those that follow, and nothing else changes.',
    )
    .argument('[file]', 'the log; standard input when it is left out or -', '-')
    .requiredOption('--operator <code>', 'whose calls')
    .addHelpText('after', HELP)
    .action((file: string, options: Options) => shadow(file, options, terminal));
}

const HELP = `
The log has one call on each line, as NDJSON:
  {"at":"2026-03-31T09:30:00Z","request":{"method":"GET","path":"netflix/charges/list","query":{"number_of_results":"50","offset":"0"}},"response":{"data":{"charges_set":[]},"status":{"code":"OK"}}}
path may be the whole address, with its query or without; a POST has its parameters in body. at may be left out, and is
then now: with it, windows and validity are judged as of then, and charges that are due by then are settled first. Tokens and passwords may be left out of the log.

Compared are the fields, nulls and values of each answer. What each system draws (Netflix tokens, numbers of new
subscriptions) and words and codes of errors are not. Calls to log in or out are passed over.

Exit codes: ${EXIT.done} everything is answered alike, ${EXIT.refused} something differs, ${EXIT.unusable} the log or the arguments cannot be used.

Example:
  gateway shadow march.ndjson --operator cytel`;

/** What became of the calls of a method. */
interface Tally {
  calls: number;
  alike: number;
  different: number;
  passedOver: number;
}

async function shadow(file: string, { operator }: Options, terminal: Terminal): Promise<void> {
  const tallies = new Map<string, Tally>();
  let unusable = 0;
  await onCopy(terminal, async (store, goTo) => {
    const { id } = await operatorNamed(operator, store);
    const own = store.of(id);
    const input = file === '-' ? terminal.stdin : await opened(file);
    for await (const line of linesOf(chunksOf(input, terminal.stopping))) {
      if (line.text?.trim() === '') continue;
      const logged = line.text === null ? { fault: line.fault } : loggedIn(line.text);
      if ('fault' in logged) {
        unusable += 1;
        remark(terminal, `Line ${line.number} cannot be read: ${logged.fault}`);
        continue;
      }
      const now = goTo(logged.at);
      // As a gateway that runs would have done by then.
      await settle(own, Infinity, terminal.stopping);
      const call = { store: own, doing: { actor: 'cli:shadow' }, now, signUpAddress: '' };
      const differences = await replay(logged, call);
      count(tallies, logged, differences?.length ?? null);
      for (const { place, explanation } of differences ?? [])
        say(terminal, `Line ${line.number}, ${logged.path}, ${place}: ${explanation}`);
    }
  });
  summarize(tallies, terminal);
  if (terminal.stopping.aborted) throw new CommandEnded(EXIT.stopped, 'Stopped before the end.');
  if (unusable > 0) throw new CommandEnded(EXIT.unusable, `${unusable} of the lines cannot be read.`);
  if (tallies.size === 0) throw new CommandEnded(EXIT.unusable, 'The log has no calls.');
  if ([...tallies.values()].some(({ different }) => different > 0)) throw new CommandEnded(EXIT.refused, '');
}

/** Works on a copy of the database, with a clock that is led to where the log is. */
async function onCopy(
  terminal: Terminal,
  work: (store: Store, goTo: (at: Instant | null) => Instant) => Promise<void>,
): Promise<void> {
  const config = loadStorageConfig(terminal.env);
  const folder = mkdtempSync(join(tmpdir(), 'gateway-shadow-'));
  try {
    const databaseFile = join(folder, 'copy.sqlite');
    const { clock: domain, setOffset } = aheadOf(terminal.clock);
    const { clock, goTo, comeBack } = movable(domain);
    const store = copied(() => {
      backUp(config, databaseFile);
      return openStore({ ...config, databaseFile }, { clock });
    });
    try {
      setOffset(await keptOffset(store));
      await work(store, (at) => {
        if (at === null) comeBack();
        else goTo(at);
        return clock();
      });
    } finally {
      store.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// Exit code 1 says that there are differences.
function copied<T>(copy: () => T): T {
  try {
    return copy();
  } catch (error) {
    throw error instanceof CannotStart ? new CommandEnded(EXIT.unusable, error.message) : error;
  }
}

function count(tallies: Map<string, Tally>, { path }: Logged, differences: number | null): void {
  const tally = tallies.get(path) ?? { calls: 0, alike: 0, different: 0, passedOver: 0 };
  tally.calls += 1;
  if (differences === null) tally.passedOver += 1;
  else if (differences === 0) tally.alike += 1;
  else tally.different += 1;
  tallies.set(path, tally);
}

function summarize(tallies: ReadonlyMap<string, Tally>, terminal: Terminal): void {
  table(
    terminal,
    ['METHOD', 'CALLS', 'ALIKE', 'DIFFERENT', 'PASSED OVER'],
    [...tallies].map(([path, { calls, alike, different, passedOver }]) =>
      [path, calls, alike, different, passedOver].map(String),
    ),
  );
}
