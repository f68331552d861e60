import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';

import { openGateway } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { DEMO } from '../../src/demo/demo.ts';
import { tabsFor } from '../../src/demo/tabs.ts';
import { DOCUMENTS, QUERIES } from '../bench/operations.ts';

// SQLite compiles a statement anew when a value is bound on which its plan may depend, at every call, and that takes longer than most of our
// statements run (see `steady` in src/store/sqlite/statement.ts). It does not tell; but better-sqlite3 makes a new function for the rows then.

interface Ran {
  readonly text: string;
  times: number;
  /** How often its rows got a function of their own. */
  compiled: number;
}

/** Everything that is prepared from now on, and how often it ran and was compiled. */
function watchStatements(): Ran[] {
  const ran: Ran[] = [];
  const { Function: make } = globalThis;
  let made = 0;
  globalThis.Function = new Proxy(make, {
    apply: (target, self, given: string[]) => {
      made += 1;
      return Reflect.apply(target, self, given) as unknown;
    },
  });
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with a database below
  const { prepare } = Database.prototype;
  Database.prototype.prepare = function (this: Database.Database, text: string) {
    const statement = prepare.call(this, text);
    const entry = { text, times: 0, compiled: 0 };
    ran.push(entry);
    for (const name of ['all', 'get'] as const) {
      const run = statement[name].bind(statement) as (...values: unknown[]) => unknown; // whatever it is bound to
      statement[name] = (...values: unknown[]) => {
        const before = made;
        const rows = run(...values);
        entry.times += 1;
        entry.compiled += made - before;
        return rows as never;
      };
    }
    return statement;
  } as typeof prepare;
  onTestFinished(() => {
    globalThis.Function = make;
    Database.prototype.prepare = prepare;
  });
  return ran;
}

it('Statements are compiled once, however often they run', async () => {
  const ran = watchStatements();
  const settings = { DATABASE_URL: ':memory:', LOG_LEVEL: 'silent', RATE_CAPACITY: '1000000' };
  const gateway = await openGateway(loadConfig(settings));
  onTestFinished(() => gateway.close());
  const ask = async (query: string, variables: object, operationName?: string) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${DEMO.apiKey}` };
    const body = JSON.stringify({ query, variables, operationName });
    await gateway.fetch(new Request('http://gateway/graphql', { method: 'POST', headers, body }));
  };
  for (let round = 0; round < 4; round++) {
    for (const { query, variables } of tabsFor(true, Date.now())) {
      for (const [, name] of query.matchAll(/\b(?:query|mutation) (\w+)/g)) await ask(query, variables, name);
    }
    for (const name of QUERIES) await ask(DOCUMENTS[name], { identifier: 'CY-1001' });
    await gateway.runCourier();
  }
  const often = ran.filter(({ times }) => times > 3);
  expect(often.length).toBeGreaterThan(30);
  expect(often.filter(({ compiled }) => compiled > 1).map(({ text }) => text)).toEqual([]);
});
