import { isObject } from '../json.ts';

/** Which of our numbers stands for which of the old system's, as far as that has come out: each system draws its own. */
export interface Numbers {
  /** The same call, or answer, with our numbers in the place of the old ones. */
  readonly inOurs: (value: unknown) => unknown;
  /** Learns from two answers to the same call which things in them are the same. */
  readonly learn: (old: unknown, here: unknown) => void;
}

/** Knows no number yet. */
export function noNumbers(): Numbers {
  const ours = new Map<string, string>();
  const taken = new Set<string>();
  return {
    inOurs: (value) => translated(value, '', ours),
    learn: (old, here) => {
      for (const [one, other] of sameThings(old, here, '', ours)) {
        if (ours.has(one) || taken.has(other)) continue;
        ours.set(one, other);
        taken.add(other);
      }
    },
  };
}

/** Names of things of the old system, each with the name of the same thing here. */
type Known = ReadonlyMap<string, string>;

/** What a number is drawn for; things of two kinds may have the same. Null when it is none of these numbers. */
function kindOf(field: string, set: string): string | null {
  if (field === 'subscription_number') return 'subscription';
  if (field !== 'number') return null;
  if (set.endsWith('charges_set')) return 'charge';
  return set.endsWith('requests_set') || set === 'responses_set' ? 'request' : null;
}

/** `set` is the name of the field that it is found in. */
function translated(value: unknown, set: string, ours: Known): unknown {
  if (Array.isArray(value)) return value.map((each) => translated(each, set, ours));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([field, each]) => {
    const kind = kindOf(field, set);
    if (kind === null || typeof each !== 'string') return [field, translated(each, field, ours)];
    return [field, ours.get(`${kind} ${each}`)?.slice(kind.length + 1) ?? each];
  });
  return Object.fromEntries(entries);
}

type Pair<T> = readonly [old: T, here: T];

function* sameThings(old: unknown, here: unknown, set: string, ours: Known): Generator<Pair<string>> {
  if (Array.isArray(old) && Array.isArray(here)) {
    const all = (list: readonly unknown[]) => list.map((thing) => described(thing, set, list.length));
    for (const [one, other] of pairsIn(all(old), all(here), ours))
      yield* sameThings(one.thing, other.thing, set, ours);
  } else if (isObject(old) && isObject(here)) {
    const [there, own] = [nameOf(old, set), nameOf(here, set)];
    if (there !== null && own !== null) yield [there, own];
    for (const field of Object.keys(old))
      // What failed may be nothing that there is.
      if (field.endsWith('_set') && !field.startsWith('failed_'))
        yield* sameThings(old[field], here[field], field, ours);
  }
}

/** One of the things in a list. */
interface Described {
  readonly thing: unknown;
  /** Its kind and number. */
  readonly name: string | null;
  /** By what it is known whatever its number is; null when nothing shows that. */
  readonly likeness: string | null;
}

/** First what is known to have the same number, then what is alike, in the order of the lists. */
function* pairsIn(
  old: readonly Described[],
  here: readonly Described[],
  ours: Known,
): Generator<Pair<Described>> {
  const rest = [...here];
  const strange: Described[] = [];
  for (const one of old) {
    const own = one.name === null ? undefined : ours.get(one.name);
    const other = taken(rest, ({ name, likeness }) =>
      own === undefined ? name === one.name && likeness === one.likeness : name === own,
    );
    if (other) yield [one, other];
    else strange.push(one);
  }
  for (const one of strange) {
    const other = taken(rest, ({ likeness }) => likeness !== null && likeness === one.likeness);
    if (other) yield [one, other];
  }
}

function taken<T>(rest: T[], isIt: (one: T) => boolean): T | undefined {
  const place = rest.findIndex(isIt);
  return place < 0 ? undefined : rest.splice(place, 1)[0];
}

type Thing = Readonly<Record<string, unknown>>;

function described(thing: unknown, set: string, count: number): Described {
  if (!isObject(thing)) return { thing, name: null, likeness: null };
  return { thing, name: nameOf(thing, set), likeness: likenessOf(thing, count) };
}

function nameOf(thing: Thing, set: string): string | null {
  for (const field of ['number', 'subscription_number']) {
    const [kind, number] = [kindOf(field, set), thing[field]];
    if (kind !== null && typeof number === 'string') return `${kind} ${number}`;
  }
  return null;
}

function likenessOf(thing: Thing, count: number): string | null {
  const { billing_system_customer_identifier: customer, paid_through_date: until, amount, currency } = thing;
  if (until !== undefined)
    return customer === undefined ? null : JSON.stringify([customer, until, amount, currency]);
  const { pending_provisioning_requests_set: requests, type } = thing;
  if (Array.isArray(requests)) return customerIn(requests);
  if (typeof type === 'string') return type;
  // Nothing tells a customer's subscriptions apart, but they come in their order.
  return 'subscription_number' in thing ? `one of ${count}` : null;
}

function customerIn(requests: readonly unknown[]): string | null {
  const customers = requests.map((request) =>
    isObject(request) && isObject(request.account_information)
      ? request.account_information.billing_system_customer_identifier
      : null,
  );
  return customers.find((customer) => typeof customer === 'string') ?? null;
}
