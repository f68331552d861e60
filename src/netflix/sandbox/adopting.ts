import { numberOf } from '../../ids.ts';
import type { Operator } from '../../operators/operator.ts';
import type { OperatorStore, PageQuery } from '../../store/store.ts';
import type { Instant } from '../../time.ts';
import type { Sandbox } from './sandbox.ts';

const PAGE = 50;

/** Lets the sandbox go on with every membership of an operator that began without it, such as a demo's history. */
export async function adoptAll(
  sandbox: Sandbox,
  store: OperatorStore,
  operator: Operator,
  now: Instant,
): Promise<void> {
  for (let after: number | null = null; ;) {
    const query: PageQuery = {
      size: PAGE,
      after,
      before: null,
      fromEnd: false,
      newestFirst: false,
      offset: 0,
    };
    const pages = await store.subscriptionPages({ of: 'operator' }, query, {
      stage: ['ACTIVE', 'SUSPENDED'],
    });
    const rows = pages[0]?.rows ?? [];
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
    if (!pages[0]?.more) return;
    after = rows.at(-1)?.id ?? null;
  }
}
