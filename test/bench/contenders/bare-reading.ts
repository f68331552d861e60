import type Database from 'better-sqlite3';

import type { Email } from '../../../src/customers/customer.ts';
import { idRange, numberOf } from '../../../src/ids.ts';
import {
  LIFE_CYCLE_STATE_OF,
  redeemedPromotion,
  type NetflixSubscription,
  type Price,
} from '../../../src/subscriptions/subscription.ts';
import { formatInstant } from '../../../src/time.ts';
import { idOf, instant, money, pageInfo } from './wording.ts';

interface ChargeRow {
  readonly id: number;
  readonly customerId: number;
  readonly netflixChargeIdentifier: string;
  readonly status: string;
  readonly paidThroughDate: string;
  readonly receivedOn: number;
  readonly referenceNumber: string | null;
  readonly acknowledgedOn: number | null;
  readonly amount: number;
  readonly currency: string;
  readonly localAmount: number;
  readonly localCurrency: string;
}
type SubscriptionRow = NetflixSubscription & { readonly code: string | null; readonly name: string | null };
interface CustomerRow {
  readonly id: number;
  readonly billingSystemCustomerIdentifier: string;
  readonly netflixCustomerIdentifier: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly emails: string;
  readonly createdOn: number;
}
type WorkRow = ChargeRow &
  CustomerRow & {
    readonly subscriptionId: number;
    readonly stage: string;
    readonly entitledUntil: string | null;
  };

/**
 * The queries with as few statements as can be, each answer built by hand. `? + 0` is not for numbers: beside ORDER BY, and in LIMIT, SQLite
 * would compile a statement with a bare placeholder anew at every call (see `steady` in src/store/sqlite/statement.ts).
 */
export function bareReading(database: Database.Database) {
  const customer = database.prepare<[number, string], CustomerRow>(
    `SELECT id, billing_system_customer_identifier AS billingSystemCustomerIdentifier,
       netflix_customer_identifier AS netflixCustomerIdentifier, first_name AS firstName, last_name AS lastName, emails,
       created_on AS createdOn
     FROM customers WHERE operator_id = ? AND billing_system_customer_identifier = ?`,
  );
  const subscription = database.prepare<[number], SubscriptionRow>(
    `SELECT s.id, s.stage, s.netflix_state AS netflixState, s.channel, s.registered_on AS registeredOn,
       s.signed_up_on AS signedUpOn, s.entitled_until AS entitledUntil, s.prices, s.promotion_id AS promotionId, p.code, p.name
     FROM subscriptions s LEFT JOIN promotions p ON p.id = s.promotion_id
     WHERE s.customer_id = ? + 0 ORDER BY s.id DESC LIMIT 1`,
  );
  const newestCharges = database.prepare<[number], ChargeRow>(
    `SELECT id, status, paid_through_date AS paidThroughDate, received_on AS receivedOn, reference_number AS referenceNumber,
       acknowledged_on AS acknowledgedOn, amount, currency, local_amount AS localAmount, local_currency AS localCurrency
     FROM charges WHERE customer_id = ? + 0 ORDER BY id DESC LIMIT 5`,
  );
  const work = database.prepare<[number, number, number], WorkRow>(
    `SELECT c.id, c.netflix_charge_identifier AS netflixChargeIdentifier, c.status, c.paid_through_date AS paidThroughDate,
       c.received_on AS receivedOn, c.amount, c.currency, c.local_amount AS localAmount, c.local_currency AS localCurrency,
       c.subscription_id AS subscriptionId, s.stage, s.entitled_until AS entitledUntil,
       u.billing_system_customer_identifier AS billingSystemCustomerIdentifier, u.first_name AS firstName, u.last_name AS lastName
     FROM charges c JOIN subscriptions s ON s.id = c.subscription_id JOIN customers u ON u.id = c.customer_id
     WHERE c.operator_id = ? + 0 AND c.acknowledged_on IS NULL AND c.id > ? AND c.id < ? ORDER BY c.id LIMIT 51`,
  );
  const customers = database.prepare<[number, number], CustomerRow>(
    `SELECT id, billing_system_customer_identifier AS billingSystemCustomerIdentifier, first_name AS firstName,
       last_name AS lastName
     FROM customers WHERE id > ? AND id < ? ORDER BY id LIMIT 21`,
  );
  const latest = database.prepare<[string], NetflixSubscription>(
    `SELECT s.id, s.customer_id AS customerId, s.stage, s.netflix_state AS netflixState, s.entitled_until AS entitledUntil
     FROM json_each(?) k CROSS JOIN subscriptions s ON s.id = (SELECT max(id) FROM subscriptions WHERE customer_id = k.value)`,
  );
  const newestOfEach = database.prepare<[string], ChargeRow>(
    `SELECT c.id, c.customer_id AS customerId, c.status, c.paid_through_date AS paidThroughDate, c.amount, c.currency
     FROM json_each(?) k CROSS JOIN charges c ON c.customer_id = k.value
       AND c.id >= coalesce((SELECT id FROM charges WHERE customer_id = k.value ORDER BY id DESC LIMIT 1 OFFSET 4), 0)
     ORDER BY c.id DESC`,
  );

  return {
    Q1: (operatorId: number, identifier: string) => {
      const row = customer.get(operatorId, identifier);
      if (!row) return { customer: null };
      const current = subscription.get(row.id);
      return {
        customer: {
          billingSystemCustomerIdentifier: row.billingSystemCustomerIdentifier,
          netflixCustomerIdentifier: row.netflixCustomerIdentifier,
          firstName: row.firstName,
          lastName: row.lastName,
          createdOn: formatInstant(row.createdOn),
          emails: emailsOf(row.emails).map(({ emailAddress, isPrimary }) => ({ emailAddress, isPrimary })),
          subscriptions: { nodes: current ? [subscriptionNode(current)] : [] },
          charges: {
            nodes: newestCharges.all(row.id).map((charge) => ({
              number: numberOf('I', charge.id),
              status: charge.status,
              paidThroughDate: charge.paidThroughDate,
              receivedOn: formatInstant(charge.receivedOn),
              referenceNumber: charge.referenceNumber,
              acknowledgedOn: instant(charge.acknowledgedOn),
              amount: money(charge.amount, charge.currency),
              localAmount: money(charge.localAmount, charge.localCurrency),
            })),
          },
        },
      };
    },

    Q2: (operatorId: number, after: string | null) => {
      const { first, last } = idRange(operatorId);
      const rows = work.all(operatorId, after === null ? first - 1 : idOf(after), last + 1);
      const nodes = rows.slice(0, 50).map((row) => ({
        number: numberOf('I', row.id),
        netflixChargeIdentifier: row.netflixChargeIdentifier,
        status: row.status,
        paidThroughDate: row.paidThroughDate,
        receivedOn: formatInstant(row.receivedOn),
        amount: money(row.amount, row.currency),
        localAmount: money(row.localAmount, row.localCurrency),
        subscription: {
          number: numberOf('S', row.subscriptionId),
          stage: row.stage,
          entitledUntil: row.entitledUntil,
        },
        customer: {
          billingSystemCustomerIdentifier: row.billingSystemCustomerIdentifier,
          firstName: row.firstName,
          lastName: row.lastName,
        },
      }));
      return { charges: { nodes, pageInfo: pageInfo('charges:OLDEST_FIRST', rows, 50) } };
    },

    Q3: (operatorId: number, after: string | null) => {
      const { first, last } = idRange(operatorId);
      const rows = customers.all(after === null ? first - 1 : idOf(after), last + 1);
      const page = rows.slice(0, 20);
      const ids = JSON.stringify(page.map(({ id }) => id));
      const subscriptions = new Map(latest.all(ids).map((row) => [row.customerId, row]));
      const charges = Map.groupBy(newestOfEach.all(ids), ({ customerId }) => customerId);
      const nodes = page.map((row) => {
        const current = subscriptions.get(row.id);
        return {
          billingSystemCustomerIdentifier: row.billingSystemCustomerIdentifier,
          firstName: row.firstName,
          lastName: row.lastName,
          subscriptions: {
            nodes: current
              ? [
                  {
                    number: numberOf('S', current.id),
                    stage: current.stage,
                    netflixState: current.netflixState,
                    entitledUntil: current.entitledUntil,
                  },
                ]
              : [],
          },
          charges: {
            nodes: (charges.get(row.id) ?? []).map((charge) => ({
              number: numberOf('I', charge.id),
              status: charge.status,
              paidThroughDate: charge.paidThroughDate,
              amount: money(charge.amount, charge.currency),
            })),
          },
        };
      });
      return { customers: { nodes, pageInfo: pageInfo('customers', rows, 20) } };
    },
  };
}

function subscriptionNode(row: SubscriptionRow) {
  const redeemed = redeemedPromotion(row, Date.now());
  return {
    number: numberOf('S', row.id),
    stage: row.stage,
    lifeCycleState: LIFE_CYCLE_STATE_OF[row.stage],
    netflixState: row.netflixState,
    channel: row.channel,
    registeredOn: formatInstant(row.registeredOn),
    signedUpOn: instant(row.signedUpOn),
    entitledUntil: row.entitledUntil,
    promotions: redeemed
      ? [{ redeemedOn: formatInstant(redeemed.redeemedOn), promotion: { code: row.code, name: row.name } }]
      : [],
    prices: pricesOf(row.prices).map(({ effectiveFrom, amount, currency }) => ({
      effectiveFrom,
      amount: money(amount, currency),
    })),
  };
}

function emailsOf(packed: string): Email[] {
  return JSON.parse(packed) as Email[]; // as they were packed
}

function pricesOf(packed: string): Price[] {
  return JSON.parse(packed) as Price[]; // as they were packed
}
