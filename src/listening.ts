import type { Server } from 'node:http';

import { listen, whyNotListening, type Place } from './http/listening.ts';
import { CannotStart } from './storage.ts';

/** Begins to listen where the settings that begin with `prefix` say; answers with the port. Throws `CannotStart`. */
export async function begunToListen(server: Server, place: Place, prefix = ''): Promise<number> {
  try {
    return await listen(server, place);
  } catch (error) {
    const why = whyNotListening(error, place, prefix);
    throw why === null ? error : new CannotStart(why, { cause: error });
  }
}
