import type { SubscriptionProblem } from '../../customers/problem.ts';
import { numberOf } from '../../ids.ts';
import { register } from '../../subscriptions/rules/registration.ts';
import type { Registration } from '../../subscriptions/rules/facts.ts';
import { CHANNELS, LONGEST_VALIDITY, signUpLink } from '../../subscriptions/subscription.ts';
import type { Instant } from '../../time.ts';
import { address, email, phone } from '../contacts.ts';
import { instant, schemaOfFields, text, writer, type Fields } from '../fields.ts';
import { identifier, name, someOf, wholeNumber, wordOf } from '../kinds.ts';
import { method } from '../method.ts';
import { mandatory, optional } from '../parameters.ts';
import { refuseAny } from '../refusals.ts';

interface Registered {
  readonly token: string;
  readonly expiresOn: Instant;
  readonly link: string;
  readonly subscriptionNumber: string;
}

const REGISTERED: Fields<Registered> = {
  netflix_token: text('With it the customer signs up. It is shown this once.', ({ token }) => token),
  expires_on: instant('The last instant at which it is good.', ({ expiresOn }) => expiresOn),
  redirect_url: text("Where to send the customer's browser, token included.", ({ link }) => link),
  subscription_number: text('The subscription.', ({ subscriptionNumber }) => subscriptionNumber),
};

export const createSubscription = method('WRITE', {
  verb: 'POST',
  path: 'netflix/subscriptions/create',
  summary: 'Registers a customer for Netflix',
  description:
    'Again before the sign-up: the same subscription with a new token. After a cancellation: a new subscription. What is missing keeps what was.',
  parameters: {
    billing_system_customer_identifier: mandatory(
      identifier,
      'The key that your billing system has for the customer; one that is not known yet makes a new customer.',
    ),
    promotion_code: optional(identifier, 'The promotion that the customer takes.'),
    channel: optional(wordOf(CHANNELS), 'Where the customer takes the offer.'),
    validity_duration: optional(
      wholeNumber(1, LONGEST_VALIDITY),
      'Seconds for which the Netflix token is good; 24 hours when missing.',
    ),
    customer_first_name: optional(name, 'First name.'),
    customer_last_name: optional(name, 'Last name.'),
    customer_address: optional(address, 'The primary address.'),
    customer_email: optional(email, 'The primary e-mail address.'),
    customer_phone: optional(phone, 'The primary phone number.'),
    fields_set: optional(someOf(Object.keys(REGISTERED)), 'The fields that are wanted; all when missing.'),
  },
  data: schemaOfFields(REGISTERED, true),
  refusals: ['ALREADY_REGISTERED', 'PROMOTION_NOT_FOUND', 'PROMOTION_NOT_IN_EFFECT'],
  answer: async (given, { store, doing, signUpAddress }) => {
    const registration: Registration = {
      billingSystemCustomerIdentifier: given.billing_system_customer_identifier,
      promotionCode: given.promotion_code,
      channel: given.channel,
      validityDuration: given.validity_duration ?? LONGEST_VALIDITY,
      firstName: given.customer_first_name,
      lastName: given.customer_last_name,
      address: given.customer_address,
      email: given.customer_email,
      phone: given.customer_phone,
    };
    const { token, subscription, problems } = await store.register(
      registration,
      (facts) => register(registration, facts),
      doing,
    );
    refuseAny(problems, parameterOf);
    if (!token || !subscription) throw new Error('Expected a token of a registration, found none.');
    const registered = {
      token: token.value,
      expiresOn: token.expiresOn,
      link: signUpLink(signUpAddress, token.value),
      subscriptionNumber: numberOf('S', subscription.id),
    };
    return writer(REGISTERED, given.fields_set)(registered);
  },
});

/** Which parameter a problem is about. */
function parameterOf({ path }: SubscriptionProblem): string {
  return path[0] === 'promotionCode' ? 'promotion_code' : 'billing_system_customer_identifier';
}
