import type { ChargeStatus } from '../charges/charge.ts';
import {
  comparedAmount,
  differencesOf,
  leftOver,
  type ComparedAmount,
  type Difference,
} from '../charges/reconciliation.ts';
import type { Ledger } from '../store/ledger.ts';
import { only } from '../store/loaders.ts';
import type { ChargeFilter, OperatorStore, PageQuery } from '../store/store.ts';
import { FROM_THE_BEGINNING, pagesOf } from '../store/walking.ts';
import type { Instant } from '../time.ts';
import { noteDifference, noteUnusable, summaryRow, type Tally } from './comparison-tally.ts';
import { differenceRow } from './difference-rows.ts';
import { inputOf } from './input.ts';
import { entriesIn, type UnusableLine } from './ledger-file.ts';
import { linesOf } from './lines.ts';
import { progressOf, stepsOf } from './progress.ts';
import { CommandEnded, EXIT, type Terminal } from './terminal.ts';

/** Charges, and entries, that are held in memory at a time, however many there are. */
const PAGE = 1_000;

/** Which charges are compared, and by which of their amounts. */
export interface Compared {
  readonly from?: Instant;
  readonly to?: Instant;
  readonly status?: readonly ChargeStatus[];
  readonly amounts: ComparedAmount;
}

/** What a comparison takes. */
interface Comparison {
  readonly ledger: Ledger;
  readonly store: OperatorStore;
  readonly options: Compared;
  readonly tally: Tally;
  readonly terminal: Terminal;
}

/** What programs are told, as it is found: unusable lines or, when there are none, differences, and in the end the summary. */
export async function* comparedRows(file: string, comparison: Comparison): AsyncGenerator<object> {
  const { tally, options } = comparison;
  for await (const { line, fault } of fill(file, comparison))
    yield { kind: 'UNUSABLE_LINE', line, reason: fault };
  if (tally.unusable === 0)
    for await (const difference of compared(comparison)) yield differenceRow(difference, options.amounts);
  yield summaryRow(tally);
}

/** Fills the ledger; hands out the lines that cannot be read. Comparing with the others would mislead. */
async function* fill(file: string, { ledger, tally, terminal }: Comparison): AsyncGenerator<UnusableLine> {
  const { size, chunks, close } = await inputOf(file, terminal);
  const progress = progressOf(terminal, size);
  try {
    let batch = [];
    for await (const entry of entriesIn(linesOf(progress.watching(chunks)))) {
      if ('fault' in entry) {
        noteUnusable(tally, entry);
        yield entry;
      } else if (tally.unusable === 0) {
        tally.sums.add('file', entry);
        batch.push(entry);
      }
      if (batch.length < PAGE) continue;
      ledger.add(batch);
      batch = [];
    }
    ledger.add(batch);
  } finally {
    progress.stop();
    close();
  }
  stopIfAsked(terminal);
  ledger.seal();
}

/** Every difference: those of the charges in the order of their numbers, then those of the file alone in the order of its lines. */
async function* compared({
  ledger,
  store,
  options,
  tally,
  terminal,
}: Comparison): AsyncGenerator<Difference> {
  const { from, to, status, amounts } = options;
  const filter: ChargeFilter = { receivedFrom: from, receivedTo: to, status };
  const note = (difference: Difference): Difference => {
    noteDifference(tally, difference);
    return difference;
  };
  const steps = await stepsOf(terminal, 'charges', async () => {
    const [count = 0] = await store.countCharges({ of: 'operator' }, filter);
    return count;
  });
  const page = async (query: PageQuery) => only(await store.chargePages({ of: 'operator' }, query, filter));
  try {
    for await (const charges of pagesOf(page, { ...FROM_THE_BEGINNING, size: PAGE })) {
      stopIfAsked(terminal);
      for (const [k, met] of ledger.meet(charges).entries()) {
        const charge = charges[k];
        if (!charge) throw new Error(`Expected an answer for each of ${charges.length} charges.`);
        tally.sums.add('gateway', comparedAmount(charge, amounts));
        const differences = differencesOf(charge, met, amounts);
        if (differences.length === 0) tally.matched += 1;
        for (const difference of differences) yield note(difference);
      }
      steps.add(charges.length);
    }
  } finally {
    steps.stop();
  }
  for (
    let rest = ledger.rest(0, PAGE);
    rest.length > 0;
    rest = ledger.rest(rest.at(-1)?.entry.line ?? 0, PAGE)
  ) {
    stopIfAsked(terminal);
    for (const remaining of rest) {
      for (const difference of leftOver(remaining)) yield note(difference);
    }
  }
}

function stopIfAsked({ stopping }: Terminal): void {
  if (stopping.aborted) throw new CommandEnded(EXIT.stopped, 'Stopped before the end; nothing was compared.');
}
