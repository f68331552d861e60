import { randomUUID } from 'node:crypto';

import type { Plugin } from 'graphql-yoga';

const HEADER = 'x-request-id';
const ids = new WeakMap<Request, string>();

/** The id under which a request is found in the logs: the `x-request-id` it came with when that is harmless text, else a new one. */
export function requestIdOf(request: Request): string {
  const known = ids.get(request);
  if (known !== undefined) return known;
  const given = request.headers.get(HEADER);
  const id = given !== null && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
  ids.set(request, id);
  return id;
}

/** Answers every request with its id. */
export const tellingRequestId: Plugin = {
  onResponse: ({ request, response }) => response.headers.set(HEADER, requestIdOf(request)),
};
