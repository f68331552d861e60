import { z } from 'zod';

import { parseInstant, type Instant } from '../time.ts';
import { jsonIn } from './given.ts';
import type { Given } from './method.ts';
import { BASE } from './methods.ts';

/** A call of the old system as somebody logged it, with what the old system answered. */
export interface Logged {
  /** Null = not told. */
  readonly at: Instant | null;
  readonly verb: string;
  /** Behind the base address. */
  readonly path: string;
  readonly given: Given;
  readonly response: {
    readonly data: unknown;
    readonly code: string;
  };
}

const object = z.record(z.string(), z.unknown());

const line = z.object({
  at: z.string().optional(),
  request: z.object({
    method: z.enum(['GET', 'POST']),
    path: z.string().min(1),
    query: object.optional(),
    body: object.optional(),
  }),
  response: z.object({ data: z.unknown(), status: z.object({ code: z.string() }) }),
});

/** Reads a line of a log, or says why that is not possible. */
export function loggedIn(text: string): Logged | { readonly fault: string } {
  const read = line.safeParse(jsonIn(text));
  if (!read.success) {
    const faults = read.error.issues.map(
      ({ path, message }) => `${path.join('.') || 'the line'}: ${message}`,
    );
    return { fault: faults.join('; ') };
  }
  const { at, request, response } = read.data;
  const instant = at === undefined ? null : parseInstant(at);
  if (at !== undefined && instant === null)
    return { fault: 'at: must be an instant such as 2026-03-31T09:30:00Z' };
  const [address = '', search = ''] = request.path.split('?', 2);
  const begin = address.indexOf(BASE);
  return {
    at: instant,
    verb: request.method,
    path: begin < 0 ? address.replace(/^\//, '') : address.slice(begin + BASE.length),
    given: {
      ...withoutEmpty({ ...Object.fromEntries(new URLSearchParams(search)), ...request.query }),
      ...request.body,
    },
    response: { data: response.data, code: response.status.code },
  };
}

/** In a query an empty value is as good as none. */
function withoutEmpty(query: Given): Given {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
}
