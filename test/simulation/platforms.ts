import { DAY, requestOf, type ModelOperator, type ModelRequest } from './model.ts';

// The part of the model that is about outside platforms.

export interface Asking {
  readonly number: string;
  readonly type: string;
  readonly provider: string;
  readonly scheduledOn: number | null;
  readonly service: boolean;
  readonly installedItem: boolean;
}

/** What must come with the types that are asked for by hand. */
export const NEEDS = {
  ADD_UDR: 'service',
  CANCEL_UDR: 'service',
  ACTIVATE_SERVICE: 'service',
  DEACTIVATE_SERVICE: 'service',
  ADD_INSTALLED_ITEM: 'installedItem',
  REMOVE_INSTALLED_ITEM: 'installedItem',
  UPDATE_ADDRESS: null,
} as const;
const GIVING = ['ADD_UDR', 'ACTIVATE_SERVICE', 'ADD_INSTALLED_ITEM'];

/** Asks a platform for something by hand: the request, or why not. */
export function ask(operator: ModelOperator, asking: Asking, now: number) {
  const { number, type, provider, scheduledOn } = asking;
  const subscription = operator.subscriptions.find((one) => one.number === number);
  const need = NEEDS[type as keyof typeof NEEDS]; // only those are drawn
  const isWrong = (['service', 'installedItem'] as const).some((what) => asking[what] !== (need === what));
  const problems = [
    ...(subscription && operator.providers.includes(provider) ? [] : ['NOT_FOUND']),
    ...(isWrong || (subscription?.stage === 'CANCELLED' && GIVING.includes(type)) ? ['NOT_ALLOWED'] : []),
  ];
  if (!subscription || problems.length > 0) return { request: null, problems };
  const request = requestOf(operator, {
    provider,
    type,
    subscription,
    on: now,
    scheduledOn: scheduledOn ?? now,
  });
  return { request, problems };
}

export interface Response {
  readonly number: string;
  readonly status: 'ACCEPTED' | 'REJECTED';
  readonly accountNumber?: string;
}

const STATE_AFTER = { ACCEPTED: 'COMPLETED', REJECTED: 'REJECTED' } as const;

/** Takes a provider's answers; says which were taken and which were not, and why. */
export function respond(
  operator: ModelOperator,
  provider: string,
  responses: readonly Response[],
  now: number,
) {
  const taken: ModelRequest[] = [];
  const failed: { number: string; errorCode: string }[] = [];
  const judged = new Set<string>();
  for (const response of responses) {
    const { number } = response;
    const found = operator.requests.find((one) => one.number === number && one.provider === provider);
    const errorCode = judged.has(number) ? 'DUPLICATE_ITEM' : faultOf(found, response);
    judged.add(number);
    if (errorCode !== null || !found) failed.push({ number, errorCode: errorCode ?? '' });
    else taken.push(answered(operator, found, response, now));
  }
  return { taken, failed };
}

function faultOf(found: ModelRequest | undefined, response: Response): string | null {
  const { status, accountNumber } = response;
  if (!found) return 'PROVISIONING_REQUEST_NOT_FOUND';
  if (found.state !== 'PENDING') return found.answer === textOf(response) ? null : 'ALREADY_ANSWERED';
  const isWanted = status === 'ACCEPTED' && found.type === 'BECOME_SUBSCRIBER';
  return accountNumber !== undefined && !isWanted ? 'NOT_APPLICABLE' : null;
}

function answered(
  operator: ModelOperator,
  request: ModelRequest,
  response: Response,
  now: number,
): ModelRequest {
  if (request.state !== 'PENDING') return request;
  operator.happened.push({ type: 'PROVISIONING_ANSWERED', subject: request.number, on: now });
  request.state = STATE_AFTER[response.status];
  request.answer = textOf(response);
  request.subscription.accountNumber = response.accountNumber ?? request.subscription.accountNumber;
  return request;
}

const textOf = ({ status, accountNumber = '' }: Response) => `${status} ${accountNumber}`;

/**
 * A provider's list of work, by subscription: nothing that was created more than seven days ago; the subscription of the request that was to be
 * carried out first stands first.
 */
export function pendingOf(operator: ModelOperator, provider: string, now: number) {
  const pending = operator.requests
    .filter((one) => one.provider === provider && one.state === 'PENDING' && one.createdOn >= now - 7 * DAY)
    .sort((one, other) => one.scheduledOn - other.scheduledOn || (one.number < other.number ? -1 : 1));
  return [...Map.groupBy(pending, ({ subscription }) => subscription)];
}
