import type Database from 'better-sqlite3';

import type { Charge } from '../../../src/charges/charge.ts';
import type { Customer } from '../../../src/customers/customer.ts';
import { idRange } from '../../../src/ids.ts';
import type { Promotion } from '../../../src/promotions/promotion.ts';
import type { NetflixSubscription } from '../../../src/subscriptions/subscription.ts';
import { columns } from './database.ts';

const CUSTOMER =
  'id billingSystemCustomerIdentifier netflixCustomerIdentifier firstName lastName addresses emails phones createdOn'.split(
    ' ',
  );
const SUBSCRIPTION =
  'id customerId stage netflixState cancellationReason channel promotionId prices registeredOn signedUpOn suspendedOn cancelledOn entitledUntil'.split(
    ' ',
  );
const CHARGE =
  'id netflixChargeIdentifier customerId subscriptionId amount currency localAmount localCurrency paidThroughDate raisedOn receivedOn status statusReason settledOn heldOn dueOn onSilence verdict decidedOn referenceNumber acknowledgedOn'.split(
    ' ',
  );
const PROMOTION = 'id code name description effectiveFrom expiresOn'.split(' ');

/** The statements of a GraphQL server by hand: whole rows, because any field may be asked for; lists of ids as one JSON array. */
export function readingOf(database: Database.Database) {
  const customerByIdentifier = database.prepare<[number, string], Customer>(
    `SELECT ${columns('u', CUSTOMER)} FROM customers u WHERE u.operator_id = ? AND u.billing_system_customer_identifier = ?`,
  );
  const customerPage = database.prepare<[number, number, number], Customer>(
    `SELECT ${columns('u', CUSTOMER)} FROM customers u WHERE u.id > ? AND u.id < ? ORDER BY u.id LIMIT ? + 0`,
  );
  const workPage = database.prepare<[number, number, number, number], Charge>(
    `SELECT ${columns('c', CHARGE)} FROM charges c
     WHERE c.operator_id = ? + 0 AND c.acknowledged_on IS NULL AND c.id > ? AND c.id < ? ORDER BY c.id LIMIT ? + 0`,
  );
  const byId = <Row>(table: string, names: readonly string[]) => {
    const read = database.prepare<[string], Row>(
      `SELECT ${columns('t', names)} FROM json_each(?) k CROSS JOIN ${table} t ON t.id = k.value`,
    );
    return (ids: readonly number[]) => read.all(JSON.stringify(ids));
  };
  const newestOf = <Row>(table: string, names: readonly string[]) => {
    const read = database.prepare<[string, number], Row>(
      `SELECT ${columns('t', names)} FROM json_each(?) k CROSS JOIN ${table} t
       ON t.id IN (SELECT id FROM ${table} WHERE customer_id = k.value ORDER BY id DESC LIMIT ? + 0) ORDER BY t.id DESC`,
    );
    return (customers: readonly number[], size: number) => read.all(JSON.stringify(customers), size);
  };
  return {
    customer: (operatorId: number, identifier: string) =>
      customerByIdentifier.get(operatorId, identifier) ?? null,
    customers: (operatorId: number, after: number | null, size: number) => {
      const { first, last } = idRange(operatorId);
      return customerPage.all(after ?? first - 1, last + 1, size);
    },
    work: (operatorId: number, after: number | null, size: number) => {
      const { first, last } = idRange(operatorId);
      return workPage.all(operatorId, after ?? first - 1, last + 1, size);
    },
    customersById: byId<Customer>('customers', CUSTOMER),
    subscriptionsById: byId<NetflixSubscription>('subscriptions', SUBSCRIPTION),
    promotionsById: byId<Promotion>('promotions', PROMOTION),
    /** The last so many of each customer, newest first. */
    newestSubscriptions: newestOf<NetflixSubscription>('subscriptions', SUBSCRIPTION),
    newestCharges: newestOf<Charge>('charges', CHARGE),
  };
}
