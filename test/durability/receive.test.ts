import { join } from 'node:path';

import { expect, it, onTestFinished } from 'vitest';

import type { Entry } from '../../src/cli/charge-file.ts';
import { receiveAll } from '../../src/cli/receive-all.ts';
import { refusedLines } from '../../src/cli/refused-lines.ts';
import { examine } from '../../src/store/sqlite/doctor.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { NOON } from '../api/gateway.ts';
import { ownFolder } from '../own-folder.ts';
import { everything } from '../store/everything.ts';
import { telecom } from '../store/telecom.ts';
import { breaker, FAULTS, type FaultCode } from './faulty.ts';

const CODES = Object.keys(FAULTS) as FaultCode[]; // the keys of FAULTS

it(
  'receives a file to the end when it is run again, whichever statement failed',
  { timeout: 60_000 },
  async () => {
    const folder = ownFolder();
    let points = 0;
    for (let n = 1; ; n += 1) {
      const file = join(folder, `${n}.sqlite`);
      const { onStatement, arm, disarm } = breaker();
      const store = openSqliteStore({ file, clock: () => NOON, onStatement, pragmas: ['synchronous = OFF'] });
      onTestFinished(() => store.close());
      const cytel = await telecom(store, 'cytel');
      const anna = await cytel.subscribes('B-1');
      const receipts = Array.from({ length: 8 }, () => cytel.receipt(anna, { raisedOn: NOON }));
      // A charge that stands there twice ends a batch: the file takes two transactions.
      const lines = [...receipts.slice(0, 5), ...receipts.slice(0, 1), ...receipts.slice(5)];
      const run = async () => {
        const refused = await refusedLines(join(folder, `${n}.refused.ndjson`));
        return receiveAll(entriesOf(lines), cytel.store, refused, new AbortController().signal);
      };

      arm(n, CODES[n % CODES.length] ?? 'SQLITE_FULL');
      const first = await run().catch((error: unknown) => error);
      if (!disarm()) {
        expect(first).toMatchObject({ received: 8, known: 1 });
        break;
      }
      points += 1;
      expect(first).toBeInstanceOf(Error);
      const kept = (await everything(cytel.store)).charges.length;
      expect([0, 5]).toContain(kept);
      expect(await run()).toEqual({ received: 8 - kept, known: 1 + kept });
      expect((await everything(cytel.store)).charges).toHaveLength(8);
      expect([...examine(file)]).toEqual([]);
    }
    console.log(`${points} statements of a received file failed, one by one`);
    expect(points).toBeGreaterThan(30);
  },
);

async function* entriesOf(receipts: readonly Extract<Entry, { receipt: unknown }>['receipt'][]) {
  for (const [index, receipt] of receipts.entries()) yield { line: index + 1, text: '', receipt };
}
