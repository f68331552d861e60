import fc from 'fast-check';

import type { Page, PageQuery } from '../../src/store/store.ts';

interface Row {
  readonly id: number;
}

/** The page of a list as its contract words it, taken from all rows, oldest first. */
export function listed<T extends Row>(rows: readonly T[], query: PageQuery): Page<T> {
  const { size, after, before, fromEnd, newestFirst, offset } = query;
  const isBehind = ({ id }: Row, cursor: number) => (newestFirst ? id < cursor : id > cursor);
  const isBefore = ({ id }: Row, cursor: number) => (newestFirst ? id > cursor : id < cursor);
  const range = (newestFirst ? rows.toReversed() : rows).filter(
    (row) => (after === null || isBehind(row, after)) && (before === null || isBefore(row, before)),
  );
  const walked = (fromEnd ? range.toReversed() : range).slice(offset);
  const taken = walked.slice(0, size);
  return { rows: fromEnd ? taken.toReversed() : taken, more: walked.length > size };
}

/** Any page of a list with these ids: before and behind any of them, and where there is none. */
export function aPageQuery(ids: readonly number[]): fc.Arbitrary<PageQuery> {
  const cursor = fc.option(fc.constantFrom(...ids, 0, 7, Math.max(...ids) + 1, Number.MAX_SAFE_INTEGER));
  return fc.record({
    size: fc.nat({ max: 6 }),
    after: cursor,
    before: cursor,
    fromEnd: fc.boolean(),
    newestFirst: fc.boolean(),
    offset: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat({ max: 6 })),
  });
}
