import type { Data } from '../api/gateway.ts';
import { LOG_IN } from './faulty.ts';

/** A mutation of the story, which answers without a problem once nothing fails. */
export interface Step {
  readonly field: string;
  readonly input: (known: Known) => Record<string, unknown>;
  /** What is selected of the payload; nothing that would be read again. */
  readonly selection?: string;
  /** What later steps have to know. */
  readonly keep?: (payload: Data, known: Known) => void;
  /** With a credential of its own, or none. */
  readonly credential?: (known: Known) => string | null;
}

/** What the story has found out so far. */
export interface Known {
  readonly apiKey: string;
  keyPrefix: string;
  token: string;
  signUpToken: string;
  pai: string;
  charges: string[];
  request: string;
}

const by = { billingSystemCustomerIdentifier: 'B-1' };
const PROBLEMS = 'problems { code message }';
const receipt = (n: number, { pai }: Known) => ({
  ...{ netflixChargeIdentifier: `N-${n}`, netflixCustomerIdentifier: pai, amount: '9.99', currency: 'EUR' },
  ...{ paidThroughDate: '2099-12-31', raisedOn: '2026-03-01T12:00:00Z' },
});
const received = (payload: Data, known: Known) =>
  known.charges.push(...payload.charges.map(({ number }: { number: string }) => number));
const item = (number: string | undefined) => ({ number, ...by });
const RECEIVED = 'charges { number } failedReceipts { errorDescription }';
const JUDGED = 'charges { number } failedCharges { errorDescription }';

/** One life in which every mutation that takes one transaction at most has its place. */
export const STORY: readonly Step[] = [
  {
    field: 'createPromotion',
    input: () => ({ code: 'SPRING', name: 'Spring', effectiveFrom: '2026-01-01T00:00:00Z' }),
  },
  { field: 'updatePromotion', input: () => ({ code: 'SPRING', name: 'Early spring' }) },
  { field: 'createProvisioningProvider', input: () => ({ name: 'boxes' }) },
  {
    field: 'updateOperator',
    input: () => ({ name: 'Cytel Ltd', exchangeRates: [{ currency: 'USD', rate: '0.92' }] }),
  },
  {
    field: 'createApiKey',
    input: () => ({ name: 'spare', scopes: ['READ'] }),
    selection: `prefix ${PROBLEMS}`,
    keep: ({ prefix }, known) => (known.keyPrefix = prefix),
  },
  { field: 'revokeApiKey', input: ({ keyPrefix }) => ({ prefix: keyPrefix }) },
  {
    field: 'registerSubscription',
    input: () => ({ ...by, firstName: 'Anna', promotionCode: 'SPRING' }),
    selection: `netflixToken { value } subscription { customer { netflixCustomerIdentifier } } ${PROBLEMS}`,
    keep: ({ netflixToken, subscription }, known) => {
      known.signUpToken = netflixToken.value;
      known.pai = subscription.customer.netflixCustomerIdentifier;
    },
  },
  {
    field: 'confirmSignUp',
    input: ({ signUpToken }) => ({ token: signUpToken, signedUpOn: '2026-02-01T00:00:00Z' }),
  },
  { field: 'updateCustomer', input: () => ({ by, firstName: 'Bella' }) },
  {
    field: 'receiveCharges',
    input: (known) => ({ charges: [1, 2, 3].map((n) => receipt(n, known)) }),
    selection: RECEIVED,
    keep: received,
  },
  {
    field: 'acceptCharges',
    input: ({ charges }) => ({ charges: [{ ...item(charges[0]), referenceNumber: 'INV-1' }] }),
    selection: JUDGED,
  },
  {
    field: 'declineCharges',
    input: ({ charges }) => ({ charges: [item(charges[1])] }),
    selection: JUDGED,
  },
  { field: 'suspendSubscription', input: () => ({ by }) },
  {
    field: 'receiveCharges',
    input: (known) => ({ charges: [receipt(4, known)] }),
    selection: RECEIVED,
    keep: received,
  },
  { field: 'unsuspendSubscription', input: () => ({ by }) },
  { field: 'processCharges', input: () => ({ limit: 100 }), selection: 'processed' },
  {
    field: 'acknowledgeCharges',
    input: ({ charges }) => ({ charges: charges.map(item) }),
    selection: JUDGED,
  },
  // The declined charge has cancelled the first one.
  {
    field: 'registerSubscription',
    input: () => by,
    selection: `netflixToken { value } ${PROBLEMS}`,
  },
  {
    field: 'requestProvisioning',
    input: () => ({
      ...{ subscriptionNumber: 'S00000002', provider: { name: 'boxes' }, type: 'ADD_UDR' },
      service: { code: 'HD', name: 'High definition' },
    }),
    selection: `provisioningRequest { number } ${PROBLEMS}`,
    keep: ({ provisioningRequest }, known) => (known.request = provisioningRequest.number),
  },
  {
    field: 'respondToProvisioningRequests',
    input: ({ request }) => ({
      provider: { name: 'boxes' },
      responses: [{ number: request, status: 'ACCEPTED' }],
    }),
    selection: 'failedProvisioningRequests { errorDescription }',
  },
  { field: 'terminateSubscription', input: () => ({ by }) },
  { field: 'eraseCustomer', input: () => ({ by }) },
  {
    field: 'logIn',
    input: () => LOG_IN,
    selection: 'token',
    credential: () => null,
  },
  {
    field: 'logInWithApiKey',
    input: ({ apiKey }) => ({ apiKey }),
    selection: 'token',
    keep: ({ token }, known) => (known.token = token),
    credential: () => null,
  },
  { field: 'logOut', input: () => ({}), selection: 'released', credential: ({ token }) => token },
];

/** The text of a step. */
export function mutationOf({ field, selection = PROBLEMS }: Step): string {
  if (field === 'logOut') return `mutation { logOut { ${selection} } }`;
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;
  const nullable = field === 'processCharges' ? '' : '!';
  return `mutation ($input: ${type}${nullable}) { ${field}(input: $input) { ${selection} } }`;
}
