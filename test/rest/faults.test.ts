import { pino } from 'pino';
import { expect, it } from 'vitest';

import type { Authentication } from '../../src/auth/authentication.ts';
import type { Caller } from '../../src/auth/credential.ts';
import { RateLimited } from '../../src/auth/rate-limit.ts';
import { fetchOf } from '../../src/http/fetching.ts';
import { restHandler } from '../../src/rest/handler.ts';
import {
  ReadTimedOut,
  StorageFull,
  StoreBusy,
  StoreReadOnly,
  type OperatorStore,
} from '../../src/store/store.ts';
import { NOON, openGateway, type OpenGateway } from '../api/gateway.ts';
import { expectDocumented } from './document.ts';
import { wireOf } from './wire.ts';

const LIST = 'netflix/charges/list';

it.each<[string, number, Error, string | null]>([
  ['BUSY', 503, new StoreBusy(), '1'],
  ['TIMEOUT', 504, new ReadTimedOut(10_000), null],
  ['STORAGE_FULL', 507, new StorageFull(), null],
  ['READ_ONLY', 503, new StoreReadOnly(), null],
  ['RATE_LIMITED', 429, new RateLimited(5, 3), '3'],
  ['INTERNAL_SERVER_ERROR', 500, new Error('a secret of ours'), null],
])('says %s in the envelope, and nothing of what broke', async (code, http, fault, retryAfter) => {
  const opened = await openGateway();
  const reply = await listed(opened, { chargePages: () => Promise.reject(fault) });
  expectDocumented({ method: 'GET', path: LIST }, reply);
  expect(reply).toMatchObject({ http, data: {}, status: { code, description: '' } });
  expect(reply.headers.get('retry-after')).toBe(retryAfter);
  expect(reply.text).not.toContain('secret');
});

it('makes up no customer for a charge whose customer is not found', async () => {
  const opened = await openGateway();
  await opened.netflix.signsUp('B-100');
  await opened.netflix.charges('B-100');
  const reply = await listed(opened, { customersById: async (ids) => ids.map(() => null) });
  expect(reply).toMatchObject({ http: 500, data: {}, status: { code: 'INTERNAL_SERVER_ERROR' } });
});

/** The list of pending charges, over a store in which something is not as it is. */
async function listed({ gateway, operator }: OpenGateway, otherwise: Partial<OperatorStore>) {
  const caller: Caller = {
    operator: await gateway.store.of(1).operator(),
    username: 'anna',
    isFromProvider: false,
    apiKeyPrefix: null,
    unit: null,
    scopes: new Set(['READ']),
    expiresOn: null,
    tokenId: null,
  };
  const authentication = { whoIs: async () => caller } as unknown as Authentication; // nothing else is asked for
  const handler = restHandler({
    authentication,
    trustedProxies: 0,
    storeOf: (id): OperatorStore => ({ ...gateway.store.of(id), ...otherwise }),
    clock: () => NOON,
    signUpAddress: () => '',
    spend: () => ({ requested: 1, remaining: 1, capacity: 1, reset: 0 }),
    always200: false,
    logger: pino({ level: 'silent' }),
  });
  const ask = wireOf({ fetch: fetchOf(handler, 1_000) }, operator.credential);
  return ask('GET', LIST, { number_of_results: 1, offset: 0, charge_status: 'NOT_PROCESSED' });
}
