import { CANCELLATION_REASONS, NETFLIX_STATES, STAGES } from '../../../subscriptions/subscription.ts';
import { listed, named, shown, type Promised } from './words.ts';

const subscription = named('subscriptions', 's.id');

/** What holds for every subscription and its tokens. */
export const subscriptionPromises: readonly Promised[] = [
  {
    check: 'stages',
    promise: 'A subscription has the instants of its stage and no other, and a reason once it is cancelled',
    sql: `SELECT ${subscription} || ' is ' || s.stage || ', signed up on ' || ${shown('s.signed_up_on')} || ', suspended on ' || ${shown('s.suspended_on')}
                 || ', cancelled on ' || ${shown('s.cancelled_on')} || ', because: ' || ${shown('s.cancellation_reason')} || '.'
          FROM subscriptions AS s WHERE s.stage NOT IN ${listed(STAGES)} OR s.netflix_state NOT IN ${listed(NETFLIX_STATES)}
            OR s.cancellation_reason NOT IN ${listed(CANCELLATION_REASONS)}
            OR (s.stage = 'REGISTERED' AND s.signed_up_on IS NOT NULL) OR (s.stage IN ('ACTIVE', 'SUSPENDED') AND s.signed_up_on IS NULL)
            OR (s.stage = 'SUSPENDED') <> (s.suspended_on IS NOT NULL)
            OR (s.stage = 'CANCELLED') <> (s.cancelled_on IS NOT NULL)
            OR (s.stage = 'CANCELLED') <> (s.cancellation_reason IS NOT NULL)`,
  },
  {
    check: 'entitlement',
    promise: 'A subscription entitles until the latest paid-through date of its approved charges',
    sql: `SELECT ${subscription} || ' entitles until ' || ${shown('s.entitled_until')} || ', its approved charges are paid through ' || ${shown('max(c.paid_through_date)')} || '.'
          FROM subscriptions AS s LEFT JOIN charges AS c ON c.subscription_id = s.id AND c.status = 'APPROVED'
          GROUP BY s.id HAVING s.entitled_until IS NOT max(c.paid_through_date)`,
  },
  {
    check: 'sign-ups',
    promise: 'A token was used exactly where a subscription was signed up',
    sql: `SELECT ${subscription} || ' was signed up on ' || ${shown('s.signed_up_on')} || ', with ' || count(t.hash) || ' tokens.'
          FROM subscriptions AS s LEFT JOIN sign_up_tokens AS t ON t.subscription_id = s.id AND t.used_on IS NOT NULL
          GROUP BY s.id HAVING count(t.hash) <> (s.signed_up_on IS NOT NULL)`,
  },
];
