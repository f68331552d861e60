import { idOf } from '../../../src/ids.ts';
import { pack } from '../../../src/packed.ts';
import { hashOfSecret } from '../../../src/secrets.ts';
import type { Rows } from '../../../src/store/sqlite/rows.ts';
import { putSubscription } from '../../../src/subscriptions/rules/moves.ts';
import {
  CHANNELS,
  type NetflixSubscription,
  type SignUpToken,
} from '../../../src/subscriptions/subscription.ts';
import { DAY, dayOf, type Instant } from '../../../src/time.ts';
import { cancelled } from './endings.ts';
import type { Journal } from './journal.ts';
import { LASTING_PROMOTIONS } from './operators.ts';
import { person } from './people.ts';

const PLANS = [799, 1099, 1399, 1799];

/** Minor units of a euro that the customer's plan costs. */
export function planPrice(n: number): number {
  return PLANS[n % PLANS.length] ?? 0;
}

/**
 * Registers customers and signs them up, within the given instants: one in twenty had a subscription before, and two in a hundred more are
 * still to sign up. Answers the running subscriptions by customer, from 0, which are not written yet: charges will end some.
 */
export function signUpCustomers(
  rows: Rows,
  journal: Journal,
  { customers, from, to }: { customers: number; from: Instant; to: Instant },
) {
  const { operatorId } = journal;
  const earlier = Math.floor(customers / 20);
  const waiting = Math.ceil(customers / 50);
  const quarter = (to - from) / 4;
  const spread = (part: number, n: number, of: number) => Math.floor(from + quarter * (part + n / of));
  const createdOn = (n: number) => (n < earlier ? spread(0, n, earlier) : spread(1, n, customers));

  const register = (nth: number, customer: number, at: Instant): NetflixSubscription => {
    const offer = (customer * 7) % 24;
    const registered: NetflixSubscription = {
      id: idOf(operatorId, nth),
      customerId: idOf(operatorId, customer + 1),
      stage: 'REGISTERED',
      netflixState: 'NOT_EFFECTIVE',
      cancellationReason: null,
      channel: CHANNELS[customer % CHANNELS.length] ?? null,
      promotionId: offer < LASTING_PROMOTIONS ? idOf(operatorId, offer + 1) : null,
      prices: pack([]),
      registeredOn: at,
      signedUpOn: null,
      suspendedOn: null,
      cancelledOn: null,
      entitledUntil: null,
    };
    journal.tellAll((change) => putSubscription(change, 'REGISTERED', null, registered), at);
    return registered;
  };
  const signUp = (registered: NetflixSubscription, customer: number, at: Instant): NetflixSubscription => {
    const prices = [{ amount: planPrice(customer), currency: 'EUR', effectiveFrom: dayOf(at) }];
    const active: NetflixSubscription = {
      ...registered,
      stage: 'ACTIVE',
      netflixState: 'EFFECTIVE',
      signedUpOn: at,
      prices: pack(prices),
    };
    journal.tellAll((change) => putSubscription(change, 'SIGNED_UP', registered, active), at);
    rows.subscriptions.insertToken(operatorId, tokenOf(active, at));
    return active;
  };

  for (let n = 0; n < customers; n++) rows.customers.insert(operatorId, person(operatorId, n, createdOn(n)));
  for (let n = 0; n < earlier; n++) {
    const at = createdOn(n);
    const active = signUp(register(n + 1, n, at), n, at);
    const ended = cancelled(active, 'TERMINATED_BY_OPERATOR', at);
    journal.tellAll((change) => putSubscription(change, 'CANCELLED', active, ended), at);
    rows.subscriptions.insert(operatorId, ended);
  }
  const running: NetflixSubscription[] = [];
  for (let n = 0; n < customers; n++) {
    const at = spread(1, n, customers);
    running.push(signUp(register(earlier + n + 1, n, at), n, at));
  }
  for (let k = 0; k < waiting; k++) {
    const at = spread(2, k, waiting);
    rows.customers.insert(operatorId, person(operatorId, customers + k, at));
    const registered = register(earlier + customers + k + 1, customers + k, at);
    rows.subscriptions.insert(operatorId, registered);
    rows.subscriptions.insertToken(operatorId, tokenOf(registered, null));
  }
  return {
    running,
    lastCustomer: customers + waiting,
    lastSubscription: earlier + customers + waiting,
  };
}

function tokenOf({ id, registeredOn }: NetflixSubscription, usedOn: Instant | null): SignUpToken {
  return {
    hash: hashOfSecret(`sign-up token ${id}`),
    subscriptionId: id,
    issuedOn: registeredOn,
    expiresOn: registeredOn + DAY,
    replacedOn: null,
    usedOn,
    handedOverOn: registeredOn,
  };
}
