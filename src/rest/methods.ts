import type { Method } from './method.ts';
import { logIn, logInWithApiKey, release } from './methods/authentication.ts';
import { listCharges } from './methods/charge-list.ts';
import { acceptSomeCharges, acknowledgeSomeCharges, declineSomeCharges } from './methods/charge-verbs.ts';
import { listPending } from './methods/pending-requests.ts';
import { listPromotions } from './methods/promotions.ts';
import { createSubscription } from './methods/registration.ts';
import { sendResponse } from './methods/responses.ts';
import {
  showSubscriptions,
  suspendSubscription,
  terminateSubscription,
  unsuspendSubscription,
} from './methods/subscriptions.ts';

/** What stands before the path of every method. */
export const BASE = '/crmapi/rest/v2/';

/** Every method of the old API. */
export const METHODS: readonly Method[] = [
  logIn,
  release,
  logInWithApiKey,
  listPromotions,
  showSubscriptions,
  createSubscription,
  suspendSubscription,
  unsuspendSubscription,
  terminateSubscription,
  listCharges,
  acknowledgeSomeCharges,
  acceptSomeCharges,
  declineSomeCharges,
  listPending,
  sendResponse,
];
