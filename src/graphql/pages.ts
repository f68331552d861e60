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
  const issues = faultsOfSize(args);
  const place = (name: 'after' | 'before') => {
    const cursor = args[name];
    if (cursor == null) return null;
    const id = idOfCursor(list, cursor);
    if (id === null || !belongsTo(operatorId, id)) issues.push(notOfThisList(name));
    return id;
  };
  const after = place('after');
  const before = place('before');
  if (issues.length > 0) throw badUserInput(issues);
  return {
    size: args.first ?? args.last ?? PAGE_SIZE,
    after,
    before,
    fromEnd: args.last != null,
    newestFirst,
    offset: args.offset ?? 0,
  };
}

/** What is wrong with the arguments of a list, apart from what its cursors say. */
export function faultsOfSize(args: PageArguments): Issue[] {
  const issues: Issue[] = [];
  const { first, last, offset } = args;
  const refuse = (name: keyof PageArguments, message: string) => issues.push({ path: [name], message });
  const refuseSize = (name: 'first' | 'last', size: number) =>
    refuse(name, `\`${name}\` must be between 1 and ${MOST_PER_PAGE}, but was ${size}.`);
  if (first != null && last != null) refuse('last', 'Give `first` or `last`, not both.');
  if (first != null && !isSize(first)) refuseSize('first', first);
  if (last != null && !isSize(last)) refuseSize('last', last);
  if (offset != null && offset < 0) refuse('offset', `\`offset\` must be 0 or more, but was ${offset}.`);
  if (offset != null && (args.after != null || args.before != null || last != null))
    refuse('offset', 'Give `offset` or a cursor, not both, and no `last` with `offset`.');
  return issues;
}

function isSize(size: number): boolean {
  return size >= 1 && size <= MOST_PER_PAGE;
}

/** What a cursor of another list is told. */
export function notOfThisList(name: 'after' | 'before'): Issue {
  return { path: [name], message: `\`${name}\` is not a cursor of this list.` };
}

/** A list that is asked for. */
interface Asked {
  /** See `pageQuery`. */
  readonly list: string;
  readonly operatorId: number;
  readonly args: PageArguments;
  readonly newestFirst?: boolean;
}

/** How a list is read. */
export interface ListReading<T> {
  readonly page: (query: PageQuery) => Promise<Page<T>>;
  readonly count: () => Promise<number>;
}

/** A page of a list as GraphQL's connections want it. Throws what `pageQuery` does. */
export async function connection<T extends { readonly id: number }>(
  { list, operatorId, args, newestFirst }: Asked,
  { page, count }: ListReading<T>,
) {
  const query = pageQuery(list, operatorId, args, newestFirst);
  const { rows, more } = await page(query);
  const edges = rows.map((node) => new Edge(list, node));
  return { edges, pageInfo: new PageInfo(edges, query, more), count } satisfies Countable &
    Record<string, unknown>;
}

// Cursors are written when they are asked for: most clients want the items, and one cursor at the end. That takes classes: V8 gives every
// literal with a getter a shape of its own, which lives on with all that the getter knows until it tidies up everything.

class Edge<T extends { readonly id: number }> {
  readonly node: T;
  readonly #list: string;
  constructor(list: string, node: T) {
    this.#list = list;
    this.node = node;
  }
  get cursor(): string {
    return cursorOf(this.#list, this.node.id);
  }
}

class PageInfo {
  readonly #edges: readonly { readonly cursor: string }[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  constructor(edges: readonly { readonly cursor: string }[], query: PageQuery, more: boolean) {
    this.#edges = edges;
    // In the direction of the walk it says whether to go on, so that a walk between two cursors ends; behind it lies the cursor's own item.
    this.hasNextPage = query.fromEnd ? query.before !== null : more;
    this.hasPreviousPage = query.fromEnd ? more : query.after !== null || query.offset > 0;
  }
  get startCursor(): string | null {
    return this.#edges[0]?.cursor ?? null;
  }
  get endCursor(): string | null {
    return this.#edges.at(-1)?.cursor ?? null;
  }
}

/** Where an item stands in a list, as clients see it. */
export function cursorOf(list: string, id: number): string {
  return Buffer.from(`${list}:${String(id)}`).toString('base64url');
}

/** The id of the item that a cursor of this list stands for; null for any other text. */
export function idOfCursor(list: string, cursor: string): number | null {
  const text = Buffer.from(cursor, 'base64url').toString();
  const id = text.startsWith(`${list}:`) ? Number(text.slice(list.length + 1)) : NaN;
  return cursorOf(list, id) === cursor ? id : null;
}
