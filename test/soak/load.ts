import { Agent, request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

import { DEMO } from '../../src/demo/demo.ts';

/** What clients saw since the last look. */
export interface Seen {
  /** Milliseconds of each request. */
  readonly durations: number[];
  /** Answers that nobody expected, the first of each kind. */
  readonly unexpected: Set<string>;
  /** Messages of live updates. */
  told: number;
}

interface Kind {
  readonly query: string;
  readonly variables?: (n: number) => object;
  /** Part of the answer. */
  readonly expected: string;
  readonly key?: string;
}

/** What a day brings, as often as it stands here. */
const DAY: readonly Kind[] = [
  {
    query: '{ charges(first: 20) { totalCount nodes { number status customer { id } } } }',
    expected: '"nodes"',
  },
  {
    query: '{ charges(first: 50, filter: { acknowledged: false }) { nodes { number } } }',
    expected: '"nodes"',
  },
  {
    query:
      '{ customers(first: 20, filter: { search: "soak" }) { totalCount nodes { id standing { hints } } } }',
    expected: '"nodes"',
  },
  { query: '{ events(last: 20) { nodes { id type } } }', expected: '"nodes"' },
  { query: '{ netflixExchange { waiting } }', expected: '"waiting"' },
  {
    query: `mutation ($customer: String!) { registerSubscription(input: { billingSystemCustomerIdentifier: $customer }) {
      netflixToken { value } problems { message } } }`,
    variables: (n) => ({ customer: `soak-${n}` }),
    expected: '"registerSubscription"',
  },
  {
    query: `mutation ($customer: String!) { terminateSubscription(input: { by: { billingSystemCustomerIdentifier: $customer } }) { problems { message } } }`,
    variables: (n) => ({ customer: `soak-${Math.max(0, n - 20)}` }),
    expected: '"terminateSubscription"',
  },
  { query: '{ charges { nodes { nothing } } }', expected: 'GRAPHQL_VALIDATION_FAILED' },
  { query: '{', expected: 'GRAPHQL_PARSE_FAILED' },
  { query: '{ charges(first: 51) { totalCount } }', expected: 'BAD_USER_INPUT' },
  { query: '{ viewer { username } }', expected: 'UNAUTHENTICATED', key: 'nbk_nobody_nobody' },
];
const FOLLOW = 'subscription { subscriptionChanged { cursor subscription { number stage } } }';

const ASKING = 8;
const FOLLOWING = 10;
/** Milliseconds between two requests of one client, and how long one follows a live update. */
const PAUSE = 10;
const FOLLOWED_FOR = 5_000;

/** Everything that clients do, until it is over. */
export function begin(origin: string, over: AbortSignal) {
  const seen: Seen = { durations: [], unexpected: new Set(), told: 0 };
  const agent = new Agent({ keepAlive: true });
  let asked = 0;
  const asking = async () => {
    while (!over.aborted) {
      const kind = DAY[(asked += 1) % DAY.length];
      if (kind)
        await ask(origin, agent, kind, asked, seen).catch((error: unknown) => note(seen, String(error)));
      await sleep(PAUSE);
    }
  };
  const following = async () => {
    while (!over.aborted)
      await follow(origin, seen, over).catch((error: unknown) => note(seen, String(error)));
  };
  const all = [...Array.from({ length: ASKING }, asking), ...Array.from({ length: FOLLOWING }, following)];
  return { seen, ended: Promise.all(all).finally(() => agent.destroy()) };
}

async function ask(origin: string, agent: Agent, kind: Kind, n: number, seen: Seen): Promise<void> {
  const begun = performance.now();
  const { query, variables, key, expected } = kind;
  const response = await send(origin, { agent, key, body: { query, variables: variables?.(n) } });
  const answer = await text(response);
  seen.durations.push(performance.now() - begun);
  if (!answer.includes(expected))
    note(seen, `Expected ${expected} of ${query.slice(0, 60)}, found ${answer.slice(0, 200)}`);
}

/** Follows for a while, then leaves in the middle. */
async function follow(origin: string, seen: Seen, over: AbortSignal): Promise<void> {
  const response = await send(origin, { agent: false, accept: 'text/event-stream', body: { query: FOLLOW } });
  if (response.statusCode !== 200) note(seen, `Expected a live update, found ${response.statusCode}`);
  response.on('data', () => (seen.told += 1));
  response.on('error', () => undefined);
  await sleep(FOLLOWED_FOR * (0.5 + Math.random()), undefined, { signal: over }).catch(() => undefined);
  response.destroy();
}

function note({ unexpected }: Seen, what: string): void {
  if (unexpected.size < 10) unexpected.add(what);
}

interface Sent {
  readonly agent: Agent | false;
  readonly key?: string | undefined;
  readonly accept?: string;
  readonly body: object;
}

async function send(origin: string, { agent, key = DEMO.apiKey, accept = 'application/json', body }: Sent) {
  const sent = request(new URL('/graphql', origin), {
    agent,
    method: 'POST',
    headers: { accept, 'content-type': 'application/json', authorization: `Bearer ${key}` },
  });
  sent.end(JSON.stringify(body));
  const [response] = (await once(sent, 'response')) as [IncomingMessage]; // as Node documents it
  return response;
}
