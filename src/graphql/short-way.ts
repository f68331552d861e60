import { OperationTypeNode } from 'graphql';

import type { Handler, HttpRequest } from '../http/request.ts';
import { isObject } from '../json.ts';
import type { Asked, Engine } from './engine.ts';
import type { Present } from './masking.ts';
import { JSON_TYPE, mediaTypeFor, responseOf } from './responses.ts';

/**
 * The short way for what nearly every client sends: a `POST` of JSON that asks a valid query or mutation and takes JSON back. It runs on the
 * same engine as the long way, and answers as that would: all it leaves out is the work of finding out what kind of request it is. Whatever
 * is not plain goes the long way.
 */
export function shortWay(engine: Engine, longWay: Handler, present: Present): Handler {
  return async (request) => {
    const mediaType = isPlain(request) ? mediaTypeFor(request.header('accept')) : null;
    if (mediaType === null) return longWay(request);
    const asked = askedIn(await request.text(), engine);
    if (!asked) return longWay(request);
    return responseOf(present(await engine.run(asked, request), request), mediaType);
  };
}

function isPlain({ method, header }: HttpRequest): boolean {
  const type = header('content-type');
  return method === 'POST' && (type === JSON_TYPE || type === `${JSON_TYPE}; charset=utf-8`);
}

const PARAMETERS = new Set(['query', 'documentId', 'variables', 'operationName', 'extensions']);

/** What a body asks; null when it is not in perfect order: the long way knows what to say then. */
function askedIn(body: string, engine: Engine): Asked | null {
  const given = parsed(body);
  if (!isObject(given) || Object.keys(given).some((name) => !PARAMETERS.has(name))) return null;
  const { variables = null, operationName = null, extensions = null } = given;
  if (!(variables === null || isObject(variables))) return null;
  if (!(operationName === null || typeof operationName === 'string')) return null;
  if (!(extensions === null || isObject(extensions))) return null;
  const query = documentNamed(given, engine);
  if (query === null) return null;
  const { errors, operation: find } = engine.read(query);
  const operation = errors.length === 0 ? find(operationName) : null;
  return operation && operation.kind !== OperationTypeNode.SUBSCRIPTION
    ? { operation, variables: variables ?? {} }
    : null;
}

function documentNamed(given: Record<string, unknown>, engine: Engine): string | null {
  try {
    const text = engine.named(given);
    return typeof text === 'string' ? text : null;
  } catch {
    return null;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
