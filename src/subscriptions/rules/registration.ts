import { repack, withNewPrimary } from '../../customers/rules/contacts.ts';
import type { Customer } from '../../customers/customer.ts';
import { putCustomer } from '../../customers/rules/update.ts';
import { pack, unpack } from '../../packed.ts';
import { inEffect } from '../../promotions/promotion.ts';
import { draft, unchanged, type Draft, type Ruling } from '../../ruling.ts';
import { formatInstant } from '../../time.ts';
import { confirmedIn, handedOver, putSubscription } from './moves.ts';
import { numbered } from './moves.ts';
import type { Registration, RegistrationFacts, RegistrationOutcome } from './facts.ts';
import type { SubscriptionProblem } from '../../customers/problem.ts';
import type { NetflixSubscription, SignUpToken } from '../subscription.ts';

/**
 * Registers a customer, known or new, and issues a token for its sign-up. A subscription that still waits for its sign-up is kept: the new
 * token takes the place of the old one, and what is given overwrites what was given before.
 */
export function register(registration: Registration, facts: RegistrationFacts): Ruling<RegistrationOutcome> {
  const problems = [...alreadyRegistered(registration, facts), ...promotionProblems(registration, facts)];
  if (problems.length > 0) return unchanged({ subscription: null, customer: null, token: null, problems });
  const change = draft();
  const customer = customerIn(change, registration, facts);
  const subscription = subscriptionIn(change, registration, facts, customer.id);
  const token = tokenIn(change, registration, facts, subscription);
  return change.rules({
    subscription,
    customer,
    token: { value: facts.drawn.token, expiresOn: token.expiresOn, handedOver: token.handedOverOn !== null },
    problems,
  });
}

function alreadyRegistered(
  registration: Registration,
  { subscription }: RegistrationFacts,
): SubscriptionProblem[] {
  if (subscription?.stage !== 'ACTIVE' && subscription?.stage !== 'SUSPENDED') return [];
  const which = `${numbered(subscription)} of customer ${registration.billingSystemCustomerIdentifier}`;
  const message = `${which} is ${subscription.stage.toLowerCase()}. Terminate it before you register the customer again.`;
  return [{ code: 'ALREADY_REGISTERED', message, path: ['billingSystemCustomerIdentifier'] }];
}

function promotionProblems(
  { promotionCode }: Registration,
  { promotion, now }: RegistrationFacts,
): SubscriptionProblem[] {
  if (promotionCode === null) return [];
  const path = ['promotionCode'];
  if (promotion === null) {
    const message = `There is no promotion ${promotionCode}. Choose one of your promotions, or none.`;
    return [{ code: 'PROMOTION_NOT_FOUND', message, path }];
  }
  if (inEffect(promotion, now)) return [];
  const { effectiveFrom, expiresOn } = promotion;
  const when =
    now < effectiveFrom || expiresOn === null
      ? `takes effect on ${formatInstant(effectiveFrom)}`
      : `expired on ${formatInstant(expiresOn)}`;
  const message = `Promotion ${promotionCode} ${when}. Choose one that is in effect, or none.`;
  return [{ code: 'PROMOTION_NOT_IN_EFFECT', message, path }];
}

function customerIn(change: Draft, registration: Registration, facts: RegistrationFacts): Customer {
  const known = facts.customer;
  if (known !== null) return putCustomer(change, known, withGiven(known, registration));
  const nobody: Customer = {
    id: facts.newId('customers'),
    billingSystemCustomerIdentifier: registration.billingSystemCustomerIdentifier,
    netflixCustomerIdentifier: facts.drawn.netflixCustomerIdentifier,
    firstName: null,
    lastName: null,
    addresses: pack([]),
    emails: pack([]),
    phones: pack([]),
    createdOn: facts.now,
  };
  const customer = withGiven(nobody, registration);
  // No event of its own: the registration is how a customer comes to be.
  change.put('customers', null, customer);
  return customer;
}

function withGiven(
  customer: Customer,
  { firstName, lastName, address, email, phone }: Registration,
): Customer {
  const { addresses, emails, phones } = customer;
  return {
    ...customer,
    firstName: firstName ?? customer.firstName,
    lastName: lastName ?? customer.lastName,
    addresses: address === null ? addresses : repack(addresses, withNewPrimary(unpack(addresses), address)),
    emails: email === null ? emails : repack(emails, withNewPrimary(unpack(emails), email)),
    phones: phone === null ? phones : repack(phones, withNewPrimary(unpack(phones), phone)),
  };
}

function subscriptionIn(
  change: Draft,
  registration: Registration,
  facts: RegistrationFacts,
  customerId: number,
): NetflixSubscription {
  const promotionId = registration.promotionCode === null ? null : (facts.promotion?.id ?? null);
  const waiting = facts.subscription;
  if (waiting?.stage === 'REGISTERED') {
    const kept: NetflixSubscription = {
      ...waiting,
      channel: registration.channel ?? waiting.channel,
      promotionId: promotionId ?? waiting.promotionId,
    };
    // By this field a token that is issued again is told from a first registration, which tells its stage.
    putSubscription(change, 'REGISTERED', waiting, kept, ['netflixToken']);
    return kept;
  }
  const added = confirmedIn('REGISTERED', {
    id: facts.newId('subscriptions'),
    customerId,
    cancellationReason: null,
    channel: registration.channel,
    promotionId,
    prices: pack([]),
    registeredOn: facts.now,
    signedUpOn: null,
    suspendedOn: null,
    cancelledOn: null,
    entitledUntil: null,
  });
  putSubscription(change, 'REGISTERED', null, added);
  return added;
}

function tokenIn(
  change: Draft,
  registration: Registration,
  facts: RegistrationFacts,
  subscription: NetflixSubscription,
): SignUpToken {
  const { now, token: old } = facts;
  if (old?.subscriptionId === subscription.id) change.put('signUpTokens', old, { ...old, replacedOn: now });
  const token: SignUpToken = {
    hash: facts.drawn.tokenHash,
    subscriptionId: subscription.id,
    issuedOn: now,
    expiresOn: now + registration.validityDuration * 1000,
    replacedOn: null,
    usedOn: null,
    handedOverOn: handedOver(facts),
  };
  change.put('signUpTokens', null, token);
  return token;
}
