import type { Scope } from '../../auth/credential.ts';
import { builder } from '../../graphql/builder.ts';
import { doing } from '../../graphql/context.ts';
import { dryRun, idempotencyKey, problems, replayed } from '../../graphql/mutation-fields.ts';
import { remember } from '../../store/loaders.ts';
import type { ErasureProblem, ErasureProblemCode } from '../problem.ts';
import { eraseCustomer, type ErasureOutcome } from '../rules/erasure.ts';
import { customerBy, CustomerByInput, CustomerType } from './types.ts';

const ErasureProblemCodeType = builder.enumType('ErasureProblemCode', {
  description: 'Why a person cannot be erased, or not yet.',
  values: {
    CUSTOMER_NOT_FOUND: { description: 'Your operator has no customer with that identifier.' },
    SUBSCRIPTION_NOT_CANCELLED: {
      description: 'The customer has a subscription that is not cancelled. Terminate it first.',
    },
    CHARGES_NOT_ACKNOWLEDGED: {
      description:
        'The customer has charges that you have not acknowledged: afterwards nobody could tell whom to bill. Acknowledge them first.',
    },
    IDENTIFIER_TAKEN: {
      description: 'Another customer has the identifier that an erased one gets. Give that one another.',
    },
  } satisfies Record<ErasureProblemCode, object>,
});

const ErasureProblemType = builder.objectRef<ErasureProblem>('ErasureProblem').implement({
  description: 'One reason why a person was not erased. A refused call changes nothing.',
  fields: (t) => ({
    code: t.expose('code', { type: ErasureProblemCodeType, description: 'The reason, for programs.' }),
    message: t.exposeString('message', {
      description: 'The reason in English and what to do about it, for people.',
    }),
    path: t.exposeStringList('path', {
      description: 'The input field it is about, from `input` down, such as `["by"]`.',
    }),
  }),
});

const EraseCustomerInput = builder.inputType('EraseCustomerInput', {
  description: 'Whom to erase.',
  fields: (t) => ({
    by: t.field({ type: CustomerByInput, required: true, description: 'Which customer.' }),
    dryRun: dryRun(t),
    idempotencyKey: idempotencyKey(t),
  }),
});

const EraseCustomerPayload = builder.objectRef<ErasureOutcome>('EraseCustomerPayload').implement({
  description: 'What became of an erasure.',
  fields: (t) => ({
    customer: t.expose('customer', {
      type: CustomerType,
      nullable: true,
      description:
        'What is left of the customer; from now on its `netflixCustomerIdentifier` or the identifier in this answer names it. Null when the call was refused.',
    }),
    problems: problems(t, ErasureProblemType),
    replayed: replayed(t),
  }),
});

builder.mutationField('eraseCustomer', (t) =>
  t.field({
    type: EraseCustomerPayload,
    description:
      "Erases a person for good: names, addresses, e-mail addresses and phone numbers are blanked, and your billing system's identifier, which may be personal too, is replaced by one without meaning. The money stays: charges, subscriptions and the Netflix customer identifier, and so do your reference numbers and what provisioning requests name of their own (devices, account numbers, errors). Search finds the customer no more, events never held more than the names of fields, and provisioning requests show what is left. Refused while a subscription is not cancelled or a charge is not acknowledged. Again is a success. Backups and free space of the database file may hold earlier data for a while. Scope: ADMIN.",
    extensions: { scope: 'ADMIN' satisfies Scope },
    args: { input: t.arg({ type: EraseCustomerInput, required: true, description: 'Whom to erase.' }) },
    resolve: async (_root, { input }, context, info) => {
      const by = customerBy(input.by);
      const outcome = await context.store.eraseCustomer(
        by,
        (facts) => eraseCustomer(by, facts),
        doing(context, input, info),
      );
      remember(context.loaders, { customers: [outcome.customer] });
      return outcome;
    },
  }),
);
