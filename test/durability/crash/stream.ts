import type { Claims } from './claims.ts';

/** How many callers there are at once: so many answers are on their way when the gateway dies. */
const CALLERS = 12;

/** Mutations without pause until the gateway does not answer any more. Whatever it answers is noted as a claim. */
export async function stream(address: string, key: string, claims: Claims): Promise<void> {
  await Promise.all(Array.from({ length: CALLERS }, () => callUntilDead(address, key, claims)));
}

class Dead extends Error {}

async function callUntilDead(address: string, key: string, claims: Claims): Promise<void> {
  const ask = async (mutation: string, variables: Record<string, unknown>): Promise<Answer> => {
    claims.sent += 1;
    const body = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query: mutation, variables }),
    }).then(
      (response) => response.text(),
      (error: unknown) => {
        throw new Dead('The gateway does not answer any more.', { cause: error });
      },
    );
    const { data, errors } = JSON.parse(body) as { data?: Answer; errors?: unknown }; // as GraphQL has it
    if (!data || errors) throw new Error(`Expected data, found ${body}`);
    claims.answered += 1;
    return data;
  };
  try {
    for (;;) await live(claims.newCustomer(), ask, claims);
  } catch (error) {
    if (!(error instanceof Dead)) throw error;
  }
}

/** Answers are read loosely: what is missing makes a claim that does not hold. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Answer = Record<string, any>;

/** What happens to one customer, each step answered before the next. */
async function live(
  customer: string,
  ask: (mutation: string, variables: Record<string, unknown>) => Promise<Answer>,
  claims: Claims,
): Promise<void> {
  const by = { billingSystemCustomerIdentifier: customer };
  const { registerSubscription } = await ask(REGISTER, { customer });
  const { subscription, netflixToken } = registerSubscription;
  const pai = subscription.customer.netflixCustomerIdentifier;
  claims.registered(customer, subscription.number);

  await ask(CONFIRM, { token: netflixToken.value, signedUpOn: new Date().toISOString() });
  claims.signedUp(customer);

  for (const firstName of ['Anna', 'Bella', 'Chloe']) {
    claims.renaming(customer, firstName);
    await ask(RENAME, { by, firstName });
    claims.renamed(customer, firstName);
  }

  const raisedOn = new Date().toISOString();
  const charges = [1, 2, 3].map((n) => ({
    ...{ netflixChargeIdentifier: `NFX-${customer}-${n}`, netflixCustomerIdentifier: pai },
    ...{ amount: `${n}.25`, currency: 'EUR', paidThroughDate: '2099-12-31', raisedOn },
  }));
  const { receiveCharges } = await ask(RECEIVE, { charges });
  const numbers: string[] = receiveCharges.charges.map(({ number }: { number: string }) => number);
  charges.forEach(({ netflixChargeIdentifier }, k) => {
    claims.received(netflixChargeIdentifier, numbers[k] ?? 'none', 100 * (k + 1) + 25);
  });

  const items = numbers.map((number, k) => ({ number, ...by, referenceNumber: `INV-${customer}-${k}` }));
  // Another caller may have settled them first.
  const { acceptCharges } = await ask(ACCEPT, { items });
  for (const { number, referenceNumber } of acceptCharges.charges) claims.accepted(number, referenceNumber);

  await ask(ASK_PLATFORM, { subscription: subscription.number, code: customer });
  claims.asked(customer);

  await ask(SETTLE, {});
  const { acknowledgeCharges } = await ask(ACKNOWLEDGE, { items });
  for (const { number } of acknowledgeCharges.charges) claims.acknowledged(number);

  await ask(SUSPEND, { by });
  await ask(TERMINATE, { by });
  claims.terminated(customer);
}

const REGISTER = `mutation ($customer: String!) {
  registerSubscription(input: { billingSystemCustomerIdentifier: $customer }) {
    subscription { number customer { netflixCustomerIdentifier } } netflixToken { value }
  }
}`;
const CONFIRM = `mutation ($token: String!, $signedUpOn: DateTime!) {
  confirmSignUp(input: { token: $token, signedUpOn: $signedUpOn }) { subscription { stage } }
}`;
const RENAME = `mutation ($by: CustomerBy!, $firstName: String!) {
  updateCustomer(input: { by: $by, firstName: $firstName }) { customer { firstName } }
}`;
const RECEIVE = `mutation ($charges: [ReceivedChargeInput!]!) {
  receiveCharges(input: { charges: $charges }) { charges { number } }
}`;
const ACCEPT = `mutation ($items: [AcceptedChargeInput!]!) {
  acceptCharges(input: { charges: $items }) { charges { number referenceNumber } }
}`;
const ASK_PLATFORM = `mutation ($subscription: String!, $code: String!) {
  requestProvisioning(input: {
    subscriptionNumber: $subscription, provider: { name: "boxes" }, type: ADD_UDR, service: { code: $code, name: "Udr" }
  }) { provisioningRequest { number } }
}`;
const SETTLE = 'mutation { processCharges(input: { limit: 1000 }) { processed } }';
const ACKNOWLEDGE = `mutation ($items: [AcknowledgedChargeInput!]!) {
  acknowledgeCharges(input: { charges: $items }) { charges { number } }
}`;
const SUSPEND =
  'mutation ($by: CustomerBy!) { suspendSubscription(input: { by: $by }) { subscription { stage } } }';
const TERMINATE =
  'mutation ($by: CustomerBy!) { terminateSubscription(input: { by: $by }) { subscription { stage } } }';
