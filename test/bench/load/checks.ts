import { createHash } from 'node:crypto';

import type { Operation, Variables } from '../operations.ts';
import type { Answer } from './connection.ts';

type Json = null | boolean | number | string | readonly Json[] | JsonObject;
interface JsonObject {
  readonly [key: string]: Json;
}

/** Throws unless the answer is the one that the operation has when all went well; answers with its data. */
export function dataOf(operation: Operation, variables: Variables, { status, body }: Answer): Json {
  const text = body.toString();
  const fail = (expected: string) => {
    throw new Error(`Expected ${expected} of ${operation}, found status ${status} and ${text.slice(0, 300)}`);
  };
  if (status !== 200 || !text.startsWith('{')) fail('an answer');
  const answer = JSON.parse(text) as Json; // any JSON at all
  const at = (...path: (string | number)[]) => path.reduce<Json | undefined>(step, answer);
  const size = (...path: string[]) => {
    const list = at(...path);
    return Array.isArray(list) ? list.length : -1;
  };
  if (at('errors') !== undefined) fail('no errors');
  switch (operation) {
    case 'Q1':
      if (at('data', 'customer', 'billingSystemCustomerIdentifier') !== variables.identifier)
        fail('that customer');
      if (size('data', 'customer', 'charges', 'nodes') !== 5) fail('five charges');
      if (size('data', 'customer', 'subscriptions', 'nodes') !== 1) fail('one subscription');
      break;
    case 'Q2':
      if (size('data', 'charges', 'nodes') !== 50) fail('fifty charges');
      break;
    case 'Q3':
      if (size('data', 'customers', 'nodes') !== 20) fail('twenty customers');
      break;
    case 'M1':
      if (size('data', 'acknowledgeCharges', 'charges') !== 50) fail('fifty acknowledged charges');
      if (size('data', 'acknowledgeCharges', 'failedCharges') !== 0) fail('no failure');
      break;
    case 'M2':
      if (at('data', 'registerSubscription', 'subscription', 'stage') !== 'REGISTERED')
        fail('a registered subscription');
      if (typeof at('data', 'registerSubscription', 'netflixToken', 'value') !== 'string') fail('a token');
      break;
  }
  return at('data') ?? null;
}

function step(value: Json | undefined, key: string | number): Json | undefined {
  if (Array.isArray(value) && typeof key === 'number') return value[key];
  return isObject(value) ? value[key] : undefined;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The same for the same data, in whatever order its fields come; cursors are opaque, so each server may write its own. */
export function fingerprint(data: Json): string {
  return createHash('sha256')
    .update(JSON.stringify(canonical(data)))
    .digest('base64url');
}

function canonical(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(canonical);
  if (!isObject(value)) return value;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    fields.map(([key, field]) => [key, key === 'endCursor' ? typeof field : canonical(field)]),
  );
}

/** The cursor at the end of the page. */
export function endCursorOf(operation: 'Q2' | 'Q3', data: Json): Json | undefined {
  return ['pageInfo', 'endCursor'].reduce(step, step(data, operation === 'Q2' ? 'charges' : 'customers'));
}

/** An answer up to its data. What the gateway says beside it, how much may still be asked, is another every time. */
export function upToData(body: Buffer): Buffer {
  const end = body.lastIndexOf(',"extensions":{"cost":');
  return end < 0 ? body : Buffer.concat([body.subarray(0, end), Buffer.from('}')]);
}
