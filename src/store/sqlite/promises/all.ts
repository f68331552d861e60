import { belonging } from './belonging.ts';
import { chargePromises } from './charges.ts';
import { eventPromises } from './events.ts';
import { netflixPromises } from './netflix.ts';
import { numbering } from './numbering.ts';
import { provisioningPromises } from './provisioning.ts';
import { subscriptionPromises } from './subscriptions.ts';
import { uniqueness } from './uniqueness.ts';
import type { Promised } from './words.ts';

/** Everything that holds between any two transactions and that the rows themselves can tell. */
export const PROMISES: readonly Promised[] = [
  ...numbering,
  ...belonging,
  ...uniqueness,
  ...chargePromises,
  ...subscriptionPromises,
  ...eventPromises,
  ...netflixPromises,
  ...provisioningPromises,
];
