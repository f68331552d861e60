import { onTestFinished } from 'vitest';

import type { Gateway } from '../../src/app.ts';
import type { Data } from './gateway.ts';

/** One message of a live update; a sign of life has no event. */
export interface Message {
  readonly event: string | null;
  /** What a browser sends as `Last-Event-ID` from now on. */
  readonly id: string | null;
  readonly data: Data | null;
}

/** A live update as a client follows it, ended with the test. */
export interface Followed {
  readonly status: number;
  readonly headers: Headers;
  /** The next message, signs of life included; null when there are no more. */
  readonly message: () => Promise<Message | null>;
  /** What the root field tells next; fails at anything else but signs of life. */
  readonly next: () => Promise<Data>;
  readonly leave: () => Promise<void>;
}

/** How it is asked for. */
export interface Asking {
  readonly credential: string;
  readonly query: string;
  readonly variables?: Data;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

/** Follows a live update through `fetch`, as a client of graphql-sse does. */
export async function follow(
  { fetch }: Pick<Gateway, 'fetch'>,
  { credential, query, variables = {}, headers = {}, signal }: Asking,
  address = 'http://gateway/graphql',
): Promise<Followed> {
  const response = await fetch(
    new Request(address, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${credential}`,
        ...headers,
      },
      body: JSON.stringify({ query, variables }),
      ...(signal && { signal }),
    }),
  );
  return reading(response);
}

/** Reads the messages of an answer. */
export function reading(response: Response): Followed {
  const reader = (response.body ?? new ReadableStream<Uint8Array>()).getReader();
  onTestFinished(() => reader.cancel().catch(() => undefined));
  const decoder = new TextDecoder();
  let text = '';
  const message = async (): Promise<Message | null> => {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end >= 0) {
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        return messageIn(block);
      }
      const { done, value } = await reader.read();
      if (done) return null;
      text += decoder.decode(value, { stream: true });
    }
  };
  return {
    status: response.status,
    headers: response.headers,
    message,
    next: async () => {
      for (;;) {
        const found = await message();
        if (found?.event === null) continue;
        if (found?.event !== 'next' || !found.data?.data || found.data.errors)
          throw new Error(`Expected something that happened, found ${JSON.stringify(found)}`);
        const [told] = Object.values(found.data.data as Data);
        return { ...told, id: found.id };
      }
    },
    leave: () => reader.cancel(),
  };
}

function messageIn(block: string): Message {
  const lines = block.split('\n');
  const field = (name: string) =>
    lines
      .find((line) => line.startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim() ?? null;
  const data = field('data');
  return { event: field('event'), id: field('id'), data: data ? (JSON.parse(data) as Data) : null };
}
