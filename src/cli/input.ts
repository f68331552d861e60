import { createReadStream, type ReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';

import { CommandEnded, EXIT, messageOf, type Terminal } from './terminal.ts';

/** A file that is read, or standard input. */
interface Input {
  /** In bytes; null where nobody knows. */
  readonly size: number | null;
  /** What comes in, until the command is asked to stop; ends it when no more can be read. */
  readonly chunks: AsyncIterable<Buffer>;
  readonly close: () => void;
}

/** Opens a file, or standard input for `-`; ends the command when it cannot be opened. */
export async function inputOf(file: string, { stdin, stopping }: Terminal): Promise<Input> {
  const input = file === '-' ? stdin : await opened(file);
  const size = file === '-' ? null : (await stat(file)).size;
  const close = () => void input.destroy();
  stopping.addEventListener('abort', close);
  return { size, chunks: chunksOf(input, stopping), close };
}

async function opened(file: string): Promise<ReadStream> {
  const stream = createReadStream(file, { highWaterMark: 256 * 1024 });
  return new Promise((resolve, reject) => {
    stream.once('open', () => resolve(stream));
    stream.once('error', ({ message }) =>
      reject(new CommandEnded(EXIT.unusable, `The file cannot be read: ${message}.`)),
    );
  });
}

async function* chunksOf(input: Readable, stopping: AbortSignal): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of input) yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
  } catch (error) {
    if (stopping.aborted) return;
    throw new CommandEnded(EXIT.unusable, `The file cannot be read: ${messageOf(error)}.`);
  }
}
