import { isObject } from '../json.ts';

/** In what ways an answer of the old system and the gateway's own can differ. */
export const DIFFERENCE_KINDS = [
  /** One did what was asked for, the other did not: the whole call, or an item of it. */
  'OUTCOME_DIFFERS',
  'VALUE_DIFFERS',
  'ORDER_DIFFERS',
  /** A field, or a thing in a list. */
  'MISSING_HERE',
  'NEW_HERE',
  'NO_SUCH_METHOD',
] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** What the two answers have that is not the same: where, and what it means. */
export interface Difference {
  readonly kind: DifferenceKind;
  /** Such as `charges_set[I00000012].amount`; `status.code` when it is about the whole call. */
  readonly place: string;
  /** What each of the two has there, null where it has nothing. */
  readonly old: unknown;
  readonly here: unknown;
  readonly explanation: string;
}

/** What a call came to. */
export interface Outcome {
  /** `OK`, or why it was refused. */
  readonly code: string;
  readonly message: string;
  readonly data: unknown;
}

/** Each system draws its own; only whether there is one is compared. */
const DRAWN = new Set(['netflix_token', 'redirect_url', 'subscription_number', 'expires_on']);

/** By which of its fields a thing in a list is known. */
const KEYS = ['number', 'code', 'subscription_number', 'FormattedPrice'];

/** Why an item failed is said in words and codes of each system's own. */
const OWN_WORDS = new Set(['error_code', 'error_description']);

/** Every difference between what the old system answered and what the gateway answers. */
export function differencesBetween(
  old: Omit<Outcome, 'message'>,
  here: Outcome,
  isDrawn: boolean,
): Difference[] {
  if (old.code !== 'OK' && here.code !== 'OK') return [];
  if (old.code !== here.code) {
    const explanation =
      here.code === 'OK'
        ? `The old system refused it with ${old.code}; here it is a success, since what was asked for is so, or can be.`
        : `The old system took it; here it is refused with ${here.code}: ${here.message}`;
    return [{ kind: 'OUTCOME_DIFFERS', place: 'status.code', old: old.code, here: here.code, explanation }];
  }
  return [...compared(old.data, here.data, '', isDrawn)];
}

function* compared(old: unknown, here: unknown, place: string, isDrawn: boolean): Generator<Difference> {
  if (Array.isArray(old) && Array.isArray(here)) yield* comparedLists(old, here, place, isDrawn);
  else if (isObject(old) && isObject(here)) yield* comparedObjects(old, here, place, isDrawn);
  else if (old !== here) {
    const kinds = kindOf(old) === kindOf(here) ? '' : ', which is of another kind';
    const explanation = `The old system has ${shown(old)}; here it is ${shown(here)}${kinds}.`;
    yield { kind: 'VALUE_DIFFERS', place, old, here, explanation };
  }
}

type Thing = Readonly<Record<string, unknown>>;

function* comparedObjects(old: Thing, here: Thing, place: string, isDrawn: boolean): Generator<Difference> {
  for (const name of new Set([...Object.keys(old), ...Object.keys(here)])) {
    const at = place === '' ? name : `${place}.${name}`;
    if (OWN_WORDS.has(name) || (isDrawn && DRAWN.has(name) && old[name] !== null && here[name] !== null))
      continue;
    // Where nothing failed there is no set of what failed.
    if (name.startsWith('failed_')) yield* comparedLists(listIn(old[name]), listIn(here[name]), at, isDrawn);
    else if (!Object.hasOwn(here, name))
      yield missing(at, old[name], 'The old system has this field; here it does not exist.');
    else if (!Object.hasOwn(old, name))
      yield added(at, here[name], 'The old system does not have this field; here it is new.');
    else yield* compared(old[name], here[name], at, isDrawn);
  }
}

function* comparedLists(
  old: readonly unknown[],
  here: readonly unknown[],
  place: string,
  isDrawn: boolean,
): Generator<Difference> {
  const [before, now] = [byKey(old), byKey(here)];
  const [there, ours] = [[...before.keys()], [...now.keys()]];
  for (const key of new Set([...there, ...ours])) {
    const at = `${place}[${key}]`;
    const [one, other] = [before.get(key), now.get(key)];
    if (other === undefined) yield onlyThere(place, at, one);
    else if (one === undefined) yield onlyHere(place, at, other);
    else yield* compared(one, other, at, isDrawn);
  }
  const shared = { old: there.filter((key) => now.has(key)), here: ours.filter((key) => before.has(key)) };
  if (shared.old.some((key, at) => key !== shared.here[at])) {
    const explanation = `The old system lists them in another order: ${shown(shared.old)}; here it is ${shown(shared.here)}.`;
    yield { kind: 'ORDER_DIFFERS', place, ...shared, explanation };
  }
}

function onlyThere(place: string, at: string, old: unknown): Difference {
  if (!place.startsWith('failed_'))
    return missing(at, old, 'The old system lists it; here it is not in the list.');
  const explanation =
    'It failed in the old system; here it is a success, since what was asked for is so, or can be.';
  return { kind: 'OUTCOME_DIFFERS', place: at, old, here: null, explanation };
}

function onlyHere(place: string, at: string, here: unknown): Difference {
  if (!place.startsWith('failed_') || !isObject(here))
    return added(at, here, 'It is in the list here; the old system does not list it.');
  const explanation = `The old system took it; here it fails with ${String(here.error_code)}: ${String(here.error_description)}`;
  return { kind: 'OUTCOME_DIFFERS', place: at, old: null, here, explanation };
}

function missing(place: string, old: unknown, explanation: string): Difference {
  return { kind: 'MISSING_HERE', place, old, here: null, explanation };
}

function added(place: string, here: unknown, explanation: string): Difference {
  return { kind: 'NEW_HERE', place, old: null, here, explanation };
}

function byKey(list: readonly unknown[]): Map<string, unknown> {
  const found = new Map<string, unknown>();
  list.forEach((thing, place) => {
    const name = isObject(thing) ? KEYS.find((key) => typeof thing[key] === 'string') : undefined;
    const key = isObject(thing) && name !== undefined ? String(thing[name]) : String(place);
    // The same number may fail twice in a call.
    found.set(found.has(key) ? `${key} again at ${place}` : key, thing);
  });
  return found;
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  return value === null ? 'null' : typeof value;
}

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
