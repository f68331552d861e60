import { expect, it } from 'vitest';

import { freePort, serve } from './serving.ts';

async function scraped(port: number): Promise<string[]> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
  return (await response.text()).split('\n');
}

const valueOf = (lines: readonly string[], series: string): number =>
  Number(
    lines
      .find((line) => line.startsWith(`${series} `))
      ?.split(' ')
      .at(-1),
  );

it('tells Prometheus, on a port of its own, what was asked and what became of it', async () => {
  const port = await freePort();
  const { client, origin } = await serve({ METRICS_PORT: String(port), METRICS_OPERATIONS: 'Mine, Other' });
  await client.ask('query Mine { viewer { username } }');
  await client.answer('query Mine { nothing }');
  await client.ask(
    'mutation { registerSubscription(input: { billingSystemCustomerIdentifier: "B-1" }) { problems { message } } }',
  );
  const lines = await scraped(port);
  expect(valueOf(lines, 'gateway_requests_total{kind="query",operation="Mine",status="2xx"}')).toBe(1);
  expect(valueOf(lines, 'gateway_errors_total{code="GRAPHQL_VALIDATION_FAILED"}')).toBe(1);
  expect(valueOf(lines, 'gateway_request_duration_seconds_count{kind="mutation"}')).toBe(1);
  expect(valueOf(lines, 'gateway_database_writes_total')).toBeGreaterThan(0);
  expect(valueOf(lines, 'gateway_database_statements_total')).toBeGreaterThan(0);
  for (const name of [
    'gateway_database_waiting_writes',
    'gateway_database_wal_bytes',
    'gateway_live_updates',
    'gateway_netflix_waiting_messages',
    'nodejs_eventloop_lag_p99_seconds',
    'process_resident_memory_bytes',
  ])
    expect(valueOf(lines, name)).toBeGreaterThanOrEqual(0);
  expect((await fetch(`${origin}/metrics`)).status).toBe(404);
});

it('does not grow with what clients make up', async () => {
  const port = await freePort();
  const { client, origin } = await serve({ METRICS_PORT: String(port), METRICS_OPERATIONS: 'Mine' });
  const seriesAfter = async (n: number) => {
    await client.answer(`query Made${n} { viewer { username } }`);
    await client.answer(`query { made${n} }`);
    await fetch(`${origin}/made/${n}`);
    return (await scraped(port)).filter((line) => line.startsWith('gateway_')).length;
  };
  const begun = await seriesAfter(0);
  for (let n = 1; n <= 1_000; n += 1) await client.answer(`query Made${n} { viewer { username } }`);
  expect(await seriesAfter(1_001)).toBe(begun);
  const lines = await scraped(port);
  expect(valueOf(lines, 'gateway_requests_total{kind="query",operation="other",status="2xx"}')).toBe(1_002);
});

it('says in one sentence that the port of the figures is in use', async () => {
  const { port } = await serve();
  await expect(serve({ METRICS_PORT: String(port) })).rejects.toThrow(
    `Port ${port} is in use by another program; end that one, or set METRICS_PORT to another port.`,
  );
});
