import { Unauthenticated } from './auth/authentication.ts';
import { RateLimited } from './auth/rate-limit.ts';
import { TooManyLogIns } from './auth/throttle.ts';
import { ReadTimedOut, StorageFull, StoreBusy, StoreReadOnly } from './store/store.ts';

/** What keeps a request from being answered, whichever API it came by, as its client is told. */
interface Fault {
  readonly code: 'UNAUTHENTICATED' | 'RATE_LIMITED' | 'BUSY' | 'TIMEOUT' | 'STORAGE_FULL' | 'READ_ONLY';
  readonly message: string;
  /** Whole seconds until it makes sense to ask again; null where nobody knows. */
  readonly retryAfter: number | null;
}

/** The fault behind what was thrown; null when it is nothing that a client can be told of. */
export function faultOf(cause: unknown): Fault | null {
  if (cause instanceof Unauthenticated) return fault('UNAUTHENTICATED', cause.message);
  if (cause instanceof RateLimited || cause instanceof TooManyLogIns)
    return fault('RATE_LIMITED', cause.message, cause.retryAfter);
  if (cause instanceof StoreBusy)
    return fault('BUSY', 'The database is busy, and nothing was done. Try again in a moment.', 1);
  if (cause instanceof ReadTimedOut) {
    const message = `Finding this took longer than ${cause.deadline / 1_000} seconds and was ended. Ask more narrowly, or leave the total out.`;
    return fault('TIMEOUT', message);
  }
  if (cause instanceof StorageFull) {
    const message = 'The database has no room left, and nothing was done. Asking still works.';
    return fault('STORAGE_FULL', message);
  }
  if (cause instanceof StoreReadOnly) {
    const message = 'The database can only be read now, and nothing was done. Asking still works.';
    return fault('READ_ONLY', message);
  }
  return null;
}

/** The codes of faults that are not the client's: the log hears of them. */
export const OURS: ReadonlySet<string> = new Set([
  'BUSY',
  'STORAGE_FULL',
  'READ_ONLY',
  'INTERNAL_SERVER_ERROR',
]);

/** What a client is told of a fault of ours; the log has the rest under that id. */
export function somethingBroke(requestId: string): string {
  return `Something went wrong on our side. Quote request ${requestId} when you report it.`;
}

function fault(code: Fault['code'], message: string, retryAfter: number | null = null): Fault {
  return { code, message, retryAfter };
}
