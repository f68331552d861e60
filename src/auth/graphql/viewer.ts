import { builder } from '../../graphql/builder.ts';
import type { Access } from '../../graphql/scopes.ts';
import { OperatorType } from '../../operators/graphql/types.ts';
import { SCOPES, type Caller, type Scope } from '../credential.ts';

export const ScopeType = builder.enumType('Scope', {
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

export const ViewerType = builder.objectRef<Caller>('Viewer').implement({
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
