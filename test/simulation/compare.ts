import { dayOf } from './charges.ts';
import { differences } from './differences.ts';
import { sequenceOf } from './follow.ts';
import type { ModelCharge } from './model.ts';
import { pendingOf } from './platforms.ts';
import {
  CHARGE,
  chargeView,
  inOrder,
  pendingView,
  SUBSCRIPTION,
  subscriptionView,
  textOf,
  totalsView,
} from './views.ts';
import type { Data, Side } from './world.ts';

const PAGE = 50;
const TOTALS = `{ status acknowledged count amount { amount currency } localAmount { amount currency } }`;
const EVERYTHING = `query ($today: Date!, $events: String) {
  subscriptions(first: 50) { totalCount nodes { ${SUBSCRIPTION} } }
  work: charges(first: 50) { totalCount nodes { ${CHARGE} statusReason } }
  done: charges(filter: { acknowledged: true }, orderBy: NEWEST_FIRST, first: 50) { totalCount nodes { ${CHARGE} statusReason } }
  chargeTotals ${TOTALS}
  today: chargeTotals(filter: { receivedFrom: $today }) ${TOTALS}
  events(first: 50, after: $events) { pageInfo { endCursor hasNextPage } nodes { ...E } }
}`;
const EVENT = `fragment E on Event { id type occurredOn subject { __typename
  ... on Charge { number } ... on NetflixSubscription { number } ... on ProvisioningRequest { number } } }`;
const MORE_EVENTS = `query ($events: String) { events(first: 50, after: $events) { pageInfo { endCursor hasNextPage } nodes { ...E } } } ${EVENT}`;
const PENDING = `query ($name: String!) {
  pendingProvisioningRequests(provider: { name: $name }, first: 50) {
    totalCount groups { subscription { number } accountNumber requests { number type state sequenceNumber scheduledDate } }
  }
}`;

/** Where the gateway tells of an operator something else than the model; nothing = they agree. */
export async function compare(side: Side, now: number): Promise<string[]> {
  const { model, readers, ask } = side;
  const told = await ask(`${EVERYTHING} ${EVENT}`, { today: dayOf(now), events: readers.events });
  const work = model.charges.filter(({ acknowledgedOn }) => acknowledgedOn === null);
  const done = model.charges.filter(({ acknowledgedOn }) => acknowledgedOn !== null).reverse();
  const page = (charges: readonly ModelCharge[]) => ({
    totalCount: charges.length,
    nodes: charges.slice(0, PAGE).map((charge) => withReason(chargeView(model, charge))),
  });
  const today = model.charges.filter(({ receivedOn }) => dayOf(receivedOn) >= dayOf(now));
  return [
    ...differences(
      {
        totalCount: model.subscriptions.length,
        nodes: model.subscriptions.slice(0, PAGE).map((one) => subscriptionView(model, one, now)),
      },
      told.subscriptions,
      'subscriptions',
    ),
    ...differences(page(work), reasoned(told.work), 'charges not acknowledged'),
    ...differences(page(done), reasoned(told.done), 'charges acknowledged'),
    ...differences(totalsView(model, model.charges), inOrder(told.chargeTotals), 'totals'),
    ...differences(totalsView(model, today), inOrder(told.today), "today's totals"),
    ...(await readEvents(side, told.events)),
    ...(await comparePending(side, now)),
  ];
}

/** Reasons are for people: there is one as soon as there is a final status. */
function withReason<T extends { readonly status: string }>(charge: T) {
  return { ...charge, hasReason: charge.status !== 'PENDING' };
}

function reasoned({ totalCount, nodes }: Data): Data {
  return {
    totalCount,
    nodes: nodes.map(({ statusReason, ...charge }: Data) => ({
      ...charge,
      hasReason: statusReason !== null,
    })),
  };
}

/** Follows the sequence from where the reader was; what happened in one step may come in any order, but each of it exactly once. */
async function readEvents({ model, readers, ask }: Side, first: Data): Promise<string[]> {
  const found: Data[] = [];
  for (let page = first; ;) {
    found.push(...page.nodes);
    readers.events = page.pageInfo.endCursor ?? readers.events;
    if (!page.pageInfo.hasNextPage) break;
    page = (await ask(MORE_EVENTS, { events: readers.events })).events;
  }
  const expected = model.happened.splice(0).map(({ type, subject, on }) => ({
    type,
    // Customers and the operator itself have no number; only that it happened is compared.
    subject: /^[ISP]\d{8,}$/.test(subject) ? subject : '',
    occurredOn: textOf(on),
  }));
  const sequence = found.map(({ id }) => sequenceOf(id) % 2 ** 32);
  readers.heard.push(
    ...found.map(({ id, type, subject }) => ({
      sequence: sequenceOf(id),
      type,
      subject: subject?.number ?? '',
    })),
  );
  const places = found.map((_, k) => readers.eventsRead + 1 + k);
  readers.eventsRead += found.length;
  return [
    ...differences(
      inOrder(expected),
      inOrder(
        // How often Netflix has confirmed something is between the courier and Netflix.
        found
          .filter(({ type }) => !type.startsWith('NETFLIX_'))
          .map(({ type, subject, occurredOn }) => ({ type, subject: subject?.number ?? '', occurredOn })),
      ),
      'events',
    ),
    ...differences(places, sequence, 'sequence of events'),
  ];
}

async function comparePending({ model, ask }: Side, now: number): Promise<string[]> {
  const found: string[] = [];
  for (const name of model.providers) {
    const { pendingProvisioningRequests: told } = await ask(PENDING, { name });
    const groups = pendingOf(model, name, now);
    const count = groups.reduce((sum, [, requests]) => sum + requests.length, 0);
    found.push(...differences(count, told.totalCount, `how many requests ${name} has`));
    if (count <= PAGE) found.push(...differences(pendingView(groups), told.groups, `requests of ${name}`));
  }
  return found;
}

/** A reader of the work list goes on by its cursor, three at a time, while others acknowledge: what comes next for it is known. */
export async function readOn({ model, readers, ask }: Side): Promise<string[]> {
  const { charges } = await ask(
    `query ($after: String) { charges(first: 3, after: $after) { nodes { number } pageInfo { endCursor hasNextPage } } }`,
    { after: readers.work },
  );
  const ahead = model.charges.filter(
    ({ number, acknowledgedOn }) => acknowledgedOn === null && number > readers.lastRead,
  );
  const next = ahead.slice(0, 3).map(({ number }) => ({ number }));
  readers.work = charges.pageInfo.endCursor ?? readers.work;
  readers.lastRead = next.at(-1)?.number ?? readers.lastRead;
  return [
    ...differences(next, charges.nodes, 'what a reader finds next'),
    ...differences(ahead.length > 3, charges.pageInfo.hasNextPage, 'whether a reader has more to find'),
  ];
}
