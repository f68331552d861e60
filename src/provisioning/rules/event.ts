import { changesBetween, type Tellings } from '../../changes.ts';
import type { NewEvent } from '../../events/event.ts';
import type { ProvisioningRequest } from '../provisioning.ts';

/** What happened to a request (before = null: it is new): the event names its customer and subscription too. */
export function requestEvent(before: ProvisioningRequest | null, after: ProvisioningRequest): NewEvent {
  return {
    type: before === null ? 'PROVISIONING_REQUESTED' : 'PROVISIONING_ANSWERED',
    customerId: after.customerId,
    subscriptionId: after.subscriptionId,
    provisioningRequestId: after.id,
    changes: changesBetween(before, after, TELLINGS),
  };
}

// What a provider writes about a failure may name a person, and an account number stands for one.
const TELLINGS: Tellings<ProvisioningRequest> = {
  type: 'plain',
  state: 'plain',
  scheduledDate: 'instant',
  executedDate: 'instant',
  errorCode: 'plain',
  errorDescription: 'personal',
  accountNumber: 'personal',
};
