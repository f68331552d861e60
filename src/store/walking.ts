import type { Page, PageQuery } from './store.ts';

/** The first rows of a list, the oldest first. */
export const FROM_THE_BEGINNING: PageQuery = {
  size: 500,
  after: null,
  before: null,
  fromEnd: false,
  newestFirst: false,
  offset: 0,
};

/** A list page by page, from a query on. The store walks by id, so a page never skips or repeats a row, whatever is written meanwhile. */
export async function* pagesOf<T extends { readonly id: number }>(
  page: (query: PageQuery) => Promise<Page<T>>,
  from: PageQuery = FROM_THE_BEGINNING,
): AsyncGenerator<readonly T[]> {
  for (let query = from; ;) {
    const { rows, more } = await page(query);
    yield rows;
    const last = rows.at(-1);
    if (!more || !last) return;
    query = { ...query, after: last.id };
  }
}

/** Every row of a list, the oldest first. */
export async function all<T extends { readonly id: number }>(
  page: (query: PageQuery) => Promise<Page<T>>,
): Promise<T[]> {
  const found: T[] = [];
  for await (const rows of pagesOf(page)) found.push(...rows);
  return found;
}
