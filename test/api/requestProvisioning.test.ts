import { describe, expect, it } from 'vitest';

import { CARRIES, PROVISIONING_REQUEST_TYPES } from '../../src/provisioning/provisioning.ts';
import { writes } from './charge-verbs.ts';
import { openGateway, type Data } from './gateway.ts';
import { addProvider, lookUp, pending, raise } from './provisioning-verbs.ts';
import { change, faultsOf, register, update } from './subscription-verbs.ts';

const UHD = { code: 'UHD', name: 'Ultra HD' };
const BOX = { code: 'BOX', serialNumber: '42' };
const CARRIED = `
  address { streetName } accountInformation { firstName lastName billingSystemCustomerIdentifier emails { emailAddress } phones { number } }
  service { code name quantity } services { code name quantity }
  installedItem { code serialNumber name } installedItems { code serialNumber name }
`;

/** A gateway with Anna, B-100, whose S00000001 was registered before there was a provider. */
async function ready() {
  const opened = await openGateway();
  await register(opened.operator, {
    ...{ firstName: 'Anna', address: { type: 'HOME', streetName: 'Ledra' } },
    ...{
      email: { type: 'PERSONAL', emailAddress: 'anna@example.com' },
      phone: { type: 'MOBILE', number: '99 123456' },
    },
  });
  await addProvider(opened.operator, 'Boxes', 'STB');
  return opened;
}

describe('requestProvisioning', () => {
  it.each(PROVISIONING_REQUEST_TYPES)(
    'raises a request of any type, with the data that it carries: %s',
    async (type) => {
      const { operator } = await ready();
      const carried = CARRIES[type];
      const carries = <T>(what: (typeof carried)[number], value: T, otherwise: T | null | [] = null) =>
        carried.includes(what) ? value : otherwise;
      const { provisioningRequest, problems } = await raise(
        operator,
        {
          type,
          service: carries('service', UHD),
          services: carries('services', [{ ...UHD, quantity: 3 }]),
          installedItem: carries('installedItem', BOX),
          installedItems: carries('installedItems', [{ ...BOX, name: 'Hall' }]),
        },
        `number type state sequenceNumber provider { name } subscription { number } ${CARRIED}`,
      );
      expect(problems).toEqual([]);
      expect(provisioningRequest).toEqual({
        ...{ number: 'P00000001', type, state: 'PENDING', sequenceNumber: 1 },
        ...{ provider: { name: 'Boxes' }, subscription: { number: 'S00000001' } },
        address: carries('address', { streetName: 'Ledra' }),
        accountInformation: carries('accountInformation', {
          ...{ firstName: 'Anna', lastName: null, billingSystemCustomerIdentifier: 'B-100' },
          ...{ emails: [{ emailAddress: 'anna@example.com' }], phones: [{ number: '99 123456' }] },
        }),
        service: carries('service', { ...UHD, quantity: 1 }),
        services: carries('services', [{ ...UHD, quantity: 3 }], []),
        installedItem: carries('installedItem', { ...BOX, name: null }),
        installedItems: carries('installedItems', [{ ...BOX, name: 'Hall' }], []),
      });
      expect(await pending(operator)).toMatchObject({ totalCount: 1 });
    },
  );

  it('is about Netflix when it does not say which services it is about', async () => {
    const { operator } = await ready();
    const services = async (given: Data) =>
      (await raise(operator, { type: 'ACTIVATE_SUBSCRIBER', ...given }, 'services { code name quantity }'))
        .provisioningRequest.services;
    expect(await services({})).toEqual([{ code: 'NETFLIX', name: 'Netflix', quantity: 1 }]);
    expect(await services({ services: null })).toEqual([{ code: 'NETFLIX', name: 'Netflix', quantity: 1 }]);
    expect(await services({ services: [] })).toEqual([]);
  });

  it('adds a request with each call, scheduled for now unless it says otherwise', async () => {
    const { operator } = await ready();
    const scheduledDate = '2026-12-24T18:00:00.000Z';
    const raised = [
      await raise(operator),
      await raise(operator, { scheduledDate, provider: { alternativeCode: 'STB' } }),
    ];
    expect(raised.map(({ provisioningRequest }) => provisioningRequest)).toMatchObject([
      { number: 'P00000001', sequenceNumber: 1, scheduledDate: '2026-03-01T12:00:00.000Z' },
      { number: 'P00000002', sequenceNumber: 2, scheduledDate, createdOn: '2026-03-01T12:00:00.000Z' },
    ]);
  });

  it('is refused with every reason', async () => {
    const opened = await ready();
    const { operator, another } = opened;
    writes(opened);
    expect(
      await raise(operator, {
        ...{ subscriptionNumber: 'S00000009', provider: { name: 'Nobody' }, type: 'ADD_UDR' },
        ...{ services: [UHD], installedItem: BOX },
      }),
    ).toEqual({
      provisioningRequest: null,
      problems: [
        {
          ...{ code: 'NOT_FOUND', path: ['subscriptionNumber'] },
          message: 'There is no subscription S00000009. Check the number.',
        },
        {
          ...{ code: 'NOT_FOUND', path: ['provider'] },
          message: 'There is no provider Nobody. Create it, or name another one.',
        },
        { code: 'NOT_ALLOWED', path: ['service'], message: 'ADD_UDR is about one `service`. Give it.' },
        { code: 'NOT_ALLOWED', path: ['services'], message: 'ADD_UDR carries no `services`. Leave it out.' },
        {
          code: 'NOT_ALLOWED',
          path: ['installedItem'],
          message: 'ADD_UDR carries no `installedItem`. Leave it out.',
        },
      ],
    });
    const other = await another();
    await addProvider(other.operator);
    expect(await raise(other.operator)).toMatchObject({
      ...{ provisioningRequest: null, problems: [{ code: 'NOT_FOUND', path: ['subscriptionNumber'] }] },
    });
    expect(await pending(operator)).toMatchObject({ totalCount: 0 });
  });

  it('gives nothing to a cancelled subscription, and still takes away', async () => {
    const { operator } = await ready();
    await change(operator, 'terminateSubscription');
    expect(await raise(operator, { type: 'ADD_INSTALLED_ITEM', installedItem: BOX })).toEqual({
      provisioningRequest: null,
      problems: [
        {
          ...{ code: 'NOT_ALLOWED', path: ['type'] },
          message:
            'Subscription S00000001 is cancelled: ADD_INSTALLED_ITEM cannot be requested for it any more. Register the customer again.',
        },
      ],
    });
    expect(await raise(operator, { type: 'REMOVE_INSTALLED_ITEM', installedItem: BOX })).toMatchObject({
      problems: [],
    });
  });

  it('answers on trial as it would, and changes nothing', async () => {
    const opened = await ready();
    const { operator } = opened;
    writes(opened);
    const trial = await raise(operator, { dryRun: true });
    expect(writes(opened)).toEqual([]);
    expect(trial.provisioningRequest.number).toBe('P00000000');
    expect(await lookUp(operator, 'P00000000')).toBeNull();
    const real = await raise(operator);
    expect(real).toEqual({
      ...trial,
      provisioningRequest: { ...trial.provisioningRequest, number: 'P00000001' },
    });
  });

  it('carries what is known of the customer when it is read, and keeps no copy', async () => {
    const { operator } = await ready();
    await raise(operator, { type: 'UPDATE_SUBSCRIBER' });
    await update(operator, {
      firstName: 'Bella',
      addresses: [
        { type: 'BUSINESS', addressLine1: 'Elsewhere' },
        { type: 'HOME', isPrimary: true, streetName: 'Onasagorou' },
      ],
      emails: [],
    });
    expect(await lookUp(operator, 'P00000001', CARRIED)).toMatchObject({
      address: { streetName: 'Onasagorou' },
      accountInformation: { firstName: 'Bella', emails: [] },
    });
    await update(operator, { addresses: null });
    expect(await lookUp(operator, 'P00000001', CARRIED)).toMatchObject({ address: null });
  });

  it.each<[path: string, given: Data, message: string]>([
    [
      'subscriptionNumber',
      { subscriptionNumber: '' },
      '`subscriptionNumber` must have 1 to 128 characters, but has 0.',
    ],
    ['service.code', { service: { ...UHD, code: '' } }, '`code` must have 1 to 128 characters, but has 0.'],
    [
      'services.1.quantity',
      { services: [UHD, { ...UHD, quantity: 0 }] },
      '`quantity` must be between 1 and 1000000, but was 0.',
    ],
    ['services', { services: fiftyOne(UHD) }, 'Give 0 to 50 services.'],
    [
      'installedItem.serialNumber',
      { installedItem: { ...BOX, serialNumber: 'x\u0000' } },
      '`serialNumber` must not contain control characters, such as a line break.',
    ],
    ['installedItems', { installedItems: fiftyOne(BOX) }, 'Give 0 to 50 devices.'],
    ['provider.name', { provider: { name: '' } }, '`name` must have 1 to 128 characters, but has 0.'],
  ])('is not given what is badly formed: %s', async (path, given, message) => {
    const { operator } = await ready();
    const input = {
      subscriptionNumber: 'S00000001',
      provider: { name: 'Boxes' },
      type: 'UPDATE_ADDRESS',
      ...given,
    };
    const answer = await operator.answer(
      'mutation ($input: RequestProvisioningInput!) { requestProvisioning(input: $input) { problems { code } } }',
      { input },
    );
    expect(faultsOf(answer)).toEqual([[`input.${path}`, message]]);
  });
});

function fiftyOne(thing: Data): Data[] {
  return Array.from({ length: 51 }, () => thing);
}
