import { existsSync, readFileSync, writeFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import type { Data } from '../api/gateway.ts';
import { everything } from '../store/everything.ts';
import { commandLine, NOW, seededCommandLine } from './command-line.ts';

const OK = { code: 'OK', description: '', message: '' };

function call(path: string, given: Data, data: unknown, { code = 'OK', at = '2026-03-31T10:00:00Z' } = {}) {
  const method = /list|show|get_pending/.test(path) ? 'GET' : 'POST';
  const request = { method, path, [method === 'GET' ? 'query' : 'body']: given };
  return { at, request, response: { data, status: { ...OK, code } } };
}

const PAGE = { number_of_results: '50', offset: '0' };
const LIST = 'netflix/charges/list';
const SHOW = 'netflix/subscriptions/show';
const GET_PENDING = 'provisioning/generic_provisioning_requests/get_pending';
const RESPOND = 'provisioning/generic_provisioning_requests/send_response';
const now = new Date(NOW).toISOString();
const B_1 = { billing_system_customer_identifier: 'B-1' };

function logOf(calls: readonly unknown[]): string {
  return calls.map((each) => JSON.stringify(each)).join('\n');
}

function rowsIn(file: string): Data[] {
  const rows = readFileSync(file, 'utf8').trimEnd().split('\n');
  return rows.map((row) => JSON.parse(row) as Data);
}

/** The same, with every number of a charge, a subscription or a request drawn by somebody else. */
function underOldNumbers(thing: unknown): Data {
  const text = JSON.stringify(thing).replace(/"[ISP](\d{8})"/g, (_, digits: string) => `"O-${digits}"`);
  return JSON.parse(text) as Data;
}

async function withOperator() {
  const opened = commandLine();
  await opened.gateway('operator create --code cytel --name Cytel --currency EUR');
  await opened.gateway('promotion create SPRING --operator cytel --name Spring --from 2026-01-01');
  const shadow = (...calls: readonly unknown[]) => opened.gateway('shadow --operator cytel', logOf(calls));
  /** The same for programs: what the file has. */
  const told = async (log: string) => {
    const json = opened.file('differences.ndjson');
    const ended = await opened.gateway(`shadow --operator cytel --json ${json}`, log);
    return { ...ended, rows: rowsIn(json) };
  };
  return { ...opened, shadow, told };
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

  it('tells programs every difference with both values, what it cannot read, and a summary', async () => {
    const { told } = await withOperator();
    const spring = {
      code: 'SPRING',
      name: 'Springtime',
      description: null,
      effective_from: '2026-01-01T00:00:00',
      expires_on: null,
    };
    const item = { number: 'I00000001', ...B_1 };
    const log = logOf([
      call('authentication/token', {}, { token: 'x' }),
      call('netflix/promotions/list', {}, [spring]),
      call('netflix/promotions/list', { fields_set: 'name' }, [{ name: 'Spring' }]),
      call('netflix/charges/accept', { accepted_charges_set: [item] }, {}),
      call('netflix/charges/reverse', {}, {}),
    ]);
    const { exitCode, rows } = await told(`${log}\nno call`);
    expect(exitCode).toBe(2);
    expect(rows).toEqual([
      {
        kind: 'VALUE_DIFFERS',
        line: 2,
        verb: 'GET',
        path: 'netflix/promotions/list',
        place: '[SPRING].name',
        old: 'Springtime',
        here: 'Spring',
        explanation: 'The old system has "Springtime"; here it is "Spring".',
      },
      {
        kind: 'OUTCOME_DIFFERS',
        line: 4,
        verb: 'POST',
        path: 'netflix/charges/accept',
        place: 'failed_charges_set[I00000001]',
        old: null,
        here: expect.objectContaining({ number: 'I00000001', error_code: 'CHARGE_NOT_FOUND' }),
        explanation: expect.stringContaining('here it fails with CHARGE_NOT_FOUND'),
      },
      expect.objectContaining({
        kind: 'NO_SUCH_METHOD',
        line: 5,
        old: 'netflix/charges/reverse',
        here: null,
      }),
      { kind: 'UNUSABLE_LINE', line: 6, reason: expect.stringMatching(/^the line: /) },
      {
        kind: 'SUMMARY',
        methods: [
          { path: 'authentication/token', calls: 1, alike: 0, different: 0, passed_over: 1 },
          { path: 'netflix/promotions/list', calls: 2, alike: 1, different: 1, passed_over: 0 },
          { path: 'netflix/charges/accept', calls: 1, alike: 0, different: 1, passed_over: 0 },
          { path: 'netflix/charges/reverse', calls: 1, alike: 0, different: 1, passed_over: 0 },
        ],
        differences: {
          OUTCOME_DIFFERS: 1,
          VALUE_DIFFERS: 1,
          ORDER_DIFFERS: 0,
          MISSING_HERE: 0,
          NEW_HERE: 0,
          NO_SUCH_METHOD: 1,
        },
        unusable_lines: 1,
      },
    ]);
  });

  it('notices that a list is in another order', async () => {
    const { gateway, shadow } = await withOperator();
    await gateway('promotion create AUTUMN --operator cytel --name Autumn --from 2026-02-01');
    const listed = [{ code: 'AUTUMN' }, { code: 'SPRING' }];
    const ended = await shadow(call('netflix/promotions/list', { fields_set: 'code' }, listed));
    expect(ended).toMatchObject({ exitCode: 1 });
    expect(ended.stdout).toMatch(
      /^Line 1, .*: The old system lists them in another order: \["AUTUMN","SPRING"\]; here it is \["SPRING","AUTUMN"\]\.$/m,
    );
  });

  it('finds out which numbers of the two systems stand for the same thing', async () => {
    const demo = await seededCommandLine();
    const json = demo.file('differences.ndjson');
    const shadow = (calls: readonly unknown[]) =>
      demo.gateway(`shadow --operator demo --json ${json}`, logOf(calls));
    const pending = { ...PAGE, charge_status: 'NOT_PROCESSED' };
    const iptv = { alternative_code: 'STB' };
    const whose = { ...PAGE, provisioning_provider_identifier: 'alternative_code=STB' };
    const customers = Array.from({ length: 12 }, (_, n) => ({
      billing_system_customer_identifier: `B-${1001 + n}`,
    }));
    // What the gateway has, as another system would have it: the same under numbers of its own.
    await shadow([
      call(LIST, pending, { charges_set: [] }, { at: now }),
      call(GET_PENDING, whose, { subscriptions_set: [] }, { at: now }),
      ...customers.map((customer) => call(SHOW, customer, [], { at: now })),
    ]);
    const rows = rowsIn(json).filter(({ kind }) => kind === 'NEW_HERE');
    const old = (line: number) =>
      rows.flatMap((row) => (row.line === line ? [underOldNumbers(row.here)] : []));
    const [charges, work] = [old(1), old(2)];
    const responses = work.flatMap((group) =>
      group.pending_provisioning_requests_set.map(({ number }: Data) => ({
        number,
        response_status: 'ACCEPTED',
      })),
    );
    expect([charges.length, responses.length]).toEqual([4, 3]);
    const failed = { number: 'O-9', reference_number: null, error_code: 'X', error_description: 'X' };
    const accepted = [...charges, { ...charges[0], number: 'O-9' }];
    const registered = { subscription_number: 'O-S7' };
    const { stdout, exitCode } = await shadow([
      ...customers.map((customer, n) => call(SHOW, customer, old(n + 3), { at: now })),
      call(LIST, pending, { charges_set: charges }, { at: now }),
      call(
        'netflix/charges/accept',
        { accepted_charges_set: accepted },
        { failed_charges_set: [failed] },
        { at: now },
      ),
      call(GET_PENDING, whose, { subscriptions_set: work }, { at: now }),
      call(RESPOND, { provisioning_provider_identifier: iptv, responses_set: responses }, {}, { at: now }),
      call('netflix/subscriptions/create', { ...B_1, fields_set: 'subscription_number' }, registered, {
        at: now,
      }),
      call(SHOW, { ...B_1, fields_set: 'subscription_number' }, [{ subscription_number: 'O-S7' }], {
        at: now,
      }),
    ]);
    expect(stdout.split('\n').filter((line) => line.startsWith('Line'))).toEqual([]);
    expect(exitCode).toBe(0);
  });

  it('reads answers of any length that a page of a list can have', async () => {
    const { told } = await withOperator();
    const charge = (n: number) => ({ number: `I${n}`, local_currency: 'x'.repeat(50_000) });
    const charges_set = Array.from({ length: 50 }, (_, n) => charge(n));
    const { exitCode, rows } = await told(logOf([call('netflix/charges/list', PAGE, { charges_set })]));
    expect(exitCode).toBe(1);
    expect(rows.at(-1)).toMatchObject({ differences: { MISSING_HERE: 50 }, unusable_lines: 0 });
  });

  it('stops when it is asked to, and leaves no half result', async () => {
    const { gateway, file, stop } = await withOperator();
    stop();
    const log = logOf([call('netflix/promotions/list', {}, [])]);
    const ended = await gateway(`shadow --operator cytel --json ${file('out')}`, log);
    expect(ended).toMatchObject({ exitCode: 130, stdout: '' });
    expect(await gateway('shadow --operator cytel', log)).toMatchObject({ exitCode: 130, stdout: '' });
    expect([existsSync(file('out')), existsSync(file('out.unfinished'))]).toEqual([false, false]);
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
