import { writeFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import type { Data } from '../api/gateway.ts';
import { everything } from '../store/everything.ts';
import { commandLine } from './command-line.ts';

const OK = { code: 'OK', description: '', message: '' };

function call(path: string, given: Data, data: unknown, { code = 'OK', at = '2026-03-31T10:00:00Z' } = {}) {
  const method = /list|show|get_pending/.test(path) ? 'GET' : 'POST';
  const request = { method, path, [method === 'GET' ? 'query' : 'body']: given };
  return { at, request, response: { data, status: { ...OK, code } } };
}

const PAGE = { number_of_results: '50', offset: '0' };
const B_1 = { billing_system_customer_identifier: 'B-1' };

async function withOperator() {
  const opened = commandLine();
  await opened.gateway('operator create --code cytel --name Cytel --currency EUR');
  await opened.gateway('promotion create SPRING --operator cytel --name Spring --from 2026-01-01');
  const shadow = (...calls: readonly unknown[]) =>
    opened.gateway('shadow --operator cytel', calls.map((each) => JSON.stringify(each)).join('\n'));
  return { ...opened, shadow };
}

describe('shadow', () => {
  it('finds nothing to explain where both systems answer alike, and lets calls take effect for those that follow', async () => {
    const { shadow } = await withOperator();
    const registered = {
      netflix_token: 'drawn there',
      expires_on: '2026-04-01T09:00:00',
      redirect_url: 'https://old.example.com?token=drawn there',
      subscription_number: 'S00000155',
    };
    const shown = {
      subscription_number: 'S00000001',
      netflix_sate: 'NOT_EFFECTIVE',
      life_cycle_state: 'NOT_EFFECTIVE',
      promotions_set: [],
      prices_set: [],
    };
    const ended = await shadow(
      call('authentication/token', { username: 'x' }, { token: 'x' }),
      call('netflix/subscriptions/show', B_1, {}, { code: 'UNKNOWN_CUSTOMER' }),
      call('/crmapi/rest/v2/netflix/subscriptions/create', B_1, registered),
      call('https://old.example.com/crmapi/rest/v2/netflix/subscriptions/show?token=x', B_1, [shown]),
      call('netflix/subscriptions/terminate', B_1, {}),
      call('netflix/subscriptions/show', B_1, [{ ...shown, life_cycle_state: 'CANCELLED' }]),
      call('netflix/charges/list', PAGE, { charges_set: [] }),
    );
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ended.stdout).toMatch(/^netflix\/subscriptions\/show +3 +3 +0 +0$/m);
  });

  it('explains whatever is answered differently', async () => {
    const { shadow } = await withOperator();
    const spring = {
      code: 'SPRING',
      name: 'Springtime',
      description: 'Something',
      effective_from: '2026-01-01T00:00:00',
      expiry: null,
    };
    const item = { number: 'I00000001', ...B_1 };
    const failed = { number: 'I00000002', reference_number: null, error_code: 'X', error_description: 'X' };
    const ended = await shadow(
      call('netflix/promotions/list', {}, [spring, { ...spring, code: 'AUTUMN' }]),
      call('netflix/charges/acknowledge', { acknowledged_charges_set: [item] }, {}),
      call('netflix/charges/accept', { accepted_charges_set: [item] }, { failed_charges_set: [failed] }),
      call('netflix/subscriptions/suspend', B_1, {}),
      call('netflix/charges/reverse', {}, {}),
    );
    expect(ended.exitCode).toBe(1);
    const told = ended.stdout.split('\n').filter((line) => line.startsWith('Line'));
    expect(told).toEqual([
      'Line 1, netflix/promotions/list, [SPRING].name: The old system has "Springtime"; here it is "Spring".',
      'Line 1, netflix/promotions/list, [SPRING].description: The old system has "Something"; here it is null, which is of another kind.',
      'Line 1, netflix/promotions/list, [SPRING].expiry: The old system has this field; here it does not exist.',
      'Line 1, netflix/promotions/list, [SPRING].expires_on: The old system does not have this field; here it is new.',
      'Line 1, netflix/promotions/list, [AUTUMN]: The old system lists it; here it is not in the list.',
      'Line 2, netflix/charges/acknowledge, failed_charges_set[I00000001]: The old system took it; here it fails with CHARGE_NOT_FOUND: There is no charge I00000001. Check the number.',
      'Line 3, netflix/charges/accept, failed_charges_set[I00000002]: It failed in the old system; here it is a success, since what was asked for is so, or can be.',
      'Line 3, netflix/charges/accept, failed_charges_set[I00000001]: The old system took it; here it fails with CHARGE_NOT_FOUND: There is no charge I00000001. Check the number.',
      'Line 4, netflix/subscriptions/suspend, status.code: The old system took it; here it is refused with CUSTOMER_NOT_FOUND: billing_system_customer_identifier: There is no customer B-1. Check the identifier; registering a subscription adds a customer.',
      'Line 5, netflix/charges/reverse, path: The gateway has no method POST netflix/charges/reverse.',
    ]);
  });

  it('changes nothing', async () => {
    const { shadow, look } = await withOperator();
    const before = await look('cytel', everything);
    await shadow(
      call('netflix/subscriptions/create', B_1, {}),
      call('netflix/subscriptions/terminate', B_1, {}),
    );
    expect(await look('cytel', everything)).toEqual(before);
  });

  it.each([
    ['no JSON', '{'],
    ['no request', '{"response":{"status":{"code":"OK"}}}'],
    ['no answer', '{"request":{"method":"GET","path":"netflix/charges/list"}}'],
    ['no instant', JSON.stringify(call('netflix/promotions/list', {}, [], { at: 'yesterday' }))],
    ['no call at all', '\n\n'],
  ])('says so when a log has %s', async (_what, log) => {
    const { gateway } = await withOperator();
    const ended = await gateway('shadow --operator cytel', log);
    expect(ended).toMatchObject({ exitCode: 2 });
    expect(ended.stderr).not.toBe('');
  });

  it('cannot begin without its operator, its log or its database', async () => {
    const { gateway, file } = await withOperator();
    writeFileSync(file('log.ndjson'), '');
    for (const words of ['shadow --operator nobody', 'shadow none.ndjson --operator cytel', 'shadow'])
      expect(await gateway(words)).toMatchObject({ exitCode: 2 });
    const { gateway: another } = commandLine();
    expect(await another('shadow --operator cytel')).toMatchObject({ exitCode: 2 });
  });
});
