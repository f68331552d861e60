import type { Client, Data } from './gateway.ts';

/** What is told of a request unless a test wants to know something else. */
export const REQUEST =
  'number type state sequenceNumber createdOn scheduledDate executedDate errorCode errorDescription accountNumber';

/** The provider that most tests are about. */
export const BOXES = { name: 'Boxes' };

/** Adds a provider; answers its id. */
export async function addProvider(client: Client, name = 'Boxes', alternativeCode?: string): Promise<string> {
  const { createProvisioningProvider } = await client.ask(
    `mutation ($input: CreateProvisioningProviderInput!) {
      createProvisioningProvider(input: $input) { provisioningProvider { id } problems { message } }
    }`,
    { input: { name, alternativeCode } },
  );
  return createProvisioningProvider.provisioningProvider.id;
}

/** A page of the list of work of Boxes, or of whom the arguments say. */
export async function pending(client: Client, args: Data = {}, fields = 'number'): Promise<Data> {
  const data = await client.ask(pendingQuery(fields), { provider: BOXES, ...args });
  return data.pendingProvisioningRequests;
}

export function pendingQuery(fields = 'number'): string {
  return `query ($provider: ProvisioningProviderBy!, $first: Int, $after: String, $offset: Int) {
    pendingProvisioningRequests(provider: $provider, first: $first, after: $after, offset: $offset) {
      totalCount
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      groups { subscription { number } accountNumber requests { ${fields} } }
    }
  }`;
}

/** The numbers of the requests on a page, in groups. */
export function numbersIn({ groups }: Data): string[][] {
  return groups.map(({ requests }: Data) => requests.map(({ number }: Data) => number));
}

/** Answers requests of Boxes, or of whom the input says. */
export async function respond(
  client: Client,
  responses: readonly (string | Data)[],
  input: Data = {},
): Promise<Data> {
  const data = await client.ask(
    `mutation ($input: RespondToProvisioningRequestsInput!) {
      respondToProvisioningRequests(input: $input) {
        provisioningRequests { ${REQUEST} }
        failedProvisioningRequests { number errorCode errorDescription }
      }
    }`,
    {
      input: {
        provider: BOXES,
        responses: responses.map((response) =>
          typeof response === 'string' ? { number: response, status: 'ACCEPTED' } : response,
        ),
        ...input,
      },
    },
  );
  return data.respondToProvisioningRequests;
}

/** Raises a request for S00000001 at Boxes, or what the input says. */
export async function raise(client: Client, input: Data = {}, fields = REQUEST): Promise<Data> {
  const data = await client.ask(
    `mutation ($input: RequestProvisioningInput!) {
      requestProvisioning(input: $input) { provisioningRequest { ${fields} } problems { code message path } }
    }`,
    { input: { subscriptionNumber: 'S00000001', provider: BOXES, type: 'UPDATE_ADDRESS', ...input } },
  );
  return data.requestProvisioning;
}

/** One request by its number. */
export async function lookUp(client: Client, number: string, fields = REQUEST): Promise<Data> {
  const data = await client.ask(
    `query ($number: String!) { provisioningRequest(number: $number) { ${fields} } }`,
    { number },
  );
  return data.provisioningRequest;
}

/** Every request about a subscription, as its type and where it went, in the order of their numbers. */
export async function requestsOf(client: Client, subscriptionNumber = 'S00000001'): Promise<string[]> {
  const { subscription } = await client.ask(
    `query ($number: String!) {
      subscription(number: $number) { provisioningRequests(first: 50) { nodes { type provider { name } } } }
    }`,
    { number: subscriptionNumber },
  );
  return subscription.provisioningRequests.nodes.map(
    ({ type, provider }: Data) => `${type as string} → ${provider.name as string}`,
  );
}
