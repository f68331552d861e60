import type { Charge } from '../../../src/charges/charge.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { existing, item, telecom } from '../telecom.ts';
import { reportOn } from './report.ts';

// Started with a file, a name of its own, and how many customers it has; some of them both writers register at once.

const [file = '', name = '', customers = '0'] = process.argv.slice(2);
const AT_ONCE = 12;

await reportOn(async (errors) => {
  const store = openSqliteStore({ file, clock: Date.now });
  const cytel = await telecom(store, 'cytel');
  const done = {
    charges: new Array<number>(),
    accepted: new Array<number>(),
    acknowledged: new Array<number>(),
  };
  const note = (what: keyof typeof done, { charges }: { readonly charges: readonly Charge[] }) =>
    done[what].push(...charges.map(({ id }) => id));

  const serve = async (n: number) => {
    const shared = n % 5 === 0;
    const identifier = shared ? `shared-${String(n)}` : `${name}-${String(n)}`;
    const { customer, token } = await cytel.registers(identifier);
    // Of a shared one the other writer may have replaced the token, or signed it up already.
    if (token) await cytel.signsUp(token.value);
    if (!customer || shared) return;
    const receipts = ['a', 'b'].map((letter) =>
      cytel.receipt(customer, { netflixChargeIdentifier: `${identifier}-${letter}` }),
    );
    const received = await cytel.receives(receipts);
    note('charges', received);
    const first = existing(received.charges[0]);
    // The other writer may settle it first; then this one is told so.
    note('accepted', await cytel.decides('ACCEPTED', [item(first, customer, identifier)]));
    await cytel.settles(10);
    note('acknowledged', await cytel.acknowledges([item(first, customer)]));
  };

  let next = 0;
  const work = async () => {
    while (next < Number(customers)) {
      await serve((next += 1)).catch((error: unknown) => errors.push(String(error)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  store.close();
  return done;
});
