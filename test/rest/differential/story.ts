import type { Data } from '../../api/gateway.ts';
import { drawFrom } from '../../simulation/draw.ts';
import { METHODS } from '../../../src/rest/methods.ts';
import { expectDocumented } from '../document.ts';
import { PASSWORD } from '../user.ts';
import { openPair, type Pair, type Side } from './pair.ts';
import { nextStep, OWNER, PAI, type As, type Step } from './steps.ts';
import { toldBy, TRANSLATIONS, type Told } from './translation.ts';

/** What stories have shown so far: how often each method was called, and each code was told. */
export interface Shown {
  readonly methods: Map<string, number>;
  readonly codes: Map<string, number>;
}

interface Playing {
  readonly pair: Pair;
  readonly shown: Shown;
  /** Whose the charges are, in order of their numbers. */
  readonly owners: string[];
}

/**
 * Plays a random story on two gateways, over the old wire on the one and over GraphQL on the other. Tells where they first said different
 * things, or what their databases hold that differs; an empty list when they agree.
 */
export async function playStory(seed: number, steps: number, shown: Shown): Promise<readonly unknown[]> {
  const draw = drawFrom(seed);
  const pair = await openPair();
  const playing: Playing = { pair, shown, owners: [] };
  const differences: unknown[] = [];
  for (let n = 0; n < steps && differences.length === 0; n += 1) {
    const step = nextStep({
      draw,
      registered: [...pair.rest.pais.keys()],
      charges: playing.owners.length,
    });
    const [one, other] = await bothOf(step, playing);
    if (JSON.stringify(one) !== JSON.stringify(other))
      differences.push({ seed, n, step, rest: one, graphql: other });
  }
  const [rest, graphql] = await pair.close();
  for (const table of new Set([...Object.keys(rest), ...Object.keys(graphql)])) {
    const [ours, theirs] = [rest[table] ?? [], graphql[table] ?? []];
    const different = (own: readonly string[], others: readonly string[]) =>
      own.filter((row) => !others.includes(row));
    if (ours.join('\n') !== theirs.join('\n'))
      differences.push({ seed, table, rest: different(ours, theirs), graphql: different(theirs, ours) });
  }
  return differences;
}

/** What a step came to on either side, comparable. */
async function bothOf(step: Step, playing: Playing): Promise<readonly [unknown, unknown]> {
  const { pair, owners } = playing;
  const both = async (query: string, variables: (side: Side) => Data) => {
    const told = async (side: Side) => {
      const { data, errors } = await side.graphql(side.tokens.anna, query, variables(side));
      return { data, errors: errors?.map(({ message }) => message) };
    };
    return [await told(pair.rest), await told(pair.graphql)] as const;
  };
  switch (step.kind) {
    case 'WAIT':
      pair.wait(step.milliseconds);
      return [null, null];
    case 'PROCESS':
      return both(
        'mutation ($limit: Int!) { processCharges(input: { limit: $limit }) { processed remaining } }',
        () => ({
          limit: step.limit,
        }),
      );
    case 'SIGN_UP':
      return both(
        `mutation ($token: String!, $at: DateTime!) {
          confirmSignUp(input: {
            token: $token, signedUpOn: $at, prices: [{ amount: "9.99", currency: "EUR", effectiveFrom: "2026-03-01" }]
          }) { subscription { number } problems { code } }
        }`,
        ({ netflixTokens }) => ({
          token: netflixTokens.get(step.customer) ?? 'none',
          at: new Date(pair.now()).toISOString(),
        }),
      );
    case 'CHARGE': {
      const answers = await both(
        `mutation ($charge: ReceivedChargeInput!) {
          receiveCharges(input: { charges: [$charge] }) { charges { number } failedReceipts { errorCode } }
        }`,
        ({ pais }) => ({
          charge: {
            ...step.charge,
            currency: 'EUR',
            netflixChargeIdentifier: `N-${owners.length + 1}`,
            netflixCustomerIdentifier: pais.get(step.customer) ?? 'none',
            raisedOn: new Date(pair.now()).toISOString(),
          },
        }),
      );
      if (answers[0].data?.receiveCharges.charges.length === 1) owners.push(step.customer);
      return answers;
    }
    case 'BAD_CALL': {
      const { verb = 'GET' } = METHODS.find(({ path }) => path === step.path) ?? {};
      const token = pair.rest.tokens.anna;
      const { status } = await pair.rest.wire(verb, step.path, { token, ...step.given });
      count(playing.shown.codes, status.code);
      return [status.code, 'INVALID_PARAMETER'];
    }
    case 'MISTAKE':
      return mistaken(step.mistake, playing);
    case 'LOG_IN':
      return logIn(step.how, playing);
    case 'CALL':
      return called(step, playing);
  }
}

async function called(
  { path, given: asked, as }: Extract<Step, { kind: 'CALL' }>,
  { pair, shown, owners }: Playing,
): Promise<readonly [unknown, unknown]> {
  const method = METHODS.find((one) => one.path === path);
  const translation = TRANSLATIONS[path];
  if (!method || !translation) throw new Error(`Expected a method that can be translated, found ${path}.`);
  const given = (side: Side) => filled(asked, side, owners) as Data;
  const reply = await pair.rest.wire(method.verb, path, { ...tokenOf(pair.rest, as), ...given(pair.rest) });
  expectDocumented({ method: method.verb, path }, reply);
  const own = given(pair.graphql);
  const credential = tokenOf(pair.graphql, as).token ?? null;
  const answer = await pair.graphql.graphql(credential, translation.query, translation.variables(own));
  const told = toldBy(answer, translation, { given: own, now: pair.now() });

  count(shown.methods, path);
  count(shown.codes, reply.status.code);
  for (const failed of Object.values(reply.data).flat() as Data[])
    if (typeof failed === 'object' && 'error_code' in failed) count(shown.codes, failed.error_code);
  await learn(pair.rest, asked, { code: reply.status.code, data: reply.data });
  await learn(pair.graphql, asked, told);
  const one = { code: reply.status.code, data: withoutDrawn(reply.data) };
  return [one, { code: told.code, data: withoutDrawn(told.data) }];
}

function tokenOf({ tokens }: Side, as: As): { token?: string } {
  return as === 'nobody' ? {} : { token: tokens[as] };
}

function filled(value: unknown, side: Side, owners: readonly string[]): unknown {
  if (typeof value === 'string' && value.startsWith(PAI))
    return side.pais.get(value.slice(PAI.length)) ?? 'none';
  if (Array.isArray(value)) return value.map((each) => filled(each, side, owners));
  if (typeof value !== 'object' || value === null) return value;
  const object = Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, filled(each, side, owners)]),
  );
  return object.billing_system_customer_identifier === OWNER
    ? {
        ...object,
        billing_system_customer_identifier: owners[Number(String(object.number).slice(1)) - 1] ?? 'B-1',
      }
    : object;
}

/** Remembers what a side has drawn. */
async function learn(side: Side, given: Data, { code, data }: Told): Promise<void> {
  if (code !== 'OK' || typeof data !== 'object' || data === null || !('netflix_token' in data)) return;
  const customer = String(given.billing_system_customer_identifier);
  side.netflixTokens.set(customer, String(data.netflix_token));
  const answer = await side.graphql(
    side.tokens.anna,
    'query ($by: CustomerBy!) { customer(by: $by) { netflixCustomerIdentifier } }',
    { by: { billingSystemCustomerIdentifier: customer } },
  );
  side.pais.set(customer, answer.data?.customer.netflixCustomerIdentifier);
}

function withoutDrawn(data: unknown): unknown {
  if (typeof data !== 'object' || data === null || !('netflix_token' in data)) return sorted(data);
  return sorted({ ...data, netflix_token: '*', redirect_url: '*' });
}

// In which order a thing has its fields says nothing.
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, each]) => [name, sorted(each)]));
}

async function mistaken(
  mistake: string,
  { pair: { rest }, shown }: Playing,
): Promise<readonly [unknown, unknown]> {
  const token = rest.tokens.anna;
  const replies: Record<string, () => ReturnType<Side['wire']>> = {
    METHOD_NOT_FOUND: () => rest.wire('GET', 'netflix/charges/lists', { token }),
    VERB_NOT_ALLOWED: () => rest.wire('POST', 'netflix/charges/list', { token }),
    INVALID_BODY: () => rest.wire('POST', 'netflix/charges/accept', 'no object'),
    BODY_TOO_LARGE: () =>
      rest.wire('POST', 'netflix/charges/accept', { token, filling: 'x'.repeat(300_000) }),
  };
  const reply = await replies[mistake]?.();
  count(shown.codes, reply?.status.code ?? '');
  return [reply?.status.code, mistake];
}

const LOG_IN = 'mutation ($input: LogInInput!) { logIn(input: $input) { token } }';
const KEY = 'mutation { createApiKey(input: { name: "Key", scopes: [READ] }) { apiKey } }';
const LOG_IN_WITH_KEY =
  'mutation ($apiKey: String!) { logInWithApiKey(input: { apiKey: $apiKey }) { viewer { scopes } } }';

async function logIn(
  how: Extract<Step, { kind: 'LOG_IN' }>['how'],
  playing: Playing,
): Promise<readonly [unknown, unknown]> {
  const { pair, shown } = playing;
  const { rest, graphql } = pair;
  const called = async (path: string, given: Data, headers?: Record<string, string>) => {
    const reply = await rest.wire('POST', path, given, headers);
    expectDocumented({ method: 'POST', path }, reply);
    count(shown.methods, path);
    count(shown.codes, reply.status.code);
    return reply;
  };
  const anna = {
    username: 'anna',
    password: how === 'WRONG_PASSWORD' ? 'guess' : PASSWORD,
    organisation: 'first',
  };
  if (how === 'API_KEY') {
    const keys = [await rest.graphql(rest.tokens.anna, KEY), await graphql.graphql(graphql.tokens.anna, KEY)];
    const [own = '', other = ''] = keys.map(({ data }): string => data?.createApiKey.apiKey);
    const basic = { authorization: `Basic ${btoa(`${own}:`)}` };
    const { status, data } = await called('authentication/web_api_key/token', { unit: 'U' }, basic);
    const { data: viewer } = await rest.graphql(data.token, '{ logInWithApiKey: viewer { scopes } }');
    const answer = await graphql.graphql(null, LOG_IN_WITH_KEY, { apiKey: other });
    return [
      [status.code, viewer?.logInWithApiKey.scopes],
      ['OK', answer.data?.logInWithApiKey.viewer.scopes],
    ];
  }
  if (how === 'RELEASE') {
    const { status } = await called('authentication/token/release', { token: rest.tokens.anna });
    const { data } = await graphql.graphql(graphql.tokens.anna, 'mutation { logOut { released } }');
    const again = await called('authentication/token/release', { token: rest.tokens.anna });
    const { errors } = await graphql.graphql(graphql.tokens.anna, 'mutation { logOut { released } }');
    await logIn('PASSWORD', playing);
    return [
      [status.code, again.status.code],
      [data?.logOut.released === true ? 'OK' : 'refused', errors?.[0]?.extensions.code],
    ];
  }
  const { status, data } = await called('authentication/token', anna);
  const answer = await graphql.graphql(null, LOG_IN, { input: anna });
  if (status.code === 'OK') rest.tokens.anna = data.token;
  graphql.tokens.anna = answer.data?.logIn.token ?? graphql.tokens.anna;
  return [status.code, answer.errors?.[0]?.extensions.code ?? 'OK'];
}

function count(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}
