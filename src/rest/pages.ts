import type { PageQuery } from '../store/store.ts';
import { FROM_THE_BEGINNING } from '../store/walking.ts';
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

/** That many rows of a list, the oldest first, behind those that are skipped. */
export function pageAt(size: number, offset: number): PageQuery {
  return { ...FROM_THE_BEGINNING, size, offset };
}
