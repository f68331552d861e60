import { createReadStream, type ReadStream } from 'node:fs';
import type { Readable } from 'node:stream';

import { CommandEnded, EXIT, messageOf } from './terminal.ts';

/** The file as a stream; ends the command when it cannot be opened. */
export async function opened(file: string): Promise<ReadStream> {
  const stream = createReadStream(file, { highWaterMark: 256 * 1024 });
  return new Promise((resolve, reject) => {
    stream.once('open', () => resolve(stream));
    stream.once('error', ({ message }) =>
      reject(new CommandEnded(EXIT.unusable, `The file cannot be read: ${message}.`)),
    );
  });
}

/** What comes in, until the command is asked to stop; ends it when no more can be read. */
export async function* chunksOf(input: Readable, stopping: AbortSignal): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of input) yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
  } catch (error) {
    if (stopping.aborted) return;
    throw new CommandEnded(EXIT.unusable, `The file cannot be read: ${messageOf(error)}.`);
  }
}
