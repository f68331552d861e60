import type Database from 'better-sqlite3';

const TABLES = [
  'operators',
  'customers',
  'subscriptions',
  'sign_up_tokens',
  'charges',
  'charge_totals',
  'events',
];
/** Drawn at random by whoever adds a row. */
const DRAWN = ['hash', 'netflix_customer_identifier'];

type Cell = string | number | null;

/** Every table as text, with what depends on the moment or on chance made the same for all; instants from `since` on are of the moment. */
export function tablesOf(database: Database.Database, since: number): Map<string, string> {
  return new Map(
    TABLES.map((table) => {
      const rows = database.prepare<[], Record<string, Cell>>(`SELECT * FROM ${table}`).all();
      const lines = rows.map((row) => JSON.stringify(settled(row, since)));
      // Rows of one table have no order; those of sign_up_tokens have no key but what was drawn.
      return [table, lines.sort().join('\n')];
    }),
  );
}

function settled(row: Readonly<Record<string, Cell>>, since: number): Record<string, Cell> {
  const begun = row.issued_on ?? row.created_on ?? 0;
  const isNew = typeof begun === 'number' && begun >= since;
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      if (isNew && DRAWN.includes(name)) return [name, 'drawn'];
      if (isNew && name === 'expires_on') return [name, Number(value) - begun];
      if (typeof value === 'number' && name.endsWith('_on') && value >= since) return [name, 'now'];
      return [name, typeof value === 'string' ? unstamped(value, since) : value];
    }),
  );
}

/** Text in which what is drawn, and every instant from `since` on, is the same for all; the fields of JSON come in one order. */
export function unstamped(text: string, since: number): string {
  const ordered = /^[[{]/.test(text) ? JSON.stringify(inOrder(JSON.parse(text))) : text;
  return ordered
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (instant) => (Date.parse(instant) >= since ? 'now' : instant))
    .replace(/"PAI-[\w-]+"/g, '"drawn"')
    .replace(/(token=|"value":")[\w-]{20,}/g, '$1drawn');
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => [key, inOrder(field)]),
  );
}
