import { builder } from '../graphql/builder.ts';
import * as check from '../graphql/checks.ts';
import { doing } from '../graphql/context.ts';
import { badUserInput } from '../graphql/errors.ts';
import { dryRun, idempotencyKey, problems, replayed } from '../graphql/mutation-fields.ts';
import type { Access } from '../graphql/scopes.ts';
import type { AdministrationProblem } from '../operators/administration.ts';
import { AdministrationProblemType, OperatorType } from '../operators/graphql/types.ts';
import { prefixOfApiKey } from './api-keys.ts';
import type { LoggedIn } from './authentication.ts';
import { SCOPES, type Caller, type Scope } from './credential.ts';
import { createApiKey, revokeApiKey } from './rules/credentials.ts';

const ScopeType = builder.enumType('Scope', {
  description: 'What a credential lets its holder do, always within its one operator.',
  values: {
    READ: { description: 'Asking: every query but `viewer`, which needs no scope.' },
    WRITE: {
      description:
        "The operator's daily work: registrations, subscriptions, customers, and what becomes of charges.",
    },
    PROVISIONING: {
      description: 'Fetching and answering provisioning requests, for the outside platforms of the operator.',
    },
    NETFLIX: { description: "Netflix's side: sign-ups, charges, and running the settlement." },
    ADMIN: { description: "The operator's set-up: promotions, policy, exchange rates and API keys." },
  } satisfies Record<Scope, object>,
});

const ViewerType = builder.objectRef<Caller>('Viewer').implement({
  description: 'Who is asking, as the presented credential proves it.',
  fields: (t) => ({
    operator: t.expose('operator', {
      type: OperatorType,
      description: 'Whose credential it is. Everything you can ask or do belongs to this operator.',
    }),
    username: t.exposeString('username', {
      nullable: true,
      description:
        "Who logged in, or the subject that a token of your operator's identity provider names. Null when the credential is, or was got with, an API key.",
    }),
    apiKeyPrefix: t.exposeString('apiKeyPrefix', {
      nullable: true,
      description:
        'The readable beginning of the API key that is, or that got, the credential. Null for a user.',
    }),
    unit: t.exposeString('unit', {
      nullable: true,
      description:
        'The unit of the organisation that was named at the log-in, for your own records: it restricts nothing. Null when none was.',
    }),
    scopes: t.field({
      type: [ScopeType],
      description:
        'What you may do now. A scope that is taken away is gone with the next request; a new one takes a new log-in.',
      resolve: ({ scopes }) => SCOPES.filter((scope) => scopes.has(scope)),
    }),
    expiresOn: t.expose('expiresOn', {
      type: 'DateTime',
      nullable: true,
      description:
        'When the credential stops working, by the wall clock, whatever is done with it. Null for an API key without an end.',
    }),
  }),
});

builder.queryField('viewer', (t) =>
  t.field({
    type: ViewerType,
    description: 'Who you are. Works with every credential, whatever its scopes.',
    extensions: { scope: 'ANY' satisfies Access },
    resolve: (_root, _args, { caller }) => caller,
  }),
);

const MOST_IN_A_CREDENTIAL = 256;

/** What people type to be let in; of a wrong one only the length is told. */
function secretText(what: string) {
  return {
    minLength: [1, { message: `Give ${what}.` }] satisfies [number, object],
    maxLength: [
      MOST_IN_A_CREDENTIAL,
      { message: `Give ${what} of at most ${MOST_IN_A_CREDENTIAL} characters.` },
    ] satisfies [number, object],
  };
}

const UNIT = 'The unit of the organisation, for your own records; the viewer echoes it. Null = none.';

const LogInInput = builder.inputType('LogInInput', {
  description: 'A user and the organisation it belongs to.',
  fields: (t) => ({
    username: t.string({
      required: true,
      description: 'The name of the user, unique within its organisation.',
      validate: secretText('a user name'),
    }),
    password: t.string({
      required: true,
      description: "The user's password.",
      validate: secretText('a password'),
    }),
    organisation: t.string({
      required: true,
      description: 'The code of the operator.',
      validate: secretText('the code of the organisation'),
    }),
    unit: t.string({ description: UNIT, validate: { schema: check.name } }),
  }),
});

const LogInWithApiKeyInput = builder.inputType('LogInWithApiKeyInput', {
  description: 'An API key to be exchanged for a token.',
  fields: (t) => ({
    apiKey: t.string({
      required: true,
      description: 'The whole key, as it was shown when it was created.',
      validate: secretText('an API key'),
    }),
    unit: t.string({ description: UNIT, validate: { schema: check.name } }),
  }),
});

const LogInPayload = builder.objectRef<LoggedIn>('LogInPayload').implement({
  description: 'A new token and what it stands for.',
  fields: (t) => ({
    token: t.exposeString('token', {
      description:
        'Send it with every request, as `Authorization: Bearer <token>`. Whoever has it can do what you can: keep it secret.',
    }),
    expiresOn: t.expose('expiresOn', {
      type: 'DateTime',
      description:
        'When it stops working, by the wall clock: 7,200 seconds from now, or with the API key that got it. It cannot be prolonged; log in again.',
    }),
    viewer: t.expose('viewer', {
      type: ViewerType,
      description: 'Who you are to everyone who sees the token.',
    }),
  }),
});

const LogOutPayload = builder.objectRef<{ released: boolean }>('LogOutPayload').implement({
  description: 'What became of the presented token.',
  fields: (t) => ({
    released: t.exposeBoolean('released', {
      description: 'Always true: from now on nobody gets in with it.',
    }),
  }),
});

builder.mutationFields((t) => ({
  logIn: t.field({
    type: LogInPayload,
    description:
      'Exchanges a password for a token. Needs no credential. Whatever does not fit, the answer is the same `UNAUTHENTICATED`; once too many have failed for the user or from where you are, it is `RATE_LIMITED` for a while.',
    // To check a password takes much computing, on purpose.
    extensions: { scope: null satisfies Access, cost: 100 },
    args: { input: t.arg({ type: LogInInput, required: true, description: 'Who wants in.' }) },
    resolve: (_root, { input: { unit = null, ...rest } }, { authentication, clientAddress }) =>
      authentication.logIn({ ...rest, unit, clientAddress }),
  }),
  logInWithApiKey: t.field({
    type: LogInPayload,
    description:
      'Exchanges an API key for a token that lives for two hours, so that the key itself need not travel with every request. Needs no credential. `UNAUTHENTICATED` when the key is not valid.',
    extensions: { scope: null satisfies Access },
    args: { input: t.arg({ type: LogInWithApiKeyInput, required: true, description: 'The key.' }) },
    resolve: (_root, { input: { apiKey, unit = null } }, { authentication, clientAddress }) =>
      authentication.logInWithApiKey({ apiKey, unit, clientAddress }),
  }),
  logOut: t.field({
    type: LogOutPayload,
    description:
      'Releases the presented token for good. With an API key it is `BAD_USER_INPUT`: revoke the key instead. Needs no scope.',
    extensions: { scope: 'ANY' satisfies Access },
    resolve: async (_root, _args, { authentication, caller }) => {
      if (caller.tokenId === null) {
        throw badUserInput([
          {
            path: [],
            message: 'Only a token can be released, and you presented an API key. `revokeApiKey` ends a key.',
          },
        ]);
      }
      await authentication.logOut(caller);
      return { released: true };
    },
  }),
}));

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
      const outcome = await context.store.changeApiKey(
        '',
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
