import type { SQL } from 'drizzle-orm';

import type { Choice } from '../store.ts';

/** Columns by their names in TypeScript, see `columnsOf`. */
export type Columns = Readonly<Record<string, SQL.Aliased>>;

/** How many choices of columns have statements of their own at a time. */
const MOST_CHOICES = 100;

/** The columns of a choice: those that are always read, and those that are looked at; all of them where it names one that is none. */
export function chosen(columns: Columns, always: readonly string[], choice: Choice | undefined): Columns {
  if (!choice || choice.names.some((name) => !Object.hasOwn(columns, name))) return columns;
  const names = new Set([...always, ...choice.names]);
  return Object.fromEntries(Object.entries(columns).filter(([name]) => names.has(name)));
}

/** Writes something for each choice of columns, at its first use. */
export function forEachChoice<T>(
  columns: Columns,
  always: readonly string[],
  write: (columns: Columns) => T,
): (choice?: Choice) => T {
  const all = write(columns);
  const known = new Map<string, T>();
  return (choice) => {
    if (!choice) return all;
    const found = known.get(choice.key);
    if (found) return found;
    const written = write(chosen(columns, always, choice));
    // What clients look at is without end; the usual choices are soon back.
    if (known.size >= MOST_CHOICES) known.clear();
    known.set(choice.key, written);
    return written;
  };
}
