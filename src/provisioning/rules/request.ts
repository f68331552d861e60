import { numberOf } from '../../ids.ts';
import type { AdministrationProblem } from '../../operators/administration.ts';
import { pack } from '../../packed.ts';
import { draft, unchanged, type Ruling } from '../../ruling.ts';
import type { NetflixSubscription } from '../../subscriptions/subscription.ts';
import type { Instant } from '../../time.ts';
import {
  CARRIES,
  NETFLIX_SERVICE,
  type InstalledItem,
  type ProvisioningRequest,
  type ProvisioningRequestType,
  type ProvisioningService,
} from '../provisioning.ts';
import { requestEvent } from './event.ts';
import type { RequestFacts, RequestOutcome, WantedRequest } from './facts.ts';
import { providerNamed } from './provider.ts';

/** Raises a request by hand. It must be given the data that its type carries and no other; what is carried in numbers may be left out. */
export function requestProvisioning(wanted: WantedRequest, facts: RequestFacts): Ruling<RequestOutcome> {
  const { provider, subscription } = facts;
  const problems = [...notFound(wanted, facts), ...cancelled(wanted, facts), ...wrongData(wanted)];
  if (provider === null || subscription === null || problems.length > 0)
    return unchanged({ request: null, problems });

  const request = pendingRequest(
    {
      id: facts.newId('provisioningRequests'),
      type: wanted.type,
      providerId: provider.id,
      sequenceNumber: facts.lastSequence + 1,
      createdOn: facts.now,
    },
    subscription,
    {
      scheduledDate: wanted.scheduledDate ?? facts.now,
      services: wanted.service ? [wanted.service] : wanted.services,
      installedItems: wanted.installedItem ? [wanted.installedItem] : wanted.installedItems,
    },
  );
  const change = draft();
  change.put('provisioningRequests', null, request);
  change.event(requestEvent(null, request));
  return change.rules({ request, problems });
}

/** A new request. When it does not say which services it is about, those that it carries are Netflix alone. */
export function pendingRequest(
  drawn: Pick<ProvisioningRequest, 'id' | 'type' | 'providerId' | 'sequenceNumber' | 'createdOn'>,
  subscription: NetflixSubscription,
  given: {
    readonly scheduledDate: Instant;
    readonly services: readonly ProvisioningService[] | null;
    readonly installedItems: readonly InstalledItem[] | null;
  },
): ProvisioningRequest {
  const usual = CARRIES[drawn.type].includes('services') ? [NETFLIX_SERVICE] : [];
  return {
    ...drawn,
    state: 'PENDING',
    subscriptionId: subscription.id,
    customerId: subscription.customerId,
    scheduledDate: given.scheduledDate,
    executedDate: null,
    services: pack(given.services ?? usual),
    installedItems: pack(given.installedItems ?? []),
    errorCode: null,
    errorDescription: null,
    accountNumber: null,
  };
}

function notFound(
  { subscriptionNumber, provider: by }: WantedRequest,
  { subscription, provider }: RequestFacts,
): AdministrationProblem[] {
  const problems: AdministrationProblem[] = [];
  if (subscription === null) {
    const message = `There is no subscription ${subscriptionNumber}. Check the number.`;
    problems.push({ code: 'NOT_FOUND', message, path: ['subscriptionNumber'] });
  }
  if (provider === null) {
    const message = `There is no provider ${providerNamed(by)}. Create it, or name another one.`;
    problems.push({ code: 'NOT_FOUND', message, path: ['provider'] });
  }
  return problems;
}

/** What gives something to a subscriber; a subscription that is over gets nothing any more. */
const GIVING: readonly ProvisioningRequestType[] = [
  'BECOME_SUBSCRIBER',
  'ACTIVATE_SUBSCRIBER',
  'ACTIVATE_SERVICE',
  'ADD_INSTALLED_ITEM',
  'ADD_UDR',
];

function cancelled({ type }: WantedRequest, { subscription }: RequestFacts): AdministrationProblem[] {
  if (subscription?.stage !== 'CANCELLED' || !GIVING.includes(type)) return [];
  const message = `Subscription ${numberOf('S', subscription.id)} is cancelled: ${type} cannot be requested for it any more. Register the customer again.`;
  return [{ code: 'NOT_ALLOWED', message, path: ['type'] }];
}

function wrongData(wanted: WantedRequest): AdministrationProblem[] {
  const { type } = wanted;
  const carried = CARRIES[type];
  const problem = (field: string, message: string): AdministrationProblem => ({
    ...{ code: 'NOT_ALLOWED', message, path: [field] },
  });
  return (['service', 'services', 'installedItem', 'installedItems'] as const).flatMap((field) => {
    const given = wanted[field];
    const isOne = field === 'service' || field === 'installedItem';
    if (carried.includes(field)) {
      return isOne && given === null ? [problem(field, `${type} is about one \`${field}\`. Give it.`)] : [];
    }
    const isNothing = given === null || ('length' in given && given.length === 0);
    return isNothing ? [] : [problem(field, `${type} carries no \`${field}\`. Leave it out.`)];
  });
}
