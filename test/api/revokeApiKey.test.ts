import { expect, it } from 'vitest';

import { writes } from './charge-verbs.ts';
import { clientOf, openGateway, type Client } from './gateway.ts';

const CREATE = 'mutation { createApiKey(input: { name: "Front end", scopes: [READ] }) { apiKey prefix } }';
const REVOKE = `mutation ($prefix: String!, $dryRun: Boolean) {
  revokeApiKey(input: { prefix: $prefix, dryRun: $dryRun }) { revoked problems { code message path } }
}`;

const isLetIn = async (client: Client) => (await client.answer('{ viewer { scopes } }')).status === 200;

it('An API key that is revoked in a dry run still lets its holder in', async () => {
  const opened = await openGateway();
  const { apiKey, prefix } = (await opened.operator.ask(CREATE)).createApiKey;
  writes(opened);
  const { revokeApiKey } = await opened.operator.ask(REVOKE, { prefix, dryRun: true });
  expect(revokeApiKey).toEqual({ revoked: true, problems: [] });
  expect(writes(opened)).toEqual([]);
  expect(await isLetIn(clientOf(opened.gateway, apiKey))).toBe(true);
});

it('A whole API key will do to revoke it, and is never repeated', async () => {
  const { gateway, operator, another } = await openGateway();
  const { apiKey, prefix } = (await operator.ask(CREATE)).createApiKey;
  const other = await another();
  const { revokeApiKey: foreign } = await other.operator.ask(REVOKE, { prefix: apiKey });
  expect(foreign).toEqual({
    revoked: false,
    problems: [
      {
        code: 'NOT_FOUND',
        message: `There is no API key ${prefix as string}. Check its prefix, the readable beginning of the key.`,
        path: ['prefix'],
      },
    ],
  });
  expect(await isLetIn(clientOf(gateway, apiKey))).toBe(true);
  const { revokeApiKey } = await operator.ask(REVOKE, { prefix: apiKey });
  expect(revokeApiKey).toEqual({ revoked: true, problems: [] });
  expect(await isLetIn(clientOf(gateway, apiKey))).toBe(false);
});
