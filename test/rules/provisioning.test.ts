import { describe, expect, it } from 'vitest';

import type { EventType } from '../../src/events/event.ts';
import { idOf } from '../../src/ids.ts';
import { pack, unpack } from '../../src/packed.ts';
import {
  CARRIES,
  PROVISIONING_REQUEST_TYPES,
  pendingSince,
  requestedBy,
  type ProvisioningRequest,
  type ProvisioningRequestType,
} from '../../src/provisioning/provisioning.ts';
import type {
  ProvisioningResponse,
  RequestFacts,
  ResponseFacts,
  WantedRequest,
} from '../../src/provisioning/rules/facts.ts';
import { createProvider } from '../../src/provisioning/rules/provider.ts';
import { requestProvisioning } from '../../src/provisioning/rules/request.ts';
import { takeResponses } from '../../src/provisioning/rules/response.ts';
import { at, facts, operator, subscription } from './facts.ts';

const NOW = '2026-05-10T12:00:00Z';
const BOXES = { id: idOf(operator.id, 1), name: 'Boxes', alternativeCode: 'STB' };
const UHD = { code: 'UHD', name: 'Ultra HD', quantity: 2 };
const BOX = { code: 'BOX', serialNumber: '42', name: null };

describe('What happens asks a platform for', () => {
  it.each<[EventType, string[], ProvisioningRequestType[]]>([
    ['SUBSCRIPTION_REGISTERED', ['stage', 'netflixState', 'registeredOn'], ['BECOME_SUBSCRIBER']],
    ['SUBSCRIPTION_REGISTERED', ['netflixToken'], []],
    ['SUBSCRIPTION_REGISTERED', ['channel', 'netflixToken'], []],
    ['SUBSCRIPTION_SIGNED_UP', ['stage', 'netflixState', 'signedUpOn'], ['ACTIVATE_SUBSCRIBER']],
    ['SUBSCRIPTION_UNSUSPENDED', ['stage', 'suspendedOn'], ['ACTIVATE_SUBSCRIBER']],
    ['SUBSCRIPTION_SUSPENDED', ['stage', 'suspendedOn'], ['DEACTIVATE_SUBSCRIBER']],
    ['SUBSCRIPTION_CANCELLED', ['stage', 'cancelledOn'], ['DEACTIVATE_SUBSCRIBER']],
    ['CUSTOMER_UPDATED', ['addresses'], ['UPDATE_ADDRESS']],
    ['CUSTOMER_UPDATED', ['firstName'], ['UPDATE_SUBSCRIBER']],
    ['CUSTOMER_UPDATED', ['billingSystemCustomerIdentifier'], ['UPDATE_SUBSCRIBER']],
    [
      'CUSTOMER_UPDATED',
      ['lastName', 'addresses', 'emails', 'phones'],
      ['UPDATE_ADDRESS', 'UPDATE_SUBSCRIBER'],
    ],
    ['CHARGE_RECEIVED', ['status'], []],
    ['CHARGE_PROCESSED', ['status'], []],
    ['NETFLIX_CONFIRMED', ['netflixState'], []],
    ['PROVISIONING_REQUESTED', ['type', 'state'], []],
    ['PROVISIONING_ANSWERED', ['state'], []],
    ['OPERATOR_UPDATED', ['name'], []],
  ])('%s (%j): %j', (type, fields, requests) => {
    const changes = fields.map((field) => ({ field, before: null, after: null }));
    expect(requestedBy({ type, changes })).toEqual(requests);
  });
});

it('A list of work goes back seven days, to the millisecond', () => {
  expect(pendingSince(at('2026-05-10T12:00:00.001Z'))).toBe(at('2026-05-03T12:00:00.001Z'));
});

describe('A provider', () => {
  const create = (given: { name?: string; alternativeCode?: string | null }, known = {}) =>
    createProvider(
      { name: 'Boxes', alternativeCode: null, ...given },
      { ...facts(NOW), named: null, coded: null, ...known },
    );

  it('is added with what it is called', () => {
    const { changes, outcome } = create({ alternativeCode: 'STB' });
    const provider = { id: idOf(operator.id, 101), name: 'Boxes', alternativeCode: 'STB' };
    expect(outcome).toEqual({ provider, problems: [] });
    expect(changes).toMatchObject({
      provisioningProviders: [{ before: null, after: provider }],
      events: [
        {
          type: 'PROVISIONING_PROVIDER_CREATED',
          changes: [
            { field: 'name', before: null, after: 'Boxes' },
            { field: 'alternativeCode', before: null, after: 'STB' },
          ],
        },
      ],
    });
  });

  it('is refused under a name or a code that is in use, for both reasons at once', () => {
    const { changes, outcome } = create({ alternativeCode: 'STB' }, { named: BOXES, coded: BOXES });
    expect(outcome).toEqual({
      provider: null,
      problems: [
        {
          code: 'ALREADY_EXISTS',
          path: ['name'],
          message: 'Provider Boxes already exists. Choose another name.',
        },
        {
          code: 'ALREADY_EXISTS',
          path: ['alternativeCode'],
          message: 'Alternative code STB already belongs to provider Boxes. Choose another one, or none.',
        },
      ],
    });
    expect(changes.events).toEqual([]);
  });
});

describe('A request that is raised by hand', () => {
  const NOTHING = { service: null, services: null, installedItem: null, installedItems: null };
  const raise = (given: Partial<WantedRequest> = {}, known: Partial<RequestFacts> = {}) =>
    requestProvisioning(
      {
        ...{ subscriptionNumber: 'S00000001', provider: { name: 'Boxes' }, type: 'UPDATE_ADDRESS' },
        ...{ scheduledDate: null, ...NOTHING },
        ...given,
      },
      { ...facts(NOW), provider: BOXES, subscription: subscription(), lastSequence: 4, ...known },
    );
  /** What a type has to be given. */
  const needed = (type: ProvisioningRequestType): Partial<WantedRequest> => ({
    service: CARRIES[type].includes('service') ? UHD : null,
    installedItem: CARRIES[type].includes('installedItem') ? BOX : null,
  });

  it.each(PROVISIONING_REQUEST_TYPES)('can be of every type: %s', (type) => {
    const { changes, outcome } = raise({ type, ...needed(type) });
    const carried = CARRIES[type];
    const services = carried.includes('services') ? [{ code: 'NETFLIX', name: 'Netflix', quantity: 1 }] : [];
    const request: ProvisioningRequest = {
      id: idOf(operator.id, 101),
      type,
      state: 'PENDING',
      providerId: BOXES.id,
      subscriptionId: subscription().id,
      customerId: subscription().customerId,
      sequenceNumber: 5,
      createdOn: at(NOW),
      scheduledDate: at(NOW),
      executedDate: null,
      services: pack(carried.includes('service') ? [UHD] : services),
      installedItems: pack(carried.includes('installedItem') ? [BOX] : []),
      errorCode: null,
      errorDescription: null,
      accountNumber: null,
    };
    expect(outcome).toEqual({ request, problems: [] });
    expect(changes.provisioningRequests).toEqual([{ before: null, after: request }]);
    expect(changes.events).toEqual([
      {
        ...{ type: 'PROVISIONING_REQUESTED', customerId: request.customerId },
        ...{ subscriptionId: request.subscriptionId, provisioningRequestId: request.id },
        changes: [
          { field: 'type', before: null, after: type },
          { field: 'state', before: null, after: 'PENDING' },
          { field: 'scheduledDate', before: null, after: '2026-05-10T12:00:00.000Z' },
        ],
      },
    ]);
  });

  it('carries what it is given, on the date that it is given', () => {
    const scheduledDate = at('2027-01-01T00:00:00Z');
    const { request } = raise({
      ...{ type: 'BECOME_SUBSCRIBER', scheduledDate },
      ...{ services: [UHD], installedItems: [BOX, BOX] },
    }).outcome;
    expect(request).toMatchObject({ scheduledDate, createdOn: at(NOW) });
    expect(request && [unpack(request.services), unpack(request.installedItems)]).toEqual([
      [UHD],
      [BOX, BOX],
    ]);
    expect(raise({ type: 'ACTIVATE_SUBSCRIBER', services: [] }).outcome.request?.services).toBe('[]');
  });

  const every: [ProvisioningRequestType, keyof typeof NOTHING][] = PROVISIONING_REQUEST_TYPES.flatMap(
    (type) =>
      (['service', 'services', 'installedItem', 'installedItems'] as const).map(
        (field): [ProvisioningRequestType, keyof typeof NOTHING] => [type, field],
      ),
  );
  const GIVEN = { service: UHD, services: [UHD], installedItem: BOX, installedItems: [BOX] };

  it.each(every.filter(([type, field]) => !CARRIES[type].includes(field)))(
    '%s takes no %s',
    (type, field) => {
      const { changes, outcome } = raise({ type, ...needed(type), [field]: GIVEN[field] });
      const message = `${type} carries no \`${field}\`. Leave it out.`;
      expect(outcome).toEqual({ request: null, problems: [{ code: 'NOT_ALLOWED', path: [field], message }] });
      expect(changes.events).toEqual([]);
    },
  );

  it.each(every.filter(([type, field]) => needed(type)[field]))('%s needs a %s', (type, field) => {
    const message = `${type} is about one \`${field}\`. Give it.`;
    expect(raise({ type }).outcome.problems).toEqual([{ code: 'NOT_ALLOWED', path: [field], message }]);
  });

  it('may be given empty lists, which say nothing', () => {
    expect(raise({ services: [], installedItems: [] }).outcome.problems).toEqual([]);
  });

  it.each<[ProvisioningRequestType, boolean]>([
    ['BECOME_SUBSCRIBER', false],
    ['ACTIVATE_SUBSCRIBER', false],
    ['ACTIVATE_SERVICE', false],
    ['ADD_INSTALLED_ITEM', false],
    ['ADD_UDR', false],
    ['DEACTIVATE_SUBSCRIBER', true],
    ['DEACTIVATE_SERVICE', true],
    ['REMOVE_INSTALLED_ITEM', true],
    ['CANCEL_UDR', true],
    ['UPDATE_ADDRESS', true],
    ['UPDATE_SUBSCRIBER', true],
  ])('%s for a cancelled subscription: %s', (type, isAllowed) => {
    const { problems } = raise(
      { type, ...needed(type) },
      { subscription: subscription('CANCELLED') },
    ).outcome;
    const message = `Subscription S00000001 is cancelled: ${type} cannot be requested for it any more. Register the customer again.`;
    expect(problems).toEqual(isAllowed ? [] : [{ code: 'NOT_ALLOWED', path: ['type'], message }]);
  });

  it.each([
    [{ name: 'Nobody' }, 'Nobody'],
    [{ alternativeCode: 'X' }, 'with the alternative code X'],
    [{ id: 7 }, 'with that id'],
  ])('needs a subscription and a provider, and is told everything at once: %j', (provider, named) => {
    const { problems } = raise({ provider, type: 'ADD_UDR' }, { provider: null, subscription: null }).outcome;
    expect(problems).toEqual([
      {
        ...{ code: 'NOT_FOUND', path: ['subscriptionNumber'] },
        message: 'There is no subscription S00000001. Check the number.',
      },
      {
        ...{ code: 'NOT_FOUND', path: ['provider'] },
        message: `There is no provider ${named}. Create it, or name another one.`,
      },
      { code: 'NOT_ALLOWED', path: ['service'], message: 'ADD_UDR is about one `service`. Give it.' },
    ]);
  });
});

describe('An answer', () => {
  const request = (given: Partial<ProvisioningRequest> = {}): ProvisioningRequest => ({
    ...{ id: idOf(operator.id, 1), type: 'BECOME_SUBSCRIBER', state: 'PENDING', providerId: BOXES.id },
    ...{ subscriptionId: idOf(operator.id, 1), customerId: idOf(operator.id, 1), sequenceNumber: 1 },
    ...{
      createdOn: at('2026-01-01T00:00:00Z'),
      scheduledDate: at('2026-01-01T00:00:00Z'),
      executedDate: null,
    },
    ...{ services: pack([]), installedItems: pack([]) },
    ...{ errorCode: null, errorDescription: null, accountNumber: null },
    ...given,
  });
  const response = (given: Partial<ProvisioningResponse> = {}): ProvisioningResponse => ({
    ...{
      number: 'P00000001',
      status: 'ACCEPTED',
      errorCode: null,
      errorDescription: null,
      accountNumber: null,
    },
    ...given,
  });
  const answer = (
    responses: readonly Partial<ProvisioningResponse>[],
    known: Readonly<Record<string, ProvisioningRequest>> = { P00000001: request() },
    given: Partial<ResponseFacts> = {},
  ) =>
    takeResponses(responses.map(response), {
      ...{
        ...facts(NOW),
        provider: BOXES,
        requests: new Map(Object.entries(known)),
        accountNumbers: new Map(),
      },
      ...given,
    });
  const codes = (ruling: ReturnType<typeof answer>) =>
    ruling.outcome.failed.map(({ errorCode }) => errorCode);

  it('completes a request, however old it is, and tells what the subscriber is called', () => {
    const { changes, outcome } = answer([{ accountNumber: 'A-1' }]);
    const after = request({ state: 'COMPLETED', executedDate: at(NOW), accountNumber: 'A-1' });
    expect(outcome).toEqual({ requests: [after], failed: [] });
    expect(changes).toMatchObject({
      provisioningRequests: [{ before: request(), after }],
      provisioningAccounts: [
        {
          before: null,
          after: { providerId: BOXES.id, subscriptionId: after.subscriptionId, accountNumber: 'A-1' },
        },
      ],
      events: [
        {
          ...{ type: 'PROVISIONING_ANSWERED', customerId: after.customerId },
          ...{ subscriptionId: after.subscriptionId, provisioningRequestId: after.id },
          // Events are for ever, so what stands for a person is only named.
          changes: [
            { field: 'state', before: 'PENDING', after: 'COMPLETED' },
            { field: 'executedDate', before: null, after: '2026-05-10T12:00:00.000Z' },
            { field: 'accountNumber', before: null, after: null },
          ],
        },
      ],
    });
  });

  it('rejects a request, with or without a reason', () => {
    const reason = { errorCode: 'E-7', errorDescription: 'Anna has no box.' };
    const { changes, outcome } = answer([{ status: 'REJECTED', ...reason }]);
    expect(outcome.requests).toMatchObject([{ state: 'REJECTED', executedDate: at(NOW), ...reason }]);
    expect(changes.events[0]?.changes).toEqual([
      { field: 'state', before: 'PENDING', after: 'REJECTED' },
      { field: 'executedDate', before: null, after: '2026-05-10T12:00:00.000Z' },
      { field: 'errorCode', before: null, after: 'E-7' },
      { field: 'errorDescription', before: null, after: null },
    ]);
    expect(changes.subscriptions).toEqual([]);
    expect(answer([{ status: 'REJECTED' }]).outcome.requests).toMatchObject([
      { state: 'REJECTED', errorCode: null },
    ]);
  });

  it.each<[string, Partial<ProvisioningResponse>, ProvisioningRequestType, string[]]>([
    ['an error code with ACCEPTED', { errorCode: 'E' }, 'BECOME_SUBSCRIBER', ['NOT_APPLICABLE']],
    ['an error text with ACCEPTED', { errorDescription: 'Why' }, 'UPDATE_ADDRESS', ['NOT_APPLICABLE']],
    [
      'an account number with REJECTED',
      { status: 'REJECTED', accountNumber: 'A' },
      'BECOME_SUBSCRIBER',
      ['NOT_APPLICABLE'],
    ],
    ['an account number with BECOME_SUBSCRIBER', { accountNumber: 'A' }, 'BECOME_SUBSCRIBER', []],
    ...PROVISIONING_REQUEST_TYPES.filter((type) => type !== 'BECOME_SUBSCRIBER').map(
      (type): [string, Partial<ProvisioningResponse>, ProvisioningRequestType, string[]] => [
        `an account number with ${type}`,
        { accountNumber: 'A' },
        type,
        ['NOT_APPLICABLE'],
      ],
    ),
  ])('with %s', (_what, given, type, failures) => {
    const ruling = answer([given], { P00000001: request({ type }) });
    expect(codes(ruling)).toEqual(failures);
    expect(ruling.changes.events).toHaveLength(failures.length === 0 ? 1 : 0);
  });

  const REJECTION = { status: 'REJECTED', errorCode: 'E', errorDescription: 'Why' } as const;
  it.each<[Partial<ProvisioningResponse>, Partial<ProvisioningResponse>, boolean]>([
    [{}, {}, true],
    [{ accountNumber: 'A' }, { accountNumber: 'A' }, true],
    [{ accountNumber: 'A' }, {}, false],
    [{}, { accountNumber: 'A' }, false],
    [{ accountNumber: 'A' }, { accountNumber: 'B' }, false],
    [{}, { status: 'REJECTED' }, false],
    [{}, { errorCode: 'E' }, false],
    [REJECTION, REJECTION, true],
    [REJECTION, { ...REJECTION, errorCode: null }, false],
    [REJECTION, { ...REJECTION, errorDescription: 'Because' }, false],
    [REJECTION, {}, false],
    [{ status: 'REJECTED' }, { status: 'REJECTED' }, true],
  ])('%j, then again as %j: a repetition is %s', (first, again, isSame) => {
    const [answered] = answer([first]).outcome.requests;
    const known = { P00000001: answered ?? request() };
    const ruling = answer([again], known, { now: at('2026-06-01T00:00:00Z') });
    expect(ruling.outcome.requests).toEqual(isSame ? [answered] : []);
    expect(codes(ruling)).toEqual(isSame ? [] : ['ALREADY_ANSWERED']);
    expect(ruling.changes.events).toEqual([]);
  });

  it('fails on its own, with the first rule that it breaks, while the others take effect', () => {
    const known = {
      P00000001: request(),
      P00000002: request({
        id: idOf(operator.id, 2),
        state: 'COMPLETED',
        executedDate: at('2026-05-01T00:00:00Z'),
      }),
      P00000003: request({ id: idOf(operator.id, 3), type: 'ADD_UDR' }),
    };
    const { changes, outcome } = answer(
      [
        { number: 'P00000009' },
        { number: 'P00000009' },
        { number: 'P00000002', errorCode: 'E' },
        { number: 'P00000003', accountNumber: 'A' },
        { number: 'P00000003' },
        { number: 'P00000001' },
        { number: 'P00000001' },
      ],
      known,
    );
    expect(outcome.requests.map(({ id }) => id)).toEqual([idOf(operator.id, 1)]);
    expect(changes.provisioningRequests).toHaveLength(1);
    expect(outcome.failed).toEqual([
      {
        ...{ number: 'P00000009', errorCode: 'PROVISIONING_REQUEST_NOT_FOUND' },
        errorDescription:
          'There is no provisioning request P00000009 for this provider. Check the number and the provider.',
      },
      {
        ...{ number: 'P00000009', errorCode: 'DUPLICATE_ITEM' },
        errorDescription: 'Provisioning request P00000009 is in this call already. Answer it once.',
      },
      {
        ...{ number: 'P00000002', errorCode: 'ALREADY_ANSWERED' },
        errorDescription:
          'Provisioning request P00000002 is COMPLETED since 2026-05-01T00:00:00.000Z, which is final. Only the very same answer again is a repetition.',
      },
      {
        ...{ number: 'P00000003', errorCode: 'NOT_APPLICABLE' },
        errorDescription:
          'An account number comes only with an accepted BECOME_SUBSCRIBER, and P00000003 is ADD_UDR, ACCEPTED. Leave it out.',
      },
      { number: 'P00000003', errorCode: 'DUPLICATE_ITEM', errorDescription: expect.any(String) },
      { number: 'P00000001', errorCode: 'DUPLICATE_ITEM', errorDescription: expect.any(String) },
    ]);
  });

  it('of a provider that is not there finds no request', () => {
    expect(codes(answer([{}, {}], {}, { provider: null }))).toEqual([
      ...['PROVISIONING_REQUEST_NOT_FOUND', 'DUPLICATE_ITEM'],
    ]);
  });

  it('calls the subscriber what it said last, and keeps that when it says nothing', () => {
    const subscriptionId = idOf(operator.id, 1);
    const known = {
      P00000001: request(),
      P00000002: request({ id: idOf(operator.id, 2) }),
      P00000003: request({ id: idOf(operator.id, 3) }),
    };
    const accountNumbers = new Map([[subscriptionId, 'A-1']]);
    const accounts = (...given: (string | null)[]) =>
      answer(
        given.map((accountNumber, n) => ({ number: `P0000000${n + 1}`, accountNumber })),
        known,
        { accountNumbers },
      ).changes.provisioningAccounts.map(({ before, after }) => [before?.accountNumber, after.accountNumber]);
    expect(accounts(null)).toEqual([]);
    expect(accounts('A-1')).toEqual([]);
    expect(accounts('A-2')).toEqual([['A-1', 'A-2']]);
    expect(accounts('A-2', 'A-3', null)).toEqual([['A-1', 'A-3']]);
  });
});
