import { once } from 'node:events';
import type { Readable } from 'node:stream';

import type { destination } from 'pino';

/** Where the lines of all processes go. */
export type Outlet = ReturnType<typeof destination>;

/**
 * Passes the lines of a process on until it ends. Several processes that write to the same pipe would cut each other's lines in two as soon as
 * it is full; half a line, of a process that died, is left out.
 */
export async function passOn(source: Readable, outlet: Outlet): Promise<void> {
  let rest = '';
  source.setEncoding('utf8');
  for await (const chunk of source as AsyncIterable<string>) {
    const text = rest + chunk;
    const end = text.lastIndexOf('\n') + 1;
    rest = text.slice(end);
    // It answers nothing at all once nobody reads any more.
    if (end > 0 && (outlet.write(text.slice(0, end)) as boolean | undefined) === false)
      await once(outlet, 'drain');
  }
}
