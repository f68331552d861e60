import openapiTypes, { astToString } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';

import { DAY } from '../../src/time.ts';
import { openGateway } from '../api/gateway.ts';
import { clientAt } from './client/client.ts';
import { UNIT, withUser } from './user.ts';

const TYPES = new URL('client/old-wire.d.ts', import.meta.url).pathname;

it('gives a client its types as they are served (npm test -- test/rest/client.test.ts -u writes it)', async () => {
  const { gateway } = await openGateway();
  const served = await fetch(`${await gateway.listen()}/crmapi/rest/v2/openapi.json`);
  const types = astToString(await openapiTypes(await served.text(), { silent: true }));
  const options = await resolveConfig(TYPES);
  await expect(await format(types, { ...options, filepath: TYPES })).toMatchFileSnapshot(TYPES);
});

it('is all that a client needs to live through the whole story over HTTP', async () => {
  const { gateway, operator, netflix, wait } = await openGateway();
  const { username, password, organisation } = await withUser(gateway, wait());
  await operator.ask(`mutation {
    createProvisioningProvider(input: { name: "iptv" }) { problems { code } }
    createPromotion(input: { code: "14", name: "Test", effectiveFrom: "2017-01-01T00:00:00Z" }) { problems { code } }
  }`);
  const client = clientAt(await gateway.listen());
  const whom = { billing_system_customer_identifier: 'pci155' };
  const page = { number_of_results: 50, offset: 0 };

  const logIn = () => client.logIn({ username, password, organisation, unit: UNIT });
  let { token } = (await logIn()).data.data;
  const [promotion] = (await client.promotions({ token })).data.data;
  const registration = await client.register({
    token,
    ...whom,
    promotion_code: promotion?.code ?? '',
    channel: 'WEB',
    validity_duration: '3600',
  });
  const registered = registration.data.data;
  expect(registered.expires_on).toBe('2026-03-01T13:00:00');
  await operator.ask(
    `mutation ($token: String!) {
      confirmSignUp(input: { token: $token, signedUpOn: "2026-03-01T12:00:00Z" }) { problems { code } }
    }`,
    { token: registered.netflix_token },
  );
  const [subscription] = (await client.subscriptions({ token, ...whom })).data.data;
  expect(subscription?.subscription_number).toBe(registered.subscription_number);
  expect(subscription?.netflix_sate).toBe('EFFECTIVE');
  expect(subscription?.promotions_set).toEqual([promotion]);

  const provider = { provisioning_provider_identifier: 'name=iptv' };
  const [work] = (await client.pending({ token, ...provider, ...page })).data.data.subscriptions_set;
  const requests = work?.pending_provisioning_requests_set ?? [];
  expect(requests.map(({ type }) => type)).toEqual(['BECOME_SUBSCRIBER', 'ACTIVATE_SUBSCRIBER']);
  const responded = await client.respond({
    token,
    provisioning_provider_identifier: { name: 'iptv' },
    responses_set: requests.map(({ number }) => ({ number, response_status: 'ACCEPTED' })),
  });
  expect(responded.data.data).toEqual({});

  await client.suspend({ token, ...whom });
  await client.unsuspend({ token, ...whom });

  for (const paidThroughDate of ['2026-04-01', '2026-05-01'])
    await netflix.charges('pci155', { paidThroughDate });
  const pending = await client.charges({ token, ...page, charge_status: 'NOT_PROCESSED' });
  const items = pending.data.data.charges_set.map(({ number = '' }) => ({ number, ...whom }));
  const [first = { number: '', ...whom }, second = first] = items;
  const accepted = await client.accept({
    token,
    accepted_charges_set: [first, { number: 'I00000009', ...whom, reference_number: 'R-9' }],
  });
  const failed = accepted.data.data.failed_charges_set;
  expect(failed?.map(({ number, error_code }) => [number, error_code])).toEqual([
    ['I00000009', 'CHARGE_NOT_FOUND'],
  ]);
  await client.decline({ token, declined_charges_set: [second] });
  wait(DAY);
  ({ token } = (await logIn()).data.data);
  await operator.ask('mutation { processCharges(input: {}) { processed } }');
  const { charges_set: processed } = (await client.charges({ token, ...page })).data.data;
  expect(processed.map(({ number, amount, charge_status }) => [number, amount, charge_status])).toEqual([
    [first.number, 9.99, 'APPROVED'],
    [second.number, 9.99, 'DECLINED'],
  ]);
  await client.acknowledge({ token, acknowledged_charges_set: [first, second] });
  expect((await client.charges({ token, ...page })).data.data.charges_set).toEqual([]);
  await client.terminate({ token, ...whom });

  const basic = { authorization: `Basic ${btoa(`${operator.credential ?? ''}:`)}` };
  const { token: another } = (await client.logInWithApiKey({}, { headers: basic })).data.data;
  await client.release({ token: another });
  await expect(client.promotions({ token: another })).rejects.toMatchObject({
    status: 401,
    data: { status: { code: 'UNAUTHENTICATED' } },
  });
});

it('keeps what it does not have from compiling', async () => {
  const { gateway, operator } = await openGateway();
  const { charges, register } = clientAt(await gateway.listen());
  const token = operator.credential ?? '';
  const page = { number_of_results: 50, offset: 0 };
  const refused = { status: 400, data: { status: { code: 'INVALID_PARAMETER' } } };
  // @ts-expect-error: it is called offset
  await expect(charges({ token, number_of_results: 50, skip: 0 })).rejects.toMatchObject(refused);
  // @ts-expect-error: there is no such status to ask for
  await expect(charges({ token, ...page, charge_status: 'APPROVED' })).rejects.toMatchObject(refused);
  // @ts-expect-error: a customer needs its identifier
  await expect(register({ token, channel: 'WEB' })).rejects.toMatchObject(refused);
  const { data } = (await charges({ token, ...page })).data;
  // @ts-expect-error: it is called charges_set
  expect(data.charges).toBeUndefined();
});
