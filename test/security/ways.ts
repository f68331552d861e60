import { openGateway, type Client, type OpenGateway } from '../api/gateway.ts';

/** The two ways to the engine, which have to answer alike. */
export const WAYS = [
  ['short', true],
  ['long', false],
] as const;

/** What came back, whatever it is. */
export interface Came {
  readonly status: number;
  readonly headers: Headers;
  readonly data: unknown;
  /** `extensions.code` of its errors. */
  readonly codes: readonly unknown[];
  readonly messages: readonly string[];
  readonly text: string;
}

/** Opens a gateway that goes one of the two ways. */
export function openOnWay(
  hasShortWay: boolean,
  environment: Record<string, string> = {},
): Promise<OpenGateway> {
  return openGateway({}, environment, { hasShortWay });
}

/** Sends a body of JSON as it stands. */
export async function posted(
  { gateway }: Pick<OpenGateway, 'gateway'>,
  body: string,
  headers: Record<string, string> = {},
): Promise<Came> {
  return answered(
    await gateway.fetch(
      new Request('http://gateway/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      }),
    ),
  );
}

/** The header that sends a client's credential along. */
export function presenting({ credential }: Client): Record<string, string> {
  return credential === null ? {} : { authorization: `Bearer ${credential}` };
}

/** Reads an answer of GraphQL. */
export async function answered(response: Response): Promise<Came> {
  const text = await response.text();
  const { data, errors = [] } = JSON.parse(text === '' ? '{}' : text) as {
    data?: unknown;
    errors?: { message: string; extensions?: { code?: unknown } }[];
  };
  return {
    status: response.status,
    headers: response.headers,
    data,
    codes: errors.map(({ extensions }) => extensions?.code),
    messages: errors.map(({ message }) => message),
    text,
  };
}
