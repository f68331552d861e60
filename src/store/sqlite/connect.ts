import Database from 'better-sqlite3';

import { isBusy, UnusableDatabase } from './errors.ts';
import { lackingIn, migrate } from './migrate.ts';

/** How to open a database. */
export interface Connecting {
  /** Told the text of every statement that runs. */
  readonly onStatement?: (sql: string) => void;
  /** Milliseconds to wait for the locks of others, who may be migrating. */
  readonly openingPatience?: number;
  /** The most memory for pages, in MiB, taken when it is needed: with a million charges, what every look-up passes through is 20. */
  readonly cache?: number;
  /** PRAGMAs to set once it is open, such as a limit on its size. */
  readonly pragmas?: readonly string[];
}

/** Pages of 4 kB. */
const LOG_PAGES = 2_000;

/** Opens a database file (':memory:' for one that nobody keeps), sets it up and applies the migrations that it lacks. */
export function connect(
  file: string,
  { onStatement, openingPatience = 10_000, cache = 64, pragmas = [] }: Connecting = {},
): { connection: Database.Database; applied: number } {
  return explained(file, () => {
    const connection = new Database(file, {
      timeout: openingPatience,
      ...(onStatement && { verbose: (text) => onStatement(String(text)) }),
    });
    try {
      // What is not ours stays as it is, its journal mode included.
      lackingIn(connection);
      connection.pragma('journal_mode = WAL');
      // Nothing that was answered is lost, not even to a power failure.
      connection.pragma('synchronous = FULL');
      // What was blanked or deleted leaves no trace in pages that stay in use.
      connection.pragma('secure_delete = FAST');
      const { applied } = migrate(connection);
      // A savepoint keeps what it may have to undo; more than 64 kB of that would go to a file. A migration may sort more than fits in memory.
      connection.pragma('temp_store = MEMORY');
      connection.pragma(`cache_size = ${-cache * 1024}`);
      // The log is copied into the file once it has 8 MB: a page that was written again meanwhile is copied once, and nobody waits much longer.
      connection.pragma(`wal_autocheckpoint = ${LOG_PAGES}`);
      // While serving, waiting in SQLite blocks everybody: from here on a lock is waited for asleep, see writer.ts.
      connection.pragma('busy_timeout = 5');
      for (const pragma of pragmas) connection.pragma(pragma);
      return { connection, applied };
    } catch (error) {
      connection.close();
      throw error;
    }
  });
}

/** Uses a file, and throws `UnusableDatabase` with one sentence for whatever SQLite cannot do with it. */
export function explained<T>(file: string, use: () => T): T {
  try {
    return use();
  } catch (error) {
    const sentence = explanation(file, error);
    throw sentence === null ? error : new UnusableDatabase(sentence, { cause: error });
  }
}

function explanation(file: string, error: unknown): string | null {
  if (error instanceof TypeError && error.message.includes('directory does not exist')) {
    return `The folder of ${file} does not exist; create it or set DATABASE_URL to another file.`;
  }
  if (!(error instanceof Database.SqliteError)) return null;
  if (error.code === 'SQLITE_NOTADB')
    return `${file} is not a SQLite database; set DATABASE_URL to another file.`;
  if (error.code.startsWith('SQLITE_CORRUPT')) return `${file} is damaged; restore it from a backup.`;
  if (error.code.startsWith('SQLITE_CANTOPEN'))
    return `${file} cannot be opened; check its path and who may write there.`;
  if (error.code.startsWith('SQLITE_READONLY'))
    return `${file} cannot be written; check who may write to it and its folder.`;
  if (error.code === 'SQLITE_FULL') return `There is no room left on the disk of ${file}.`;
  if (error.code.startsWith('SQLITE_IOERR')) {
    return `The disk of ${file} cannot be read or written; check whether it has room, and whether it is in order.`;
  }
  if (isBusy(error))
    return `${file} is locked by another program; end that program, or wait, and start again.`;
  return null;
}
