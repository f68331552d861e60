import type { Charge } from '../../src/charges/charge.ts';
import type {
  ChargeItem,
  DecisionFacts,
  Receipt,
  ReceiptFacts,
  SettlementFacts,
} from '../../src/charges/rules/facts.ts';
import { idOf, numberOf } from '../../src/ids.ts';
import type { ExchangeRate } from '../../src/operators/operator.ts';
import type { NetflixSubscription } from '../../src/subscriptions/subscription.ts';
import { at, customer, facts, operator, subscription } from './facts.ts';

/** When the rules of these tests are asked. */
export const NOW = at('2026-05-10T12:00:00Z');

/** The id of the operator's n-th thing of a kind. */
export function nth(n: number): number {
  return idOf(operator.id, n);
}

/** Charge I00000012 of `customer()`: 9.99 USD raised and received on 9 May, PENDING and without a decision. */
export function charge(given: Partial<Charge> = {}): Charge {
  return {
    id: nth(12),
    netflixChargeIdentifier: 'nx-12',
    customerId: nth(1),
    subscriptionId: nth(1),
    amount: 999,
    currency: 'USD',
    localAmount: 919,
    localCurrency: 'EUR',
    paidThroughDate: '2026-06-09',
    raisedOn: at('2026-05-09T10:00:00Z'),
    receivedOn: at('2026-05-09T11:00:00Z'),
    status: 'PENDING',
    statusReason: null,
    settledOn: null,
    heldOn: null,
    dueOn: at('2026-05-10T11:00:00Z'),
    onSilence: 'APPROVE',
    verdict: null,
    decidedOn: null,
    referenceNumber: null,
    acknowledgedOn: null,
    ...given,
  };
}

/** What Netflix delivers for `charge()`, under an identifier of its own. */
export function receipt(given: Partial<Receipt> = {}): Receipt {
  return {
    netflixChargeIdentifier: 'nx-101',
    netflixCustomerIdentifier: 'pai-100',
    amount: '9.99',
    currency: 'USD',
    paidThroughDate: '2026-06-09',
    raisedOn: at('2026-05-09T10:00:00Z'),
    ...given,
  };
}

/** From USD to the operator's EUR, from 2026 on. */
export const RATE: ExchangeRate = {
  currency: 'USD',
  rate: '0.92',
  effectiveFrom: at('2026-01-01T00:00:00Z'),
};

/** Nothing received yet; `customer()` with the given subscriptions and the charges of the first one that are held. */
export function receiptFacts(
  given: { subscriptions?: readonly NetflixSubscription[]; held?: readonly Charge[] } & Partial<
    Omit<ReceiptFacts, 'subscriptions' | 'heldCharges'>
  > = {},
): ReceiptFacts {
  const { subscriptions = [subscription()], held = [], ...rest } = given;
  return {
    ...facts(NOW),
    received: new Map(),
    customers: new Map([['pai-100', customer()]]),
    subscriptions: new Map([[nth(1), subscriptions]]),
    heldCharges: new Map([[nth(1), held]]),
    exchangeRates: [RATE],
    ...rest,
  };
}

/** The given charges by their numbers, and who holds a reference; their customers are B-100, and B-200 for customer 2. */
export function decisionFacts(...charges: readonly Charge[]): DecisionFacts {
  return {
    ...facts(NOW),
    charges: new Map(charges.map((each) => [numberOf('I', each.id), each])),
    customerIdentifiers: new Map([
      [nth(1), 'B-100'],
      [nth(2), 'B-200'],
    ]),
    references: new Map(
      charges.flatMap(({ id, referenceNumber }) => (referenceNumber === null ? [] : [[referenceNumber, id]])),
    ),
  };
}

/** An item about `charge()`. */
export function item(given: Partial<ChargeItem> = {}): ChargeItem {
  return { number: 'I00000012', billingSystemCustomerIdentifier: 'B-100', referenceNumber: null, ...given };
}

/** The given charges are all that is due. */
export function settlementFacts(
  due: readonly Charge[],
  given: { subscriptions?: readonly NetflixSubscription[]; held?: readonly Charge[]; dueCount?: number } = {},
): SettlementFacts {
  const { subscriptions = [subscription()], held = [], dueCount = due.length } = given;
  return {
    ...facts(NOW),
    due,
    dueCount,
    subscriptions: new Map(subscriptions.map((each) => [each.id, each])),
    heldCharges: new Map([[nth(1), held]]),
  };
}
