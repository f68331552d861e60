import { draft, type Ruling } from '../../ruling.ts';
import { formatInstant } from '../../time.ts';
import type { ProvisioningAccount, ProvisioningRequest, ProvisioningRequestState } from '../provisioning.ts';
import { requestEvent } from './event.ts';
import type {
  FailedResponse,
  ProvisioningResponse,
  ResponseFacts,
  ResponseOutcome,
  ResponseRefusal,
} from './facts.ts';

const STATE_AFTER: Record<ProvisioningResponse['status'], ProvisioningRequestState> = {
  ACCEPTED: 'COMPLETED',
  REJECTED: 'REJECTED',
};

/**
 * Takes what a provider reports about its own requests, in the order of the call: the good responses take effect, each of the others fails
 * with the first rule that it breaks. The very same response again changes nothing; another one comes too late.
 */
export function takeResponses(
  responses: readonly ProvisioningResponse[],
  facts: ResponseFacts,
): Ruling<ResponseOutcome> {
  const change = draft();
  const judged = new Set<string>();
  const accounts = new Map<number, ProvisioningAccount>();
  const accountOf = (request: ProvisioningRequest): ProvisioningAccount | null => {
    const { providerId, subscriptionId } = request;
    const accountNumber = facts.accountNumbers.get(subscriptionId);
    return (
      accounts.get(subscriptionId) ??
      (accountNumber === undefined ? null : { providerId, subscriptionId, accountNumber })
    );
  };

  const take = (response: ProvisioningResponse): ProvisioningRequest | ResponseRefusal => {
    if (judged.has(response.number)) return duplicate(response);
    judged.add(response.number);
    const request = facts.requests.get(response.number);
    if (!request) return notFound(response);
    const after = answered(request, response, facts.now);
    if (request.state !== 'PENDING')
      return isSame(request, after) ? request : alreadyAnswered(request, response);
    const notApplicable = refusalOf(request, response);
    if (notApplicable) return notApplicable;

    const { accountNumber, providerId, subscriptionId } = after;
    const account = accountOf(request);
    if (accountNumber !== null && accountNumber !== account?.accountNumber) {
      const named = { providerId, subscriptionId, accountNumber };
      change.put('provisioningAccounts', account, named);
      accounts.set(subscriptionId, named);
    }
    change.put('provisioningRequests', request, after);
    change.event(requestEvent(request, after));
    return after;
  };

  const requests: ProvisioningRequest[] = [];
  const failed: FailedResponse[] = [];
  for (const response of responses) {
    const answer = take(response);
    if ('state' in answer) requests.push(answer);
    else failed.push({ number: response.number, ...answer });
  }
  return change.rules({ requests, failed });
}

function answered(
  request: ProvisioningRequest,
  { status, errorCode, errorDescription, accountNumber }: ProvisioningResponse,
  now: number,
): ProvisioningRequest {
  const state = STATE_AFTER[status];
  return { ...request, state, executedDate: now, errorCode, errorDescription, accountNumber };
}

function isSame(one: ProvisioningRequest, other: ProvisioningRequest): boolean {
  return (['state', 'errorCode', 'errorDescription', 'accountNumber'] as const).every(
    (field) => one[field] === other[field],
  );
}

function duplicate({ number }: ProvisioningResponse): ResponseRefusal {
  return {
    errorCode: 'DUPLICATE_ITEM',
    errorDescription: `Provisioning request ${number} is in this call already. Answer it once.`,
  };
}

// Another provider's request is not among the facts, so it is missing too, and so is another operator's.
function notFound({ number }: ProvisioningResponse): ResponseRefusal {
  return {
    errorCode: 'PROVISIONING_REQUEST_NOT_FOUND',
    errorDescription: `There is no provisioning request ${number} for this provider. Check the number and the provider.`,
  };
}

function alreadyAnswered(
  { state, executedDate }: ProvisioningRequest,
  { number }: ProvisioningResponse,
): ResponseRefusal {
  const when = executedDate === null ? '' : ` since ${formatInstant(executedDate)}`;
  return {
    errorCode: 'ALREADY_ANSWERED',
    errorDescription: `Provisioning request ${number} is ${state}${when}, which is final. Only the very same answer again is a repetition.`,
  };
}

function refusalOf(
  { type }: ProvisioningRequest,
  { number, status, errorCode, errorDescription, accountNumber }: ProvisioningResponse,
): ResponseRefusal | null {
  const refused = (why: string): ResponseRefusal => ({ errorCode: 'NOT_APPLICABLE', errorDescription: why });
  if (status === 'ACCEPTED' && (errorCode !== null || errorDescription !== null)) {
    return refused(
      `An error comes only with REJECTED, and ${number} would be ACCEPTED. Leave error code and description out.`,
    );
  }
  if (accountNumber === null || (status === 'ACCEPTED' && type === 'BECOME_SUBSCRIBER')) return null;
  return refused(
    `An account number comes only with an accepted BECOME_SUBSCRIBER, and ${number} is ${type}, ${status}. Leave it out.`,
  );
}
