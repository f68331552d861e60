/** Is told what a database does, for figures; told nothing, it costs nothing. */
export interface DatabaseWatch {
  /** A statement is run. */
  readonly statement: () => void;
  /** A transaction was committed: how long it took from its beginning, and how many writes shared it. */
  readonly transaction: (milliseconds: number, writes: number) => void;
  /** Somebody else had the lock, and a write has to try again. */
  readonly busy: () => void;
  /** From now on, this tells how many writes wait for their transaction. */
  readonly queue: (length: () => number) => void;
}
