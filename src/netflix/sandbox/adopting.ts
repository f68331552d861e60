import { numberOf } from '../../ids.ts';
import type { Operator } from '../../operators/operator.ts';
import { only } from '../../store/loaders.ts';
import type { OperatorStore, PageQuery } from '../../store/store.ts';
import { pagesOf } from '../../store/walking.ts';
import type { Instant } from '../../time.ts';
import type { Sandbox } from './sandbox.ts';

/** Lets the sandbox go on with every membership of an operator that began without it, such as a demo's history. */
export async function adoptAll(
  sandbox: Sandbox,
  store: OperatorStore,
  operator: Operator,
  now: Instant,
): Promise<void> {
  const page = async (query: PageQuery) =>
    only(await store.subscriptionPages({ of: 'operator' }, query, { stage: ['ACTIVE', 'SUSPENDED'] }));
  for await (const rows of pagesOf(page)) {
    const customers = await store.customersById(rows.map(({ customerId }) => customerId));
    for (const [index, { id, stage, signedUpOn }] of rows.entries()) {
      const customer = customers[index];
      if (!customer || signedUpOn === null) continue;
      await sandbox.adopt({
        operatorCode: operator.code,
        subscriptionNumber: numberOf('S', id),
        netflixCustomerIdentifier: customer.netflixCustomerIdentifier,
        currency: operator.localCurrency,
        signedUpOn,
        chargedUntil: now,
        isSuspended: stage === 'SUSPENDED',
      });
    }
  }
}
