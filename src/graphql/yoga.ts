import type { DocumentNode, ExecutionArgs, ExecutionResult } from 'graphql';
import { createYoga, isAsyncIterable, mapAsyncIterator, type Plugin, type YogaLogger } from 'graphql-yoga';
import type { Logger } from 'pino';

import type { Spend } from '../auth/rate-limit.ts';
import { handlerOf } from '../http/fetching.ts';
import type { Handler, HttpRequest } from '../http/request.ts';
import type { Context } from './context.ts';
import type { Asked, Engine } from './engine.ts';
import { liveUpdates } from './live-updates.ts';
import { explained, type Present } from './masking.ts';
import { understanding } from './requests.ts';
import { JSON_TYPE } from './responses.ts';

/** What Yoga is handed with each request. */
interface ServerContext {
  readonly httpRequest: HttpRequest;
}

/** The long way to the engine, which understands every request of GraphQL over HTTP: Yoga's. */
export function longWay({
  engine,
  freshContext,
  spend,
  most,
  present,
  logger,
}: {
  readonly engine: Engine;
  /** What each message of a live update has anew. */
  readonly freshContext: (context: Context) => Partial<Context>;
  readonly spend: Spend;
  /** How deep variables and extensions may be. */
  readonly most: number;
  readonly present: Present;
  readonly logger: Logger;
}): { readonly handler: Handler; readonly dispose: () => Promise<void> } {
  const yoga = createYoga<ServerContext>({
    schema: engine.schema,
    plugins: [
      understanding({ named: engine.named, most }),
      running(engine),
      liveUpdates({ freshContext, spend }),
      presenting(present),
    ],
    // The engine remembers documents.
    parserAndValidationCache: false,
    // presented() does this, and knows the request.
    maskedErrors: false,
    graphiql: false,
    landingPage: false,
    cors: false,
    batching: false,
    multipart: false,
    maxRequestBodySize: false,
    logging: through(logger),
  });
  return {
    handler: handlerOf((webRequest, request) => {
      // However it says so, the body of a POST is JSON by now, and Yoga knows only one way to say it.
      if (webRequest.method === 'POST') webRequest.headers.set('content-type', JSON_TYPE);
      return yoga.fetch(webRequest, { httpRequest: request });
    }),
    dispose: async () => {
      await yoga.dispose();
    },
  };
}

/** Lets the engine do what Yoga would do itself. */
function running(engine: Engine): Plugin<ServerContext> {
  const askedBy = ({ document, operationName, variableValues }: ExecutionArgs): Asked => {
    const operation = read.get(document)?.operation(operationName ?? null);
    if (!operation) throw new Error('Expected an operation that was read, found another.');
    return { operation, variables: variableValues ?? {} };
  };
  const read = new WeakMap<DocumentNode, ReturnType<Engine['read']>>();
  return {
    onParse: ({ params, setParsedDocument, setParseFn }) => {
      const text = String(params.source);
      const found = engine.read(text);
      if (!found.document) {
        const [error] = found.errors;
        setParseFn(() => {
          throw error ?? new Error('Expected an error, found none.');
        });
        return;
      }
      read.set(found.document, found);
      setParsedDocument(found.document);
    },
    onValidate: ({ params, setResult }) => {
      const document = params.documentAST as DocumentNode; // what onParse has just set
      setResult([...(read.get(document)?.errors ?? [])]);
    },
    onExecute: ({ args, setExecuteFn }) => {
      setExecuteFn((all: ExecutionArgs) => engine.run(askedBy(all), args.contextValue.httpRequest));
    },
    onSubscribe: async ({ args, extendContext }) => {
      extendContext(await engine.admit(askedBy(args), args.contextValue.httpRequest));
    },
  };
}

function presenting(present: Present): Plugin<ServerContext, ServerContext> {
  return {
    onSubscribe: ({ args }) => ({
      onSubscribeResult: ({ result, setResult }) => {
        if (!isAsyncIterable(result)) setResult(explained(result, args));
      },
    }),
    onResultProcess: (answering) => {
      const { result, serverContext } = answering;
      const presented = (one: ExecutionResult) => present(one, serverContext.httpRequest);
      if (isAsyncIterable(result)) answering.setResult(mapAsyncIterator(result, presented));
      else answering.setResult(Array.isArray(result) ? result.map(presented) : presented(result));
    },
  };
}

function through(logger: Logger): YogaLogger {
  const at =
    (level: keyof YogaLogger) =>
    (message: unknown, ...more: unknown[]) =>
      logger[level]({ more }, String(message));
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
