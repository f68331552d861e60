import { parse } from 'csv-parse/sync';

/** The values of a line of CSV, or why there are none. A line stands alone: no value holds a line break. */
export function cellsOf(line: string): string[] | { readonly fault: string } {
  if (!line.includes('"')) return line.split(',');
  try {
    const [cells = []] = parse(line, { record_delimiter: '\n' });
    return cells;
  } catch {
    return { fault: 'The line is not CSV: a quote must begin a value and another one end it.' };
  }
}

/** The values of a line under the names of their columns, or why there are none. */
export function cellsUnder(
  header: readonly string[],
  line: string,
): Readonly<Record<string, string>> | { readonly fault: string } {
  const cells = cellsOf(line);
  if (!Array.isArray(cells)) return cells;
  if (cells.length !== header.length)
    return { fault: `The line has ${cells.length} values for ${header.length} columns.` };
  return Object.fromEntries(cells.map((cell, index) => [header[index] ?? '', cell]));
}
