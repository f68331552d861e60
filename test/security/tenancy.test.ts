import { getNamedType, isInputObjectType, isObjectType, isRequiredArgument } from 'graphql';
import { describe, expect, it, vi } from 'vitest';

import type { Gateway } from '../../src/app.ts';
import { schema } from '../../src/graphql/schema.ts';
import { clientOf } from '../api/gateway.ts';
import { reading, type Message } from '../api/following.ts';
import { everything } from '../store/everything.ts';
import { blanked, drawnIn, seen, without, type Seen } from './tenancy/answers.ts';
import { identifiersOf, nest, NOBODYS, pairsFor, type Pair } from './tenancy/identifiers.ts';
import { KINDS } from './tenancy/kinds.ts';
import { below, callAt, callsOf, type Identifiers } from './tenancy/questions.ts';
import { spotsOf, wayTo, type Spot } from './tenancy/spots.ts';
import { openWorld, type Party, type World } from './tenancy/world.ts';

const SPOTS = spotsOf(schema);
const rooted = (name: string) => SPOTS.filter(({ parent }) => parent.name === name);
const MUTATIONS = rooted('Mutation');
const LIVE = rooted('Subscription');
const QUERIES = SPOTS.filter((spot) => !MUTATIONS.includes(spot) && !LIVE.includes(spot));

/** How many places of the schema take an identifier, and how often they are tried, at least: with fewer, the walk has lost its way. */
const LEAST = { spots: 130, queries: 75, mutations: 105, lists: 170 };

/** What an operator may not learn of the other one: whatever it did not say itself. */
const MARK = /cytel/i;

async function openParties() {
  const world = await openWorld();
  const gateway = await world.reopen();
  const own = await identifiersOf(world.owner, gateway);
  const strangers = await identifiersOf(world.stranger, gateway);
  return { ...world, gateway, own, strangers };
}
type Parties = Awaited<ReturnType<typeof openParties>>;

/** The question with an identifier in the place under test. */
function questionAt(spot: Spot, identifier: string, rest: Identifiers): string {
  const way = ['Mutation', 'Subscription'].includes(spot.parent.name) ? [] : wayTo(schema, spot.parent);
  if (!way) throw new Error(`Expected a way to ${spot.parent.name}.`);
  const question = nest(way, callAt(spot, identifier, rest) + below(schema, spot.field));
  return spot.parent.name === 'Mutation' ? `mutation ${question}` : question;
}

/** The question with their identifier, and with nobody's: beside the stranger's own, or beside others of the same people where there are any. */
function questionsAt(spot: Spot, pair: Pair, { own, strangers }: Parties) {
  const secrets = { password: 'not the password', apiKey: NOBODYS.apiKey };
  const besides = [
    { name: 'alone', ofTheirs: strangers, ofNobodys: strangers },
    { name: 'together', ofTheirs: { ...own, ...secrets }, ofNobodys: { ...NOBODYS, ...secrets } },
  ];
  const questions = besides.map(({ name, ofTheirs, ofNobodys }) => ({
    name: `${spot.name} ${name}`,
    theirs: questionAt(spot, pair.theirs, ofTheirs),
    nobodys: questionAt(spot, pair.nobodys, ofNobodys),
    said: [pair.theirs, ...KINDS.map((kind) => ofTheirs[kind])],
    saidInVain: [pair.nobodys, ...KINDS.map((kind) => ofNobodys[kind])],
  }));
  return questions.filter(({ theirs }, n) => n === 0 || theirs !== questions[0]?.theirs);
}

/** What the answer tells of the owner that the question did not say. */
function leakIn(answer: Seen, question: string, { owner }: World): string[] {
  const marks = [owner.own.netflixCustomer, owner.own.signUpToken, owner.own.apiKey];
  const text = JSON.stringify(answer);
  const unsaid = marks.filter((mark) => text.includes(mark) && !question.includes(mark));
  return MARK.test(text) && !MARK.test(question) ? [...unsaid, String(MARK)] : unsaid;
}

describe('Whatever takes an identifier', () => {
  it('is known to this test', () => {
    console.log(`${SPOTS.length} places of the schema take an identifier.`);
    expect(SPOTS.length).toBeGreaterThanOrEqual(LEAST.spots);
    expect(MUTATIONS.length + LIVE.length + QUERIES.length).toBe(SPOTS.length);
  });

  it(
    'answers a query with one of another operator as with one that nobody has',
    { timeout: 60_000 },
    async () => {
      const parties = await openParties();
      const { gateway, owner, stranger, own } = parties;
      const faults: string[] = [];
      let tried = 0;
      for (const spot of QUERIES) {
        for (const pair of await pairsFor(spot, { party: owner, own, gateway, schema })) {
          for (const { name, theirs, nobodys, said, saidInVain } of questionsAt(spot, pair, parties)) {
            const answer = await seen(gateway, stranger.credential, theirs);
            const inVain = await seen(gateway, stranger.credential, nobodys);
            if (without(answer, said) !== without(inVain, saidInVain))
              faults.push(`${name}: ${JSON.stringify(answer)} and not ${JSON.stringify(inVain)}`);
            if (answer.status >= 500) faults.push(`${name}: ${JSON.stringify(answer)}`);
            faults.push(...leakIn(answer, theirs, parties).map((leak) => `${name}: tells ${leak}`));
            tried += 1;
          }
          const found = await seen(gateway, owner.credential, questionAt(spot, pair.theirs, own));
          const none = await seen(gateway, owner.credential, questionAt(spot, pair.nobodys, own));
          if (isRefused(found))
            faults.push(`${spot.name}: fails for its owner: ${JSON.stringify(found.body)}`);
          if (without(found, [pair.theirs]) === without(none, [pair.nobodys]))
            faults.push(`${spot.name}: its owner finds nothing either: ${JSON.stringify(found.body)}`);
        }
      }
      console.log(`${tried} queries with identifiers of another operator.`);
      expect(faults).toEqual([]);
      expect(tried).toBeGreaterThanOrEqual(LEAST.queries);
    },
  );

  it(
    'answers a mutation with one of another operator as with one that nobody has, and changes nothing of its',
    { timeout: 180_000 },
    async () => {
      const parties = await openParties();
      const { gateway, owner, stranger, own, reopen } = parties;
      const untouched = await shareOf(gateway, owner);
      const faults: string[] = [];
      let tried = 0;
      /** In a world of its own; a key has to be used by its owner to be somebody's. */
      const ask = async (spot: Spot, { credential }: Party, question: string) => {
        const world = await reopen();
        if (spot.kind === 'idempotencyKey') {
          const first = await seen(world, owner.credential, questionAt(spot, own.idempotencyKey, own));
          if (first.status !== 200)
            throw new Error(`Expected ${spot.name} to work, found ${JSON.stringify(first)}`);
        }
        const before = spot.kind === 'idempotencyKey' ? await shareOf(world, owner) : untouched;
        const answer = await seen(world, credential, question);
        const isTouched = (await shareOf(world, owner)) !== before;
        await world.close();
        return { answer, isTouched };
      };
      for (const spot of MUTATIONS) {
        for (const pair of await pairsFor(spot, { party: owner, own, gateway, schema })) {
          for (const { name, theirs, nobodys, said, saidInVain } of questionsAt(spot, pair, parties)) {
            const { answer, isTouched } = await ask(spot, stranger, theirs);
            const inVain = await ask(spot, stranger, nobodys);
            const isSame = (drawn: readonly string[]) =>
              without(blanked(answer, drawn), said) === without(blanked(inVain.answer, drawn), saidInVain);
            // What is drawn for each call differs between two that are the same.
            if (!isSame([]) && !isSame(drawnIn(inVain.answer, (await ask(spot, stranger, nobodys)).answer)))
              faults.push(`${name}: ${JSON.stringify(answer)} and not ${JSON.stringify(inVain.answer)}`);
            if (answer.status >= 500) faults.push(`${name}: ${JSON.stringify(answer)}`);
            if (isTouched) faults.push(`${name}: changes what is not the caller's`);
            faults.push(...leakIn(answer, theirs, parties).map((leak) => `${name}: tells ${leak}`));
            tried += 1;
          }
          const control = async (identifier: string) => {
            const question = questionAt(spot, identifier, own);
            const dry = dried(spot, question);
            return dry === null
              ? (await ask(spot, owner, question)).answer
              : seen(gateway, owner.credential, dry);
          };
          const [found, none, again] = [
            await control(pair.theirs),
            await control(pair.nobodys),
            await control(pair.nobodys),
          ];
          const drawn = drawnIn(none, again);
          if (isRefused(found) && !isRefused(none))
            faults.push(`${spot.name}: fails for its owner: ${JSON.stringify(found)}`);
          if (without(blanked(found, drawn), [pair.theirs]) === without(blanked(none, drawn), [pair.nobodys]))
            faults.push(`${spot.name}: its owner finds nothing either: ${JSON.stringify(found)}`);
        }
      }
      console.log(`${tried} mutations with identifiers of another operator.`);
      expect(faults).toEqual([]);
      expect(tried).toBeGreaterThanOrEqual(LEAST.mutations);
    },
  );
});

describe('A live update', () => {
  it('tells nothing of another operator, whatever it is asked with', { timeout: 60_000 }, async () => {
    const parties = await openParties();
    const { gateway, owner, stranger, own, strangers } = parties;
    const followed: {
      name: string;
      theirs: Stream;
      nobodys: Stream;
      owners: Stream;
      inVain: Stream;
      pair: Pair;
    }[] = [];
    const open = async (spot: Spot, { credential }: Party, identifier: string) => {
      const call = callAt(spot, identifier, strangers) + below(schema, spot.field);
      return streamOf(gateway, credential, `subscription { ${call} }`);
    };
    for (const spot of LIVE) {
      const [pair] = await pairsFor(spot, { party: owner, own, gateway, schema });
      if (!pair) throw new Error(`Expected an identifier for ${spot.name}.`);
      followed.push({
        ...{ name: spot.name, pair },
        theirs: await open(spot, stranger, pair.theirs),
        nobodys: await open(spot, stranger, pair.nobodys),
        owners: await open(spot, owner, pair.theirs),
        inVain: await open(spot, owner, pair.nobodys),
      });
    }
    const all = await Promise.all(
      ['chargeChanged', 'subscriptionChanged'].map((name) =>
        streamOf(gateway, stranger.credential, `subscription { ${name} { cursor event { id } } }`),
      ),
    );
    for (const { credential, own: known } of [owner, stranger]) {
      const { ask } = clientOf(gateway, credential);
      await ask(DECLINE, { number: known.charge, customer: known.customer });
      await ask(SUSPEND, { customer: known.customer });
    }
    // Whoever would be told of the owner has been told by the time the stranger is told of what it did itself, later.
    await vi.waitFor(() => {
      for (const { messages } of [...all, ...followed.map(({ owners }) => owners)])
        expect(messages.some(({ data }) => data !== null)).toBe(true);
    });
    await gateway.close();
    const faults: string[] = [];
    for (const { name, pair, theirs, nobodys, owners, inVain } of followed) {
      const [one, other] = [await theirs.whole(), await nobodys.whole()];
      if (without(one, [pair.theirs]) !== without(other, [pair.nobodys]))
        faults.push(`${name}: ${JSON.stringify(one)} and not ${JSON.stringify(other)}`);
      faults.push(...leakIn(one, pair.theirs, parties).map((leak) => `${name}: tells ${leak}`));
      if (without(await owners.whole(), [pair.theirs]) === without(await inVain.whole(), [pair.nobodys]))
        faults.push(`${name}: its owner is told nothing either`);
    }
    for (const stream of all) {
      const told = await stream.whole();
      faults.push(...leakIn(told, '', parties).map((leak) => `${JSON.stringify(told)} tells ${leak}`));
      expect(stream.messages.filter(({ data }) => data !== null && !data.errors)).toHaveLength(1);
    }
    console.log(`${followed.length + all.length} live updates beside another operator.`);
    expect(faults).toEqual([]);
  });
});

interface Stream {
  /** What has come so far, signs of life and refusals included. */
  readonly messages: readonly Message[];
  /** All of it, once the gateway has ended it. */
  readonly whole: () => Promise<Seen>;
}

async function streamOf({ fetch }: Gateway, credential: string, query: string): Promise<Stream> {
  const response = await fetch(
    new Request('http://gateway/graphql', {
      method: 'POST',
      headers: {
        ...{ 'content-type': 'application/json', accept: 'text/event-stream' },
        ...{ authorization: `Bearer ${credential}`, 'x-request-id': 'the-same-for-all' },
      },
      body: JSON.stringify({ query }),
    }),
  );
  const messages: Message[] = [];
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  const { message } = isStream ? reading(response) : { message: async () => null };
  const refusal: unknown = isStream ? null : await response.json();
  const ended = (async () => {
    for (let next = await message(); next !== null; next = await message()) messages.push(next);
  })();
  return {
    messages,
    whole: async () => {
      await ended;
      const headers = Object.fromEntries(response.headers);
      return { status: response.status, headers, body: refusal ?? messages };
    },
  };
}

const DECLINE = /* GraphQL */ `
  mutation ($number: String!, $customer: String!) {
    declineCharges(input: { charges: [{ number: $number, billingSystemCustomerIdentifier: $customer }] }) {
      charges {
        number
      }
    }
  }
`;
const SUSPEND = /* GraphQL */ `
  mutation ($customer: String!) {
    suspendSubscription(input: { by: { billingSystemCustomerIdentifier: $customer } }) {
      subscription {
        number
      }
    }
  }
`;

/** The question as a dry run, which leaves everything for the next one; null where there is none, or it would be a question of its own. */
function dried({ field, kind }: Spot, question: string): string | null {
  const input = field.args.map(({ type }) => getNamedType(type)).find(isInputObjectType);
  if (kind === 'idempotencyKey' || !input?.getFields().dryRun) return null;
  return question.replace('(input: {', '(input: { dryRun: true,');
}

function isRefused({ body }: Seen): boolean {
  return typeof body === 'object' && body !== null && 'errors' in body;
}

/** All that an operator has, to compare before and after. */
async function shareOf({ store }: Gateway, { code }: Party): Promise<string> {
  const operator = await store.operatorByCode(code);
  const all = await everything(store.of(operator?.id ?? 0));
  return JSON.stringify(all, (_name, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}

describe('Whatever takes no identifier', () => {
  it('answers alike whether or not another operator has anything', { timeout: 60_000 }, async () => {
    const parties = await openParties();
    const { gateway, owner, stranger, own } = parties;
    const before = await parties.reopenBefore();
    const faults: string[] = [];
    let tried = 0;
    for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
      const way = type.name.startsWith('__') ? null : wayTo(schema, type);
      for (const field of way ? Object.values(type.getFields()) : []) {
        const isRoot = type === schema.getQueryType();
        if (!isRoot && !field.args.some(({ name }) => name === 'first')) continue;
        for (const call of callsOf(field, `${type.name}.${field.name}`)) {
          const question = nest(way ?? [], call + below(schema, field));
          if (field.args.some(isRequiredArgument)) continue;
          const answer = await seen(gateway, stranger.credential, question);
          if (JSON.stringify(answer) !== JSON.stringify(await seen(before, stranger.credential, question)))
            faults.push(`${question}: ${JSON.stringify(answer)}`);
          if (isRefused(answer)) faults.push(`${question}: ${JSON.stringify(answer)}`);
          faults.push(...leakIn(answer, question, parties).map((leak) => `${question}: tells ${leak}`));
          tried += 1;
        }
        const question = nest(
          way ?? [],
          callAt({ name: '', parent: type, field, path: [], kind: 'cursor' }, '', own) + below(schema, field),
        );
        const [now, then] = [
          await seen(gateway, owner.credential, question),
          await seen(before, owner.credential, question),
        ];
        if (JSON.stringify(now) === JSON.stringify(then) && field.name !== 'viewer')
          faults.push(`${question}: its owner is told nothing either`);
      }
    }
    console.log(`${tried} lists, filters and totals beside another operator.`);
    expect(faults).toEqual([]);
    expect(tried).toBeGreaterThanOrEqual(LEAST.lists);
  });
});
