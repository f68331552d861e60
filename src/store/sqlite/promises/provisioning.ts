import { EVENT_TYPES } from '../../../events/event.ts';
import { PROVISIONING_REQUEST_STATES, requestedBy } from '../../../provisioning/provisioning.ts';
import { listed, named, operatorIn, shown, type Promised } from './words.ts';

/** A token that is issued again registers nobody a second time; the first registration tells its stage. */
const TELLS_STAGE =
  "AND EXISTS (SELECT 1 FROM json_each(e.changes) AS j WHERE json_extract(j.value, '$.field') = 'stage')";

/** SQL for the request that an event `e` about a subscription gives rise to at every provider; null for none. */
const wantedByEvent = `CASE ${EVENT_TYPES.flatMap((type) =>
  type === 'CUSTOMER_UPDATED'
    ? []
    : requestedBy({ type, changes: [{ field: 'stage', before: null, after: null }] }).map(
        (request) =>
          `WHEN e.type = '${type}' ${type === 'SUBSCRIPTION_REGISTERED' ? TELLS_STAGE : ''} THEN '${request}'`,
      ),
).join(' ')} END`;

/** What holds for the requests to provisioning platforms. */
export const provisioningPromises: readonly Promised[] = [
  {
    check: 'answers of platforms',
    promise:
      'A request has the instant of its answer exactly if it is not PENDING, and an error only if it is REJECTED',
    sql: `SELECT ${named('provisioning_requests', 'r.id')} || ' is ' || r.state || ', executed on ' || ${shown('r.executed_date')} || ', with error ' || ${shown('r.error_code')} || '.'
          FROM provisioning_requests AS r WHERE r.state NOT IN ${listed(PROVISIONING_REQUEST_STATES)}
            OR (r.state = 'PENDING') <> (r.executed_date IS NULL) OR (r.state <> 'REJECTED' AND r.error_code IS NOT NULL)`,
  },
  {
    check: 'sequences of platforms',
    promise: 'The requests about a subscription at a provider count from 1 without gaps',
    sql: `SELECT printf('%s has %d requests at %s, the last number %d.', ${named('subscriptions', 'subscription_id')}, count(*), ${named('provisioning_providers', 'provider_id')}, max(sequence_number))
          FROM provisioning_requests GROUP BY subscription_id, provider_id
          HAVING min(sequence_number) <> 1 OR max(sequence_number) <> count(*)`,
  },
  {
    check: 'derived requests',
    promise: 'Every event that a platform has to know of has a request at every provider that there was',
    sql: `WITH added AS (SELECT id, operator_id, row_number() OVER (PARTITION BY operator_id ORDER BY id) AS n FROM events
                         WHERE type = 'PROVISIONING_PROVIDER_CREATED'),
               providers AS (SELECT (a.operator_id << 32) + a.n AS id, a.id AS since FROM added AS a),
               wanted AS (SELECT e.id, e.subscription_id, e.occurred_on, ${wantedByEvent} AS type FROM events AS e
                          WHERE e.subscription_id IS NOT NULL AND e.operator_id IN (SELECT operator_id FROM added))
          SELECT printf('%s has %d requests of type %s at %s, its events want %d.', ${named('subscriptions', 'subscription_id')}, found, type, ${named('provisioning_providers', 'provider_id')}, wanted)
          FROM (SELECT w.subscription_id, w.type, p.id AS provider_id, count(*) AS wanted,
                       (SELECT count(*) FROM provisioning_requests AS r WHERE r.subscription_id = w.subscription_id
                        AND r.provider_id = p.id AND r.type = w.type AND r.created_on = w.occurred_on) AS found
                FROM wanted AS w JOIN providers AS p ON ${operatorIn('p.id')} = ${operatorIn('w.id')} AND p.since < w.id
                WHERE w.type IS NOT NULL GROUP BY w.subscription_id, w.type, p.id, w.occurred_on)
          WHERE found < wanted`,
  },
];
