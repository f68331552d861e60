import {
  cancel,
  HOUR,
  nextNumber,
  subscriptionsOf,
  type ModelCharge,
  type ModelOperator,
  type ModelSubscription,
  type Status,
  type Verdict,
} from './model.ts';

// The part of the model that is about charges. Nothing of the product is imported here either.

/** ISO 4217, as far as it is played with. */
export const MINOR_UNITS = new Map([
  ['EUR', 2],
  ['USD', 2],
  ['JPY', 0],
  ['KWD', 3],
]);
const MOST = 2n ** 53n - 1n;

export interface Delivered {
  readonly netflixChargeIdentifier: string;
  readonly netflixCustomerIdentifier: string;
  readonly amount: string;
  readonly currency: string;
  readonly paidThroughDate: string;
  readonly raisedOn: number;
}

/** What became of a delivery: charges received now or before, and why the others were not. */
export function receive(operator: ModelOperator, deliveries: readonly Delivered[], now: number) {
  const charges: ModelCharge[] = [];
  const failed: { netflixChargeIdentifier: string; errorCode: string }[] = [];
  const judged = new Set<string>();
  for (const delivered of deliveries) {
    const { netflixChargeIdentifier } = delivered;
    const answer = judged.has(netflixChargeIdentifier)
      ? 'DUPLICATE_ITEM'
      : receiveOne(operator, delivered, now);
    judged.add(netflixChargeIdentifier);
    if (typeof answer === 'string') failed.push({ netflixChargeIdentifier, errorCode: answer });
    else charges.push(answer);
  }
  return { charges, failed };
}

function receiveOne(operator: ModelOperator, delivered: Delivered, now: number): ModelCharge | string {
  const { currency, raisedOn, paidThroughDate } = delivered;
  const known = operator.charges.find(({ identifier }) => identifier === delivered.netflixChargeIdentifier);
  if (known) return isSame(known, delivered) ? known : 'CONFLICTING_CHARGE';
  const customer = operator.customers.find(
    ({ netflixIdentifier }) => netflixIdentifier === delivered.netflixCustomerIdentifier,
  );
  if (!customer) return 'CUSTOMER_NOT_FOUND';
  const signedUp = subscriptionsOf(operator, customer).filter(
    ({ signedUpOn }) => signedUpOn !== null && signedUpOn <= raisedOn,
  );
  const subscription = signedUp.find((one) => !wasCancelled(one, raisedOn)) ?? signedUp.at(-1);
  if (!subscription) return 'NO_SUBSCRIPTION';

  const rate = rateAt(operator, currency, raisedOn);
  if (rate === null) return 'CURRENCY_NOT_CONFIGURED';
  const amount = minorOf(delivered.amount, currency);
  if (amount === null) return 'AMOUNT_NOT_REPRESENTABLE';
  const size = amount < 0n ? -amount : amount;
  const localAmount = converted(size, currency, operator.localCurrency, rate);
  if (size > MOST || localAmount > MOST) return 'AMOUNT_NOT_REPRESENTABLE';
  if (amount < 0n) return 'AMOUNT_NEGATIVE';

  const charge: ModelCharge = {
    number: nextNumber(operator, 'I', operator.charges),
    identifier: delivered.netflixChargeIdentifier,
    subscription,
    amount,
    currency,
    localAmount,
    paidThrough: paidThroughDate,
    raisedOn,
    receivedOn: now,
    dueOn: now + operator.windowHours * HOUR,
    onSilence: operator.onSilence,
    status: 'PENDING',
    settledOn: null,
    isHeld: false,
    verdict: null,
    decidedOn: null,
    reference: null,
    acknowledgedOn: null,
  };
  operator.charges.push(charge);
  operator.happened.push({ type: 'CHARGE_RECEIVED', subject: charge.number, on: now });
  if (paidThroughDate < dayOf(raisedOn)) settle(operator, charge, 'BAD_REQUEST', now);
  else if (wasCancelled(subscription, raisedOn)) settle(operator, charge, 'REJECTED', now);
  else if (subscription.suspendedOn !== null && subscription.suspendedOn <= raisedOn) charge.isHeld = true;
  return charge;
}

function isSame(charge: ModelCharge, delivered: Delivered): boolean {
  return (
    charge.subscription.customer.netflixIdentifier === delivered.netflixCustomerIdentifier &&
    charge.currency === delivered.currency &&
    charge.amount === minorOf(delivered.amount, delivered.currency) &&
    charge.paidThrough === delivered.paidThroughDate &&
    charge.raisedOn === delivered.raisedOn
  );
}

/** Gives a charge its final status; whatever is not approved ends the subscription. */
function settle(operator: ModelOperator, charge: ModelCharge, status: Status, now: number): void {
  const { subscription, paidThrough } = charge;
  charge.status = status;
  charge.settledOn = now;
  operator.happened.push({ type: 'CHARGE_PROCESSED', subject: charge.number, on: now });
  if (status === 'APPROVED') {
    if (subscription.entitledUntil === null || subscription.entitledUntil < paidThrough)
      subscription.entitledUntil = paidThrough;
  } else cancel(operator, subscription, `CHARGE_${status}`, now);
}

/** Settles what is due, in order of number, at most that many. */
export function process(operator: ModelOperator, limit: number, now: number) {
  const due = operator.charges.filter((charge) => isDue(charge, now));
  const settled = due.slice(0, limit);
  for (const charge of settled)
    settle(operator, charge, charge.verdict === 'DECLINED' ? 'DECLINED' : 'APPROVED', now);
  return { processed: settled.length, remaining: due.length - settled.length };
}

function isDue(charge: ModelCharge, now: number): boolean {
  const { status, isHeld, dueOn, verdict, onSilence } = charge;
  return status === 'PENDING' && !isHeld && dueOn <= now && (verdict !== null || onSilence === 'APPROVE');
}

export interface Item {
  readonly number: string;
  readonly billingSystemCustomerIdentifier: string;
  readonly referenceNumber?: string;
}
type Doing = Verdict | 'ACKNOWLEDGED';

/** Accepts, declines or acknowledges charges: the good ones as they now stand, and why the others failed. */
export function decide(operator: ModelOperator, doing: Doing, items: readonly Item[], now: number) {
  const charges: ModelCharge[] = [];
  const failed: { number: string; referenceNumber: string | null; errorCode: string }[] = [];
  const judged = new Set<string>();
  for (const item of items) {
    const answer = judged.has(item.number) ? 'DUPLICATE_ITEM' : decideOne(operator, doing, item, now);
    judged.add(item.number);
    if (typeof answer !== 'string') charges.push(answer);
    else
      failed.push({ number: item.number, referenceNumber: item.referenceNumber ?? null, errorCode: answer });
  }
  return { charges, failed };
}

function decideOne(operator: ModelOperator, doing: Doing, item: Item, now: number): ModelCharge | string {
  const charge = operator.charges.find(({ number }) => number === item.number);
  if (!charge) return 'CHARGE_NOT_FOUND';
  if (charge.subscription.customer.identifier !== item.billingSystemCustomerIdentifier)
    return 'CUSTOMER_MISMATCH';
  const given = item.referenceNumber ?? null;
  const hasSame = given === null || given === charge.reference;
  if (doing === 'ACKNOWLEDGED') {
    if (charge.status === 'PENDING') return 'NOT_PROCESSED';
    if (charge.acknowledgedOn !== null) return given === charge.reference ? charge : 'ALREADY_ACKNOWLEDGED';
    if (charge.reference !== null && !hasSame) return 'REFERENCE_NUMBER_DIFFERS';
    if (!hasSame && isTaken(operator, charge, given)) return 'REFERENCE_NUMBER_TAKEN';
    charge.acknowledgedOn = now;
  } else {
    if (charge.status !== 'PENDING') {
      const became = doing === 'ACCEPTED' ? 'APPROVED' : 'DECLINED';
      return charge.verdict === doing && charge.status === became && hasSame ? charge : 'ALREADY_PROCESSED';
    }
    if (charge.verdict === doing && hasSame) return charge;
    if (!hasSame && isTaken(operator, charge, given)) return 'REFERENCE_NUMBER_TAKEN';
    if (charge.verdict !== doing) charge.decidedOn = now;
    charge.verdict = doing;
  }
  charge.reference = given ?? charge.reference;
  operator.happened.push({ type: `CHARGE_${doing}`, subject: charge.number, on: now });
  return charge;
}

function isTaken(operator: ModelOperator, charge: ModelCharge, reference: string): boolean {
  return operator.charges.some((other) => other !== charge && other.reference === reference);
}

function wasCancelled({ cancelledOn }: ModelSubscription, at: number): boolean {
  return cancelledOn !== null && cancelledOn <= at;
}

export function dayOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

/** The rate that was in force at the instant; null when there was none, or the currency is none. */
function rateAt(operator: ModelOperator, currency: string, at: number): string | null {
  if (!MINOR_UNITS.has(currency)) return null;
  if (currency === operator.localCurrency) return '1';
  const inForce = operator.rates
    .filter((rate) => rate.currency === currency && rate.from <= at)
    .sort((a, b) => a.from - b.from);
  return inForce.at(-1)?.rate ?? null;
}

/** Decimal text in minor units; null when it has more decimals than the currency. */
export function minorOf(amount: string, currency: string): bigint | null {
  const [whole = '0', decimals = ''] = amount.replace('-', '').split('.');
  const places = MINOR_UNITS.get(currency) ?? 0;
  const counted = decimals.replace(/0+$/, '');
  if (counted.length > places) return null;
  const minor = BigInt(whole + counted.padEnd(places, '0'));
  return amount.startsWith('-') ? -minor : minor;
}

/** Minor units of one currency in those of another, rounded half up. */
function converted(minor: bigint, from: string, to: string, rate: string): bigint {
  const [whole = '0', decimals = ''] = rate.split('.');
  const scaled = BigInt(whole + decimals) * 10n ** BigInt(MINOR_UNITS.get(to) ?? 0);
  const scale = 10n ** BigInt(decimals.length + (MINOR_UNITS.get(from) ?? 0));
  return (2n * minor * scaled + scale) / (2n * scale);
}

/** Minor units as decimal text. */
export function decimalOf(minor: bigint, currency: string): string {
  const places = MINOR_UNITS.get(currency) ?? 0;
  const digits = String(minor).padStart(places + 1, '0');
  return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}
