import { and, eq, sql } from 'drizzle-orm';

import type { Instant } from '../../time.ts';
import { columnsOf, handwritten, insertInto, statement, type Sqlite } from './statement.ts';
import { idempotencyKeys } from './tables.ts';

/** A call that may be repeated, as it is kept. */
export type KeptCall = typeof idempotencyKeys.$inferSelect;

/** Which call, whoever asks: the secret key itself is not kept. */
export type CallKey = Pick<KeptCall, 'operatorId' | 'mutation' | 'keyHash'>;

/** Reading and writing what became of calls with an idempotency key. */
export function idempotencyRows(sqlite: Sqlite) {
  const given = (name: string) => sql.placeholder(name);
  const ofKey = and(
    eq(idempotencyKeys.operatorId, given('operatorId')),
    eq(idempotencyKeys.mutation, given('mutation')),
    eq(idempotencyKeys.keyHash, given('keyHash')),
  );
  const find = statement<KeptCall>(
    sqlite,
    sqlite.drizzle.select(columnsOf(idempotencyKeys)).from(idempotencyKeys).where(ofKey),
  );
  const { operatorId, mutation, keyHash } = idempotencyKeys;
  const put = insertInto(sqlite, idempotencyKeys, [operatorId, mutation, keyHash]);
  const finish = handwritten(
    sqlite,
    sql`UPDATE ${idempotencyKeys} SET outcome = ${given('outcome')}, holder = NULL, held_until = NULL WHERE ${ofKey} AND holder = ${given('holder')}`,
  );
  const note = handwritten(
    sqlite,
    sql`UPDATE ${idempotencyKeys} SET outcome = ${given('outcome')}, held_until = ${given('heldUntil')} WHERE ${ofKey} AND holder = ${given('holder')}`,
  );
  const hold = handwritten(
    sqlite,
    sql`UPDATE ${idempotencyKeys} SET held_until = ${given('heldUntil')} WHERE ${ofKey} AND holder = ${given('holder')}`,
  );
  const forget = handwritten(
    sqlite,
    sql`DELETE FROM ${idempotencyKeys} WHERE rowid IN (SELECT rowid FROM ${idempotencyKeys} WHERE used_on <= ${given('until')} ORDER BY used_on LIMIT ${given('limit')})`,
  );

  return {
    find: (key: CallKey) => find.get({ ...key }) ?? null,
    put: (call: KeptCall) => put.run({ ...call }),
    /** Keeps the outcome of a call that took a while, unless another one has taken it over. */
    finish: (key: CallKey, holder: string, outcome: string) => finish.run({ ...key, holder, outcome }),
    /** Keeps how far it has come; how many calls were still its holder's, one or none. */
    note: (key: CallKey, holder: string, outcome: string, heldUntil: Instant) =>
      note.run({ ...key, holder, outcome, heldUntil }),
    hold: (key: CallKey, holder: string, heldUntil: Instant) => hold.run({ ...key, holder, heldUntil }),
    /** Forgets the oldest of those that were used by then. */
    forget: (until: Instant, limit: number) => forget.run({ until, limit }),
  };
}
