import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { CommandEnded, EXIT } from './terminal.ts';

/** Writes to standard output, and does not end it. Ends the command when nobody reads any more. */
export async function writeTo(
  output: Writable,
  text: AsyncIterable<string>,
  signal: AbortSignal,
): Promise<void> {
  try {
    await pipeline(Readable.from(text), output, { signal, end: false });
  } catch (error) {
    if (signal.aborted) throw new CommandEnded(EXIT.stopped, 'Stopped before the end.');
    // Whoever reads has seen enough.
    if (error instanceof Error && 'code' in error && error.code === 'EPIPE')
      throw new CommandEnded(EXIT.done, '');
    throw error;
  }
}

/** Writes a file of NDJSON, all of it or none. Ends the command when it cannot. */
export async function writeRows(
  file: string,
  rows: AsyncIterable<object>,
  signal: AbortSignal,
): Promise<void> {
  await writeFile(file, linesFor(rows), signal);
}

async function* linesFor(rows: AsyncIterable<object>): AsyncGenerator<string> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`;
}

/** Writes a file under another name until it is complete: half of one must not look like a whole one. Ends the command when it cannot. */
export async function writeFile(
  file: string,
  text: AsyncIterable<string>,
  signal: AbortSignal,
): Promise<void> {
  const unfinished = `${file}.unfinished`;
  try {
    await pipeline(Readable.from(text), createWriteStream(unfinished), { signal });
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    if (signal.aborted)
      throw new CommandEnded(EXIT.stopped, `Stopped before the end; ${file} was not written.`);
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new CommandEnded(EXIT.refused, `${file} was not written: ${error.message}.`);
  }
}
