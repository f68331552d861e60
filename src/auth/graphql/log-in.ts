import { builder } from '../../graphql/builder.ts';
import * as check from '../../graphql/checks.ts';
import { badUserInput } from '../../graphql/errors.ts';
import type { Access } from '../../graphql/scopes.ts';
import type { LoggedIn } from '../authentication.ts';
import { ViewerType } from './viewer.ts';

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
      'Exchanges an API key for a token that lives for two hours, so that the key itself need not travel with every request. Needs no credential. `UNAUTHENTICATED` when the key is not valid; once too many have failed from where you are, `RATE_LIMITED` for a while.',
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
