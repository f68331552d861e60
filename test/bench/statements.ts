import { BEGIN_SNAPSHOT, END_SNAPSHOT } from '../../src/store/sqlite/snapshot.ts';

/** How many statements ran: reading, writing rows, and around transactions. What finds out who is asking does not count. */
export interface StatementCount {
  reads: number;
  writes: number;
  transactions: number;
}

/** Counts statements by their text. */
export function statementCounter() {
  let count: StatementCount = { reads: 0, writes: 0, transactions: 0 };
  let afterKey = false;
  const around = new Set([BEGIN_SNAPSHOT, END_SNAPSHOT]);
  return {
    count: (sql: string): void => {
      const isOfCredential =
        around.has(sql) ||
        /\bapi_keys\b/.test(sql) ||
        (afterKey && /^select\b.*\bfrom "?operators\b/is.test(sql));
      afterKey = /\bapi_keys\b/.test(sql);
      if (isOfCredential) return;
      if (/^\s*(begin|commit|rollback|savepoint|release)\b/i.test(sql)) count.transactions += 1;
      else if (/^\s*(insert|update|delete)\b/i.test(sql)) count.writes += 1;
      else count.reads += 1;
    },
    /** What was counted since the last call. */
    take: (): StatementCount => {
      const counted = count;
      count = { reads: 0, writes: 0, transactions: 0 };
      return counted;
    },
  };
}
