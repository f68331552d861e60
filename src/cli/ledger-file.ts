import { CHARGE_STATUSES } from '../charges/charge.ts';
import type { Entry } from '../charges/reconciliation.ts';
import { isDecimal, toMinor, type AmountFault } from '../money/money.ts';
import { cellsOf, cellsUnder } from './csv.ts';
import type { Line } from './lines.ts';
import { CommandEnded, EXIT } from './terminal.ts';

/** What an operator's file can say of each charge, as a line of CSV. */
export const LEDGER_COLUMNS = ['number', 'reference_number', 'amount', 'currency', 'status'] as const;
type Column = (typeof LEDGER_COLUMNS)[number];

/** Characters of a number or a reference. */
const LONGEST_KEY = 128;

/** A line that cannot be read, and why. */
export interface UnusableLine {
  readonly line: number;
  readonly fault: string;
}

/** What each line of a file says, blank ones left out. Ends the command when the first of them does not name the columns. */
export async function* entriesIn(lines: AsyncIterable<Line>): AsyncGenerator<Entry | UnusableLine> {
  let columns: readonly string[] | null = null;
  for await (const line of lines) {
    if (line.text?.trim() === '') continue;
    if (columns === null) columns = columnsOf(line);
    else
      yield line.text === null
        ? { line: line.number, fault: line.fault }
        : entryOf(line.number, line.text, columns);
  }
  if (columns === null) throw unusable('There is nothing in it.');
}

/** The columns in their order; others may have any name, such as that of a fault: they lose it. */
function columnsOf(line: Line): readonly string[] {
  if (line.text === null) throw unusable(line.fault);
  const cells = cellsOf(line.text);
  const header = Array.isArray(cells) ? cells.map((cell) => cell.trim()) : [];
  const times = (column: Column) => header.filter((cell) => cell === column).length;
  const twice = LEDGER_COLUMNS.filter((column) => times(column) > 1);
  const missing = (['amount', 'currency'] as const).filter((column) => times(column) === 0);
  if (twice.length > 0) throw unusable(`Its first line names a column twice: ${twice.join(', ')}.`);
  if (missing.length > 0)
    throw unusable(`Its first line must name these columns too: ${missing.join(', ')}.`);
  if (times('number') + times('reference_number') === 0)
    throw unusable('Its first line must name number or reference_number, or both.');
  return header.map((cell) => LEDGER_COLUMNS.find((column) => column === cell) ?? '');
}

function entryOf(line: number, text: string, columns: readonly string[]): Entry | UnusableLine {
  const entry = valuesOf(text, columns);
  return typeof entry === 'string' ? { line, fault: entry } : { line, ...entry };
}

/** What the line says, or what is wrong with it. */
function valuesOf(text: string, columns: readonly string[]): Omit<Entry, 'line'> | string {
  const cells: Readonly<Record<string, string | undefined>> = cellsUnder(columns, text);
  if (cells.fault !== undefined) return cells.fault;
  const number = cells.number === '' ? null : (cells.number ?? null);
  const referenceNumber = cells.reference_number === '' ? null : (cells.reference_number ?? null);
  if (number === null && referenceNumber === null) return 'It has neither a number nor a reference.';
  if ([number, referenceNumber].some((key) => key !== null && key.length > LONGEST_KEY))
    return `A number or reference has at most ${LONGEST_KEY} characters.`;
  const currency = cells.currency?.trim() ?? '';
  const given = cells.amount?.trim() ?? '';
  if (!isDecimal(given))
    return `\`amount\` must be a decimal such as 9.99, but was ${JSON.stringify(given)}.`;
  const amount = toMinor(given, currency);
  if ('fault' in amount) return explained(amount.fault, given, currency);
  const word = cells.status?.trim().toUpperCase() ?? '';
  const status = CHARGE_STATUSES.find((known) => known === word) ?? null;
  if (word !== '' && status === null)
    return `\`status\` must be one of ${CHARGE_STATUSES.join(', ')} or empty, but was ${JSON.stringify(word)}.`;
  return { number, referenceNumber, amount: amount.minor, currency, status };
}

function explained(fault: AmountFault, amount: string, currency: string): string {
  switch (fault) {
    case 'UNKNOWN_CURRENCY':
      return `\`currency\` must be a code of ISO 4217 such as EUR, but was ${JSON.stringify(currency)}.`;
    case 'NOT_REPRESENTABLE':
      return `${amount} ${currency} is too large or has more decimals than the currency.`;
    case 'NEGATIVE':
      return `\`amount\` must not be negative, but was ${amount}: credits are no charges.`;
  }
}

function unusable(why: string): CommandEnded {
  return new CommandEnded(EXIT.unusable, `The file cannot be compared.\n${why}`);
}
