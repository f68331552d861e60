import { drawApiKey } from '../../auth/api-keys.ts';
import { erasedIdentifier, type CustomerBy } from '../../customers/customer.ts';
import { idOf, idOfNumber, numberOf } from '../../ids.ts';
import { drawSecret, hashOfSecret } from '../../secrets.ts';
import type {
  AboutCharges,
  AboutCustomer,
  AboutReceipts,
  AboutRegistration,
  OperatorStore,
} from '../store.ts';
import type { Rows } from './rows.ts';
import type { Decide } from './transaction.ts';

type Decisions = Pick<
  OperatorStore,
  | 'updateOperator'
  | 'changeUser'
  | 'addApiKey'
  | 'changeApiKey'
  | 'changeIdentityProvider'
  | 'changePromotion'
  | 'changeCustomer'
  | 'eraseCustomer'
  | 'register'
  | 'changeSubscription'
  | 'confirmSignUp'
  | 'receiveCharges'
  | 'decideCharges'
  | 'settleCharges'
>;

/** What each rule has to know, found inside its transaction in a number of statements that does not depend on how much is decided. */
export function decisionsOf(rows: Rows, operatorId: number, decide: Decide): Decisions {
  const { charges, credentials, customers, operators, promotions, subscriptions } = rows;
  const latestOf = (customerId: number | undefined) =>
    customerId === undefined ? null : (subscriptions.latestOfCustomers([customerId])[0] ?? null);
  const heldBySubscription = (ids: readonly number[]) =>
    Map.groupBy(
      ids.length > 0 ? charges.heldOfSubscriptions(ids) : [],
      ({ subscriptionId }) => subscriptionId,
    );

  return {
    updateOperator: (rule, doing) =>
      decide((facts) => ({ ...facts, exchangeRates: operators.rates(operatorId) }), rule, doing),

    changeUser: (username, rule, doing) =>
      decide(
        (facts, row) => ({
          ...facts,
          user: credentials.user(operatorId, username)?.credential ?? null,
          newUserId: idOf(operatorId, row.lastUser + 1),
        }),
        rule,
        doing,
      ),

    addApiKey: (rule, doing) =>
      decide(
        (facts) => ({ ...facts, newApiKeyId: credentials.nextApiKeyId(), drawn: drawApiKey() }),
        rule,
        doing,
      ),

    changeApiKey: (prefix, rule, doing) =>
      decide(
        (facts) => {
          const found = credentials.apiKey(prefix);
          return { ...facts, apiKey: found?.operatorId === operatorId ? found.credential : null };
        },
        rule,
        doing,
      ),

    changeIdentityProvider: (wanted, rule, doing) =>
      decide(
        (facts) => ({
          ...facts,
          provider: credentials.identityProvider(operatorId),
          isTaken: wanted !== null && credentials.isTrustedElsewhere(operatorId, wanted),
        }),
        rule,
        doing,
      ),

    changePromotion: (code, rule, doing) =>
      decide((facts) => ({ ...facts, promotion: promotions.byCode(operatorId, code) }), rule, doing),

    changeCustomer: ({ by, newBillingSystemCustomerIdentifier: wanted }: AboutCustomer, rule, doing) =>
      decide(
        (facts) => {
          const customer = customers.by(operatorId, by);
          const holder =
            wanted === null ? null : customers.by(operatorId, { billingSystemCustomerIdentifier: wanted });
          return { ...facts, customer, identifierTaken: holder !== null && holder.id !== customer?.id };
        },
        rule,
        doing,
      ),

    eraseCustomer: (by: CustomerBy, rule, doing) =>
      decide(
        (facts) => {
          const customer = customers.by(operatorId, by);
          const holder =
            customer &&
            customers.by(operatorId, { billingSystemCustomerIdentifier: erasedIdentifier(customer) });
          const latest = latestOf(customer?.id);
          return {
            ...facts,
            customer,
            identifierTaken: holder !== null && holder.id !== customer?.id,
            runningSubscription: latest && latest.stage !== 'CANCELLED' ? numberOf('S', latest.id) : null,
            unacknowledgedCharges: customer ? charges.unacknowledged(customer.id) : 0,
          };
        },
        rule,
        doing,
      ),

    register: ({ billingSystemCustomerIdentifier, promotionCode }: AboutRegistration, rule, doing) =>
      decide(
        (facts) => {
          const customer = customers.by(operatorId, { billingSystemCustomerIdentifier });
          const subscription = latestOf(customer?.id);
          return {
            ...facts,
            customer,
            subscription,
            token: subscription && subscriptions.newestToken(subscription.id),
            promotion: promotionCode === null ? null : promotions.byCode(operatorId, promotionCode),
            drawn: doing.dryRun ? PLACEHOLDERS : drawn(),
          };
        },
        rule,
        doing,
      ),

    changeSubscription: (by: CustomerBy, rule, doing) =>
      decide(
        (facts) => {
          const customer = customers.by(operatorId, by);
          const subscription = latestOf(customer?.id);
          const heldCharges = subscription ? charges.heldOfSubscriptions([subscription.id]) : [];
          return { ...facts, customer, subscription, heldCharges };
        },
        rule,
        doing,
      ),

    confirmSignUp: (tokenHash, rule, doing) =>
      decide(
        (facts) => {
          const token = subscriptions.token(operatorId, tokenHash);
          const subscription = (token && subscriptions.byId([token.subscriptionId])[0]) ?? null;
          const all = subscription ? subscriptions.ofCustomers([subscription.customerId]) : [];
          const previous = all.findLast(({ id }) => subscription !== null && id < subscription.id);
          return { ...facts, token, subscription, previousCancelledOn: previous?.cancelledOn ?? null };
        },
        rule,
        doing,
      ),

    receiveCharges: (about: AboutReceipts, rule, doing) =>
      decide(
        (facts) => {
          const found = customers.byNetflixIdentifiers(operatorId, about.netflixCustomerIdentifiers);
          const theirs = subscriptions.ofCustomers(found.map(({ id }) => id));
          const received = charges.byNetflixIdentifier(operatorId, about.netflixChargeIdentifiers);
          return {
            ...facts,
            received: new Map(received.map((charge) => [charge.netflixChargeIdentifier, charge])),
            customers: new Map(found.map((customer) => [customer.netflixCustomerIdentifier, customer])),
            subscriptions: Map.groupBy(theirs, ({ customerId }) => customerId),
            heldCharges: heldBySubscription(theirs.map(({ id }) => id)),
            exchangeRates: operators.rates(operatorId),
          };
        },
        rule,
        doing,
      ),

    decideCharges: ({ numbers, referenceNumbers }: AboutCharges, rule, doing) =>
      decide(
        (facts) => {
          const ids = numbers
            .map((number) => idOfNumber('I', operatorId, number))
            .filter((id) => id !== null);
          const found = charges.withCustomers(ids);
          const held = referenceNumbers.length > 0 ? charges.references(operatorId, referenceNumbers) : [];
          return {
            ...facts,
            charges: new Map(found.map(({ charge }) => [numberOf('I', charge.id), charge])),
            customerIdentifiers: new Map(
              found.map(({ charge, identifier }) => [charge.customerId, identifier]),
            ),
            references: new Map(held.map(({ id, referenceNumber }) => [referenceNumber, id])),
          };
        },
        rule,
        doing,
      ),

    settleCharges: (limit, rule, doing) =>
      decide(
        (facts) => {
          const due = charges.due(operatorId, facts.now, limit);
          const ids = [...new Set(due.map(({ subscriptionId }) => subscriptionId))];
          return {
            ...facts,
            due,
            dueCount: due.length < limit ? due.length : charges.dueCount(operatorId, facts.now),
            subscriptions: new Map(
              subscriptions.byId(ids).map((subscription) => [subscription.id, subscription]),
            ),
            heldCharges: heldBySubscription(ids),
          };
        },
        rule,
        doing,
      ),
  };
}

function drawn() {
  const token = drawSecret();
  return {
    token,
    tokenHash: hashOfSecret(token),
    netflixCustomerIdentifier: `PAI-${drawSecret().slice(0, 26)}`,
  };
}

/** What a dry run answers with: no customer, no token is ever called that. */
const PLACEHOLDERS = { token: 'dry-run', tokenHash: 'dry-run', netflixCustomerIdentifier: 'dry-run' };
