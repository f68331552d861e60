import type { Scope } from '../../auth/credential.ts';
import { builder } from '../../graphql/builder.ts';
import * as check from '../../graphql/checks.ts';
import { connection } from '../../graphql/pages.ts';
import { idOfNumber } from '../../ids.ts';
import { NetflixSubscriptionType } from '../../subscriptions/graphql/types.ts';
import { RequestType } from './types.ts';

builder.queryField('provisioningRequest', (t) =>
  t.field({
    type: RequestType,
    nullable: true,
    description:
      'One request by its number, answered or not. Null when your operator has none with that number. Scope: READ.',
    extensions: { scope: 'READ' satisfies Scope },
    args: {
      number: t.arg.string({
        required: true,
        description: 'Its number, such as `P00000012`.',
        validate: { schema: check.identifier },
      }),
    },
    resolve: (_root, { number }, { store, loaders }) => {
      const id = idOfNumber('P', store.operatorId, number);
      return id === null ? null : loaders.provisioningRequests.load(id);
    },
  }),
);

const ProvisioningRequestConnection = builder.connectionObject(
  {
    type: RequestType,
    name: 'ProvisioningRequestConnection',
    description: 'A page of provisioning requests.',
  },
  { name: 'ProvisioningRequestEdge', description: 'A provisioning request and its place in the list.' },
);

builder.objectField(NetflixSubscriptionType, 'provisioningRequests', (t) =>
  t.connection(
    {
      extensions: { reads: [] },
      type: RequestType,
      description: 'Every request about it, of every provider, answered or not, the oldest first.',
      resolve: ({ id }, args, { store, loaders }) =>
        connection(
          { list: `NetflixSubscription.provisioningRequests:${id}`, operatorId: store.operatorId, args },
          {
            page: (query) => loaders.provisioningRequestsOfSubscriptions.page(id, query, null),
            count: () => loaders.provisioningRequestsOfSubscriptions.count(id, null),
          },
        ),
    },
    ProvisioningRequestConnection,
  ),
);
