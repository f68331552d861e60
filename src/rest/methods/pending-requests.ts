import type { Customer } from '../../customers/customer.ts';
import { numberOf } from '../../ids.ts';
import { unpack } from '../../packed.ts';
import {
  carries,
  grouped,
  pendingSince,
  PROVISIONING_REQUEST_TYPES,
  type InstalledItem,
  type ProvisioningRequest,
  type ProvisioningService,
} from '../../provisioning/provisioning.ts';
import type { PendingRow } from '../../store/provisioning-store.ts';
import { ADDRESS } from '../contacts.ts';
import {
  instantOrNull,
  objectOrNull,
  schemaOfFields,
  set,
  setOfSome,
  text,
  textOrNull,
  wholeNumber,
  word,
  writer,
  type Fields,
} from '../fields.ts';
import { someOf } from '../kinds.ts';
import { method } from '../method.ts';
import { PAGE } from '../pages.ts';
import { mandatory, optional } from '../parameters.ts';
import { providerInQuery } from '../providers.ts';
import { Refused } from '../refusals.ts';

const ACCOUNT: Fields<Customer> = {
  first_name: textOrNull('First name.', ({ firstName }) => firstName),
  last_name: textOrNull('Last name.', ({ lastName }) => lastName),
  billing_system_customer_identifier: text(
    'The key that the billing system has for the customer.',
    ({ billingSystemCustomerIdentifier }) => billingSystemCustomerIdentifier,
  ),
};

const SERVICE: Fields<ProvisioningService> = {
  code: text('What the platform knows it by.', ({ code }) => code),
  name: text('What people call it.', ({ name }) => name),
  quantity: wholeNumber('How many of it.', ({ quantity }) => quantity),
};

const INSTALLED_ITEM: Fields<InstalledItem> = {
  code: text('What the platform knows this kind of device by.', ({ code }) => code),
  serial_number: text('Which one it is.', ({ serialNumber }) => serialNumber),
  name: textOrNull('What people call it.', ({ name }) => name),
};

interface Pending {
  readonly request: ProvisioningRequest;
  /** As the customer stands now. */
  readonly customer: Customer;
}

const REQUEST: Fields<Pending> = {
  number: text('What people call it.', ({ request }) => numberOf('P', request.id)),
  type: word('What is to be done.', PROVISIONING_REQUEST_TYPES, ({ request }) => request.type),
  executed_date: instantOrNull('Null while it is pending.', ({ request }) => request.executedDate),
  address: objectOrNull('The primary address, in types that carry it.', ADDRESS, ({ request, customer }) =>
    carries(request, 'address')
      ? (unpack(customer.addresses).find(({ isPrimary }) => isPrimary) ?? null)
      : null,
  ),
  account_information: objectOrNull('Who it is, in types that carry it.', ACCOUNT, ({ request, customer }) =>
    carries(request, 'accountInformation') ? customer : null,
  ),
  service: objectOrNull('The one service, in types that carry one.', SERVICE, ({ request }) =>
    carries(request, 'service') ? (unpack(request.services)[0] ?? null) : null,
  ),
  installed_item: objectOrNull('The one device, in types that carry one.', INSTALLED_ITEM, ({ request }) =>
    carries(request, 'installedItem') ? (unpack(request.installedItems)[0] ?? null) : null,
  ),
  services_set: setOfSome('The services, in types that carry several.', SERVICE, ({ request }) =>
    carries(request, 'services') ? unpack(request.services) : [],
  ),
  installed_items_set: setOfSome(
    'The devices, in types that carry several.',
    INSTALLED_ITEM,
    ({ request }) => (carries(request, 'installedItems') ? unpack(request.installedItems) : []),
  ),
};

interface Group {
  readonly rows: readonly [PendingRow, ...PendingRow[]];
  readonly customer: Customer;
}

const GROUP: Fields<Group> = {
  subscription_number: text('What all of it is about.', ({ rows: [{ request }] }) =>
    numberOf('S', request.subscriptionId),
  ),
  account_number: textOrNull(
    'What the provider calls the subscriber; null while it has not said.',
    ({ rows: [{ accountNumber }] }) => accountNumber,
  ),
  pending_provisioning_requests_set: set('By scheduled date.', REQUEST, ({ rows, customer }) =>
    rows.map(({ request }) => ({ request, customer })),
  ),
};

export const listPending = method('PROVISIONING', {
  verb: 'GET',
  path: 'provisioning/generic_provisioning_requests/get_pending',
  summary: 'Lists pending requests of a provider',
  description:
    'Those created in the last 7 days, by subscription, the oldest scheduled first; page and offset count requests.',
  parameters: {
    provisioning_provider_identifier: mandatory(providerInQuery, 'Whose list.'),
    ...PAGE,
    fields_set: optional(someOf(Object.keys(GROUP)), 'The fields that are wanted; all when missing.'),
  },
  data: {
    type: 'object',
    properties: { subscriptions_set: { type: 'array', items: schemaOfFields(GROUP, true) } },
    required: ['subscriptions_set'],
    additionalProperties: false,
  },
  refusals: ['PROVISIONING_PROVIDER_NOT_FOUND'],
  cost: ({ number_of_results }) => number_of_results,
  answer: async (given, { store, now }) => {
    const provider = await store.provisioning.provider(given.provisioning_provider_identifier);
    if (!provider) {
      const message = 'There is no such provider. Check its name, code or id.';
      throw new Refused('PROVISIONING_PROVIDER_NOT_FOUND', 'provisioning_provider_identifier', message);
    }
    const { rows } = await store.provisioning.pendingPage({
      providerId: provider.id,
      since: pendingSince(now),
      size: given.number_of_results,
      after: null,
      offset: given.offset,
    });
    const groups = grouped(rows);
    const customers = await store.customersById(groups.map(([{ request }]) => request.customerId));
    const known = groups.map((group, place): Group => {
      const customer = customers[place];
      if (!customer) throw new Error(`Expected the customer of request ${group[0].request.id}.`);
      return { rows: group, customer };
    });
    return { subscriptions_set: known.map(writer(GROUP, given.fields_set)) };
  },
});
