import { createWriteStream, type WriteStream } from 'node:fs';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';

import type { ReceiptErrorCode } from '../charges/charge.ts';
import type { Receipt } from '../charges/rules/facts.ts';
import { formatInstant } from '../time.ts';
import { CommandEnded, EXIT, messageOf } from './terminal.ts';

/** A line of a charge file that was not taken in. */
interface RefusedLine {
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
  /** Removes the list of an earlier run, when this one came to its end and refused nothing: the file speaks of the last run. */
  forgetEarlier: () => Promise<void>;
  /** Puts the list in its place, where there is one. */
  close: () => Promise<void>;
}

/**
 * The file that tells which lines were refused and why, as NDJSON; made when there is one, in place of the list of an earlier run. Ends the
 * command when there is a file with anything else.
 */
export async function refusedLines(file: string): Promise<RefusedLines> {
  const place = await realpath(file).catch(() => file);
  const before = await foundAt(place);
  if (before === 'ANYTHING')
    throw new CommandEnded(
      EXIT.unusable,
      `${file} is there and holds no refused lines: name another file with --refused.`,
    );
  const begun = before === 'DEVICE' ? place : `${place}.unfinished`;
  let stream: WriteStream | null = null;
  let count = 0;
  return {
    file,
    add: async (refused) => {
      stream ??= await opened(begun);
      count += 1;
      if (!stream.write(`${JSON.stringify(asWritten(refused))}\n`)) await once(stream, 'drain');
    },
    count: () => count,
    forgetEarlier: async () => {
      if (count === 0 && (await foundAt(place)) === 'EARLIER_LIST') await rm(place);
    },
    close: async () => {
      if (!stream) return;
      stream.end();
      await finished(stream);
      if (begun !== place) await rename(begun, place).catch(cannotBeWritten);
    },
  };
}

/** How each list begins, as `asWritten` writes it. */
const BEGINNING = /^\{"line":\d+,"error_code":(null|"[A-Z_]+"),"reason":"/;

/** What is there: a device is anything that is no file, such as a pipe or the terminal. */
async function foundAt(place: string): Promise<'NOTHING' | 'EARLIER_LIST' | 'DEVICE' | 'ANYTHING'> {
  const found = await stat(place).catch(() => null);
  if (found === null || (found.isFile() && found.size === 0)) return 'NOTHING';
  if (!found.isFile()) return 'DEVICE';
  const handle = await open(place).catch(cannotBeWritten);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(256), 0, 256, 0);
    return BEGINNING.test(buffer.toString('latin1', 0, bytesRead)) ? 'EARLIER_LIST' : 'ANYTHING';
  } finally {
    await handle.close();
  }
}

async function opened(file: string): Promise<WriteStream> {
  const stream = createWriteStream(file);
  stream.on('error', () => undefined); // whoever waits for the stream is told
  await once(stream, 'open').catch(cannotBeWritten);
  return stream;
}

function cannotBeWritten(error: unknown): never {
  throw new CommandEnded(EXIT.refused, `Refused lines cannot be written: ${messageOf(error)}.`);
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
