import type { Scope } from '../../auth/credential.ts';
import { builder } from '../../graphql/builder.ts';
import * as check from '../../graphql/checks.ts';
import { connection } from '../../graphql/pages.ts';
import { unpack } from '../../packed.ts';
import { AddressType, EmailType, PhoneType } from './contact-types.ts';
import type { Customer, CustomerBy } from '../customer.ts';

/** Names one customer by either of its identifiers. */
export const CustomerByInput = builder.inputType('CustomerBy', {
  description:
    'Names one customer, by exactly one of its two identifiers. They are compared byte for byte: case and spaces count.',
  isOneOf: true,
  validate: { refine: check.exactlyOne('billingSystemCustomerIdentifier', 'netflixCustomerIdentifier') },
  fields: (t) => ({
    billingSystemCustomerIdentifier: t.string({
      description: 'The key that your billing system has for the customer: 1–128 characters.',
      validate: { schema: check.identifier },
    }),
    netflixCustomerIdentifier: t.string({
      description:
        'The key by which Netflix knows the customer (the PAI, partner account identifier): 1–128 characters.',
      validate: { schema: check.identifier },
    }),
  }),
});

/** What the store is asked for, once exactly one identifier is known to be there. */
export function customerBy(by: {
  readonly billingSystemCustomerIdentifier?: string | null | undefined;
  readonly netflixCustomerIdentifier?: string | null | undefined;
}): CustomerBy {
  const { billingSystemCustomerIdentifier, netflixCustomerIdentifier } = by;
  if (billingSystemCustomerIdentifier != null) return { billingSystemCustomerIdentifier };
  if (netflixCustomerIdentifier != null) return { netflixCustomerIdentifier };
  throw new Error('Expected one identifier of a customer, found none.');
}

/** A customer as operators see it; subscriptions and charges add what leads to them. */
export const CustomerType = builder.objectRef<Customer>('Customer');

builder.node(CustomerType, {
  description:
    'A person or household of your operator that has, had or is to have a Netflix subscription billed by you.',
  extensions: { columns: 'customers' },
  id: { resolve: ({ id }) => String(id), parse: Number, extensions: { reads: [] } },
  loadManyWithoutCache: (ids, { loaders }) => Promise.all(ids.map((id) => loaders.customers.load(id))),
  fields: (t) => ({
    billingSystemCustomerIdentifier: t.exposeString('billingSystemCustomerIdentifier', {
      description:
        'The key that your billing system has for the customer, unique within your operator. Netflix never sees it.',
    }),
    netflixCustomerIdentifier: t.exposeString('netflixCustomerIdentifier', {
      description:
        'The key by which Netflix knows the customer (the PAI, partner account identifier): opaque, made at the first registration, never changed.',
    }),
    firstName: t.exposeString('firstName', {
      nullable: true,
      description: 'Null when you did not give one.',
    }),
    lastName: t.exposeString('lastName', { nullable: true, description: 'Null when you did not give one.' }),
    addresses: t.field({
      type: [AddressType],
      description:
        'Where the customer can be reached by post, in the order you gave; empty when you gave none.',
      resolve: ({ addresses }) => unpack(addresses),
    }),
    emails: t.field({
      type: [EmailType],
      description:
        'Where the customer can be reached by e-mail, in the order you gave; empty when you gave none.',
      resolve: ({ emails }) => unpack(emails),
    }),
    phones: t.field({
      type: [PhoneType],
      description:
        'Where the customer can be reached by phone, in the order you gave; empty when you gave none.',
      resolve: ({ phones }) => unpack(phones),
    }),
    createdOn: t.expose('createdOn', {
      type: 'DateTime',
      description: 'When the customer was registered for the first time.',
    }),
  }),
});

const CustomerConnection = builder.connectionObject(
  { type: CustomerType, name: 'CustomerConnection', description: 'A page of customers.' },
  { name: 'CustomerEdge', description: 'A customer and its place in the list.' },
);

const CustomerFilter = builder.inputType('CustomerFilter', {
  description:
    'Which customers to list: those that meet all of what is given. Null means the same as not given.',
  fields: (t) => ({
    search: t.string({
      description:
        'Text that occurs in a name, an e-mail address, a phone number or the billing-system identifier, in whatever case; `%`, `_` and `*` are plain characters. At most 255 characters; empty finds everybody.',
      validate: { schema: check.searchText },
    }),
    createdFrom: t.field({
      type: 'DateTime',
      description: 'Registered for the first time at this instant or later.',
    }),
    createdTo: t.field({
      type: 'DateTime',
      description: 'Registered for the first time before this instant.',
    }),
  }),
});

builder.queryFields((t) => ({
  customer: t.field({
    type: CustomerType,
    nullable: true,
    description: 'One customer. Null when your operator has none with that identifier. Scope: READ.',
    extensions: { scope: 'READ' satisfies Scope },
    args: { by: t.arg({ type: CustomerByInput, required: true, description: 'Which customer.' }) },
    resolve: (_root, { by }, { store, loaders }) => store.customer(customerBy(by), loaders.choices.customers),
  }),
  customers: t.connection(
    {
      type: CustomerType,
      description: 'The customers of your operator, the oldest first. Scope: READ.',
      extensions: { scope: 'READ' satisfies Scope },
      args: {
        filter: t.arg({ type: CustomerFilter, description: 'Which of them. All when it is not given.' }),
      },
      resolve: (_root, { filter, ...args }, { store, loaders }) => {
        const wanted = {
          search: filter?.search ?? undefined,
          createdFrom: filter?.createdFrom ?? undefined,
          createdTo: filter?.createdTo ?? undefined,
        };
        return connection(
          { list: 'customers', operatorId: store.operatorId, args },
          {
            page: (query) => store.customerPage(query, wanted, loaders.choices.customers),
            count: () => store.countCustomers(wanted),
          },
        );
      },
    },
    CustomerConnection,
  ),
}));
