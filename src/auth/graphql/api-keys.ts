import { builder } from '../../graphql/builder.ts';
import * as check from '../../graphql/checks.ts';
import { doing } from '../../graphql/context.ts';
import { dryRun, idempotencyKey, problems, replayed } from '../../graphql/mutation-fields.ts';
import type { Access } from '../../graphql/scopes.ts';
import type { AdministrationProblem } from '../../operators/administration.ts';
import { AdministrationProblemType } from '../../operators/graphql/types.ts';
import { prefixOfApiKey } from '../api-keys.ts';
import { SCOPES } from '../credential.ts';
import { createApiKey, revokeApiKey } from '../rules/credentials.ts';
import { ScopeType } from './viewer.ts';

const CreateApiKeyInput = builder.inputType('CreateApiKeyInput', {
  description: 'A new API key for a program.',
  fields: (t) => ({
    name: t.string({
      required: true,
      description: 'What it is for: 1–255 characters. Need not be unique.',
      validate: { schema: check.name },
    }),
    scopes: t.field({
      type: [ScopeType],
      required: true,
      description: 'What its holder may do: at least one scope.',
      validate: check.holding(1, SCOPES.length, 'scopes'),
    }),
    expiresOn: t.field({
      type: 'DateTime',
      description: 'When it stops working, by the wall clock. Null = never, until it is revoked.',
    }),
    dryRun: dryRun(t, 'the key is a placeholder that nothing accepts'),
    idempotencyKey: idempotencyKey(t),
  }),
});

const CreateApiKeyPayload = builder
  .objectRef<{ key: string | null; prefix: string | null; problems: readonly AdministrationProblem[] }>(
    'CreateApiKeyPayload',
  )
  .implement({
    description: 'A new API key, shown only here and now.',
    fields: (t) => ({
      apiKey: t.exposeString('key', {
        nullable: true,
        description: 'The whole key. Keep it: the gateway has only its hash. Null when the call was refused.',
      }),
      prefix: t.exposeString('prefix', {
        nullable: true,
        description: 'Its readable beginning, which names it from now on. Null when the call was refused.',
      }),
      problems: problems(t, AdministrationProblemType),
      replayed: replayed(t),
    }),
  });

const RevokeApiKeyInput = builder.inputType('RevokeApiKeyInput', {
  description: 'The API key that shall let nobody in any more.',
  fields: (t) => ({
    prefix: t.string({
      required: true,
      description: 'Its readable beginning, such as `nbk_4f2a9c7e`; the whole key will do too.',
      validate: { schema: check.identifier },
    }),
    dryRun: dryRun(t),
    idempotencyKey: idempotencyKey(t),
  }),
});

const RevokeApiKeyPayload = builder
  .objectRef<{ revoked: boolean; problems: readonly AdministrationProblem[] }>('RevokeApiKeyPayload')
  .implement({
    description: 'What became of an API key.',
    fields: (t) => ({
      revoked: t.exposeBoolean('revoked', {
        description: 'Whether it is revoked now, by this call or an earlier one.',
      }),
      problems: problems(t, AdministrationProblemType),
      replayed: replayed(t),
    }),
  });

builder.mutationFields((t) => ({
  createApiKey: t.field({
    type: CreateApiKeyPayload,
    description:
      'Creates an API key of your operator, with any scopes. An end that has passed already is `NOT_ALLOWED`. Scope: ADMIN.',
    extensions: { scope: 'ADMIN' satisfies Access },
    args: { input: t.arg({ type: CreateApiKeyInput, required: true, description: 'The key.' }) },
    resolve: async (_root, { input }, context, info) => {
      const { name, scopes, expiresOn = null } = input;
      const creation = { name, scopes, expiresOn, wallClock: context.authentication.wallClock() };
      const outcome = await context.store.addApiKey(
        (facts) => createApiKey(creation, facts),
        doing(context, input, info),
      );
      return { ...outcome, prefix: outcome.apiKey?.prefix ?? null };
    },
  }),
  revokeApiKey: t.field({
    type: RevokeApiKeyPayload,
    description:
      'Makes an API key, and the tokens that were got with it, useless for good. A prefix that your operator has no key with is `NOT_FOUND`. Scope: ADMIN.',
    extensions: { scope: 'ADMIN' satisfies Access },
    args: { input: t.arg({ type: RevokeApiKeyInput, required: true, description: 'Which one.' }) },
    resolve: (_root, { input }, context, info) => {
      // Of a whole key only the prefix goes on from here: messages and events quote it.
      const prefix = prefixOfApiKey(input.prefix) ?? input.prefix;
      const about = { prefix, wallClock: context.authentication.wallClock() };
      return context.store.changeApiKey(
        prefix,
        (facts) => revokeApiKey(about, facts),
        doing(context, input, info),
      );
    },
  }),
}));
