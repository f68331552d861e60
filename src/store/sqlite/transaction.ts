import type { Event, NewEvent } from '../../events/event.ts';
import { idOf, MOST_OPERATORS } from '../../ids.ts';
import type { Operator } from '../../operators/operator.ts';
import { pack } from '../../packed.ts';
import type { Changes, Facts, Ruling } from '../../ruling.ts';
import type { Instant } from '../../time.ts';
import type { Doing } from '../store.ts';
import { NO_COUNTS, operatorOf, type Counters, type OperatorRow } from './operators.ts';
import type { Rows } from './rows.ts';
import type { Write } from './writer.ts';

/** Finds what one rule has to know, inside the transaction. */
export type Gather<F extends Facts> = (facts: Facts, row: OperatorRow) => F;

export type Decide = ReturnType<typeof deciderOf>;

/**
 * Decides and writes in one transaction: takes the instant, gathers the facts, asks the rule, writes the changes with their events and sums,
 * and moves the operator's counters on. A dry run stops before writing.
 */
export function deciderOf(rows: Rows, write: Write, clock: () => Instant, operatorId: number) {
  return <F extends Facts, O>(gather: Gather<F>, rule: (facts: F) => Ruling<O>, doing: Doing): Promise<O> =>
    write(() => {
      const row = rows.operators.byId(operatorId);
      const now = Math.max(clock(), row.newestOn);
      const dryRun = doing.dryRun ?? false;
      const { changes, outcome } = rule(
        gather({ now, operator: operatorOf(row), newId: newIdsOf(row, dryRun) }, row),
      );
      if (!dryRun) apply(rows, row, changes, now, doing.actor);
      return outcome;
    });
}

/** The n of a placeholder, see `idOf`: in a dry run everything new has it. */
const NOTHING = 0;

const COUNTER_OF = {
  promotions: 'lastPromotion',
  customers: 'lastCustomer',
  subscriptions: 'lastSubscription',
  charges: 'lastCharge',
} as const satisfies Partial<Record<keyof Changes, keyof Counters>>;

function newIdsOf(row: OperatorRow, dryRun: boolean): Facts['newId'] {
  return (kind, k = 0) => idOf(row.id, dryRun ? NOTHING : row[COUNTER_OF[kind]] + 1 + k);
}

function apply(rows: Rows, row: OperatorRow, changes: Changes, now: Instant, actor: string): void {
  const { id: operatorId } = row;
  if (changes.events.length === 0) {
    expectNoChange(changes);
    return;
  }
  for (const { after } of changes.operators) rows.operators.update(after);
  for (const { after } of changes.exchangeRates) rows.operators.putRate(operatorId, after);
  for (const { before, after } of changes.users) {
    if (before) rows.credentials.updateUser(after);
    else rows.credentials.insertUser(operatorId, after);
  }
  for (const { before, after } of changes.apiKeys) {
    if (before) rows.credentials.updateApiKey(after);
    else rows.credentials.insertApiKey(operatorId, after);
  }
  for (const { before, after } of changes.promotions) {
    if (before) rows.promotions.update(after);
    else rows.promotions.insert(operatorId, after);
  }
  for (const { before, after } of changes.customers) {
    if (before) rows.customers.update(after);
    else rows.customers.insert(operatorId, after);
  }
  for (const { before, after } of changes.subscriptions) {
    if (before) rows.subscriptions.update(after);
    else rows.subscriptions.insert(operatorId, after);
  }
  for (const { before, after } of changes.signUpTokens) {
    if (before) rows.subscriptions.updateToken(after);
    else rows.subscriptions.insertToken(operatorId, after);
  }
  for (const { before, after } of changes.charges) {
    // A reference that moves from one charge to another in one call must be free before it is taken.
    if (before && before.referenceNumber !== null && before.referenceNumber !== after.referenceNumber) {
      rows.charges.update({ ...before, referenceNumber: null });
    }
  }
  for (const { before, after } of changes.charges) {
    if (before) rows.charges.update(after);
    else rows.charges.insert(operatorId, after);
  }
  rows.totals.move(operatorId, changes.charges);
  changes.events.forEach((event, k) =>
    rows.events.insert(operatorId, eventOf(event, idOf(operatorId, row.lastEvent + 1 + k), now, actor)),
  );
  rows.operators.count(operatorId, countersAfter(row, changes, now));
}

// Without an event the counters would stay, and the next ones would draw the same numbers.
function expectNoChange(changes: Changes): void {
  const silent = Object.entries(changes).filter(([, things]) => things.length > 0);
  if (silent.length === 0) return;
  throw new Error(
    `Expected an event that tells of the changed ${silent.map(([kind]) => kind).join(', ')}, found none.`,
  );
}

function eventOf(event: NewEvent, id: number, occurredOn: Instant, actor: string): Event {
  return {
    id,
    type: event.type,
    occurredOn,
    actor,
    customerId: event.customerId ?? null,
    subscriptionId: event.subscriptionId ?? null,
    chargeId: event.chargeId ?? null,
    changes: pack(event.changes),
  };
}

function countersAfter(row: OperatorRow, changes: Changes, now: Instant): Counters {
  const added = (kind: Exclude<keyof Changes, 'events'>) =>
    changes[kind].filter(({ before }) => before === null).length;
  return {
    lastUser: row.lastUser + added('users'),
    lastPromotion: row.lastPromotion + added('promotions'),
    lastCustomer: row.lastCustomer + added('customers'),
    lastSubscription: row.lastSubscription + added('subscriptions'),
    lastCharge: row.lastCharge + added('charges'),
    lastEvent: row.lastEvent + changes.events.length,
    newestOn: now,
  };
}

/** Adds an operator as the first event of its sequence; null when its code is taken. */
export function addOperator(
  rows: Rows,
  operator: Omit<Operator, 'id'>,
  now: Instant,
  actor: string,
): Operator | null {
  if (rows.operators.byCode(operator.code)) return null;
  const id = rows.operators.nextId();
  if (id > MOST_OPERATORS) throw new Error(`Expected at most ${String(MOST_OPERATORS)} operators.`);
  const added = { ...operator, id };
  rows.operators.insert({ ...added, ...NO_COUNTS, lastEvent: 1, newestOn: now });
  rows.events.insert(id, eventOf({ type: 'OPERATOR_CREATED', changes: [] }, idOf(id, 1), now, actor));
  return added;
}
