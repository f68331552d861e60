import { pack, unpack, type Packed } from '../../packed.ts';

interface GivenContact {
  readonly isPrimary: boolean | null;
}

/** A whole list as it was given, well formed (one primary among several), with the primary one settled: a lone item is it. */
export function asGiven<G extends GivenContact>(
  given: readonly G[],
): (G & { readonly isPrimary: boolean })[] {
  return given.map((contact) => ({
    ...contact,
    isPrimary: given.length === 1 || contact.isPrimary === true,
  }));
}

/** The list with one given contact in the place of its primary one; it becomes the primary one where there is none. */
export function withNewPrimary<T extends { readonly isPrimary: boolean }, G extends GivenContact>(
  list: readonly T[],
  given: G,
): (T | (G & { readonly isPrimary: boolean }))[] {
  const primary = { ...given, isPrimary: true };
  return list.some((contact) => contact.isPrimary)
    ? list.map((contact) => (contact.isPrimary ? primary : contact))
    : [...list, primary];
}

/** Packs the list, unless it holds what it held before: then nothing has changed, in whatever order the fields came. */
export function repack<T extends object>(
  before: Packed<readonly T[]>,
  after: readonly T[],
): Packed<readonly T[]> {
  return comparable(unpack(before)) === comparable(after) ? before : pack(after);
}

function comparable(list: readonly object[]): string {
  return JSON.stringify(list.map((contact) => Object.entries(contact).sort(([a], [b]) => (a < b ? -1 : 1))));
}
