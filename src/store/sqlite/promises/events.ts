import { EVENT_TYPES, type EventType } from '../../../events/event.ts';
import { listed, named, operatorIn, shown, type NumberedTable, type Promised } from './words.ts';

const event = named('events', 'e.id');

/** SQL for whether an event `e` is about a thing, by the column that holds its id; those of a subscription are found by its customer. */
function isAbout(thing: string, column: string): string {
  const found = column === 'subscription_id' ? ` AND e.customer_id = ${thing}.customer_id` : '';
  return `e.${column} = ${thing}.id${found}`;
}

/** What the events tell of a thing: its field here, its column there. */
const TOLD = [
  ['charges', 'charge_id', 'status', 'status'],
  ['charges', 'charge_id', 'verdict', 'verdict'],
  ['charges', 'charge_id', 'referenceNumber', 'reference_number'],
  ['subscriptions', 'subscription_id', 'stage', 'stage'],
  ['subscriptions', 'subscription_id', 'netflixState', 'netflix_state'],
  ['subscriptions', 'subscription_id', 'cancellationReason', 'cancellation_reason'],
  ['provisioning_requests', 'provisioning_request_id', 'state', 'state'],
] as const;

/** The events that a thing has as often as something became of it. */
const COUNTED: readonly (readonly [NumberedTable, column: string, type: EventType, times: string])[] = [
  ['charges', 'charge_id', 'CHARGE_RECEIVED', '1'],
  ['charges', 'charge_id', 'CHARGE_PROCESSED', 't.settled_on IS NOT NULL'],
  ['charges', 'charge_id', 'CHARGE_ACKNOWLEDGED', 't.acknowledged_on IS NOT NULL'],
  ['subscriptions', 'subscription_id', 'SUBSCRIPTION_SIGNED_UP', 't.signed_up_on IS NOT NULL'],
  ['subscriptions', 'subscription_id', 'SUBSCRIPTION_CANCELLED', 't.cancelled_on IS NOT NULL'],
  ['provisioning_requests', 'provisioning_request_id', 'PROVISIONING_REQUESTED', '1'],
  [
    'provisioning_requests',
    'provisioning_request_id',
    'PROVISIONING_ANSWERED',
    't.executed_date IS NOT NULL',
  ],
];

/** What holds for the events, and between them and what they tell of. */
export const eventPromises: readonly Promised[] = [
  {
    check: 'events',
    promise:
      'Every event is of a type that there is, and lists what changed; the first one is that of its operator',
    sql: `SELECT ${event} || ' is ' || e.type || ', with the changes ' || e.changes || '.' FROM events AS e
          WHERE e.type NOT IN ${listed(EVENT_TYPES)} OR json_valid(e.changes) = 0
            OR (e.type = 'OPERATOR_CREATED') <> (e.id & 4294967295 = 1)`,
  },
  {
    check: 'order of events',
    promise: 'A later event did not happen earlier, and the newest is as old as its operator knows',
    sql: `SELECT ${named('events', 'id')} || ' happened before the one in front of it.'
          FROM (SELECT id, occurred_on, lag(occurred_on) OVER (PARTITION BY ${operatorIn('id')} ORDER BY id) AS before FROM events)
          WHERE occurred_on < before
          UNION ALL
          SELECT printf('The newest event of operator %d happened on %s, not on %d.', o.id, ${shown('e.occurred_on')}, o.newest_on)
          FROM operators AS o LEFT JOIN events AS e ON e.id = (o.id << 32) + o.last_event
          WHERE e.occurred_on IS NOT o.newest_on`,
  },
  ...TOLD.map(([table, column, field, kept]) => ({
    check: `history of ${table}: ${field}`,
    promise: 'Things are as their events tell',
    sql: `SELECT ${named(table, 't.id')} || ' has ' || ${shown(`t.${kept}`)} || ', its events tell ' || ${shown('t.told')} || '.'
          FROM (SELECT id, ${kept}, (SELECT json_extract(j.value, '$.after') FROM events AS e, json_each(e.changes) AS j
                                     WHERE ${isAbout('o', column)} AND json_extract(j.value, '$.field') = '${field}'
                                     ORDER BY e.id DESC LIMIT 1) AS told
                FROM ${table} AS o) AS t
          WHERE t.${kept} IS NOT t.told`,
  })),
  ...COUNTED.map(([table, column, type, times]) => ({
    check: `events of ${table}: ${type}`,
    promise: 'What becomes of a thing is told once',
    sql: `SELECT printf('%s has %d events ${type}.', ${named(table, 't.id')}, count(e.id)) FROM ${table} AS t
          LEFT JOIN events AS e ON ${isAbout('t', column)} AND e.type = '${type}' GROUP BY t.id HAVING count(e.id) <> (${times})`,
  })),
  {
    check: 'events of customers',
    promise: 'Every customer was registered by an event',
    sql: `SELECT ${named('customers', 'c.id')} || ' was registered by no event.' FROM customers AS c
          WHERE NOT EXISTS (SELECT 1 FROM events AS e WHERE e.customer_id = c.id AND e.type = 'SUBSCRIPTION_REGISTERED')`,
  },
];
