import { formatAmount } from '../../../src/money/money.ts';
import { formatInstant } from '../../../src/time.ts';
import { cursorOf } from '../operations.ts';

/** An amount as every answer has it. */
export function money(amount: number, currency: string) {
  return { amount: formatAmount(amount, currency), currency };
}

/** The instant as every answer has it. */
export function instant(at: number | null): string | null {
  return at === null ? null : formatInstant(at);
}

/** The id in a cursor. */
export function idOf(cursor: string): number {
  return Number(Buffer.from(cursor, 'base64url').toString().split(':').at(-1));
}

/** Where a page ends, given one row more than it shows. */
export function pageInfo(
  list: Parameters<typeof cursorOf>[0],
  rows: readonly { readonly id: number }[],
  size: number,
) {
  const last = rows.slice(0, size).at(-1);
  return { hasNextPage: rows.length > size, endCursor: last ? cursorOf(list, last.id) : null };
}
