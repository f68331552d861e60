import { EVENT_TYPES } from '../../../events/event.ts';
import { messageKindOf } from '../../../netflix/told.ts';
import { named, shown, type Promised } from './words.ts';

/** SQL for how Netflix is told of an event `e`. */
const kindOfEvent = `CASE e.type ${EVENT_TYPES.map((type) => ({
  type,
  kind: messageKindOf({ type, ended: null }),
}))
  .filter(({ kind }) => kind !== null)
  .map(({ type, kind }) => `WHEN '${type}' THEN '${kind ?? ''}'`)
  .join(' ')} END`;

/** What holds for what Netflix is still to be told. */
export const netflixPromises: readonly Promised[] = [
  {
    check: 'messages',
    promise: 'What Netflix is still to be told is what its event is about',
    sql: `SELECT printf('The message of %s is %s about subscription %d, its event is %s about %s.', ${named('events', 'm.id')}, m.kind, m.subscription_id, ${shown('e.type')}, ${shown('e.subscription_id')})
          FROM netflix_messages AS m LEFT JOIN events AS e ON e.id = m.id
          WHERE m.kind IS NOT ${kindOfEvent} OR m.subscription_id IS NOT e.subscription_id`,
  },
  {
    check: 'tokens on their way',
    promise: 'A message hands over a token of its own subscription exactly if that is what it is for',
    sql: `SELECT 'The message of ' || ${named('events', 'm.id')} || ' is ' || m.kind || ', its token that of subscription ' || ${shown('t.subscription_id')} || '.'
          FROM netflix_messages AS m LEFT JOIN sign_up_tokens AS t ON t.hash = m.token_hash
          WHERE (m.kind = 'HAND_OVER_TOKEN') <> (m.token_hash IS NOT NULL)
            OR (m.token_hash IS NOT NULL AND t.subscription_id IS NOT m.subscription_id)`,
  },
  {
    check: 'order of messages',
    promise: 'Of two tokens of a subscription that are on their way, the later was issued later',
    sql: `SELECT 'The message of ' || ${named('events', 'id')} || ' hands over a token that is older than the one in front of it.'
          FROM (SELECT m.id, t.issued_on, lag(t.issued_on) OVER (PARTITION BY m.subscription_id ORDER BY m.id) AS before
                FROM netflix_messages AS m JOIN sign_up_tokens AS t ON t.hash = m.token_hash)
          WHERE issued_on < before`,
  },
];
