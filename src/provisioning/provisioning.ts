import type { EventType, NewEvent } from '../events/event.ts';
import type { Packed } from '../packed.ts';
import { DAY, type Instant } from '../time.ts';

export const PROVISIONING_REQUEST_TYPES = [
  'BECOME_SUBSCRIBER',
  'ACTIVATE_SERVICE',
  'DEACTIVATE_SERVICE',
  'ADD_INSTALLED_ITEM',
  'REMOVE_INSTALLED_ITEM',
  'ACTIVATE_SUBSCRIBER',
  'DEACTIVATE_SUBSCRIBER',
  'UPDATE_SUBSCRIBER',
  'UPDATE_ADDRESS',
  'ADD_UDR',
  'CANCEL_UDR',
] as const;
export type ProvisioningRequestType = (typeof PROVISIONING_REQUEST_TYPES)[number];

export const PROVISIONING_REQUEST_STATES = ['PENDING', 'COMPLETED', 'REJECTED'] as const;
export type ProvisioningRequestState = (typeof PROVISIONING_REQUEST_STATES)[number];

export const PROVISIONING_ERRORS = [
  'DUPLICATE_ITEM',
  'PROVISIONING_REQUEST_NOT_FOUND',
  'ALREADY_ANSWERED',
  'NOT_APPLICABLE',
] as const;
export type ProvisioningErrorCode = (typeof PROVISIONING_ERRORS)[number];

/** An outside platform of the operator that fetches its work and reports back. */
export interface ProvisioningProvider {
  readonly id: number;
  /** Unique per operator. */
  readonly name: string;
  /** Another word for it, unique per operator; null = none. */
  readonly alternativeCode: string | null;
}

/** One of the three ways to name a provider; exactly one is given. */
export type ProvisioningProviderBy =
  { readonly id: number } | { readonly name: string } | { readonly alternativeCode: string };

/** One command for a provider about one subscription. Personal data is not copied into it: what it carries of the customer is read when asked. */
export interface ProvisioningRequest {
  readonly id: number;
  readonly type: ProvisioningRequestType;
  readonly state: ProvisioningRequestState;
  readonly providerId: number;
  readonly subscriptionId: number;
  readonly customerId: number;
  /** Its place among the requests of its subscription at its provider, from 1. */
  readonly sequenceNumber: number;
  readonly createdOn: Instant;
  readonly scheduledDate: Instant;
  /** When it was answered; null while PENDING. */
  readonly executedDate: Instant | null;
  readonly services: Packed<readonly ProvisioningService[]>;
  readonly installedItems: Packed<readonly InstalledItem[]>;
  /** Only of a REJECTED one. */
  readonly errorCode: string | null;
  readonly errorDescription: string | null;
  /** What the provider called the subscriber in its answer; only of an accepted BECOME_SUBSCRIBER. */
  readonly accountNumber: string | null;
}

export interface ProvisioningService {
  readonly code: string;
  readonly name: string;
  readonly quantity: number;
}

export interface InstalledItem {
  readonly code: string;
  readonly serialNumber: string;
  readonly name: string | null;
}

/** What the provider calls a subscriber, told with the answer to BECOME_SUBSCRIBER. */
export interface ProvisioningAccount {
  readonly providerId: number;
  readonly subscriptionId: number;
  readonly accountNumber: string;
}

/** Days for which a request that nobody has answered stays in its provider's list of work; to the millisecond, the last one included. */
export const PENDING_DAYS = 7;

/** Whatever was created before is not in the list of work any more. */
export function pendingSince(now: Instant): Instant {
  return now - PENDING_DAYS * DAY;
}

/** Requests that one call can answer. */
export const MOST_RESPONSES = 50;

/** What a type of request carries: the old system's table. `services` are several, `service` is one. */
export const CARRIES: Record<ProvisioningRequestType, readonly Carried[]> = {
  BECOME_SUBSCRIBER: ['address', 'accountInformation', 'services', 'installedItems'],
  ACTIVATE_SUBSCRIBER: ['services'],
  DEACTIVATE_SUBSCRIBER: ['services'],
  UPDATE_SUBSCRIBER: ['address', 'accountInformation'],
  UPDATE_ADDRESS: ['address'],
  ACTIVATE_SERVICE: ['service'],
  DEACTIVATE_SERVICE: ['service'],
  ADD_UDR: ['service'],
  CANCEL_UDR: ['service'],
  ADD_INSTALLED_ITEM: ['installedItem'],
  REMOVE_INSTALLED_ITEM: ['installedItem'],
};
type Carried = 'address' | 'accountInformation' | 'service' | 'services' | 'installedItem' | 'installedItems';

/** Whether requests of its type carry that. */
export function carries({ type }: ProvisioningRequest, what: Carried): boolean {
  return CARRIES[type].includes(what);
}

/** Neighbours in a list of work that are about the same subscription, together. */
export function grouped<Row extends { readonly request: Pick<ProvisioningRequest, 'subscriptionId'> }>(
  rows: readonly Row[],
): [Row, ...Row[]][] {
  const groups: [Row, ...Row[]][] = [];
  for (const row of rows) {
    const group = groups.at(-1);
    if (group?.[0].request.subscriptionId === row.request.subscriptionId) group.push(row);
    else groups.push([row]);
  }
  return groups;
}

/** What Netflix is called on an operator's platform. */
export const NETFLIX_SERVICE: ProvisioningService = { code: 'NETFLIX', name: 'Netflix', quantity: 1 };

/** Which requests an event gives rise to, one of each at every provider of the operator; none for most. */
export function requestedBy(event: Pick<NewEvent, 'type' | 'changes'>): readonly ProvisioningRequestType[] {
  const requests = BY_EVENT[event.type];
  return requests ? requests(new Set(event.changes.map(({ field }) => field))) : [];
}

const BY_EVENT: Partial<
  Record<EventType, (changed: ReadonlySet<string>) => readonly ProvisioningRequestType[]>
> = {
  // A token that is issued again registers nobody a second time; the first registration tells its stage.
  SUBSCRIPTION_REGISTERED: (changed) => (changed.has('stage') ? ['BECOME_SUBSCRIBER'] : []),
  SUBSCRIPTION_SIGNED_UP: () => ['ACTIVATE_SUBSCRIBER'],
  SUBSCRIPTION_UNSUSPENDED: () => ['ACTIVATE_SUBSCRIBER'],
  SUBSCRIPTION_SUSPENDED: () => ['DEACTIVATE_SUBSCRIBER'],
  SUBSCRIPTION_CANCELLED: () => ['DEACTIVATE_SUBSCRIBER'],
  CUSTOMER_UPDATED: (changed) => {
    const other = [...changed].some((field) => field !== 'addresses');
    return [
      ...(changed.has('addresses') ? (['UPDATE_ADDRESS'] as const) : []),
      ...(other ? (['UPDATE_SUBSCRIBER'] as const) : []),
    ];
  },
};
