import DataLoader from 'dataloader';

/**
 * Loads rows by id for one request, each once, and can be told in one go which rows a page refers to: then each of them is there at once when it
 * is asked for. To wait for a promise for each of a hundred references takes nearly as long as to read them.
 */
export class RowLoader<T extends { readonly id: number }> {
  #known = new Map<number, T>();
  readonly #each: DataLoader<number, T | null>;
  readonly #ahead: DataLoader<readonly number[], null>;

  constructor(fetch: (ids: readonly number[]) => Promise<(T | null)[]>) {
    const read = async (ids: readonly number[]) => {
      // What is read while everything is forgotten is forgotten with it.
      const known = this.#known;
      const rows = await fetch(ids);
      for (const row of rows) if (row) known.set(row.id, row);
      return rows;
    };
    this.#each = new DataLoader(read);
    this.#ahead = new DataLoader(
      async (lists: readonly (readonly number[])[]) => {
        const unknown = new Set(lists.flat().filter((id) => !this.#known.has(id)));
        if (unknown.size > 0) await read([...unknown]);
        return lists.map(() => null);
      },
      { cache: false },
    );
  }

  /** The row, or null when there is none, read together with whatever else is loaded in this turn. */
  async load(id: number): Promise<T | null> {
    return this.#known.get(id) ?? this.#each.load(id);
  }

  /** Reads the rows that are not known yet, together with whatever else is read ahead in this turn. */
  async readAhead(ids: readonly number[]): Promise<void> {
    await this.#ahead.load(ids);
  }

  /** The row when it was read already. */
  known(id: number): T | undefined {
    return this.#known.get(id);
  }

  /** From now on the row is this one. */
  put(row: T): void {
    this.#known.set(row.id, row);
  }

  /** Forgets everything. */
  clearAll(): void {
    this.#known = new Map();
    this.#each.clearAll();
  }
}
