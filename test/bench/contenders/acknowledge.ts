import type Database from 'better-sqlite3';

import { idOf, idOfNumber } from '../../../src/ids.ts';
import { dayOf, formatInstant } from '../../../src/time.ts';
import { columns, type Caller } from './database.ts';

export interface AcknowledgedItem {
  readonly number: string;
  readonly billingSystemCustomerIdentifier: string;
  readonly referenceNumber?: string | null;
}

/** As far as an answer may need it. */
export interface AcknowledgedCharge {
  readonly id: number;
  readonly customerId: number;
  readonly subscriptionId: number;
  readonly amount: number;
  readonly localAmount: number;
  readonly currency: string;
  readonly receivedOn: number;
  readonly status: string;
  readonly referenceNumber: string | null;
  readonly acknowledgedOn: number | null;
}
type ChargeRow = AcknowledgedCharge & { readonly customerIdentifier: string };

export interface Acknowledgement {
  readonly charges: readonly AcknowledgedCharge[];
  readonly failedCharges: readonly {
    readonly number: string;
    readonly referenceNumber: string | null;
    readonly errorCode: string;
    readonly errorDescription: string;
  }[];
}

const COLUMNS =
  'id customerId subscriptionId amount localAmount currency receivedOn status referenceNumber acknowledgedOn'.split(
    ' ',
  );

/** Acknowledges charges by the gateway's rules and leaves the same rows; to be called within a transaction. */
export function acknowledging(
  database: Database.Database,
): (caller: Caller, items: readonly AcknowledgedItem[]) => Acknowledgement {
  const operator = database.prepare<[number], { lastEvent: number; newestOn: number }>(
    'SELECT last_event AS lastEvent, newest_on AS newestOn FROM operators WHERE id = ?',
  );
  const found = database.prepare<[string], ChargeRow>(
    `SELECT ${columns('c', COLUMNS)}, u.billing_system_customer_identifier AS customerIdentifier
     FROM json_each(?) k CROSS JOIN charges c ON c.id = k.value JOIN customers u ON u.id = c.customer_id`,
  );
  const holders = database.prepare<[string, number], { id: number; referenceNumber: string }>(
    `SELECT c.id, c.reference_number AS referenceNumber
     FROM json_each(?) k CROSS JOIN charges c ON c.operator_id = ? AND c.reference_number = k.value`,
  );
  const update = database.prepare<[number, string | null, number]>(
    'UPDATE charges SET acknowledged_on = ?, reference_number = ? WHERE id = ?',
  );
  const insertEvent = database.prepare(
    `INSERT INTO events (id, operator_id, type, occurred_on, actor, customer_id, subscription_id, charge_id, changes)
     VALUES (?, ?, 'CHARGE_ACKNOWLEDGED', ?, ?, ?, ?, ?, ?)`,
  );
  const addToTotal = database.prepare(
    `INSERT INTO charge_totals (operator_id, day, status, acknowledged, currency, count, amount, local_amount)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (operator_id, day, status, acknowledged, currency) DO UPDATE SET
       count = count + excluded.count, amount = amount + excluded.amount, local_amount = local_amount + excluded.local_amount`,
  );
  const count = database.prepare<[number, number, number]>(
    'UPDATE operators SET last_event = ?, newest_on = ? WHERE id = ?',
  );

  return ({ operatorId, actor }, items) => {
    if (items.length < 1 || items.length > 50) throw new Error('Give 1 to 50 charges.');
    const row = operator.get(operatorId);
    if (!row) throw new Error(`Expected operator ${operatorId}, found none.`);
    const now = Math.max(Date.now(), row.newestOn);
    const ids = items.map(({ number }) => idOfNumber('I', operatorId, number) ?? 0);
    const charges = new Map(found.all(JSON.stringify(ids)).map((charge) => [charge.id, charge]));
    const given = items.flatMap(({ referenceNumber }) => referenceNumber ?? []);
    const references = new Map(
      given.length > 0
        ? holders
            .all(JSON.stringify(given), operatorId)
            .map(({ id, referenceNumber }) => [referenceNumber, id])
        : [],
    );

    const done: AcknowledgedCharge[] = [];
    const failedCharges: Acknowledgement['failedCharges'][number][] = [];
    const judged = new Set<string>();
    const sums = new Map<string, { charge: ChargeRow; count: number; amount: number; localAmount: number }>();
    let { lastEvent } = row;
    for (const [index, item] of items.entries()) {
      const charge = charges.get(ids[index] ?? 0);
      const reference = item.referenceNumber ?? null;
      const errorCode = refusal(item, charge, judged.has(item.number), references);
      judged.add(item.number);
      if (errorCode !== null || !charge) {
        const code = errorCode ?? 'CHARGE_NOT_FOUND';
        failedCharges.push({
          number: item.number,
          referenceNumber: reference,
          errorCode: code,
          errorDescription: `${item.number}: ${code}.`,
        });
        continue;
      }
      if (charge.acknowledgedOn !== null) {
        done.push(charge);
        continue;
      }
      const referenceNumber = reference ?? charge.referenceNumber;
      const after = { ...charge, referenceNumber, acknowledgedOn: now };
      const changes = [{ field: 'acknowledgedOn', before: null, after: formatInstant(now) }];
      if (referenceNumber !== null && charge.referenceNumber === null) {
        changes.unshift({ field: 'referenceNumber', before: null, after: referenceNumber });
        references.set(referenceNumber, charge.id);
      }
      update.run(now, referenceNumber, charge.id);
      insertEvent.run(
        idOf(operatorId, ++lastEvent),
        operatorId,
        now,
        actor,
        charge.customerId,
        charge.subscriptionId,
        charge.id,
        JSON.stringify(changes),
      );
      const key = `${dayOf(charge.receivedOn)} ${charge.status} ${charge.currency}`;
      const sum = sums.get(key) ?? { charge, count: 0, amount: 0, localAmount: 0 };
      sums.set(key, sum);
      sum.count += 1;
      sum.amount += charge.amount;
      sum.localAmount += charge.localAmount;
      done.push(after);
    }
    for (const { charge, count, amount, localAmount } of sums.values()) {
      const key = [operatorId, dayOf(charge.receivedOn), charge.status];
      addToTotal.run(...key, 0, charge.currency, -count, -amount, -localAmount);
      addToTotal.run(...key, 1, charge.currency, count, amount, localAmount);
    }
    if (lastEvent > row.lastEvent) count.run(lastEvent, now, operatorId);
    return { charges: done, failedCharges };
  };
}

function refusal(
  { billingSystemCustomerIdentifier, referenceNumber: given }: AcknowledgedItem,
  charge: ChargeRow | undefined,
  isDuplicate: boolean,
  references: ReadonlyMap<string, number>,
): string | null {
  const reference = given ?? null;
  if (isDuplicate) return 'DUPLICATE_ITEM';
  if (!charge) return 'CHARGE_NOT_FOUND';
  if (charge.customerIdentifier !== billingSystemCustomerIdentifier) return 'CUSTOMER_MISMATCH';
  if (charge.status === 'PENDING') return 'NOT_PROCESSED';
  if (charge.acknowledgedOn !== null)
    return reference === charge.referenceNumber ? null : 'ALREADY_ACKNOWLEDGED';
  if (reference === null || reference === charge.referenceNumber) return null;
  if (charge.referenceNumber !== null) return 'REFERENCE_NUMBER_DIFFERS';
  const holder = references.get(reference);
  return holder === undefined || holder === charge.id ? null : 'REFERENCE_NUMBER_TAKEN';
}
