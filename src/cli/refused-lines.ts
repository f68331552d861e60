import { createWriteStream, type WriteStream } from 'node:fs';
import { lstat, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';

import type { ReceiptErrorCode } from '../charges/charge.ts';
import type { Receipt } from '../charges/rules/facts.ts';
import { formatInstant } from '../time.ts';
import { CommandEnded, EXIT, messageOf } from './terminal.ts';

/** A line of a charge file that was not taken in. */
export interface RefusedLine {
  readonly line: number;
  /** Null when it cannot be shown. */
  readonly text: string | null;
  /** Null when the line is no charge at all. */
  readonly errorCode: ReceiptErrorCode | null;
  readonly reason: string;
  readonly receipt?: Receipt;
}

export interface RefusedLines {
  readonly file: string;
  add: (line: RefusedLine) => Promise<void>;
  count: () => number;
  /** Removes what an earlier run left under that name, when this one refused nothing: the file speaks of the last run. */
  forgetEarlier: () => Promise<void>;
  close: () => Promise<void>;
}

/** The file that tells which lines were refused and why, as NDJSON; made when the first one is. */
export function refusedLines(file: string): RefusedLines {
  let stream: WriteStream | null = null;
  let count = 0;
  return {
    file,
    add: async (refused) => {
      stream ??= await opened(file);
      count += 1;
      if (!stream.write(`${JSON.stringify(asWritten(refused))}\n`)) await once(stream, 'drain');
    },
    count: () => count,
    forgetEarlier: async () => {
      const isFile = await lstat(file).then(
        (found) => found.isFile(),
        () => false,
      );
      if (count === 0 && isFile) await rm(file);
    },
    close: async () => {
      stream?.end();
      if (stream) await finished(stream);
    },
  };
}

async function opened(file: string): Promise<WriteStream> {
  const stream = createWriteStream(file);
  stream.on('error', () => undefined); // whoever waits for the stream is told
  try {
    await once(stream, 'open');
  } catch (error) {
    throw new CommandEnded(EXIT.refused, `Refused lines cannot be written: ${messageOf(error)}.`);
  }
  return stream;
}

// With the keys of a charge file, so that the file can be corrected and received.
function asWritten({ line, text, errorCode, reason, receipt }: RefusedLine): Record<string, unknown> {
  const why = { line, error_code: errorCode, reason };
  if (!receipt) return { ...why, text };
  return {
    ...why,
    netflix_charge_identifier: receipt.netflixChargeIdentifier,
    netflix_customer_identifier: receipt.netflixCustomerIdentifier,
    amount: receipt.amount,
    currency: receipt.currency,
    paid_through_date: receipt.paidThroughDate,
    raised_on: formatInstant(receipt.raisedOn),
  };
}
