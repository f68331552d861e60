import DataLoader from 'dataloader';

/**
 * A DataLoader of rows by id that can be told in advance, in one go, which rows a page refers to: then each of them is there at once when it is
 * asked for. To wait for a promise for each of a hundred references takes nearly as long as to read them.
 */
export class RowLoader<T extends { readonly id: number }> extends DataLoader<number, T | null> {
  readonly #known = new Map<number, T>();
  readonly #ahead: DataLoader<readonly number[], null>;

  constructor(fetch: (ids: readonly number[]) => Promise<(T | null)[]>) {
    const read = async (ids: readonly number[]) => {
      const rows = await fetch(ids);
      for (const row of rows) if (row) this.#known.set(row.id, row);
      return rows;
    };
    super(read);
    this.#ahead = new DataLoader(
      async (lists: readonly (readonly number[])[]) => {
        const unknown = new Set(lists.flat().filter((id) => !this.#known.has(id)));
        if (unknown.size > 0) await read([...unknown]);
        return lists.map(() => null);
      },
      { cache: false },
    );
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

  override load(id: number): Promise<T | null> {
    const known = this.#known.get(id);
    return known ? Promise.resolve(known) : super.load(id);
  }

  override clearAll(): this {
    this.#known.clear();
    return super.clearAll();
  }
}
