import Database from 'better-sqlite3';

/** The rows of every table, each as text, in an order of their own. */
export type Rows = Readonly<Record<string, readonly string[]>>;

/** What is drawn at random. */
const DRAWN: Readonly<Record<string, readonly string[]>> = {
  customers: ['netflix_customer_identifier'],
  sign_up_tokens: ['hash'],
  users: ['password_hash'],
  api_keys: ['prefix', 'hash'],
  released_tokens: ['jti'],
  settings: ['value'],
};

/** Everything that a database holds, save what is drawn at random. */
export function rowsOf(file: string): Rows {
  const database = new Database(file, { readonly: true });
  try {
    const names = database
      .prepare<[], string>(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_\\_%' ESCAPE '\\'",
      )
      .pluck()
      .all();
    const drawn = database
      .prepare<[], string>(
        'SELECT netflix_customer_identifier FROM customers UNION SELECT prefix FROM api_keys',
      )
      .pluck()
      .all();
    return Object.fromEntries(names.sort().map((name) => [name, rowsIn(database, name, drawn)]));
  } finally {
    database.close();
  }
}

function rowsIn(database: Database.Database, table: string, drawn: readonly string[]): string[] {
  const rows = database.prepare<[], Record<string, unknown>>(`SELECT * FROM "${table}"`).all();
  return rows
    .map((row) => {
      for (const column of DRAWN[table] ?? []) row[column] = '*';
      return drawn.reduce((text, value) => text.replaceAll(value, '*'), JSON.stringify(row));
    })
    .sort();
}
