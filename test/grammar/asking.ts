import { schema } from '../../src/graphql/schema.ts';
import { openGateway, type Answer, type OpenGateway } from '../api/gateway.ts';
import { posted, presenting, type Came } from '../security/ways.ts';
import { drawFrom, type Draw } from '../simulation/draw.ts';
import { damaged, drawOperation, type Drawn } from './operations.ts';
import type { Known } from './values.ts';

/** A gateway with something in it, and what its words are. */
export interface Inhabited {
  readonly opened: OpenGateway;
  readonly known: Known;
}

/** Opens a gateway with three customers and their charges. */
export async function openInhabited(
  hasShortWay = true,
  environment: Record<string, string> = {},
): Promise<Inhabited> {
  const opened = await openGateway({}, { INTROSPECTION: 'on', ...environment }, { hasShortWay });
  const { netflix, operator, wait } = opened;
  const customers = ['B-1', 'B-2', 'B-3'];
  const charges: string[] = [];
  for (const customer of customers) {
    wait(1_000);
    await netflix.signsUp(customer);
    for (let n = 0; n < 4; n += 1) charges.push(await netflix.charges(customer));
  }
  const { customers: found, events } = await operator.ask(`{
    customers { nodes { id netflixCustomerIdentifier subscriptions { nodes { id number } } charges { nodes { id } edges { cursor } } } edges { cursor } }
    events(first: 10) { nodes { id } edges { cursor } }
  }`);
  const nodes = found.nodes as {
    id: string;
    netflixCustomerIdentifier: string;
    subscriptions: { nodes: { id: string; number: string }[] };
    charges: { nodes: { id: string }[]; edges: { cursor: string }[] };
  }[];
  const subscriptions = nodes.flatMap((node) => node.subscriptions.nodes);
  const edges = [...found.edges, ...events.edges, ...nodes.flatMap((node) => node.charges.edges)] as {
    cursor: string;
  }[];
  const ids = [
    ...nodes,
    ...subscriptions,
    ...nodes.flatMap((node) => node.charges.nodes),
    ...(events.nodes as { id: string }[]),
  ].map(({ id }) => id);
  const cursors = edges.map(({ cursor }) => cursor);
  return {
    opened,
    known: {
      ID: ids,
      id: ids,
      ids,
      after: cursors,
      before: cursors,
      billingSystemCustomerIdentifier: customers,
      netflixCustomerIdentifier: nodes.map((node) => node.netflixCustomerIdentifier),
      number: [...charges, ...subscriptions.map(({ number }) => number)],
      numbers: charges,
      subscriptionNumber: subscriptions.map(({ number }) => number),
      search: ['B', 'B-1', 'anna'],
      locale: ['de-AT', 'ja', 'x'],
    },
  };
}

/** The request that a seed draws: three in four ask, the others change or follow something, and one in eight is damaged. */
export function drawnBy(seed: number, known: Known): Drawn {
  const draw: Draw = drawFrom(seed);
  const kind = draw.chance(0.75) ? 'query' : draw.chance(0.95) ? 'mutation' : 'subscription';
  const drawn = drawOperation(draw, schema, known, kind);
  return draw.chance(0.125) ? damaged(draw, drawn) : drawn;
}

/** What is wrong with how the gateway answered; nothing when it is as it has to be, whatever was asked. */
export function faultsOf({ status, codes, text }: Came): string[] {
  return [
    ...(status >= 500 || (status !== 200 && (status < 400 || codes.length === 0))
      ? [`status ${status}: ${text.slice(0, 300)}`]
      : []),
    ...(codes.every((code) => typeof code === 'string' && code !== 'INTERNAL_SERVER_ERROR')
      ? []
      : [`codes ${codes.join(', ')}: ${text.slice(0, 500)}`]),
  ];
}

/** Asks what a seed draws. */
export async function askedBy(
  seed: number,
  { opened, known }: Inhabited,
): Promise<{ drawn: Drawn; came: Came }> {
  const drawn = drawnBy(seed, known);
  // A live update would have no end.
  const headers = { ...presenting(opened.operator), accept: 'application/json' };
  return { drawn, came: await posted(opened, JSON.stringify(drawn), headers) };
}

/** What an answer says, without what differs from one time to the next: errors come in the order in which their fields were done. */
export function said({ data, errors = [] }: Partial<Answer>): object {
  const told = errors.map(({ extensions, ...error }) => ({
    ...error,
    extensions: { ...extensions, requestId: '' },
  }));
  return { data, errors: told.map((error) => JSON.stringify(error)).toSorted() };
}
