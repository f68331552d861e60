import { createHash } from 'node:crypto';

import type { Clock } from '../clock.ts';
import type { Once } from '../store/idempotency.ts';

/** What every mutation's input may hold besides its own. */
export interface Repeatable {
  readonly dryRun?: boolean | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** By what a repeat of the call is known; null when the caller gave no key. */
export function onceFor(
  mutation: string,
  { idempotencyKey, dryRun: _, ...input }: Repeatable,
  wallClock: Clock,
): Once | null {
  return idempotencyKey == null
    ? null
    : { key: idempotencyKey, mutation, inputHash: hashOf(input), wallClock };
}

/** The same for the same input, in whatever order its fields were given. What was left out and what is null are two inputs: one keeps, one clears. */
function hashOf(input: object): string {
  return createHash('sha256').update(JSON.stringify(input, inOrder)).digest('base64url');
}

function inOrder(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
