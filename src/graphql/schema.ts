import { specifiedDirectives } from 'graphql';

import './scalars.ts';
import '../money/graphql.ts';
import '../operators/graphql/types.ts';
import '../operators/graphql/update-operator.ts';
import '../auth/graphql/viewer.ts';
import '../auth/graphql/log-in.ts';
import '../auth/graphql/api-keys.ts';
import '../customers/graphql/types.ts';
import '../customers/graphql/update-customer.ts';
import '../customers/graphql/erase-customer.ts';
import '../promotions/graphql/types.ts';
import '../promotions/graphql/mutations.ts';
import '../subscriptions/graphql/types.ts';
import '../subscriptions/graphql/queries.ts';
import '../subscriptions/graphql/register-subscription.ts';
import '../subscriptions/graphql/mutations.ts';
import '../subscriptions/graphql/confirm-sign-up.ts';
import '../charges/graphql/types.ts';
import '../charges/graphql/queries.ts';
import '../charges/graphql/charge-totals.ts';
import '../charges/graphql/mutations.ts';
import '../charges/graphql/receive-charges.ts';
import '../charges/graphql/process-charges.ts';
import '../events/graphql/types.ts';
import '../events/graphql/queries.ts';
import '../events/graphql/live-updates.ts';
import '../provisioning/graphql/types.ts';
import '../provisioning/graphql/providers.ts';
import '../provisioning/graphql/queries.ts';
import '../provisioning/graphql/pending.ts';
import '../provisioning/graphql/respond.ts';
import '../provisioning/graphql/request.ts';
import '../netflix/graphql/exchange.ts';
import '../netflix/graphql/retry-netflix.ts';
import '../standing/graphql.ts';
import '../netflix/graphql/advance-time.ts';

import { builder } from './builder.ts';
import { costDirective, listSizeDirective } from './cost-directives.ts';

/** The whole API: each noun's files above have added their part. */
export const schema = builder.toSchema({
  directives: [...specifiedDirectives, costDirective, listSizeDirective],
});
