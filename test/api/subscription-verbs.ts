import type { Answer, Client, Data } from './gateway.ts';

/** What is told of a subscription unless a test wants to know something else. */
export const STANDING = `
  number stage lifeCycleState netflixState cancellationReason channel allowedActions
  registeredOn signedUpOn suspendedOn cancelledOn
`;

/** What is told of a customer unless a test wants to know something else. */
export const PERSON = `
  billingSystemCustomerIdentifier netflixCustomerIdentifier firstName lastName createdOn
  addresses { type isPrimary streetName streetNumber addressLine1 country floor }
  emails { type isPrimary emailAddress notes }
  phones { type isPrimary number areaCode country notes }
`;

/** What a registration tells of a person, everything once. */
export const ANNA = {
  firstName: 'Anna',
  lastName: 'Pavlou',
  address: { type: 'HOME', streetName: 'Makariou' },
  email: { type: 'PERSONAL', emailAddress: 'anna@example.com' },
  phone: { type: 'MOBILE', number: '99 123456' },
};

/** Names the customer that most tests are about. */
export const B100 = { billingSystemCustomerIdentifier: 'B-100' };

/** The mutation with its one input; `fields` are those of the subscription, or of the customer. */
export function registering(fields = STANDING): string {
  return `mutation ($input: RegisterSubscriptionInput!) {
    registerSubscription(input: $input) {
      subscription { ${fields} }
      netflixToken { value expiresOn redirectUrl handedOver }
      problems { code message path }
    }
  }`;
}

export type Verb =
  'confirmSignUp' | 'suspendSubscription' | 'unsuspendSubscription' | 'terminateSubscription';

/** The mutation with its one input. */
export function changing(verb: Verb, fields = STANDING): string {
  return `mutation ($input: ${verb.charAt(0).toUpperCase()}${verb.slice(1)}Input!) {
    ${verb}(input: $input) { subscription { ${fields} } problems { code message path } }
  }`;
}

/** The mutation with its one input. */
export function updating(fields = PERSON): string {
  return `mutation ($input: UpdateCustomerInput!) {
    updateCustomer(input: $input) { customer { ${fields} } problems { code message path } }
  }`;
}

/** Registers B-100, or whom the input says. */
export async function register(client: Client, input: Data = {}, fields?: string): Promise<Data> {
  const { registerSubscription } = await client.ask(registering(fields), { input: { ...B100, ...input } });
  return registerSubscription;
}

/** The token of a registration of B-100, or of whom the input says. */
export async function tokenOf(client: Client, input: Data = {}): Promise<string> {
  return (await register(client, input)).netflixToken.value;
}

/** Reports a sign-up. */
export async function confirm(client: Client, input: Data, fields?: string): Promise<Data> {
  const { confirmSignUp } = await client.ask(changing('confirmSignUp', fields), { input });
  return confirmSignUp;
}

/** Suspends, unsuspends or terminates the subscription of B-100, or of whom the input says. */
export async function change(
  client: Client,
  verb: Exclude<Verb, 'confirmSignUp'>,
  input: Data = {},
  fields?: string,
): Promise<Data> {
  const data = await client.ask(changing(verb, fields), { input: { by: B100, ...input } });
  return data[verb];
}

/** Updates B-100, or whom the input says. */
export async function update(client: Client, input: Data, fields?: string): Promise<Data> {
  const { updateCustomer } = await client.ask(updating(fields), { input: { by: B100, ...input } });
  return updateCustomer;
}

/** B-100 as it is. */
export async function person(client: Client, fields = PERSON): Promise<Data> {
  const { customer } = await client.ask(`query ($by: CustomerBy!) { customer(by: $by) { ${fields} } }`, {
    by: B100,
  });
  return customer;
}

/** The faults of an input that was refused as badly formed and did nothing, each as its path and its message. */
export function faultsOf({ data, errors = [] }: Answer): [path: string, message: string][] {
  const [error] = errors;
  const answered = Object.values(data ?? {}).some((field) => field !== null);
  if (errors.length !== 1 || error?.extensions.code !== 'BAD_USER_INPUT' || answered)
    throw new Error(`Expected BAD_USER_INPUT and nothing else, found ${JSON.stringify({ data, errors })}`);
  const issues = error.extensions.issues as { path: string[]; message: string }[]; // what BAD_USER_INPUT comes with
  return issues.map(({ path, message }) => [path.join('.'), message]);
}
