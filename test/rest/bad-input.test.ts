import { describe, expect, it } from 'vitest';

import { METHODS } from '../../src/rest/methods.ts';
import { schemaOf } from '../../src/rest/parameters.ts';
import { openGateway, type Data } from '../api/gateway.ts';
import { addProvider } from '../api/provisioning-verbs.ts';
import { badCalls } from './bad-values.ts';
import { CALLS } from './calls.ts';
import { expectDocumented } from './document.ts';
import { OK, replied, wireOf } from './wire.ts';

describe.each(METHODS)('$path', (method) => {
  const { verb, path, parameters, oneOf } = method;
  const good = CALLS[path] ?? {};
  const schema = schemaOf(parameters, oneOf);
  const bad = badCalls(schema, good, verb === 'GET');

  it('gets every parameter in the calls that the cases are made of', () => {
    const left = Object.keys(parameters).filter((name) => !(name in good) && !oneOf.includes(name));
    expect(left.filter((name) => name !== 'token')).toEqual([]);
  });

  it('names the one parameter that is wrong', async () => {
    const { gateway, operator } = await openGateway();
    const ask = wireOf(gateway, operator.credential);
    const told: unknown[] = [];
    for (const { parameter, given } of bad) {
      const reply = await ask(verb, path, givenBy(given), basic(operator.credential));
      expectDocumented({ method: verb, path }, reply);
      const { code, description, message } = reply.status;
      const isNamed =
        code === 'INVALID_PARAMETER' && description === parameter && message.startsWith(`${parameter} `);
      if (!isNamed || reply.http !== 400) told.push({ parameter, given, ...reply.status });
    }
    expect(told).toEqual([]);
  });
});

describe.each(METHODS.filter(({ oneOf }) => oneOf.length > 0))('$path', ({ verb, path, oneOf }) => {
  it('takes exactly one of the parameters of which one is needed', async () => {
    const { gateway, operator } = await openGateway();
    const ask = wireOf(gateway, operator.credential);
    const rest = Object.fromEntries(
      Object.entries(CALLS[path] ?? {}).filter(([name]) => !oneOf.includes(name)),
    );
    for (const given of [rest, { ...rest, ...Object.fromEntries(oneOf.map((name) => [name, 'B-1'])) }]) {
      const { status } = await ask(verb, path, given);
      expect(status).toMatchObject({ code: 'INVALID_PARAMETER', description: oneOf[0] });
      expect(status.message).toContain(`exactly one of ${oneOf.join(', ')}`);
    }
  });
});

describe('What is not a parameter at all', () => {
  it.each(['', 'null', '[]', '"x"', '5', '{', '{"token":', '['.repeat(100_000)])(
    'is told as such: %s',
    async (body) => {
      const { gateway } = await openGateway();
      const address = 'http://gateway/crmapi/rest/v2/netflix/charges/accept';
      const { http, data, status } = await replied(gateway, address, { method: 'POST', body });
      // No body is as good as an empty one.
      const code = body === '' ? 'UNAUTHENTICATED' : 'INVALID_BODY';
      expect({ http, data, code: status.code }).toEqual({
        http: code === 'INVALID_BODY' ? 400 : 401,
        data: {},
        code,
      });
    },
  );

  it('is passed over, as are nulls and, in a query, empty values', async () => {
    const { gateway, operator } = await openGateway();
    const ask = wireOf(gateway, operator.credential);
    expect(
      await ask('GET', 'netflix/charges/list', {
        number_of_results: '1',
        offset: '0',
        charge_status: '',
        language_code: 'EN',
        constructor: 'x',
      }),
    ).toMatchObject({ data: { charges_set: [] }, status: OK });
    const made = await ask('POST', 'netflix/subscriptions/create', {
      billing_system_customer_identifier: 'B-1',
      promotion_code: null,
      customer_address: null,
      __proto__: { channel: 'X' },
      language_code: 5,
    });
    expect(made.status).toEqual(OK);
  });

  it('is refused when a query gives it twice', async () => {
    const { gateway, operator } = await openGateway();
    const address = `http://gateway/crmapi/rest/v2/netflix/charges/list?token=${operator.credential ?? ''}&offset=0&offset=1`;
    const { status } = await replied(gateway, address);
    expect(status).toEqual({
      code: 'INVALID_PARAMETER',
      description: 'offset',
      message: 'offset is given twice.',
    });
  });

  it('is told as such when it is no UTF-8, for a name in another encoding would be kept damaged', async () => {
    const { gateway, operator } = await openGateway();
    const registered = (customer_first_name: string, encoding?: BufferEncoding) => {
      const whom = { token: operator.credential, billing_system_customer_identifier: 'B-1' };
      return Buffer.from(JSON.stringify({ ...whom, customer_first_name }), encoding);
    };
    const path = '/crmapi/rest/v2/netflix/subscriptions/create';
    for (const [way, origin] of [
      [gateway, 'http://gateway'],
      [{ fetch }, await gateway.listen()],
    ] as const) {
      const send = (body: Buffer<ArrayBuffer>) => replied(way, origin + path, { method: 'POST', body });
      const { http, status } = await send(registered('José', 'latin1'));
      expect({ http, ...status }).toEqual({
        http: 400,
        code: 'INVALID_BODY',
        description: '',
        message: 'The body must be text in UTF-8.',
      });
      // What others replace such bytes with is a character like any other.
      expect((await send(registered('Jos\uFFFD'))).status).toEqual(OK);
    }
    expect(await operator.ask('{ customers { nodes { firstName } } }')).toEqual({
      customers: { nodes: [{ firstName: 'Jos\uFFFD' }] },
    });
  });

  it('is told as such when it is half a character, which cannot be kept as it is', async () => {
    const { gateway, operator } = await openGateway();
    const given = { billing_system_customer_identifier: 'B-1', customer_first_name: 'Jos\ud83d' };
    const ask = wireOf(gateway, operator.credential);
    expect((await ask('POST', 'netflix/subscriptions/create', given)).status).toEqual({
      code: 'INVALID_PARAMETER',
      description: 'customer_first_name',
      message: 'customer_first_name must be well-formed Unicode.',
    });
  });

  it.each([
    [
      'fields_set',
      'number,amout',
      /among number, .*, set_as_rejected_request_on; "amout" is none of them\.$/,
    ],
    ['fields_set', 'number,', /; "" is none of them\.$/],
    ['number_of_results', '51', /must be between 1 and 50, but was 51\.$/],
    ['number_of_results', '9'.repeat(20), /must be between 1 and 50, but was 100000000000000000000\.$/],
    ['number_of_results', '1.0', /must be a whole number, such as 1 or "1"\.$/],
    ['charge_status', 'processed', /must be one of NOT_PROCESSED, PROCESSED\.$/],
  ])('is told what is wrong with it: %s=%s', async (parameter, value, message) => {
    const { gateway, operator } = await openGateway();
    const given = { number_of_results: 1, offset: 0, [parameter]: value };
    const { status } = await wireOf(gateway, operator.credential)('GET', 'netflix/charges/list', given);
    expect(status).toMatchObject({ description: parameter, message: expect.stringMatching(message) });
  });

  it('counts numbers as numbers and as strings of digits alike', async () => {
    const { gateway, operator } = await openGateway();
    const ask = wireOf(gateway, operator.credential);
    for (const validity_duration of [60, '60', '00060']) {
      const { data } = await ask('POST', 'netflix/subscriptions/create', {
        billing_system_customer_identifier: 'B-1',
        validity_duration,
      });
      expect(data.expires_on).toBe('2026-03-01T12:01:00');
    }
  });

  it('takes a country in either form', async () => {
    const { gateway, operator } = await openGateway();
    const ask = wireOf(gateway, operator.credential);
    for (const form of [{ country: 'CY' }, { country_identifier: { two_character_code: 'CY' } }]) {
      await ask('POST', 'netflix/subscriptions/create', {
        billing_system_customer_identifier: 'B-1',
        customer_address: { type: 'HOME', street_name: 'Main Street', ...form },
      });
      const { customer } = await operator.ask(
        '{ customer(by: { billingSystemCustomerIdentifier: "B-1" }) { addresses { country } } }',
      );
      expect(customer.addresses).toEqual([{ country: 'CY' }]);
    }
  });

  it('takes a provider by its name, its code, its id in GraphQL or the number in that', async () => {
    const { gateway, operator } = await openGateway();
    const ask = wireOf(gateway, operator.credential);
    const id = await addProvider(operator, 'iptv', 'TV');
    for (const by of ['name=iptv', 'alternative_code=TV', `id=${id}`, 'id=4294967297']) {
      const given = { provisioning_provider_identifier: by, number_of_results: 1, offset: 0 };
      const { data } = await ask('GET', 'provisioning/generic_provisioning_requests/get_pending', given);
      expect(data).toEqual({ subscriptions_set: [] });
    }
    const whose = 'provisioning_provider_identifier';
    for (const [by, message] of [
      ['id=x', `${whose}.id must be an id as GraphQL tells it, or the number in it.`],
      [`id=${id}==`, `${whose}.id must be an id as GraphQL tells it, or the number in it.`],
      ['name=', `${whose}.name must have 1 to 128 characters, but has 0.`],
      ['iptv', `${whose} must begin with one of id=, name=, alternative_code=, such as name=iptv.`],
      ['code=TV', `${whose} must begin with one of id=, name=, alternative_code=, such as name=iptv.`],
    ]) {
      const given = { [whose]: by, number_of_results: 1, offset: 0 };
      const { status } = await ask('GET', 'provisioning/generic_provisioning_requests/get_pending', given);
      expect(status).toMatchObject({ code: 'INVALID_PARAMETER', message });
    }
  });
});

function givenBy(given: Data): Data {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function basic(key: string | null) {
  return { authorization: `Basic ${btoa(`${key ?? ''}:`)}` };
}
