import { auditServer } from 'graphql-http';
import { expect, it, onTestFinished } from 'vitest';

import { openGateway as assemble } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { openGateway } from './gateway.ts';

/** How many audits there are of what GraphQL over HTTP asks of a server. */
const AUDITS = 61;

async function audited(url: string, fetchFn: typeof fetch) {
  const results = await auditServer({ url, fetchFn });
  const failed = results.flatMap((result) =>
    result.status === 'ok' ? [] : [`${result.id} ${result.status}: ${result.name} (${result.reason})`],
  );
  return { audits: results.length, failed };
}

it.each([true, false])('speaks GraphQL over HTTP as it is specified (short way: %s)', async (hasShortWay) => {
  const { gateway } = await openGateway({}, { INTROSPECTION: 'on' }, { hasShortWay });
  const ask: typeof fetch = (address, init) => gateway.fetch(new Request(address, init));
  expect(await audited('http://gateway/graphql', ask)).toEqual({ audits: AUDITS, failed: [] });
});

it('speaks it over a socket too', async () => {
  const gateway = await assemble(loadConfig({ DATABASE_URL: ':memory:', LOG_LEVEL: 'silent', PORT: '0' }));
  onTestFinished(() => gateway.close());
  expect(await audited(`${await gateway.listen()}/graphql`, fetch)).toEqual({ audits: AUDITS, failed: [] });
});
