import { BASE } from '../../src/rest/methods.ts';
import type { Gateway } from '../../src/app.ts';
import type { Data } from '../api/gateway.ts';

/** What came back over the old wire, as a client sees it. */
export interface Reply {
  readonly http: number;
  readonly headers: Headers;
  /** The body as it is. */
  readonly text: string;
  readonly data: Data;
  readonly status: { readonly code: string; readonly description: string; readonly message: string };
}

/** Asks a gateway over the old wire; the token goes where the old wire has it. Text is sent as a body as it is. */
export type Ask = (
  verb: string,
  path: string,
  given?: Readonly<Record<string, unknown>> | string,
  headers?: Record<string, string>,
) => Promise<Reply>;

/** Somebody who asks over the old wire with this token, or with none. */
export function wireOf(gateway: Pick<Gateway, 'fetch'>, token: string | null): Ask {
  return (verb, path, given = {}, headers = {}) => {
    const address = `http://gateway${BASE}${path}`;
    if (typeof given === 'string') return replied(gateway, address, { method: verb, body: given, headers });
    const all = token === null ? given : { token, ...given };
    if (verb !== 'GET')
      return replied(gateway, address, { method: verb, body: JSON.stringify(all), headers });
    const query = new URLSearchParams(
      Object.entries(all).map(([name, value]): [string, string] => [name, String(value)]),
    );
    return replied(gateway, `${address}?${query.toString()}`, { method: verb, headers });
  };
}

/** Asks for an address, however it is written. */
export async function replied(
  gateway: Pick<Gateway, 'fetch'>,
  address: string,
  init: RequestInit = {},
): Promise<Reply> {
  const response = await gateway.fetch(new Request(address, init));
  const text = await response.text();
  const { data, status } = JSON.parse(text) as Pick<Reply, 'data' | 'status'>;
  return { http: response.status, headers: response.headers, text, data, status };
}

/** How every answer says that all is well. */
export const OK = { code: 'OK', description: '', message: '' };
