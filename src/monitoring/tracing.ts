import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags, type Span } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  AlwaysOnSampler,
} from '@opentelemetry/sdk-trace-node';

import type { Handler } from '../http/request.ts';
import { currentTrace, within, type Trace } from '../http/trace.ts';

/** Tells an OpenTelemetry collector what the gateway does: a span for each operation, each call of the store and each call to Netflix. */
export interface Tracing {
  /** A handler whose requests are spans, in the trace that they come with or one of their own. */
  readonly handler: (handler: Handler) => Handler;
  /** The same methods, each call of which is a span `<what>.<method>` where a trace is running. */
  readonly calls: <T extends object>(what: string, kind: 'INTERNAL' | 'CLIENT', methods: T) => T;
  /** Sends what has not been sent. */
  readonly close: () => Promise<void>;
}

/** Begins to trace; `endpoint` is where the collector takes OTLP over HTTP, without the path `/v1/traces`. */
export function tracingTo(endpoint: string): Tracing {
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` });
  const processor = new BatchSpanProcessor(exporter, { scheduledDelayMillis: 1_000 });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'netflix-billing-gateway' }),
    sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
    spanProcessors: [processor],
  });
  const tracer = provider.getTracer('gateway');

  const begin = (name: string, kind: SpanKind): Span => {
    const parent = currentTrace();
    const context = parent ? trace.setSpanContext(ROOT_CONTEXT, contextOf(parent)) : ROOT_CONTEXT;
    return tracer.startSpan(name, { kind }, context);
  };

  const spanOf = async <T>(name: string, kind: SpanKind, act: (span: Span) => Promise<T>): Promise<T> => {
    const span = begin(name, kind);
    try {
      return await within(traceOf(span), () => act(span));
    } catch (error) {
      // Its message may hold what a client sent.
      span.setStatus({
        code: SpanStatusCode.ERROR,
        message: error instanceof Error ? error.name : 'unknown',
      });
      throw error;
    } finally {
      span.end();
    }
  };

  return {
    handler: (handler) => (request) =>
      spanOf('request', SpanKind.SERVER, async (span) => {
        const answer = await handler(request);
        const { operation, asker, codes } = request.record;
        if (operation)
          span.updateName(operation.name === null ? operation.kind : `${operation.kind} ${operation.name}`);
        span.setAttributes({
          'http.request.method': request.method,
          'http.response.status_code': answer.status,
          'gateway.request_id': request.id,
          ...(operation && { 'graphql.operation.type': operation.kind }),
          ...(operation?.name != null && { 'graphql.operation.name': operation.name }),
          ...(asker && { 'gateway.operator': asker.operator }),
          ...(codes.length > 0 && { 'gateway.error_codes': [...codes] }),
        });
        if (answer.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
        return answer;
      }),
    calls: (what, kind, methods) =>
      tracedCalls(methods, what, (name, act) => spanOf(name, SpanKind[kind], act)),
    close: async () => {
      await provider.shutdown();
    },
  };
}

type AsSpan = <T>(name: string, act: () => Promise<T>) => Promise<T>;

/** Only calls within a trace are spans: the courier looks every second, and nobody wants to see that. */
function tracedCalls<T extends object>(methods: T, what: string, asSpan: AsSpan): T {
  return new Proxy(methods, {
    get: (target, property, receiver) => {
      const value: unknown = Reflect.get(target, property, receiver);
      if (typeof property !== 'string' || (typeof value !== 'function' && !isPart(value))) return value;
      const name = `${what}.${property}`;
      if (typeof value !== 'function') return tracedCalls(value, name, asSpan);
      return (...given: unknown[]): unknown => {
        const call = async (): Promise<unknown> => Reflect.apply(value, target, given);
        return currentTrace() ? asSpan(name, call) : Reflect.apply(value, target, given);
      };
    },
  });
}

function isPart(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function contextOf({ traceId, spanId, isSampled }: Trace) {
  const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return { traceId, spanId, traceFlags, isRemote: true };
}

function traceOf(span: Span): Trace {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return { traceId, spanId, isSampled: (traceFlags & TraceFlags.SAMPLED) !== 0 };
}
