import { AsyncLocalStorage } from 'node:async_hooks';

/** A place in a trace through several systems, as W3C Trace Context has it. */
export interface Trace {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits: who asks. */
  readonly spanId: string;
  readonly isSampled: boolean;
}

const TRACEPARENT = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(?:-|$)/;

/** The trace that a request says it belongs to; null when it says nothing that can be understood. */
export function traceIn(traceparent: string | null): Trace | null {
  const [, traceId, spanId, flags = '00'] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  if (traceId === undefined || spanId === undefined) return null;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** The header by which whoever is asked next can join the trace. */
export function traceparentOf({ traceId, spanId, isSampled }: Trace): string {
  return `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;
}

const running = new AsyncLocalStorage<Trace>();

/** Does something as part of a trace, whatever it sets off included. */
export function within<T>(trace: Trace, act: () => T): T {
  return running.run(trace, act);
}

/** The trace that is running; null when there is none. */
export function currentTrace(): Trace | null {
  return running.getStore() ?? null;
}
