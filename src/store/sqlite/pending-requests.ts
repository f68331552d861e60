import { getTableColumns, sql, type SQL } from 'drizzle-orm';

import type { ProvisioningRequest } from '../../provisioning/provisioning.ts';
import type { PendingPage, PendingQuery } from '../provisioning-store.ts';
import { handwritten, type Sqlite, steady } from './statement.ts';
import { FEW_ROWS } from './walks.ts';
import { provisioningAccounts, provisioningRequests } from './tables.ts';

/**
 * Reading the lists of work of providers. Subscriptions stand by the first of their requests, so the first requests are what is walked: all
 * requests by date, less those that have an earlier one beside them. A page takes as long as there are rows on it and requests in between
 * that are not first ones, however many wait; an offset walks over all that it skips, and a count over all that wait. Measured with 100,000
 * in the list and as many that had left it: 0.2 ms for the first page, 1.3 ms for the median one, 10 ms for the worst, 84 ms for the offset
 * 50,000.
 * A single subscription with as many would be sorted for every page.
 */
export function pendingRows(sqlite: Sqlite) {
  // Ids are in the order of creation: what is listed has ids beyond the last one that was created before.
  const lastBefore = handwritten<{ id: number }>(
    sqlite,
    sql`SELECT id FROM ${provisioningRequests} WHERE operator_id = ${steady('operatorId')} AND created_on < ${steady('since')}
        ORDER BY created_on DESC, id DESC LIMIT 1`,
  );
  const page = handwritten<Row>(
    sqlite,
    sql`SELECT ${columns}, first.scheduled_date AS "firstDate", first.id AS "firstId", account.account_number AS "calledBy"
        FROM (${firstOnes}) AS first
        CROSS JOIN ${provisioningRequests} INDEXED BY provisioning_requests_pending
        LEFT JOIN ${provisioningAccounts} AS account
          ON account.provider_id = ${steady('providerId')} AND account.subscription_id = first.subscription_id
        WHERE ${isListed(provisioningRequests)} AND ${provisioningRequests.subscriptionId} = first.subscription_id
          AND ((first.scheduled_date, first.id) > (${steady('firstDate')}, ${steady('firstId')})
            OR (${provisioningRequests.scheduledDate}, ${provisioningRequests.id}) > (${steady('ownDate')}, ${steady('ownId')}))
        ORDER BY first.scheduled_date, first.id, ${provisioningRequests.scheduledDate}, ${provisioningRequests.id}
        LIMIT ${steady('limit')} OFFSET ${steady('offset')}`,
  );
  const listed = sql`${provisioningRequests} INDEXED BY provisioning_requests_scheduled WHERE ${isListed(provisioningRequests)}`;
  const count = handwritten<{ count: number }>(sqlite, sql`SELECT count(*) AS count FROM ${listed}`);
  const countOfFew = handwritten<{ count: number }>(
    sqlite,
    sql`SELECT count(*) AS count FROM (SELECT 1 FROM ${listed} LIMIT ${FEW_ROWS + 1})`,
  );
  const { reader } = sqlite;

  const boundsOf = (
    operatorId: number,
    { providerId, since }: Pick<PendingQuery, 'providerId' | 'since'>,
  ) => ({
    providerId,
    since,
    lastBefore: lastBefore.get({ operatorId, since })?.id ?? 0,
  });

  return {
    page: async (operatorId: number, query: PendingQuery): Promise<PendingPage> => {
      const { size, offset, after } = query;
      const [firstDate, firstId] = after?.first ?? BEGINNING;
      const [ownDate, ownId] = after?.own ?? BEGINNING;
      const values = {
        ...boundsOf(operatorId, query),
        ...{ firstDate, firstId, ownDate, ownId, offset },
        limit: size + 1,
        // Each subscription brings at least one request, except the one in which the page begins.
        subscriptions: offset + size + 2,
      };
      const rows =
        reader && offset > FEW_ROWS
          ? await reader.all<Row>(operatorId, page.asked(values))
          : page.all(values);
      return {
        rows: rows.slice(0, size).map(({ firstDate, firstId, calledBy, ...request }) => ({
          request,
          accountNumber: calledBy,
          place: { first: [firstDate, firstId], own: [request.scheduledDate, request.id] },
        })),
        more: rows.length > size,
      };
    },
    count: async (operatorId: number, query: Pick<PendingQuery, 'providerId' | 'since'>): Promise<number> => {
      const values = boundsOf(operatorId, query);
      if (!reader) return count.get(values)?.count ?? 0;
      const few = countOfFew.get(values)?.count ?? 0;
      if (few <= FEW_ROWS) return few;
      const [all] = await reader.all<{ count: number }>(operatorId, count.asked(values));
      return all?.count ?? 0;
    },
  };
}

interface Row extends ProvisioningRequest {
  readonly firstDate: number;
  readonly firstId: number;
  readonly calledBy: string | null;
}

/** Before every request. */
const BEGINNING = [Number.MIN_SAFE_INTEGER, 0] as const;

const { operatorId: _, ...kept } = getTableColumns(provisioningRequests);
const columns = sql.join(
  Object.entries(kept).map(([name, column]) => sql`${column} AS ${sql.identifier(name)}`),
  sql`, `,
);

// A partial index serves only a condition that stands in the statement as it stands in the index.
function isListed(table: SQL | typeof provisioningRequests): SQL {
  return sql`${table}.provider_id = ${steady('providerId')} AND ${table}.state = 'PENDING' AND ${table}.id > ${steady('lastBefore')}`;
}

/**
 * The first requests of subscriptions by date, from that of the cursor on. What was to be carried out no earlier than it was created is listed
 * only when its date lies in the window as well, so older dates are looked up among the few others alone.
 */
const firstOnes = sql`${firstOnesWhere(sql`one.scheduled_date < one.created_on AND one.scheduled_date < ${steady('since')}`)}
  UNION ALL ${firstOnesWhere(sql`one.scheduled_date >= ${steady('since')}`)}
  ORDER BY scheduled_date, id LIMIT ${steady('subscriptions')}`;

function firstOnesWhere(condition: SQL): SQL {
  return sql`SELECT one.scheduled_date, one.id, one.subscription_id FROM ${provisioningRequests} AS one
    WHERE ${isListed(sql`one`)} AND ${condition}
      AND (one.scheduled_date, one.id) >= (${steady('firstDate')}, ${steady('firstId')})
      AND one.id = (
        SELECT other.id FROM ${provisioningRequests} AS other
        WHERE ${isListed(sql`other`)} AND other.subscription_id = one.subscription_id
        ORDER BY other.scheduled_date, other.id LIMIT 1
      )`;
}
