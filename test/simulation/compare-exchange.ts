import { differences } from './differences.ts';
import type { Membership } from './netflix-side.ts';
import type { Heard, Side, World } from './world.ts';

const PAGE = 50;
const EXCHANGE = `{ netflixExchange {
  waiting parkedMessages(first: 50) { nodes { kind subscription { number } } }
  refusedNews(first: 50) { nodes { kind netflixChargeIdentifier netflixCustomerIdentifier code } }
} }`;

/** Once nothing waits: what Netflix was told, how that stands there, and what is kept because one side has refused it. */
export async function compareExchange(side: Side, { netflix }: World): Promise<string[]> {
  const { name, model, readers, ask } = side;
  const { netflixExchange: told } = await ask(EXCHANGE);
  const messages = readers.heard.flatMap((one) => messageOf(side, one));
  const replies = netflix?.replies(name) ?? new Map<number, null>();
  const answered = (wanted: boolean) =>
    messages.filter(({ number }) => replies.get(number)?.accepted === wanted);
  // Something newer that Netflix has taken about the same subscription makes what it has refused out of date.
  const parked = answered(false).filter(({ number, subscription }) =>
    answered(true).every(
      (other) =>
        other.subscription !== subscription || other.number < number || other.kind === 'TELL_OUTCOME',
    ),
  );
  const refused = model.refused.map(({ item, code }) => ({
    kind: item.kind,
    netflixChargeIdentifier: item.netflixChargeIdentifier ?? null,
    netflixCustomerIdentifier: item.netflixCustomerIdentifier ?? null,
    code,
  }));
  return [
    ...differences(
      messages.map(({ number }) => number),
      [...replies.keys()].sort((one, other) => one - other),
      'what Netflix was told',
    ),
    ...differences(
      parked.slice(0, PAGE).map(({ kind, subscription: number }) => ({ kind, subscription: { number } })),
      told.parkedMessages.nodes,
      'what Netflix has refused',
    ),
    ...differences(refused.slice(0, PAGE), told.refusedNews.nodes, 'refused news'),
    ...compareMemberships(side, netflix?.memberships(name) ?? [], parked),
  ];
}

const KINDS = new Map([
  ['SUBSCRIPTION_REGISTERED', 'HAND_OVER_TOKEN'],
  ['SUBSCRIPTION_SUSPENDED', 'SUSPEND'],
  ['SUBSCRIPTION_UNSUSPENDED', 'UNSUSPEND'],
  ['SUBSCRIPTION_CANCELLED', 'TERMINATE'],
  ['CHARGE_PROCESSED', 'TELL_OUTCOME'],
]);

/** What Netflix has to be told of an event, if anything. */
function messageOf({ model }: Side, { sequence: number, type, subject }: Heard): Told[] {
  const kind = KINDS.get(type);
  const charge = model.charges.find((one) => one.number === subject);
  const subscription = charge?.subscription ?? model.subscriptions.find((one) => one.number === subject);
  // It need not be told what it has done itself.
  const isKnown = type === 'SUBSCRIPTION_CANCELLED' && subscription?.reason === 'ENDED_BY_NETFLIX';
  return kind && subscription && !isKnown ? [{ number, kind, subscription: subscription.number }] : [];
}
interface Told {
  readonly number: number;
  readonly kind: string;
  readonly subscription: string;
}

/** Netflix goes by what it was told, unless it has refused that. */
function compareMemberships(
  { model }: Side,
  memberships: readonly Membership[],
  parked: readonly Told[],
): string[] {
  const refused = new Set(parked.map(({ subscription }) => subscription));
  const held = new Map(memberships.map((one) => [one.subscriptionNumber, one]));
  return model.subscriptions
    .filter(({ number }) => !refused.has(number) && held.has(number))
    .flatMap(({ number, stage }) => {
      const { isSuspended, endedOn } = held.get(number) ?? { isSuspended: 0, endedOn: null };
      const found = endedOn !== null ? 'CANCELLED' : isSuspended === 1 ? 'SUSPENDED' : 'ACTIVE';
      return differences(
        stage === 'REGISTERED' ? 'ACTIVE' : stage,
        found,
        `Netflix's membership of ${number}`,
      );
    });
}
