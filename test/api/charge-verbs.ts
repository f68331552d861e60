import type { Client, Data, OpenGateway } from './gateway.ts';

/** What becomes of a charge, as its answers tell it. */
export const FATE = 'number status decision { verdict decidedOn } referenceNumber acknowledgedOn';

export type ItemVerb = 'acceptCharges' | 'declineCharges' | 'acknowledgeCharges';

export interface Item {
  readonly number: string;
  readonly billingSystemCustomerIdentifier?: string;
  readonly referenceNumber?: string | null;
}

/** Accepts, declines or acknowledges charges, those of B-100 unless the item says otherwise. */
export async function tell(
  client: Client,
  verb: ItemVerb,
  items: readonly (Item | string)[],
  dryRun?: boolean,
): Promise<Data> {
  const charges = items.map((item) => ({
    billingSystemCustomerIdentifier: 'B-100',
    ...(typeof item === 'string' ? { number: item } : item),
  }));
  const data = await client.ask(
    `mutation ($input: ${capitalized(verb)}Input!) {
      ${verb}(input: $input) {
        charges { ${FATE} }
        failedCharges { number referenceNumber errorCode errorDescription }
      }
    }`,
    { input: { charges, dryRun } },
  );
  return data[verb] as Data;
}

/** Settles what is due. */
export async function settle(client: Client, input: Data = {}): Promise<Data> {
  const data = await client.ask(
    'mutation ($input: ProcessChargesInput) { processCharges(input: $input) { processed remaining } }',
    { input },
  );
  return data.processCharges as Data;
}

/** What receiveCharges answers; the test says what it wants to know of the charges. */
export async function receive(
  client: Client,
  charges: readonly Data[],
  { fields = FATE, dryRun = false } = {},
): Promise<Data> {
  const data = await client.ask(
    `mutation ($input: ReceiveChargesInput!) {
      receiveCharges(input: $input) {
        charges { ${fields} }
        failedReceipts { netflixChargeIdentifier errorCode errorDescription }
      }
    }`,
    { input: { charges, dryRun } },
  );
  return data.receiveCharges as Data;
}

/** One charge by its number. */
export async function look(client: Client, number: string, fields = FATE): Promise<Data> {
  const data = await client.ask(`query ($number: String!) { charge(number: $number) { ${fields} } }`, {
    number,
  });
  return data.charge as Data;
}

/** Suspends, unsuspends or terminates the customer's subscription. */
export async function move(
  client: Client,
  verb: 'suspend' | 'unsuspend' | 'terminate',
  customer = 'B-100',
): Promise<void> {
  const mutation = `${verb}Subscription`;
  const data = await client.ask(
    `mutation ($customer: String!) {
      ${mutation}(input: { by: { billingSystemCustomerIdentifier: $customer } }) { problems { message } }
    }`,
    { customer },
  );
  const { problems } = data[mutation] as { problems: unknown[] };
  if (problems.length > 0) throw new Error(`Expected to ${verb} ${customer}: ${JSON.stringify(problems)}`);
}

/** Changes the policy or the rates of the operator. */
export async function updateOperator(client: Client, input: Data): Promise<void> {
  await client.ask(
    `mutation ($input: UpdateOperatorInput!) { updateOperator(input: $input) { problems { message } } }`,
    { input },
  );
}

/** The statements since the last call that wrote something. */
export function writes({ statements }: Pick<OpenGateway, 'statements'>): string[] {
  return statements().filter((sql) => /^\s*(INSERT|UPDATE|DELETE|REPLACE)\b/i.test(sql));
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
