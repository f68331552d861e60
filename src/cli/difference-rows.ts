import type { Charge } from '../charges/charge.ts';
import {
  comparedAmount,
  type ComparedAmount,
  type Difference,
  type Entry,
} from '../charges/reconciliation.ts';
import { numberOf } from '../ids.ts';
import { formatAmount } from '../money/money.ts';
import { formatInstant } from '../time.ts';

/** A difference as a line of NDJSON, for programs; `gateway` and `file` are what each side has, null where it has nothing. */
export function differenceRow({ kind, charge, entry, firstLine }: Difference, which: ComparedAmount) {
  return {
    kind,
    number: charge ? numberOf('I', charge.id) : (entry?.number ?? null),
    reference_number: charge?.referenceNumber ?? entry?.referenceNumber ?? null,
    line: entry?.line ?? null,
    first_line: firstLine,
    gateway: charge && gatewaySide(charge, which),
    file: entry && fileSide(entry),
  };
}

function gatewaySide(charge: Charge, which: ComparedAmount) {
  const { amount, currency } = comparedAmount(charge, which);
  return {
    number: numberOf('I', charge.id),
    reference_number: charge.referenceNumber,
    amount: formatAmount(amount, currency),
    currency,
    status: charge.status,
    received_on: formatInstant(charge.receivedOn),
  };
}

function fileSide({ number, referenceNumber, amount, currency, status }: Entry) {
  return {
    number,
    reference_number: referenceNumber,
    amount: formatAmount(amount, currency),
    currency,
    status,
  };
}

/** A difference as a sentence for people. */
export function sentenceOf(difference: Difference, which: ComparedAmount): string {
  const { kind, line, first_line: firstLine, gateway, file, ...named } = differenceRow(difference, which);
  const name = named.number ?? named.reference_number ?? '';
  const at = line === null ? name : `${name} (line ${line})`;
  switch (kind) {
    case 'MISSING_IN_FILE':
      return `${name}: ${gateway?.amount ?? ''} ${gateway?.currency ?? ''}, ${gateway?.status ?? ''}, is not in the file.`;
    case 'MISSING_IN_GATEWAY':
      return `${at}: ${file?.amount ?? ''} ${file?.currency ?? ''} is no charge of the period.`;
    case 'AMOUNT_DIFFERS':
      return `${at}: ${gateway?.amount ?? ''} ${gateway?.currency ?? ''}, but ${file?.amount ?? ''} ${file?.currency ?? ''} in the file.`;
    case 'STATUS_DIFFERS':
      return `${at}: ${gateway?.status ?? ''}, but ${file?.status ?? ''} in the file.`;
    case 'REFERENCE_DIFFERS':
      return `${at}: reference ${gateway?.reference_number ?? ''}, but ${file?.reference_number ?? ''} in the file.`;
    case 'DUPLICATE_CHARGE':
      return `${at}: the charge is on line ${firstLine ?? ''} already.`;
    case 'DUPLICATE_REFERENCE':
      return `${at}: reference ${file?.reference_number ?? ''} is on line ${firstLine ?? ''} already.`;
  }
}
