import { expect, it } from 'vitest';

import { METHODS } from '../../src/rest/methods.ts';
import { REFUSALS } from '../../src/rest/refusals.ts';
import { DAY } from '../../src/time.ts';
import { openGateway, type Data } from '../api/gateway.ts';
import { DOCUMENT } from './document.ts';
import { clientFrom, type Client } from './generic-client.ts';
import { UNIT, withUser } from './user.ts';

it('is served as it is made from the table of methods', async () => {
  const { gateway } = await openGateway();
  const response = await gateway.fetch(new Request('http://gateway/crmapi/rest/v2/openapi.json'));
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(await response.json()).toEqual(DOCUMENT);
  const operations = Object.entries(DOCUMENT.paths).flatMap(([path, item]) =>
    Object.keys(item).map((verb) => `${verb.toUpperCase()} ${path.slice(1)}`),
  );
  expect(operations).toEqual(METHODS.map(({ verb, path }) => `${verb} ${path}`));
  const ids = Object.values(DOCUMENT.paths).flatMap((item) =>
    Object.values(item).map((one) => one.operationId),
  );
  expect(new Set(ids).size).toBe(METHODS.length);
});

it('has a page for people that needs nothing from elsewhere', async () => {
  const { gateway } = await openGateway();
  const response = await gateway.fetch(new Request('http://gateway/crmapi/rest/v2/'));
  const page = await response.text();
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
  expect(page).not.toMatch(/<script|<link|<img|src=|https?:/);
  for (const { path, parameters } of METHODS)
    for (const word of [path, ...Object.keys(parameters)]) expect(page).toContain(`<code>${word}</code>`);
  for (const code of Object.keys(REFUSALS)) expect(page).toContain(`<code>${code}</code>`);
});

it('is all that a client needs to live through the whole story', async () => {
  const { gateway, operator, wait } = await openGateway();
  const { username, password, organisation } = await withUser(gateway, wait());
  await operator.ask(
    'mutation { createProvisioningProvider(input: { name: "iptv" }) { problems { code } } }',
  );
  await operator.ask(
    'mutation { createPromotion(input: { code: "14", name: "Test", effectiveFrom: "2017-01-01T00:00:00Z" }) { problems { code } } }',
  );
  const whom = { billing_system_customer_identifier: 'pci155' };
  const page = { number_of_results: 50, offset: 0 };

  const entrance = asking(clientFrom(gateway));
  const logsIn = async () => {
    const { token } = await entrance('authenticationToken', { username, password, organisation, unit: UNIT });
    return { authorization: `Bearer ${token}` };
  };
  let headers = await logsIn();
  const ask = asking(clientFrom(gateway, () => headers));

  const [promotion] = (await ask('netflixPromotionsList')) as unknown as Data[];
  const registered = await ask('netflixSubscriptionsCreate', { ...whom, promotion_code: promotion?.code });
  await operator.ask(
    `mutation ($token: String!) {
      confirmSignUp(input: { token: $token, signedUpOn: "2026-03-01T12:00:00Z" }) { problems { code } }
    }`,
    { token: registered.netflix_token },
  );
  expect(await ask('netflixSubscriptionsShow', whom)).toMatchObject([
    {
      subscription_number: registered.subscription_number,
      life_cycle_state: 'EFFECTIVE',
      promotions_set: [promotion],
    },
  ]);
  const work = await ask('provisioningGenericProvisioningRequestsGetPending', {
    provisioning_provider_identifier: 'name=iptv',
    ...page,
  });
  expect(
    await ask('provisioningGenericProvisioningRequestsSendResponse', {
      provisioning_provider_identifier: { name: 'iptv' },
      responses_set: work.subscriptions_set[0].pending_provisioning_requests_set.map(({ number }: Data) => ({
        number,
        response_status: 'ACCEPTED',
      })),
    }),
  ).toEqual({});
  await ask('netflixSubscriptionsSuspend', whom);
  await ask('netflixSubscriptionsUnsuspend', whom);

  const { customer } = await operator.ask(
    '{ customer(by: { billingSystemCustomerIdentifier: "pci155" }) { netflixCustomerIdentifier } }',
  );
  await operator.ask(
    `mutation ($charges: [ReceivedChargeInput!]!) {
      receiveCharges(input: { charges: $charges }) { failedReceipts { errorCode } }
    }`,
    {
      charges: ['2026-04-01', '2026-05-01'].map((paidThroughDate) => ({
        netflixChargeIdentifier: `N-${paidThroughDate}`,
        netflixCustomerIdentifier: customer.netflixCustomerIdentifier,
        amount: '9.99',
        currency: 'EUR',
        raisedOn: '2026-03-01T12:00:00Z',
        paidThroughDate,
      })),
    },
  );
  const pending = await ask('netflixChargesList', { ...page, charge_status: 'NOT_PROCESSED' });
  const [first, second] = pending.charges_set.map(({ number }: Data) => ({ number, ...whom }));
  expect(await ask('netflixChargesAccept', { accepted_charges_set: [first] })).toEqual({});
  expect(await ask('netflixChargesDecline', { declined_charges_set: [second] })).toEqual({});
  wait(DAY);
  headers = await logsIn();
  await operator.ask('mutation { processCharges(input: {}) { processed } }');
  const processed = await ask('netflixChargesList', page);
  expect(processed.charges_set).toMatchObject([
    {
      number: first.number,
      amount: 9.99,
      charge_status: 'APPROVED',
      set_as_approved_on: '2026-03-02T12:00:00',
    },
    { number: second.number, charge_status: 'DECLINED', set_as_approved_on: null },
  ]);
  const items = { acknowledged_charges_set: [first, second] };
  expect(await ask('netflixChargesAcknowledge', items)).toEqual({});
  expect(await ask('netflixChargesList', page)).toEqual({ charges_set: [] });
  expect(await ask('netflixSubscriptionsTerminate', whom)).toEqual({});

  const basic = { authorization: `Basic ${btoa(`${operator.credential ?? ''}:`)}` };
  const withKey = asking(clientFrom(gateway, () => basic));
  expect(await withKey('authenticationWebApiKeyToken')).toEqual({ token: expect.any(String) });
  expect(await ask('authenticationTokenRelease')).toEqual({});
  await expect(ask('netflixChargesList', page)).rejects.toThrow('UNAUTHENTICATED');
});

/** Calls an operation that the document has to have. */
function asking(client: Client) {
  return (operation: string, given?: Data): Promise<Data> => {
    const call = client[operation];
    if (!call) throw new Error(`Expected ${operation}, found ${Object.keys(client).join(', ')}.`);
    return call(given);
  };
}
