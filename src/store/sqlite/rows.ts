import { chargeRows } from './charges.ts';
import { credentialRows } from './credentials.ts';
import { customerRows } from './customers.ts';
import { eventRows } from './events.ts';
import { idempotencyRows } from './idempotency.ts';
import { netflixRows } from './netflix.ts';
import { operatorRows } from './operators.ts';
import { promotionRows } from './promotions.ts';
import { provisioningRows } from './provisioning.ts';
import { standingRows } from './standings.ts';
import type { Sqlite } from './statement.ts';
import { subscriptionRows } from './subscriptions.ts';
import { totalRows } from './totals.ts';

export type Rows = ReturnType<typeof rowsOf>;

/** Every repository of one open database, its statements compiled once. */
export function rowsOf(sqlite: Sqlite) {
  return {
    operators: operatorRows(sqlite),
    credentials: credentialRows(sqlite),
    promotions: promotionRows(sqlite),
    customers: customerRows(sqlite),
    subscriptions: subscriptionRows(sqlite),
    charges: chargeRows(sqlite),
    totals: totalRows(sqlite),
    events: eventRows(sqlite),
    provisioning: provisioningRows(sqlite),
    idempotency: idempotencyRows(sqlite),
    netflix: netflixRows(sqlite),
    standings: standingRows(sqlite),
  };
}
