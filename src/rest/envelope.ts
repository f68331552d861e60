import type { Answer } from '../http/request.ts';
import { REFUSALS, type Refused } from './refusals.ts';

/** What a method answers when all is well. */
export function answered(data: unknown): Answer {
  return enveloped(200, data, { code: 'OK', description: '', message: '' });
}

/** What a call is told that is refused; the description names the parameter. */
export function refused({ code, parameter, message, headers }: Refused, always200: boolean): Answer {
  const status = always200 ? 200 : REFUSALS[code].status;
  const answer = enveloped(status, {}, { code, description: parameter, message });
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

function enveloped(httpStatus: number, data: unknown, status: object): Answer {
  return {
    status: httpStatus,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    body: JSON.stringify({ data, status }),
  };
}
