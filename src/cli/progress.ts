import { Presets, SingleBar } from 'cli-progress';

import type { Terminal } from './terminal.ts';

/** How far a file has been read. */
interface Progress {
  /** The same chunks, counted as they are taken. */
  watching: (chunks: AsyncIterable<Buffer>) => AsyncIterable<Buffer>;
  stop: () => void;
}

const MEGABYTE = 1_000_000;

/** A bar on a terminal; nothing where nobody watches. `size` is in bytes, null when it is not known. */
export function progressOf({ stderr }: Terminal, size: number | null): Progress {
  if (stderr.isTTY !== true) return { watching: (chunks) => chunks, stop: () => undefined };
  const format =
    size === null
      ? '{value} MB read, {duration_formatted}'
      : '{bar} {percentage}% of {total} MB, {eta_formatted} left';
  const bar = new SingleBar(
    {
      stream: stderr,
      format,
      hideCursor: true,
      formatValue: (bytes, _options, kind) =>
        kind === 'percentage' ? String(bytes) : (bytes / MEGABYTE).toFixed(1),
    },
    Presets.shades_classic,
  );
  bar.start(size ?? 0, 0);
  return {
    watching: async function* (chunks) {
      for await (const chunk of chunks) {
        yield chunk;
        bar.increment(chunk.length);
      }
    },
    stop: () => bar.stop(),
  };
}

/** How many of something have been dealt with: a bar on a terminal, nothing where nobody watches. `total` is asked for only if there is a bar. */
export async function stepsOf(
  { stderr }: Terminal,
  what: string,
  total: () => Promise<number>,
): Promise<{ add: (count: number) => void; stop: () => void }> {
  if (stderr.isTTY !== true) return { add: () => undefined, stop: () => undefined };
  const format = `{bar} {percentage}% of {total} ${what}, {eta_formatted} left`;
  const bar = new SingleBar({ stream: stderr, format, hideCursor: true }, Presets.shades_classic);
  bar.start(await total(), 0);
  return { add: (count) => bar.increment(count), stop: () => bar.stop() };
}
