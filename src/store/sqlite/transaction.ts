import { idOf, MOST_OPERATORS } from '../../ids.ts';
import type { Operator } from '../../operators/operator.ts';
import type { Drawn, Facts, Ruling } from '../../ruling.ts';
import type { Instant } from '../../time.ts';
import type { Doing } from '../store.ts';
import { apply, eventOf } from './apply.ts';
import { NO_COUNTS, operatorOf, type Counters, type OperatorRow } from './operators.ts';
import { onceOf, repeatsOf } from './repeats.ts';
import type { Rows } from './rows.ts';
import type { Write } from './writer.ts';

/** What every transaction of a database has in common. */
export interface Deciding {
  readonly rows: Rows;
  readonly write: Write;
  /** Domain time. */
  readonly clock: () => Instant;
  readonly netflixIsTold: () => boolean;
  /** Told whose share was written, once it is committed. */
  readonly written: (operatorId: number) => void;
}

/** Finds what one rule has to know, inside the transaction. */
type Gather<F extends Facts> = (facts: Facts, row: OperatorRow) => F;

export type Decide = ReturnType<typeof deciderOf>;

/**
 * Decides and writes in one transaction: takes the instant, gathers the facts, asks the rule, writes the changes with their events and sums,
 * and moves the operator's counters on. `along` writes what no rule speaks of, behind the changes. A dry run stops before writing. What was
 * decided before under the same key is told again.
 */
export function deciderOf({ rows, write, clock, written, ...deciding }: Deciding, operatorId: number) {
  const repeats = repeatsOf(rows, operatorId);
  return async <F extends Facts, O>(
    gather: Gather<F>,
    rule: (facts: F) => Ruling<O>,
    doing: Doing,
    along?: (facts: F) => void,
  ): Promise<O> => {
    const dryRun = doing.dryRun ?? false;
    const once = onceOf(doing);
    const decided = await write(() => {
      const told = once && repeats.replay<O>(once);
      if (told) return { outcome: told, isWritten: false };
      const row = rows.operators.byId(operatorId);
      const now = Math.max(clock(), row.newestOn);
      const netflixIsTold = deciding.netflixIsTold();
      const facts = gather(
        { now, operator: operatorOf(row), newId: newIdsOf(row, dryRun), netflixIsTold },
        row,
      );
      const { changes, outcome } = rule(facts);
      if (!dryRun) {
        apply(rows, { row, now, actor: doing.actor, netflixIsTold }, changes);
        along?.(facts);
      }
      if (once) repeats.keep(once, outcome, now);
      return { outcome, isWritten: !dryRun };
    });
    if (decided.isWritten) written(operatorId);
    return decided.outcome;
  };
}

/** The n of a placeholder, see `idOf`: in a dry run everything new has it. */
const NOTHING = 0;

const COUNTER_OF = {
  promotions: 'lastPromotion',
  customers: 'lastCustomer',
  subscriptions: 'lastSubscription',
  charges: 'lastCharge',
  provisioningProviders: 'lastProvider',
  provisioningRequests: 'lastProvisioningRequest',
} as const satisfies Record<Drawn, keyof Counters>;

function newIdsOf(row: OperatorRow, dryRun: boolean): Facts['newId'] {
  return (kind, k = 0) => idOf(row.id, dryRun ? NOTHING : row[COUNTER_OF[kind]] + 1 + k);
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
