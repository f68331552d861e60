import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { openGateway, type Gateway } from '../../../src/app.ts';
import { SCOPES } from '../../../src/auth/credential.ts';
import { createApiKey } from '../../../src/auth/rules/credentials.ts';
import { loadConfig } from '../../../src/config.ts';
import { DEFAULT_POLICY } from '../../../src/operators/operator.ts';
import { clientOf, type Answer, type Data } from '../../api/gateway.ts';
import { addProvider, BOXES } from '../../api/provisioning-verbs.ts';
import { register } from '../../api/subscription-verbs.ts';
import { ownFolder } from '../../own-folder.ts';
import { everything } from '../../store/everything.ts';
import { existing } from '../../store/telecom.ts';
import { serve, type Server } from './server.ts';

/** What became of many calls that came many times each. */
export interface Report {
  readonly keys: number;
  /** Repeats included. */
  readonly calls: number;
  /** Tries that got no answer, because the gateway was killed under them. */
  readonly unanswered: number;
  readonly kills: number;
  /** What happened, as events tell it: how often each type of them came. */
  readonly happened: Happened;
  /** What happens when each call is sent once, and answered at once. */
  readonly expected: Happened;
  /** Keys whose repeats did not all tell the same, or that more than one call says to have done. */
  readonly wrong: readonly string[];
}

type Happened = Readonly<Record<string, number>>;

/** How often a call comes at most. */
const MOST_REPEATS = 16;

/** Keys whose calls are under way at the same moment. */
const AT_ONCE = 8;

/** Calls that would do something again if they were done again. */
const CALLS = [
  {
    query: `mutation ($input: CreateApiKeyInput!) { done: createApiKey(input: $input) { apiKey replayed } }`,
    input: (n: number): Data => ({ name: `Key ${n}`, scopes: ['READ'] }),
  },
  {
    query: `mutation ($input: RequestProvisioningInput!) {
      done: requestProvisioning(input: $input) { provisioningRequest { number } problems { message } replayed }
    }`,
    input: (): Data => ({ subscriptionNumber: 'S00000001', provider: BOXES, type: 'UPDATE_ADDRESS' }),
  },
  {
    query: `mutation ($input: RegisterSubscriptionInput!) {
      done: registerSubscription(input: $input) { subscription { number } netflixToken { value } replayed }
    }`,
    input: (n: number): Data => ({ billingSystemCustomerIdentifier: `B-${n}` }),
  },
] as const;

interface Call {
  readonly query: string;
  readonly input: Data;
}

/** Sends each of so many calls up to sixteen times at once, over two processes on one file that are killed in between. */
export async function playRepeats({
  keys,
  kills,
}: {
  readonly keys: number;
  readonly kills: number;
}): Promise<Report> {
  const file = join(ownFolder(), 'gateway.db');
  const calls = Array.from({ length: keys }, (_, n): Call => {
    const { query, input } = existing(CALLS[n % CALLS.length]);
    return { query, input: { ...input(n), idempotencyKey: randomUUID() } };
  });
  const expected = await onceEach(calls);
  const before = await open(file);
  const credential = await furnish(before);
  await before.close();
  const servers = [serve(file), serve(file)] as const;

  let sent = 0;
  let unanswered = 0;
  const answers = calls.map(() => new Array<Data>());
  const answerOf = async (call: Call, server: Server): Promise<Data> => {
    for (;;) {
      try {
        const done = doneIn(await ask(await server.address(), credential, call));
        if (done) return done;
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        unanswered += 1;
      }
      await sleep(5 + Math.random() * 20);
    }
  };
  const sendAll = async (n: number, call: Call) => {
    const repeats = 1 + (n % MOST_REPEATS);
    sent += repeats;
    answers[n] = await Promise.all(
      Array.from({ length: repeats }, (_, k) => answerOf(call, servers[k % 2 === 0 ? 0 : 1])),
    );
  };

  let next = 0;
  let killed = 0;
  const work = async () => {
    for (let n = next++; n < keys; n = next++) {
      const isTime = n >= ((killed + 1) * keys) / (kills + 1);
      if (isTime) killed += 1;
      const victim = servers[killed % 2 === 0 ? 0 : 1];
      await Promise.all([sendAll(n, existing(calls[n])), isTime && victim.kill()]);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await Promise.all(servers.map(({ stop }) => stop()));

  const after = await open(file);
  const repeated = await tellAll(after, credential, calls);
  const happened = await happenedTo(after);
  await after.close();
  const wrong = calls.flatMap((_, n) => {
    const all = [...(answers[n] ?? []), repeated[n] ?? {}];
    const same = new Set(all.map(({ replayed: _replayed, ...rest }) => JSON.stringify(rest))).size === 1;
    const doers = all.filter(({ replayed }) => !replayed).length;
    return same && doers <= 1 && repeated[n]?.replayed === true ? [] : [JSON.stringify(all)];
  });
  return { keys, calls: sent, unanswered, kills: killed, happened, expected, wrong };
}

/** A gateway over the file, in this process. */
function open(file: string): Promise<Gateway> {
  return openGateway(
    loadConfig({ DATABASE_URL: file, DEMO_DATA: 'off', NETFLIX: 'none', LOG_LEVEL: 'silent' }),
  );
}

/** Adds an operator with a provider and a subscription; answers the operator's credential. */
async function furnish(gateway: Gateway): Promise<string> {
  const operator = { code: 'cytel', name: 'Cytel', localCurrency: 'EUR', ...DEFAULT_POLICY };
  const { id } = existing(await gateway.store.addOperator(operator, { actor: 'test' }));
  const creation = { name: 'Test', scopes: SCOPES, expiresOn: null, wallClock: Date.now() };
  const { key } = await gateway.store
    .of(id)
    .addApiKey((facts) => createApiKey(creation, facts), { actor: 'test' });
  const client = clientOf(gateway, key);
  await register(client);
  await addProvider(client);
  return existing(key);
}

/** What each call tells when it is sent now, one after the other. */
async function tellAll(gateway: Gateway, credential: string, calls: readonly Call[]): Promise<Data[]> {
  const client = clientOf(gateway, credential);
  const told: Data[] = [];
  for (const { query, input } of calls) told.push((await client.ask(query, { input })).done);
  return told;
}

/** What happens when each call is sent once. */
async function onceEach(calls: readonly Call[]): Promise<Happened> {
  const gateway = await open(':memory:');
  await tellAll(gateway, await furnish(gateway), calls);
  const happened = await happenedTo(gateway);
  await gateway.close();
  return happened;
}

async function happenedTo({ store }: Gateway): Promise<Happened> {
  const { id } = existing(await store.operatorByCode('cytel'));
  const { events } = await everything(store.of(id));
  const byType = Map.groupBy(events, ({ type }) => type);
  return Object.fromEntries([...byType].map(([type, all]) => [type, all.length]));
}

async function ask(address: string, credential: string, { query, input }: Call): Promise<Answer> {
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${credential}` },
    body: JSON.stringify({ query, variables: { input } }),
  });
  return (await response.json()) as Answer; // as every answer is
}

/** What was done; null for an answer that says to try again. */
function doneIn({ data, errors }: Answer): Data | null {
  const code = errors?.[0]?.extensions.code;
  if (code === 'BUSY' || code === 'RATE_LIMITED') return null;
  if (errors || !data) throw new Error(`Expected an answer, found ${JSON.stringify(errors)}.`);
  return data.done;
}
