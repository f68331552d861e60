import { copyFileSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { join } from 'node:path';

import { expect } from 'vitest';

import { openSandbox } from '../../src/netflix/sandbox/sandbox.ts';
import { sandboxServer } from '../netflix/sandbox-server.ts';
import { examine } from '../../src/store/sqlite/doctor.ts';
import { DAY, HOUR } from '../../src/time.ts';
import { clientOf, NOON } from '../api/gateway.ts';
import { listening } from '../netflix/servers.ts';
import { ownFolder } from '../own-folder.ts';
import { employ, FAULTS, openFaulty, reading, type FaultCode } from './faulty.ts';

const CODES = Object.keys(FAULTS) as FaultCode[]; // the keys of FAULTS

/** What goes wrong, once, in the exchange with Netflix. */
export type Mishap =
  | { readonly kind: 'STATEMENT'; readonly n: number; readonly code: FaultCode }
  /** The n-th call does not arrive, or its answer does not. */
  | { readonly kind: 'CALL' | 'ANSWER'; readonly n: number };

/** What has come of it in the end. */
export interface Exchanged {
  /** Whether it went wrong at all: a run may have fewer statements, or calls. */
  readonly happened: boolean;
  /** What both sides agree on: charges, subscriptions, how often what happened, and what is still to be told. */
  readonly outcome: unknown;
  readonly findings: readonly unknown[];
}

/**
 * A gateway with much to tell Netflix and much to hear from it, in files that are copied for every run. Each run goes on until the gateway has
 * had every chance to make up for its mishap.
 */
export async function exchanges(): Promise<(mishap: Mishap | null) => Promise<Exchanged>> {
  const folder = ownFolder();
  const made = { gateway: join(folder, 'gateway.sqlite'), netflix: join(folder, 'netflix.sqlite') };
  await prepare(made);
  let runs = 0;
  return async (mishap) => {
    runs += 1;
    const files = {
      gateway: join(folder, `${runs}.sqlite`),
      netflix: join(folder, `${runs}.netflix.sqlite`),
    };
    copyFileSync(made.gateway, files.gateway);
    copyFileSync(made.netflix, files.netflix);
    const { gateway, statements, time, calls, close } = await between(files, NOON + 70 * DAY);
    if (mishap?.kind === 'STATEMENT') statements.arm(mishap.n, mishap.code);
    else if (mishap) calls.arm(mishap);
    for (let round = 0; round < 4; round += 1) {
      // Whoever asks for a round is told of its fault; the timer would log it and go on.
      await gateway.runCourier().catch(() => undefined);
      time.now += HOUR;
    }
    const happened = mishap?.kind === 'STATEMENT' ? statements.disarm() : calls.happened();
    await gateway.close();
    await close();
    return { happened, outcome: outcomeOf(files.gateway), findings: [...examine(files.gateway)] };
  };
}

interface Files {
  readonly gateway: string;
  readonly netflix: string;
}

/** A gateway and a Netflix on a socket, which the calls of the gateway may not reach. */
async function between(files: Files, now: number) {
  const time = { now };
  const sandbox = openSandbox({ file: files.netflix, clock: () => time.now });
  const server = sandboxServer(sandbox);
  const calls = interrupted(server);
  const address = `http://127.0.0.1:${await listening(server)}`;
  const env = { NETFLIX: 'http', NETFLIX_ADDRESS: address, NETFLIX_TOKEN: 'any' };
  const { gateway, statements } = await openFaulty(files.gateway, env, time);
  return { gateway, statements, time, calls, sandbox, close: () => sandbox.close() };
}

/** Puts itself in front of what a server does with a call. */
function interrupted(server: Server) {
  const [answer] = server.listeners('request') as ((
    call: IncomingMessage,
    response: ServerResponse,
  ) => void)[]; // its only one
  let left = 0;
  let kind: 'CALL' | 'ANSWER' = 'CALL';
  server.removeAllListeners('request');
  server.on('request', (call: IncomingMessage, response: ServerResponse) => {
    if (left === 0 || (left -= 1) > 0) {
      answer?.(call, response);
      return;
    }
    if (kind === 'CALL') {
      call.socket.destroy();
      return;
    }
    response.end = () => {
      call.socket.destroy();
      return response;
    };
    answer?.(call, response);
  });
  let armed = 0;
  return {
    arm: (mishap: { readonly kind: 'CALL' | 'ANSWER'; readonly n: number }) => {
      ({ kind, n: left } = mishap);
      armed = left;
    },
    happened: () => armed > 0 && left === 0,
  };
}

const CUSTOMERS = ['B-1', 'B-2', 'B-3', 'sandbox-decline-4'];

async function prepare(files: Files): Promise<void> {
  const { gateway, sandbox, time, close } = await between(files, NOON);
  const client = clientOf(gateway, await employ(gateway));
  const tokens: string[] = [];
  const register = async (customer: string) => {
    const { data } = await client.answer(
      'mutation ($customer: String!) { registerSubscription(input: { billingSystemCustomerIdentifier: $customer }) { netflixToken { value } } }',
      { customer },
    );
    tokens.push(data?.registerSubscription.netflixToken.value);
  };
  for (const customer of CUSTOMERS) await register(customer);
  await gateway.runCourier();
  for (const token of tokens.slice(0, 2)) await sandbox.signUp(token, time.now);
  await gateway.runCourier();
  // From here on nobody talks: sign-ups, months of charges, suspensions and a new token wait on either side.
  for (const token of tokens.slice(2)) await sandbox.signUp(token, time.now);
  const by = { billingSystemCustomerIdentifier: 'B-1' };
  const verb = (name: string) =>
    client.answer(`mutation ($by: CustomerBy!) { ${name}(input: { by: $by }) { problems { message } } }`, {
      by,
    });
  time.now += 40 * DAY;
  await verb('suspendSubscription');
  await verb('unsuspendSubscription');
  await register('B-5');
  time.now += 30 * DAY;
  await sandbox.runUntil(time.now);
  await gateway.close();
  await close();
}

/** What has come of it, whenever and in whichever order it did. */
export function outcomeOf(file: string): unknown {
  return reading(file, (connection) => OUTCOME.map((sql) => connection.prepare(sql).raw().all()));
}

const OUTCOME = [
  `SELECT netflix_charge_identifier, amount, currency, status, acknowledged_on IS NULL FROM charges ORDER BY 1`,
  `SELECT c.billing_system_customer_identifier, s.stage, s.netflix_state, s.cancellation_reason, s.entitled_until
   FROM subscriptions AS s JOIN customers AS c ON c.id = s.customer_id ORDER BY 1`,
  'SELECT type, count(*) FROM events GROUP BY 1 ORDER BY 1',
  'SELECT kind, parked_on IS NULL, count(*) FROM netflix_messages GROUP BY 1, 2 ORDER BY 1, 2',
  'SELECT code, count(*) FROM netflix_news GROUP BY 1 ORDER BY 1',
];

/** Lets every so many a call, answer and statement fail, one in each run; answers how many there were. Throws when something is amiss. */
export async function everyMishap(stride: {
  readonly calls: number;
  readonly statements: number;
}): Promise<Record<Mishap['kind'], number>> {
  const exchange = await exchanges();
  const undisturbed = await exchange(null);
  expect(undisturbed.findings).toEqual([]);
  const points = { STATEMENT: 0, CALL: 0, ANSWER: 0 };
  const all = async (mishapOf: (n: number) => Mishap, step: number) => {
    for (let n = 1; ; n += step) {
      const mishap = mishapOf(n);
      const { happened, outcome, findings } = await exchange(mishap);
      if (!happened) return;
      points[mishap.kind] += 1;
      expect({ mishap, findings, outcome }).toEqual({ mishap, findings: [], outcome: undisturbed.outcome });
    }
  };
  await all((n) => ({ kind: 'CALL', n }), stride.calls);
  await all((n) => ({ kind: 'ANSWER', n }), stride.calls);
  await all(
    (n) => ({ kind: 'STATEMENT', n, code: CODES[n % CODES.length] ?? 'SQLITE_FULL' }),
    stride.statements,
  );
  return points;
}
