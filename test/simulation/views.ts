import { decimalOf } from './charges.ts';
import {
  latestOf,
  type ModelCharge,
  type ModelOperator,
  type ModelRequest,
  type ModelSubscription,
} from './model.ts';

// How the API would tell what the model holds.

/** What is asked of every subscription. */
export const SUBSCRIPTION = `
  number customer { billingSystemCustomerIdentifier firstName } stage lifeCycleState netflixState cancellationReason channel
  promotions { promotion { code } redeemedOn } prices { amount { amount currency } effectiveFrom } allowedActions
  registeredOn signedUpOn suspendedOn cancelledOn entitledUntil`;

/** What is asked of every charge. */
export const CHARGE = `
  number netflixChargeIdentifier customer { billingSystemCustomerIdentifier } subscription { number }
  amount { amount currency } localAmount { amount currency } paidThroughDate raisedOn receivedOn status billable
  decision { verdict decidedOn } decidableUntil referenceNumber
  setAsApprovedOn setAsDeclinedOn setAsBadRequestOn setAsRejectedOn acknowledgedOn`;

const LIFE_CYCLE = {
  REGISTERED: 'NOT_EFFECTIVE',
  ACTIVE: 'EFFECTIVE',
  SUSPENDED: 'NOT_EFFECTIVE',
  CANCELLED: 'CANCELLED',
};

export const textOf = (instant: number) => new Date(instant).toISOString();
const textIfAny = (instant: number | null) => (instant === null ? null : textOf(instant));

/** A subscription as the API tells it at an instant. */
export function subscriptionView(operator: ModelOperator, subscription: ModelSubscription, now: number) {
  const { customer, stage, promotion, signedUpOn } = subscription;
  return {
    number: subscription.number,
    customer: { billingSystemCustomerIdentifier: customer.identifier, firstName: customer.firstName },
    stage,
    lifeCycleState: LIFE_CYCLE[stage],
    netflixState: subscription.isEffective ? 'EFFECTIVE' : 'NOT_EFFECTIVE',
    cancellationReason: subscription.reason,
    channel: subscription.channel,
    promotions:
      promotion !== null && signedUpOn !== null && signedUpOn >= tenMonthsBefore(now)
        ? [{ promotion: { code: promotion }, redeemedOn: textOf(signedUpOn) }]
        : [],
    prices: subscription.prices.map(({ amount, currency, effectiveFrom }) => ({
      amount: { amount, currency },
      effectiveFrom,
    })),
    allowedActions: allowed(operator, subscription),
    registeredOn: textOf(subscription.registeredOn),
    signedUpOn: textIfAny(signedUpOn),
    suspendedOn: textIfAny(subscription.suspendedOn),
    cancelledOn: textIfAny(subscription.cancelledOn),
    entitledUntil: subscription.entitledUntil,
  };
}

function allowed(operator: ModelOperator, subscription: ModelSubscription): string[] {
  switch (subscription.stage) {
    case 'REGISTERED':
      return ['REGISTER', 'TERMINATE'];
    case 'ACTIVE':
      return ['SUSPEND', 'TERMINATE'];
    case 'SUSPENDED':
      return ['UNSUSPEND', 'TERMINATE'];
    case 'CANCELLED':
      return latestOf(operator, subscription.customer) === subscription ? ['REGISTER'] : [];
  }
}

/** Calendar months, clamped to the month's end. */
function tenMonthsBefore(now: number): number {
  const date = new Date(now);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() - 10);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.getTime();
}

/** A charge as the API tells it. */
export function chargeView(operator: ModelOperator, charge: ModelCharge) {
  const { subscription, status, settledOn, verdict, decidedOn } = charge;
  const settledAs = (wanted: string) => (status === wanted ? textIfAny(settledOn) : null);
  const isOpen = status === 'PENDING' && !charge.isHeld && charge.onSilence === 'APPROVE';
  return {
    number: charge.number,
    netflixChargeIdentifier: charge.identifier,
    customer: { billingSystemCustomerIdentifier: subscription.customer.identifier },
    subscription: { number: subscription.number },
    amount: { amount: decimalOf(charge.amount, charge.currency), currency: charge.currency },
    localAmount: {
      amount: decimalOf(charge.localAmount, operator.localCurrency),
      currency: operator.localCurrency,
    },
    paidThroughDate: charge.paidThrough,
    raisedOn: textOf(charge.raisedOn),
    receivedOn: textOf(charge.receivedOn),
    status,
    billable: status === 'APPROVED',
    decision: verdict === null ? null : { verdict, decidedOn: textIfAny(decidedOn) },
    decidableUntil: isOpen ? textOf(charge.dueOn) : null,
    referenceNumber: charge.reference,
    setAsApprovedOn: settledAs('APPROVED'),
    setAsDeclinedOn: settledAs('DECLINED'),
    setAsBadRequestOn: settledAs('BAD_REQUEST'),
    setAsRejectedOn: settledAs('REJECTED'),
    acknowledgedOn: textIfAny(charge.acknowledgedOn),
  };
}

/** Sums per status, acknowledged and currency, in the order of their keys. */
export function totalsView(operator: ModelOperator, charges: readonly ModelCharge[]) {
  const groups = Map.groupBy(charges, ({ status, acknowledgedOn, currency }) =>
    JSON.stringify([status, acknowledgedOn !== null, currency]),
  );
  return inOrder(
    [...groups.values()].flatMap((group) => {
      const [first] = group;
      if (!first) return [];
      const { status, acknowledgedOn, currency } = first;
      const sum = group.reduce((total, { amount }) => total + amount, 0n);
      const localSum = group.reduce((total, { localAmount }) => total + localAmount, 0n);
      const { localCurrency } = operator;
      return [
        {
          status,
          acknowledged: acknowledgedOn !== null,
          count: group.length,
          amount: { amount: decimalOf(sum, currency), currency },
          localAmount: { amount: decimalOf(localSum, localCurrency), currency: localCurrency },
        },
      ];
    }),
  );
}

/** Things whose order means nothing, in an order of their own. */
export function inOrder<T>(things: readonly T[]): T[] {
  return things
    .map((thing) => [JSON.stringify(thing), thing] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, thing]) => thing);
}

/** A provider's list of work as the API tells it, by subscription. */
export function pendingView(groups: readonly (readonly [ModelSubscription, readonly ModelRequest[]])[]) {
  return groups.map(([subscription, requests]) => ({
    subscription: { number: subscription.number },
    accountNumber: subscription.accountNumber,
    requests: requests.map(requestView),
  }));
}

/** A request for a platform as the API tells it. */
export function requestView({ number, type, state, sequence, scheduledOn }: ModelRequest) {
  return { number, type, state, sequenceNumber: sequence, scheduledDate: textOf(scheduledOn) };
}
