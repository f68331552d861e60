import type { Gateway } from '../../src/app.ts';
import type { Data } from '../api/gateway.ts';
import { DOCUMENT, expectDocumented } from './document.ts';
import { replied } from './wire.ts';

/** A client that knows nothing of the gateway but its OpenAPI document: one function for each operation. Throws what it is refused. */
export type Client = Readonly<Record<string, (given?: Data) => Promise<Data>>>;

/** Makes a client from the document; `headers` go with every call. */
export function clientFrom(
  gateway: Pick<Gateway, 'fetch'>,
  headers: () => Record<string, string> = () => ({}),
): Client {
  const [server] = DOCUMENT.servers;
  return Object.fromEntries(
    Object.entries(DOCUMENT.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([verb, { operationId, parameters }]) => {
        const call = async (given: Data = {}) => {
          const address = new URL(`http://gateway${server?.url ?? ''}${path}`);
          for (const { name, required } of parameters ?? []) {
            if (required && given[name] === undefined) throw new Error(`Expected the parameter ${name}.`);
            if (given[name] !== undefined) address.searchParams.set(name, String(given[name]));
          }
          const body = parameters ? {} : { body: JSON.stringify(given) };
          const init = { method: verb.toUpperCase(), headers: headers(), ...body };
          const reply = await replied(gateway, address.href, init);
          expectDocumented({ method: verb, path: path.slice(1) }, reply);
          if (reply.status.code !== 'OK') throw new Error(`${reply.status.code}: ${reply.status.message}`);
          return reply.data;
        };
        return [operationId, call] as const;
      }),
    ),
  );
}
