import { belongsTo } from '../ids.ts';
import type { Page, PageQuery } from '../store/store.ts';
import type { Countable } from './builder.ts';
import { badUserInput, type Issue } from './errors.ts';

/** Items a page has when nothing is said, and at most. */
export const PAGE_SIZE = 20;
export const MOST_PER_PAGE = 50;

/** The arguments of a list, as Relay words them, and the old system's offset where it has one. */
export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
  readonly offset?: number | null | undefined;
}

/**
 * What to read for these arguments. A list is named, its order included, so that a cursor of another list is refused; so are `first` with
 * `last`, `offset` with a cursor or `last`, and sizes outside 1–50: all of them at once, as `BAD_USER_INPUT`.
 */
export function pageQuery(
  list: string,
  operatorId: number,
  args: PageArguments,
  newestFirst = false,
): PageQuery {
  const issues: Issue[] = [];
  const check = (ok: boolean, name: string, message: string) => {
    if (!ok) issues.push({ path: [name], message });
  };
  const { first, last, offset } = args;
  check(first == null || last == null, 'last', 'Give `first` or `last`, not both.');
  check(
    first == null || (first >= 1 && first <= MOST_PER_PAGE),
    'first',
    `\`first\` must be between 1 and ${String(MOST_PER_PAGE)}, but was ${String(first)}.`,
  );
  check(
    last == null || (last >= 1 && last <= MOST_PER_PAGE),
    'last',
    `\`last\` must be between 1 and ${String(MOST_PER_PAGE)}, but was ${String(last)}.`,
  );
  check(offset == null || offset >= 0, 'offset', `\`offset\` must be 0 or more, but was ${String(offset)}.`);
  check(
    offset == null || (args.after == null && args.before == null && last == null),
    'offset',
    'Give `offset` or a cursor, not both, and no `last` with `offset`.',
  );
  const place = (name: 'after' | 'before') => {
    const cursor = args[name];
    if (cursor == null) return null;
    const id = idOfCursor(list, cursor);
    check(id !== null && belongsTo(operatorId, id), name, `\`${name}\` is not a cursor of this list.`);
    return id;
  };
  const after = place('after');
  const before = place('before');
  if (issues.length > 0) throw badUserInput(issues);
  return {
    size: first ?? last ?? PAGE_SIZE,
    after,
    before,
    fromEnd: last != null,
    newestFirst,
    offset: offset ?? 0,
  };
}

/** A page as GraphQL's connections want it. */
export function connection<T extends { readonly id: number }>(
  list: string,
  query: PageQuery,
  page: Page<T>,
  count: () => Promise<number>,
) {
  const edges = page.rows.map((node) => ({ cursor: cursorOf(list, node.id), node }));
  return {
    edges,
    pageInfo: {
      // A cursor's own item lies beyond the page, whichever end the page was taken from.
      hasNextPage: query.before !== null || (!query.fromEnd && page.more),
      hasPreviousPage: query.after !== null || query.offset > 0 || (query.fromEnd && page.more),
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    count,
  } satisfies Countable & Record<string, unknown>;
}

function cursorOf(list: string, id: number): string {
  return Buffer.from(`${list}:${String(id)}`).toString('base64url');
}

function idOfCursor(list: string, cursor: string): number | null {
  const text = Buffer.from(cursor, 'base64url').toString();
  const id = text.startsWith(`${list}:`) ? Number(text.slice(list.length + 1)) : NaN;
  return cursorOf(list, id) === cursor ? id : null;
}
