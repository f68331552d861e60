import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';

import type { Authentication } from '../auth/authentication.ts';
import { clientAddressOf } from '../auth/client-address.ts';
import { actorOf, type Caller } from '../auth/credential.ts';
import { RateLimited, rateHeaders, type Spend } from '../auth/rate-limit.ts';
import type { Clock } from '../clock.ts';
import type { LiveFeed } from '../events/live.ts';
import { BodyNotUtf8, BodyTooLarge, type Handler, type HttpRequest, type Spent } from '../http/request.ts';
import { loadersOver } from '../store/loaders.ts';
import type { Choices, OperatorStore } from '../store/store.ts';
import type { Context } from './context.ts';
import { engineOf } from './engine.ts';
import { badUserInput, failure } from './errors.ts';
import { graphiqlPage, isLookedAt, type GraphiqlTab } from './graphiql.ts';
import { withoutIntrospection } from './introspection.ts';
import { shortWay } from './short-way.ts';
import type { Limits } from './limits.ts';
import { presenting, type Present } from './masking.ts';
import { isNestedDeeper } from './nesting.ts';
import { isJsonType, notJson, tooDeep } from './requests.ts';
import { JSON_TYPE, mediaTypeFor, responseOf } from './responses.ts';
import type { TrustedDocuments } from './trusted.ts';

/** What the server needs from the rest of the gateway. */
interface GatewayServerOptions {
  readonly schema: GraphQLSchema;
  readonly authentication: Authentication;
  /** How many proxies of ours stand before the gateway. */
  readonly trustedProxies: number;
  readonly storeOf: (operatorId: number) => OperatorStore;
  readonly live: LiveFeed;
  /** Domain time. */
  readonly clock: Clock;
  /** Moves domain time on; null unless the sandbox plays Netflix. */
  readonly advanceTime: Context['advanceTime'];
  /** Where a customer's browser goes with its Netflix token. */
  readonly signUpAddress: () => string;
  /** Whether anybody may ask what the schema is. */
  readonly introspection: boolean;
  /** Whether errors say which name was perhaps meant. */
  readonly suggestions: boolean;
  readonly limits: Limits;
  readonly spend: Spend;
  readonly trustedDocuments: TrustedDocuments;
  /** False = everything goes the long way, as what is not plain does; the answers are the same. */
  readonly hasShortWay: boolean;
  /** What GraphiQL opens with; false = there is no GraphiQL. */
  readonly graphiql: readonly GraphiqlTab[] | false;
  readonly logger: Logger;
}

/** GraphQL over HTTP: the handler behind `/graphql`, and how to let go of it. */
interface GatewayServer {
  readonly handler: Handler;
  readonly dispose: () => Promise<void>;
}

/** Puts GraphQL over HTTP together: one engine, a short way to it for plain requests, and Yoga for all others. */
export function gatewayServer({
  schema,
  authentication,
  trustedProxies,
  storeOf,
  live,
  clock,
  advanceTime,
  signUpAddress,
  introspection,
  suggestions,
  limits,
  spend,
  trustedDocuments,
  hasShortWay,
  graphiql,
  logger,
}: GatewayServerOptions): GatewayServer {
  const contextFor = (caller: Caller, choices: Choices) => {
    const store = storeOf(caller.operator.id);
    return { caller, actor: actorOf(caller), store, loaders: loadersOver(store, choices) };
  };
  const addressOf = (request: HttpRequest) =>
    clientAddressOf(
      { peer: request.address, forwardedFor: request.header('x-forwarded-for') },
      trustedProxies,
    );
  const engine = engineOf({
    schema,
    reading: { rules: introspection ? [] : [withoutIntrospection], limits, trusted: trustedDocuments },
    spend,
    contextFor,
    entrantsContext: (request) => ({
      httpRequest: request,
      authentication,
      clientAddress: addressOf(request),
      live,
      now: clock(),
      advanceTime,
      signUpAddress: signUpAddress(),
    }),
  });
  for (const [id, text] of trustedDocuments ?? []) {
    const [error] = engine.read(text).errors;
    if (error) throw new Error(`Expected the trusted document ${id} to be valid, found: ${error.message}`);
  }
  const present = presenting(logger, suggestions);
  const { handler: long, dispose } = onceAsked(async () => {
    const { longWay } = await import('./yoga.ts');
    return longWay({
      engine,
      freshContext: ({ store }) => ({ now: clock(), loaders: loadersOver(store) }),
      spend,
      most: limits.jsonDepth,
      present,
      logger,
    });
  });
  const answering = metered(
    hasShortWay ? shortWay(engine, long, present) : long,
    // Nobody had to be known to see that it cannot be asked.
    (request) => request.record.spent ?? spend(null, addressOf(request), REFUSAL),
  );
  const handler = readable(answering, limits.jsonDepth, present);
  const page = graphiql ? graphiqlPage(graphiql) : null;
  return { handler: (request) => (page && isLookedAt(request) ? page(request) : handler(request)), dispose };
}

/** A handler that is made for the first request: to load Yoga takes longer than to load all the rest of GraphQL. */
function onceAsked(make: () => Promise<GatewayServer>): GatewayServer {
  let made: Promise<GatewayServer> | undefined;
  return {
    handler: async (request) => (await (made ??= make())).handler(request),
    dispose: async () => {
      await (await made)?.dispose();
    },
  };
}

/** Points that it takes to find out that a request cannot be asked. */
const REFUSAL = 10;

/** Tells with each answer what is left of what the caller may ask. */
function metered(handler: Handler, spentBy: (request: HttpRequest) => Spent): Handler {
  return async (request) => {
    const answer = await handler(request);
    return { ...answer, headers: { ...answer.headers, ...rateHeaders(spentBy(request)) } };
  };
}

/** Explains to whoever sends what is no text of JSON, or too much, what is wrong, before it is read as JSON. */
function readable(handler: Handler, mostDepth: number, present: Present): Handler {
  const refused = (fault: GraphQLError, request: HttpRequest) =>
    responseOf(present({ errors: [fault] }, request), mediaTypeFor(request.header('accept')) ?? JSON_TYPE);
  return async (request) => {
    try {
      if (request.method === 'POST') {
        if (!isJsonType(request.header('content-type'))) return refused(notJson(), request);
        if (isNestedDeeper(await request.text(), mostDepth)) return refused(tooDeep(mostDepth), request);
      }
      return await handler(request);
    } catch (error) {
      if (error instanceof BodyTooLarge)
        return refused(failure('DOCUMENT_TOO_LARGE', error.message), request);
      if (error instanceof BodyNotUtf8)
        return refused(badUserInput([{ path: [], message: error.message }]), request);
      if (error instanceof RateLimited)
        return refused(new GraphQLError(error.message, { originalError: error }), request);
      throw error;
    }
  };
}
