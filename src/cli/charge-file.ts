import { z } from 'zod';

import { MOST_FUTURE } from '../charges/rules/receipt.ts';
import type { Receipt } from '../charges/rules/facts.ts';
import type { Clock } from '../clock.ts';
import { identifier } from '../graphql/checks.ts';
import { isDecimal } from '../money/money.ts';
import { parseDate, parseInstant } from '../time.ts';
import { cellsOf, cellsUnder } from './csv.ts';
import type { Line } from './lines.ts';
import { CommandEnded, EXIT } from './terminal.ts';

export const CHARGE_FILE_FORMATS = ['csv', 'ndjson'] as const;
export type ChargeFileFormat = (typeof CHARGE_FILE_FORMATS)[number];

/** What a charge is delivered with: the columns of a CSV file, the keys of each object of an NDJSON file. */
export const CHARGE_COLUMNS = [
  'netflix_charge_identifier',
  'netflix_customer_identifier',
  'amount',
  'currency',
  'paid_through_date',
  'raised_on',
] as const;

/** A line of a charge file as a charge, or why it is none. */
export type Entry =
  | { readonly line: number; readonly text: string; readonly receipt: Receipt }
  | { readonly line: number; readonly text: string | null; readonly fault: string };

/**
 * The charges in a file, one a line; blank lines are skipped. Each line stands alone, so that a stray quote costs one line and not the rest of
 * the file: no value of a charge can hold a line break. Ends the command when a CSV file does not begin with the names of its columns.
 */
export async function* chargesIn(
  lines: AsyncIterable<Line>,
  format: ChargeFileFormat | null,
  clock: Clock,
): AsyncGenerator<Entry> {
  let read: ReadLine | null = null;
  for await (const line of lines) {
    if (line.text === null) {
      if (read === null) throw unreadable(line.fault);
      yield { line: line.number, text: null, fault: line.fault };
    } else if (line.text.trim() !== '') {
      if (read === null) {
        const ndjson = format === null ? line.text.trimStart().startsWith('{') : format === 'ndjson';
        read = ndjson ? valuesOfJson : valuesUnder(headerOf(line.text));
        if (!ndjson) continue;
      }
      yield entryOf(line.number, line.text, read, clock);
    }
  }
  if (read === null) throw unreadable('There is nothing in it.');
}

/** The values of a line under the names of `CHARGE_COLUMNS`, or why there are none. */
type ReadLine = (text: string) => Readonly<Record<string, unknown>> | { readonly fault: string };

function entryOf(line: number, text: string, read: ReadLine, clock: Clock): Entry {
  const values = read(text);
  if (typeof values.fault === 'string') return { line, text, fault: values.fault };
  const charge = shape.safeParse(values);
  if (!charge.success)
    return { line, text, fault: charge.error.issues.map(({ message }) => message).join(' ') };
  const { raised_on: raisedOn } = charge.data;
  if (raisedOn > clock() + MOST_FUTURE)
    return { line, text, fault: '`raised_on` must be at most five minutes in the future.' };
  const receipt: Receipt = {
    netflixChargeIdentifier: charge.data.netflix_charge_identifier,
    netflixCustomerIdentifier: charge.data.netflix_customer_identifier,
    amount: charge.data.amount,
    currency: charge.data.currency,
    paidThroughDate: charge.data.paid_through_date,
    raisedOn,
  };
  return { line, text, receipt };
}

const shape = z.object({
  netflix_charge_identifier: key('netflix_charge_identifier'),
  netflix_customer_identifier: key('netflix_customer_identifier'),
  amount: reading('amount', 'a decimal such as 9.99', (amount) => (isDecimal(amount) ? amount : null)),
  currency: reading('currency', 'a code of three capital letters such as EUR', (code) =>
    /^[A-Z]{3}$/.test(code) ? code : null,
  ),
  paid_through_date: reading('paid_through_date', 'a day such as 2026-03-31', parseDate),
  raised_on: reading('raised_on', 'an instant such as 2026-03-01T09:30:00Z', parseInstant),
});

function text(column: string) {
  return z.string({
    error: ({ input }) => `\`${column}\` ${input === undefined ? 'is missing' : 'must be text'}.`,
  });
}

function key(column: string) {
  const shape = z.object({ [column]: identifier }); // the check names the field that it finds itself in
  return text(column).superRefine((value, context) => {
    const { error } = shape.safeParse({ [column]: value });
    for (const { message } of error?.issues ?? []) context.addIssue(message);
  });
}

function reading<T>(column: string, expected: string, read: (value: string) => T | null) {
  return text(column).transform((value, context): T => {
    const known = read(value);
    if (known !== null) return known;
    const message = `\`${column}\` must be ${expected}, but was ${JSON.stringify(value.slice(0, 60))}.`;
    context.issues.push({ code: 'custom', input: value, message });
    return z.NEVER;
  });
}

function headerOf(line: string): readonly string[] {
  const cells = cellsOf(line);
  const header = Array.isArray(cells) ? cells.map((cell) => cell.trim()) : [];
  const missing = CHARGE_COLUMNS.filter((column) => header.filter((cell) => cell === column).length !== 1);
  if (missing.length > 0)
    throw unreadable(`Its first line must name each column once; look at ${missing.join(', ')}.`);
  return header;
}

function valuesUnder(header: readonly string[]): ReadLine {
  // Other columns may have any name, such as that of a fault: they lose it.
  const names = header.map((name) => CHARGE_COLUMNS.find((column) => column === name) ?? '');
  return (line) => cellsUnder(names, line);
}

// As numbers, amounts beyond 2^53 would change silently: the digits are taken as they were written.
type ReviveWithSource = (
  text: string,
  revive: (key: string, value: unknown, context: { source?: string }) => unknown,
) => unknown;
const parseJson = JSON.parse as ReviveWithSource; // TypeScript does not know the third parameter yet

function valuesOfJson(line: string): Readonly<Record<string, unknown>> | { readonly fault: string } {
  let value: unknown;
  try {
    value = parseJson(line, (_key, inner, { source }) =>
      typeof inner === 'number' ? (source ?? inner) : inner,
    );
  } catch {
    return { fault: 'The line is not JSON.' };
  }
  const object = z.record(z.string(), z.unknown()).safeParse(value);
  return object.success ? { ...object.data, fault: undefined } : { fault: 'The line is not a JSON object.' };
}

function unreadable(why: string): CommandEnded {
  return new CommandEnded(EXIT.unusable, `The file cannot be read as charges. ${why}`);
}
