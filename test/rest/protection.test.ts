import { describe, expect, it } from 'vitest';

import { openGateway, type Data } from '../api/gateway.ts';
import { serve } from '../operations/serving.ts';
import { PASSWORD, withUser } from './user.ts';
import { OK, replied, wireOf } from './wire.ts';

const PAGE = { number_of_results: '50', offset: '0' };
const LIST = 'netflix/charges/list';

describe('Who asks over the old wire', () => {
  it('presents its token as a parameter, as a header, or an API key in the place of either', async () => {
    const { gateway, operator, wait } = await openGateway();
    const token = await (await withUser(gateway, wait())).token();
    const ask = wireOf(gateway, null);
    for (const credential of [token, operator.credential ?? '']) {
      const authorization = `Bearer ${credential}`;
      expect((await ask('GET', LIST, { ...PAGE, token: credential })).status).toEqual(OK);
      expect((await ask('GET', LIST, PAGE, { authorization })).status).toEqual(OK);
      const given = { billing_system_customer_identifier: 'B-1' };
      expect((await ask('POST', 'netflix/subscriptions/create', { ...given, token })).status).toEqual(OK);
      expect((await ask('POST', 'netflix/subscriptions/create', given, { authorization })).status).toEqual(
        OK,
      );
    }
    const both = await ask('GET', LIST, { ...PAGE, token }, { authorization: 'Bearer none' });
    expect(both.status).toEqual(OK);
  });

  it.each<[string, Data, Record<string, string>]>([
    ['nothing', {}, {}],
    ['an empty token', { token: '' }, {}],
    ['a made-up token', { token: 'x.y.z' }, {}],
    ['two words', { token: 'one two' }, {}],
    ['a password', {}, { authorization: `Basic ${btoa('anna:x')}` }],
  ])('is not let in with %s', async (_what, given, headers) => {
    const { gateway } = await openGateway();
    for (const [verb, path] of [
      ['GET', LIST],
      ['POST', 'netflix/charges/accept'],
      ['POST', 'authentication/token/release'],
    ] as const) {
      const { http, data, status } = await wireOf(gateway, null)(verb, path, given, headers);
      expect({ http, data, ...status }).toEqual({
        http: 401,
        data: {},
        code: 'UNAUTHENTICATED',
        description: 'token',
        message: expect.stringMatching(/^token/),
      });
    }
  });

  it('is not let in with a token that was released, nor can an API key be', async () => {
    const { gateway, operator, wait } = await openGateway();
    const token = await (await withUser(gateway, wait())).token();
    const ask = wireOf(gateway, token);
    expect((await ask('POST', 'authentication/token/release')).data).toEqual({});
    expect((await ask('GET', LIST, PAGE)).status.code).toBe('UNAUTHENTICATED');
    const { status } = await wireOf(gateway, operator.credential)('POST', 'authentication/token/release');
    expect(status).toMatchObject({ code: 'INVALID_PARAMETER', description: 'token' });
  });

  it.each([
    undefined,
    'Basic',
    `Basic ${btoa('nbk_x')}`,
    `Basic ${btoa('nbk_x:secret')}`,
    'Basic !!!',
    'Bearer x',
  ])('exchanges no key for a token that is presented as %s', async (authorization) => {
    const { gateway } = await openGateway();
    const headers = authorization === undefined ? {} : { authorization };
    const reply = await wireOf(gateway, null)('POST', 'authentication/web_api_key/token', {}, headers);
    expect(reply).toMatchObject({
      http: 401,
      status: { code: 'UNAUTHENTICATED', description: 'Authorization' },
    });
  });

  it('may do what the scopes of its token say, and is told which one is missing', async () => {
    const { gateway, someone } = await openGateway();
    const { credential } = await someone('WRITE');
    const ask = wireOf(gateway, credential);
    const { http, status } = await ask('GET', LIST, PAGE);
    expect({ http, ...status }).toEqual({
      http: 403,
      code: 'FORBIDDEN',
      description: 'token',
      message: 'token: netflix/charges/list needs the scope READ, which this token does not carry.',
    });
    const given = { billing_system_customer_identifier: 'B-1' };
    expect((await ask('POST', 'netflix/subscriptions/create', given)).status).toEqual(OK);
  });

  it('finds nothing of another operator', async () => {
    const { gateway, netflix, operator, another } = await openGateway();
    await netflix.signsUp('B-1');
    const number = await netflix.charges('B-1');
    await operator.ask(
      'mutation { createProvisioningProvider(input: { name: "iptv" }) { problems { code } } }',
    );
    const ask = wireOf(gateway, (await another()).operator.credential);
    const item = { number, billing_system_customer_identifier: 'B-1' };
    const accepted = await ask('POST', 'netflix/charges/accept', { accepted_charges_set: [item] });
    expect(accepted.data).toMatchObject({ failed_charges_set: [{ error_code: 'CHARGE_NOT_FOUND' }] });
    const listed = await ask('GET', LIST, { ...PAGE, charge_status: 'NOT_PROCESSED' });
    expect(listed.data).toEqual({ charges_set: [] });
    const whom = { billing_system_customer_identifier: 'B-1' };
    expect((await ask('GET', 'netflix/subscriptions/show', whom)).status.code).toBe('CUSTOMER_NOT_FOUND');
    const whose = { provisioning_provider_identifier: 'name=iptv', ...PAGE };
    const work = await ask('GET', 'provisioning/generic_provisioning_requests/get_pending', whose);
    expect(work.status.code).toBe('PROVISIONING_PROVIDER_NOT_FOUND');
  });

  it('is slowed down when it guesses passwords', async () => {
    const { gateway, wait } = await openGateway();
    const { username, organisation } = await withUser(gateway, wait());
    const ask = wireOf(gateway, null);
    for (let guess = 0; guess < 10; guess += 1) {
      const { status } = await ask('POST', 'authentication/token', {
        username,
        organisation,
        password: 'guess',
      });
      expect(status).toMatchObject({ code: 'UNAUTHENTICATED', description: 'password' });
    }
    const { http, headers, status } = await ask('POST', 'authentication/token', {
      username,
      organisation,
      password: PASSWORD,
    });
    expect([http, status.code, headers.get('retry-after')]).toEqual([429, 'RATE_LIMITED', '1']);
  });
});

describe('What may be asked over the old wire', () => {
  it('is counted by items, in the same bucket as what is asked in GraphQL', async () => {
    const { gateway, operator } = await openGateway({}, { RATE_CAPACITY: '100', RATE_REFILL: '10' });
    const ask = wireOf(gateway, operator.credential);
    const left = (headers: Headers) => headers.get('ratelimit-remaining');
    expect(left((await ask('GET', LIST, { number_of_results: 30, offset: 0 })).headers)).toBe('70');
    expect(left((await ask('GET', 'netflix/promotions/list')).headers)).toBe('69');
    const item = { number: 'I00000001', billing_system_customer_identifier: 'B-1' };
    const items = { accepted_charges_set: [item, item, item] };
    expect(left((await ask('POST', 'netflix/charges/accept', items)).headers)).toBe('66');
    expect(left((await operator.answer('{ charges(first: 10) { nodes { number } } }')).headers)).toBe('55');
    expect((await ask('GET', LIST, PAGE)).http).toBe(200);
    const { http, headers, data, status } = await ask('GET', LIST, PAGE);
    expect({ http, data, code: status.code }).toEqual({ http: 429, data: {}, code: 'RATE_LIMITED' });
    expect(headers.get('retry-after')).toBe('5');
  });

  it('is as long as the settings let a body be', async () => {
    const { gateway, operator } = await openGateway({}, { LIMIT_BODY: '1000' });
    const ask = wireOf(gateway, operator.credential);
    const whom = { billing_system_customer_identifier: 'B-1', notes: 'x'.repeat(1000) };
    const { http, status } = await ask('POST', 'netflix/subscriptions/suspend', whom);
    expect([http, status.code]).toEqual([413, 'BODY_TOO_LARGE']);
  });

  it.each([
    ['GET', 'netflix/charges/lists', 404, 'METHOD_NOT_FOUND'],
    ['GET', 'netflix/charges/list/', 404, 'METHOD_NOT_FOUND'],
    ['POST', '__proto__', 404, 'METHOD_NOT_FOUND'],
    ['POST', LIST, 405, 'VERB_NOT_ALLOWED'],
    ['GET', 'netflix/charges/accept', 405, 'VERB_NOT_ALLOWED'],
    ['DELETE', LIST, 405, 'VERB_NOT_ALLOWED'],
  ])('is a method with its own verb, not %s %s', async (verb, path, http, code) => {
    const { gateway, operator } = await openGateway();
    const reply = await wireOf(gateway, operator.credential)(verb, path, PAGE);
    expect(reply).toMatchObject({ http, data: {}, status: { code } });
    if (http === 405) expect(reply.headers.get('allow')).toBe(verb === 'GET' ? 'POST' : 'GET');
  });

  it('can be told to answer everything with the status 200', async () => {
    const { gateway } = await openGateway({}, { REST_STATUS_200: 'on' });
    const reply = await wireOf(gateway, null)('GET', 'netflix/charges/lists');
    expect(reply).toMatchObject({ http: 200, status: { code: 'METHOD_NOT_FOUND' } });
    expect(await wireOf(gateway, null)('GET', LIST, PAGE)).toMatchObject({
      http: 200,
      status: { code: 'UNAUTHENTICATED' },
    });
  });
});

describe('What the old wire says', () => {
  it('has amounts as exact JSON numbers, however large', async () => {
    const { gateway, operator, netflix } = await openGateway();
    await netflix.signsUp('B-1');
    for (const amount of ['90071992547409.91', '0.10', '12.00', '0'])
      await netflix.charges('B-1', { amount });
    const { text } = await wireOf(gateway, operator.credential)('GET', LIST, {
      ...PAGE,
      charge_status: 'NOT_PROCESSED',
      fields_set: 'amount',
    });
    expect(text).toContain('[{"amount":90071992547409.91},{"amount":0.1},{"amount":12},{"amount":0}]');
  });

  it('has the charges that were not acknowledged, the oldest first, by offset', async () => {
    const { gateway, operator, netflix } = await openGateway();
    await netflix.signsUp('B-1');
    const numbers: string[] = [];
    for (let n = 0; n < 5; n += 1) numbers.push(await netflix.charges('B-1'));
    const { data } = await wireOf(gateway, operator.credential)('GET', LIST, {
      number_of_results: 2,
      offset: 1,
      charge_status: 'NOT_PROCESSED',
      fields_set: 'number',
    });
    expect(data.charges_set).toEqual(numbers.slice(1, 3).map((number) => ({ number })));
  });

  it('takes no reference number twice, and repeats do no harm', async () => {
    const { gateway, operator, netflix } = await openGateway();
    await netflix.signsUp('B-1');
    const [one, other] = [await netflix.charges('B-1'), await netflix.charges('B-1')];
    const ask = wireOf(gateway, operator.credential);
    const accept = async (number: string) =>
      (
        await ask('POST', 'netflix/charges/accept', {
          accepted_charges_set: [
            { number, billing_system_customer_identifier: 'B-1', reference_number: 'R-1' },
          ],
        })
      ).data;
    expect(await accept(one)).toEqual({});
    expect(await accept(one)).toEqual({});
    expect(await accept(other)).toEqual({
      failed_charges_set: [
        {
          number: other,
          reference_number: 'R-1',
          error_code: 'REFERENCE_NUMBER_TAKEN',
          error_description: `Reference R-1 already belongs to charge ${one}. Choose another one.`,
        },
      ],
    });
  });

  it('is written down in one line without any token, and found by its request id', async () => {
    const served = await serve();
    served.lines.length = 0;
    const address = `${served.origin}/crmapi/rest/v2/${LIST}?token=${served.key}&number_of_results=51&offset=0`;
    const { headers } = await fetch(address, { headers: { 'x-request-id': 'from-the-client' } });
    expect(headers.get('x-request-id')).toBe('from-the-client');
    expect(served.lines.filter(({ msg }) => msg === 'request')).toMatchObject([
      {
        requestId: 'from-the-client',
        method: 'GET',
        path: `/crmapi/rest/v2/${LIST}`,
        status: 400,
        kind: 'rest',
        operation: LIST,
        operator: 'cytel',
        codes: ['INVALID_PARAMETER'],
      },
    ]);
    expect(JSON.stringify(served.lines)).not.toContain(served.key);
  });

  it('is never kept by anybody on the way', async () => {
    const { gateway } = await openGateway();
    const { headers } = await replied(gateway, `http://gateway/crmapi/rest/v2/${LIST}`);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  });
});
