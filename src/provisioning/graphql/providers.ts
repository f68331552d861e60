import type { Scope } from '../../auth/credential.ts';
import { builder, globalId } from '../../graphql/builder.ts';
import * as check from '../../graphql/checks.ts';
import { doing } from '../../graphql/context.ts';
import { dryRun, idempotencyKey, problems, replayed } from '../../graphql/mutation-fields.ts';
import { connection } from '../../graphql/pages.ts';
import { decodeGlobalId } from '../../ids.ts';
import { AdministrationProblemType } from '../../operators/graphql/types.ts';
import { remember } from '../../store/loaders.ts';
import type { ProvisioningProviderBy } from '../provisioning.ts';
import type { ProviderOutcome } from '../rules/facts.ts';
import { createProvider } from '../rules/provider.ts';
import { ProviderType } from './types.ts';

/** Names one provider in one of three ways. */
export const ProviderByInput = builder.inputType('ProvisioningProviderBy', {
  description:
    'Names one provider, in exactly one of three ways. Name and code are compared byte for byte: case and spaces count.',
  isOneOf: true,
  validate: { refine: check.exactlyOne('alternativeCode', 'id', 'name') },
  fields: (t) => ({
    alternativeCode: t.string({
      description: 'Its alternative code: 1–128 characters.',
      validate: { schema: check.identifier },
    }),
    id: t.id({ description: 'Its global id, from an earlier answer.', validate: { schema: globalId } }),
    name: t.string({ description: 'Its name: 1–128 characters.', validate: { schema: check.identifier } }),
  }),
});

/** No provider has it. */
const NOBODY = 0;

/** What the store is asked for, once exactly one way is known to be taken. The global id of something else is no provider's. */
export function providerBy({
  id,
  name,
  alternativeCode,
}: typeof ProviderByInput.$inferInput): ProvisioningProviderBy {
  if (name != null) return { name };
  if (alternativeCode != null) return { alternativeCode };
  const named = decodeGlobalId(id);
  return { id: named?.typename === ProviderType.name ? Number(named.id) : NOBODY };
}

const CreateProvisioningProviderInput = builder.inputType('CreateProvisioningProviderInput', {
  description: 'A new provider.',
  fields: (t) => ({
    name: t.string({
      required: true,
      description: 'What people call it: 1–128 characters, unique within your operator, never changed.',
      validate: { schema: check.identifier },
    }),
    alternativeCode: t.string({
      description:
        'Another word for it: 1–128 characters, unique within your operator, never changed. Null = none.',
      validate: { schema: check.identifier },
    }),
    dryRun: dryRun(t, 'the id is a placeholder that nothing accepts'),
    idempotencyKey: idempotencyKey(t),
  }),
});

const CreateProvisioningProviderPayload = builder
  .objectRef<ProviderOutcome>('CreateProvisioningProviderPayload')
  .implement({
    description: 'What became of a new provider.',
    fields: (t) => ({
      provisioningProvider: t.expose('provider', {
        type: ProviderType,
        nullable: true,
        description: 'As it now stands. Null when the call was refused.',
      }),
      problems: problems(t, AdministrationProblemType),
      replayed: replayed(t),
    }),
  });

builder.mutationField('createProvisioningProvider', (t) =>
  t.field({
    type: CreateProvisioningProviderPayload,
    description:
      'Adds a platform that fetches its work here. From then on whatever happens to a subscription gives it requests; what happened before does not. A name or code that is in use is `ALREADY_EXISTS`. Scope: ADMIN.',
    extensions: { scope: 'ADMIN' satisfies Scope },
    args: {
      input: t.arg({ type: CreateProvisioningProviderInput, required: true, description: 'The provider.' }),
    },
    resolve: async (_root, { input }, context, info) => {
      const creation = { name: input.name, alternativeCode: input.alternativeCode ?? null };
      const outcome = await context.store.provisioning.createProvider(
        creation,
        (facts) => createProvider(creation, facts),
        doing(context, input, info),
      );
      remember(context.loaders, { provisioningProviders: [outcome.provider] });
      return outcome;
    },
  }),
);

const ProvisioningProviderConnection = builder.connectionObject(
  { type: ProviderType, name: 'ProvisioningProviderConnection', description: 'A page of providers.' },
  { name: 'ProvisioningProviderEdge', description: 'A provider and its place in the list.' },
);

builder.queryField('provisioningProviders', (t) =>
  t.connection(
    {
      type: ProviderType,
      description: 'The provisioning platforms of your operator, the oldest first. Scope: READ.',
      extensions: { scope: 'READ' satisfies Scope },
      resolve: (_root, args, { store: { operatorId, provisioning } }) =>
        connection(
          { list: 'provisioningProviders', operatorId, args },
          { page: provisioning.providerPage, count: provisioning.countProviders },
        ),
    },
    ProvisioningProviderConnection,
  ),
);
