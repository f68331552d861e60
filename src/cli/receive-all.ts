import { MOST_RECEIPTS } from '../charges/charge.ts';
import { receiveCharges } from '../charges/rules/receipt.ts';
import type { Receipt } from '../charges/rules/facts.ts';
import type { OperatorStore } from '../store/store.ts';
import type { Entry } from './charge-file.ts';
import type { RefusedLines } from './refused-lines.ts';

/** What became of the charges of a file, but for those that were refused. */
export interface Tally {
  received: number;
  known: number;
}

/** Takes in the charges of a file in batches, by the rule that the API has too; what is refused goes where refused lines go. */
export async function receiveAll(
  entries: AsyncIterable<Entry>,
  store: OperatorStore,
  refused: RefusedLines,
  stopping: AbortSignal,
): Promise<Tally> {
  const tally: Tally = { received: 0, known: 0 };
  let batch = new Map<string, Accepted>();
  const flush = async () => {
    if (batch.size > 0) await receiveBatch(batch, store, refused, tally);
    batch = new Map();
  };
  for await (const entry of entries) {
    if (stopping.aborted) break;
    if (!('receipt' in entry)) {
      await refused.add({ line: entry.line, text: entry.text, errorCode: null, reason: entry.fault });
      continue;
    }
    const identifier = entry.receipt.netflixChargeIdentifier;
    // The same charge twice is a repetition, wherever in the file it stands; within one call it would be a DUPLICATE_ITEM.
    if (batch.size === MOST_RECEIPTS || batch.has(identifier)) await flush();
    batch.set(identifier, entry);
  }
  await flush();
  return tally;
}

type Accepted = Extract<Entry, { receipt: Receipt }>;

async function receiveBatch(
  batch: ReadonlyMap<string, Accepted>,
  store: OperatorStore,
  refused: RefusedLines,
  tally: Tally,
): Promise<void> {
  const receipts = [...batch.values()].map(({ receipt }) => receipt);
  const about = {
    netflixChargeIdentifiers: receipts.map((receipt) => receipt.netflixChargeIdentifier),
    netflixCustomerIdentifiers: receipts.map((receipt) => receipt.netflixCustomerIdentifier),
  };
  const { charges, failed, known } = await store.receiveCharges(
    about,
    (facts) => {
      const { changes, outcome } = receiveCharges(receipts, facts);
      const known = outcome.charges.filter(({ netflixChargeIdentifier }) =>
        facts.received.has(netflixChargeIdentifier),
      ).length;
      return { changes, outcome: { ...outcome, known } };
    },
    { actor: 'cli:receive' },
  );
  tally.received += charges.length - known;
  tally.known += known;
  for (const { netflixChargeIdentifier, errorCode, errorDescription } of failed) {
    const entry = batch.get(netflixChargeIdentifier);
    if (!entry)
      throw new Error(
        `Expected the refused charge ${netflixChargeIdentifier} among those of the call, found none.`,
      );
    await refused.add({
      line: entry.line,
      text: entry.text,
      errorCode,
      reason: errorDescription,
      receipt: entry.receipt,
    });
  }
}
