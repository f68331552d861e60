import { z } from 'zod';

import type { Reply } from '../port.ts';
import type { Answered } from './exchange.ts';
import { Unanswered } from './unanswered.ts';
import { wireAcceptance, wireNews, wireRefusal } from './wire.ts';

/** Reads the answer to a message. Throws `Unanswered` for anything that the contract does not know. */
export function replyIn(answered: Answered): Reply {
  const { status } = answered;
  if (status === 200) return read(wireAcceptance, answered);
  // What is neither a word about the credential nor a plea for patience may be a refusal, if it says so itself.
  const refusal = [400, 404, 409, 422].includes(status) ? wireRefusal.safeParse(jsonIn(answered)) : null;
  return refusal?.data ?? notAnswered(answered);
}

/** Reads a page of news. Throws `Unanswered` for anything that the contract does not know. */
export function newsIn(answered: Answered) {
  return answered.status === 200 ? read(wireNews, answered).news : notAnswered(answered);
}

function read<Schema extends z.ZodType>(schema: Schema, answered: Answered): z.output<Schema> {
  const json = jsonIn(answered);
  if (json === undefined) {
    throw malformed(
      isJson(answered)
        ? 'something that is not JSON'
        : `content of type ${answered.contentType.slice(0, 80)}`,
    );
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  // Zod's messages name what was expected and the type that was found, never a value.
  throw malformed(
    `${result.error.issues.length} faults, the first at ${pathOf(issue)}: ${issue?.message ?? ''}`,
  );
}

function malformed(found: string): Unanswered {
  return new Unanswered(`Expected an answer as the contract has it, found ${found}.`, { isPassing: false });
}

function notAnswered({ status, retryAfter }: Answered): never {
  if (status === 401 || status === 403) {
    throw new Unanswered(
      `Netflix does not accept the gateway's credential (${String(status)}). Check NETFLIX_TOKEN or the client certificate.`,
      { isPassing: false },
    );
  }
  if (status >= 300 && status < 400) {
    throw new Unanswered(
      `Netflix answered with a redirect (${String(status)}), which is not followed. Set NETFLIX_ADDRESS to where it leads.`,
      { isPassing: false },
    );
  }
  const isPassing = status >= 500 || [408, 425, 429].includes(status);
  throw new Unanswered(
    `Netflix answered with status ${String(status)}${isPassing ? '' : ', which the contract does not have'}.`,
    {
      isPassing,
      retryAfter: isPassing ? millisecondsIn(retryAfter) : null,
    },
  );
}

/** `Retry-After`: seconds, or a date by the wall clock. Null when there is none, or none that can be read. */
function millisecondsIn(retryAfter: string | null): number | null {
  if (retryAfter === null) return null;
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}

function isJson({ contentType }: Answered): boolean {
  return /^application\/([\w.-]+\+)?json\b/i.test(contentType);
}

function jsonIn(answered: Answered): unknown {
  if (!isJson(answered)) return undefined;
  try {
    return JSON.parse(answered.body);
  } catch {
    return undefined;
  }
}

function pathOf(issue: z.core.$ZodIssue | undefined): string {
  return issue === undefined || issue.path.length === 0 ? 'the top' : issue.path.map(String).join('.');
}
