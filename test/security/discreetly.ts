import { pino, type Logger } from 'pino';

import type { Gateway } from '../../src/app.ts';
import { DISCRETION } from '../../src/monitoring/discretion.ts';

/** What requests tell of people, and what lets somebody in, as it stands in documents, in variables and on the old wire. */
const PRIVATE =
  /(?:(?:first|last|street)_?name|care_?of|address_?line_?\d|email_?address|password|token|api_?key|number(?=[\\": ]+\+))[\\": ]*"([^"\\]{4,})/gi;

/** Opens a gateway that logs everything, in memory, and whose `close` rejects when a line repeats what `fetch` was told in confidence. */
export async function openDiscreetly(open: (logger: Logger) => Promise<Gateway>): Promise<Gateway> {
  const lines: string[] = [];
  const told = new Set<string>();
  const logger = pino({ ...DISCRETION, level: 'trace' }, { write: (line: string) => void lines.push(line) });
  const gateway = await open(logger);
  return {
    ...gateway,
    fetch: async (request) => {
      const [, credential] = /^\S+ (\S{4,})/.exec(request.headers.get('authorization') ?? '') ?? [];
      if (credential !== undefined) told.add(credential);
      for (const [, value = ''] of (await request.clone().text()).matchAll(PRIVATE)) told.add(value);
      return gateway.fetch(request);
    },
    close: async () => {
      await gateway.close();
      const leaking = lines.filter((line) => [...told].some((value) => line.includes(value)));
      if (leaking.length > 0)
        throw new Error(`Expected no secrets and no people in the log, found: ${leaking.join('')}`);
    },
  };
}
