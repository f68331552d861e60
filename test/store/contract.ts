import { describe } from 'vitest';

import { absenceContract } from './contract/absence.ts';
import { atomicityContract } from './contract/atomicity.ts';
import { chargeFilterContract } from './contract/charge-filters.ts';
import { credentialContract } from './contract/credentials.ts';
import { eventContract } from './contract/events.ts';
import { newsContract } from './contract/netflix-news.ts';
import { leaseContract } from './contract/netflix-leases.ts';
import { messageContract } from './contract/netflix-messages.ts';
import { factContract } from './contract/facts.ts';
import { filterContract } from './contract/filters.ts';
import { historyContract } from './contract/history.ts';
import { idempotencyContract } from './contract/idempotency.ts';
import { orderContract } from './contract/order.ts';
import { pageContract } from './contract/pages.ts';
import { pendingContract } from './contract/pending.ts';
import { provisioningContract } from './contract/provisioning.ts';
import { tenancyContract } from './contract/tenancy.ts';
import { totalsContract } from './contract/totals.ts';
import { uniquenessContract } from './contract/uniqueness.ts';
import type { OpenStore } from './world.ts';

/** What every store promises. A database proves it by calling this with a way to open an empty one. */
export function storeContract(name: string, open: OpenStore): void {
  describe(name, () => {
    describe('decides in one transaction', () => atomicityContract(open));
    describe('tells rules what they have to know', () => factContract(open));
    describe('keeps operators apart', () => tenancyContract(open));
    describe('does once what comes again', () => idempotencyContract(open));
    describe('numbers in the order of commits', () => orderContract(open));
    describe('has the last word on what is unique', () => uniquenessContract(open));
    describe('lets two at once find nothing only once', () => absenceContract(open));
    describe('tells every change in its events', () => historyContract(open));
    describe('keeps totals along with charges', () => totalsContract(open));
    describe('lists in pages', () => pageContract(open));
    describe('lists events', () => eventContract(open));
    describe('filters charges', () => chargeFilterContract(open));
    describe('filters everything else', () => filterContract(open));
    describe('knows credentials', () => credentialContract(open));
    describe('lets one gateway at a time exchange with Netflix', () => leaseContract(open));
    describe('keeps what Netflix is still to be told', () => messageContract(open));
    describe('keeps how far the news of Netflix were taken in', () => newsContract(open));
    describe('asks platforms', () => provisioningContract(open));
    describe('lists what waits for a platform', () => pendingContract(open));
  });
}
