import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { json } from 'node:stream/consumers';

import { expect, it, onTestFinished } from 'vitest';

import { serve } from './serving.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: readonly { readonly key: string; readonly value: Record<string, unknown> }[];
}

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? String(address?.port) : ''}`;
}

/** Takes what an OpenTelemetry collector takes. */
async function collector() {
  const spans: Span[] = [];
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      const told = body as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] };
      for (const { scopeSpans } of told.resourceSpans)
        for (const scope of scopeSpans) spans.push(...scope.spans);
      response.end('{}');
    });
  });
  return { spans, address: await listening(server) };
}

it('makes each operation and each call of the store a span, in the trace that the request came with', async () => {
  const { spans, address } = await collector();
  const { gateway, origin, key } = await serve({ OTEL_EXPORTER_OTLP_ENDPOINT: address });
  await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${key}`,
      traceparent: `00-${TRACE}-${PARENT}-01`,
    },
    body: JSON.stringify({ query: 'query Mine { customers { nodes { id } totalCount } }' }),
  }).then((response) => response.text());
  await gateway.close();
  const [operation] = spans.filter(({ name }) => name === 'query Mine');
  expect(operation).toMatchObject({ traceId: TRACE, parentSpanId: PARENT });
  expect(operation?.attributes).toContainEqual({ key: 'gateway.operator', value: { stringValue: 'cytel' } });
  const calls = spans.filter(({ parentSpanId }) => parentSpanId === operation?.spanId);
  expect(calls.map(({ name }) => name).sort()).toEqual(['store.countCustomers', 'store.customerPage']);
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([TRACE]));
});

it('makes a call to Netflix part of the trace of the request that set it off', async () => {
  const { spans, address } = await collector();
  const heard: IncomingMessage[] = [];
  const netflix = await listening(
    createServer((request, response) => {
      heard.push(request);
      request.resume();
      response.setHeader('content-type', 'application/json');
      response.end(request.method === 'GET' ? '{"news":[]}' : '{"accepted":true}');
    }),
  );
  const { gateway, client } = await serve({
    OTEL_EXPORTER_OTLP_ENDPOINT: address,
    NETFLIX: 'http',
    NETFLIX_ADDRESS: netflix,
    NETFLIX_TOKEN: 'token',
  });
  await client.answer(
    'mutation Register { registerSubscription(input: { billingSystemCustomerIdentifier: "B-1" }) { problems { message } } }',
    {},
    { traceparent: `00-${TRACE}-${PARENT}-01` },
  );
  await expect.poll(() => heard.some(({ method }) => method === 'PUT'), { timeout: 5_000 }).toBe(true);
  await gateway.close();
  const [told] = heard.filter(({ method }) => method === 'PUT');
  const call = spans.find(({ name }) => name === 'netflix.tell');
  expect(call).toMatchObject({ traceId: TRACE });
  expect(told?.headers.traceparent).toBe(`00-${TRACE}-${call?.spanId ?? ''}-01`);
});

it('passes a trace on to Netflix without a collector too', async () => {
  const heard: IncomingMessage[] = [];
  const netflix = await listening(
    createServer((request, response) => {
      heard.push(request);
      request.resume();
      response.statusCode = 500;
      response.end();
    }),
  );
  const { client } = await serve({ NETFLIX: 'http', NETFLIX_ADDRESS: netflix, NETFLIX_TOKEN: 'token' });
  await client.answer(
    'mutation { registerSubscription(input: { billingSystemCustomerIdentifier: "B-1" }) { problems { message } } }',
    {},
    { traceparent: `00-${TRACE}-${PARENT}-01` },
  );
  const told = () => heard.find(({ method }) => method === 'PUT')?.headers.traceparent;
  await expect.poll(told, { timeout: 5_000 }).toBe(`00-${TRACE}-${PARENT}-01`);
});
