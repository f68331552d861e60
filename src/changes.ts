import type { EventChange } from './events/event.ts';
import { formatInstant } from './time.ts';

/** How a changed field is told: as it is, as an instant, as a packed list, or by name alone because a person must stay erasable. */
type Telling = 'plain' | 'instant' | 'list' | 'personal';

/** Which fields of a thing its events tell, and how. */
export type Tellings<T> = { readonly [K in keyof T]?: Telling };

type Fields<T> = { readonly [K in keyof T]: string | number | null };

/** The fields that differ, in the order of the tellings; of a new thing (before = null) those that hold something. */
export function changesBetween<T extends Fields<T>>(
  before: T | null,
  after: T,
  tellings: Tellings<T>,
): EventChange[] {
  const changes: EventChange[] = [];
  for (const field in tellings) {
    const telling = tellings[field];
    const [was, is] = [before?.[field] ?? null, after[field]];
    if (telling === undefined || was === is || (before === null && holdsNothing(is, telling))) continue;
    changes.push({ field, before: told(was, telling), after: told(is, telling) });
  }
  return changes;
}

function told(value: string | number | null, telling: Telling): string | null {
  if (telling === 'personal' || holdsNothing(value, telling)) return null;
  return telling === 'instant' && typeof value === 'number' ? formatInstant(value) : String(value);
}

function holdsNothing(value: string | number | null, telling: Telling): boolean {
  return value === null || (telling === 'list' && value === '[]');
}
