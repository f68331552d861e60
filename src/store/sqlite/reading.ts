// The program of a reader, see reader.ts: it runs the statements that it is sent, one after the other, and sends back their rows.
import Database from 'better-sqlite3';
import { LRUCache } from 'lru-cache';

/** A statement to be read, with what fills its placeholders in their order. */
export interface ReadRequest {
  readonly text: string;
  readonly params: readonly unknown[];
}

/** What became of it: its rows, or SQLite's error. */
export type ReadReply = { readonly rows: unknown[] } | { readonly code: string; readonly message: string };

if (process.send) serve(process.argv[2] ?? '');

function serve(file: string): void {
  const connection = new Database(file, { readonly: true, fileMustExist: true });
  const known = new LRUCache<string, Database.Statement>({ max: 100 });
  const compiled = (text: string) => {
    const found = known.get(text) ?? connection.prepare(text);
    known.set(text, found);
    return found;
  };
  const read = ({ text, params }: ReadRequest): ReadReply => {
    try {
      return { rows: compiled(text).all(...params) };
    } catch (error) {
      if (!(error instanceof Database.SqliteError)) throw error;
      return { code: error.code, message: error.message };
    }
  };
  process.on('message', (asked: ReadRequest) => process.send?.(read(asked)));
  process.on('disconnect', () => process.exit());
  // A terminal asks every process to stop; what was asked here has still to be answered.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
}
