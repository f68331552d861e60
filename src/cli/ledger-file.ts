import { CHARGE_STATUSES } from '../charges/charge.ts';
import type { Entry } from '../charges/reconciliation.ts';
import { isDecimal, toMinor, type AmountFault } from '../money/money.ts';
import { cellsOf, cellsUnder } from './csv.ts';
import type { Line } from './lines.ts';
import { CommandEnded, EXIT } from './terminal.ts';

/** What an operator's file can say of each charge, as a line of CSV. */
export const LEDGER_COLUMNS = ['number', 'reference_number', 'amount', 'currency', 'status'] as const;
type Column = (typeof LEDGER_COLUMNS)[number];

/** Faults that are told before the rest of the file is given up. */
const MOST_FAULTS = 10;

/** Characters of a number or a reference. */
const LONGEST_KEY = 128;

/** The entries of a file, one a line; blank lines are skipped. Ends the command when any line cannot be read: a comparison with half a file misleads. */
export async function* entriesIn(lines: AsyncIterable<Line>): AsyncGenerator<Entry> {
  let header: readonly string[] | null = null;
  const faults: string[] = [];
  for await (const line of lines) {
    if (line.text?.trim() === '') continue;
    if (header === null) {
      if (line.text === null) throw unusable([line.fault]);
      header = headerOf(line.text);
      continue;
    }
    const entry = line.text === null ? line.fault : entryOf(line.number, line.text, header);
    if (typeof entry === 'string') {
      faults.push(`Line ${line.number}: ${entry}`);
      if (faults.length === MOST_FAULTS) throw unusable([...faults, 'The rest was not looked at.']);
    } else if (faults.length === 0) yield entry;
  }
  if (header === null) throw unusable(['There is nothing in it.']);
  if (faults.length > 0) throw unusable(faults);
}

function headerOf(text: string): readonly string[] {
  const cells = cellsOf(text);
  const header = Array.isArray(cells) ? cells.map((cell) => cell.trim()) : [];
  const times = (column: Column) => header.filter((cell) => cell === column).length;
  const twice = LEDGER_COLUMNS.filter((column) => times(column) > 1);
  const missing = (['amount', 'currency'] as const).filter((column) => times(column) === 0);
  if (twice.length > 0) throw unusable([`Its first line names a column twice: ${twice.join(', ')}.`]);
  if (missing.length > 0)
    throw unusable([`Its first line must name these columns too: ${missing.join(', ')}.`]);
  if (times('number') + times('reference_number') === 0)
    throw unusable(['Its first line must name number or reference_number, or both.']);
  return header;
}

/** The entry, or what is wrong with it. */
function entryOf(line: number, text: string, header: readonly string[]): Entry | string {
  const cells: Readonly<Record<string, string | undefined>> = cellsUnder(header, text);
  if (cells.fault !== undefined && !header.includes('fault')) return cells.fault;
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
  return { line, number, referenceNumber, amount: amount.minor, currency, status };
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

function unusable(why: readonly string[]): CommandEnded {
  return new CommandEnded(EXIT.unusable, ['The file cannot be compared.', ...why].join('\n'));
}
