import { isObjectType, type GraphQLSchema } from 'graphql';

import type { Gateway } from '../../../src/app.ts';
import { encodeGlobalId } from '../../../src/ids.ts';
import { clientOf, type Data } from '../../api/gateway.ts';
import type { Kind } from './kinds.ts';
import { callAt, type Identifiers } from './questions.ts';
import { wayTo, type Spot } from './spots.ts';
import type { Party } from './world.ts';

/** Identifiers of the same form that nobody has. */
export const NOBODYS: Identifiers = {
  customer: 'cytel-9',
  otherCustomer: 'cytel-nowhere',
  netflixCustomer: 'PAI-nobodyNobodyNobodyNobody12',
  netflixCharge: 'cytel-charge-9-9',
  reference: 'cytel-invoice-9-9',
  charge: 'I00000999',
  settledCharge: 'I00000998',
  subscription: 'S00000999',
  provisioningRequest: 'P00000999',
  promotion: 'cytel-offer-9',
  provider: 'cytel platform 9',
  providerCode: 'cytel-platform-9',
  apiKeyPrefix: 'nbk_00000000',
  signUpToken: 'nobodys-nobodys-nobodys-nobodys-nobodys-123',
  user: 'bert@cytel',
  organisation: 'nobody',
  idempotencyKey: 'a-key-that-nobody-used',
  globalId: encodeGlobalId('ProvisioningProvider', 2 ** 32 + 999),
  parked: encodeGlobalId('ParkedNetflixMessage', 2 ** 32 + 999),
  cursor: '',
  password: 'correct horse battery',
  apiKey: `nbk_00000000_${'0'.repeat(40)}`,
};

/** An identifier that somebody has, and one of the same form that nobody has. */
export interface Pair {
  readonly theirs: string;
  readonly nobodys: string;
}

/** Everything that a party would give where a call takes an identifier; the places that depend on what is asked are filled by `pairsFor`. */
export async function identifiersOf(party: Party, gateway: Gateway): Promise<Identifiers> {
  const { ask } = clientOf(gateway, party.credential);
  const { provisioningProviders, netflixExchange } = await ask(
    '{ provisioningProviders(last: 1) { nodes { id } } netflixExchange { parkedMessages(last: 1) { nodes { id } } } }',
  );
  return {
    ...party.own,
    globalId: provisioningProviders.nodes[0].id as string,
    parked: netflixExchange.parkedMessages.nodes[0].id as string,
    cursor: '',
  };
}

/** Pairs for a place: identifiers that the party has, of everything that can stand there. */
export async function pairsFor(spot: Spot, { party, own, gateway, schema }: Asked): Promise<readonly Pair[]> {
  const { ask } = clientOf(gateway, party.credential);
  const kinds: Partial<Record<Kind, () => Promise<Pair[]>>> = {
    cursor: async () => [await cursors(spot, own, schema, ask)],
    globalId: async () => {
      const types =
        spot.parent.name === 'Query' && spot.path.length === 1 ? nodeTypes(schema) : ['ProvisioningProvider'];
      return Promise.all(types.map(async (type) => globalIds(await anId(schema, type, ask))));
    },
    parked: async () => {
      const { netflixExchange } = await ask(
        '{ netflixExchange { parkedMessages(last: 1) { nodes { id } } refusedNews(last: 1) { nodes { id } } } }',
      );
      const { parkedMessages, refusedNews } = netflixExchange as Data;
      return [parkedMessages, refusedNews].map(({ nodes }) => globalIds(nodes[0].id as string));
    },
  };
  return (await kinds[spot.kind]?.()) ?? [{ theirs: own[spot.kind], nobodys: NOBODYS[spot.kind] }];
}

interface Asked {
  readonly party: Party;
  readonly own: Identifiers;
  readonly gateway: Gateway;
  readonly schema: GraphQLSchema;
}

type Ask = ReturnType<typeof clientOf>['ask'];

function nodeTypes(schema: GraphQLSchema): string[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node'))
    .map(({ name }) => name);
}

/** The id of the newest thing of a type. */
async function anId(schema: GraphQLSchema, name: string, ask: Ask): Promise<string> {
  const type = schema.getType(name);
  const way = isObjectType(type) ? wayTo(schema, type) : null;
  if (!way) throw new Error(`Expected a way to ${name}.`);
  return lastIn(await ask(nest(way, 'id')));
}

/** A cursor of the list itself, so that something lies on either side of it. */
async function cursors(spot: Spot, own: Identifiers, schema: GraphQLSchema, ask: Ask): Promise<Pair> {
  const isSubscription = spot.parent.name === 'Subscription';
  const way = isSubscription ? ['events(first: 1)'] : (wayTo(schema, spot.parent) ?? []);
  const call = isSubscription ? null : callAt({ ...spot, path: [] }, '', own);
  const only = spot.path[0] === 'before' ? 'first: 2' : 'first: 1';
  const paged =
    call === null ? [] : [call.endsWith(')') ? `${call.slice(0, -1)}, ${only})` : `${call}(${only})`];
  const theirs = lastIn(await ask(nest([...way, ...paged], 'pageInfo { endCursor }')));
  return { theirs, nobodys: behind(theirs) };
}

function globalIds(theirs: string): Pair {
  return { theirs, nobodys: behind(theirs) };
}

/** The same with a number that is larger than any; a list of work is in order of more than one. */
function behind(opaque: string): string {
  const text = Buffer.from(opaque, 'base64url').toString();
  const numbers = text.startsWith('pending:') ? /(?<=^pending:\d+:.*)\d+/g : /\d+$/;
  return Buffer.from(text.replace(numbers, (n) => String(Number(n) + 1_000_000))).toString('base64url');
}

/** A query that goes the way. */
export function nest(way: readonly string[], selection: string): string {
  return `{ ${way.reduceRight((below, step) => `${step} { ${below} }`, selection)} }`;
}

/** The innermost value of an answer. */
function lastIn(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null)
    throw new Error('Expected something to be there, found nothing.');
  return lastIn(Object.values(value).at(-1));
}
