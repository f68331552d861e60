import { sql } from 'drizzle-orm';

import { pendingSince } from '../../provisioning/provisioning.ts';
import {
  NO_PENDING_CHARGES,
  NO_PROVISIONING,
  type PendingCharges,
  type Standing,
  type UntoldMessage,
  type WaitingProvisioning,
} from '../../standing/standing.ts';
import type { Instant } from '../../time.ts';
import { eachOf, handwritten, listOf, type Sqlite } from './statement.ts';
import {
  charges,
  events,
  netflixMessages,
  provisioningRequests,
  signUpTokens,
  subscriptions,
} from './tables.ts';

/** Messages of one customer that are told of; the rest waits behind them. */
const MOST_UNTOLD = 50;

type Of<T> = T & { readonly customerId: number };
type Progress = Pick<Standing, 'tokenHandedOverOn' | 'tokenExpiresOn' | 'firstChargeOn' | 'firstApprovalOn'>;

/** Reading where customers stand: four statements, however many customers. */
export function standingRows(sqlite: Sqlite) {
  const each = sql`${eachOf('keys')} AS k`;
  const progress = handwritten<Of<Progress>>(
    sqlite,
    sql`SELECT k.value AS "customerId", t.handed_over_on AS "tokenHandedOverOn", t.expires_on AS "tokenExpiresOn",
          (SELECT min(received_on) FROM ${charges} WHERE subscription_id = s.id) AS "firstChargeOn",
          (SELECT min(settled_on) FROM ${charges} WHERE subscription_id = s.id AND +status = 'APPROVED') AS "firstApprovalOn"
        FROM ${each}
        CROSS JOIN ${subscriptions} AS s ON s.id = (SELECT max(id) FROM ${subscriptions} WHERE customer_id = k.value)
        LEFT JOIN ${signUpTokens} AS t ON t.subscription_id = s.id AND t.replaced_on IS NULL`,
  );
  const untold = handwritten<Of<UntoldMessage>>(
    sqlite,
    sql`SELECT s.customer_id AS "customerId", m.subscription_id AS "subscriptionId", m.kind, e.occurred_on AS since, m.attempts,
          m.parked_on AS "parkedOn", m.reason
        FROM ${each}
        CROSS JOIN ${netflixMessages} AS m ON m.id IN (
          SELECT n.id FROM ${subscriptions} AS own CROSS JOIN ${netflixMessages} AS n ON n.subscription_id = own.id
          WHERE own.customer_id = k.value ORDER BY n.id LIMIT ${sql.raw(String(MOST_UNTOLD))})
        CROSS JOIN ${subscriptions} AS s ON s.id = m.subscription_id
        CROSS JOIN ${events} AS e ON e.id = m.id
        ORDER BY m.id`,
  );
  // `+`: the customer's few charges are looked through, not all that are pending.
  const pending = handwritten<Of<PendingCharges>>(
    sqlite,
    sql`SELECT c.customer_id AS "customerId", count(*) AS count, count(*) FILTER (WHERE c.verdict IS NULL) AS undecided, count(c.held_on) AS held,
          count(*) FILTER (WHERE c.verdict IS NULL AND c.held_on IS NULL AND c.on_silence = 'WAIT') AS waiting,
          min(c.due_on) FILTER (WHERE c.held_on IS NULL AND c.on_silence = 'APPROVE') AS "decidableUntil"
        FROM ${each} CROSS JOIN ${charges} AS c ON c.customer_id = k.value AND +c.status = 'PENDING'
        GROUP BY c.customer_id`,
  );
  const provisioning = handwritten<Of<WaitingProvisioning>>(
    sqlite,
    sql`SELECT r.customer_id AS "customerId", count(*) AS count, min(r.created_on) AS "oldestOn",
          count(*) FILTER (WHERE r.created_on < ${sql.placeholder('since')}) AS unlisted
        FROM ${each} CROSS JOIN ${provisioningRequests} AS r ON r.customer_id = k.value AND +r.state = 'PENDING'
        GROUP BY r.customer_id`,
  );

  return {
    of: (customerIds: readonly number[], now: Instant): Standing[] => {
      if (customerIds.length === 0) return [];
      const keys = listOf(customerIds);
      const progressOf = byCustomer(progress.all({ keys }));
      const untoldOf = Map.groupBy(untold.all({ keys }), ({ customerId }) => customerId);
      const pendingOf = byCustomer(pending.all({ keys }));
      const provisioningOf = byCustomer(provisioning.all({ keys, since: pendingSince(now) }));
      return customerIds.map((customerId) => ({
        ...(progressOf.get(customerId) ?? NOT_BEGUN),
        customerId,
        untold: untoldOf.get(customerId) ?? [],
        pendingCharges: pendingOf.get(customerId) ?? NO_PENDING_CHARGES,
        provisioning: provisioningOf.get(customerId) ?? NO_PROVISIONING,
      }));
    },
  };
}

const NOT_BEGUN: Progress = {
  tokenHandedOverOn: null,
  tokenExpiresOn: null,
  firstChargeOn: null,
  firstApprovalOn: null,
};

function byCustomer<T extends { readonly customerId: number }>(rows: readonly T[]): ReadonlyMap<number, T> {
  return new Map(rows.map((row) => [row.customerId, row]));
}
