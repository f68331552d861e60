import type { Logger } from 'pino';

import type { Authentication } from '../auth/authentication.ts';
import { clientAddressOf } from '../auth/client-address.ts';
import { actorOf, type Caller } from '../auth/credential.ts';
import { rateHeaders, type Spend } from '../auth/rate-limit.ts';
import type { Clock } from '../clock.ts';
import { faultOf, OURS, somethingBroke } from '../faults.ts';
import {
  BodyNotUtf8,
  BodyTooLarge,
  ClientLeft,
  type Answer,
  type Handler,
  type HttpRequest,
} from '../http/request.ts';
import type { OperatorStore } from '../store/store.ts';
import { callerOf } from './callers.ts';
import { answered, refused } from './envelope.ts';
import { bodyOf, queryOf } from './given.ts';
import type { Entrance, Method } from './method.ts';
import { BASE, METHODS } from './methods.ts';
import { openApi } from './openapi.ts';
import { page } from './page.ts';
import { Refused } from './refusals.ts';

/** What the old wire needs from the rest of the gateway. */
interface RestOptions {
  readonly authentication: Authentication;
  /** How many proxies of ours stand before the gateway. */
  readonly trustedProxies: number;
  readonly storeOf: (operatorId: number) => OperatorStore;
  /** Domain time. */
  readonly clock: Clock;
  /** Where a customer's browser goes with its Netflix token. */
  readonly signUpAddress: () => string;
  readonly spend: Spend;
  /** Whether every answer has the HTTP status 200, whatever its envelope says. */
  readonly always200: boolean;
  readonly logger: Logger;
}

const NO_METHOD = `There is no method at this path. ${BASE} describes all that there are.`;

/** The old REST API: the handler behind its base address, with a description of itself. Whatever it is asked, it answers in the old envelope. */
export function restHandler(options: RestOptions): Handler {
  const methods = new Map(METHODS.map((method) => [BASE + method.path, method]));
  const described = page();
  const pages = new Map([
    [BASE, described],
    [BASE.slice(0, -1), described],
    [`${BASE}openapi.json`, openApiAnswer()],
  ]);
  return async (request) => {
    const isLookedAt = request.method === 'GET' || request.method === 'HEAD';
    const own = isLookedAt ? pages.get(request.path) : undefined;
    if (own) return own;
    const take: Spend = (...asked) => (request.record.spent = options.spend(...asked));
    const answer = await answerOf(request, methods.get(request.path), { ...options, spend: take }).catch(
      (error: unknown) => {
        const told = refusalOf(error, request, options.logger);
        request.record.codes = [told.code];
        return refused(told, options.always200);
      },
    );
    const { spent } = request.record;
    return spent ? { ...answer, headers: { ...answer.headers, ...rateHeaders(spent) } } : answer;
  };
}

async function answerOf(
  request: HttpRequest,
  method: Method | undefined,
  { authentication, trustedProxies, storeOf, clock, signUpAddress, spend }: RestOptions,
): Promise<Answer> {
  if (!method) throw new Refused('METHOD_NOT_FOUND', '', NO_METHOD);
  request.record.operation = { kind: 'rest', name: method.path };
  if (request.method !== method.verb) throw notThatVerb(method);
  const given = method.verb === 'GET' ? queryOf(request, method) : await bodyOf(request);
  const clientAddress = clientAddressOf(
    { peer: request.address, forwardedFor: request.header('x-forwarded-for') },
    trustedProxies,
  );
  const entrance: Entrance = {
    authentication,
    clientAddress,
    authorization: request.header('authorization'),
  };
  if (method.scope === null) {
    const { answer } = charged(
      () => method.prepare(given),
      (points) => spend(null, clientAddress, points),
    );
    return answered(await answer(entrance));
  }
  const caller = await callerOf(given, entrance).catch((error: unknown) => {
    spend(null, clientAddress, 1);
    throw error;
  });
  request.record.asker = { operator: caller.operator.code, actor: actorOf(caller) };
  const { answer } = charged(
    () => {
      expectScope(caller, method);
      return method.prepare(given);
    },
    (points) => spend(caller, clientAddress, points),
  );
  const store = storeOf(caller.operator.id);
  const doing = { actor: actorOf(caller) };
  return answered(await answer({ store, doing, now: clock(), signUpAddress: signUpAddress() }));
}

/** Takes what a call costs; whoever asks for what it may not, or in a wrong way, has asked for something too. */
function charged<T extends { readonly cost: number }>(prepare: () => T, take: (points: number) => void): T {
  let cost = 1;
  try {
    const prepared = prepare();
    cost = prepared.cost;
    return prepared;
  } finally {
    take(cost);
  }
}

function expectScope({ scopes }: Caller, { path, scope }: Method): void {
  if (scope === null || scopes.has(scope)) return;
  throw new Refused(
    'FORBIDDEN',
    'token',
    `${path} needs the scope ${scope}, which this token does not carry.`,
  );
}

function notThatVerb({ path, verb }: Method): Refused {
  return new Refused('VERB_NOT_ALLOWED', '', `${path} is asked with ${verb}.`, { allow: verb });
}

/** What a client is told of what was thrown; of what the gateway did not mean to say the log gets everything. */
function refusalOf(error: unknown, { id }: HttpRequest, logger: Logger): Refused {
  if (error instanceof Refused) return error;
  // Nobody waits for an answer.
  if (error instanceof ClientLeft) throw error;
  if (error instanceof BodyTooLarge) return new Refused('BODY_TOO_LARGE', '', error.message);
  if (error instanceof BodyNotUtf8) return new Refused('INVALID_BODY', '', error.message);
  const fault = faultOf(error);
  if (!fault || OURS.has(fault.code)) logger.error({ requestId: id, err: error }, 'A request met a fault.');
  if (!fault) return new Refused('INTERNAL_SERVER_ERROR', '', somethingBroke(id));
  const headers = fault.retryAfter === null ? undefined : { 'retry-after': String(fault.retryAfter) };
  return new Refused(fault.code, '', fault.message, headers);
}

function openApiAnswer(): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(openApi()),
  };
}
