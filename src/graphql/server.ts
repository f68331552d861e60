import type { GraphQLSchema } from 'graphql';
import { createYoga, type YogaLogger } from 'graphql-yoga';
import type { Logger } from 'pino';

import type { Authentication } from '../auth/authentication.ts';
import { actorOf, type Caller } from '../auth/credential.ts';
import type { Clock } from '../clock.ts';
import type { LiveFeed } from '../events/live.ts';
import { loadersOver } from '../store/loaders.ts';
import type { OperatorStore } from '../store/store.ts';
import type { Context } from './context.ts';
import { graphiqlOf, type GraphiqlTab } from './graphiql.ts';
import { locatingLiterals } from './literals.ts';
import { liveUpdates } from './live-updates.ts';
import { withoutIntrospection } from './introspection.ts';
import { masking } from './masking.ts';
import { requestIdOf, tellingRequestId } from './request-id.ts';
import { understanding } from './requests.ts';
import { guarding, type CallersContext } from './scopes.ts';

/** What the server needs from the rest of the gateway. */
export interface GatewayServerOptions {
  readonly schema: GraphQLSchema;
  readonly authentication: Authentication;
  readonly storeOf: (operatorId: number) => OperatorStore;
  readonly live: LiveFeed;
  /** Domain time. */
  readonly clock: Clock;
  /** Moves domain time on; null unless the sandbox plays Netflix. */
  readonly advanceTime: Context['advanceTime'];
  /** Where a customer's browser goes with its Netflix token. */
  readonly signUpAddress: string;
  /** Whether anybody may ask what the schema is. */
  readonly introspection: boolean;
  /** What GraphiQL opens with; false = there is no GraphiQL. */
  readonly graphiql: readonly GraphiqlTab[] | false;
  readonly logger: Logger;
}

/** The gateway's GraphQL over HTTP at `/graphql`: has a `fetch`, and is a request listener for node:http as well. */
export function gatewayServer({
  schema,
  authentication,
  storeOf,
  live,
  clock,
  advanceTime,
  signUpAddress,
  introspection,
  graphiql,
  logger,
}: GatewayServerOptions) {
  const contextFor = (caller: Caller): CallersContext => {
    const store = storeOf(caller.operator.id);
    return { caller, actor: actorOf(caller), store, loaders: loadersOver(store) };
  };
  return createYoga({
    schema,
    // Who is asking is added once it is known that the operation needs to know.
    context: ({ request }) => ({
      requestId: requestIdOf(request),
      authentication,
      live,
      now: clock(),
      advanceTime,
      signUpAddress,
    }),
    plugins: [
      tellingRequestId,
      understanding,
      introspection ? {} : withoutIntrospection,
      locatingLiterals,
      guarding({ schema, authentication, contextFor }),
      liveUpdates(({ store }) => ({ now: clock(), loaders: loadersOver(store) })),
      masking(logger),
    ],
    // masking() does this, and knows the request.
    maskedErrors: false,
    ...graphiqlOf(graphiql),
    landingPage: false,
    cors: false,
    batching: false,
    multipart: false,
    logging: through(logger),
  });
}

function through(logger: Logger): YogaLogger {
  const at =
    (level: keyof YogaLogger) =>
    (message: unknown, ...more: unknown[]) =>
      logger[level]({ more }, String(message));
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
