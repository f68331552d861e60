import type { Event, EventChange } from '../../src/events/event.ts';
import { unpack } from '../../src/packed.ts';
import { formatInstant } from '../../src/time.ts';

type Told = Record<string, string | null>;

/** What the events alone tell of a charge or subscription. Throws when an event changes something from what it was not. */
export function replay(events: readonly Event[]) {
  const charges = new Map<number, Told>();
  const subscriptions = new Map<number, Told>();
  for (const event of events) {
    if (event.chargeId !== null) tell(charges, event.chargeId, event);
    else if (event.subscriptionId !== null) tell(subscriptions, event.subscriptionId, event);
  }
  const toldOf = (things: ReadonlyMap<number, Told>) => (id: number, fields: readonly string[]) =>
    Object.fromEntries(fields.map((field) => [field, things.get(id)?.[field] ?? null]));
  return { charges: toldOf(charges), subscriptions: toldOf(subscriptions) };
}

function tell(things: Map<number, Told>, id: number, event: Event): void {
  const thing = things.get(id) ?? {};
  things.set(id, thing);
  for (const { field, before, after } of unpack(event.changes)) {
    const was = thing[field] ?? null;
    if (was !== before) throw new Error(contradiction(event, { field, before, after }, was));
    thing[field] = after;
  }
}

function contradiction({ id, type }: Event, { field, before }: EventChange, was: string | null): string {
  return `Event ${String(id)}, ${type}, changes ${field} from ${String(before)}, but it was ${String(was)}.`;
}

/** A thing as its events tell it: the named fields only, instants in words. */
export function asTold<T extends object>(thing: T, fields: readonly (string & keyof T)[]): Told {
  return Object.fromEntries(
    fields.map((field) => {
      const value = thing[field];
      if (value === null) return [field, null];
      return [
        field,
        typeof value === 'number' && field.endsWith('On') ? formatInstant(value) : String(value),
      ];
    }),
  );
}
