import {
  asking,
  deciding,
  erasing,
  ordering,
  processing,
  receiving,
  registering,
  renaming,
  responding,
  signingUp,
  updating,
  type Call,
  type Verb,
} from './calls.ts';
import { dayOf, type Delivered, type Item } from './charges.ts';
import type { Draw } from './draw.ts';
import { DAY, HOUR, SECOND, type ModelCharge, type ModelOperator } from './model.ts';
import { NEEDS } from './platforms.ts';

/** What somebody may know when it decides what to do next: its own operator, and another one that it should know nothing of. */
export interface Situation {
  readonly draw: Draw;
  readonly operator: ModelOperator;
  readonly other: ModelOperator | undefined;
  readonly now: number;
}

const CUSTOMERS = ['B-1', 'B-2', 'B-3', 'B-4', 'B-5'] as const;

/** The call that somebody makes next: an operator, a customer, Netflix, an outside platform. */
export function nextCall(situation: Situation): Call {
  const { draw, operator } = situation;
  const running = operator.subscriptions.filter(({ stage }) => stage === 'ACTIVE' || stage === 'SUSPENDED');
  const waiting = operator.subscriptions.filter(({ stage }) => stage === 'REGISTERED');
  // Without anybody who has signed up little can happen.
  if (running.length < 2 && draw.chance(0.75)) {
    return waiting.length > 0 ? signUpInTime(situation) : register(situation, outsider(situation));
  }
  const share = draw.share() * 100;
  if (share < 7) return register(situation);
  if (share < 15) return draw.chance(0.4) ? signUpInTime(situation) : signUp(situation);
  if (share < 27) return giveOrder(situation);
  if (share < 52 || operator.charges.length === 0) return receive(situation);
  if (share < 78) return decide(situation);
  if (share < 90) return processing(draw.chance(0.8) ? 1000 : draw.between(1, 3));
  if (share < 93) return update(situation);
  return runErrand(situation);
}

/** The call that an operator or an outside platform makes next, while the sandbox plays Netflix. */
export function nextOperatorCall(situation: Situation): Call {
  const { draw, operator } = situation;
  const share = draw.share() * 100;
  if (share < 20 || operator.customers.length < 2) return register(situation, draw.any(SANDBOX_CUSTOMERS));
  if (share < 45) return giveOrder(situation);
  // Some charges come another way, such as by file.
  if (share < 48 && operator.subscriptions.some(({ signedUpOn }) => signedUpOn !== null))
    return receive(situation);
  if (share < 80 && operator.charges.length > 0) return decide(situation);
  return share < 86 ? update(situation) : runErrand(situation);
}

/** What is done now and then about customers and on their platforms. */
function runErrand(situation: Situation): Call {
  const share = situation.draw.share();
  if (share < 0.3) return rename(situation);
  if (share < 0.45) return erase(situation);
  return share < 0.65 ? askPlatform(situation) : respond(situation);
}

/** Customers whom the sandbox treats in its own ways, and an ordinary one. */
const SANDBOX_CUSTOMERS = [
  'B-1',
  'B-2',
  'sandbox-decline',
  'sandbox-refuse-token',
  'sandbox-timeout',
  'sandbox-negative',
  'sandbox-unknown-currency',
  'sandbox-unknown-pai',
  'sandbox-early',
  'sandbox-delay',
  'sandbox-late',
  'sandbox-out-of-order',
  'sandbox-twice',
  'sandbox-conflicting',
  'sandbox-bad-amount',
  'sandbox-bad-date',
  'sandbox-charge-suspended',
  'sandbox-charge-ended',
  'sandbox-ends',
  'sandbox-price-change',
] as const;

const ORDERS = ['suspend', 'suspend', 'suspend', 'unsuspend', 'unsuspend', 'terminate'] as const;

/** Suspends, takes up again or ends; soon takes up again what was suspended, above all what charges wait for. */
function giveOrder(situation: Situation): Call {
  const { draw, operator } = situation;
  const held = draw.any(operator.charges.filter(({ isHeld }) => isHeld));
  if (held && draw.chance(0.5)) return ordering('unsuspend', held.subscription.customer.identifier);
  const suspended = draw.any(operator.subscriptions.filter(({ stage }) => stage === 'SUSPENDED'));
  if (suspended && draw.chance(0.35)) return ordering('unsuspend', suspended.customer.identifier);
  const running = draw.any(operator.subscriptions.filter(({ signedUpOn }) => signedUpOn !== null));
  const whom = running && draw.chance(0.6) ? running.customer.identifier : someone(situation);
  return ordering(draw.pick(ORDERS), whom);
}

function someone({ draw, operator }: Situation): string {
  const known = draw.any(operator.customers)?.identifier;
  return known !== undefined && draw.chance(0.95) ? known : draw.pick(['B-1', 'B-77']);
}

/** Somebody who has no subscription that runs. */
function outsider({ draw, operator }: Situation): string | undefined {
  const running = operator.subscriptions.filter(({ stage }) => stage === 'ACTIVE' || stage === 'SUSPENDED');
  return draw.any(
    CUSTOMERS.filter((identifier) => running.every(({ customer }) => customer.identifier !== identifier)),
  );
}

function register({ draw, operator }: Situation, whom?: string): Call {
  const known = draw.any(operator.customers)?.identifier;
  const anybody = known !== undefined && draw.chance(0.4) ? known : draw.pick(CUSTOMERS);
  const billingSystemCustomerIdentifier = whom ?? anybody;
  const isNew = operator.customers.every(({ identifier }) => identifier !== billingSystemCustomerIdentifier);
  return registering({
    billingSystemCustomerIdentifier,
    ...(draw.chance(0.4) && { promotionCode: draw.pick(['ALWAYS', 'ALWAYS', 'SHORT', 'SOON', 'NONE']) }),
    ...(draw.chance(0.5) && { channel: draw.pick(['WEB', 'STORE', 'MOBILE']) }),
    ...(draw.chance(0.6) && { validityDuration: draw.pick([1, 3600, 86_400]) }),
    ...(isNew && draw.chance(0.5) && { firstName: draw.pick(['Ada', 'Zoë']) }),
  });
}

/** Those that somebody knows: one of a lost answer nobody does. */
function tokensOf({ tokens }: ModelOperator) {
  return tokens.filter(({ value }) => value !== '');
}

function signUp({ draw, operator, other, now }: Situation): Call {
  const known = tokensOf(operator);
  const waiting = known.filter(({ subscription }) => subscription.stage === 'REGISTERED');
  const token =
    draw.chance(0.8) && waiting.length > 0
      ? draw.any(waiting)
      : draw.any(draw.chance(0.7) || !other ? known : tokensOf(other));
  // At the edges of what the token is good for, and anywhere around.
  const edges = [
    now,
    now,
    now + draw.between(1, 9) * SECOND,
    now - draw.between(0, 40) * DAY,
    token?.expiresOn ?? now,
    (token?.expiresOn ?? now) + 1,
    token?.replacedOn ?? now,
    (token?.replacedOn ?? now) + 1,
  ];
  const currency = draw.pick(['EUR', 'USD']);
  const effectiveFrom = dayOf(now);
  return signingUp({
    token: token?.value ?? 'nonsense',
    signedUpOn: draw.any(edges) ?? now,
    prices: draw.chance(0.4) ? [{ amount: draw.pick(['9.99', '12.50']), currency, effectiveFrom }] : null,
  });
}

function signUpInTime({ draw, operator, now }: Situation): Call {
  const token = tokensOf(operator).findLast(({ subscription }) => subscription.stage === 'REGISTERED');
  const signedUpOn = token ? Math.min(now, token.expiresOn) : now;
  const effectiveFrom = dayOf(now);
  const prices = [{ amount: '9.99', currency: 'EUR', effectiveFrom }];
  return signingUp({
    token: token?.value ?? 'nonsense',
    signedUpOn,
    prices: draw.chance(0.5) ? prices : null,
  });
}

const AMOUNTS = {
  JPY: ['1250', '10', '0', '33.0', '7'],
  EUR: ['9.99', '10', '0', '0.5', '12.340', '0.02', '7.77'],
  USD: ['9.99', '10', '0', '0.1', '12.30', '0.06', '15.18'],
  KWD: ['3.125', '10', '0', '0.5', '12.341', '0.002'],
  XXX: ['1'],
} as const;
const CURRENCIES = ['EUR', 'EUR', 'EUR', 'USD', 'USD', 'USD', 'JPY', 'JPY', 'KWD', 'XXX'] as const;

function receive(situation: Situation): Call {
  const { draw } = situation;
  const count = draw.chance(0.6) ? 1 : draw.between(2, 6);
  const deliveries: Delivered[] = [];
  for (let k = 0; k < count; k++) {
    const again = draw.chance(0.12) ? draw.any(deliveries) : undefined;
    deliveries.push(
      again ?? (draw.chance(0.85) ? fresh(situation) : (repeated(situation) ?? fresh(situation))),
    );
  }
  return receiving(deliveries);
}

function fresh({ draw, operator, other, now }: Situation): Delivered {
  const signedUp = operator.subscriptions.filter(({ signedUpOn }) => signedUpOn !== null);
  const suspended = operator.subscriptions.filter(({ stage }) => stage === 'SUSPENDED');
  const subscription =
    (draw.chance(0.4) ? draw.any(suspended) : undefined) ??
    (draw.chance(0.9) ? draw.any(signedUp) : draw.any(operator.subscriptions));
  const stranger = draw.chance(0.04) ? draw.any(other?.customers ?? []) : undefined;
  // Just now, some time ago, and at the very instants at which something changed.
  const instants = [
    now,
    now,
    now - draw.between(0, 10) * HOUR,
    now - draw.between(0, 60) * DAY,
    subscription?.signedUpOn ?? now,
    subscription?.suspendedOn ?? now,
    (subscription?.suspendedOn ?? now) - 1,
    subscription?.cancelledOn ?? now,
    (subscription?.cancelledOn ?? now) - 1,
  ];
  const raisedOn = draw.any(instants) ?? now;
  const currency = draw.pick(CURRENCIES);
  const days = draw.chance(0.92) ? draw.pick([0, 30, 31]) : -1;
  return {
    netflixChargeIdentifier: `N-${draw.between(1, 1_000_000_000)}`,
    netflixCustomerIdentifier: (stranger ?? subscription?.customer)?.netflixIdentifier ?? 'nobody',
    amount: draw.chance(0.92)
      ? draw.pick<string>(AMOUNTS[currency])
      : draw.pick(['10.0005', '-3', '90071992547409.92']),
    currency,
    paidThroughDate: dayOf(raisedOn + days * DAY),
    raisedOn,
  };
}

/** A charge that was received before: told with the same data, or with one thing otherwise. */
function repeated({ draw, operator }: Situation): Delivered | undefined {
  const charge = draw.any(operator.charges);
  if (!charge) return undefined;
  const same = {
    netflixChargeIdentifier: charge.identifier,
    netflixCustomerIdentifier: charge.subscription.customer.netflixIdentifier,
    amount: amountOf(charge),
    currency: charge.currency,
    paidThroughDate: charge.paidThrough,
    raisedOn: charge.raisedOn,
  };
  return draw.pick([
    same,
    same,
    { ...same, amount: '3.21' },
    { ...same, paidThroughDate: '2031-01-01' },
    { ...same, raisedOn: charge.raisedOn - 1 },
    { ...same, netflixCustomerIdentifier: 'nobody' },
  ]);
}

/** The same by value, written otherwise. */
function amountOf({ amount, currency }: ModelCharge): string {
  const places = currency === 'JPY' ? 0 : currency === 'KWD' ? 3 : 2;
  const digits = String(amount).padStart(places + 1, '0');
  return `${digits.slice(0, digits.length - places)}.${digits.slice(digits.length - places)}0`;
}

function decide(situation: Situation): Call {
  const { draw } = situation;
  const isAnyProcessed = situation.operator.charges.some(({ status }) => status !== 'PENDING');
  const verb =
    isAnyProcessed || draw.chance(0.2)
      ? draw.pick<Verb>(['ACCEPTED', 'DECLINED', 'ACKNOWLEDGED', 'ACKNOWLEDGED'])
      : draw.pick<Verb>(['ACCEPTED', 'ACCEPTED', 'DECLINED']);
  const count = Math.min(draw.chance(0.4) ? 1 : draw.between(2, 5), situation.operator.charges.length);
  const items: Item[] = [];
  for (let k = 0; k < count; k++) {
    const again = draw.chance(0.06) ? draw.any(items) : undefined;
    items.push(again ?? item(situation, verb, draw.chance(0.9) ? items : []));
  }
  return deciding(verb, items);
}

function item({ draw, operator, now }: Situation, verb: Verb, others: readonly Item[]): Item {
  const left = operator.charges.filter(({ number }) => others.every((other) => other.number !== number));
  const apt = left.filter(({ status, acknowledgedOn }) =>
    verb === 'ACKNOWLEDGED' ? status !== 'PENDING' && acknowledgedOn === null : status === 'PENDING',
  );
  const charge = (draw.chance(0.8) ? draw.any(apt) : undefined) ?? draw.any(left);
  const own = charge?.subscription.customer.identifier ?? 'B-1';
  const references = [
    charge?.reference,
    draw.any(operator.charges)?.reference,
    `R-${draw.between(1, 5)}`,
    `R-${now}`,
  ];
  const referenceNumber = draw.chance(0.65) ? (draw.any(references) ?? undefined) : undefined;
  return {
    number: charge && draw.chance(0.97) ? charge.number : draw.pick(['I99999999', 'S00000001', 'I1']),
    billingSystemCustomerIdentifier: draw.chance(0.96) ? own : draw.pick(['B-1', 'B-2', `${own} `]),
    ...(referenceNumber !== undefined && { referenceNumber }),
  };
}

function update({ draw, operator, now }: Situation): Call {
  const currency =
    draw.any(['EUR', 'USD', 'JPY', 'KWD'].filter((one) => one !== operator.localCurrency)) ?? 'USD';
  const rate = draw.pick(['1.25', '0.5', '0.0065', '3.3333333333', '150']);
  return updating({
    ...(draw.chance(0.5) && { decisionWindowHours: draw.pick([0, 1, 24, 72]) }),
    ...(draw.chance(0.5) && { onSilence: draw.pick(['APPROVE', 'WAIT']) }),
    ...(draw.chance(0.5) && {
      exchangeRates: [{ currency, rate, ...(draw.chance(0.6) && { from: now - draw.between(0, 20) * DAY }) }],
    }),
  });
}

function rename(situation: Situation): Call {
  const { draw } = situation;
  return renaming({
    identifier: someone(situation),
    ...(draw.chance(0.5) && { newIdentifier: draw.pick(['B-1', 'B-2', 'C-1', 'C-2']) }),
    ...(draw.chance(0.6) && { firstName: draw.pick(['Ada', 'Grace', 'Zoë']) }),
  });
}

function respond(situation: Situation): Call {
  const { draw, operator } = situation;
  const provider = operator.providers[0];
  if (provider === undefined) return processing(1000);
  const responses = Array.from({ length: draw.between(1, 4) }, () => {
    const waiting = operator.requests.filter(({ state }) => state === 'PENDING');
    const found = draw.any(draw.chance(0.8) && waiting.length > 0 ? waiting : operator.requests);
    const isNamed = draw.chance(found?.type === 'BECOME_SUBSCRIBER' ? 0.7 : 0.05);
    return {
      number: found?.number ?? 'P99999999',
      status: draw.pick(['ACCEPTED', 'ACCEPTED', 'REJECTED'] as const),
      ...(isNamed && { accountNumber: `A-${draw.between(1, 3)}` }),
    };
  });
  return responding(provider, responses);
}

const KINDS = Object.keys(NEEDS) as (keyof typeof NEEDS)[];

function askPlatform({ draw, operator, now }: Situation): Call {
  const type = draw.any(KINDS) ?? 'ADD_UDR';
  const isRight = draw.chance(0.9);
  return asking({
    number: draw.any(operator.subscriptions)?.number ?? 'S99999999',
    type,
    provider: operator.providers[0] ?? 'nobody',
    scheduledOn: draw.chance(0.5) ? now + draw.between(-3, 9) * DAY : null,
    service: (NEEDS[type] === 'service') === isRight,
    installedItem: NEEDS[type] === 'installedItem',
  });
}

/** Mostly somebody who may be erased. */
function erase(situation: Situation): Call {
  const { draw, operator } = situation;
  const over = operator.customers.filter((customer) =>
    operator.subscriptions.every((one) => one.customer !== customer || one.stage === 'CANCELLED'),
  );
  return erasing((draw.chance(0.8) ? draw.any(over)?.identifier : undefined) ?? someone(situation));
}
