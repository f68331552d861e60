import { setTimeout as sleep } from 'node:timers/promises';

import {
  createSourceEventStream,
  execute,
  getOperationAST,
  GraphQLError,
  type ExecutionArgs,
  type ExecutionResult,
} from 'graphql';
import { isAsyncIterable, mapAsyncIterator, type FetchAPI, type Plugin } from 'graphql-yoga';

import { RateLimited, type Spend } from '../auth/rate-limit.ts';
import type { HttpRequest } from '../http/request.ts';
import { SECOND } from '../time.ts';
import type { Context } from './context.ts';
import { badUserInput } from './errors.ts';
import { asSeen } from './masking.ts';
import { JSON_TYPE, responseOf } from './responses.ts';
import { rootSelections } from './scopes.ts';

/** What the `subscribe` of a root field yields: news to be answered as its selection says or, without any, only a sign of life. */
export interface Update {
  /** Whoever goes on behind it, as `after` or in the header `Last-Event-ID`, misses nothing. */
  readonly cursor: string;
  readonly event: object | null;
}

const MEDIA_TYPE = 'text/event-stream';

/** Where the cursor of a result is kept, out of sight of whoever reads its data; it survives a copy by spread. */
const CURSOR = Symbol('cursor');

interface Told extends ExecutionResult {
  readonly [CURSOR]?: string;
}

/**
 * Answers live updates as server-sent events, in the distinct connections mode of graphql-sse. Each message is answered as a request of its own
 * would be, with what `freshContext` gives it, so that it shows things as they are when it is sent; and it costs as much, so that it waits while
 * `spend` throws `RateLimited`.
 */
export function liveUpdates({
  freshContext,
  spend,
}: {
  readonly freshContext: (context: Context) => Partial<Context>;
  readonly spend: Spend;
}): Plugin<Context> {
  const answer = async (args: ExecutionArgs, context: Context, update: Update): Promise<Told> => {
    if (update.event === null) return { [CURSOR]: update.cursor };
    await affordable(context, spend);
    const contextValue = { ...context, ...freshContext(context) };
    return { ...(await execute({ ...args, rootValue: update, contextValue })), [CURSOR]: update.cursor };
  };
  const subscribe = async (args: ExecutionArgs, context: Context) => {
    const updates = await createSourceEventStream(args);
    if (!isAsyncIterable(updates)) return updates;
    return mapAsyncIterator(
      updates as AsyncIterableIterator<Update>, // every root field of the schema yields them
      (update) => answer(args, context, update),
      // The last message says why it ends.
      (error: Error): Told => ({ errors: [new GraphQLError(error.message, { originalError: error })] }),
    );
  };
  return {
    onSubscribe: ({ args, setSubscribeFn }) => {
      const { contextValue: context } = args;
      if (!takesEventStream(context.httpRequest)) throw notAcceptable();
      if (isConditional(args)) throw conditional();
      setSubscribeFn((all: ExecutionArgs) => subscribe(all, context));
    },
    onResultProcess: (answering) => {
      if (!isAsyncIterable(answering.result)) {
        if (takesOnlyEvents(answering.request.headers.get('accept')))
          answering.setResultProcessor((result, fetchAPI) => {
            if (isAsyncIterable(result) || Array.isArray(result))
              throw new Error('Expected one result, found several.');
            return onlyEvent(result, fetchAPI);
          }, MEDIA_TYPE);
        return;
      }
      // Other plugins may still put another result in its place.
      answering.setResultProcessor((results, fetchAPI) => {
        if (!isAsyncIterable(results)) throw new Error('Expected the results of a live update, found one.');
        return eventStream(results, fetchAPI);
      }, MEDIA_TYPE);
    },
  };
}

async function affordable({ httpRequest, caller, clientAddress }: Context, spend: Spend): Promise<void> {
  const { spent } = httpRequest.record;
  for (;;) {
    try {
      if (spent) spend(caller, clientAddress, spent.requested);
      return;
    } catch (error) {
      if (!(error instanceof RateLimited) || httpRequest.gone().aborted) throw error;
      await sleep(error.retryAfter * SECOND, undefined, { ref: false });
    }
  }
}

/** Whether an answer to a query has to come as an event as well. */
function takesOnlyEvents(accept: string | null): boolean {
  const types = (accept ?? '*/*').split(',').map((type) => type.split(';')[0]?.trim().toLowerCase() ?? '');
  const takesJson = types.some((type) => type === '*/*' || type.startsWith('application/'));
  return !takesJson && types.some((type) => type === MEDIA_TYPE || type === 'text/*');
}

// In one piece: a stream that is cancelled before it began would end the program in Yoga's own processor.
function onlyEvent(result: ExecutionResult, { Response }: FetchAPI): Response {
  const { status, headers } = responseOf(result, JSON_TYPE);
  return new Response(textOf(result) + COMPLETE, { status, headers: { ...headers, ...HEADERS } });
}

function takesEventStream({ header }: Pick<HttpRequest, 'header'>): boolean {
  const types = (header('accept') ?? '*/*').split(',').map((type) => type.split(';')[0]?.trim());
  return [MEDIA_TYPE, 'text/*', '*/*'].some((type) => types.includes(type));
}

/** GraphQL leaves open what a live update of nothing would be. */
function isConditional({
  document,
  operationName,
}: Pick<ExecutionArgs, 'document' | 'operationName'>): boolean {
  const definition = getOperationAST(document, operationName);
  return (
    definition !== null &&
    definition !== undefined &&
    rootSelections(document, definition).some(({ directives = [] }) =>
      directives.some(({ name }) => name.value === 'skip' || name.value === 'include'),
    )
  );
}

function conditional(): GraphQLError {
  const message = 'The field of a live update takes neither `@skip` nor `@include`.';
  return badUserInput([{ path: [], message }]);
}

function notAcceptable(): GraphQLError {
  const message = `Live updates come as server-sent events: send the header \`Accept: ${MEDIA_TYPE}\`.`;
  const error = badUserInput([{ path: [], message }]);
  error.extensions.http = { status: 406 };
  return error;
}

const HEADERS = {
  'content-type': MEDIA_TYPE,
  'cache-control': 'no-cache',
  // Or nginx collects messages until it has a few kilobytes of them.
  'x-accel-buffering': 'no',
};

/** Writes results as they come, and takes the next one only when the client has room for it. */
function eventStream(
  results: AsyncIterable<Told>,
  { ReadableStream, Response, TextEncoder }: FetchAPI,
): Response {
  const iterator = results[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const next = await iterator.next();
      controller.enqueue(encoder.encode(next.done ? COMPLETE : textOf(next.value)));
      if (next.done) controller.close();
    },
    cancel: async () => {
      await iterator.return?.();
    },
  });
  return new Response(body, { status: 200, headers: HEADERS });
}

const COMPLETE = 'event: complete\ndata:\n\n';

// A message without data is none for a browser, but it remembers the id: it is a sign of life.
function textOf(result: Told): string {
  const { [CURSOR]: cursor, data, errors } = result;
  const id = cursor === undefined ? '' : `id: ${cursor}\n`;
  if (data === undefined && errors === undefined) return `:\n${id}\n`;
  return `event: next\n${id}data: ${JSON.stringify({ data, errors: errors?.map(asSeen) })}\n\n`;
}
