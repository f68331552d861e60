import { setTimeout as sleep } from 'node:timers/promises';

import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { ALL, existing, telecom } from '../telecom.ts';
import { reportOn } from './report.ts';

// Started with a file; follows its events and charges until it is told that nobody writes any more.

const [file = ''] = process.argv.slice(2);
const WHOLE = { of: 'operator' } as const;

await reportOn(async (errors) => {
  const store = openSqliteStore({ file, clock: Date.now });
  const { store: cytel } = await telecom(store, 'cytel');
  const events: number[] = [];
  const charges: number[] = [];
  const written = new AbortController();
  process.once('message', () => written.abort());

  const follow = async (): Promise<number> => {
    const newEvents = await cytel.eventPage({ ...ALL, size: 50, after: events.at(-1) ?? null });
    events.push(...newEvents.rows.map(({ id }) => id));
    // Whoever knows an event finds what it is about.
    const told = newEvents.rows.flatMap(({ chargeId }) => (chargeId === null ? [] : [chargeId]));
    const found = await cytel.chargesById(told);
    if (found.includes(null))
      errors.push(`Expected charges ${told.join(', ')}, found ${found.length} of them.`);
    const query = { ...ALL, size: 20, after: charges.at(-1) ?? null };
    const newCharges = existing((await cytel.chargePages(WHOLE, query, {}))[0]);
    charges.push(...newCharges.rows.map(({ id }) => id));
    return newEvents.rows.length + newCharges.rows.length;
  };

  for (;;) {
    const last = written.signal.aborted;
    const added = await follow().catch((error: unknown) => errors.push(String(error)));
    if (last && added === 0) break;
    await sleep(1);
  }
  store.close();
  return { events, charges };
});
