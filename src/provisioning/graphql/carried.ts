import { EmailType, PhoneType } from '../../customers/graphql/contact-types.ts';
import type { Customer } from '../../customers/customer.ts';
import { builder } from '../../graphql/builder.ts';
import { unpack } from '../../packed.ts';
import type { InstalledItem, ProvisioningService } from '../provisioning.ts';

/** A service as requests carry it. */
export const ServiceType = builder.objectRef<ProvisioningService>('ProvisioningService').implement({
  description: 'A service of a platform.',
  fields: (t) => ({
    code: t.exposeString('code', {
      description: 'What the platform knows it by; `NETFLIX` in the requests that nobody raised by hand.',
    }),
    name: t.exposeString('name', { description: 'What people call it.' }),
    quantity: t.exposeInt('quantity', { description: 'How many of it, 1 or more.' }),
  }),
});

/** A device as requests carry it. */
export const InstalledItemType = builder.objectRef<InstalledItem>('InstalledItem').implement({
  description: 'A device that is installed at a subscriber, such as a set-top box.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'What the platform knows this kind of device by.' }),
    serialNumber: t.exposeString('serialNumber', { description: 'Which one it is.' }),
    name: t.exposeString('name', {
      nullable: true,
      description: 'What people call it. Null when it was not given.',
    }),
  }),
});

/** A customer as requests carry it. */
export const AccountInformationType = builder.objectRef<Customer>('AccountInformation').implement({
  description: 'Who a subscriber is, as the customer stands now.',
  extensions: { columns: 'customers' },
  fields: (t) => ({
    firstName: t.exposeString('firstName', {
      nullable: true,
      description: 'Null when you did not give one.',
    }),
    lastName: t.exposeString('lastName', { nullable: true, description: 'Null when you did not give one.' }),
    emails: t.field({
      type: [EmailType],
      description: 'E-mail addresses, in the order you gave; empty when you gave none.',
      resolve: ({ emails }) => unpack(emails),
    }),
    phones: t.field({
      type: [PhoneType],
      description: 'Phone numbers, in the order you gave; empty when you gave none.',
      resolve: ({ phones }) => unpack(phones),
    }),
    billingSystemCustomerIdentifier: t.exposeString('billingSystemCustomerIdentifier', {
      description: 'The key that your billing system has for the customer.',
    }),
  }),
});
