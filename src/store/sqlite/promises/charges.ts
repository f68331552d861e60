import { CHARGE_STATUSES, CHARGE_VERDICTS } from '../../../charges/charge.ts';
import { CURRENCIES } from '../../../money/currencies.ts';
import { listed, named, shown, type Promised } from './words.ts';

const charge = named('charges', 'c.id');

/** SQL for an amount that is none: not whole, negative, or more than 2^53 − 1 minor units. */
const isNoAmount = (column: string) =>
  `typeof(${column}) <> 'integer' OR ${column} NOT BETWEEN 0 AND 9007199254740991`;

/** What holds for every charge, and for the sums over them. */
export const chargePromises: readonly Promised[] = [
  {
    check: 'money',
    promise: 'An amount is a whole number of minor units, from 0 to 2^53 − 1, of a currency of ISO 4217',
    sql: `SELECT ${charge} || ' has ' || ${shown('c.amount')} || ' ' || c.currency || ', in local currency ' || ${shown('c.local_amount')} || ' ' || c.local_currency || '.'
          FROM charges AS c WHERE ${isNoAmount('c.amount')} OR ${isNoAmount('c.local_amount')}
            OR c.currency NOT IN ${listed(CURRENCIES)} OR c.local_currency NOT IN ${listed(CURRENCIES)}
            OR (c.currency = c.local_currency AND c.amount <> c.local_amount)`,
  },
  {
    check: 'final statuses',
    promise:
      'A charge has exactly one instant of its final status, with a reason, and none of both while it is PENDING',
    sql: `SELECT ${charge} || ' is ' || c.status || ', settled on ' || ${shown('c.settled_on')} || ', because: ' || ${shown('c.status_reason')} || '.'
          FROM charges AS c WHERE c.status NOT IN ${listed(CHARGE_STATUSES)}
            OR (c.status = 'PENDING') <> (c.settled_on IS NULL) OR (c.status = 'PENDING') <> (c.status_reason IS NULL)`,
  },
  {
    check: 'decisions',
    promise: 'What was decided has its instant; a declined charge is not approved, and no other is declined',
    sql: `SELECT ${charge} || ' is ' || c.status || ', decided ' || ${shown('c.verdict')} || ' on ' || ${shown('c.decided_on')} || '.'
          FROM charges AS c WHERE (c.verdict IS NULL) <> (c.decided_on IS NULL) OR c.verdict NOT IN ${listed(CHARGE_VERDICTS)}
            OR (c.status = 'APPROVED' AND c.verdict IS 'DECLINED') OR (c.status = 'DECLINED' AND c.verdict IS NOT 'DECLINED')`,
  },
  {
    check: 'handover',
    promise: 'Only a processed charge is acknowledged',
    sql: `SELECT ${charge} || ' is PENDING and acknowledged.' FROM charges AS c WHERE c.status = 'PENDING' AND c.acknowledged_on IS NOT NULL`,
  },
  {
    check: 'held charges',
    promise: 'Only a pending charge of a suspended subscription is held',
    sql: `SELECT ${charge} || ' is held, ' || c.status || ', its subscription ' || s.stage || '.'
          FROM charges AS c JOIN subscriptions AS s ON s.id = c.subscription_id
          WHERE c.held_on IS NOT NULL AND (c.status <> 'PENDING' OR s.stage <> 'SUSPENDED')`,
  },
  {
    check: 'consequences',
    promise: 'Whatever is not approved has cancelled its subscription',
    sql: `SELECT ${charge} || ' is ' || c.status || ', its subscription ' || s.stage || '.'
          FROM charges AS c JOIN subscriptions AS s ON s.id = c.subscription_id
          WHERE c.status NOT IN ('PENDING', 'APPROVED') AND s.stage <> 'CANCELLED'`,
  },
  {
    check: 'totals',
    promise: 'The totals are the sums over the charges',
    sql: `SELECT printf('The totals of operator %d for %s, %s, %s, %s are %d charges, %d, in local currency %d more than the charges are.',
                 operator_id, day, status, iif(acknowledged, 'acknowledged', 'not acknowledged'), currency, sum(count), sum(amount), sum(local_amount))
          FROM (SELECT operator_id, day, status, acknowledged, currency, count, amount, local_amount FROM charge_totals
                UNION ALL
                SELECT operator_id, date(received_on / 1000, 'unixepoch'), status, acknowledged_on IS NOT NULL, currency, -count(*), -sum(amount), -sum(local_amount)
                FROM charges GROUP BY 1, 2, 3, 4, 5)
          GROUP BY operator_id, day, status, acknowledged, currency
          HAVING sum(count) <> 0 OR sum(amount) <> 0 OR sum(local_amount) <> 0`,
  },
];
