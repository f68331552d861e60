import type { FinalStatus } from '../../charges/charge.ts';
import { encodeGlobalId } from '../../ids.ts';
import { formatAmount } from '../../money/money.ts';
import { unpack } from '../../packed.ts';
import type { Price } from '../../subscriptions/subscription.ts';
import type { Event, EventChange } from '../event.ts';

/** The fields that have another name in the schema than inside. */
const NAMES: Readonly<Record<string, string>> = {
  verdict: 'decision.verdict',
  decidedOn: 'decision.decidedOn',
  promotionId: 'promotions',
  passwordHash: 'password',
};

/** How the schema says when a charge got a final status. */
const SETTLED_ON: Readonly<Record<FinalStatus, string>> = {
  APPROVED: 'setAsApprovedOn',
  DECLINED: 'setAsDeclinedOn',
  BAD_REQUEST: 'setAsBadRequestOn',
  REJECTED: 'setAsRejectedOn',
};

/** What an event changed, in the words of the schema: events are kept in those of the inside. */
export function changesOf({ changes }: Pick<Event, 'changes'>): EventChange[] {
  const all = unpack(changes);
  const status = all.find(({ field }) => field === 'status')?.after ?? null;
  return all.map(({ field, before, after }) => ({
    field: field === 'settledOn' ? settledOn(status) : (NAMES[field] ?? field),
    before: before === null ? null : valueOf(field, before),
    after: after === null ? null : valueOf(field, after),
  }));
}

function settledOn(status: string | null): string {
  for (const [final, field] of Object.entries(SETTLED_ON)) if (final === status) return field;
  throw new Error(`Expected a charge to be settled along with its status, found ${String(status)}.`);
}

function valueOf(field: string, value: string): string {
  switch (field) {
    case 'promotionId':
      return encodeGlobalId('Promotion', value);
    case 'prices':
      return unpack<readonly Price[]>(value)
        .map(
          ({ amount, currency, effectiveFrom }) =>
            `${formatAmount(amount, currency)} ${currency} from ${effectiveFrom}`,
        )
        .join(', ');
    default:
      return value;
  }
}
