import { AddressType } from '../../customers/graphql/contact-types.ts';
import type { Customer } from '../../customers/customer.ts';
import { builder } from '../../graphql/builder.ts';
import { numberOf } from '../../ids.ts';
import { unpack } from '../../packed.ts';
import { referred, type Loaders } from '../../store/loaders.ts';
import { NetflixSubscriptionType } from '../../subscriptions/graphql/types.ts';
import {
  carries,
  type ProvisioningProvider,
  type ProvisioningRequest,
  type ProvisioningRequestState,
  type ProvisioningRequestType,
} from '../provisioning.ts';
import { AccountInformationType, InstalledItemType, ServiceType } from './carried.ts';

export const RequestKind = builder.enumType('ProvisioningRequestType', {
  description: 'What a platform is asked to do, and with it what a request carries.',
  values: {
    BECOME_SUBSCRIBER: {
      description:
        'Take somebody in as a subscriber. Raised by a registration. Carries `address`, `accountInformation`, `services` and `installedItems`; its answer may tell an account number.',
    },
    ACTIVATE_SERVICE: { description: 'Switch a service on. Carries `service`.' },
    DEACTIVATE_SERVICE: { description: 'Switch a service off. Carries `service`.' },
    ADD_INSTALLED_ITEM: {
      description: 'Add a device, such as a set-top box, to a subscriber. Carries `installedItem`.',
    },
    REMOVE_INSTALLED_ITEM: { description: 'Take a device from a subscriber. Carries `installedItem`.' },
    ACTIVATE_SUBSCRIBER: {
      description:
        'Switch a subscriber on. Raised by a sign-up and by the end of a suspension. Carries `services`.',
    },
    DEACTIVATE_SUBSCRIBER: {
      description:
        'Switch a subscriber off. Raised by a suspension and by a cancellation, whatever cancelled it. Carries `services`.',
    },
    UPDATE_SUBSCRIBER: {
      description:
        "Take over a subscriber's changed data. Raised when a customer's identifier, names, e-mail addresses or phone numbers change. Carries `address` and `accountInformation`.",
    },
    UPDATE_ADDRESS: {
      description:
        "Take over a subscriber's changed address. Raised when a customer's addresses change. Carries `address`.",
    },
    ADD_UDR: { description: 'Add usage (a usage data record) to a subscriber. Carries `service`.' },
    CANCEL_UDR: { description: 'Take usage (a usage data record) back. Carries `service`.' },
  } satisfies Record<ProvisioningRequestType, object>,
});

const RequestState = builder.enumType('ProvisioningRequestState', {
  description: 'What became of a request. It starts as `PENDING` and gets one of the other two once.',
  values: {
    PENDING: { description: 'Its provider has not answered yet.' },
    COMPLETED: { description: 'Its provider accepted it: done.' },
    REJECTED: { description: 'Its provider rejected it, which changes nothing about the subscription.' },
  } satisfies Record<ProvisioningRequestState, object>,
});

/** A provider as operators see it. */
export const ProviderType = builder.objectRef<ProvisioningProvider>('ProvisioningProvider');

builder.node(ProviderType, {
  description:
    'An outside platform of your operator, such as the one that switches set-top boxes on. It fetches its work here and reports back.',
  id: { resolve: ({ id }) => String(id), parse: Number },
  loadManyWithoutCache: (ids, { loaders }) =>
    Promise.all(ids.map((id) => loaders.provisioningProviders.load(id))),
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What people call it, unique within your operator.' }),
    alternativeCode: t.exposeString('alternativeCode', {
      nullable: true,
      description: 'Another word for it, unique within your operator. Null when it has none.',
    }),
  }),
});

/** A request as operators and providers see it. */
export const RequestType = builder.objectRef<ProvisioningRequest>('ProvisioningRequest');

builder.node(RequestType, {
  description:
    'One command for a provider about one subscription. What it carries of the customer is read when you ask, so it is never out of date.',
  id: { resolve: ({ id }) => String(id), parse: Number },
  loadManyWithoutCache: (ids, { loaders }) =>
    Promise.all(ids.map((id) => loaders.provisioningRequests.load(id))),
  fields: (t) => ({
    number: t.string({
      description:
        'What people call it: `P` and at least 8 digits, such as `P00000012`. Unique within your operator, in order of creation.',
      resolve: ({ id }) => numberOf('P', id),
    }),
    type: t.expose('type', { type: RequestKind, description: 'What the provider is asked to do.' }),
    state: t.expose('state', { type: RequestState, description: 'What became of it.' }),
    provider: t.field({
      type: ProviderType,
      description: 'Who is asked.',
      resolve: ({ providerId }, _args, { loaders }) => referred(loaders.provisioningProviders, providerId),
    }),
    subscription: t.field({
      type: NetflixSubscriptionType,
      description: 'The subscription that it is about.',
      resolve: ({ subscriptionId }, _args, { loaders }) => referred(loaders.subscriptions, subscriptionId),
    }),
    sequenceNumber: t.exposeInt('sequenceNumber', {
      description:
        'Its place among the requests of its subscription at its provider, in order of creation, from 1.',
    }),
    createdOn: t.expose('createdOn', {
      type: 'DateTime',
      description: 'When it was raised; unanswered, it leaves the list of pending ones seven days later.',
    }),
    scheduledDate: t.expose('scheduledDate', {
      type: 'DateTime',
      description:
        'When it shall be carried out: when it was raised, unless whoever raised it by hand said otherwise.',
    }),
    executedDate: t.expose('executedDate', {
      type: 'DateTime',
      nullable: true,
      description: 'When the provider answered. Null while it is `PENDING`.',
    }),
    address: t.field({
      extensions: { reads: { customers: ['addresses'] } },
      type: AddressType,
      nullable: true,
      description:
        "The customer's primary address as it is now. Null when the customer has none, and in types that do not carry it.",
      resolve: async (request, _args, { loaders }) => {
        if (!carries(request, 'address')) return null;
        const { addresses } = await customerOf(request, loaders);
        return unpack(addresses).find(({ isPrimary }) => isPrimary) ?? null;
      },
    }),
    accountInformation: t.field({
      type: AccountInformationType,
      nullable: true,
      description: 'Who the customer is now. Null in types that do not carry it.',
      resolve: (request, _args, { loaders }) =>
        carries(request, 'accountInformation') ? customerOf(request, loaders) : null,
    }),
    service: t.field({
      type: ServiceType,
      nullable: true,
      description: 'The one service that it is about. Null in types that do not carry one.',
      resolve: (request) => (carries(request, 'service') ? (unpack(request.services)[0] ?? null) : null),
    }),
    services: t.field({
      type: [ServiceType],
      description: 'The services that it is about. Empty in types that do not carry several.',
      resolve: (request) => (carries(request, 'services') ? unpack(request.services) : []),
    }),
    installedItem: t.field({
      type: InstalledItemType,
      nullable: true,
      description: 'The one device that it is about. Null in types that do not carry one.',
      resolve: (request) =>
        carries(request, 'installedItem') ? (unpack(request.installedItems)[0] ?? null) : null,
    }),
    installedItems: t.field({
      type: [InstalledItemType],
      description: 'The devices that it is about. Empty in types that do not carry several.',
      resolve: (request) => (carries(request, 'installedItems') ? unpack(request.installedItems) : []),
    }),
    errorCode: t.exposeString('errorCode', {
      nullable: true,
      description:
        "The provider's own code for why it rejected it. Null when it gave none or did not reject it.",
    }),
    errorDescription: t.exposeString('errorDescription', {
      nullable: true,
      description:
        'Why the provider rejected it, in its own words. Null when it gave none or did not reject it.',
    }),
    accountNumber: t.exposeString('accountNumber', {
      nullable: true,
      description:
        'What the provider called the subscriber when it accepted a `BECOME_SUBSCRIBER`. Null when it told none, and in every other type and state.',
    }),
  }),
});

function customerOf({ customerId }: ProvisioningRequest, loaders: Loaders): Customer | Promise<Customer> {
  return referred(loaders.customers, customerId);
}
