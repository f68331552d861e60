import { numberOf } from '../../src/ids.ts';
import type {
  ProvisioningProvider,
  ProvisioningRequest,
  ProvisioningRequestType,
} from '../../src/provisioning/provisioning.ts';
import type { ProvisioningResponse, WantedRequest } from '../../src/provisioning/rules/facts.ts';
import { createProvider } from '../../src/provisioning/rules/provider.ts';
import { requestProvisioning } from '../../src/provisioning/rules/request.ts';
import { takeResponses } from '../../src/provisioning/rules/response.ts';
import type { PendingPage, PendingQuery } from '../../src/store/provisioning-store.ts';
import { ALL, DOING, existing, type Telecom } from './telecom.ts';

export type Platform = Awaited<ReturnType<typeof platform>>;

/** A new platform of an operator, and what is done with it. */
export async function platform({ store: { provisioning } }: Telecom, name: string) {
  const { provider: added } = await createsProvider(provisioning, name);
  const provider: ProvisioningProvider = existing(added);
  const by = { name };
  return {
    provider,
    /** Asks it for something; an update of the address unless the test says otherwise. */
    requests: async (
      subscriptionNumber: string,
      given: Partial<WantedRequest> = {},
      doing = DOING,
    ): Promise<ProvisioningRequest> => {
      const wanted = wantedRequest(subscriptionNumber, name, given);
      const { request } = await provisioning.request(
        wanted,
        (facts) => requestProvisioning(wanted, facts),
        doing,
      );
      return existing(request);
    },
    responds: (responses: readonly (string | ProvisioningResponse)[], doing = DOING) => {
      const all = responses.map((response) => (typeof response === 'string' ? accepted(response) : response));
      const numbers = all.map(({ number }) => number);
      return provisioning.respond({ provider: by, numbers }, (facts) => takeResponses(all, facts), doing);
    },
    pending: (query: Partial<PendingQuery> = {}): Promise<PendingPage> =>
      provisioning.pendingPage({
        ...{ providerId: provider.id, since: 0, size: 50, after: null, offset: 0 },
        ...query,
      }),
  };
}

export function createsProvider(
  provisioning: Telecom['store']['provisioning'],
  name: string,
  alternativeCode: string | null = null,
) {
  const creation = { name, alternativeCode };
  return provisioning.createProvider(creation, (facts) => createProvider(creation, facts), DOING);
}

/** Every request of an operator, the oldest first. */
export async function everyRequest({ store }: Telecom): Promise<ProvisioningRequest[]> {
  const [subscriptions] = await store.subscriptionPages({ of: 'operator' }, ALL, {});
  const ids = existing(subscriptions).rows.map(({ id }) => id);
  const pages = await store.provisioning.requestPages(ids, ALL);
  return pages.flatMap(({ rows }) => rows).toSorted((one, other) => one.id - other.id);
}

export function numbers(requests: readonly ProvisioningRequest[]): string[] {
  return requests.map(({ id }) => numberOf('P', id));
}

export function accepted(number: string, accountNumber: string | null = null): ProvisioningResponse {
  return { number, status: 'ACCEPTED', errorCode: null, errorDescription: null, accountNumber };
}

function wantedRequest(
  subscriptionNumber: string,
  provider: string,
  given: Partial<WantedRequest>,
): WantedRequest {
  const type: ProvisioningRequestType = 'UPDATE_ADDRESS';
  return {
    ...{ subscriptionNumber, provider: { name: provider }, type, scheduledDate: null },
    ...{ service: null, services: null, installedItem: null, installedItems: null },
    ...given,
  };
}
