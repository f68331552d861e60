import type { ExecutionResult, GraphQLErrorExtensions } from 'graphql';

import type { Answer } from '../http/request.ts';
import { asSeen } from './masking.ts';

export const JSON_TYPE = 'application/json';
const RESPONSE_TYPE = 'application/graphql-response+json';
/** What a result is written as. */
type MediaType = typeof JSON_TYPE | typeof RESPONSE_TYPE;

/** The first of the media types that a client takes which the gateway writes; null when there is none or it is not said plainly. */
export function mediaTypeFor(accept: string | null): MediaType | null {
  for (const type of (accept ?? '*/*').split(',')) {
    const name = type.trim().toLowerCase();
    if (name === RESPONSE_TYPE) return RESPONSE_TYPE;
    if (name === JSON_TYPE || name === '*/*' || name === 'application/*') return JSON_TYPE;
    if (name.includes(';')) return null;
  }
  return null;
}

const UTF_8 = 'charset=utf-8';
/** What the gateway writes, and what includes it. */
const WRITTEN = new Set([JSON_TYPE, RESPONSE_TYPE, 'text/event-stream', 'application/*', 'text/*', '*/*']);

/** Whether a client takes nothing that the gateway writes: then nothing must be done that it could not be told of. */
export function takesNothing(accept: string | null): boolean {
  const taken = accept === null || accept === '' ? '*/*' : accept.toLowerCase().replaceAll(/\s/g, '');
  return !taken.split(',').some((type) => {
    const [name = '', ...parameters] = type.split(';');
    return WRITTEN.has(name) && parameters.every((one) => !one.includes('charset=') || one === UTF_8);
  });
}

/** A presented result over HTTP; each error's `extensions.http` says what it means for the status. */
export function responseOf(result: ExecutionResult, mediaType: MediaType): Answer {
  const headers: Record<string, string> = { 'content-type': `${mediaType}; charset=utf-8` };
  if (!result.errors) return { status: 200, headers, body: JSON.stringify(result) };
  let status = 0;
  for (const { extensions } of result.errors) {
    const http: GraphQLErrorExtensions['http'] = extensions.http;
    Object.assign(headers, http?.headers);
    // Whoever takes `application/json` is told 200 of a request that was understood, whatever became of its operation.
    if (http && !(http.spec === true && mediaType === JSON_TYPE)) status = Math.max(status, http.status ?? 0);
  }
  const body = JSON.stringify({ ...result, errors: result.errors.map(asSeen) });
  return { status: status === 0 ? 200 : status, headers, body };
}
