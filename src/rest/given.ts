import type { HttpRequest } from '../http/request.ts';
import { isObject } from '../json.ts';
import type { Given, Method } from './method.ts';
import { invalid, Refused } from './refusals.ts';

/** The query of a GET, where an empty value is as good as none. */
export function queryOf({ search }: HttpRequest, { parameters }: Method): Given {
  const given = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(search)) {
    if (value === '' || !(name === 'token' || Object.hasOwn(parameters, name))) continue;
    if (given.has(name)) throw invalid(name, 'is given twice');
    given.set(name, value);
  }
  return Object.fromEntries(given);
}

/** The body of a POST; none is as good as an empty one. */
export async function bodyOf(request: HttpRequest): Promise<Given> {
  const text = await request.text();
  const body = text.trim() === '' ? {} : jsonIn(text);
  if (!isObject(body)) throw new Refused('INVALID_BODY', '', 'The body must be a JSON object.');
  return body;
}

/** What a text of JSON says; null when it is none. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
