import { randomUUID } from 'node:crypto';

import type { Trace } from './trace.ts';

/** One HTTP request, from whichever transport it comes. */
export interface HttpRequest {
  /** Under which it is found in the logs: the `x-request-id` it came with when that is harmless text, else a new one. */
  readonly id: string;
  readonly method: string;
  /** Without the query, such as `/graphql`. */
  readonly path: string;
  /** From the question mark on; empty when there is none. */
  readonly search: string;
  /** Null when it has none of that (lower-case) name; several are joined by commas. */
  readonly header: (name: string) => string | null;
  readonly headers: () => Headers;
  /** The body as text, however often it is asked for. Rejects with `BodyTooLarge`, `BodyNotUtf8` or `ClientLeft`. */
  readonly text: () => Promise<string>;
  /** The peer's network address; null where there is no network. */
  readonly address: string | null;
  /** Aborted when the client leaves before it has its answer. */
  readonly gone: () => AbortSignal;
  /** The trace that its header `traceparent` names; null when there is none. */
  readonly trace: Trace | null;
  /** When it arrived, in milliseconds of `performance.now()`. */
  readonly since: number;
  /** Written by whoever finds something out. */
  readonly record: RequestRecord;
}

/** What became known of a request while it was answered, for the log, metrics and traces. Nothing that a log may not have. */
interface RequestRecord {
  operation: { readonly kind: string; readonly name: string | null } | null;
  /** The operator's code, and how its events name whoever asks. */
  asker: { readonly operator: string; readonly actor: string } | null;
  /** `extensions.code` of the errors in the answer. */
  codes: readonly string[];
  /** Null until something was taken. */
  spent: Spent | null;
}

/** What a request took of the points that its caller may spend, and what is left for the next ones. */
export interface Spent {
  readonly requested: number;
  readonly remaining: number;
  /** Points that the caller has when it asks nothing. */
  readonly capacity: number;
  /** Whole seconds until that is so again. */
  readonly reset: number;
}

/** A record in which nothing is written yet. */
export function freshRecord(): RequestRecord {
  return { operation: null, asker: null, codes: [], spent: null };
}

/** What becomes of a request. */
export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** A stream is taken as fast as the client reads. */
  readonly body: string | ReadableStream<Uint8Array> | null;
}

/** Answers requests. */
export type Handler = (request: HttpRequest) => Answer | Promise<Answer>;

/** A body is longer than the gateway reads; nothing of it was looked at. */
export class BodyTooLarge extends Error {
  readonly most: number;
  /** `most` is in bytes. */
  constructor(most: number) {
    super(`A request may have a body of at most ${most} bytes.`);
    this.most = most;
  }
}

/** The bytes of a body are no text in UTF-8. Read nevertheless, a name in another encoding would be kept damaged. */
export class BodyNotUtf8 extends Error {
  constructor() {
    super('The body must be text in UTF-8.');
  }
}

const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/** The text of a body, without the byte order mark that some write in front of it. Throws `BodyNotUtf8`. */
export function textIn(bytes: Uint8Array): string {
  try {
    return UTF_8.decode(bytes);
  } catch {
    throw new BodyNotUtf8();
  }
}

/** The status, which nobody receives, of a request whose client left before it was answered. */
export const CLIENT_LEFT = 499;

/** Nobody waits for the answer any more. */
export class ClientLeft extends Error {}

/** The id of a request that presents this one, or none. */
export function requestId(presented: string | null | undefined): string {
  return presented != null && /^[\w.:-]{1,128}$/.test(presented) ? presented : randomUUID();
}
