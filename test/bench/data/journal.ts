import type { Event, NewEvent } from '../../../src/events/event.ts';
import { idOf } from '../../../src/ids.ts';
import { pack } from '../../../src/packed.ts';
import { draft, type Draft } from '../../../src/ruling.ts';
import type { OperatorRow } from '../../../src/store/sqlite/operators.ts';
import type { Rows } from '../../../src/store/sqlite/rows.ts';
import type { Instant } from '../../../src/time.ts';

/** Writes the events of one operator in their order, and finally its counters. */
export interface Journal {
  readonly operatorId: number;
  tell: (event: NewEvent, at: Instant) => void;
  /** Tells every event of a change that a rule made. The things themselves are written once they stand as they shall stay. */
  tellAll: (make: (change: Draft) => void, at: Instant) => void;
  /** Moves the operator's counters to what was written. */
  close: (drawn: Pick<OperatorRow, 'lastCustomer' | 'lastSubscription' | 'lastCharge'>) => void;
}

/** Goes on where the operator's sequence stands. */
export function journalOf(rows: Rows, operatorId: number, actor: string): Journal {
  const row = rows.operators.byId(operatorId);
  let { lastEvent, newestOn } = row;
  const tell = (told: NewEvent, occurredOn: Instant) => {
    if (occurredOn < newestOn)
      throw new Error(`Expected ${told.type} after ${newestOn}, found ${occurredOn}.`);
    newestOn = occurredOn;
    lastEvent += 1;
    const event: Event = {
      id: idOf(operatorId, lastEvent),
      type: told.type,
      occurredOn,
      actor,
      customerId: told.customerId ?? null,
      subscriptionId: told.subscriptionId ?? null,
      chargeId: told.chargeId ?? null,
      provisioningRequestId: told.provisioningRequestId ?? null,
      changes: pack(told.changes),
    };
    rows.events.insert(operatorId, event);
  };
  return {
    operatorId,
    tell,
    tellAll: (make, at) => {
      const change = draft();
      make(change);
      for (const event of change.rules(null).changes.events) tell(event, at);
    },
    close: (drawn) => rows.operators.count(operatorId, { ...row, ...drawn, lastEvent, newestOn }),
  };
}
