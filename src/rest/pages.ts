import type { Page, PageQuery } from '../store/store.ts';
import { wholeNumber } from './kinds.ts';
import { mandatory } from './parameters.ts';

/** Things that one call can list at most. */
const MOST_RESULTS = 50;

/** As in GraphQL, whose integers have 32 bits. */
const MOST_SKIPPED = 2 ** 31 - 1;

/** How a page of a list is asked for. */
export const PAGE = {
  number_of_results: mandatory(wholeNumber(1, MOST_RESULTS), 'How many at most.'),
  offset: mandatory(
    wholeNumber(0, MOST_SKIPPED),
    'How many to skip. In a list that shrinks while it is worked off, begin at 0 again instead.',
  ),
};

const FROM_THE_BEGINNING: PageQuery = {
  size: 500,
  after: null,
  before: null,
  fromEnd: false,
  newestFirst: false,
  offset: 0,
};

/** That many rows of a list, the oldest first, behind those that are skipped. */
export function pageAt(size: number, offset: number): PageQuery {
  return { ...FROM_THE_BEGINNING, size, offset };
}

/** Every row of a list, the oldest first. */
export async function all<T extends { readonly id: number }>(
  page: (query: PageQuery) => Promise<Page<T>>,
): Promise<T[]> {
  const found: T[] = [];
  for (;;) {
    const { rows, more } = await page({ ...FROM_THE_BEGINNING, after: found.at(-1)?.id ?? null });
    found.push(...rows);
    if (!more) return found;
  }
}
