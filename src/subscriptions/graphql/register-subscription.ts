import type { Scope } from '../../auth/credential.ts';
import {
  AddressInput,
  EmailInput,
  givenAddress,
  givenEmail,
  givenPhone,
  PhoneInput,
} from '../../customers/graphql/contact-inputs.ts';
import { SubscriptionProblemType } from '../../customers/graphql/problems.ts';
import { builder } from '../../graphql/builder.ts';
import * as check from '../../graphql/checks.ts';
import { doing } from '../../graphql/context.ts';
import { dryRun, idempotencyKey, problems, replayed } from '../../graphql/mutation-fields.ts';
import { remember } from '../../store/loaders.ts';
import { ChannelType, NetflixSubscriptionType } from './types.ts';
import { LONGEST_VALIDITY, signUpLink } from '../subscription.ts';
import { register } from '../rules/registration.ts';
import type { Registration, RegistrationOutcome } from '../rules/facts.ts';

const RegisterSubscriptionInput = builder.inputType('RegisterSubscriptionInput', {
  description:
    'Whom to register. For a customer that is known, or registered and not signed up yet, whatever is given takes the place of what was, and null or left out keeps it.',
  fields: (t) => ({
    billingSystemCustomerIdentifier: t.string({
      required: true,
      description:
        'The key that your billing system has for the customer: 1–128 characters. A key that is not known yet makes a new customer.',
      validate: { schema: check.identifier },
    }),
    promotionCode: t.string({
      description:
        'The promotion that the customer takes; it must be in effect now. Null = none, or the one chosen before.',
      validate: { schema: check.identifier },
    }),
    channel: t.field({
      type: ChannelType,
      description: 'Where the customer takes the offer. Null = not said.',
    }),
    validityDuration: t.int({
      description: 'Seconds for which the Netflix token is good: 1 to 86,400 (24 hours). Null = 86,400.',
      validate: { schema: check.between(1, LONGEST_VALIDITY) },
    }),
    firstName: t.string({ description: '1–255 characters.', validate: { schema: check.name } }),
    lastName: t.string({ description: '1–255 characters.', validate: { schema: check.name } }),
    address: t.field({
      type: AddressInput,
      description: "Takes the place of the customer's primary address, or becomes it.",
    }),
    email: t.field({
      type: EmailInput,
      description: "Takes the place of the customer's primary e-mail address, or becomes it.",
    }),
    phone: t.field({
      type: PhoneInput,
      description: "Takes the place of the customer's primary phone number, or becomes it.",
    }),
    dryRun: dryRun(t, 'what would be drawn (number, id, token) is a placeholder that nothing accepts'),
    idempotencyKey: idempotencyKey(t),
  }),
});

const NetflixTokenType = builder
  .objectRef<NonNullable<RegistrationOutcome['token']>>('NetflixToken')
  .implement({
    description:
      "A secret that ties a sign-up at Netflix to the subscription. Send the customer's browser to `redirectUrl` with it; keep it out of logs. It is shown this once.",
    fields: (t) => ({
      value: t.exposeString('value', { description: 'The secret itself.' }),
      expiresOn: t.expose('expiresOn', {
        type: 'DateTime',
        description:
          'The last instant at which the customer can sign up with it. A newer token for the same subscription takes its place earlier.',
      }),
      redirectUrl: t.string({
        description: "Where to send the customer's browser: the sign-up page, token included.",
        resolve: ({ value }, _args, { signUpAddress }) => signUpLink(signUpAddress, value),
      }),
      handedOver: t.exposeBoolean('handedOver', {
        description:
          'Whether Netflix knows the token already; until then its sign-up page may not accept it.',
      }),
    }),
  });

const RegisterSubscriptionPayload = builder
  .objectRef<RegistrationOutcome>('RegisterSubscriptionPayload')
  .implement({
    description: 'What became of the registration.',
    fields: (t) => ({
      subscription: t.expose('subscription', {
        type: NetflixSubscriptionType,
        nullable: true,
        description: 'As it now stands. Null when the call was refused.',
      }),
      netflixToken: t.expose('token', {
        type: NetflixTokenType,
        nullable: true,
        description: 'With what and where the customer signs up. Null when the call was refused.',
      }),
      problems: problems(t, SubscriptionProblemType),
      replayed: replayed(t),
    }),
  });

builder.mutationField('registerSubscription', (t) =>
  t.field({
    type: RegisterSubscriptionPayload,
    description:
      'Registers a customer for Netflix and issues the token with which it signs up there. Again before the sign-up: the same subscription with a new token that takes the place of the old one. After a cancellation: a new subscription. While one is active or suspended: `ALREADY_REGISTERED`. Scope: WRITE.',
    extensions: { scope: 'WRITE' satisfies Scope },
    args: {
      input: t.arg({ type: RegisterSubscriptionInput, required: true, description: 'Whom, and with what.' }),
    },
    resolve: async (_root, { input }, context, info) => {
      const registration = registrationOf(input);
      const outcome = await context.store.register(
        registration,
        (facts) => register(registration, facts),
        doing(context, input, info),
      );
      remember(context.loaders, { subscriptions: [outcome.subscription], customers: [outcome.customer] });
      return outcome;
    },
  }),
);

function registrationOf(input: typeof RegisterSubscriptionInput.$inferInput): Registration {
  return {
    billingSystemCustomerIdentifier: input.billingSystemCustomerIdentifier,
    promotionCode: input.promotionCode ?? null,
    channel: input.channel ?? null,
    validityDuration: input.validityDuration ?? LONGEST_VALIDITY,
    firstName: input.firstName ?? null,
    lastName: input.lastName ?? null,
    address: input.address ? givenAddress(input.address) : null,
    email: input.email ? givenEmail(input.email) : null,
    phone: input.phone ? givenPhone(input.phone) : null,
  };
}
