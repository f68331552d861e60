import type { Scope } from '../../auth/credential.ts';
import { builder } from '../../graphql/builder.ts';
import * as check from '../../graphql/checks.ts';
import { doing } from '../../graphql/context.ts';
import { dryRun, idempotencyKey, problems, replayed } from '../../graphql/mutation-fields.ts';
import { remember } from '../../store/loaders.ts';
import {
  AddressInput,
  contactList,
  EmailInput,
  givenAddress,
  givenEmail,
  givenPhone,
  PhoneInput,
} from './contact-inputs.ts';
import { customerBy, CustomerByInput, CustomerType } from './types.ts';
import { SubscriptionProblemType } from './problems.ts';
import { updateCustomer, type CustomerOutcome } from '../rules/update.ts';

const UpdateCustomerInput = builder.inputType('UpdateCustomerInput', {
  description: 'What shall change about a customer. Whatever is left out stays as it is.',
  fields: (t) => ({
    by: t.field({ type: CustomerByInput, required: true, description: 'Which customer.' }),
    newBillingSystemCustomerIdentifier: t.string({
      description:
        'The key that your billing system has for the customer from now on: 1–128 characters, unique within your operator. Null keeps it.',
      validate: { schema: check.identifier },
    }),
    firstName: t.string({
      description: '1–255 characters. Null clears it.',
      validate: { schema: check.name },
    }),
    lastName: t.string({
      description: '1–255 characters. Null clears it.',
      validate: { schema: check.name },
    }),
    addresses: t.field({
      type: [AddressInput],
      description: 'Replaces the whole list; at most 20. Null clears it.',
      validate: contactList('addresses'),
    }),
    emails: t.field({
      type: [EmailInput],
      description: 'Replaces the whole list; at most 20. Null clears it.',
      validate: contactList('e-mail addresses'),
    }),
    phones: t.field({
      type: [PhoneInput],
      description: 'Replaces the whole list; at most 20. Null clears it.',
      validate: contactList('phone numbers'),
    }),
    dryRun: dryRun(t),
    idempotencyKey: idempotencyKey(t),
  }),
});

const UpdateCustomerPayload = builder.objectRef<CustomerOutcome>('UpdateCustomerPayload').implement({
  description: 'What became of the change.',
  fields: (t) => ({
    customer: t.expose('customer', {
      type: CustomerType,
      nullable: true,
      description: 'As it now stands. Null when the call was refused.',
    }),
    problems: problems(t, SubscriptionProblemType),
    replayed: replayed(t),
  }),
});

builder.mutationField('updateCustomer', (t) =>
  t.field({
    type: UpdateCustomerPayload,
    description:
      "Brings a customer's data up to date: identifier, names, addresses, e-mail addresses, phone numbers. Scope: WRITE.",
    extensions: { scope: 'WRITE' satisfies Scope },
    args: {
      input: t.arg({
        type: UpdateCustomerInput,
        required: true,
        description: 'Which customer, and what shall change.',
      }),
    },
    resolve: async (_root, { input }, context, info) => {
      const update = {
        ...input,
        by: customerBy(input.by),
        addresses: eachOf(input.addresses, givenAddress),
        emails: eachOf(input.emails, givenEmail),
        phones: eachOf(input.phones, givenPhone),
      };
      const about = {
        by: update.by,
        newBillingSystemCustomerIdentifier: input.newBillingSystemCustomerIdentifier ?? null,
      };
      const outcome = await context.store.changeCustomer(
        about,
        (facts) => updateCustomer(update, facts),
        doing(context, input, info),
      );
      remember(context.loaders, { customers: [outcome.customer] });
      return outcome;
    },
  }),
);

/** The list as the rule takes it; null (clear it) and undefined (keep it) stay what they are. */
function eachOf<Given, Meant>(list: readonly Given[] | null | undefined, read: (given: Given) => Meant) {
  return list ? list.map(read) : list;
}
